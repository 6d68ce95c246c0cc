-- How complete is each site, month by month?
-- Grain: one row per site (null: none recorded), checkpoint code and month in which the window closed, over the episodes in scope;
-- counts of episodes. month counts from January 2000 (0).
-- Rules: due, any_form and all_forms as in checkpoint_counts.sql.
with place as (
    select
        f.site, f.checkpoint, date_diff('month', cast('2000-01-01' as date), f.closes_on) as month,
        case when f.first_on <= cast($as_of as date) then 1 else 0 end as has_any,
        case when f.filled = f.asked and f.last_on <= cast($as_of as date) then 1 else 0 end as has_all
    from checkpoint_form f
    where f.closes_on < cast($as_of as date) and not coalesce(f.excused_on <= f.closes_on, false)
        and ($program is null or f.program = $program)
        and ($site is null or f.site = $site)
        and ($payer is null or f.payer = $payer)
        and ($clinician is null or f.clinician = $clinician)
        and ($started_from is null or f.started >= cast($started_from as date))
        and ($started_to is null or f.started <= cast($started_to as date))
)
select site, checkpoint, month, count(*) as due, sum(has_any) as any_form, sum(has_all) as all_forms
from place
group by site, checkpoint, month
order by site, month, checkpoint
