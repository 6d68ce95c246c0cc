"""What would a clinical lead read aloud of a comparison? The verdicts, who stands behind them, how far to trust them.

A group is above or below expected only where its whole interval says so. No ranks.
"""

from collections.abc import Callable
from dataclasses import dataclass

from metrics.expected_change import ExpectedChange
from metrics.group_comparison import GroupComparison, Version
from metrics.observed_minus_expected import GroupDifference

WORDS = {
    "more than expected": "above expected",
    "less than expected": "below expected",
    "as expected": "similar to expected",
    "cannot tell": "too few to tell",
}
"""Of `GroupDifference.word`: what stands beside an interval on screen. Above is always better."""
STANDING_OUT = ("more than expected", "less than expected")


@dataclass(frozen=True)
class ComparisonSummary:
    """Sentences, each empty where there is nothing to say."""

    verdict: str
    who: str
    trust: str

    @property
    def text(self) -> str:
        return " ".join(filter(None, [self.verdict, self.who, self.trust]))


def comparison_summary(
    told: GroupComparison,
    *,
    what: str,
    checkpoint: str,
    order: list[str],
    name: Callable[[str], str],
    amount: Callable[[float], str],
    span: Callable[[float, float], str],
    is_weighted: bool = False,
) -> ComparisonSummary:
    """`what` is compared ('Disability (ODI)'), `checkpoint` as a sentence says it ('program end'), groups in `order`.

    `name` writes a group, `amount` a size of improvement with its unit, `span` an interval of such sizes.
    """
    version = told.weighted if is_weighted else told.plain
    groups = {group.group: group for group in version.differences.groups}
    ordered = [groups[group] for group in order if group in groups]
    weighted = "Weighted for those unseen, on" if is_weighted and not told.weights.why_not else "On"
    return ComparisonSummary(
        verdict="" if told.why_not else f"{weighted} {what} at {checkpoint}, {_verdict(ordered, name, amount, span)}.",
        who=_who(version, checkpoint),
        trust="" if told.why_not else explained(version.model),
    )


def _verdict(groups: list[GroupDifference], name, amount, span) -> str:
    """'Opioid taper is below expected by 1 repetition (interval 0.4–1.6); A and B are similar to expected'"""
    said = [_standing_out(group, name, amount, span) for group in groups if group.word in STANDING_OUT]
    similar = [name(group.group) for group in groups if group.word == "as expected"]
    if similar:
        verb = "is" if len(similar) == 1 else "are all" if len(similar) > 2 and not said else "are"
        said.append(f"{listed(similar)} {verb} similar to expected")
    return "; ".join(said)


def _word(group: GroupDifference) -> str:
    return WORDS[group.word]


def _standing_out(group: GroupDifference, name, amount, span) -> str:
    assert group.difference is not None
    assert group.low is not None
    assert group.high is not None
    low, high = sorted((abs(group.low), abs(group.high)))
    return f"{name(group.group)} is {_word(group)} by {amount(abs(group.difference))} (interval {span(low, high)})"


def _who(version: Version, checkpoint: str) -> str:
    model = version.model
    due = model.n + model.missing + model.n_without_baseline
    if not due:
        return ""
    if due == model.n:
        return f"All {due:,} patients due have both scores."
    unseen = [f"{model.missing:,} were unseen at {checkpoint}"] if model.missing else []
    if model.n_without_baseline:
        unseen.append(f"{model.n_without_baseline:,} have no intake score")
    return f"Of {due:,} patients due, {model.n:,} have both scores, {listed(unseen)}."


def explained(model: ExpectedChange) -> str:
    """The cross-validated R² as a sentence."""
    if model.why_not or model.r_squared is None:
        return f"There is no model of what to expect ({model.why_not}): everybody is expected to improve by the mean."
    percent = max(0, round(100 * model.r_squared))
    if not percent:
        return "What is known at intake does not explain the differences between patients."
    return f"What is known at intake explains {percent}% of the differences between patients."


def listed(words: list[str]) -> str:
    """'a', 'a and b', 'a, b and c'."""
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]])) if words else ""
