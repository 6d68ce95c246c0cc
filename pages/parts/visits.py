"""The visits of a day, each with what the worklist says about it; checkpoints that close soon as rows of the same list."""

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
from pages.parts.wording import count


@dataclass(frozen=True)
class Visit:
    """One appointment. `patient_id` is internal; `row` is what is shown.

    `alerts`: worse on a verified threshold; `is_worse`: on any. `forms_done` of `forms_due` at the visit's checkpoint.
    """

    patient_id: str
    spoken_name: str
    row: WorklistRow
    has_safety_flag: bool
    alerts: bool
    is_worse: bool
    forms_done: int
    forms_due: int

    @property
    def forms_lacking(self) -> bool:
        """A form that is due is missing, or stands with two values of which neither is used."""
        return self.forms_done < self.forms_due


def visits_on(day: date, measure: Measure) -> list[Visit]:
    """The day's visits in order of time; `measure` gives the sparkline and the verdict."""
    return listed_rows(reading.ask("worklist", from_day=day, to_day=day), day, measure)


def listed_rows(rows: pd.DataFrame, day: date, measure: Measure) -> list[Visit]:
    """Rows with patient_id, episode_id, checkpoint, on_date and at_time (what stands in the first column), in their order."""
    patients = tuple(sorted(set(rows["patient_id"])))
    if not patients:
        return []
    scores, episodes = reading.ask("courses", patient_ids=patients), _episodes(patients)
    flags = reading.ask("flags", patient_ids=patients)
    known = people(patients)
    return [
        _visit(
            row,
            known.get(row.patient_id),
            _course(row, scores, episodes, day),
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


def _episodes(patients: tuple[str, ...]) -> dict:
    rows = reading.ask("episodes", patient_ids=patients)
    return {row.episode_id: row for row in rows.itertuples()}


def _course(row, scores: pd.DataFrame, episodes: dict, day: date) -> EpisodeCourse | None:
    own = scores[scores["episode_id"] == row.episode_id]
    if not len(own):
        return None
    clinic, episode = reading.clinic(), episodes[row.episode_id]
    return episode_course(episode_of(episode, clinic.program(episode.program), day, clinic.measures), own)


def _visit(row, person: Person | None, course: EpisodeCourse | None, answers: pd.DataFrame, measure: Measure) -> Visit:
    checkpoint = row.checkpoint
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
        flags=(*safety, *(_flags(course, checkpoint) if course else ())),
        instead="intake only" if _scores(own) else "no score yet",
    )
    alerts = bool(course and attention.worsened(course))
    is_worse = alerts or bool(course and attention.worsened_unverified(course))
    spoken = person.spoken_name if person else shown.name
    return Visit(row.patient_id, spoken, shown, bool(safety), alerts, is_worse, done, due)


def _flags(course: EpisodeCourse, checkpoint: str | None) -> list[Flag]:
    missing, conflicts = len(attention.missing_at(course, checkpoint)), _conflicts(course, checkpoint)
    _, due = course.done_of_due(checkpoint)
    said = (
        (missing, f"{missing} of {due} forms missing"),
        (conflicts, f"{count(conflicts, 'form')} with two values"),
    )
    lacking = [Flag(FlagKind.MISSING, text) for is_so, text in said if is_so]
    return [*attention.gone_flags(course), *attention.worse_in_short(course), *lacking]


def _conflicts(course: EpisodeCourse, checkpoint: str | None) -> int:
    """Forms due at the checkpoint that have two values."""
    points = course.points_at(checkpoint) if checkpoint else {}
    due = course.due.get(checkpoint, ()) if checkpoint else ()
    return sum(points[code].in_conflict for code in due)


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
