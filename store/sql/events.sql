-- What was done with one patient?
-- Grain: one row per event of $patient_id.
select event_id, patient_id, on_date, kind, detail, measure, reason
from event
where patient_id = $patient_id
order by on_date, kind, event_id
