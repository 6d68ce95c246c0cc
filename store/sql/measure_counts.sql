-- How complete is each measure at each checkpoint?
-- Grain: one row per checkpoint code and measure due there, over the episodes in scope; n counts episodes.
-- Rules: due: the window has closed before $as_of, and by then the patient had neither died nor, since the episode
-- started, withdrawn consent.
-- Observed: due, with a score there and, where the measure needs one, a score at intake. A score in conflict, or
-- from after $as_of, is not known.
with cell as (
    select
        s.program, s.checkpoint, s.measure,
        s.closes_on < cast($as_of as date) and not coalesce(s.excused_on <= s.closes_on, false) as is_due,
        s.value is not null and s.on_date <= cast($as_of as date) as is_known,
        coalesce(s.baseline_on <= cast($as_of as date), false) as has_baseline
    from checkpoint_score s
    where s.is_due
        and ($program is null or s.program = $program)
        and ($site is null or s.site = $site)
        and ($payer is null or s.payer = $payer)
        and ($clinician is null or s.clinician = $clinician)
        and ($started_from is null or s.started >= cast($started_from as date))
        and ($started_to is null or s.started <= cast($started_to as date))
),
counted as (
    select
        program, checkpoint, measure, count(*) as enrolled,
        sum(case when is_due then 1 else 0 end) as due,
        sum(case when is_due and is_known then 1 else 0 end) as known,
        sum(case when is_due and is_known and has_baseline then 1 else 0 end) as known_twice
    from cell
    group by program, checkpoint, measure
)
select
    n.checkpoint, n.measure, sum(n.enrolled) as enrolled, sum(n.due) as due,
    sum(case when m.needs_baseline then n.known_twice else n.known end) as observed
from counted n
join checkpoint c on c.program = n.program and c.checkpoint = n.checkpoint
join checkpoint_measure m on m.program = n.program and m.checkpoint = n.checkpoint and m.measure = n.measure
group by n.checkpoint, n.measure
order by min(c.ordinal), n.checkpoint, n.measure
