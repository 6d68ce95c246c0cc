-- What did payers decide on loaded requests, and how long did they take?
-- Grain: one row per payer, service, level, decision and number of days; n counts authorizations.
-- Rules: requests from $from_day (where one is given) to $as_of. A decision after $as_of, 'pending', and one that is not known
-- count as not decided (decision null); days is null where a day is not known or the decision came before the request.
-- Withdrawn requests are told as such and belong to nobody's share.
with request as (
    select
        payer, service, level, requested_on,
        case when decided_on is null or decided_on <= cast($as_of as date) then decision end as decision,
        case when decided_on <= cast($as_of as date) then decided_on end as decided_on
    from payer_authorization
    where requested_on <= cast($as_of as date) and ($from_day is null or requested_on >= cast($from_day as date))
),
told as (
    select
        payer, service, level,
        case when decision = 'pending' then null else decision end as decision,
        case when decision <> 'pending' and decided_on >= requested_on then date_diff('day', requested_on, decided_on) end as days
    from request
)
select payer, service, level, decision, days, count(*) as n
from told
group by payer, service, level, decision, days
order by payer, service, level, decision, days
