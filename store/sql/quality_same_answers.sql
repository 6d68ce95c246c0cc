-- In how many forms is every item answered alike?
-- Grain: one row per measure of table same_answer and answer given throughout (null: the answers differ); n counts forms in use whose
-- item answers are known.
-- Rules: same_answer lists, for each measure, how the answers of such a form are written, with the answer.
with asked as (
    select distinct measure
    from same_answer
)
select o.measure, s.answer, count(*) as n
from observation o
join asked a on a.measure = o.measure
left join same_answer s on s.measure = o.measure and s.answers = o.answers
where o.standing = 'used' and o.answers is not null
group by o.measure, s.answer
order by o.measure, s.answer
