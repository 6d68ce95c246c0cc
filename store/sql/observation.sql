-- What was measured, and does it stand?
-- Grain: one row per observation row of a registered patient, all versions kept, and one per value derived from others.
-- Rules: a view. `observation_standing` names the rows that are not simply used.
-- Ties: none; they are settled where rows are judged.
select
    r.row_id as observation_id, r.patient_id, r.measure, r.value, r.on_date, r.at_time, r.utc_offset_minutes, r.occasion,
    r.unit, r.mode, r.form, r.standard_error, r.score_status, r.answers,
    coalesce(s.standing, 'used') as standing, r.batch_id, r.file_id, r.line
from observation_row r
join patient p on p.patient_id = r.patient_id
left join observation_standing s on s.patient_id = r.patient_id and s.observation_id = r.row_id
union all
select
    d.observation_id, d.patient_id, d.measure, d.value, d.on_date, d.at_time, d.utc_offset_minutes, d.occasion,
    d.unit, d.mode, d.form, d.standard_error, d.score_status, d.answers,
    d.standing, d.batch_id, d.file_id, d.line
from derived_observation d
