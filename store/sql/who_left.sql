-- How did those who were seen at a checkpoint and those who were not differ at intake?
-- Grain: one row per name of a trait or intake score, its level or value, and is_observed; n counts the episodes in scope that
-- are due at $checkpoint. Scores have their measure's code as name and kind 'score', traits kind 'number' or 'category'.
-- value and level are both null where the trait or score is not known.
-- Rules: due: the window has closed before $as_of and the episode is not excused, as in checkpoint_counts.sql. Observed: a
-- score of $measure there, or of any measure due there where $measure is null; in conflict or from after $as_of is not known.
-- Age is the year of the start less the year of birth.
with enrolled as (
    select
        e.episode_id, e.program, e.started, e.payer, e.site, e.pain_months, p.sex, p.birth_year, p.died_on, p.withdrew_on
    from episode e
    join patient p on p.patient_id = e.patient_id
    where ($program is null or e.program = $program)
        and ($site is null or e.site = $site)
        and ($payer is null or e.payer = $payer)
        and ($clinician is null or e.clinician = $clinician)
        and ($started_from is null or e.started >= cast($started_from as date))
        and ($started_to is null or e.started <= cast($started_to as date))
),
seen as (
    select episode_id, count(value) as scores
    from checkpoint_score
    where checkpoint = $checkpoint and is_due and on_date <= cast($as_of as date)
        and ($measure is null or measure = $measure)
    group by episode_id
),
due as (
    select e.*, coalesce(s.scores, 0) > 0 as is_observed
    from enrolled e
    join checkpoint_window w on w.episode_id = e.episode_id and w.checkpoint = $checkpoint
    left join seen s on s.episode_id = e.episode_id
    where w.closes_on < cast($as_of as date)
        and not coalesce(e.died_on <= w.closes_on and e.died_on <= cast($as_of as date), false)
        and not coalesce(
            e.withdrew_on >= e.started and e.withdrew_on <= w.closes_on and e.withdrew_on <= cast($as_of as date), false
        )
),
trait as (
    select
        'score' as kind, s.measure as name,
        case when s.on_date <= cast($as_of as date) then s.value end as value, cast(null as varchar) as level, d.is_observed
    from due d
    join checkpoint_score s on s.episode_id = d.episode_id and s.is_due
    join checkpoint c on c.program = s.program and c.checkpoint = s.checkpoint and c.kind = 'intake'
    union all
    select
        'number' as kind, 'age' as name,
        cast(1900 + date_diff('year', cast('1900-01-01' as date), started) - birth_year as double) as value,
        cast(null as varchar) as level, is_observed
    from due
    union all
    select 'number' as kind, 'pain_months' as name, cast(pain_months as double) as value, cast(null as varchar) as level, is_observed
    from due
    union all
    select 'category' as kind, 'sex' as name, cast(null as double) as value, sex as level, is_observed from due
    union all
    select 'category' as kind, 'payer' as name, cast(null as double) as value, payer as level, is_observed from due
    union all
    select 'category' as kind, 'site' as name, cast(null as double) as value, site as level, is_observed from due
)
select kind, name, value, level, is_observed, count(*) as n
from trait
group by kind, name, value, level, is_observed
order by kind, name, value, level, is_observed
