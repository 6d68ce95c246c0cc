-- Why did people leave early?
-- Grain: one row per reason over the episodes in scope that ended early by $as_of; n counts episodes.
-- Rules: an end by death or by withdrawal of consent is its own reason where the source gives none.
with enrolled as (
    select
        coalesce(e.why_left, case e.how_ended when 'died' then 'died' when 'withdrew' then 'consent withdrawn' end) as why_left,
        e.how_ended, e.ended
    from episode e
    where ($program is null or e.program = $program)
        and ($site is null or e.site = $site)
        and ($payer is null or e.payer = $payer)
        and ($clinician is null or e.clinician = $clinician)
        and ($started_from is null or e.started >= cast($started_from as date))
        and ($started_to is null or e.started <= cast($started_to as date))
)
select why_left, count(*) as n
from enrolled
where how_ended in ('left', 'discharged', 'died', 'withdrew') and ended <= cast($as_of as date)
group by why_left
order by n desc, why_left
