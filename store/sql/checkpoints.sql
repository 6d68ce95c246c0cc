-- Which checkpoints does each program have?
-- Grain: one row per program and checkpoint, in the program's order.
select program, checkpoint, ordinal, kind, anchor, due_day, opens_day, closes_day, name, due_day_from_start
from checkpoint
order by program, ordinal
