-- Which observation fills each checkpoint?
-- Grain: one row per episode, checkpoint and measure: every measure due there, and every one observed there.
-- Windows: an observation (used, or in conflict; not after death; of an occasion the checkpoint takes) goes to
-- one checkpoint of one episode of its patient: of the windows that hold its date, the one whose due day is
-- nearest. A checkpoint takes, of the observations that came to it, the one nearest its due day. Where that one
-- is in conflict the score is not known.
-- Beside it: the baseline is the score of that measure at the intake checkpoint of the same episode, where it is known.
-- excused_on is the day of death, or of withdrawn consent if that was since the episode started, whichever came first.
-- Ties: window: earlier due date, then earlier episode start, then episode_id, then the checkpoint's order.
-- Observation: earlier date, then earlier time (none first), then lowest observation_id.
with eligible as (
    select
        o.observation_id, o.patient_id, o.measure, o.on_date, coalesce(o.at_time, '') as at_time,
        coalesce(o.occasion, 'routine') as occasion, o.value, o.form, o.standard_error, o.standing
    from observation o
    join affected_patient a on a.patient_id = o.patient_id
    join patient p on p.patient_id = o.patient_id
    where o.standing in ('used', 'conflict') and (p.died_on is null or o.on_date <= p.died_on)
),
held as (
    select
        o.observation_id, w.episode_id, w.checkpoint, o.measure, o.on_date, o.at_time, o.value, o.form, o.standard_error,
        o.standing, abs(date_diff('day', w.due_on, o.on_date)) as distance,
        row_number() over (
            partition by o.observation_id
            order by abs(date_diff('day', w.due_on, o.on_date)), w.due_on, e.started, w.episode_id, c.ordinal
        ) as choice
    from eligible o
    join checkpoint_window w on w.patient_id = o.patient_id and o.on_date >= w.opens_on and o.on_date <= w.closes_on
    join checkpoint_occasion k on k.program = w.program and k.checkpoint = w.checkpoint and k.occasion = o.occasion
    join checkpoint c on c.program = w.program and c.checkpoint = w.checkpoint
    join episode e on e.episode_id = w.episode_id
),
ranked as (
    select
        held.*,
        row_number() over (
            partition by episode_id, checkpoint, measure order by distance, on_date, at_time, observation_id
        ) as place
    from held
    where choice = 1
),
filled as (
    select * from ranked where place = 1
),
wanted as (
    select w.episode_id, w.checkpoint, m.measure, 1 as is_due
    from checkpoint_window w
    join affected_patient a on a.patient_id = w.patient_id
    join checkpoint_measure m on m.program = w.program and m.checkpoint = w.checkpoint
    union all
    select episode_id, checkpoint, measure, 0 as is_due from filled
),
baseline as (
    select f.episode_id, f.measure, f.on_date, f.value, f.form, f.standard_error
    from filled f
    join checkpoint_window w on w.episode_id = f.episode_id and w.checkpoint = f.checkpoint
    join checkpoint c on c.program = w.program and c.checkpoint = w.checkpoint
    where c.kind = 'intake' and f.standing = 'used' and f.value is not null
),
cell as (
    select episode_id, checkpoint, measure, max(is_due) as is_due
    from wanted
    group by episode_id, checkpoint, measure
)
select
    w.episode_id, w.patient_id, w.program, w.checkpoint, c.measure, c.is_due = 1 as is_due, w.opens_on, w.due_on, w.closes_on,
    f.observation_id, f.on_date,
    case when f.standing = 'used' then f.value end as value,
    f.form, f.standard_error,
    coalesce(f.standing = 'conflict', false) as in_conflict,
    b.on_date as baseline_on, b.value as baseline, b.form as baseline_form, b.standard_error as baseline_error,
    p.sex, e.site, e.payer, e.clinician, e.started,
    case
        when e.started <= p.withdrew_on and (p.died_on is null or p.withdrew_on < p.died_on) then p.withdrew_on
        else p.died_on
    end as excused_on
from cell c
join checkpoint_window w on w.episode_id = c.episode_id and w.checkpoint = c.checkpoint
join episode e on e.episode_id = w.episode_id
join patient p on p.patient_id = w.patient_id
left join filled f on f.episode_id = c.episode_id and f.checkpoint = c.checkpoint and f.measure = c.measure
left join baseline b on b.episode_id = c.episode_id and b.measure = c.measure
