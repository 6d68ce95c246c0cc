-- Where did the patients of each group start on each measure?
-- Grain: one row per group and measure due at intake, over the episodes in scope; n_due counts episodes, n those with a
-- score at intake, and the sums are over those n.
-- Rules: grp is the episode's program, site or clinician, as $by says. A score in conflict, or from after $as_of, is not
-- known. A measure without a baseline (a rating of change) is left out.
with enrolled as (
    select
        e.episode_id,
        case $by when 'program' then e.program when 'site' then e.site when 'clinician' then e.clinician end as grp
    from episode e
    join patient p on p.patient_id = e.patient_id
    where ($program is null or e.program = $program)
        and ($site is null or e.site = $site)
        and ($payer is null or e.payer = $payer)
        and ($clinician is null or e.clinician = $clinician)
        and ($started_from is null or e.started >= cast($started_from as date))
        and ($started_to is null or e.started <= cast($started_to as date))
),
intake as (
    select
        e.grp, s.measure, case when s.on_date <= cast($as_of as date) then s.value end as value
    from checkpoint_score s
    join enrolled e on e.episode_id = s.episode_id
    join checkpoint c on c.program = s.program and c.checkpoint = s.checkpoint and c.kind = 'intake'
    join checkpoint_measure m on m.program = s.program and m.checkpoint = s.checkpoint and m.measure = s.measure
    where s.is_due and m.needs_baseline
)
select
    grp, measure, count(*) as n_due, count(value) as n, coalesce(sum(value), 0) as total,
    coalesce(sum(value * value), 0) as total_sq
from intake
group by grp, measure
order by grp, measure
