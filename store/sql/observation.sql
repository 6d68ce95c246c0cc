-- What was measured, and does it stand?
-- Grain: one row per observation row of a registered patient among `affected_patient`, all versions kept.
-- Ties: none; row_standing has settled them, and a row that it does not name is used.
select
    r.row_id as observation_id, r.patient_id, r.measure, r.value, r.on_date, r.at_time, r.utc_offset_minutes, r.occasion,
    r.unit, r.mode, r.form, r.standard_error, r.score_status, r.answers,
    coalesce(s.standing, 'used') as standing, r.batch_id, r.file_id, r.line
from observation_row r
join affected_patient a on a.patient_id = r.patient_id
join patient p on p.patient_id = r.patient_id
left join row_standing s on s.row_kind = 'observation' and s.row_id = r.row_id
