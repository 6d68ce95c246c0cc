-- Which names on medication lists does nobody know, and whom do they concern?
-- Grain: one row per name of `unknown_text` (drug: a text on lists, name: an unknown name in it); counts of lines and of
-- registered people who have it on a list of what was prescribed. without_stated_dose counts those of the people for whom no
-- source states an opioid dose, so that theirs would follow from the list.
-- Rules: lines that were entered in error, drafts, and what was taken are no part of such a list.
-- Ties: the most people without a stated dose first, then the most people, then by name.
with listed as (
    select u.name, m.patient_id, count(*) as lines
    from medication m
    join unknown_text u on u.drug = m.drug
    where coalesce(m.basis, 'prescribed') <> 'taken' and coalesce(m.status, 'unknown') not in ('entered_in_error', 'draft', 'not_taken')
    group by u.name, m.patient_id
),
stated as (
    select o.patient_id
    from observation o
    left join derived_from d on d.observation_id = o.observation_id
    where o.measure = $measure and o.standing in ('used', 'conflict') and d.observation_id is null
    group by o.patient_id
)
select
    l.name,
    cast(sum(l.lines) as int) as lines,
    count(*) as people,
    count(*) - count(s.patient_id) as without_stated_dose
from listed l
left join stated s on s.patient_id = l.patient_id
group by l.name
order by without_stated_dose desc, people desc, l.name
