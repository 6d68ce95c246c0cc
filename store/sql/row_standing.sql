-- Which of the rows stands?
-- Grain: one row per row of `chosen_row` (one kind; all versions of every record it holds).
-- Rules: in a record the highest version stands (none counts as the lowest), the others are superseded;
-- a retraction among the highest removes the record; two different contents at the highest version are a
-- conflict. Rows of different records that share a natural key must state the same fact, else all of them
-- are in conflict; where they agree one is used.
-- Ties: of agreeing records the one with the lowest record_key is used.
with latest as (
    select record_key, max(coalesce(version, '')) as version
    from chosen_row
    group by record_key
),
highest as (
    select r.row_id, r.record_key, r.patient_id, r.natural_key, r.fact, r.content, r.retracted
    from chosen_row r
    join latest l on l.record_key = r.record_key and l.version = coalesce(r.version, '')
),
record as (
    select
        record_key,
        max(case when retracted then 1 else 0 end) as is_retracted,
        case when min(content) = max(content) then 0 else 1 end as is_split
    from highest
    group by record_key
),
claim as (
    select h.row_id, h.record_key, h.patient_id, h.natural_key, h.fact, r.is_split
    from highest h
    join record r on r.record_key = h.record_key
    where r.is_retracted = 0
),
topic as (
    select
        patient_id,
        natural_key,
        case when min(fact) = max(fact) then 0 else 1 end as is_disputed,
        min(case when is_split = 0 then record_key end) as first_record
    from claim
    group by patient_id, natural_key
)
select
    c.row_id,
    c.patient_id,
    case
        when h.row_id is null then 'superseded'
        when k.row_id is null then 'retracted'
        when k.is_split = 1 or t.is_disputed = 1 then 'conflict'
        when k.record_key = t.first_record then 'used'
        else 'superseded'
    end as standing
from chosen_row c
left join highest h on h.row_id = c.row_id
left join claim k on k.row_id = c.row_id
left join topic t on t.patient_id = k.patient_id and t.natural_key = k.natural_key
