-- How many forms of each checkpoint of each episode are in, and whose are they?
-- Grain: one row per episode and checkpoint, for `affected_patient`: checkpoint_window once more, with what is in of the measures
-- due there and the fields that a cohort is chosen by.
-- Rules: asked counts the measures due, filled those with a score; first_on and last_on are the first and the last day of these
-- scores, so that on any day any form is in from first_on on, and every form from last_on on where filled = asked. A score in
-- conflict is none. excused_on as in checkpoint_score.sql; left_on is the day of an early end.
with form as (
    select
        s.episode_id, s.checkpoint, count(*) as asked, count(s.value) as filled,
        min(case when s.value is not null then s.on_date end) as first_on,
        max(case when s.value is not null then s.on_date end) as last_on
    from checkpoint_score s
    join affected_patient a on a.patient_id = s.patient_id
    where s.is_due
    group by s.episode_id, s.checkpoint
)
select
    w.episode_id, w.patient_id, w.program, w.checkpoint, e.site, e.payer, e.clinician, e.started,
    case
        when e.started <= p.withdrew_on and (p.died_on is null or p.withdrew_on < p.died_on) then p.withdrew_on
        else p.died_on
    end as excused_on,
    case when e.how_ended in ('left', 'discharged', 'died', 'withdrew') then e.ended end as left_on,
    w.closes_on, coalesce(f.asked, 0) as asked, coalesce(f.filled, 0) as filled, f.first_on, f.last_on
from checkpoint_window w
join affected_patient a on a.patient_id = w.patient_id
join episode e on e.episode_id = w.episode_id
join patient p on p.patient_id = w.patient_id
left join form f on f.episode_id = w.episode_id and f.checkpoint = w.checkpoint
