-- From which scores did the episodes of one program start on one measure?
-- Grain: one row per episode of $program with a score of $measure at intake that was known at $as_of; `place` as in
-- past_episodes.sql.
-- Ties: none, episode_id is unique.
with placed as (
    select episode_id, row_number() over (order by episode_id) as place
    from episode
    where program = $program
)
select p.place, s.value, s.form
from checkpoint_score s
join placed p on p.episode_id = s.episode_id
join checkpoint c on c.program = s.program and c.checkpoint = s.checkpoint
where c.kind = 'intake' and s.program = $program and s.measure = $measure and s.value is not null
    and s.on_date <= cast($as_of as date)
order by p.place
