-- Which visits are planned or took place?
-- Grain: one row per appointment (patient, date, time) of a registered patient among `affected_patient`.
-- Rules: of appointments in conflict a field on which they differ is not known; a row that lacks a field, or says
-- 'planned', says nothing of it; a record that stands in conflict with itself about its date or time is left out. Where it
-- names two patients, each has their own row.
-- Ties: appointment_id is the lowest record_key.
with stands as (
    select r.*, case when r.attendance <> 'planned' then r.attendance end as said_attendance
    from appointment_row r
    join affected_patient a on a.patient_id = r.patient_id
    join patient p on p.patient_id = r.patient_id
    left join row_standing s on s.row_kind = 'appointment' and s.row_id = r.row_id
    where coalesce(s.standing, 'used') in ('used', 'conflict')
),
settled as (
    select record_key, patient_id
    from stands
    group by record_key, patient_id
    having min(on_date) = max(on_date) and min(coalesce(at_time, '')) = max(coalesce(at_time, ''))
)
select
    min(s.record_key) as appointment_id,
    s.patient_id,
    s.on_date,
    s.at_time,
    case when min(s.clinician) = max(s.clinician) then min(s.clinician) end as clinician,
    case when min(s.site) = max(s.site) then min(s.site) end as site,
    case when min(s.checkpoint) = max(s.checkpoint) then min(s.checkpoint) end as checkpoint,
    case
        when count(s.said_attendance) = 0 then min(s.attendance)
        when min(s.said_attendance) = max(s.said_attendance) then min(s.said_attendance)
    end as attendance
from stands s
join settled k on k.record_key = s.record_key and k.patient_id = s.patient_id
group by s.patient_id, s.on_date, s.at_time
