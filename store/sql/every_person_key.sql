-- Under which keys does the book keep the names of all patients?
-- Grain: one row per registered patient.
select patient_id, person_key
from patient
order by patient_id
