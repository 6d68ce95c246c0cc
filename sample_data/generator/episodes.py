"""One patient's time in one program: visits, scores, diary nights and doses as they truly were."""

from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta

import numpy as np

from domain.program import Checkpoint, CheckpointKind, Program, window_of
from sample_data.generator import courses
from sample_data.generator import figures as f
from sample_data.generator.attrition import Ending, comes_back, draw_ending, draw_habit
from sample_data.generator.courses import Latent
from sample_data.generator.people import Person
from sample_data.generator.setting import AS_OF, generator_for, next_weekday, previous_weekday, sample_clinic

PORTAL = ("nrs_average", "peg", "isi", "pgic")
REDCAP = ("odi", "pseq", "pcs", "gad7", "bpi_interference")
ITEMS = ("phq9", "promis_pi_tscore")
PHYSIO = ("chair_stand_30s", "walk_6min", "pile_lumbar")
ACTIVITY = ("standing_tolerance", "time_on_task")
FAR_OFF = date(2100, 1, 1)


@dataclass(frozen=True)
class Score:
    """A score in the measure's own unit (PROMIS: raw sum). `checkpoint` is the truth; no file carries it."""

    measure: str
    value: float
    on_date: date
    checkpoint: str
    at_time: time | None = None
    occasion: str = "routine"
    item_9: int | None = None
    """PHQ-9 only: the answer to the safety item where the story needs a certain one."""


@dataclass(frozen=True)
class Visit:
    """The appointment that serves a checkpoint. `came`: any form is in; None for a visit still to come."""

    checkpoint: str
    on_date: date
    at_time: time
    came: bool | None


@dataclass
class Episode:
    """The simulated truth of one episode; `happenings` and the exports add to and read from it."""

    person: Person
    number: int
    program: Program
    started: date
    ending: Ending
    latent: Latent
    first_session_on: date
    visits: list[Visit] = field(default_factory=list)
    scores: list[Score] = field(default_factory=list)
    events: list = field(default_factory=list)
    flares: list[date] = field(default_factory=list)

    @property
    def record_number(self) -> str:
        return f"E{self.person.number:04d}-{self.number}"

    def score(self, measure: str, checkpoint: str) -> Score | None:
        return next((s for s in self.scores if s.measure == measure and s.checkpoint == checkpoint), None)


def draw_episode(
    person: Person,
    number: int,
    program_code: str,
    started: date,
    excused: tuple[str, date] | None = None,
    character: dict | None = None,
) -> Episode:
    """`excused`: ("died" or "withdrew", day), after which nothing is asked any more. `character`: fields of
    `Latent` that a staged person has; staged people complete, always come, and are never late."""
    rng, program = generator_for(3, person.number, number), sample_clinic().program(program_code)
    latent, calm = courses.draw_latent(rng, person.payer), character is not None
    ending = draw_ending(rng, person, latent, program, started)
    if calm:
        latent, ending = replace(latent, landing=2, keeps=1.0, **(character or {})), plain_ending(program, started)
    until = FAR_OFF
    if excused is not None:
        until = excused[1]
        if ending.ended is None or ending.ended >= until:
            ending = replace(ending, ended=until, how_ended=excused[0], why_left=None)
    first_session = next_weekday(started + timedelta(days=int(rng.integers(0, 3))))
    episode = Episode(person, number, program, started, ending, latent, first_session)
    habit = 9.0 if calm else draw_habit(rng)
    for place, checkpoint in enumerate(program.checkpoints):
        add_checkpoint(generator_for(4, person.number, number, place), episode, checkpoint, habit, until, calm)
    return episode


def plain_ending(program: Program, started: date) -> Ending:
    """Completed on the planned day, or still running."""
    planned = started + timedelta(weeks=program.weeks)
    return Ending(planned, planned, "completed", None) if planned < AS_OF else Ending(planned, None, None, None)


