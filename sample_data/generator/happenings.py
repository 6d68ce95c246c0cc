"""What was done: sessions, procedures, medication, care-plan changes, conferences, flares, work, doses, nights."""

import math
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import numpy as np

from sample_data.generator import figures as f
from sample_data.generator.attrition import chance
from sample_data.generator.episodes import Episode, Score
from sample_data.generator.figures import FIGURES, Domain
from sample_data.generator.people import pick
from sample_data.generator.setting import AS_OF, generator_for, previous_weekday


@dataclass(frozen=True)
class Happening:
    kind: str
    on_date: date
    detail: str
    measure: str | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Night:
    """`morning` is the date the entry carries; `bed_time` may lie before midnight."""

    morning: date
    bed_time: time
    sleep_onset_minutes: int
    wake_after_minutes: int
    wake_time: time
    rise_time: time


@dataclass(frozen=True)
class Dose:
    on_date: date
    mg_day: float


SESSION_DAYS = {"interdisciplinary": (0, 2, 4), "functional": (0, 1, 2, 3, 4), "opioid_taper": (1, 3)}
SESSIONS = {
    "interdisciplinary": ("Physical therapy", "Psychology group", "Pacing and occupational therapy"),
    "functional": ("Work conditioning", "Lifting and carrying", "Physical therapy"),
    "opioid_taper": ("Taper visit", "Skills group"),
}
PROCEDURES = (
    "Epidural steroid injection, lumbar",
    "Trigger point injections",
    "Sacroiliac joint injection",
    "Genicular nerve block",
    "Occipital nerve block",
)
MEDICATION = (
    "Duloxetine started",
    "Gabapentin reduced",
    "Amitriptyline stopped",
    "Topical lidocaine started",
    "Naproxen stopped",
    "Melatonin started",
)
PLAN_FOR = {
    Domain.FUNCTION: "Graded activity restarted from a lower step",
    Domain.IMPACT: "Occupational therapy added for daily tasks",
    Domain.PSYCHOLOGICAL: "Individual psychology sessions added",
    Domain.SLEEP: "Sleep program (CBT-I) added",
    Domain.PAIN: "Flare plan reviewed, pacing revisited",
}
CONFERENCE = (
    "Team review, plan unchanged",
    "Team review, goals revised",
    "Team review with referring physician",
    "Team review with case manager",
)
FLARES = (
    "Flare after a fall",
    "Flare after a long drive",
    "Flare after stopping medication",
    "Flare without known cause",
    "Flare after a family event",
)


def add_happenings(episode: Episode, until: date = AS_OF) -> None:
    """Everything that was done up to `until`, in date order."""
    rng = generator_for(5, episode.person.number, episode.number)
    last = min(episode.ending.ended or AS_OF, AS_OF - timedelta(days=1), until)
    events = [*sessions(rng, episode, last), *work(rng, episode, until), *plan_changes(rng, episode)]
    events += [Happening("flare", day, pick(rng, FLARES)) for day in episode.flares]
    events += occasional(rng, episode, last)
    episode.events = sorted((e for e in events if e.on_date <= until), key=lambda e: (e.on_date, e.kind, e.detail))


def sessions(rng: np.random.Generator, episode: Episode, last: date) -> list[Happening]:
    """Attendance falls with a poor course (sizes assumed; about 88 % attended)."""
    attends = chance(2.1 + 0.35 * episode.latent.response + 0.5 * f.PAYER_RETURN[episode.person.payer])
    planned: list[Happening] = []
    kinds, day = SESSIONS[episode.program.code], episode.first_session_on
    while day <= last:
        if day == episode.first_session_on or day.weekday() in SESSION_DAYS[episode.program.code]:
            attended = day == episode.first_session_on or rng.random() < attends
            planned.append(
                Happening("session_attended" if attended else "session_missed", day, kinds[len(planned) % len(kinds)])
            )
        day += timedelta(days=1)
    return planned


def occasional(rng: np.random.Generator, episode: Episode, last: date) -> list[Happening]:
    """Procedures, medication changes and conferences inside the program (frequencies assumed)."""
    length = (last - episode.started).days
    if length < 10:
        return []

    def some_day() -> date:
        return previous_weekday(episode.started + timedelta(days=int(rng.integers(7, length))))

    found = []
    if rng.random() < 0.11:
        found.append(Happening("procedure", some_day(), pick(rng, PROCEDURES)))
    if rng.random() < 0.30:
        found.append(Happening("medication_change", some_day(), pick(rng, MEDICATION)))
    if rng.random() < 0.35:
        found.append(Happening("case_conference", some_day(), pick(rng, CONFERENCE)))
    return found


def block_scores(episode: Episode) -> list[Score]:
    """Pain before and after each nerve block: occasions of their own, which fill no checkpoint."""
    rng, found = generator_for(6, episode.person.number, episode.number), []
    for event in episode.events:
        if event.kind == "procedure" and "block" in event.detail:
            before = int(rng.integers(5, 10))
            after = max(0, before - int(rng.integers(0, 6)))
            found.append(Score("nrs_average", before, event.on_date, "", time(9, 50), "before_block"))
            found.append(Score("nrs_average", after, event.on_date, "", time(11, 5), "after_block"))
    return found


WORK_FROM = {"commercial": (0.35, 0.25, 0.40), "medicaid": (0.65, 0.2, 0.15), "workers_comp": (0.6, 0.35, 0.05)}
WORK_STATES = ("Off work", "Modified duty, 4 h a day", "Full duty")


