-- When does each checkpoint of each episode open, fall due and close?
-- Grain: one row per episode and checkpoint of its program, for `affected_patient`.
-- Windows: days count from the start, or from the end: actual, else planned. The intake window closes at the
-- first session; that day still counts, and the due day moves with it. Both end days belong to the window.
with anchored as (
    select
        e.episode_id, e.patient_id, e.program, e.first_session_on, c.checkpoint, c.kind, c.opens_day, c.due_day, c.closes_day,
        case when c.anchor = 'start' then e.started else coalesce(e.ended, e.planned_end) end as anchor_on
    from episode e
    join affected_patient a on a.patient_id = e.patient_id
    join checkpoint c on c.program = e.program
),
dated as (
    select
        episode_id, patient_id, program, checkpoint, kind, first_session_on,
        anchor_on + opens_day as opens_on, anchor_on + due_day as due_on, anchor_on + closes_day as closes_on
    from anchored
)
select
    episode_id, patient_id, program, checkpoint, opens_on,
    case when kind = 'intake' and first_session_on < due_on then first_session_on else due_on end as due_on,
    case when kind = 'intake' and first_session_on < closes_on then first_session_on else closes_on end as closes_on
from dated
