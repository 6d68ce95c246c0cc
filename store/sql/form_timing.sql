-- When did each due form arrive, and was it whole?
-- Grain: one row per checkpoint code, measure due there, state, days from the due day and standing of the items, over the
-- episodes in scope; n counts episodes. days_from_due and items are null unless the form filled the checkpoint.
-- Rules: due: the window has closed before $as_of, and by then the patient had neither died nor, since the episode
-- started, withdrawn consent. State: 'filled', with a score in the window; else 'after closing' where a score of the same
-- measure that fills no checkpoint came after the window closed, by $as_of, and before the measure's next window of the
-- same episode opened; else 'not filled'. A score in conflict, or from after $as_of, is not known.
-- Items: 'scored' or 'prorated' as the scoring left it; null where a total was given without items.
with due as (
    select s.episode_id, s.patient_id, s.program, s.checkpoint, s.measure, s.due_on, s.opens_on, s.closes_on, s.observation_id,
        case when s.on_date <= cast($as_of as date) then s.value end as score, s.on_date
    from checkpoint_score s
    join episode e on e.episode_id = s.episode_id
    join patient p on p.patient_id = e.patient_id
    where s.is_due and s.closes_on < cast($as_of as date)
        and not coalesce(p.died_on <= s.closes_on, false)
        and not coalesce(p.withdrew_on >= e.started and p.withdrew_on <= s.closes_on, false)
        and ($program is null or e.program = $program)
        and ($site is null or e.site = $site)
        and ($payer is null or e.payer = $payer)
        and ($clinician is null or e.clinician = $clinician)
        and ($started_from is null or e.started >= cast($started_from as date))
        and ($started_to is null or e.started <= cast($started_to as date))
),
following as (
    select d.episode_id, d.checkpoint, d.measure, min(s.opens_on) as next_opens_on
    from due d
    join checkpoint_score s on s.episode_id = d.episode_id and s.measure = d.measure and s.is_due and s.opens_on > d.closes_on
    where d.score is null
    group by d.episode_id, d.checkpoint, d.measure
),
loose as (
    select o.patient_id, o.measure, o.on_date
    from observation o
    left join checkpoint_score s on s.observation_id = o.observation_id
    where o.standing = 'used' and s.observation_id is null and coalesce(o.occasion, 'routine') = 'routine'
        and o.on_date <= cast($as_of as date)
),
too_late as (
    select d.episode_id, d.checkpoint, d.measure, min(l.on_date) as came_on
    from due d
    join loose l on l.patient_id = d.patient_id and l.measure = d.measure and l.on_date > d.closes_on
    left join following f on f.episode_id = d.episode_id and f.checkpoint = d.checkpoint and f.measure = d.measure
    where d.score is null and (f.next_opens_on is null or l.on_date < f.next_opens_on)
    group by d.episode_id, d.checkpoint, d.measure
),
form as (
    select
        d.checkpoint, d.measure, c.ordinal,
        case when d.score is not null then 'filled' when t.came_on is not null then 'after closing' else 'not filled' end as state,
        case when d.score is not null then date_diff('day', d.due_on, d.on_date) end as days_from_due,
        case when d.score is not null then o.score_status end as items
    from due d
    join checkpoint c on c.program = d.program and c.checkpoint = d.checkpoint
    left join too_late t on t.episode_id = d.episode_id and t.checkpoint = d.checkpoint and t.measure = d.measure
    left join observation o on o.observation_id = d.observation_id
)
select checkpoint, measure, state, days_from_due, items, count(*) as n
from form
group by checkpoint, measure, state, days_from_due, items
order by min(ordinal), checkpoint, measure, state, days_from_due, items
