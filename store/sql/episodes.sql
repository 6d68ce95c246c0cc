-- Which courses of care has one patient had?
-- Grain: one row per episode of $patient_id.
select
    e.episode_id, e.patient_id, e.program, e.started, e.planned_end, e.ended, e.how_ended, e.why_left, e.site, e.payer,
    e.clinician, e.first_session_on, p.died_on, p.withdrew_on
from episode e
join patient p on p.patient_id = e.patient_id
where e.patient_id = $patient_id
order by e.started, e.episode_id
