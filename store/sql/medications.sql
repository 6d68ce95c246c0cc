-- Which medicines does one patient's list hold?
-- Grain: one row per medication of $patient_id.
select
    medication_id, patient_id, drug, strength, dose, dose_unit, per_day, daily_amount, route, form, as_needed, basis,
    started, stopped, status, days_supply, quantity, indication,
    in_conflict, batch_id, file_id, line
from medication
where patient_id = $patient_id
order by started, drug, medication_id
