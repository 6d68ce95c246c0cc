-- How complete is each measure at each checkpoint?
-- Grain: one row per checkpoint code and measure due there, over the episodes in scope; n counts episodes.
-- Rules: due: the window has closed before $as_of, and by then the patient had neither died nor, since the episode
-- started, withdrawn consent.
-- Observed: due, with a score there and, where the measure needs one, a score at intake. A score in conflict, or
-- from after $as_of, is not known.
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
    select s.episode_id, s.measure, s.value
    from checkpoint_score s
    join checkpoint c on c.program = s.program and c.checkpoint = s.checkpoint
    where c.kind = 'intake' and s.on_date <= cast($as_of as date)
),
cell as (
    select
        s.checkpoint, s.measure, c.ordinal,
        case
            when s.closes_on < cast($as_of as date)
                and not coalesce(e.died_on <= s.closes_on, false)
                and not coalesce(e.withdrew_on >= e.started and e.withdrew_on <= s.closes_on, false)
            then 1 else 0
        end as due,
        case
            when s.on_date <= cast($as_of as date) and s.value is not null and (i.value is not null or not m.needs_baseline)
            then 1 else 0
        end as known
    from checkpoint_score s
    join enrolled e on e.episode_id = s.episode_id
    join checkpoint c on c.program = s.program and c.checkpoint = s.checkpoint
    join checkpoint_measure m on m.program = s.program and m.checkpoint = s.checkpoint and m.measure = s.measure
    left join intake i on i.episode_id = s.episode_id and i.measure = s.measure
    where s.is_due
)
select checkpoint, measure, count(*) as enrolled, sum(due) as due, sum(due * known) as observed
from cell
group by checkpoint, measure
order by min(ordinal), checkpoint, measure
