-- Who is registered, and what is known of each person?
-- Grain: one row per registered patient among `affected_patient`.
-- Rules: rows in conflict still register the person; a field on which they differ is not known.
-- Ties: person_key, under which the book keeps the name, is the lowest one.
select
    r.patient_id,
    case when min(r.sex) = max(r.sex) and count(r.sex) = count(*) then min(r.sex) end as sex,
    case when min(r.birth_year) = max(r.birth_year) and count(r.birth_year) = count(*) then min(r.birth_year) end as birth_year,
    case when min(r.died_on) = max(r.died_on) and count(r.died_on) = count(*) then min(r.died_on) end as died_on,
    case when min(r.withdrew_on) = max(r.withdrew_on) and count(r.withdrew_on) = count(*) then min(r.withdrew_on) end as withdrew_on,
    min(r.person_key) as person_key
from patient_row r
join affected_patient a on a.patient_id = r.patient_id
left join row_standing s on s.row_kind = 'patient' and s.row_id = r.row_id
where coalesce(s.standing, 'used') in ('used', 'conflict')
group by r.patient_id
