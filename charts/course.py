"""One measure of one patient, checkpoint by checkpoint, and what a panel has to show of it. Numbers before pictures."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import sqrt

from charts.time_axis import Stop, TimeAxis
from domain.measure import TOLERANCE, Better, Construct, Measure
from domain.program import CheckpointKind, CheckpointStatus
from metrics.expected_course import ExpectedCourse, Position
from metrics.measurement_error import measurement_error
from metrics.proportion import Z95
from metrics.verdict import Verdict, Word


@dataclass(frozen=True)
class CoursePoint:
    """A checkpoint at which the measure is due or was observed. `value` in the measure's unit, None where it is missing."""

    checkpoint: str
    status: CheckpointStatus
    value: float | None = None
    on_date: date | None = None
    standard_error: float | None = None
    in_conflict: bool = False

    @property
    def score(self) -> float:
        """The value of a point that has one."""
        if self.value is None:
            raise ValueError(f"no score at {self.checkpoint}")
        return self.value


@dataclass(frozen=True)
class OutsideScore:
    """A score that fills no checkpoint; `day` counts from the start of the episode."""

    day: int
    value: float
    on_date: date | None = None


@dataclass(frozen=True)
class Course:
    """`points` in the order of the program. `current` is the checkpoint that the head speaks of, `verdict` the one of
    its change since intake; None at intake, where nothing has changed yet. `expected`: the band of similar past
    patients, and `position` the place of the current score in it; None where nobody asked."""

    measure: Measure
    points: tuple[CoursePoint, ...]
    current: str | None
    verdict: Verdict | None = None
    outside: tuple[OutsideScore, ...] = ()
    expected: ExpectedCourse | None = None
    position: Position | None = None

    @property
    def now(self) -> CoursePoint | None:
        return next((point for point in self.points if point.checkpoint == self.current), None)


@dataclass(frozen=True)
class Scale:
    """The fixed vertical scale of a measure, in its native direction. Positions are percent from the top."""

    lowest: float
    top: float

    def position(self, value: float) -> float:
        share = (value - self.lowest) / (self.top - self.lowest)
        return 100 * (1 - min(1.0, max(0.0, share)))

    def holds(self, value: float) -> bool:
        return self.lowest - TOLERANCE <= value <= self.top + TOLERANCE


@dataclass(frozen=True)
class ReferenceLine:
    """A threshold drawn on a panel: where it stands, how far from intake, whether the figure was checked."""

    value: float
    amount: float | None
    verified: bool


def scale_of(measure: Measure) -> Scale:
    """The registry's range for charts, never the data's.

    Raises:
        ValueError: the measure has no upper end and no `chart_highest`.
    """
    top = measure.chart_highest if measure.chart_highest is not None else measure.highest
    if top is None or top <= measure.lowest:
        raise ValueError(f"{measure.code} has no upper end for charts")
    return Scale(measure.lowest, top)


def cut_offs(measure: Measure) -> list[float]:
    """Severity cut-offs inside the scale as clinicians name them: the score that opens the next band where a band
    ends before it (PHQ-9: 5, 10, 15, 20) or scores are whole (NRS: 4, 7), else the end of the band (ODI: 20, 40 …)."""
    if not measure.needs_baseline:
        return []
    scale = scale_of(measure)
    values = [
        band.upto + (measure.step if band.upto_included and measure.whole_steps else 0) for band in measure.bands[:-1]
    ]
    return [value for value in values if scale.lowest < value < scale.top]


def scored_points(course: Course, axis: TimeAxis) -> list[CoursePoint]:
    return [point for point in course.points if point.value is not None and axis.holds(point.checkpoint)]


def place(course: Course, axis: TimeAxis, point: CoursePoint) -> tuple[float, float]:
    """Percent from the left and from the top at which a scored point stands."""
    return axis.position(axis.stop(point.checkpoint).day), scale_of(course.measure).position(point.score)


def baseline(course: Course, axis: TimeAxis) -> float | None:
    """The score at intake; never the first that happens to be there."""
    at_intake = [p for p in scored_points(course, axis) if is_intake(axis.stop(p.checkpoint))]
    return at_intake[0].value if at_intake else None


def is_intake(stop: Stop) -> bool:
    return stop.kind is CheckpointKind.INTAKE


def is_at_intake(course: Course, axis: TimeAxis) -> bool:
    """The head speaks of intake, where nothing has changed yet."""
    return course.current is not None and axis.holds(course.current) and is_intake(axis.stop(course.current))


