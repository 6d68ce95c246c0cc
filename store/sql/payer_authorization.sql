-- What was asked of which payer, and what did it decide?
-- Grain: one row per authorization (patient, payer, service, level, day of request) of a registered patient among `affected_patient`.
-- Rules: of authorizations in conflict a field on which they differ is not known, and the row says so; a row that lacks a
-- field, or says 'pending', says nothing of it; a record that stands in conflict with itself about what it identifies is left
-- out. Where it names two patients, each has their own row.
-- Ties: authorization_id is the lowest record_key; place in the source is that of the lowest row_id.
with stands as (
    select r.*, coalesce(s.standing, 'used') as standing, case when r.decision <> 'pending' then r.decision end as said_decision
    from authorization_row r
    join affected_patient a on a.patient_id = r.patient_id
    join patient p on p.patient_id = r.patient_id
    left join row_standing s on s.row_kind = 'authorization' and s.row_id = r.row_id
    where coalesce(s.standing, 'used') in ('used', 'conflict')
),
settled as (
    select record_key, patient_id
    from stands
    group by record_key, patient_id
    having min(coalesce(cast(payer as varchar), '')) = max(coalesce(cast(payer as varchar), ''))
        and min(coalesce(cast(service as varchar), '')) = max(coalesce(cast(service as varchar), ''))
        and min(coalesce(cast(level as varchar), '')) = max(coalesce(cast(level as varchar), ''))
        and min(coalesce(cast(requested_on as varchar), '')) = max(coalesce(cast(requested_on as varchar), ''))
),
agreed as (
    select
        min(s.record_key) as authorization_id,
        min(s.row_id) as first_row,
        s.patient_id,
        s.payer, s.service, s.level, s.requested_on,
        case when min(s.decided_on) = max(s.decided_on) then min(s.decided_on) end as decided_on,
        case
            when count(s.said_decision) = 0 then min(s.decision)
            when min(s.said_decision) = max(s.said_decision) then min(s.said_decision)
        end as decision,
        case when min(s.units_requested) = max(s.units_requested) then min(s.units_requested) end as units_requested,
        case when min(s.units_approved) = max(s.units_approved) then min(s.units_approved) end as units_approved,
        case when min(s.units_used) = max(s.units_used) then min(s.units_used) end as units_used,
        case when min(s.valid_from) = max(s.valid_from) then min(s.valid_from) end as valid_from,
        case when min(s.valid_to) = max(s.valid_to) then min(s.valid_to) end as valid_to,
        case when min(s.deadline_on) = max(s.deadline_on) then min(s.deadline_on) end as deadline_on,
        case when min(s.reason) = max(s.reason) then min(s.reason) end as reason,
        max(case when s.standing = 'conflict' then 1 else 0 end) = 1 as in_conflict
    from stands s
    join settled k on k.record_key = s.record_key and k.patient_id = s.patient_id
    group by s.patient_id, s.payer, s.service, s.level, s.requested_on
)
select
    g.authorization_id, g.patient_id, g.payer, g.service, g.level, g.requested_on, g.decided_on, g.decision, g.units_requested, g.units_approved,
    g.units_used, g.valid_from, g.valid_to, g.deadline_on, g.reason,
    g.in_conflict, r.batch_id, r.file_id, r.line
from agreed g
join authorization_row r on r.row_id = g.first_row
