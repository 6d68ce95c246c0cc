-- Which goals were agreed with each patient?
-- Grain: one row per goal (patient, text, measure, day it was set) of a registered patient among `affected_patient`.
-- Rules: of goals in conflict a field on which they differ is not known, and the row says so; a row that lacks a field,
-- or says 'open', says nothing of it; a record that stands in conflict with itself about what it identifies is left out.
-- Where it names two patients, each has their own row.
-- Ties: goal_id is the lowest record_key; place in the source is that of the lowest row_id.
with stands as (
    select r.*, coalesce(s.standing, 'used') as standing, case when r.status <> 'open' then r.status end as said_status
    from goal_row r
    join affected_patient a on a.patient_id = r.patient_id
    join patient p on p.patient_id = r.patient_id
    left join row_standing s on s.row_kind = 'goal' and s.row_id = r.row_id
    where coalesce(s.standing, 'used') in ('used', 'conflict')
),
settled as (
    select record_key, patient_id
    from stands
    group by record_key, patient_id
    having min(coalesce(cast(text as varchar), '')) = max(coalesce(cast(text as varchar), ''))
        and min(coalesce(cast(measure as varchar), '')) = max(coalesce(cast(measure as varchar), ''))
        and min(coalesce(cast(set_on as varchar), '')) = max(coalesce(cast(set_on as varchar), ''))
),
agreed as (
    select
        min(s.record_key) as goal_id,
        min(s.row_id) as first_row,
        s.patient_id,
        s.text, s.measure, s.set_on,
        case when min(s.target) = max(s.target) then min(s.target) end as target,
        case when min(s.unit) = max(s.unit) then min(s.unit) end as unit,
        case when min(s.due_on) = max(s.due_on) then min(s.due_on) end as due_on,
        case when min(s.checkpoint) = max(s.checkpoint) then min(s.checkpoint) end as checkpoint,
        case
            when count(s.said_status) = 0 then min(s.status)
            when min(s.said_status) = max(s.said_status) then min(s.said_status)
        end as status,
        max(case when s.standing = 'conflict' then 1 else 0 end) = 1 as in_conflict
    from stands s
    join settled k on k.record_key = s.record_key and k.patient_id = s.patient_id
    group by s.patient_id, s.text, s.measure, s.set_on
)
select
    g.goal_id, g.patient_id, g.text, g.measure, g.target, g.unit, g.set_on, g.due_on, g.checkpoint, g.status,
    g.in_conflict, r.batch_id, r.file_id, r.line
from agreed g
join goal_row r on r.row_id = g.first_row
