-- Which rows were rejected, and why?
-- Grain: one row per rejected row, of batch $batch_id or of all.
select r.batch_id, r.file_id, f.file_name as file, r.mapping, r.line, r."column", r.code, r.reason
from rejected_row r
join reading f on f.file_id = r.file_id and f.mapping = r.mapping
where $batch_id is null or r.batch_id = $batch_id
order by r.batch_id desc, f.position, r.line, r."column"
