-- What are the mean and spread of each measure at intake?
-- Grain: one row per measure, over the episodes in scope; n, total and total_sq are the sufficient statistics of the scores.
-- Rules: the scores at the intake checkpoint; a score in conflict, or from after $as_of, is not known.
select s.measure, count(s.value) as n, coalesce(sum(s.value), 0.0) as total, coalesce(sum(s.value * s.value), 0.0) as total_sq
from checkpoint_score s
join checkpoint c on c.program = s.program and c.checkpoint = s.checkpoint and c.kind = 'intake'
where s.value is not null and s.on_date <= cast($as_of as date)
    and ($program is null or s.program = $program)
    and ($site is null or s.site = $site)
    and ($payer is null or s.payer = $payer)
    and ($clinician is null or s.clinician = $clinician)
    and ($started_from is null or s.started >= cast($started_from as date))
    and ($started_to is null or s.started <= cast($started_to as date))
group by s.measure
order by s.measure
