-- Who is still in the data at each checkpoint?
-- Grain: one row per checkpoint code over the episodes in scope; n counts episodes.
-- Rules: enrolled = excused + not_yet + due. Excused: dead, or consent withdrawn since the episode started, by the day
-- the window closes; who enrolled again after withdrawing is due again in the new episode. Due: the window has closed
-- before $as_of. Of the due, any_form have a score of at least one measure due there, all_forms of every one; the others
-- are missing: missing_left where the episode ended early by the day the window closed, else missing_still_in. A score in
-- conflict, or from after $as_of, is not known.
-- Ties: programs share checkpoint codes; a code that stands at several places takes the earliest, with its first name.
with enrolled as (
    select e.episode_id, e.started, e.ended, e.how_ended, p.died_on, p.withdrew_on
    from episode e
    join patient p on p.patient_id = e.patient_id
    where ($program is null or e.program = $program)
        and ($site is null or e.site = $site)
        and ($payer is null or e.payer = $payer)
        and ($clinician is null or e.clinician = $clinician)
        and ($started_from is null or e.started >= cast($started_from as date))
        and ($started_to is null or e.started <= cast($started_to as date))
),
form as (
    select
        s.episode_id, s.checkpoint,
        sum(case when s.is_due then 1 else 0 end) as asked,
        sum(case when s.is_due and s.value is not null and s.on_date <= cast($as_of as date) then 1 else 0 end) as filled
    from checkpoint_score s
    group by s.episode_id, s.checkpoint
),
place as (
    select
        w.program, w.checkpoint,
        case
            when coalesce(e.died_on <= w.closes_on and e.died_on <= cast($as_of as date), false)
                or coalesce(
                    e.withdrew_on >= e.started and e.withdrew_on <= w.closes_on and e.withdrew_on <= cast($as_of as date), false
                ) then 'excused'
            when w.closes_on >= cast($as_of as date) then 'not yet'
            else 'due'
        end as state,
        case
            when e.how_ended in ('left', 'discharged', 'died', 'withdrew') and e.ended <= w.closes_on then 1 else 0
        end as has_left,
        coalesce(f.asked, 0) as asked,
        coalesce(f.filled, 0) as filled
    from checkpoint_window w
    join enrolled e on e.episode_id = w.episode_id
    left join form f on f.episode_id = w.episode_id and f.checkpoint = w.checkpoint
)
select
    p.checkpoint,
    min(c.name) as name,
    min(c.ordinal) as ordinal,
    count(*) as enrolled,
    sum(case when state = 'excused' then 1 else 0 end) as excused,
    sum(case when state = 'not yet' then 1 else 0 end) as not_yet,
    sum(case when state = 'due' then 1 else 0 end) as due,
    sum(case when state = 'due' and filled > 0 then 1 else 0 end) as any_form,
    sum(case when state = 'due' and filled > 0 and filled = asked then 1 else 0 end) as all_forms,
    sum(case when state = 'due' and filled = 0 and has_left = 0 then 1 else 0 end) as missing_still_in,
    sum(case when state = 'due' and filled = 0 and has_left = 1 then 1 else 0 end) as missing_left
from place p
join checkpoint c on c.program = p.program and c.checkpoint = p.checkpoint
group by p.checkpoint
order by min(c.ordinal), p.checkpoint
