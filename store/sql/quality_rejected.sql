-- Why were rows rejected, and how many?
-- Grain: one row per mapping, code and reason as written; n counts rejected rows.
select r.mapping, r.code, r.reason, count(*) as n
from rejected_row r
group by r.mapping, r.code, r.reason
order by count(*) desc, r.mapping, r.code, r.reason
