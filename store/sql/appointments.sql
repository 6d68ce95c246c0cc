-- Which visits does one patient have?
-- Grain: one row per appointment of $patient_id.
select appointment_id, patient_id, on_date, at_time, clinician, site, checkpoint, attendance
from appointment
where patient_id = $patient_id
order by on_date, coalesce(at_time, ''), appointment_id
