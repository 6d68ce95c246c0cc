-- Which rows wait for their patient to be registered?
-- Grain: one row per kept row whose patient is not registered, retractions and what they withdraw aside.
-- Rules: in a record the highest version speaks (none counts as the lowest). A row that withdraws its record waits for
-- nobody, nor do the rows of a record that is withdrawn, nor a version that a higher one has replaced: registering
-- their patient would bring none of them into the count.
with kept as (
    select 'episode' as row_kind, patient_id, started as on_date, cast(null as varchar) as measure, record_key, version, retracted, batch_id, file_id, mapping, line
    from episode_row
    union all
    select 'appointment' as row_kind, patient_id, on_date, cast(null as varchar) as measure, record_key, version, retracted, batch_id, file_id, mapping, line
    from appointment_row
    union all
    select 'event' as row_kind, patient_id, on_date, cast(null as varchar) as measure, record_key, version, retracted, batch_id, file_id, mapping, line
    from event_row
    union all
    select 'observation' as row_kind, patient_id, on_date, measure, record_key, version, retracted, batch_id, file_id, mapping, line
    from observation_row
    union all
    select 'patient' as row_kind, patient_id, cast(null as date) as on_date, cast(null as varchar) as measure, record_key, version, retracted, batch_id, file_id, mapping, line
    from patient_row
    union all
    select 'goal' as row_kind, patient_id, set_on as on_date, measure as measure, record_key, version, retracted, batch_id, file_id, mapping, line
    from goal_row
    union all
    select 'authorization' as row_kind, patient_id, requested_on as on_date, cast(null as varchar) as measure, record_key, version, retracted, batch_id, file_id, mapping, line
    from authorization_row
    union all
    select 'medication' as row_kind, patient_id, started as on_date, cast(null as varchar) as measure, record_key, version, retracted, batch_id, file_id, mapping, line
    from medication_row
),
unregistered as (
    select k.row_kind, k.record_key, coalesce(k.version, '') as version, k.patient_id, k.on_date, k.measure, k.batch_id, k.file_id, k.mapping, k.line
    from kept k
    left join patient p on p.patient_id = k.patient_id
    where p.patient_id is null
),
record as (
    select distinct row_kind, record_key
    from unregistered
),
said as (
    select k.row_kind, k.record_key, coalesce(k.version, '') as version, max(case when k.retracted then 1 else 0 end) as is_retracted
    from kept k
    join record r on r.row_kind = k.row_kind and r.record_key = k.record_key
    group by k.row_kind, k.record_key, coalesce(k.version, '')
),
latest as (
    select row_kind, record_key, max(version) as version
    from said
    group by row_kind, record_key
)
select u.row_kind, u.patient_id, u.on_date, u.measure, u.batch_id, u.file_id, r.file_name as file, u.line
from unregistered u
join latest l on l.row_kind = u.row_kind and l.record_key = u.record_key and l.version = u.version
join said s on s.row_kind = l.row_kind and s.record_key = l.record_key and s.version = l.version
join reading r on r.file_id = u.file_id and r.mapping = u.mapping
where s.is_retracted = 0
order by u.batch_id desc, r.position, u.line, u.row_kind
