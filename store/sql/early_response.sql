-- Which early changes were followed by a good end?
-- Grain: one row per measure due at $early, early change, whether it reached a meaningful change, and whether the measure
-- $outcome improved by $later, over the episodes in scope with $outcome due at $later and the window closed; n counts episodes.
-- Rules: early_change in the measure's unit, positive is better (a rating of change: its score, turned round where lower
-- is better). early_improved and later_improved by response_score. Null: not known (no baseline, no score, two forms,
-- a conflict, no rule, or from after $as_of). Excused episodes are left out.
with enrolled as (
    select e.episode_id, e.program, e.started, p.died_on, p.withdrew_on
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
    select s.episode_id, s.measure, s.value, s.form
    from checkpoint_score s
    join checkpoint c on c.program = s.program and c.checkpoint = s.checkpoint
    where c.kind = 'intake' and s.value is not null and s.on_date <= cast($as_of as date)
),
seen as (
    select
        s.episode_id, s.checkpoint, s.measure,
        case when m.needs_baseline then r.sign * (s.value - i.value) else r.sign * s.value end as improvement,
        case when r.has_improved then case when r.sign * s.value >= r.improved_from then 1 else 0 end end as improved
    from checkpoint_score s
    join checkpoint_measure m on m.program = s.program and m.checkpoint = s.checkpoint and m.measure = s.measure
    left join intake i on i.episode_id = s.episode_id and i.measure = s.measure
    join response_score r
        on r.measure = s.measure and r.start = case when m.needs_baseline then i.value else 0.0 end
    where (s.checkpoint = $early or s.checkpoint = $later) and s.value is not null and s.on_date <= cast($as_of as date)
        and not coalesce(m.needs_baseline and i.form <> s.form and i.form <> '' and s.form <> '', false)
),
ended as (
    select s.episode_id, o.improved
    from checkpoint_score s
    join enrolled e on e.episode_id = s.episode_id
    left join seen o on o.episode_id = s.episode_id and o.checkpoint = s.checkpoint and o.measure = s.measure
    where s.checkpoint = $later and s.measure = $outcome and s.is_due and s.closes_on < cast($as_of as date)
        and not (coalesce(e.died_on <= s.closes_on and e.died_on <= cast($as_of as date), false)
            or coalesce(
                e.withdrew_on >= e.started and e.withdrew_on <= s.closes_on and e.withdrew_on <= cast($as_of as date), false
            ))
)
select
    s.measure, a.improvement as early_change, a.improved as early_improved, d.improved as later_improved, count(*) as n
from ended d
join checkpoint_score s on s.episode_id = d.episode_id and s.checkpoint = $early and s.is_due
left join seen a on a.episode_id = s.episode_id and a.checkpoint = s.checkpoint and a.measure = s.measure
group by s.measure, a.improvement, a.improved, d.improved
order by s.measure, a.improvement, a.improved, d.improved
