-- Who comes in these days, and which checkpoint does each visit serve?
-- Grain: one row per appointment from $from_day to $to_day that is not cancelled.
-- Rules: the checkpoint is the appointment's own, else the one whose window holds the day. The episode is the one
-- of that checkpoint; without a checkpoint the one begun last by that day, else the next to begin.
-- Ties: nearest due day, then earlier due date, then earlier start, then episode_id, then the checkpoint's order.
with visit as (
    select * from appointment
    where on_date >= cast($from_day as date) and on_date <= cast($to_day as date) and coalesce(attendance, 'planned') <> 'cancelled'
),
served as (
    select
        v.appointment_id, w.episode_id, w.checkpoint,
        row_number() over (
            partition by v.appointment_id
            order by abs(date_diff('day', w.due_on, v.on_date)), w.due_on, e.started, w.episode_id, c.ordinal
        ) as place
    from visit v
    join checkpoint_window w on w.patient_id = v.patient_id
    join episode e on e.episode_id = w.episode_id
    join checkpoint c on c.program = w.program and c.checkpoint = w.checkpoint
    where w.checkpoint = v.checkpoint or (v.checkpoint is null and v.on_date >= w.opens_on and v.on_date <= w.closes_on)
),
nearest as (
    select
        v.appointment_id, e.episode_id,
        row_number() over (
            partition by v.appointment_id
            order by
                case when e.started <= v.on_date then 0 else 1 end, abs(date_diff('day', e.started, v.on_date)), e.episode_id
        ) as place
    from visit v
    join episode e on e.patient_id = v.patient_id
)
select
    v.appointment_id, v.patient_id, e.episode_id, v.on_date, v.at_time, v.clinician, v.site, e.program, e.started,
    coalesce(v.checkpoint, s.checkpoint) as checkpoint
from visit v
left join served s on s.appointment_id = v.appointment_id and s.place = 1
left join nearest n on n.appointment_id = v.appointment_id and n.place = 1
left join episode e on e.episode_id = coalesce(s.episode_id, n.episode_id)
order by v.on_date, coalesce(v.at_time, ''), v.appointment_id
