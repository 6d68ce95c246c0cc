-- How much does the clinic hold?
-- Grain: one row per clinic: registered patients, their episodes, places of a checkpoint that a score fills, first and last day of those scores.
select
    (select count(*) from patient) as patients,
    (select count(*) from episode) as episodes,
    count(s.observation_id) as filled,
    min(s.on_date) as first_day,
    max(s.on_date) as last_day
from checkpoint_score s
where s.observation_id is not null
