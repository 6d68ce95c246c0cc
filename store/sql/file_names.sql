-- What were the loaded files called?
-- Grain: one row per file content; of several names the first in the alphabet.
select file_id, min(file_name) as file
from reading
group by file_id
order by file_id
