-- What was done with each patient?
-- Grain: one row per event (patient, date, kind, detail) of a registered patient among `affected_patient`.
-- Rules: of events in conflict a field on which they differ is not known; a row that lacks a field says nothing of it; a
-- record that stands in conflict with itself about what it identifies is left out. Where it names two patients, each has their own row.
-- Ties: event_id is the lowest record_key.
with stands as (
    select r.*
    from event_row r
    join affected_patient a on a.patient_id = r.patient_id
    join patient p on p.patient_id = r.patient_id
    left join row_standing s on s.row_kind = 'event' and s.row_id = r.row_id
    where coalesce(s.standing, 'used') in ('used', 'conflict')
),
settled as (
    select record_key, patient_id
    from stands
    group by record_key, patient_id
    having min(on_date) = max(on_date) and min(kind) = max(kind) and min(coalesce(detail, '')) = max(coalesce(detail, ''))
)
select
    min(s.record_key) as event_id,
    s.patient_id,
    s.on_date,
    s.kind,
    s.detail,
    case when min(s.measure) = max(s.measure) then min(s.measure) end as measure,
    case when min(s.reason) = max(s.reason) then min(s.reason) end as reason
from stands s
join settled k on k.record_key = s.record_key and k.patient_id = s.patient_id
group by s.patient_id, s.on_date, s.kind, s.detail
