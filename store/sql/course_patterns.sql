-- Which checkpoints were filled together, and what do the scores add up to?
-- Grain: one row per grp, pattern of filled checkpoints, and pair of checkpoints filled in it (place <= other_place); over
-- the episodes in scope: n, the sums of both scores and of their product. One row more per grp, with pattern 0 and without
-- checkpoints, counts the episodes without any score. That is all that a repeated-measures model needs.
-- Rules: a score counts where $measure is due: asked there, the window closed before $as_of, the episode not excused; it is
-- not known where it is in conflict or from after $as_of. No intake score is demanded. An episode takes part where at least
-- one checkpoint is due; with $due_at only where that one is. grp is the field of the episode that $by names ('' otherwise).
-- Place: 0 for the first checkpoint, then in order; pattern adds up 2 to the power of the places that are filled.
-- Ties: programs share checkpoint codes; a code that stands at several places takes the earliest, then goes by its name.
with due as (
    select
        s.episode_id,
        coalesce(
            case
                when $by = 'program' then s.program
                when $by = 'site' then s.site
                when $by = 'payer' then s.payer
                when $by = 'clinician' then s.clinician
                when $by = 'sex' then s.sex
            end, ''
        ) as grp,
        s.checkpoint, c.ordinal, case when s.on_date <= cast($as_of as date) then s.value end as score
    from checkpoint_score s
    join checkpoint c on c.program = s.program and c.checkpoint = s.checkpoint
    where s.is_due and s.measure = $measure and s.closes_on < cast($as_of as date)
        and not coalesce(s.excused_on <= s.closes_on and s.excused_on <= cast($as_of as date), false)
        and ($program is null or s.program = $program)
        and ($site is null or s.site = $site)
        and ($payer is null or s.payer = $payer)
        and ($clinician is null or s.clinician = $clinician)
        and ($started_from is null or s.started >= cast($started_from as date))
        and ($started_to is null or s.started <= cast($started_to as date))
),
place as (
    select checkpoint, row_number() over (order by min(ordinal), checkpoint) - 1 as place
    from due
    group by checkpoint
),
course as (
    select
        d.episode_id, min(d.grp) as grp,
        cast(coalesce(sum(case when d.score is not null then power(2, p.place) end), 0) as double) as pattern
    from due d
    join place p on p.checkpoint = d.checkpoint
    group by d.episode_id
    having $due_at is null or max(case when d.checkpoint = $due_at then 1 else 0 end) = 1
),
cell as (
    select d.episode_id, p.place, d.score
    from due d
    join place p on p.checkpoint = d.checkpoint
    where d.score is not null
),
sums as (
    select
        k.grp, k.pattern, a.place, b.place as other_place,
        count(*) as n, sum(a.score) as total, sum(b.score) as other_total, sum(a.score * b.score) as product
    from course k
    join cell a on a.episode_id = k.episode_id
    join cell b on b.episode_id = a.episode_id and b.place >= a.place
    group by k.grp, k.pattern, a.place, b.place
    union all
    select
        grp, pattern, null as place, null as other_place, count(*) as n, null as total, null as other_total, null as product
    from course
    where pattern = 0
    group by grp, pattern
)
select
    s.grp, s.pattern, s.place, s.other_place, p.checkpoint, q.checkpoint as other_checkpoint, s.n, s.total, s.other_total,
    s.product
from sums s
left join place p on p.place = s.place
left join place q on q.place = s.other_place
order by s.grp, s.pattern, s.place, s.other_place
