-- Who has been in one program, and what is known of them at the start?
-- Grain: one row per episode of $program; `place` numbers them in the order of episode_id.
-- Ties: none, episode_id is unique.
-- Rules: started_day counts from 1970-01-01; the band of pain duration is that of the table `pain_band`.
select
    row_number() over (order by e.episode_id) as place, e.episode_id, e.patient_id, p.sex, p.birth_year, e.payer,
    b.band as pain_band, date_diff('day', cast('1970-01-01' as date), e.started) as started_day
from episode e
join patient p on p.patient_id = e.patient_id
left join pain_band b on e.pain_months >= b.from_months and e.pain_months < b.below_months
where e.program = $program
order by place
