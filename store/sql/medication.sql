-- Which medicines does each patient's list hold?
-- Grain: one row per record of a medicine that stands and registered patient it names, among `affected_patient`. Records that
-- differ anywhere add up; of records that are equal in every field one is used.
-- Rules: of one record in conflict with itself a field on which its rows differ is not known, and the row says so; where
-- it names two patients, each has their own row.
-- Ties: place in the source is that of the lowest row_id.
with stands as (
    select r.*, coalesce(s.standing, 'used') as standing
    from medication_row r
    join affected_patient a on a.patient_id = r.patient_id
    join patient p on p.patient_id = r.patient_id
    left join row_standing s on s.row_kind = 'medication' and s.row_id = r.row_id
    where coalesce(s.standing, 'used') in ('used', 'conflict')
),
agreed as (
    select
        s.record_key as medication_id,
        min(s.row_id) as first_row,
        s.patient_id,
        case when min(s.drug) = max(s.drug) and count(s.drug) = count(*) then min(s.drug) end as drug,
        case when min(s.strength) = max(s.strength) and count(s.strength) = count(*) then min(s.strength) end as strength,
        case when min(s.dose) = max(s.dose) and count(s.dose) = count(*) then min(s.dose) end as dose,
        case when min(s.dose_unit) = max(s.dose_unit) and count(s.dose_unit) = count(*) then min(s.dose_unit) end as dose_unit,
        case when min(s.per_day) = max(s.per_day) and count(s.per_day) = count(*) then min(s.per_day) end as per_day,
        case when min(s.daily_amount) = max(s.daily_amount) and count(s.daily_amount) = count(*) then min(s.daily_amount) end as daily_amount,
        case when min(s.route) = max(s.route) and count(s.route) = count(*) then min(s.route) end as route,
        case when min(s.form) = max(s.form) and count(s.form) = count(*) then min(s.form) end as form,
        case when min(s.as_needed) = max(s.as_needed) and count(s.as_needed) = count(*) then min(s.as_needed) end as as_needed,
        case when min(s.basis) = max(s.basis) and count(s.basis) = count(*) then min(s.basis) end as basis,
        case when min(s.started) = max(s.started) and count(s.started) = count(*) then min(s.started) end as started,
        case when min(s.stopped) = max(s.stopped) and count(s.stopped) = count(*) then min(s.stopped) end as stopped,
        case when min(s.status) = max(s.status) and count(s.status) = count(*) then min(s.status) end as status,
        case when min(s.days_supply) = max(s.days_supply) and count(s.days_supply) = count(*) then min(s.days_supply) end as days_supply,
        case when min(s.quantity) = max(s.quantity) and count(s.quantity) = count(*) then min(s.quantity) end as quantity,
        case when min(s.indication) = max(s.indication) and count(s.indication) = count(*) then min(s.indication) end as indication,
        max(case when s.standing = 'conflict' then 1 else 0 end) = 1 as in_conflict
    from stands s
    group by s.record_key, s.patient_id
)
select
    g.medication_id, g.patient_id, g.drug, g.strength, g.dose, g.dose_unit, g.per_day, g.daily_amount, g.route, g.form, g.as_needed, g.basis,
    g.started, g.stopped, g.status, g.days_supply, g.quantity, g.indication,
    g.in_conflict, r.batch_id, r.file_id, r.line
from agreed g
join medication_row r on r.row_id = g.first_row
