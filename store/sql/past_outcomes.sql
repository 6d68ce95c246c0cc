-- What became of each measure at the later checkpoints of one program?
-- Grain: one row per episode of $program and measure with an intake score, and later checkpoint at which it is due. `place` as
-- in past_episodes.sql; `code` numbers the measures of the table `asked_measure`.
-- Ties: none, episode_id is unique.
-- Past: the window has closed before $as_of, and by then the patient had neither died nor, since the episode started,
-- withdrawn consent. State: 0 observed, with a score of the intake form that was known at $as_of; else 1 left, where the
-- episode ended early by the day the window closed; else 2 missed. The same rules as in similar_scores.sql.
with placed as (
    select
        e.episode_id, e.started, e.ended, e.how_ended, p.died_on, p.withdrew_on,
        row_number() over (order by e.episode_id) as place
    from episode e
    join patient p on p.patient_id = e.patient_id
    where e.program = $program
),
intake as (
    select s.episode_id, s.measure, m.code, coalesce(s.form, '') as form
    from checkpoint_score s
    join asked_measure m on m.measure = s.measure
    join checkpoint c on c.program = s.program and c.checkpoint = s.checkpoint
    where c.kind = 'intake' and s.program = $program and s.value is not null and s.on_date <= cast($as_of as date)
),
later as (
    select
        i.code, n.place, c.ordinal, s.closes_on, n.ended, n.how_ended,
        case
            when s.on_date <= cast($as_of as date)
                and (coalesce(s.form, '') = i.form or coalesce(s.form, '') = '' or i.form = '') then s.value
        end as score
    from checkpoint_score s
    join intake i on i.episode_id = s.episode_id and i.measure = s.measure
    join placed n on n.episode_id = s.episode_id
    join checkpoint c on c.program = s.program and c.checkpoint = s.checkpoint
    where s.program = $program and s.is_due and c.kind <> 'intake'
        and s.closes_on < cast($as_of as date)
        and not coalesce(n.died_on <= s.closes_on, false)
        and not coalesce(n.withdrew_on >= n.started and n.withdrew_on <= s.closes_on, false)
)
select
    code, place, ordinal,
    case
        when score is not null then 0
        when how_ended in ('left', 'discharged', 'died', 'withdrew') and ended <= closes_on then 1
        else 2
    end as state,
    score
from later
