-- Where does every observation of one patient come from?
-- Grain: one row per observation of $patient_id and place where it stood: the first one, then its duplicates. For a derived
-- observation the places of the rows it rests on, each with its own day and value. observation_id is the observation, row_id
-- the row of the place; of a row that no derivation lies between they are the same.
with asked as (
    select observation_id, observation_id as row_id
    from observation
    where patient_id = $patient_id
    union all
    select observation_id, row_id
    from derived_from
    where patient_id = $patient_id
),
place as (
    select a.observation_id, o.row_id, o.file_id, o.mapping, o.line, o.batch_id, 1 as is_first
    from observation_row o
    join asked a on a.row_id = o.row_id
    union all
    select a.observation_id, m.row_id, m.file_id, m.mapping, m.line, m.batch_id, 1 as is_first
    from medication_row m
    join asked a on a.row_id = m.row_id
    union all
    select a.observation_id, s.row_id, s.file_id, s.mapping, s.line, s.batch_id, 0 as is_first
    from sighting s
    join asked a on a.row_id = s.row_id
    where s.row_kind in ('observation', 'medication')
)
select
    p.observation_id, p.row_id, coalesce(o.on_date, m.started) as on_date, o.value, o.score_status, p.file_id,
    r.file_name as file, p.mapping, p.line, p.batch_id, b.loaded_at, p.is_first = 1 as is_first, r.origin, r.loader_version
from place p
left join observation_row o on o.row_id = p.row_id
left join medication_row m on m.row_id = p.row_id
join reading r on r.file_id = p.file_id and r.mapping = p.mapping
join batch b on b.batch_id = p.batch_id
order by p.observation_id, p.is_first desc, coalesce(o.on_date, m.started), p.batch_id, p.file_id, p.line
