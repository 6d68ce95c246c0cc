"""Do function and pain tell different stories at this checkpoint?

A patient still at 6 of 10 who stands two hours instead of a quarter of an hour is a success that a pain score hides; a patient
whose pain fell but who does no more is one that it flatters.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from metrics.patient_summary import FUNCTION, PAIN, MeasureChange
from metrics.verdict import Word


class Course(StrEnum):
    """Where a group of measures went: `BETTER` when at least one improved and none is worse, and so on."""

    BETTER = "better"
    FLAT = "no clear change"
    WORSE = "worse"
    MIXED = "both better and worse"
    NOT_TOLD = "cannot be told"
    NOT_DUE = "not due here"


class Split(StrEnum):
    FUNCTION_AHEAD = "function is better without the pain"
    PAIN_AHEAD = "pain is better without function"
    OPPOSED_FUNCTION_UP = "function is better while pain is worse"
    OPPOSED_PAIN_DOWN = "pain is better while function is worse"
    NONE = "function and pain go together"
    CANNOT_TELL = "cannot tell"


_SPLITS = {
    (Course.BETTER, Course.FLAT): Split.FUNCTION_AHEAD,
    (Course.BETTER, Course.WORSE): Split.OPPOSED_FUNCTION_UP,
    (Course.FLAT, Course.BETTER): Split.PAIN_AHEAD,
    (Course.WORSE, Course.BETTER): Split.OPPOSED_PAIN_DOWN,
}


@dataclass(frozen=True)
class Discordance:
    """The split between function and pain, and who says so.

    `function_says`, `pain_says`: short names of the measures whose words decided the course of their group.
    `is_weakened`: one of those words is within measurement error, rests on an error not known, or on an unverified figure.
    `sentence` is one plain clause without full stop.
    """

    split: Split
    function: Course
    pain: Course
    function_says: tuple[str, ...]
    pain_says: tuple[str, ...]
    is_weakened: bool
    sentence: str

    @property
    def is_discordant(self) -> bool:
        return self.split not in (Split.NONE, Split.CANNOT_TELL)


def discordance(changes: Iterable[MeasureChange]) -> Discordance:
    """The split at one checkpoint, from the verdicts of the measures due there.

    Function: physical function and activity; pain: pain intensity. Interference, mood and sleep belong to neither.
    """
    due = [change for change in changes if change.is_due and change.measure.judged]
    function = [c for c in due if c.measure.construct in FUNCTION]
    pain = [c for c in due if c.measure.construct in PAIN]
    course_f, course_p = _course(function), _course(pain)
    untold = {Course.NOT_TOLD, Course.NOT_DUE} & {course_f, course_p}
    split = Split.CANNOT_TELL if untold else _SPLITS.get((course_f, course_p), Split.NONE)
    deciding_f, deciding_p = _deciding(function, course_f), _deciding(pain, course_p)
    names_f, names_p = _names(deciding_f), _names(deciding_p)
    return Discordance(
        split, course_f, course_p, names_f, names_p,
        is_weakened=split not in (Split.NONE, Split.CANNOT_TELL) and any(map(_is_weak, (*deciding_f, *deciding_p))),
        sentence=_sentence(split, course_f, course_p, names_f, names_p),
    )  # fmt: skip


def _course(changes: list[MeasureChange]) -> Course:
    if not changes:
        return Course.NOT_DUE
    words = {change.verdict.word for change in changes if change.is_told}
    if not words:
        return Course.NOT_TOLD
    if {Word.IMPROVED, Word.WORSE} <= words:
        return Course.MIXED
    if Word.IMPROVED in words:
        return Course.BETTER
    return Course.WORSE if Word.WORSE in words else Course.FLAT


def _deciding(changes: list[MeasureChange], course: Course) -> list[MeasureChange]:
    wanted = {
        Course.BETTER: {Word.IMPROVED}, Course.WORSE: {Word.WORSE}, Course.MIXED: {Word.IMPROVED, Word.WORSE},
        Course.FLAT: {Word.NO_CLEAR_CHANGE},
    }.get(course, set())  # fmt: skip
    return [change for change in changes if change.verdict.word in wanted]


def _is_weak(change: MeasureChange) -> bool:
    """An improvement or worsening whose gates leave a doubt; that nothing changed needs no gate."""
    verdict = change.verdict
    if verdict.word not in (Word.IMPROVED, Word.WORSE):
        return False
    return verdict.unverified or (verdict.beyond is not None and verdict.phrase != verdict.word.value)


def _names(changes: list[MeasureChange]) -> tuple[str, ...]:
    return tuple(change.measure.short_name for change in changes)


def _sentence(split: Split, function: Course, pain: Course, function_says, pain_says) -> str:
    if split is Split.CANNOT_TELL:
        parts = [f"{name} {_why(course)}" for name, course in (("function", function), ("pain", pain)) if _why(course)]
        return "function and pain cannot be compared: " + ", ".join(parts)
    if split is Split.NONE:
        if function is pain:
            return f"function and pain go together: {function.value}"
        return f"no split between function ({function.value}) and pain ({pain.value})"
    return f"{split.value}: {', '.join(function_says)} {function.value}; {', '.join(pain_says)} {pain.value}"


def _why(course: Course) -> str:
    return course.value if course in (Course.NOT_TOLD, Course.NOT_DUE) else ""
