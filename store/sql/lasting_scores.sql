-- Which scores stand at intake, at the end and later, in the same episodes, and how often each three?
-- Grain: one row per measure, scores at intake, at $checkpoint and at $later, form_changed and is_closed, over the episodes in
-- scope and the measures due at $later; n counts episodes.
-- Rules: a score in conflict, or from after $as_of, is not known. form_changed: two of the three scores state different forms.
-- is_closed: the window of $later has closed before $as_of and the episode is not excused there, as in paired_scores.sql.
with at_end as (
    select s.episode_id, s.measure, s.value, case when s.form <> '' then s.form end as form
    from checkpoint_score s
    where s.checkpoint = $checkpoint and s.value is not null and s.on_date <= cast($as_of as date)
        and ($program is null or s.program = $program)
        and ($site is null or s.site = $site)
        and ($payer is null or s.payer = $payer)
        and ($clinician is null or s.clinician = $clinician)
        and ($started_from is null or s.started >= cast($started_from as date))
        and ($started_to is null or s.started <= cast($started_to as date))
),
later as (
    select
        s.episode_id, s.measure,
        case when s.baseline_on <= cast($as_of as date) then s.baseline end as baseline,
        case when s.baseline_on <= cast($as_of as date) and s.baseline_form <> '' then s.baseline_form end as baseline_form,
        case when s.on_date <= cast($as_of as date) then s.value end as follow_up,
        case when s.value is not null and s.on_date <= cast($as_of as date) and s.form <> '' then s.form end as form,
        s.closes_on < cast($as_of as date)
            and not coalesce(s.excused_on <= s.closes_on and s.excused_on <= cast($as_of as date), false) as is_closed
    from checkpoint_score s
    where s.checkpoint = $later and s.is_due
        and ($program is null or s.program = $program)
        and ($site is null or s.site = $site)
        and ($payer is null or s.payer = $payer)
        and ($clinician is null or s.clinician = $clinician)
        and ($started_from is null or s.started >= cast($started_from as date))
        and ($started_to is null or s.started <= cast($started_to as date))
),
three as (
    select
        f.measure, f.baseline, t.value as at_end, f.follow_up,
        coalesce(f.baseline_form <> t.form, false) or coalesce(t.form <> f.form, false)
            or coalesce(f.baseline_form <> f.form, false) as form_changed,
        f.is_closed
    from later f
    left join at_end t on t.episode_id = f.episode_id and t.measure = f.measure
)
select measure, baseline, at_end, follow_up, form_changed, is_closed, count(*) as n
from three
group by measure, baseline, at_end, follow_up, form_changed, is_closed
order by measure, baseline, at_end, follow_up, form_changed, is_closed
