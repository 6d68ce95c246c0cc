-- How does the average course of one measure run?
-- Grain: one row per checkpoint code where $measure is due, over the episodes in scope; n, total and total_sq are
-- the sufficient statistics of the observed scores.
-- Rules: due and observed as in measure_counts.sql: due, with a score there and, where the measure needs one, at intake.
-- Ties: programs share checkpoint codes; a code that stands at several places takes the earliest.
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
intake as (
    select s.episode_id, s.value
    from checkpoint_score s
    join checkpoint c on c.program = s.program and c.checkpoint = s.checkpoint
    where c.kind = 'intake' and s.measure = $measure and s.on_date <= cast($as_of as date)
),
cell as (
    select
        s.checkpoint, c.ordinal, c.due_day_from_start,
        case
            when s.closes_on < cast($as_of as date) and s.on_date <= cast($as_of as date)
                and not coalesce(e.died_on <= s.closes_on, false)
                and not coalesce(e.withdrew_on >= e.started and e.withdrew_on <= s.closes_on, false)
                and (i.value is not null or not m.needs_baseline)
            then s.value
        end as score
    from checkpoint_score s
    join enrolled e on e.episode_id = s.episode_id
    join checkpoint c on c.program = s.program and c.checkpoint = s.checkpoint
    join checkpoint_measure m on m.program = s.program and m.checkpoint = s.checkpoint and m.measure = s.measure
    left join intake i on i.episode_id = s.episode_id
    where s.is_due and s.measure = $measure
)
select
    checkpoint, min(ordinal) as ordinal, min(due_day_from_start) as due_day_from_start,
    count(score) as n, coalesce(sum(score), 0.0) as total, coalesce(sum(score * score), 0.0) as total_sq
from cell
group by checkpoint
order by min(ordinal), checkpoint
