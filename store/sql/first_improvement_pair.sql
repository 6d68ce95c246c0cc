-- On which of two measures did the same patients first improve?
-- Grain: one row per four days, over the episodes in scope with both measures due after intake, a baseline (where one is
-- needed) and a rule for both; n counts episodes.
-- Rules: as in first_improvement.sql, for $first and $second, but only checkpoints at which both are due count, so that neither
-- is looked for more often; and the scores of one checkpoint are one look, dated by the later of them.
with enrolled as (
    select e.episode_id, e.program, e.started, p.died_on, p.withdrew_on
    from episode e
    join patient p on p.patient_id = e.patient_id
    where ($program is null or e.program = $program)
        and ($site is null or e.site = $site)
        and ($payer is null or e.payer = $payer)
        and ($clinician is null or e.clinician = $clinician)
        and ($started_from is null or e.started >= cast($started_from as date))
        and ($started_to is null or e.started <= cast($started_to as date))
),
intake as (
    select s.episode_id, s.measure, s.value, s.form
    from checkpoint_score s
    join checkpoint c on c.program = s.program and c.checkpoint = s.checkpoint
    where c.kind = 'intake' and s.value is not null and s.on_date <= cast($as_of as date)
),
shown as (
    select
        s.episode_id, s.checkpoint, s.measure,
        case when date_diff('day', e.started, s.on_date) < 1 then 1 else date_diff('day', e.started, s.on_date) end as day,
        s.value is not null and s.on_date <= cast($as_of as date)
            and not coalesce(m.needs_baseline and i.form <> s.form and i.form <> '' and s.form <> '', false) as is_seen,
        coalesce(r.sign * s.value >= r.improved_from, false) as reaches
    from checkpoint_score s
    join enrolled e on e.episode_id = s.episode_id
    join checkpoint c on c.program = s.program and c.checkpoint = s.checkpoint
    join checkpoint_measure m on m.program = s.program and m.checkpoint = s.checkpoint and m.measure = s.measure
    left join intake i on i.episode_id = s.episode_id and i.measure = s.measure
    join response_score r
        on r.measure = s.measure and r.start = case when m.needs_baseline then i.value else 0.0 end and r.has_improved
    where s.is_due and c.kind <> 'intake' and (s.measure = $first or s.measure = $second)
),
look as (
    select episode_id, checkpoint, max(case when is_seen then day end) as day
    from shown
    group by episode_id, checkpoint
    having count(*) = 2
),
visit as (
    select v.episode_id, v.measure, l.day, v.is_seen, v.reaches
    from shown v
    join look l on l.episode_id = v.episode_id and l.checkpoint = v.checkpoint
),
first_seen as (
    select episode_id, measure, min(case when is_seen and reaches then day end) as by_day
    from visit
    group by episode_id, measure
),
spell as (
    select
        f.episode_id, f.measure, f.by_day,
        coalesce(max(case when v.is_seen and (f.by_day is null or v.day < f.by_day) then v.day end), 0) as after_day
    from first_seen f
    join visit v on v.episode_id = f.episode_id and v.measure = f.measure
    group by f.episode_id, f.measure, f.by_day
)
select
    a.after_day as first_after, a.by_day as first_by, b.after_day as second_after, b.by_day as second_by, count(*) as n
from spell a
join spell b on b.episode_id = a.episode_id
where a.measure = $first and b.measure = $second
group by a.after_day, a.by_day, b.after_day, b.by_day
order by a.after_day, a.by_day, b.after_day, b.by_day
