"""The visits of a day, each with what the worklist says about it."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from charts.course import Course
from charts.flags import Flag, FlagKind
from charts.worklist import WorklistRow
from domain.clinic import Clinic
from domain.measure import Measure
from pages.parts import attention, reading
from pages.parts.episode_course import EpisodeCourse, episode_course, episode_of
from pages.parts.people import Person, people
from pages.parts.wording import count, listed


@dataclass(frozen=True)
class Visit:
    """One appointment. `patient_id` is internal; `row` is what is shown."""

    patient_id: str
    spoken_name: str
    row: WorklistRow
    has_safety_flag: bool
    is_worse: bool
    forms_missing: int


def visits_on(day: date, measure: Measure) -> list[Visit]:
    """The day's visits in order of time; `measure` gives the sparkline and the verdict."""
    rows = reading.ask("worklist", from_day=day, to_day=day)
    patients = tuple(sorted(set(rows["patient_id"])))
    if not patients:
        return []
    scores = reading.ask("courses", patient_ids=patients)
    flags = reading.ask("flags", patient_ids=patients)
    known = people(patients)
    return [
        _visit(
            row,
            known.get(row.patient_id),
            _course(row, scores, day),
            flags[flags["patient_id"] == row.patient_id],
            measure,
        )
        for row in rows.itertuples()
    ]


def leading_measure(clinic: Clinic) -> Measure:
    """The measure that a mixed list can show for everybody: the first, function before pain, due at every intake."""
    due = [set(program.intake.measures) for program in clinic.programs]
    common = set.intersection(*due) if due else set()
    known = clinic.measures.values()
    return next((m for m in known if m.code in common), next(iter(known)))


def _course(row, scores: pd.DataFrame, day: date) -> EpisodeCourse | None:
    own = scores[scores["episode_id"] == row.episode_id]
    if not len(own):
        return None
    first = next(own.itertuples())
    clinic = reading.clinic()
    return episode_course(episode_of(first, clinic.program(first.program), day, clinic.measures), own)


def _visit(row, person: Person | None, course: EpisodeCourse | None, answers: pd.DataFrame, measure: Measure) -> Visit:
    checkpoint = row.checkpoint
    worse = [code for code, verdict in course.verdicts.items() if verdict.may_alert] if course else []
    missing = attention.missing_at(course, checkpoint) if course else []
    done, due = course.done_of_due(checkpoint) if course else (0, 0)
    safety = attention.safety_flags(answers)
    own = course.course(measure.code) if course else None
    shown = WorklistRow(
        time=row.at_time or "–",
        name=person.shown_name if person else "Name not recorded",
        age=person.age(row.on_date) if person else "",
        place=_place(course, checkpoint),
        measure=measure,
        scores=_scores(own),
        slots=len(own.points) if own else 1,
        verdict=own.verdict if own else None,
        forms=f"{done} of {due}" if due else "none due",
        flags=(*safety, *_short(worse, len(missing), due, _conflicts(course, checkpoint))),
        instead="no intake score yet" if not _scores(own) else "at intake",
    )
    spoken = person.spoken_name if person else shown.name
    return Visit(row.patient_id, spoken, shown, bool(safety), bool(worse), len(missing))


def _short(worse: list[str], missing: int, due: int, conflicts: int) -> list[Flag]:
    said: list[tuple[FlagKind, str, object]] = [
        (FlagKind.WORSE, f"{listed(attention.short_names(worse, reading.clinic().measures), 2)} worse", worse)
    ]
    said.append((FlagKind.MISSING, f"{missing} of {due} forms missing", missing))
    said.append((FlagKind.MISSING, f"{count(conflicts, 'form')} with two values", conflicts))
    return [Flag(kind, text) for kind, text, is_so in said if is_so]


def _conflicts(course: EpisodeCourse | None, checkpoint: str | None) -> int:
    points = course.points_at(checkpoint) if course and checkpoint else {}
    return sum(point.in_conflict for point in points.values())


def _place(course: EpisodeCourse | None, checkpoint: str | None) -> str:
    if course is None:
        return "no program"
    name = course.episode.program.name
    return f"{name} · {course.label(checkpoint).lower()}" if checkpoint else name


def _scores(own: Course | None) -> tuple[float | None, ...]:
    """Scores up to the last one that is there, None where one is missing between."""
    values = [point.value for point in own.points] if own else []
    while values and values[-1] is None:
        values.pop()
    return tuple(values)
