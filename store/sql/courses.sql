-- What do the checkpoints of these patients hold?
-- Grain: one row per episode, checkpoint and measure, as in checkpoint_score, for the patients of `asked_patient`.
-- Their observations are chosen first: joined by their id alone, everybody's would be read.
with own as (
    select o.observation_id, o.file_id, o.line, o.batch_id, o.score_status, o.standing
    from observation o
    join asked_patient a on a.patient_id = o.patient_id
)
select
    s.episode_id, s.patient_id, s.program, s.checkpoint, s.measure, s.is_due, s.opens_on, s.due_on, s.closes_on, s.observation_id,
    s.on_date, s.value, s.form, s.standard_error, s.in_conflict, c.ordinal, c.kind, e.started, o.file_id, o.line, o.batch_id,
    o.score_status, o.standing, e.ended, e.how_ended
from checkpoint_score s
join asked_patient a on a.patient_id = s.patient_id
join checkpoint c on c.program = s.program and c.checkpoint = s.checkpoint
join episode e on e.episode_id = s.episode_id
left join own o on o.observation_id = s.observation_id
order by s.patient_id, e.started, s.episode_id, c.ordinal, s.measure
