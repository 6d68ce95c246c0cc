-- What is known of one episode at intake, for finding similar ones?
-- Grain: one row per episode $episode_id of $patient_id, so at most one; baseline is null where $measure has no score there.
-- Rules: the baseline is the score at the intake checkpoint; a score in conflict, or from after $as_of, is not known.
with intake as (
    select s.episode_id, s.value, s.form
    from checkpoint_score s
    join checkpoint c on c.program = s.program and c.checkpoint = s.checkpoint
    where c.kind = 'intake' and s.measure = $measure and s.on_date <= cast($as_of as date) and s.episode_id = $episode_id
)
select e.program, i.value as baseline, i.form, p.sex, p.birth_year, e.payer, e.pain_months
from episode e
join patient p on p.patient_id = e.patient_id
left join intake i on i.episode_id = e.episode_id
where e.episode_id = $episode_id and e.patient_id = $patient_id
