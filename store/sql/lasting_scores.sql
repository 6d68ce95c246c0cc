-- Which scores stand at intake, at the end and later, in the same episodes, and how often each three?
-- Grain: one row per measure, scores at intake, at $checkpoint and at $later, form_changed and is_closed, over the episodes in
-- scope and the measures due at $later; n counts episodes.
-- Rules: a score in conflict, or from after $as_of, is not known. form_changed: two of the three scores state different forms.
-- is_closed: the window of $later has closed before $as_of and the episode is not excused there, as in paired_scores.sql.
with enrolled as (
    select e.episode_id, e.started, p.died_on, p.withdrew_on
    from episode e
    join patient p on p.patient_id = e.patient_id
    where ($program is null or e.program = $program)
        and ($site is null or e.site = $site)
        and ($payer is null or e.payer = $payer)
        and ($clinician is null or e.clinician = $clinician)
        and ($started_from is null or e.started >= cast($started_from as date))
        and ($started_to is null or e.started <= cast($started_to as date))
),
known as (
    select s.episode_id, s.measure, s.checkpoint, c.kind, s.value, case when s.form <> '' then s.form end as form
    from checkpoint_score s
    join checkpoint c on c.program = s.program and c.checkpoint = s.checkpoint
    where s.value is not null and s.on_date <= cast($as_of as date)
),
three as (
    select
        s.measure, i.value as baseline, t.value as at_end, f.value as follow_up,
        coalesce(i.form <> t.form, false) or coalesce(t.form <> f.form, false) or coalesce(i.form <> f.form, false) as form_changed,
        s.closes_on < cast($as_of as date)
            and not coalesce(e.died_on <= s.closes_on and e.died_on <= cast($as_of as date), false)
            and not coalesce(
                e.withdrew_on >= e.started and e.withdrew_on <= s.closes_on and e.withdrew_on <= cast($as_of as date), false
            ) as is_closed
    from checkpoint_score s
    join enrolled e on e.episode_id = s.episode_id
    left join known i on i.episode_id = s.episode_id and i.measure = s.measure and i.kind = 'intake'
    left join known t on t.episode_id = s.episode_id and t.measure = s.measure and t.checkpoint = $checkpoint
    left join known f on f.episode_id = s.episode_id and f.measure = s.measure and f.checkpoint = $later
    where s.checkpoint = $later and s.is_due
)
select measure, baseline, at_end, follow_up, form_changed, is_closed, count(*) as n
from three
group by measure, baseline, at_end, follow_up, form_changed, is_closed
order by measure, baseline, at_end, follow_up, form_changed, is_closed