def work(rng: np.random.Generator, episode: Episode, until: date) -> list[Happening]:
    """Work status at intake, and a step up at the end for those who gain (assumed). Retired payers have none."""
    if episode.person.payer not in WORK_FROM or rng.random() < 0.25:
        return []
    at = int(rng.choice(3, p=WORK_FROM[episode.person.payer]))
    first = Happening("work_status", previous_weekday(episode.started - timedelta(days=3)), WORK_STATES[at])
    ended = episode.ending.ended
    if ended is None or at == 2 or rng.random() > chance(episode.latent.response - 0.2):
        return [first]
    return [
        first,
        Happening("work_status", min(ended + timedelta(days=int(rng.integers(0, 40))), AS_OF), WORK_STATES[at + 1]),
    ]


def plan_changes(rng: np.random.Generator, episode: Episode) -> list[Happening]:
    """At some reassessments the team changes the plan because of the measure that did worst since intake."""
    found = []
    for checkpoint in ("week_2", "week_6"):
        worst = worst_change(episode, checkpoint)
        if worst is None or rng.random() > 0.32 or worst[0] > 0.1:
            continue
        _, before, after = worst
        reason = f"{before.value:g} at intake, {after.value:g} now"
        detail = PLAN_FOR[FIGURES[after.measure].domain]
        found.append(
            Happening(
                "care_plan_change",
                min(after.on_date + timedelta(days=int(rng.integers(0, 4))), AS_OF),
                detail,
                after.measure,
                reason,
            )
        )
    return found


def worst_change(episode: Episode, checkpoint: str) -> tuple[float, Score, Score] | None:
    """Smallest gain since intake in SDs with its two scores; PROMIS raw sums are left out, they are no T-scores."""
    gains = []
    for score in episode.scores:
        before = episode.score(score.measure, "intake")
        if score.checkpoint != checkpoint or before is None or score.measure in ("promis_pi_tscore", "pgic"):
            continue
        figure = FIGURES[score.measure]
        if figure.logarithmic:
            gain = (math.log(score.value + 1) - math.log(before.value + 1)) / figure.sd
        else:
            gain = (score.value - before.value) / figure.sd * (1 if figure.higher_is_better else -1)
        gains.append((gain, before, score))
    return min(gains, key=lambda g: (g[0], g[2].measure)) if gains else None


def doses(episode: Episode, until: date = AS_OF) -> list[Dose]:
    """Weekly opioid dose of a taper, MME mg/day, two weeks before the start up to a year after the end."""
    if episode.program.code != "opioid_taper":
        return []
    rng = generator_for(7, episode.person.number, episode.number)
    dose = min(max(math.exp(math.log(f.MME_MEDIAN) + f.MME_LOG_SD * float(rng.normal())), 20.0), 360.0)
    target = dose * pick(rng, tuple(f.MME_TARGET_SHARES), tuple(f.MME_TARGET_SHARES.values()))
    weekly = (target - dose) / (episode.program.weeks - 2)
    day, found = episode.started - timedelta(days=12), []
    while day <= min(until, AS_OF, (episode.ending.ended or AS_OF) + timedelta(days=400)):
        found.append(Dose(day, to_dose(dose)))
        in_program = day >= episode.started and (episode.ending.ended is None or day < episode.ending.ended)
        setback = rng.random() < (f.MME_SETBACK_SHARE if in_program else 0.04) and dose > 0
        if in_program:
            dose = (
                dose * float(rng.uniform(1.08, 1.3))
                if setback
                else max(dose + weekly * float(rng.uniform(0.8, 1.6)), target)
            )
        elif setback:
            dose *= float(rng.uniform(1.05, 1.3))
        day += timedelta(days=7 if in_program or day < episode.started else 28)
        if (
            not in_program
            and found[-1].on_date > episode.started
            and rng.random() < 0.10 + 0.25 * episode.ending.left_early
        ):
            break  # filled elsewhere from here on
    return found


def to_dose(mg_day: float) -> float:
    """Doses come in steps of 2.5 mg/day; the last crumbs of a taper are stopped."""
    step = math.floor(mg_day / 2.5 + 0.5) * 2.5
    return 0.0 if step < 5 else step


def nights(episode: Episode) -> list[Night]:
    """A week of diary, Monday to Sunday mornings before each sleep-efficiency score, built to give about that score."""
    found = []
    for score in episode.scores:
        if score.measure != "sleep_efficiency":
            continue
        rng = generator_for(8, episode.person.number, episode.number, score.on_date.toordinal())
        monday = score.on_date - timedelta(days=7 + score.on_date.weekday())
        kept = 3 if rng.random() < 0.006 else 7 if rng.random() < 0.72 else int(rng.integers(4, 7))
        days = sorted(int(d) for d in rng.choice(7, size=kept, replace=False))
        found += [one_night(rng, monday + timedelta(days=d), score.value) for d in days]
    return found


def one_night(rng: np.random.Generator, morning: date, efficiency: float) -> Night:
    in_bed = int(rng.normal(500, 40))
    share = min(max(efficiency + float(rng.normal(0, 5)), 20), 98) / 100
    awake = round(in_bed * (1 - share))
    lying = min(int(rng.integers(3, 30)), awake)
    onset = int((awake - lying) * float(rng.uniform(0.3, 0.6)))
    rise = datetime.combine(morning, time(6, 45)) + timedelta(minutes=int(rng.normal(0, 40)))
    bed, wake = rise - timedelta(minutes=in_bed), rise - timedelta(minutes=lying)
    return Night(morning, bed.time(), onset, awake - lying - onset, wake.time(), rise.time())
