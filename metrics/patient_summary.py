"""How is this patient since intake, in one sentence a clinician could read aloud in a dozen seconds?

Function first, then pain, then what got worse, then how many others improved. No pronouns, no blame.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from domain.measure import Construct, Measure
from metrics.verdict import FORM_CHANGED, IN_CONFLICT, NO_BASELINE, NO_SCORE, Beyond, Verdict, Word

FUNCTION = frozenset({Construct.PHYSICAL_FUNCTION, Construct.ACTIVITY})
PAIN = frozenset({Construct.PAIN_INTENSITY})
NAMED = 2
"""How many measures of a group are named before the rest is only counted."""

REASONS = {
    NO_BASELINE: "no intake score",
    NO_SCORE: "not done",
    FORM_CHANGED: "form changed",
    IN_CONFLICT: "two values in conflict",
}
"""Why a change cannot be told, short enough for a sentence."""

ScoreText = Callable[[Measure, float], str]


@dataclass(frozen=True)
class MeasureChange:
    """One measure's scores since intake (its unit, None missing) and the verdict of the change.

    `is_due`: the measure is due at this checkpoint; a measure done without being due is not counted among those due.
    """

    measure: Measure
    baseline: float | None
    follow_up: float | None
    verdict: Verdict
    is_due: bool = True

    @property
    def is_told(self) -> bool:
        return self.verdict.word is not Word.CANNOT_TELL


@dataclass(frozen=True)
class PatientSummary:
    """The parts of the sentence, each a clause without full stop, empty where there is nothing to say.

    `function` and `pain` answer the question; `figures` are scores behind `function`; `worse` names what got worse
    besides pain; `stated` are measures that are not judged (opioid dose); `others` counts what else improved.
    """

    function: str
    pain: str
    figures: str
    worse: str
    stated: str
    others: str

    @property
    def answer(self) -> str:
        """'function improved (4 of 4 due measures); pain is about the same, 6/10 from 7'"""
        return "; ".join(part for part in (self.function, self.pain) if part)

    @property
    def rest(self) -> tuple[str, ...]:
        return tuple(part for part in (self.figures, self.worse, self.stated, self.others) if part)

    @property
    def text(self) -> str:
        """The clauses as sentences; a plain statement where there is none."""
        said = [_capital(part) + "." for part in (self.answer, *self.rest) if part]
        return " ".join(said) or "Nothing has been measured since intake."


@dataclass(frozen=True)
class _Writing:
    """How a score is written now ('45 min') and where it comes from ('15')."""

    now: ScoreText
    before: ScoreText


def patient_summary(
    changes: Iterable[MeasureChange], *, score_text: ScoreText, baseline_text: ScoreText | None = None
) -> PatientSummary:
    """The summary of one patient's changes, in the order given (the registry's: function first).

    `score_text` writes a score with its unit ('45 min'), `baseline_text` the one it comes from, where the unit need
    not be repeated ('15'). A measure without a word for its change (opioid dose)
    is stated with both numbers.
    """
    given = tuple(changes)
    writing = _Writing(score_text, baseline_text or score_text)
    judged = [c for c in given if c.measure.judged]
    function = [c for c in judged if c.measure.construct in FUNCTION and c.is_due]
    pain = [c for c in judged if c.measure.construct in PAIN]
    rest = [c for c in judged if c.measure.construct not in PAIN]
    nothing_told = _nothing_told(function, pain)
    return PatientSummary(
        function=nothing_told or _function_clause(function, writing),
        pain="" if nothing_told else _pain_clause(pain, writing),
        figures=_figures(function, writing),
        worse=_worse_clause([c for c in rest if not _is_said_alone(c, function)], writing),
        stated=", ".join(_scores(c, writing) for c in _with_word(given, Word.NOT_JUDGED)),
        others=_others_improved([c for c in rest if c not in function]),
    )


def _nothing_told(function: Sequence[MeasureChange], pain: Sequence[MeasureChange]) -> str:
    due = [name for name, group in (("function", function), ("pain", pain)) if group]
    if not due or any(c.is_told for c in (*function, *pain)):
        return ""
    return f"{' and '.join(due)} cannot be told{_reason([*function, *pain])}"


def _function_clause(changes: Sequence[MeasureChange], writing: _Writing) -> str:
    """How many of the function measures due here could be told, and what they say."""
    told = [c for c in changes if c.is_told]
    if not changes:
        return ""
    if not told:
        return f"function cannot be told{_reason(changes)}"
    if len(changes) == 1:
        return _alone(changes[0], changes[0].measure.short_name, writing)
    better, worse = _with_word(told, Word.IMPROVED), _with_word(told, Word.WORSE)
    marks = _marks([*better, *worse])
    if len(told) == len(changes):
        return _of_all_due(len(told), len(better), len(worse), marks)
    return _of_some_due(len(changes), len(told), len(better), len(worse), marks)


def _of_all_due(due: int, better: int, worse: int, marks: Sequence[str]) -> str:
    if better == due or worse == due:
        word = "improved" if better else "is worse"
        return f"function {word} ({', '.join([f'{due} of {due} due measures', *marks])})"
    if not better and not worse:
        return "no clear change in function"
    of_due = f"of {due} due function measures"
    both = f"{better} {of_due} improved" + (f", {worse} worse" if worse else "")
    return (both if better else f"{worse} {of_due} worse") + _in_brackets(marks)


def _of_some_due(due: int, told: int, better: int, worse: int, marks: Sequence[str]) -> str:
    """'2 of 4 due function measures improved, 1 worse, 1 cannot be told (1 unverified)'."""
    counts = [f"{n} {word}" for n, word in ((better, "improved"), (worse, "worse")) if n]
    first, *others = counts or [f"{told} without clear change"]
    n, word = first.split(" ", 1)
    return ", ".join([f"{n} of {due} due function measures {word}", *others, f"{due - told} cannot be told"]) + (
        _in_brackets(marks)
    )


def _pain_clause(changes: Sequence[MeasureChange], writing: _Writing) -> str:
    told = [c for c in changes if c.is_told]
    if not changes:
        return ""
    if not told:
        return f"pain cannot be told{_reason(changes)}"
    if len(told) == 1:
        return _alone(told[0], "pain", writing)
    return ", ".join(_alone(c, c.measure.short_name, writing) for c in told)


def _alone(change: MeasureChange, name: str, writing: _Writing) -> str:
    """'pain is about the same, 6/10 from 7'; inside measurement error no clear change is 'about the same'."""
    word = {Word.IMPROVED: f"{name} improved", Word.WORSE: f"{name} is worse"}.get(change.verdict.word)
    if word is None and change.verdict.beyond is Beyond.WITHIN_ERROR:
        word = f"{name} is about the same"
    word = word or f"no clear change in {name}"
    return f"{word}, {_from(change, writing)}" + _in_brackets(_gates(change))


def _figures(function: Sequence[MeasureChange], writing: _Writing) -> str:
    """The scores of the first measures behind the word on function; those that got worse are named under worse."""
    told = [c for c in function if c.is_told]
    if len(function) == 1:
        return ""
    if better := _with_word(told, Word.IMPROVED):
        return ", ".join(_scores(c, writing) for c in better[:NAMED])
    unclear = _with_word(told, Word.NO_CLEAR_CHANGE) if not _with_word(told, Word.WORSE) else []
    return ", ".join(_scores(c, writing) for c in unclear[:NAMED])


def _is_said_alone(change: MeasureChange, function: Sequence[MeasureChange]) -> bool:
    """The only function measure due has its word and scores in the first clause already."""
    return len(function) == 1 and change is function[0]


def _worse_clause(changes: Sequence[MeasureChange], writing: _Writing) -> str:
    worse = _with_word(changes, Word.WORSE)
    if not worse:
        return ""
    named = [_scores(c, writing) + _in_brackets(_gates(c)) for c in worse[:NAMED]]
    more = len(worse) - len(named)
    return "worse: " + ", ".join(named) + (f" and {more} more" if more else "")


def _others_improved(changes: Sequence[MeasureChange]) -> str:
    better = len(_with_word(changes, Word.IMPROVED))
    return f"{better} other{'' if better == 1 else 's'} improved" if better else ""


def _scores(change: MeasureChange, writing: _Writing) -> str:
    return f"{change.measure.short_name} {_from(change, writing)}"


def _from(change: MeasureChange, writing: _Writing) -> str:
    """'45 min from 15'; a rating of change has no score to come from."""
    now = writing.now(change.measure, change.follow_up) if change.follow_up is not None else "–"
    if change.baseline is None or not change.measure.needs_baseline:
        return now
    return f"{now} from {writing.before(change.measure, change.baseline)}"


def _gates(change: MeasureChange) -> list[str]:
    """What weakens the word of one change."""
    if change.verdict.word not in (Word.IMPROVED, Word.WORSE):
        return []
    within = ["within error"] if change.verdict.beyond is Beyond.WITHIN_ERROR else []
    return within + (["unverified"] if change.verdict.unverified else [])


def _marks(changes: Sequence[MeasureChange]) -> list[str]:
    """'1 within error', '2 unverified': how many of the words are weakened."""
    counts = [(mark, sum(mark in _gates(c) for c in changes)) for mark in ("within error", "unverified")]
    return [f"{n} {mark}" for mark, n in counts if n]


def _reason(changes: Sequence[MeasureChange]) -> str:
    """The reason where all share one."""
    reasons = {c.verdict.why_not for c in changes}
    said = REASONS.get(reasons.pop(), "") if len(reasons) == 1 else ""
    return f": {said}" if said else ""


def _in_brackets(texts: Sequence[str]) -> str:
    return f" ({', '.join(texts)})" if texts else ""


def _with_word(changes: Iterable[MeasureChange], word: Word) -> list[MeasureChange]:
    return [c for c in changes if c.verdict.word is word]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