def improved_line(course: Course, axis: TimeAxis) -> ReferenceLine | None:
    """Where this patient's improvement becomes meaningful: intake plus M in the good direction, or the category."""
    measure = course.measure
    if not measure.needs_baseline:
        rule = measure.response_category
        return ReferenceLine(rule.improved_from, None, rule.verified) if rule else None
    return _line_from_intake(course, axis, 1)


def worse_line(course: Course, axis: TimeAxis) -> ReferenceLine | None:
    """Intake plus M in the bad direction; only when the patient is worse or heads that way."""
    if not course.measure.needs_baseline or not _heads_worse(course, axis):
        return None
    return _line_from_intake(course, axis, -1)


def improvement_is_off_scale(course: Course, axis: TimeAxis) -> bool:
    """A meaningful improvement would lie beyond the end of the scale: floor or ceiling."""
    start, measure = baseline(course, axis), course.measure
    far = None if start is None else _moved(measure, start, 1)
    return far is not None and (
        far < measure.lowest - TOLERANCE or (measure.highest is not None and far > measure.highest + TOLERANCE)
    )


def _line_from_intake(course: Course, axis: TimeAxis, direction: int) -> ReferenceLine | None:
    measure, start = course.measure, baseline(course, axis)
    if start is None or measure.meaningful_change is None:
        return None
    value = _moved(measure, start, direction)
    if value is None or not scale_of(measure).holds(value):
        return None
    return ReferenceLine(value, abs(value - start), measure.meaningful_change.verified)


def _moved(measure: Measure, start: float, direction: int) -> float | None:
    """Intake moved by M, +1 towards better; None where M is unknown."""
    if not measure.judged or measure.meaningful_change is None:
        return None
    meaningful = float(measure.meaningful_change.toward(direction, start))
    upwards = direction if measure.better is Better.HIGHER else -direction
    return start + upwards * meaningful if meaningful == meaningful else None


def _heads_worse(course: Course, axis: TimeAxis) -> bool:
    if course.verdict is not None and course.verdict.word is Word.WORSE:
        return True
    start, scored = baseline(course, axis), scored_points(course, axis)
    if start is None or len(scored) < 2:
        return False
    previous, last = scored[-2].value, scored[-1].value
    improvement = course.measure.improvement
    return improvement(previous, last) < 0 and improvement(start, last) < 0


def error_of_score(measure: Measure, point: CoursePoint) -> float | None:
    """Half the length of the 95 % bar of one score, in its unit; None where the error is not known.

    A score's own standard error gives 1.96·SE (PROMIS). Otherwise the error of a change is
    E = MDC95 = 1.96·√2·SEM, so one score has 1.96·SEM = E/√2.
    """
    fact = measure.measurement_error
    if fact is not None and fact.per_score and point.standard_error is not None:
        return Z95 * point.standard_error
    of_change = measurement_error(measure).value
    return None if of_change is None else of_change / sqrt(2)


@dataclass(frozen=True)
class Segment:
    start: CoursePoint
    end: CoursePoint
    skips: bool
    """A checkpoint between the two is missing."""


def segments(course: Course, axis: TimeAxis) -> list[Segment]:
    """The patient's line, from score to score."""
    shown = [point for point in course.points if axis.holds(point.checkpoint)]
    places = [i for i, point in enumerate(shown) if point.value is not None]
    return [Segment(shown[i], shown[j], j - i > 1) for i, j in pairwise(places)]


GAP_WORDS = {
    CheckpointStatus.MISSED: "not done",
    CheckpointStatus.LATE: "overdue",
    CheckpointStatus.OPEN: "open",
    CheckpointStatus.LEFT: "left",
}
CONFLICT_WORD = "two values"


@dataclass(frozen=True)
class Gap:
    """Neighbouring checkpoints without a score, and the word for it."""

    word: str
    checkpoints: tuple[str, ...]


def gaps(course: Course, axis: TimeAxis) -> list[Gap]:
    found: list[Gap] = []
    previous = None
    for point in course.points:
        if not axis.holds(point.checkpoint):
            continue
        word = gap_word(point)
        if word and word == previous:
            found[-1] = Gap(word, (*found[-1].checkpoints, point.checkpoint))
        elif word:
            found.append(Gap(word, (point.checkpoint,)))
        previous = word
    return found


def gap_word(point: CoursePoint) -> str | None:
    """Why there is no score here, in a word; None where there is one or none is due."""
    if point.value is not None:
        return None
    return CONFLICT_WORD if point.in_conflict else GAP_WORDS.get(point.status)


def ordered_by_construct(courses: Iterable[Course]) -> list[Course]:
    """Function first, pain after; within a construct as given."""
    order = list(Construct)
    return sorted(courses, key=lambda course: order.index(course.measure.construct))
