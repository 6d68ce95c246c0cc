-- Which of the rows stands?
-- Grain: one row per row of `chosen_row` (one kind; all versions of every record it holds).
-- Rules: in a record the highest version stands (none counts as the lowest), the others are superseded;
-- a retraction among the highest removes the record; two that differ at the highest version (in `whole`, or in a field of
-- `chosen_field` that both tell) are a conflict. Rows of different records that share a natural key must not contradict each
-- other (in `fact`, or in such a field), else all of them are in conflict; where they do not, one of those that say the
-- same (`same`) is used. A row that a person set aside (`is_aside`) claims nothing and contradicts nobody; the lower
-- versions of its record stay superseded.
-- Ties: of agreeing records the one with the lowest record_key is used.
with latest as (
    select record_key, max(coalesce(version, '')) as version
    from chosen_row
    group by record_key
),
highest as (
    select
        r.row_id, r.record_key, r.patient_id, r.natural_key, r.fact, r.whole, r.same, r.retracted,
        case when r.is_aside then 1 else 0 end as is_aside
    from chosen_row r
    join latest l on l.record_key = r.record_key and l.version = coalesce(r.version, '')
),
split as (
    select h.record_key, f.field
    from highest h
    join chosen_field f on f.row_id = h.row_id
    where h.is_aside = 0
    group by h.record_key, f.field
    having min(f.told) <> max(f.told)
),
record as (
    select
        h.record_key,
        max(case when h.retracted then 1 else 0 end) as is_retracted,
        case
            when coalesce(min(case when h.is_aside = 0 then h.whole end) = max(case when h.is_aside = 0 then h.whole end), true)
                and count(s.record_key) = 0 then 0
            else 1
        end as is_split
    from highest h
    left join (select distinct record_key from split) s on s.record_key = h.record_key
    group by h.record_key
),
claim as (
    select h.row_id, h.record_key, h.patient_id, h.natural_key, h.fact, h.same, r.is_split
    from highest h
    join record r on r.record_key = h.record_key
    where r.is_retracted = 0 and h.is_aside = 0
),
dispute as (
    select c.patient_id, c.natural_key, f.field
    from claim c
    join chosen_field f on f.row_id = c.row_id
    group by c.patient_id, c.natural_key, f.field
    having min(f.told) <> max(f.told)
),
topic as (
    select
        c.patient_id,
        c.natural_key,
        case when min(c.fact) = max(c.fact) and count(d.natural_key) = 0 then 0 else 1 end as is_disputed
    from claim c
    left join (select distinct patient_id, natural_key from dispute) d
        on d.patient_id = c.patient_id and d.natural_key = c.natural_key
    group by c.patient_id, c.natural_key
),
saying as (
    select patient_id, natural_key, same, min(case when is_split = 0 then record_key end) as first_record
    from claim
    group by patient_id, natural_key, same
)
select
    c.row_id,
    c.patient_id,
    case
        when h.row_id is null then 'superseded'
        when h.is_aside = 1 then 'set_aside'
        when k.row_id is null then 'retracted'
        when k.is_split = 1 or t.is_disputed = 1 then 'conflict'
        when k.record_key = a.first_record then 'used'
        else 'superseded'
    end as standing
from chosen_row c
left join highest h on h.row_id = c.row_id
left join claim k on k.row_id = c.row_id
left join topic t on t.patient_id = k.patient_id and t.natural_key = k.natural_key
left join saying a on a.patient_id = k.patient_id and a.natural_key = k.natural_key and a.same = k.same
