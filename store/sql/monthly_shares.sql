-- How many of those due improved, month by month?
-- Grain: one row per checkpoint code, month in which the window closed, and measure due there, over the episodes in scope;
-- counts of episodes. month counts from January 2000 (0).
-- Rules: due and observed as in measure_counts.sql. judged: observed, both scores of one form, and response_score has a rule
-- at this baseline. improved: judged, and the score it names is reached.
with cell as (
    select
        s.checkpoint, s.measure, date_diff('month', cast('2000-01-01' as date), s.closes_on) as month,
        case
            when s.value is not null and s.on_date <= cast($as_of as date) and (s.baseline_on <= cast($as_of as date) or not m.needs_baseline)
            then 1 else 0
        end as known,
        case
            when coalesce(r.has_improved, false)
                and not coalesce(m.needs_baseline and s.baseline_form <> s.form and s.baseline_form <> '' and s.form <> '', false)
            then 1 else 0
        end as can_judge,
        case when coalesce(r.sign * s.value >= r.improved_from, false) then 1 else 0 end as reaches
    from checkpoint_score s
    join checkpoint_measure m on m.program = s.program and m.checkpoint = s.checkpoint and m.measure = s.measure
    left join response_score r
        on r.measure = s.measure
        and r.start = case when m.needs_baseline then case when s.baseline_on <= cast($as_of as date) then s.baseline end else 0.0 end
    where s.is_due and s.closes_on < cast($as_of as date)
        and not coalesce(s.excused_on <= s.closes_on and s.excused_on <= cast($as_of as date), false)
        and ($program is null or s.program = $program)
        and ($site is null or s.site = $site)
        and ($payer is null or s.payer = $payer)
        and ($clinician is null or s.clinician = $clinician)
        and ($started_from is null or s.started >= cast($started_from as date))
        and ($started_to is null or s.started <= cast($started_to as date))
)
select
    checkpoint, month, measure, count(*) as due, sum(known) as observed, sum(known * can_judge) as judged,
    sum(known * can_judge * reaches) as improved
from cell
group by checkpoint, month, measure
order by checkpoint, measure, month
