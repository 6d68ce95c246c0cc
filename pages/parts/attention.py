"""What to know before going in: safety answers, what got worse, what is missing, what contradicts itself."""

from collections.abc import Iterable, Mapping

import pandas as pd

from charts import numbers
from charts.course import Course, CoursePoint
from charts.flags import Flag, FlagKind
from domain.measure import Measure
from metrics.verdict import Verdict
from pages.parts.episode_course import EpisodeCourse, as_number
from pages.parts.wording import count, listed

ITEM_9 = "phq9_item9"


def safety_flags(answers: pd.DataFrame) -> list[Flag]:
    """From a patient's answers to item 9 of the PHQ-9: the latest known answer, and any unknown one after it.

    A total without items is *item 9 unknown*, which is not safe.
    """
    own = answers[answers["kind"] == ITEM_9].sort_values("on_date") if len(answers) else answers
    known = [row for row in own.itertuples() if as_number(row.level) is not None]
    latest = known[-1] if known else None
    unknown = [
        row
        for row in own.itertuples()
        if as_number(row.level) is None and (latest is None or row.on_date > latest.on_date)
    ]
    flags = []
    if latest is not None and latest.level > 0:
        flags.append(Flag(FlagKind.SAFETY, f"PHQ-9 item 9 positive, {numbers.day(latest.on_date)}", ITEM_9_POSITIVE))
    if unknown:
        flags.append(Flag(FlagKind.SAFETY, f"PHQ-9 item 9 unknown, {numbers.day(unknown[-1].on_date)}", ITEM_9_UNKNOWN))
    return flags


ITEM_9_POSITIVE = "Thoughts of being better off dead or of self-harm were reported, whatever the total. Ask today."
ITEM_9_UNKNOWN = "The form came as a total, or item 9 was left blank. Unknown is not safe: ask today."


def worse_flags(course: EpisodeCourse) -> list[Flag]:
    """Worsening that rests on a verified threshold; an unverified one gives its word in the panel and no alert."""
    return [
        _worse(own, verdict)
        for own in course.courses
        if (verdict := course.verdicts.get(own.measure.code)) and verdict.may_alert
    ]


def _worse(own: Course, verdict: Verdict) -> Flag:
    measure, least = own.measure, ""
    if verdict.meaningful is not None:
        least = f"A meaningful change is {numbers.amount(measure, verdict.meaningful)}; {verdict.phrase}."
    return Flag(FlagKind.WORSE, f"{measure.short_name} worse{_from_to(own, verdict)} since intake", least)


def _from_to(own: Course, verdict: Verdict) -> str:
    """', 13 → 19/28'; nothing for a rating that is itself a change."""
    if own.now is None or own.now.value is None or verdict.change is None:
        return ""
    before = numbers.score(own.measure, own.now.value - verdict.change)
    return f", {before} → {numbers.with_unit(own.measure, own.now.value)}"


def missing_at(course: EpisodeCourse, checkpoint: str | None) -> list[str]:
    """Measures due at the checkpoint that have no score there."""
    points = course.points_at(checkpoint) if checkpoint else {}
    wanted = course.due.get(checkpoint, ()) if checkpoint else ()
    return [code for code in points if code in wanted and points[code].value is None and not points[code].in_conflict]


def missing_flags(course: EpisodeCourse, checkpoint: str | None) -> list[Flag]:
    """One flag for what is not done at a checkpoint, one for what has no intake score."""
    flags, missing = [], missing_at(course, checkpoint)
    if checkpoint and missing:
        _, total = course.done_of_due(checkpoint)
        what = f"{count(total, 'form')} at {course.label(checkpoint)}"
        done = f"None of {what} is in" if len(missing) == total else f"{len(missing)} of {what} not in"
        flags.append(Flag(FlagKind.MISSING, f"{done}.", sentence_of(missing, course.episode.measures)))
    intake = course.episode.program.intake.code
    without = [code for code in missing_at(course, intake) if course.episode.measures[code].needs_baseline]
    if without and checkpoint != intake and intake in course.windows:
        flags.append(
            Flag(
                FlagKind.MISSING,
                f"No intake score for {listed(short_names(without, course.episode.measures))}.",
                "Change since intake cannot be told.",
            )
        )
    return flags


def conflict_flags(course: EpisodeCourse) -> list[Flag]:
    """Scores that two sources give differently: neither is used until somebody decides."""
    found = [(c, p) for c in course.courses for p in c.points if p.in_conflict]
    return [
        Flag(FlagKind.MISSING, _conflict(course, c, p), "Sources disagree; neither value is used. See Imports.")
        for c, p in found
    ]


def _conflict(course: EpisodeCourse, own: Course, point: CoursePoint) -> str:
    return f"{own.measure.short_name} has two different values at {course.label(point.checkpoint)}."


def sentence_of(codes: Iterable[str], measures: Mapping[str, Measure]) -> str:
    names = short_names(codes, measures)
    return f"Missing: {listed(names, 4)}."


def short_names(codes: Iterable[str], measures: Mapping[str, Measure]) -> list[str]:
    return [measures[code].short_name for code in codes]
