-- At which checkpoints after intake is $measure due in $program?
-- Grain: one row per checkpoint, in the program's order.
select c.checkpoint, c.ordinal, c.due_day_from_start
from checkpoint c
join checkpoint_measure m on m.program = c.program and m.checkpoint = c.checkpoint
where c.program = $program and m.measure = $measure and c.kind <> 'intake'
order by c.ordinal
