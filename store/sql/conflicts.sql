-- Which rows contradict each other, so that a person must decide?
-- Grain: one row per row in conflict.
with kept as (
    select 'patient' as row_kind, row_id, cast(null as date) as on_date, cast(null as varchar) as measure, cast(null as double) as value,
        batch_id, file_id, mapping, line
    from patient_row
    union all
    select 'episode' as row_kind, row_id, started as on_date, cast(null as varchar) as measure, cast(null as double) as value,
        batch_id, file_id, mapping, line
    from episode_row
    union all
    select 'appointment' as row_kind, row_id, on_date, cast(null as varchar) as measure, cast(null as double) as value,
        batch_id, file_id, mapping, line
    from appointment_row
    union all
    select 'event' as row_kind, row_id, on_date, cast(null as varchar) as measure, cast(null as double) as value,
        batch_id, file_id, mapping, line
    from event_row
    union all
    select 'observation' as row_kind, row_id, on_date, measure, value, batch_id, file_id, mapping, line
    from observation_row
    union all
    select 'goal' as row_kind, row_id, set_on as on_date, measure as measure, cast(null as double) as value,
        batch_id, file_id, mapping, line
    from goal_row
    union all
    select 'authorization' as row_kind, row_id, requested_on as on_date, cast(null as varchar) as measure, cast(null as double) as value,
        batch_id, file_id, mapping, line
    from authorization_row
    union all
    select 'medication' as row_kind, row_id, started as on_date, cast(null as varchar) as measure, cast(null as double) as value,
        batch_id, file_id, mapping, line
    from medication_row
)
select k.row_kind, c.patient_id, k.measure, k.on_date, k.value, k.row_id, k.batch_id, k.file_id, r.file_name as file, k.line
from conflict c
join kept k on k.row_kind = c.row_kind and k.row_id = c.row_id
join reading r on r.file_id = k.file_id and r.mapping = k.mapping
order by k.row_kind, c.patient_id, k.measure, k.on_date, k.row_id
