-- Which rows wait for their patient to be registered?
-- Grain: one row per kept row whose patient is not registered.
with kept as (
    select 'episode' as row_kind, patient_id, started as on_date, cast(null as varchar) as measure, batch_id, file_id, mapping, line
    from episode_row
    union all
    select 'appointment' as row_kind, patient_id, on_date, cast(null as varchar) as measure, batch_id, file_id, mapping, line
    from appointment_row
    union all
    select 'event' as row_kind, patient_id, on_date, cast(null as varchar) as measure, batch_id, file_id, mapping, line
    from event_row
    union all
    select 'observation' as row_kind, patient_id, on_date, measure, batch_id, file_id, mapping, line
    from observation_row
    union all
    select 'patient' as row_kind, patient_id, cast(null as date) as on_date, cast(null as varchar) as measure, batch_id, file_id, mapping, line
    from patient_row
    union all
    select 'goal' as row_kind, patient_id, set_on as on_date, measure as measure, batch_id, file_id, mapping, line
    from goal_row
    union all
    select 'authorization' as row_kind, patient_id, requested_on as on_date, cast(null as varchar) as measure, batch_id, file_id, mapping, line
    from authorization_row
    union all
    select 'medication' as row_kind, patient_id, started as on_date, cast(null as varchar) as measure, batch_id, file_id, mapping, line
    from medication_row
)
select k.row_kind, k.patient_id, k.on_date, k.measure, k.batch_id, k.file_id, r.file_name as file, k.line
from kept k
join reading r on r.file_id = k.file_id and r.mapping = k.mapping
left join patient p on p.patient_id = k.patient_id
where p.patient_id is null
order by k.batch_id desc, r.position, k.line, k.row_kind
