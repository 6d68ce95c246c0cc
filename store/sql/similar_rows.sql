-- Which scores, with which traits at intake, can calibrate the expected course?
-- Grain: one row per episode with an intake score of $measure and checkpoint where it was due, closed and observed.
-- Rules: past and observed as in similar_scores.sql. age_days is the age at the start, counted from the first of January of
-- the year of birth; pain_band is the name in the table `pain_band`.
with intake as (
    select s.episode_id, s.value, coalesce(s.form, '') as form
    from checkpoint_score s
    join checkpoint c on c.program = s.program and c.checkpoint = s.checkpoint
    where c.kind = 'intake' and s.measure = $measure and s.value is not null and s.on_date <= cast($as_of as date)
)
select
    s.checkpoint, c.ordinal, e.episode_id, e.patient_id, i.value as baseline, i.form, s.value as score, p.sex,
    date_diff('day', cast('1900-01-01' as date), e.started) - 365.25 * (p.birth_year - 1900) as age_days, e.payer,
    b.band as pain_band
from episode e
join patient p on p.patient_id = e.patient_id
join intake i on i.episode_id = e.episode_id
join checkpoint_score s on s.episode_id = e.episode_id and s.measure = $measure and s.is_due
join checkpoint c on c.program = s.program and c.checkpoint = s.checkpoint and c.kind <> 'intake'
left join pain_band b on e.pain_months >= b.from_months and e.pain_months < b.below_months
where e.program = $program
    and s.closes_on < cast($as_of as date)
    and not coalesce(p.died_on <= s.closes_on, false)
    and not coalesce(p.withdrew_on >= e.started and p.withdrew_on <= s.closes_on, false)
    and s.value is not null and s.on_date <= cast($as_of as date)
    and (coalesce(s.form, '') = i.form or coalesce(s.form, '') = '' or i.form = '')
order by c.ordinal, e.episode_id
