-- Whose checkpoint closes soon while forms that are due there are not in?
-- Grain: one row per episode and checkpoint whose window is open on $as_of and closes from $as_of to $to_day, of people who
-- are not excused (alive, consent not withdrawn since the episode began), where a measure that is due has no score by then.
-- Rules: asked counts the measures due, filled those with a score from $as_of or before; a score in conflict is none.
-- has_left says that the episode ended early by then. next_visit_on is the patient's first appointment from $as_of to the
-- closing day that is not cancelled.
-- Ties: none; the order ends on the episode and the checkpoint.
with closing as (
    select w.episode_id, w.patient_id, w.program, w.checkpoint, w.opens_on, w.due_on, w.closes_on
    from checkpoint_window w
    where w.opens_on <= cast($as_of as date) and w.closes_on >= cast($as_of as date) and w.closes_on <= cast($to_day as date)
),
form as (
    select
        s.episode_id, s.checkpoint,
        sum(case when s.is_due then 1 else 0 end) as asked,
        sum(case when s.is_due and s.value is not null and s.on_date <= cast($as_of as date) then 1 else 0 end) as filled
    from checkpoint_score s
    join closing c on c.episode_id = s.episode_id and c.checkpoint = s.checkpoint
    group by s.episode_id, s.checkpoint
),
visit as (
    select c.episode_id, c.checkpoint, min(a.on_date) as next_visit_on
    from closing c
    join appointment a on a.patient_id = c.patient_id
    where a.on_date >= cast($as_of as date) and a.on_date <= c.closes_on and coalesce(a.attendance, 'planned') <> 'cancelled'
    group by c.episode_id, c.checkpoint
)
select
    c.patient_id, c.episode_id, c.program, c.checkpoint, c.due_on, c.closes_on, e.site, e.clinician,
    f.asked, f.filled, v.next_visit_on,
    case when e.how_ended in ('left', 'discharged') and e.ended <= cast($as_of as date) then 1 else 0 end as has_left
from closing c
join episode e on e.episode_id = c.episode_id
join patient p on p.patient_id = c.patient_id
join form f on f.episode_id = c.episode_id and f.checkpoint = c.checkpoint
left join visit v on v.episode_id = c.episode_id and v.checkpoint = c.checkpoint
where f.filled < f.asked
    and e.started <= cast($as_of as date)
    and not coalesce(p.died_on <= cast($as_of as date), false)
    and not coalesce(p.withdrew_on >= e.started and p.withdrew_on <= cast($as_of as date), false)
order by c.closes_on, c.due_on, c.episode_id, c.checkpoint
