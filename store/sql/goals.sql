-- Which goals does one patient have?
-- Grain: one row per goal of $patient_id.
select
    goal_id, patient_id, text, measure, target, unit, set_on, due_on, checkpoint, status,
    in_conflict, batch_id, file_id, line
from goal
where patient_id = $patient_id
order by set_on, due_on, goal_id
