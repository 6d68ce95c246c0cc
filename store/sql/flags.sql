-- Which safety answers did these patients give?
-- Grain: one row per patient, kind, level and date, for the patients of `asked_patient`.
select distinct f.patient_id, f.kind, f.level, f.on_date
from flag_row f
join asked_patient a on a.patient_id = f.patient_id
order by f.patient_id, f.on_date, f.kind, f.level
