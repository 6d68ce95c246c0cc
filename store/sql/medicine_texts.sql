-- Which texts do medication lists name medicines by?
-- Grain: one row per text on the list of a registered patient.
select m.drug
from medication m
where m.drug is not null
group by m.drug
order by m.drug
