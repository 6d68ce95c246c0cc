-- What was ever measured in one patient?
-- Grain: one row per observation row of $patient_id, all versions.
select *
from observation
where patient_id = $patient_id
order by measure, on_date, coalesce(at_time, ''), observation_id
