-- How soon after a worse or behind verdict, and after any other, was the plan of care changed?
-- Grain: one row per kind of verdict and pair of days, over each episode's first look with a worse or behind verdict and its
-- first look without one; n counts episodes, each at most once among the flagged and once among the others.
-- Care-plan changes are those that were loaded, and those that were decided and typed in (typed_plan_change).
-- Rules: a look is a checkpoint after intake with at least one verdict told: worse where the score reaches the one that
-- response_score names; behind where the table behind names episode, checkpoint and measure. It is dated by the
-- earliest score that was worse or behind, else by the earliest with a verdict. days_to_change: to the patient's first
-- care-plan change on that day or later, days_to_named: to the first that names a measure which was worse or behind there; null
-- where none came within $watch_days. days_followed: until $as_of, death or withdrawal, at most $watch_days.
-- Ties: looks on one day: the program's order, then the checkpoint's code.
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
        s.episode_id, s.patient_id, s.checkpoint, s.measure, c.ordinal, s.on_date,
        case when coalesce(r.has_worse and r.sign * s.value <= r.worse_from, false) then 1 else 0 end as is_worse,
        case when b.episode_id is not null then 1 else 0 end as is_behind
    from checkpoint_score s
    join enrolled e on e.episode_id = s.episode_id
    join checkpoint c on c.program = s.program and c.checkpoint = s.checkpoint
    join checkpoint_measure m on m.program = s.program and m.checkpoint = s.checkpoint and m.measure = s.measure
    left join intake i on i.episode_id = s.episode_id and i.measure = s.measure
    left join response_score r
        on r.measure = s.measure and r.start = case when m.needs_baseline then i.value else 0.0 end
    left join behind b on b.episode_id = s.episode_id and b.checkpoint = s.checkpoint and b.measure = s.measure
    where s.is_due and c.kind <> 'intake' and s.value is not null and s.on_date <= cast($as_of as date)
        and not coalesce(m.needs_baseline and i.form <> s.form and i.form <> '' and s.form <> '', false)
        and (r.has_worse or r.has_improved or b.episode_id is not null)
),
look as (
    select
        episode_id, patient_id, checkpoint, ordinal, max(is_worse) as is_worse, max(is_behind) as is_behind,
        coalesce(min(case when is_worse + is_behind > 0 then on_date end), min(on_date)) as told_on
    from cell
    group by episode_id, patient_id, checkpoint, ordinal
),
ranked as (
    select
        look.*, case when is_worse + is_behind > 0 then 1 else 0 end as is_flagged,
        row_number() over (
            partition by episode_id, case when is_worse + is_behind > 0 then 1 else 0 end order by told_on, ordinal, checkpoint
        ) as place
    from look
),
first_look as (
    select r.*, cast($watch_days as int) as watch, e.died_on, e.withdrew_on
    from ranked r
    join enrolled e on e.episode_id = r.episode_id
    where r.place = 1
),
plan_change as (
    select patient_id, on_date, measure from event where kind = 'care_plan_change'
    union all
    select patient_id, cast(on_date as date) as on_date, measure from typed_plan_change
),
change as (
    select f.episode_id, f.is_flagged, min(date_diff('day', f.told_on, v.on_date)) as days_to_change
    from first_look f
    join plan_change v on v.patient_id = f.patient_id and v.on_date >= f.told_on
    where v.on_date <= cast($as_of as date)
    group by f.episode_id, f.is_flagged
),
named as (
    select f.episode_id, min(date_diff('day', f.told_on, v.on_date)) as days_to_named
    from first_look f
    join cell c on c.episode_id = f.episode_id and c.checkpoint = f.checkpoint and c.is_worse + c.is_behind > 0
    join plan_change v on v.patient_id = f.patient_id and v.on_date >= f.told_on and v.measure = c.measure
    where f.is_flagged = 1 and v.on_date <= cast($as_of as date)
    group by f.episode_id
),
watched as (
    select
        f.is_flagged, f.is_worse, f.is_behind, c.days_to_change, n.days_to_named, f.watch,
        date_diff(
            'day', f.told_on,
            case
                when f.died_on < cast($as_of as date) and (f.withdrew_on is null or f.withdrew_on < f.told_on or f.died_on <= f.withdrew_on)
                    then f.died_on
                when f.withdrew_on >= f.told_on and f.withdrew_on < cast($as_of as date) then f.withdrew_on
                else cast($as_of as date)
            end
        ) as days_followed
    from first_look f
    left join change c on c.episode_id = f.episode_id and c.is_flagged = f.is_flagged
    left join named n on n.episode_id = f.episode_id and f.is_flagged = 1
),
capped as (
    select
        is_flagged, is_worse, is_behind,
        case when days_to_change <= watch and days_to_change <= days_followed then days_to_change end as days_to_change,
        case when days_to_named <= watch and days_to_named <= days_followed then days_to_named end as days_to_named,
        case when days_followed > watch then watch else days_followed end as days_followed
    from watched
)
select
    is_flagged = 1 as is_flagged, is_worse = 1 as is_worse, is_behind = 1 as is_behind, days_to_change, days_to_named,
    days_followed, count(*) as n
from capped
group by is_flagged, is_worse, is_behind, days_to_change, days_to_named, days_followed
order by is_flagged, is_worse, is_behind, days_to_change, days_to_named, days_followed