def add_checkpoint(
    rng: np.random.Generator, episode: Episode, checkpoint: Checkpoint, habit: float, until: date, calm: bool
) -> None:
    """The visit of one checkpoint and the scores of the forms that came in by AS_OF."""
    ending = episode.ending
    window = window_of(checkpoint, episode.started, ending.ended, ending.planned_end, episode.first_session_on)
    on_date = visit_day(rng, checkpoint, window)
    gone_on = ending.ended if ending.left_early else None
    left_before = gone_on is not None and checkpoint.kind is not CheckpointKind.INTAKE and gone_on <= window.due_on
    came = comes_back(rng, checkpoint.code, episode.person, episode.latent, habit, left_before)
    late = not calm and rng.random() < f.LATE_FORM_SHARE
    reassessment = checkpoint.kind is CheckpointKind.REASSESSMENT
    overtaken = reassessment and gone_on is not None and gone_on < window.opens_on
    if on_date > until or overtaken:
        return
    at_time = time(int(rng.integers(9, 16)), int(rng.choice((0, 20, 40))))
    episode.visits.append(Visit(checkpoint.code, on_date, at_time, came if on_date <= AS_OF else None))
    if on_date > AS_OF + timedelta(days=5) or not came:
        return
    flare = rng.random() < f.FLARE_SHARE
    if flare:
        episode.flares.append(min(on_date, AS_OF) - timedelta(days=int(rng.integers(1, 8))))
    late_by = (window.closes_on - on_date).days + int(rng.integers(1, 9)) if late else 0
    scores = draw_scores(rng, episode, checkpoint, on_date, late_by, courses.day_shock(rng, flare), calm)
    episode.scores += [s for s in scores if s.on_date <= min(AS_OF, until)]


def visit_day(rng: np.random.Generator, checkpoint: Checkpoint, window) -> date:
    """A weekday near the due day, inside the window. The clinic's list for AS_OF itself is staged by hand."""
    if checkpoint.kind is CheckpointKind.INTAKE:
        return previous_weekday(window.due_on - timedelta(days=int(rng.integers(1, 15))))
    spread = 3 if checkpoint.kind is CheckpointKind.REASSESSMENT else 5 if checkpoint.due_day == 0 else 11
    day = window.due_on + timedelta(days=int(rng.normal(1, spread)))
    day = min(max(day, window.opens_on), window.closes_on - timedelta(days=2))
    weekend = {5: (-2, -1), 6: (1, 2)}.get(day.weekday(), (0, 0))
    day += timedelta(days=weekend[int(rng.integers(0, 2))])
    return day + timedelta(days=int(rng.integers(1, 5))) if day == AS_OF else day


def draw_scores(
    rng: np.random.Generator,
    episode: Episode,
    checkpoint: Checkpoint,
    on_date: date,
    late_by: int,
    shock: float,
    calm: bool,
) -> list[Score]:
    """Scores of the measures due, each on the day its own source dates it. `late_by` moves the questionnaires."""
    lead = {system: int(rng.integers(0, 5)) for system in (PORTAL, REDCAP, ITEMS)}
    intake = checkpoint.code == "intake"
    given = 1 - f.MISSING_INTAKE_INSTRUMENT_SHARE if intake else f.FORM_GIVEN_VISIT
    at_time, scores = time(int(rng.integers(6, 23)), int(rng.integers(0, 60))), []
    for code in dict.fromkeys(checkpoint.measures):
        value = one_value(rng, episode, code, checkpoint, shock)
        if value is None or not (rng.random() < given or calm):
            continue
        days = next((late_by or -d for system, d in lead.items() if code in system), 0)
        stamped = at_time if code in PORTAL else None
        scores.append(Score(code, value, on_date + timedelta(days=days), checkpoint.code, stamped))
    return scores


def one_value(
    rng: np.random.Generator, episode: Episode, code: str, checkpoint: Checkpoint, shock: float
) -> float | None:
    """Doses are drawn week by week elsewhere; a global rating answers to the mean gain."""
    if code == "mme_day":
        return None
    if code == "pgic":
        due = sample_clinic().program(episode.program.code).intake.measures
        return courses.global_rating(rng, courses.mean_gain(episode.latent, episode.program.code, checkpoint.code, due))
    return courses.observed_score(rng, episode.latent, episode.program.code, code, checkpoint.code, shock)
