"""How is this group doing, in one or two sentences a clinical lead could read aloud?

Every number carries its denominator; nothing is called above or below without a sourced benchmark, so nothing is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from domain.measure import Construct, Measure
from metrics.completeness import CheckpointCompleteness
from metrics.patient_summary import FUNCTION, PAIN
from metrics.proportion import Proportion
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
    rates: Iterable[tuple[Measure, ResponderRate]],
    seen: CheckpointCompleteness | None,
    *,
    percentage_from: int,
    not_due_in: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> CohortSummary:
    """The summary of one checkpoint. `rates` in the registry's order; `seen` its completeness, None if unknown.

    The first function measure and the first pain measure of the registry speak for their group: chosen by
    place, never by result; a measure that is due in every program comes before one that is not. `not_due_in`:
    by measure, the programs of the scope that leave it out. No percentage from fewer than `percentage_from` people.
    """
    known = [(measure, rate) for measure, rate in rates if rate.observed.total]
    return CohortSummary(
        who=_who(seen, percentage_from),
        function=_improved(_first(known, FUNCTION, not_due_in), percentage_from, not_due_in),
        pain=_improved(_first(known, PAIN, not_due_in), percentage_from, not_due_in),
        worse=_worst(known, percentage_from),
    )


def _who(seen: CheckpointCompleteness | None, limit: int) -> str:
    if seen is None or seen.enrolled == 0:
        return "No patients match these filters."
    if seen.due == 0:
        return f"{seen.name}: not due yet for any of {seen.enrolled} patients."
    return seen.sentence(limit)


def _improved(chosen: tuple[Measure, ResponderRate] | None, limit: int, not_due_in: Mapping[str, Sequence[str]]) -> str:
    """'ODI: 105 of 198 with both scores (53%) improved, 105 of 284 due (37%).', with what weakens it."""
    if chosen is None:
        return ""
    measure, rate = chosen
    observed = _share(rate.observed, _judged(measure, rate), limit)
    notes = [] if rate.verified else ["threshold unverified"]
    if programs := not_due_in.get(measure.code):
        notes.append(f"not due in {', '.join(programs)}")
    small = f" ({'; '.join(notes)})" if notes else ""
    return f"{measure.short_name}: {observed} improved, {_share(rate.of_due, 'due', limit)}{small}."


def _judged(measure: Measure, rate: ResponderRate) -> str:
    if not measure.needs_baseline:
        return "rated"
    return "with two comparable scores" if rate.n_unjudged else "with both scores"


def _share(share: Proportion, whom: str, limit: int) -> str:
    """'105 of 198 with both scores (53%)'."""
    percent = share.percent(limit)
    return f"{share.count:,} of {share.total:,} {whom}" + ("" if percent is None else f" ({percent}%)")


def _worst(known: Sequence[tuple[Measure, ResponderRate]], limit: int) -> str:
    """The measure on which the largest share got worse beyond error, among those whose threshold was checked at its
    source and whose error is known for enough people; named only when somebody did."""
    ranked = [
        (measure, rate.worse_beyond_error)
        for measure, rate in known
        if rate.verified and rate.worse_beyond_error is not None and rate.worse_beyond_error.total >= limit
    ]
    worse = [(measure, share) for measure, share in ranked if share.count]
    if not worse:
        return ""
    measure, share = max(worse, key=lambda pair: pair[1].share or 0)
    least = "Worse beyond error most often on" if len(ranked) > 1 else "Worse beyond error on"
    among = f", of {len(ranked)} measures with a verified threshold and a known error" if len(ranked) > 1 else ""
    return f"{least} {measure.short_name}: {share.wording(limit)}{among}."


def _first(
    known: Sequence[tuple[Measure, ResponderRate]],
    constructs: frozenset[Construct],
    not_due_in: Mapping[str, Sequence[str]],
) -> tuple[Measure, ResponderRate] | None:
    group = [(m, r) for m, r in known if m.construct in constructs]
    everywhere = [(m, r) for m, r in group if not not_due_in.get(m.code)]
    return next(iter(everywhere or group), None)
