-- How many of those due improved, month by month?
-- Grain: one row per checkpoint code, month in which the window closed, and measure due there, over the episodes in scope;
-- counts of episodes. month counts from January 2000 (0).
-- Rules: due and observed as in measure_counts.sql. judged: observed, both scores of one form, and response_score has a rule
-- at this baseline. improved: judged, and the score it names is reached.
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
cell as (
    select
        s.checkpoint, s.measure, date_diff('month', cast('2000-01-01' as date), s.closes_on) as month,
        case
            when s.value is not null and s.on_date <= cast($as_of as date) and (i.value is not null or not m.needs_baseline)
            then 1 else 0
        end as known,
        case
            when coalesce(r.has_improved, false)
                and not coalesce(m.needs_baseline and i.form <> s.form and i.form <> '' and s.form <> '', false)
            then 1 else 0
        end as can_judge,
        case when coalesce(r.sign * s.value >= r.improved_from, false) then 1 else 0 end as reaches
    from checkpoint_score s
    join enrolled e on e.episode_id = s.episode_id
    join checkpoint_measure m on m.program = s.program and m.checkpoint = s.checkpoint and m.measure = s.measure
    left join intake i on i.episode_id = s.episode_id and i.measure = s.measure
    left join response_score r
        on r.measure = s.measure and r.start = case when m.needs_baseline then i.value else 0.0 end
    where s.is_due and s.closes_on < cast($as_of as date)
        and not (coalesce(e.died_on <= s.closes_on and e.died_on <= cast($as_of as date), false)
            or coalesce(
                e.withdrew_on >= e.started and e.withdrew_on <= s.closes_on and e.withdrew_on <= cast($as_of as date), false
            ))
)
select
    checkpoint, month, measure, count(*) as due, sum(known) as observed, sum(known * can_judge) as judged,
    sum(known * can_judge * reaches) as improved
from cell
group by checkpoint, month, measure
order by checkpoint, measure, month
