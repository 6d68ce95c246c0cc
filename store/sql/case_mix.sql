-- Who are the patients of each group?
-- Grain: one row per group, sex, age band, pain band and payer over the episodes in scope; n counts episodes, n_age and
-- n_months those with an age and a duration, and the sums are over those.
-- Rules: grp is the episode's program, site or clinician, as $by says. Age: calendar year of the start minus year of birth.
-- Bands are those of the tables `age_band` and `pain_band`; what is not recorded is null.
with enrolled as (
    select
        p.sex, e.payer, e.pain_months,
        case $by when 'program' then e.program when 'site' then e.site when 'clinician' then e.clinician end as grp,
        date_diff('year', cast('1900-01-01' as date), e.started) + 1900 - p.birth_year as age
    from episode e
    join patient p on p.patient_id = e.patient_id
    where ($program is null or e.program = $program)
        and ($site is null or e.site = $site)
        and ($payer is null or e.payer = $payer)
        and ($clinician is null or e.clinician = $clinician)
        and ($started_from is null or e.started >= cast($started_from as date))
        and ($started_to is null or e.started <= cast($started_to as date))
)
select
    e.grp, e.sex, a.band as age_band, b.band as pain_band, e.payer,
    count(*) as n,
    count(e.age) as n_age,
    coalesce(sum(cast(e.age as double)), 0) as age_total,
    coalesce(sum(cast(e.age as double) * e.age), 0) as age_total_sq,
    count(e.pain_months) as n_months,
    coalesce(sum(cast(e.pain_months as double)), 0) as months_total,
    coalesce(sum(cast(e.pain_months as double) * e.pain_months), 0) as months_total_sq
from enrolled e
left join age_band a on e.age >= a.from_years and e.age < a.below_years
left join pain_band b on e.pain_months >= b.from_months and e.pain_months < b.below_months
group by e.grp, e.sex, a.band, b.band, e.payer
order by e.grp, e.sex, a.band, b.band, e.payer
