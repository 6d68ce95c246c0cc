-- Up to when is one patient's medication list known?
-- Grain: one row per question: the time of the latest load, among those in force, that held one of the lines of $patient_id; null where
-- there is none. As in dose_medications.
with place as (
    select r.batch_id
    from medication_row r
    where r.patient_id = $patient_id
    union all
    select s.batch_id
    from sighting s
    join medication_row r on r.row_id = s.row_id
    where s.row_kind = 'medication' and r.patient_id = $patient_id
)
select max(b.loaded_at) as seen_at
from place p
join batch b on b.batch_id = p.batch_id
