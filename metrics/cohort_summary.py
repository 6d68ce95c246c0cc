"""How is this group doing, in one or two sentences a clinical lead could read aloud?

Every number carries its denominator; nothing is called above or below without a sourced benchmark, so nothing is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.measure import Construct, Measure
from metrics.completeness import CheckpointCompleteness
from metrics.patient_summary import FUNCTION, PAIN
from metrics.responders import ResponderRate


@dataclass(frozen=True)
class CohortSummary:
    """The parts of the paragraph, each a sentence with its full stop, empty where there is nothing to say."""

    who: str
    function: str
    pain: str
    worse: str

    @property
    def text(self) -> str:
        return " ".join(part for part in (self.who, self.function, self.pain, self.worse) if part)


def cohort_summary(
    rates: Iterable[tuple[Measure, ResponderRate]], seen: CheckpointCompleteness | None, *, percentage_from: int
) -> CohortSummary:
    """The summary of one checkpoint. `rates` in the registry's order; `seen` its completeness, None if unknown.

    The first function measure and the first pain measure of the registry speak for their group: chosen by
    place, never by result. No percentage from fewer than `percentage_from` people.
    """
    known = [(measure, rate) for measure, rate in rates if rate.observed.total]
    return CohortSummary(
        who=_who(seen, percentage_from),
        function=_improved(_first(known, FUNCTION), percentage_from),
        pain=_improved(_first(known, PAIN), percentage_from),
        worse=_worst(known, percentage_from),
    )


def _who(seen: CheckpointCompleteness | None, limit: int) -> str:
    if seen is None or seen.enrolled == 0:
        return "No patients match these filters."
    if seen.due == 0:
        return f"{seen.name}: not due yet for any of {seen.enrolled} patients."
    return seen.sentence(limit)


def _improved(chosen: tuple[Measure, ResponderRate] | None, limit: int) -> str:
    if chosen is None:
        return ""
    measure, rate = chosen
    return f"{measure.short_name}: {rate.observed.wording(limit)} improved, {rate.of_due.wording(limit)} of all due."


def _worst(known: Sequence[tuple[Measure, ResponderRate]], limit: int) -> str:
    """The measure on which the largest share got worse; named only when somebody did."""
    worse = [(m, r.worse) for m, r in known if r.worse is not None and r.worse.count]
    if not worse:
        return ""
    measure, share = max(worse, key=lambda pair: pair[1].share or 0)
    return f"Worse most often on {measure.short_name}: {share.wording(limit)}."


def _first(
    known: Sequence[tuple[Measure, ResponderRate]], constructs: frozenset[Construct]
) -> tuple[Measure, ResponderRate] | None:
    return next(((m, r) for m, r in known if m.construct in constructs), None)
