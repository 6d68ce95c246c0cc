-- Under which keys does the book keep the names of these patients?
-- Grain: one row per registered patient of `asked_patient`.
select p.patient_id, p.person_key
from patient p
join asked_patient a on a.patient_id = p.patient_id
order by p.patient_id
