-- What did these patients answer to the safety item, and which answer is in force?
-- Grain: one row per patient, kind, day and time of an answer, for the patients of `asked_patient`.
-- Rules: in a record the highest version stands (none counts as the lowest) and a retraction among the highest removes
-- it. Where the highest version, or two records of one day and time, say different things, the most cautious stands:
-- positive, then unknown, then 0; a total (which tells nothing of the item) gives way to every form with items.
-- counted_on is the day of the answer; an answer without a day counts as of the day on which it was loaded, which is the
-- latest that it can be, and an undated 0 is no answer to rely on.
-- State: 'current' is the newest known answer (one per patient and kind, at most); 'unknown' an answer that is not known
-- and that no known one follows, where a known one of the same day ends it unless both have times and the unknown one,
-- of a form with items, is the later; all others are 'earlier'.
-- Ties: of one day's known answers the latest time and those without a time compete, and the highest level is current;
-- then the latest time, then the dated one.
with mine as (
    select distinct f.record_key
    from flag_row f
    join asked_patient a on a.patient_id = f.patient_id
),
latest as (
    select f.record_key, max(coalesce(f.version, '')) as version
    from flag_row f
    join mine m on m.record_key = f.record_key
    group by f.record_key
),
highest as (
    select
        f.record_key, f.patient_id, f.kind, f.on_date, f.at_time, f.retracted,
        coalesce(f.on_date, cast(b.loaded_at as date)) as counted_on,
        case
            when f.level > 0 then 2 * f.level
            when f.level = 0 then 0
            when f.basis = 'items' then 1
            else -1
        end as weight
    from flag_row f
    join latest l on l.record_key = f.record_key and l.version = coalesce(f.version, '')
    join batch b on b.batch_id = f.batch_id
),
record as (
    select record_key, max(weight) as weight, max(case when retracted then 1 else 0 end) as is_retracted
    from highest
    group by record_key
),
answer as (
    select h.patient_id, h.kind, h.on_date, h.at_time, max(h.counted_on) as counted_on, max(r.weight) as weight
    from highest h
    join record r on r.record_key = h.record_key
    join asked_patient a on a.patient_id = h.patient_id
    where r.is_retracted = 0
    group by h.patient_id, h.kind, h.on_date, h.at_time
),
known as (
    select patient_id, kind, on_date, at_time, counted_on, weight
    from answer
    where weight >= 2 or (weight = 0 and on_date is not null)
),
newest as (
    select patient_id, kind, max(counted_on) as counted_on
    from known
    group by patient_id, kind
),
last_day as (
    select
        k.patient_id, k.kind, k.counted_on, max(k.at_time) as at_time,
        max(case when k.at_time is null then 1 else 0 end) as has_untimed
    from known k
    join newest n on n.patient_id = k.patient_id and n.kind = k.kind and n.counted_on = k.counted_on
    group by k.patient_id, k.kind, k.counted_on
),
placed as (
    select
        k.patient_id, k.kind, k.on_date, k.at_time,
        row_number() over (
            partition by k.patient_id, k.kind
            order by k.weight desc, coalesce(k.at_time, '') desc, case when k.on_date is null then 1 else 0 end
        ) as place
    from known k
    join last_day d on d.patient_id = k.patient_id and d.kind = k.kind and d.counted_on = k.counted_on
    where k.at_time is null or k.at_time = d.at_time
)
select
    a.patient_id,
    a.kind,
    case when a.weight = 0 or a.weight >= 2 then cast(a.weight as double) / 2 end as level,
    a.on_date,
    a.at_time,
    case when a.weight = -1 then 'total' else 'items' end as basis,
    case
        when p.place = 1 then 'current'
        when a.weight = 0 or a.weight >= 2 then 'earlier'
        when d.patient_id is null or a.counted_on > d.counted_on then 'unknown'
        when a.counted_on = d.counted_on and a.weight = 1 and d.has_untimed = 0 and a.at_time > d.at_time then 'unknown'
        else 'earlier'
    end as state
from answer a
left join last_day d on d.patient_id = a.patient_id and d.kind = a.kind
left join placed p
    on p.patient_id = a.patient_id and p.kind = a.kind and p.place = 1
    and coalesce(cast(p.on_date as varchar), '') = coalesce(cast(a.on_date as varchar), '')
    and coalesce(p.at_time, '') = coalesce(a.at_time, '')
order by a.patient_id, a.kind, a.counted_on, coalesce(a.at_time, ''), a.weight
