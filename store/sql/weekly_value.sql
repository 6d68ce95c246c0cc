-- Which weekly values follow from daily ones, and on which days does each rest?
-- Grain: one row per day that counts in a weekly value of an affected patient; value and on_date are the week's.
-- Rules: a day counts where the rows in force (occasion daily) of one series, patient and measure state one value; a
-- week runs from Monday to Sunday and needs $days_needed such days; its value is their mean, dated on the last of them.
-- Of several series that cover a week one is taken whole. Where a source states a routine score of its own in that
-- week, none is derived. A series is its form (the device), else its mode (diary).
-- Ties: of series: their order in daily_series (those not listed last), then more days, then form, then mode.
-- Sums are written out by weekday, so that they do not depend on the order of the rows. 1 January 1900 was a Monday.
with daily as (
    select
        o.observation_id, o.patient_id, o.measure, o.on_date, o.value, o.unit, coalesce(o.mode, '') as mode,
        coalesce(o.form, '') as form, date_diff('day', cast('1900-01-01' as date), o.on_date) as day_number
    from observation o
    join affected_patient a on a.patient_id = o.patient_id
    join weekly_measure w on w.measure = o.measure
    where o.standing = 'used' and o.occasion = 'daily' and o.value is not null
),
counted as (
    select
        patient_id, measure, mode, form, on_date, day_number % 7 as weekday, day_number - day_number % 7 as week,
        min(value) as value, min(unit) as unit, min(observation_id) as source_id
    from daily
    group by patient_id, measure, mode, form, on_date, day_number
    having min(value) = max(value)
),
week as (
    select
        patient_id, measure, mode, form, week, count(*) as days, max(on_date) as on_date, min(unit) as unit,
        coalesce(max(case when weekday = 0 then value end), 0) + coalesce(max(case when weekday = 1 then value end), 0)
        + coalesce(max(case when weekday = 2 then value end), 0) + coalesce(max(case when weekday = 3 then value end), 0)
        + coalesce(max(case when weekday = 4 then value end), 0) + coalesce(max(case when weekday = 5 then value end), 0)
        + coalesce(max(case when weekday = 6 then value end), 0) as total
    from counted
    group by patient_id, measure, mode, form, week
    having count(*) >= $days_needed
),
ranked as (
    select
        w.*,
        row_number() over (
            partition by w.patient_id, w.measure, w.week
            order by coalesce(s.place, 1000), w.days desc, w.form, w.mode
        ) as choice
    from week w
    left join daily_series s on s.series = case when w.form <> '' then w.form else w.mode end
),
stated as (
    select patient_id, measure, day_number - day_number % 7 as week, count(*) as scores
    from (
        select o.patient_id, o.measure, date_diff('day', cast('1900-01-01' as date), o.on_date) as day_number
        from observation o
        join affected_patient a on a.patient_id = o.patient_id
        join weekly_measure w on w.measure = o.measure
        where o.standing in ('used', 'conflict') and coalesce(o.occasion, 'routine') = 'routine'
    ) routine
    group by patient_id, measure, day_number - day_number % 7
)
select
    r.patient_id, r.measure, cast(r.week as varchar) as period, r.total / r.days as value, r.on_date,
    case when r.mode <> '' then r.mode end as mode, case when r.form <> '' then r.form end as form, r.unit,
    c.source_id, c.on_date as source_on
from ranked r
join counted c
    on c.patient_id = r.patient_id and c.measure = r.measure and c.mode = r.mode and c.form = r.form and c.week = r.week
left join stated s on s.patient_id = r.patient_id and s.measure = r.measure and s.week = r.week
where r.choice = 1 and s.scores is null
