-- Which baselines occur on each measure?
-- Grain: one row per measure and score at intake, over the episodes in scope; n counts episodes.
-- Rules: a score in conflict, or from after $as_of, is not known.
select s.measure, s.value as start, count(*) as n
from checkpoint_score s
join checkpoint c on c.program = s.program and c.checkpoint = s.checkpoint
where c.kind = 'intake' and s.value is not null and s.on_date <= cast($as_of as date)
    and ($program is null or s.program = $program)
    and ($site is null or s.site = $site)
    and ($payer is null or s.payer = $payer)
    and ($clinician is null or s.clinician = $clinician)
    and ($started_from is null or s.started >= cast($started_from as date))
    and ($started_to is null or s.started <= cast($started_to as date))
group by s.measure, s.value
order by s.measure, s.value
