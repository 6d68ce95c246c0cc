-- From which medication lists does an opioid dose follow?
-- Grain: one row per medication that stands, of an affected patient for whom no source states an opioid dose.
-- Rules: a stated dose, in conflict or not, wins for the whole patient. A list is known up to the day of the latest load,
-- among those in force, that held one of the patient's lines, changed or not (seen_at).
-- Ties: of rows that agree, the one with the lowest row_id is what a dose is traced to.
with place as (
    select r.patient_id, r.batch_id
    from medication_row r
    join affected_patient a on a.patient_id = r.patient_id
    union all
    select r.patient_id, s.batch_id
    from sighting s
    join medication_row r on r.row_id = s.row_id
    join affected_patient a on a.patient_id = r.patient_id
    where s.row_kind = 'medication'
),
seen as (
    select p.patient_id, max(b.loaded_at) as seen_at
    from place p
    join batch b on b.batch_id = p.batch_id
    group by p.patient_id
),
stated as (
    select o.patient_id, count(*) as doses
    from observation o
    join affected_patient a on a.patient_id = o.patient_id
    where o.measure = $measure and o.standing in ('used', 'conflict')
    group by o.patient_id
),
traced as (
    select r.record_key, r.patient_id, min(r.row_id) as row_id
    from medication_row r
    join affected_patient a on a.patient_id = r.patient_id
    left join row_standing s on s.row_kind = 'medication' and s.row_id = r.row_id
    where coalesce(s.standing, 'used') in ('used', 'conflict')
    group by r.record_key, r.patient_id
)
select
    m.medication_id, m.patient_id, m.drug, m.strength, m.dose, m.dose_unit, m.per_day, m.daily_amount, m.route, m.form,
    m.as_needed, m.basis, m.started, m.stopped, m.status, m.days_supply, m.quantity, m.indication, m.in_conflict,
    t.row_id, n.seen_at
from medication m
join affected_patient a on a.patient_id = m.patient_id
join seen n on n.patient_id = m.patient_id
join traced t on t.record_key = m.medication_id and t.patient_id = m.patient_id
left join stated d on d.patient_id = m.patient_id
where d.doses is null
order by m.patient_id, m.medication_id
