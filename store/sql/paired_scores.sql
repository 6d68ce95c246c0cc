-- Which scores stand before and after, and how often each pair?
-- Grain: one row per measure, pair of scores with their standard errors, form_changed, is_closed and is_excused, over
-- the episodes in scope and the measures due at $checkpoint; n counts episodes, so a two-timepoint cohort is held
-- without loss. Standard errors exist for scores from tables only, so they hardly lengthen the answer.
-- Rules: the baseline is the score at the intake checkpoint of the same episode; a score in conflict, or from after
-- $as_of, is not known. form_changed: both scores state a form, and not the same one. Excused: dead, or consent
-- withdrawn since the episode started, by the day the window closes. Closed: the window has closed before $as_of and the
-- episode is not excused; only closed rows are due.
with pair as (
    select
        s.measure,
        case when s.baseline_on <= cast($as_of as date) then s.baseline end as baseline,
        case when s.on_date <= cast($as_of as date) then s.value end as follow_up,
        coalesce(
            s.value is not null and s.on_date <= cast($as_of as date) and s.baseline_on <= cast($as_of as date)
                and s.baseline_form <> s.form and s.baseline_form <> '' and s.form <> '',
            false
        ) as form_changed,
        case when s.baseline_on <= cast($as_of as date) then s.baseline_error end as baseline_error,
        case when s.value is not null and s.on_date <= cast($as_of as date) then s.standard_error end as follow_up_error,
        coalesce(s.excused_on <= s.closes_on and s.excused_on <= cast($as_of as date), false) as is_excused,
        s.closes_on < cast($as_of as date) as has_closed
    from checkpoint_score s
    where s.checkpoint = $checkpoint and s.is_due
        and ($program is null or s.program = $program)
        and ($site is null or s.site = $site)
        and ($payer is null or s.payer = $payer)
        and ($clinician is null or s.clinician = $clinician)
        and ($started_from is null or s.started >= cast($started_from as date))
        and ($started_to is null or s.started <= cast($started_to as date))
)
select
    measure, baseline, follow_up, form_changed, baseline_error, follow_up_error, has_closed and not is_excused as is_closed,
    is_excused, count(*) as n
from pair
group by
    measure, baseline, follow_up, form_changed, baseline_error, follow_up_error, has_closed and not is_excused, is_excused
order by measure, baseline, follow_up, is_closed, is_excused, form_changed, baseline_error, follow_up_error
