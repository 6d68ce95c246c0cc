-- From which scores did the episodes of one program start?
-- Grain: one row per episode of $program and measure with a score at intake that was known at $as_of. `place` as in
-- past_episodes.sql; `code` numbers the measures of the table `asked_measure`.
-- Ties: none, episode_id is unique.
with placed as (
    select episode_id, row_number() over (order by episode_id) as place
    from episode
    where program = $program
)
select m.code, p.place, s.value, s.form
from checkpoint_score s
join placed p on p.episode_id = s.episode_id
join asked_measure m on m.measure = s.measure
join checkpoint c on c.program = s.program and c.checkpoint = s.checkpoint
where c.kind = 'intake' and s.program = $program and s.value is not null and s.on_date <= cast($as_of as date)
