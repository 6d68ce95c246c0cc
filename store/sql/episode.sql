-- Which courses of care did each patient begin?
-- Grain: one row per episode (patient, program, start) of a registered patient among `affected_patient`.
-- Rules: first_session_on is the first session attended on or after the start and before the patient's next
-- episode. Of episodes in conflict a field on which they differ is not known; a row that lacks a field says nothing of it;
-- without a known planned end, or where one record states two patients, programs or starts, the episode is left out;
-- patients count here whether or not they are affected or registered, so that it does not depend on what was loaded last.
-- Ties: episode_id is the lowest one.
with stands as (
    select r.*
    from episode_row r
    join affected_patient a on a.patient_id = r.patient_id
    join patient p on p.patient_id = r.patient_id
    left join row_standing s on s.row_kind = 'episode' and s.row_id = r.row_id
    where coalesce(s.standing, 'used') in ('used', 'conflict')
),
version_in_force as (
    select e.record_key, max(coalesce(e.version, '')) as version
    from episode_row e
    join (select distinct record_key from stands) s on s.record_key = e.record_key
    group by e.record_key
),
settled as (
    select e.record_key
    from episode_row e
    join version_in_force v on v.record_key = e.record_key and v.version = coalesce(e.version, '')
    group by e.record_key
    having min(e.patient_id) = max(e.patient_id) and min(e.program) = max(e.program) and min(e.started) = max(e.started)
),
course as (
    select
        min(s.episode_id) as episode_id,
        s.patient_id,
        s.program,
        s.started,
        case when min(s.planned_end) = max(s.planned_end) then min(s.planned_end) end as planned_end,
        case when min(s.ended) = max(s.ended) then min(s.ended) end as ended,
        case when min(s.how_ended) = max(s.how_ended) then min(s.how_ended) end as how_ended,
        case when min(s.why_left) = max(s.why_left) then min(s.why_left) end as why_left,
        case when min(s.site) = max(s.site) then min(s.site) end as site,
        case when min(s.payer) = max(s.payer) then min(s.payer) end as payer,
        case when min(s.clinician) = max(s.clinician) then min(s.clinician) end as clinician,
        case when min(s.pain_months) = max(s.pain_months) then min(s.pain_months) end as pain_months
    from stands s
    join settled k on k.record_key = s.record_key
    group by s.patient_id, s.program, s.started
),
following as (
    select c.episode_id, min(n.started) as next_started
    from course c
    join course n on n.patient_id = c.patient_id and n.started > c.started
    group by c.episode_id
),
session as (
    select c.episode_id, min(e.on_date) as first_session_on
    from course c
    left join following f on f.episode_id = c.episode_id
    join event e on e.patient_id = c.patient_id and e.kind = 'session_attended' and e.on_date >= c.started
    where f.next_started is null or e.on_date < f.next_started
    group by c.episode_id
)
select
    c.episode_id, c.patient_id, c.program, c.started, c.planned_end, c.ended, c.how_ended, c.why_left, c.site, c.payer,
    c.clinician, c.pain_months, s.first_session_on
from course c
left join session s on s.episode_id = c.episode_id
where c.planned_end is not null
