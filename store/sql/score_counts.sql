-- How are the scores of each measure spread at one checkpoint?
-- Grain: one row per measure due at $checkpoint, form and score (null: none), over the episodes in scope; n counts episodes.
-- Rules: due: the window has closed before $as_of, and by then the patient had neither died nor, since the episode
-- started, withdrawn consent. A score in conflict, or from after $as_of, is not known.
with cell as (
    select
        s.measure,
        case when s.value is not null and s.on_date <= cast($as_of as date) then s.form end as form,
        case when s.on_date <= cast($as_of as date) then s.value end as score
    from checkpoint_score s
    where s.checkpoint = $checkpoint and s.is_due and s.closes_on < cast($as_of as date)
        and not coalesce(s.excused_on <= s.closes_on, false)
        and ($program is null or s.program = $program)
        and ($site is null or s.site = $site)
        and ($payer is null or s.payer = $payer)
        and ($clinician is null or s.clinician = $clinician)
        and ($started_from is null or s.started >= cast($started_from as date))
        and ($started_to is null or s.started <= cast($started_to as date))
)
select measure, form, score, count(*) as n
from cell
group by measure, form, score
order by measure, form, score
