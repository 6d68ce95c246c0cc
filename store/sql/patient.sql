-- Who is registered, and what is known of each person?
-- Grain: one row per registered patient among `affected_patient`.
-- Rules: rows in conflict still register the person; a field on which they differ is not known, and a row that lacks it,
-- or says that it is unknown, says nothing of it.
-- Ties: person_key, under which the book keeps name and birth date, is the lowest one of the rows that have both, else of
-- those that have a name, else of all.
with stands as (
    select r.*, case when r.sex <> 'unknown' then r.sex end as said_sex,
        case when r.name_key is not null then r.person_key end as named_key,
        case when r.name_key is not null and r.birth_key is not null then r.person_key end as whole_key
    from patient_row r
    join affected_patient a on a.patient_id = r.patient_id
    left join row_standing s on s.row_kind = 'patient' and s.row_id = r.row_id
    where coalesce(s.standing, 'used') in ('used', 'conflict')
)
select
    s.patient_id,
    case when count(s.said_sex) = 0 then min(s.sex) when min(s.said_sex) = max(s.said_sex) then min(s.said_sex) end as sex,
    case when min(s.birth_year) = max(s.birth_year) then min(s.birth_year) end as birth_year,
    case when min(s.died_on) = max(s.died_on) then min(s.died_on) end as died_on,
    case when min(s.withdrew_on) = max(s.withdrew_on) then min(s.withdrew_on) end as withdrew_on,
    coalesce(min(s.whole_key), min(s.named_key), min(s.person_key)) as person_key
from stands s
group by s.patient_id
