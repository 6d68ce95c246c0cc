-- At which checkpoints after intake is each measure due in $program?
-- Grain: one row per measure and checkpoint, in the program's order.
select m.measure, c.checkpoint, c.ordinal, c.due_day_from_start
from checkpoint c
join checkpoint_measure m on m.program = c.program and m.checkpoint = c.checkpoint
where c.program = $program and c.kind <> 'intake'
order by m.measure, c.ordinal
