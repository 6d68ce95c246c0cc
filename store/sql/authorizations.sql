-- What was asked of payers for one patient, and what came of it?
-- Grain: one row per authorization of $patient_id.
select
    authorization_id, patient_id, payer, service, level, requested_on, decided_on, decision, units_requested, units_approved,
    units_used, valid_from, valid_to, deadline_on, reason,
    in_conflict, batch_id, file_id, line
from payer_authorization
where patient_id = $patient_id
order by requested_on, authorization_id
