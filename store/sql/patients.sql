-- Who is in scope?
-- Grain: one row per episode in scope.
select
    p.patient_id, p.sex, p.birth_year, e.episode_id, e.program, e.site, e.payer, e.clinician, e.started, e.planned_end, e.ended,
    e.how_ended, e.pain_months, p.died_on, p.withdrew_on
from episode e
join patient p on p.patient_id = e.patient_id
where ($program is null or e.program = $program)
    and ($site is null or e.site = $site)
    and ($payer is null or e.payer = $payer)
    and ($clinician is null or e.clinician = $clinician)
    and ($started_from is null or e.started >= cast($started_from as date))
    and ($started_to is null or e.started <= cast($started_to as date))
order by e.started, e.episode_id
