"""From a clinic's configuration to what a packet prints: names behind codes, letterhead, the policy that applies."""

from collections.abc import Mapping
from datetime import date

from documents.asking import Setting
from documents.paper import Size
from documents.request_kind import RequestKind
from domain.clinic import Clinic, Payer
from domain.deadline import DeadlineRule
from domain.evidence import Evidence
from domain.policy import Policy, policy_for

PRODUCT = "Landings 0.1.0"
"""The version that a packet is written by; frozen with it."""


def setting_of(
    clinic: Clinic,
    evidence: Evidence,
    *,
    snapshot: str = "",
    size: Size | None = None,
    deadlines: tuple[DeadlineRule, ...] = (),
) -> Setting:
    """The setting of a patient's episode. `size` overrides the clinic's paper; `deadlines`: the rules in force in the clinic, of
    which those of the payer's plan class are kept."""
    episode = evidence.episode
    payer = payer_of(clinic, evidence)
    plan_class = payer.plan_class if payer else None

    def name(label: str, code: str | None) -> str:
        return clinic.name_of(label, code) if code else ""

    return Setting(
        clinic=clinic.name,
        lines=clinic.letterhead.lines,
        size=size or Size(clinic.paper),
        payer=payer.name if payer else "",
        plan_class=plan_class,
        program=name("programs", episode.program if episode else None),
        clinician=name("clinicians", episode.clinician if episode else None),
        site=name("sites", episode.site if episode else None),
        snapshot=snapshot,
        product=PRODUCT,
        deadlines=tuple(rule for rule in deadlines if rule.plan_class == plan_class),
    )


def payer_of(clinic: Clinic, evidence: Evidence) -> Payer | None:
    """The payer of the patient's episode; None where it has none or one that clinic.toml does not declare."""
    code = evidence.episode.payer if evidence.episode else None
    return next((payer for payer in clinic.payers if payer.code == code), None)


def policies_for_request(clinic: Clinic, kind: RequestKind, evidence: Evidence, on: date) -> tuple[Policy, ...]:
    """The policies of the patient's payer that answer this kind of request and were in effect on the day of service, in the
    order in which clinic.toml lists them for the payer."""
    payer = payer_of(clinic, evidence)
    if payer is None:
        return ()
    found = [policy_for(clinic.policies, code, on) for code in payer.policies]
    fitting = [policy for policy in found if policy is not None and policy.request in kind.answers]
    order = {request: place for place, request in enumerate(kind.answers)}
    return tuple(sorted(fitting, key=lambda one: order[one.request]))


def named_policy(policies: Mapping[str, Policy] | tuple[Policy, ...], code: str, on: date) -> Policy | None:
    """The version of a policy on a day; where none was in effect the latest one, so that the packet can say that it was not.

    None where there is no policy of this code.
    """
    known = tuple(policies.values()) if isinstance(policies, Mapping) else policies
    versions = sorted((p for p in known if p.code == code), key=lambda p: p.effective_from or date.min)
    return policy_for(known, code, on) or (versions[-1] if versions else None)
