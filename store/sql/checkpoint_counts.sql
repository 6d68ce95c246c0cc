-- Who is still in the data at each checkpoint?
-- Grain: one row per checkpoint code over the episodes in scope; n counts episodes.
-- Rules: enrolled = excused + not_yet + due. Excused: dead, or consent withdrawn since the episode started, by the day
-- the window closes; who enrolled again after withdrawing is due again in the new episode. Due: the window has closed
-- before $as_of. Of the due, any_form have a score of at least one measure due there, all_forms of every one; the others
-- are missing: missing_left where the episode ended early by the day the window closed, else missing_still_in. A score in
-- conflict, or from after $as_of, is not known.
-- Ties: programs share checkpoint codes; a code that stands at several places takes the earliest, with its first name.
with place as (
    select
        f.program, f.checkpoint,
        case
            when coalesce(f.excused_on <= f.closes_on and f.excused_on <= cast($as_of as date), false) then 'excused'
            when f.closes_on >= cast($as_of as date) then 'not yet'
            else 'due'
        end as state,
        case when f.left_on <= f.closes_on then 1 else 0 end as has_left,
        case when f.first_on <= cast($as_of as date) then 1 else 0 end as has_any,
        case when f.filled = f.asked and f.last_on <= cast($as_of as date) then 1 else 0 end as has_all
    from checkpoint_form f
    where ($program is null or f.program = $program)
        and ($site is null or f.site = $site)
        and ($payer is null or f.payer = $payer)
        and ($clinician is null or f.clinician = $clinician)
        and ($started_from is null or f.started >= cast($started_from as date))
        and ($started_to is null or f.started <= cast($started_to as date))
),
counted as (
    select program, checkpoint, state, has_left, has_any, has_all, count(*) as n
    from place
    group by program, checkpoint, state, has_left, has_any, has_all
)
select
    p.checkpoint,
    min(c.name) as name,
    min(c.ordinal) as ordinal,
    sum(n) as enrolled,
    sum(case when state = 'excused' then n else 0 end) as excused,
    sum(case when state = 'not yet' then n else 0 end) as not_yet,
    sum(case when state = 'due' then n else 0 end) as due,
    sum(case when state = 'due' and has_any = 1 then n else 0 end) as any_form,
    sum(case when state = 'due' and has_all = 1 then n else 0 end) as all_forms,
    sum(case when state = 'due' and has_any = 0 and has_left = 0 then n else 0 end) as missing_still_in,
    sum(case when state = 'due' and has_any = 0 and has_left = 1 then n else 0 end) as missing_left
from counted p
join checkpoint c on c.program = p.program and c.checkpoint = p.checkpoint
group by p.checkpoint
order by min(c.ordinal), p.checkpoint
