-- How did patients of each group change, by what was known of them at intake?
-- Grain: one row per group, sex, age band, pain band, payer, baseline band and fold, over the episodes in scope with $measure
-- due at $checkpoint, the window closed and not excused; n_due counts episodes, n those with both scores, and the sums are
-- over those n: baseline b, follow-up y. Sums of squares and products make every linear model of these traits possible,
-- so the table does not grow with patients once every cell is taken.
-- Rules: grp is the episode's program, site or clinician, as $by says. Age: calendar year of the start minus year of birth.
-- Bands are those of the tables `age_band` and `pain_band`; what is not recorded is null. baseline_band counts the cuts
-- $cut_1 to $cut_4 below the baseline (a cut belongs to the band under it), null without a baseline. Two scores from
-- different stated forms are no pair. A score in conflict, or from after $as_of, is not known. The fold, 0 to 7, is that of
-- the random episode_id, so that it stays with the episode.
with enrolled as (
    select
        e.episode_id, e.started, p.died_on, p.withdrew_on, p.sex, e.payer, a.band as age_band, b.band as pain_band,
        case $by when 'program' then e.program when 'site' then e.site when 'clinician' then e.clinician end as grp,
        case
            when e.episode_id < '2' then 0 when e.episode_id < '4' then 1 when e.episode_id < '6' then 2
            when e.episode_id < '8' then 3 when e.episode_id < 'a' then 4 when e.episode_id < 'c' then 5
            when e.episode_id < 'e' then 6 else 7
        end as fold
    from episode e
    join patient p on p.patient_id = e.patient_id
    left join age_band a
        on date_diff('year', cast('1900-01-01' as date), e.started) + 1900 - p.birth_year >= a.from_years
        and date_diff('year', cast('1900-01-01' as date), e.started) + 1900 - p.birth_year < a.below_years
    left join pain_band b on e.pain_months >= b.from_months and e.pain_months < b.below_months
    where ($program is null or e.program = $program)
        and ($site is null or e.site = $site)
        and ($payer is null or e.payer = $payer)
        and ($clinician is null or e.clinician = $clinician)
        and ($started_from is null or e.started >= cast($started_from as date))
        and ($started_to is null or e.started <= cast($started_to as date))
),
intake as (
    select s.episode_id, s.value, s.form
    from checkpoint_score s
    join checkpoint c on c.program = s.program and c.checkpoint = s.checkpoint
    where c.kind = 'intake' and s.measure = $measure and s.value is not null and s.on_date <= cast($as_of as date)
),
due as (
    select
        e.*, i.value as b,
        case
            when i.value is not null and s.on_date <= cast($as_of as date)
                and not coalesce(i.form <> s.form and i.form <> '' and s.form <> '', false) then s.value
        end as y
    from checkpoint_score s
    join enrolled e on e.episode_id = s.episode_id
    left join intake i on i.episode_id = s.episode_id
    where s.checkpoint = $checkpoint and s.measure = $measure and s.is_due and s.closes_on < cast($as_of as date)
        and not coalesce(e.died_on <= s.closes_on and e.died_on <= cast($as_of as date), false)
        and not coalesce(
            e.withdrew_on >= e.started and e.withdrew_on <= s.closes_on and e.withdrew_on <= cast($as_of as date), false
        )
),
banded as (
    select
        due.*,
        case
            when b is null then null
            when b <= $cut_1 then 0 when b <= $cut_2 then 1 when b <= $cut_3 then 2 when b <= $cut_4 then 3 else 4
        end as baseline_band
    from due
)
select
    grp, sex, age_band, pain_band, payer, baseline_band, fold,
    count(*) as n_due,
    count(y) as n,
    coalesce(sum(case when y is not null then b end), 0) as b_total,
    coalesce(sum(case when y is not null then b * b end), 0) as b_total_sq,
    coalesce(sum(y), 0) as y_total,
    coalesce(sum(y * y), 0) as y_total_sq,
    coalesce(sum(b * y), 0) as by_total
from banded
group by grp, sex, age_band, pain_band, payer, baseline_band, fold
order by grp, sex, age_band, pain_band, payer, baseline_band, fold
