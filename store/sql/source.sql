-- Where does one observation come from?
-- Grain: one row per place where the observation $observation_id stood: the first one, then its duplicates.
with place as (
    select row_id, file_id, mapping, line, batch_id, 1 as is_first
    from observation_row
    where row_id = $observation_id
    union all
    select row_id, file_id, mapping, line, batch_id, 0 as is_first
    from sighting
    where row_kind = 'observation' and row_id = $observation_id
)
select
    p.row_id as observation_id, o.measure, o.on_date, o.value, o.unit, o.mode, o.form, o.score_status, p.file_id, r.file_name as file,
    p.mapping, r.mapping_hash, p.line, p.batch_id, b.loaded_at, p.is_first = 1 as is_first,
    r.origin, r.loader_version
from place p
join observation_row o on o.row_id = p.row_id
join reading r on r.file_id = p.file_id and r.mapping = p.mapping
join batch b on b.batch_id = p.batch_id
order by p.is_first desc, p.batch_id, p.file_id, p.line
