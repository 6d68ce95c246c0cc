-- Which courses of care have these patients had?
-- Grain: one row per episode of the patients of `asked_patient`.
select
    p.patient_id, p.sex, p.birth_year, e.episode_id, e.program, e.site, e.payer, e.clinician, e.started, e.planned_end, e.ended,
    e.how_ended, e.why_left, e.pain_months, e.first_session_on, p.died_on, p.withdrew_on
from episode e
join patient p on p.patient_id = e.patient_id
join asked_patient a on a.patient_id = e.patient_id
order by p.patient_id, e.started, e.episode_id
