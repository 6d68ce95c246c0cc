"""Criteria one by one: met, not met or cannot tell as glyph, word and colour; each opens to the rows that show it."""

from collections.abc import Sequence

from charts.markup import Markup, element
from charts.numbers import day
from charts.words import UNVERIFIED, Mark, word_chip
from domain.outcome import Outcome
from metrics.criteria import CriterionAnswer, ProofRow

MARKS = {
    Outcome.MET: (Mark.BETTER, "Met"),
    Outcome.NOT_MET: (Mark.WORSE, "Not met"),
    Outcome.CANNOT_TELL: (Mark.MISSING, "Cannot tell"),
}
MOST_ROWS = 6
"""Rows that are shown of each answer; the others are counted."""


def draw_rule(answers: Sequence[CriterionAnswer], *, tells_verified: bool = False) -> Markup:
    """One entry per criterion, in the order given. `tells_verified`: mark those whose passage nobody here has read."""
    rows = [element("div", _criterion(one, tells_verified), role="listitem") for one in answers]
    return element("div", *rows, class_="rule", role="list")


def outcome_chip(outcome: Outcome) -> Markup:
    mark, word = MARKS[outcome]
    return word_chip(mark, word)


def _criterion(answer: CriterionAnswer, tells_verified: bool) -> Markup:
    doubt = tells_verified and not answer.criterion.verified
    unread = element("span", UNVERIFIED, class_="note") if doubt else None
    text = element("span", answer.criterion.text, unread, class_="rule-text")
    near = short_reason(answer)
    under = element("span", near, class_="rule-near") if near else None
    head = element("summary", element("span", text, under), outcome_chip(answer.outcome), class_="rule-head")
    return element("details", head, element("div", *_behind(answer), class_="rule-behind"), class_="criterion")


def short_reason(answer: CriterionAnswer) -> str:
    """By how little it was missed, or what would settle it; nothing where it is met."""
    if answer.outcome is Outcome.NOT_MET and answer.nearest_miss:
        return f"Nearest: {answer.nearest_miss}"
    return answer.to_collect[0] if answer.outcome is Outcome.CANNOT_TELL and answer.to_collect else ""


def _behind(answer: CriterionAnswer) -> list[Markup]:
    said = [element("div", answer.sentence)]
    said += [element("div", f"Note: {caution}.") for caution in answer.cautions]
    said += [element("div", f"To collect: {wanted}") for wanted in answer.to_collect]
    rows = [element("li", _row(row)) for row in answer.proof[:MOST_ROWS]]
    if len(answer.proof) > MOST_ROWS:
        rows.append(element("li", f"and {len(answer.proof) - MOST_ROWS} more rows"))
    if rows:
        said.append(element("ul", *rows, class_="rule-rows"))
    return [*said, element("div", source_of(answer), class_="note")]


def _row(row: ProofRow) -> str:
    when = f"{day(row.on_date)}: " if row.on_date is not None and day(row.on_date) not in row.says else ""
    return f"{when}{row.says}"


def source_of(answer: CriterionAnswer) -> str:
    """Where the requirement stands, and whether it was read there."""
    criterion = answer.criterion
    where = f", {criterion.where}" if criterion.where else ""
    read = "" if criterion.verified else f" ({UNVERIFIED})"
    return f"Source: {criterion.source.label}{where}{read}."
