-- By how many days did forms miss their window?
-- Grain: one row per checkpoint code, measure due there, side and days missed, over the episodes in scope; n counts episodes.
-- Rules: due as in form_timing.sql, and only where no score fills the checkpoint. A loose score is one in use that fills no
-- checkpoint, of a routine occasion, by $as_of. Side 'after': a loose score of the measure came after the window closed and before
-- the measure's next window of the same episode opened; days from the closing to the first of them. Else side 'before': one came
-- before the window opened, at most $within_days before it and after the measure's previous window of the episode closed; days
-- from the last of them to the opening.
-- Ties: an episode stands at most once per checkpoint and measure; 'after' goes before 'before'.
with due as (
    select s.episode_id, s.patient_id, s.program, s.checkpoint, s.measure, s.opens_on, s.closes_on
    from checkpoint_score s
    join episode e on e.episode_id = s.episode_id
    join patient p on p.patient_id = e.patient_id
    where s.is_due and s.closes_on < cast($as_of as date)
        and (s.value is null or s.on_date > cast($as_of as date))
        and not coalesce(p.died_on <= s.closes_on, false)
        and not coalesce(p.withdrew_on >= e.started and p.withdrew_on <= s.closes_on, false)
        and ($program is null or e.program = $program)
        and ($site is null or e.site = $site)
        and ($payer is null or e.payer = $payer)
        and ($clinician is null or e.clinician = $clinician)
        and ($started_from is null or e.started >= cast($started_from as date))
        and ($started_to is null or e.started <= cast($started_to as date))
),
beside as (
    select
        d.episode_id, d.checkpoint, d.measure,
        min(case when s.opens_on > d.closes_on then s.opens_on end) as next_opens_on,
        max(case when s.closes_on < d.opens_on then s.closes_on end) as previous_closes_on
    from due d
    join checkpoint_score s on s.episode_id = d.episode_id and s.measure = d.measure and s.is_due
    group by d.episode_id, d.checkpoint, d.measure
),
loose as (
    select o.patient_id, o.measure, o.on_date
    from observation o
    left join checkpoint_score s on s.observation_id = o.observation_id
    where o.standing = 'used' and s.observation_id is null and coalesce(o.occasion, 'routine') = 'routine'
        and o.on_date <= cast($as_of as date)
),
missed as (
    select
        d.checkpoint, d.measure, d.program, d.episode_id,
        min(
            case
                when l.on_date > d.closes_on and (b.next_opens_on is null or l.on_date < b.next_opens_on)
                then date_diff('day', d.closes_on, l.on_date)
            end
        ) as days_after,
        min(
            case
                when l.on_date < d.opens_on and (b.previous_closes_on is null or l.on_date > b.previous_closes_on)
                then date_diff('day', l.on_date, d.opens_on)
            end
        ) as days_before
    from due d
    join beside b on b.episode_id = d.episode_id and b.checkpoint = d.checkpoint and b.measure = d.measure
    join loose l on l.patient_id = d.patient_id and l.measure = d.measure
    group by d.checkpoint, d.measure, d.program, d.episode_id
),
told as (
    select
        m.checkpoint, m.measure, c.ordinal,
        case when m.days_after is not null then 'after' else 'before' end as side,
        coalesce(m.days_after, m.days_before) as days
    from missed m
    join checkpoint c on c.program = m.program and c.checkpoint = m.checkpoint
    where m.days_after is not null or m.days_before <= $within_days
)
select checkpoint, measure, side, days, count(*) as n
from told
group by checkpoint, measure, side, days
order by min(ordinal), checkpoint, measure, side, days
