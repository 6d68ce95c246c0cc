-- Between which days did a meaningful improvement first show, or how long was it looked for?
-- Grain: one row per program, measure, state and pair of days, over the episodes in scope and the measures due after
-- intake; n counts episodes.
-- Rules: days count from the start of the episode, the first is day 1. A score shows improvement where it reaches the score
-- that response_score names for its measure and baseline (0 where none is needed). after_day: the last day on which
-- it was looked for and not there, 0 without such a day. by_day: the first day on which it was there. A score in conflict,
-- of another form than the baseline, or from after $as_of, is not known.
-- States: improved; no baseline; no rule (no meaningful change is known at this baseline); and of those not improved:
-- not yet due (a later checkpoint may still be filled), lost (a later one was missed), excused (dead, or consent withdrawn
-- since the start, before it closed), followed to the end.
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
visit as (
    select
        s.episode_id, s.measure, s.closes_on, e.program, s.on_date,
        i.value is not null or not m.needs_baseline as has_start,
        coalesce(r.has_improved, false) as has_rule,
        case when date_diff('day', e.started, s.on_date) < 1 then 1 else date_diff('day', e.started, s.on_date) end as day,
        s.value is not null and s.on_date <= cast($as_of as date)
            and not coalesce(m.needs_baseline and i.form <> s.form and i.form <> '' and s.form <> '', false) as is_seen,
        coalesce(r.sign * s.value >= r.improved_from, false) as reaches,
        coalesce(e.died_on <= s.closes_on and e.died_on <= cast($as_of as date), false)
            or coalesce(
                e.withdrew_on >= e.started and e.withdrew_on <= s.closes_on and e.withdrew_on <= cast($as_of as date), false
            ) as is_excused
    from checkpoint_score s
    join enrolled e on e.episode_id = s.episode_id
    join checkpoint c on c.program = s.program and c.checkpoint = s.checkpoint
    join checkpoint_measure m on m.program = s.program and m.checkpoint = s.checkpoint and m.measure = s.measure
    left join intake i on i.episode_id = s.episode_id and i.measure = s.measure
    left join response_score r
        on r.measure = s.measure and r.start = case when m.needs_baseline then i.value else 0.0 end
    where s.is_due and c.kind <> 'intake'
),
first_seen as (
    select
        episode_id, measure, program, has_start, has_rule,
        min(case when is_seen and reaches then day end) as by_day,
        max(case when is_seen then day end) as last_day,
        max(case when is_seen then on_date end) as last_on
    from visit
    group by episode_id, measure, program, has_start, has_rule
),
spell as (
    select
        f.episode_id, f.measure, f.program, f.has_start, f.has_rule, f.by_day,
        coalesce(max(case when v.is_seen and (f.by_day is null or v.day < f.by_day) then v.day end), 0) as after_day,
        max(case when not v.is_seen and not v.is_excused and v.closes_on >= cast($as_of as date) then 1 else 0 end) as is_open,
        max(
            case
                when not v.is_seen and not v.is_excused and v.closes_on < cast($as_of as date)
                    and (f.last_on is null or v.closes_on > f.last_on) then 1
                else 0
            end
        ) as was_missed,
        max(case when not v.is_seen and v.is_excused and (f.last_on is null or v.closes_on > f.last_on) then 1 else 0 end) as was_excused
    from first_seen f
    join visit v on v.episode_id = f.episode_id and v.measure = f.measure
    group by f.episode_id, f.measure, f.program, f.has_start, f.has_rule, f.by_day
),
told as (
    select
        program, measure,
        case
            when not has_start then 'no baseline'
            when not has_rule then 'no rule'
            when by_day is not null then 'improved'
            when is_open = 1 then 'not yet due'
            when was_missed = 1 then 'lost'
            when was_excused = 1 then 'excused'
            else 'followed to the end'
        end as state,
        case when has_start and has_rule then after_day end as after_day,
        case when has_start and has_rule then by_day end as by_day
    from spell
)
select program, measure, state, after_day, by_day, count(*) as n
from told
group by program, measure, state, after_day, by_day
order by measure, program, state, after_day, by_day
