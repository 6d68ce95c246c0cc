-- How complete is each site, month by month?
-- Grain: one row per site (null: none recorded), checkpoint code and month in which the window closed, over the episodes in scope;
-- counts of episodes. month counts from January 2000 (0).
-- Rules: due, any_form and all_forms as in checkpoint_counts.sql.
with enrolled as (
    select e.episode_id, e.started, e.site, p.died_on, p.withdrew_on
    from episode e
    join patient p on p.patient_id = e.patient_id
    where ($program is null or e.program = $program)
        and ($site is null or e.site = $site)
        and ($payer is null or e.payer = $payer)
        and ($clinician is null or e.clinician = $clinician)
        and ($started_from is null or e.started >= cast($started_from as date))
        and ($started_to is null or e.started <= cast($started_to as date))
),
form as (
    select
        s.episode_id, s.checkpoint,
        sum(case when s.is_due then 1 else 0 end) as asked,
        sum(case when s.is_due and s.value is not null and s.on_date <= cast($as_of as date) then 1 else 0 end) as filled
    from checkpoint_score s
    group by s.episode_id, s.checkpoint
),
place as (
    select
        e.site, w.checkpoint, date_diff('month', cast('2000-01-01' as date), w.closes_on) as month,
        coalesce(f.asked, 0) as asked, coalesce(f.filled, 0) as filled
    from checkpoint_window w
    join enrolled e on e.episode_id = w.episode_id
    left join form f on f.episode_id = w.episode_id and f.checkpoint = w.checkpoint
    where w.closes_on < cast($as_of as date)
        and not coalesce(e.died_on <= w.closes_on, false)
        and not coalesce(e.withdrew_on >= e.started and e.withdrew_on <= w.closes_on, false)
)
select
    site, checkpoint, month, count(*) as due, sum(case when filled > 0 then 1 else 0 end) as any_form,
    sum(case when filled > 0 and filled = asked then 1 else 0 end) as all_forms
from place
group by site, checkpoint, month
order by site, month, checkpoint
