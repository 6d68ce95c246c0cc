"""How is this patient since intake, in one sentence a clinician could read aloud?

Function first, then pain, then the rest, then what got worse, then what is not known. No pronouns, no blame.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from domain.measure import Construct, Measure
from metrics.verdict import FORM_CHANGED, IN_CONFLICT, NO_BASELINE, NO_SCORE, Beyond, Verdict, Word

FUNCTION = frozenset({Construct.PHYSICAL_FUNCTION, Construct.ACTIVITY})
PAIN = frozenset({Construct.PAIN_INTENSITY})
NAMED = 2
"""How many measures of a group are named before the rest is only counted."""

ScoreText = Callable[[Measure, float], str]


@dataclass(frozen=True)
class MeasureChange:
    """One measure's scores since intake (its unit, None missing) and the verdict of the change."""

    measure: Measure
    baseline: float | None
    follow_up: float | None
    verdict: Verdict


@dataclass(frozen=True)
class PatientSummary:
    """The parts of the sentence, each a clause without full stop, empty where there is nothing to say."""

    function: str
    pain: str
    rest: str
    worse: str
    not_done: str
    cannot_tell: str

    @property
    def clauses(self) -> tuple[str, ...]:
        parts = (self.function, self.pain, self.rest, self.worse, self.not_done, self.cannot_tell)
        return tuple(part for part in parts if part)

    @property
    def text(self) -> str:
        """The clauses as one sentence; a plain statement where there is none."""
        return _capital("; ".join(self.clauses)) + "." if self.clauses else "Nothing has been measured since intake."


def patient_summary(changes: Iterable[MeasureChange], *, score_text: ScoreText) -> PatientSummary:
    """The summary of one patient's changes, in the order given (the registry's: function first).

    `score_text` writes a score with its unit ('45 min'). A measure without a word for its change (opioid dose)
    is stated among the rest with both numbers.
    """
    given = tuple(changes)
    function = [c for c in given if c.measure.construct in FUNCTION]
    pain = [c for c in given if c.measure.construct in PAIN]
    rest = [c for c in given if c not in function and c not in pain]
    return PatientSummary(
        function=_function_clause(function, score_text),
        pain=_pain_clause(pain, score_text),
        rest=_rest_clause(rest, score_text),
        worse=_worse_clause([*function, *rest], score_text),
        not_done=_names_clause(given, "not done", NO_SCORE),
        cannot_tell=_unknown_clause(given),
    )


def _function_clause(changes: Sequence[MeasureChange], score_text: ScoreText) -> str:
    told = [c for c in changes if c.verdict.word is not Word.CANNOT_TELL]
    better, worse = _with_word(told, Word.IMPROVED), _with_word(told, Word.WORSE)
    if not told:
        return ""
    count = f"{len(better)} of {len(told)} function measures improved" if len(told) > 1 else "function improved"
    if better:
        return f"{count}{f', {len(worse)} worse' if worse else ''}: {_named(better, score_text)}"
    if worse:
        return f"{len(worse)} of {len(told)} function measures worse" if len(told) > 1 else "function did not improve"
    return f"no clear change in function: {_named(told, score_text)}"


def _pain_clause(changes: Sequence[MeasureChange], score_text: ScoreText) -> str:
    told = [c for c in changes if c.verdict.word is not Word.CANNOT_TELL]
    return ", ".join(f"{_scores(c, score_text)} {_plain_word(c.verdict)}" for c in told)


def _rest_clause(changes: Sequence[MeasureChange], score_text: ScoreText) -> str:
    better = [c.measure.short_name + _gate(c.verdict) for c in _with_word(changes, Word.IMPROVED)]
    stated = [_scores(c, score_text) for c in _with_word(changes, Word.NOT_JUDGED)]
    parts = [f"also improved: {', '.join(better)}"] if better else []
    return "; ".join([*parts, *stated])


def _worse_clause(changes: Sequence[MeasureChange], score_text: ScoreText) -> str:
    worse = _with_word(changes, Word.WORSE)
    return "worse: " + ", ".join(_scores(c, score_text) + _gate(c.verdict) for c in worse) if worse else ""


def _names_clause(changes: Sequence[MeasureChange], head: str, why_not: str) -> str:
    names = [c.measure.short_name for c in changes if c.verdict.why_not == why_not]
    return f"{head}: {', '.join(names)}" if names else ""


def _unknown_clause(changes: Sequence[MeasureChange]) -> str:
    parts = (
        _names_clause(changes, "no intake score", NO_BASELINE),
        _names_clause(changes, "form changed", FORM_CHANGED),
        _names_clause(changes, "two values in conflict", IN_CONFLICT),
    )
    return "; ".join(part for part in parts if part)


def _named(changes: Sequence[MeasureChange], score_text: ScoreText) -> str:
    texts = [_scores(c, score_text) + _gate(c.verdict) for c in changes[:NAMED]]
    more = len(changes) - len(texts)
    return ", ".join(texts) + (f" and {more} more" if more else "")


def _scores(change: MeasureChange, score_text: ScoreText) -> str:
    now = f"{change.measure.short_name} {score_text(change.measure, change.follow_up or 0.0)}"
    if change.baseline is None or not change.measure.needs_baseline:
        return now
    return f"{now} ({score_text(change.measure, change.baseline)} at intake)"


def _plain_word(verdict: Verdict) -> str:
    """Inside measurement error a change that is no clear one is 'about the same'."""
    if verdict.word is Word.NO_CLEAR_CHANGE and verdict.beyond is Beyond.WITHIN_ERROR:
        return "about the same"
    return verdict.word.value + _gate(verdict)


def _gate(verdict: Verdict) -> str:
    directed = verdict.word in (Word.IMPROVED, Word.WORSE)
    return " (within error)" if directed and verdict.beyond is Beyond.WITHIN_ERROR else ""


def _with_word(changes: Iterable[MeasureChange], word: Word) -> list[MeasureChange]:
    return [c for c in changes if c.verdict.word is word]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
