"""The policies of payers: the dated texts that a packet is held against, criterion by criterion, with what was read."""

from charts import method_tables as tables
from charts import states
from charts.flags import Flag, FlagKind, draw_flag
from charts.markup import join
from charts.page_text import caption, facts, heading, lead, page_title
from charts.table import draw_table
from domain.policy import Policy, policies
from pages.parts import html, reading
from pages.parts.card import card
from pages.parts.coded import choose_coded
from pages.parts.wording import count

NONE = "none"
UNVERIFIED = "Nobody here read this policy's own text in full. Whatever is printed from it says so."


def show() -> None:
    every = policies(reading.clinic())
    html.show(join(page_title("Method: policies"), lead(*_sentence(every))))
    if not every:
        html.show(states.empty("No policy is known.", "A clinic adds its own under policies/ in its folder."))
        return
    with card("policies", "Policies", "the date of service decides which version holds"):
        html.show(draw_table(tables.POLICIES, tables.policy_rows(every), "Policies"))
    with card("policy", "One policy", "criterion by criterion"):
        _one({_code(policy): policy for policy in every})


def _sentence(every: tuple[Policy, ...]) -> tuple[str, str]:
    read = sum(policy.verified for policy in every)
    head = f"{count(len(every), 'dated policy', 'dated policies')} of {count(len({p.payer for p in every}), 'payer')}."
    return (
        head,
        f"{read} were read in their own text; {len(every) - read} are unverified, and each page printed from them says so.",
    )


def _code(policy: Policy) -> str:
    """The policy and its version: two versions share one code."""
    since = policy.effective_from.isoformat() if policy.effective_from else "before"
    return f"{policy.code}-{since}"


def _one(known: dict[str, Policy]) -> None:
    names = {NONE: "Choose one"} | {code: f"{policy.name}, {policy.version}" for code, policy in known.items()}
    code = choose_coded("Policy", "policy", list(names), names.__getitem__, NONE, 560)
    if code == NONE:
        return
    policy = known[code]
    html.show(join(heading(policy.name, policy.version), facts(_facts(policy))))
    if not policy.verified:
        html.show(draw_flag(Flag(FlagKind.NOTE, "Unverified", UNVERIFIED)))
    html.show(tables.draw_criteria(policy.criteria))
    if policy.notes:
        html.show(caption(policy.notes))


def _facts(policy: Policy) -> list[tuple[str, str]]:
    return [
        ("payer", policy.payer),
        ("plan class", str(policy.plan_class).replace("_", " ")),
        ("service", policy.service),
        ("jurisdiction", policy.jurisdiction or "not bound to one"),
        ("source", policy.source.label),
    ]
