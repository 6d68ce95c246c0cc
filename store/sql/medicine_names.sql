-- What do the clinic's own names of medicines mean?
-- Grain: one row per name, as clinic.toml declared it when the store was last brought up to date.
select name, means
from medicine_name
order by name
