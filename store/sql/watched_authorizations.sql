-- Which authorizations may need somebody's attention around $as_of?
-- Grain: one row per patient, payer and service: the newest request by $as_of, where it ends, is nearly used up or was
-- denied within the days named. Nobody who died or withdrew consent by then.
-- Rules: a decision after $as_of is not known yet. is_under_way: the patient has an episode that has not ended by $as_of, or
-- none at all. Approved ones are told where the patient is under way and they end from $lately to $soon, or have not
-- ended and $nearly of their units are used; denied ones where the last day lies in these days, or is not named and the
-- notice came on $since or later. A later request for the same service takes the place of an earlier one.
-- Ties: of requests of one day the one decided later, then the highest authorization_id.
with asked as (
    select
        a.authorization_id, a.patient_id, a.payer, a.service, a.level, a.requested_on,
        case when a.decided_on <= cast($as_of as date) then a.decided_on end as decided_on,
        case when a.decided_on <= cast($as_of as date) then a.decision end as decision,
        a.units_approved, a.units_used, a.valid_from, a.valid_to, a.deadline_on,
        row_number() over (
            partition by a.patient_id, coalesce(a.payer, ''), coalesce(a.service, '')
            order by a.requested_on desc, coalesce(a.decided_on, a.requested_on) desc, a.authorization_id desc
        ) as place
    from payer_authorization a
    join patient p on p.patient_id = a.patient_id
    where a.requested_on <= cast($as_of as date)
        and (p.died_on is null or p.died_on > cast($as_of as date))
        and (p.withdrew_on is null or p.withdrew_on > cast($as_of as date))
),
care as (
    select
        patient_id,
        max(case when ended is null or ended > cast($as_of as date) then 1 else 0 end) as is_under_way
    from episode
    group by patient_id
),
told as (
    select
        a.*,
        coalesce(c.is_under_way, 1) as is_under_way,
        case when a.decision in ('approved', 'partly') then 1 else 0 end as is_granted,
        case when a.decision in ('denied', 'partly') then 1 else 0 end as is_denied
    from asked a
    left join care c on c.patient_id = a.patient_id
    where a.place = 1
)
select
    authorization_id, patient_id, payer, service, level, requested_on, decided_on, decision, units_approved, units_used,
    valid_from, valid_to, deadline_on, is_under_way = 1 as is_under_way
from told
where (
        is_granted = 1 and is_under_way = 1 and (
            (valid_to >= cast($lately as date) and valid_to <= cast($soon as date))
            or ((valid_to is null or valid_to >= cast($as_of as date)) and units_approved > 0 and units_used >= $nearly * units_approved - 1e-9)
        )
    )
    or (is_denied = 1 and deadline_on >= cast($lately as date) and deadline_on <= cast($soon as date))
    or (is_denied = 1 and deadline_on is null and decided_on >= cast($since as date))
order by authorization_id
