-- How does the average course of one measure run?
-- Grain: one row per checkpoint code where $measure is due, over the episodes in scope; n, total and total_sq are
-- the sufficient statistics of the observed scores.
-- Rules: due and observed as in measure_counts.sql: due, with a score there and, where the measure needs one, at intake.
-- Ties: programs share checkpoint codes; a code that stands at several places takes the earliest.
with cell as (
    select
        s.checkpoint, c.ordinal, c.due_day_from_start,
        case
            when s.closes_on < cast($as_of as date) and s.on_date <= cast($as_of as date)
                and not coalesce(s.excused_on <= s.closes_on, false)
                and (s.baseline_on <= cast($as_of as date) or not m.needs_baseline)
            then s.value
        end as score
    from checkpoint_score s
    join checkpoint c on c.program = s.program and c.checkpoint = s.checkpoint
    join checkpoint_measure m on m.program = s.program and m.checkpoint = s.checkpoint and m.measure = s.measure
    where s.is_due and s.measure = $measure
        and ($program is null or s.program = $program)
        and ($site is null or s.site = $site)
        and ($payer is null or s.payer = $payer)
        and ($clinician is null or s.clinician = $clinician)
        and ($started_from is null or s.started >= cast($started_from as date))
        and ($started_to is null or s.started <= cast($started_to as date))
)
select
    checkpoint, min(ordinal) as ordinal, min(due_day_from_start) as due_day_from_start,
    count(score) as n, coalesce(sum(score), 0.0) as total, coalesce(sum(score * score), 0.0) as total_sq
from cell
group by checkpoint
order by min(ordinal), checkpoint
