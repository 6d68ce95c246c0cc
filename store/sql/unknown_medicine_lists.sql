-- Which medication lists hold a name that nobody knows, where an opioid dose would follow from the list?
-- Grain: one row per medication of a registered patient who has a text of `unknown_text` on it and for whom no source states a
-- dose; seen_at as in medications_seen.
with listed as (
    select distinct m.patient_id
    from medication m
    join unknown_text u on u.drug = m.drug
),
stated as (
    select o.patient_id, count(*) as doses
    from observation o
    join listed l on l.patient_id = o.patient_id
    left join derived_from d on d.observation_id = o.observation_id
    where o.measure = $measure and o.standing in ('used', 'conflict') and d.observation_id is null
    group by o.patient_id
),
place as (
    select r.patient_id, r.batch_id
    from medication_row r
    join listed l on l.patient_id = r.patient_id
    union all
    select r.patient_id, s.batch_id
    from sighting s
    join medication_row r on r.row_id = s.row_id
    join listed l on l.patient_id = r.patient_id
    where s.row_kind = 'medication'
),
seen as (
    select p.patient_id, max(b.loaded_at) as seen_at
    from place p
    join batch b on b.batch_id = p.batch_id
    group by p.patient_id
)
select
    m.medication_id, m.patient_id, m.drug, m.strength, m.dose, m.dose_unit, m.per_day, m.daily_amount, m.route, m.form,
    m.as_needed, m.basis, m.started, m.stopped, m.status, m.days_supply, m.quantity, m.indication, m.in_conflict, n.seen_at
from medication m
join seen n on n.patient_id = m.patient_id
left join stated d on d.patient_id = m.patient_id
where d.doses is null
order by m.patient_id, m.medication_id
