-- How did past patients like this one score at each later checkpoint?
-- Grain: one row per checkpoint where $measure is due, rung, state and score, over the episodes similar to $episode_id of
-- $patient_id; n counts episodes. A checkpoint without any has one row, rung null and n 0.
-- Similar: another patient's episode in the same program, with an intake score of the same form that lies on a rung of the
-- table `ladder` (baseline_within in points; age_within_days; same_sex, same_payer, same_pain: 1 is asked). A trait that is
-- not recorded for this patient is not asked. An episode stands on the lowest rung that holds it. Ages are taken at
-- the start of each episode; bands of pain duration are those of the table `pain_band`.
-- Past: the window has closed before $as_of, and by then the patient had neither died nor, since the episode started,
-- withdrawn consent. State: 'observed', with a score of the intake form that was known at $as_of; else 'left' where the
-- episode ended early by the day the window closed; else 'missed'.
with intake as (
    select s.episode_id, s.value, coalesce(s.form, '') as form
    from checkpoint_score s
    join checkpoint c on c.program = s.program and c.checkpoint = s.checkpoint
    where c.kind = 'intake' and s.measure = $measure and s.value is not null and s.on_date <= cast($as_of as date)
),
enrolled as (
    select
        e.episode_id, e.patient_id, e.program, e.started, e.ended, e.how_ended, e.payer, p.sex, p.birth_year, p.died_on,
        p.withdrew_on, b.band as pain_band, i.value as baseline, i.form
    from episode e
    join patient p on p.patient_id = e.patient_id
    join intake i on i.episode_id = e.episode_id
    left join pain_band b on e.pain_months >= b.from_months and e.pain_months < b.below_months
),
own as (
    select * from enrolled where episode_id = $episode_id and patient_id = $patient_id
),
near as (
    select
        e.episode_id, e.started, e.ended, e.how_ended, e.died_on, e.withdrew_on, e.form, min(l.rung) as rung
    from own o
    join enrolled e on e.program = o.program and e.patient_id <> o.patient_id
    join ladder l on abs(e.baseline - o.baseline) <= l.baseline_within + 1e-9
    where (e.form = o.form or e.form = '' or o.form = '')
        and (l.same_sex = 0 or o.sex is null or e.sex = o.sex)
        and (l.same_payer = 0 or o.payer is null or e.payer = o.payer)
        and (l.same_pain = 0 or o.pain_band is null or e.pain_band = o.pain_band)
        and (
            o.birth_year is null
            or l.same_age = 0
            or abs(date_diff('day', o.started, e.started) - 365.25 * (e.birth_year - o.birth_year)) <= l.age_within_days
        )
    group by e.episode_id, e.started, e.ended, e.how_ended, e.died_on, e.withdrew_on, e.form
),
outcome as (
    select
        s.checkpoint, n.rung,
        case
            when s.value is not null and s.on_date <= cast($as_of as date)
                and (coalesce(s.form, '') = n.form or coalesce(s.form, '') = '' or n.form = '') then 'observed'
            when n.how_ended in ('left', 'discharged', 'died', 'withdrew') and n.ended <= s.closes_on then 'left'
            else 'missed'
        end as state,
        case
            when s.on_date <= cast($as_of as date)
                and (coalesce(s.form, '') = n.form or coalesce(s.form, '') = '' or n.form = '') then s.value
        end as score
    from near n
    join checkpoint_score s on s.episode_id = n.episode_id and s.measure = $measure and s.is_due
    where s.closes_on < cast($as_of as date)
        and not coalesce(n.died_on <= s.closes_on, false)
        and not coalesce(n.withdrew_on >= n.started and n.withdrew_on <= s.closes_on, false)
),
place as (
    select c.checkpoint, c.ordinal, c.due_day_from_start
    from own o
    join checkpoint c on c.program = o.program and c.kind <> 'intake'
    join checkpoint_measure m on m.program = c.program and m.checkpoint = c.checkpoint and m.measure = $measure
)
select p.checkpoint, p.ordinal, p.due_day_from_start, o.rung, o.state, o.score, count(o.state) as n
from place p
left join outcome o on o.checkpoint = p.checkpoint
group by p.checkpoint, p.ordinal, p.due_day_from_start, o.rung, o.state, o.score
order by p.ordinal, o.rung, o.state, o.score
