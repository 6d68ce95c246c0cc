-- What did the sources ever say where the scores of one patient stand?
-- Grain: one row per row of $patient_id that arrived, of the readings in force and of former ones (read again through a changed
-- mapping, or undone). Rows that share record_key speak of one record of their source; those that share measure, day, time and
-- occasion speak of one thing. until_at is absent for what is in force.
with arrived as (
    select
        row_id, record_key, measure, on_date, at_time, occasion, value, unit, version, retracted, file_id, mapping, line, batch_id,
        0 as is_former
    from observation_row
    where patient_id = $patient_id
    union all
    select
        row_id, record_key, measure, on_date, at_time, occasion, value, unit, version, retracted, file_id, mapping, line, batch_id,
        1 as is_former
    from former_observation_row
    where patient_id = $patient_id
),
ended as (
    select
        file_id, mapping, batch_id, max(file_name) as file_name, max(until_at) as until_at,
        max(case when is_undone then 1 else 0 end) as is_undone
    from former_reading
    group by file_id, mapping, batch_id
)
select distinct
    a.row_id, a.record_key, a.measure, a.on_date, a.at_time, a.occasion, a.value, a.unit, a.version, a.retracted, a.file_id,
    coalesce(r.file_name, f.file_name) as file, a.line, a.batch_id, b.loaded_at, o.standing, f.until_at,
    coalesce(f.is_undone, 0) = 1 as is_undone
from arrived a
left join reading r
    on a.is_former = 0 and r.file_id = a.file_id and r.mapping = a.mapping
left join ended f
    on a.is_former = 1 and f.file_id = a.file_id and f.mapping = a.mapping and f.batch_id = a.batch_id
left join observation o on o.observation_id = a.row_id and a.is_former = 0
join batch b on b.batch_id = a.batch_id
order by a.measure, a.on_date, a.at_time, b.loaded_at, a.batch_id, a.file_id, a.line, a.row_id
