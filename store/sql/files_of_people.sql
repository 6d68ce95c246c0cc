-- Which files hold rows or safety answers of these people?
-- Grain: one row per file and mapping. `person` (patient_id) holds the people asked for. A row that is there already counts
-- at every place where it stood.
with kept as (
    select 'patient' as row_kind, row_id, patient_id, file_id, mapping from patient_row
    union all
    select 'episode' as row_kind, row_id, patient_id, file_id, mapping from episode_row
    union all
    select 'appointment' as row_kind, row_id, patient_id, file_id, mapping from appointment_row
    union all
    select 'event' as row_kind, row_id, patient_id, file_id, mapping from event_row
    union all
    select 'observation' as row_kind, row_id, patient_id, file_id, mapping from observation_row
    union all
    select 'goal' as row_kind, row_id, patient_id, file_id, mapping from goal_row
    union all
    select 'authorization' as row_kind, row_id, patient_id, file_id, mapping from authorization_row
    union all
    select 'medication' as row_kind, row_id, patient_id, file_id, mapping from medication_row
),
mine as (
    select k.row_kind, k.row_id, k.file_id, k.mapping
    from kept k
    join person p on p.patient_id = k.patient_id
),
place as (
    select file_id, mapping from mine
    union
    select s.file_id, s.mapping
    from sighting s
    join mine m on m.row_kind = s.row_kind and m.row_id = s.row_id
    union
    select f.file_id, f.mapping
    from flag_row f
    join person p on p.patient_id = f.patient_id
)
select file_id, mapping
from place
order by file_id, mapping
