"""The people on the list of AS_OF, each with a story a reassessment visit has to deal with."""

from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from sample_data.generator.episodes import ACTIVITY, PHYSIO, PORTAL, Episode, Score, Visit, draw_episode, one_value
from sample_data.generator.happenings import Dose, Happening
from sample_data.generator.people import Person
from sample_data.generator.setting import AS_OF, generator_for

Course = dict[str, float | None]
"""Checkpoint → score; None: the form is missing."""


@dataclass(frozen=True)
class Story:
    """`scores`: what the story fixes, by measure; the simulation fills in the rest.

    `forms_today`: measures that are in for today's visit; None means all that are due.
    """

    at: time
    checkpoint: str
    program: str
    started: date
    name: tuple[str, str]
    sex: str
    born: date
    site: str
    payer: str
    clinician: str
    severity: float
    response: float
    scores: dict[str, Course]
    forms_today: tuple[str, ...] | None = None
    item_9: int | None = None
    events: tuple[Happening, ...] = ()
    doses: tuple[float, ...] = ()
    late_intake: bool = False


def _course(intake: float | None, week_2: float | None, *later: float | None) -> Course:
    return dict(
        zip(
            ("intake", "week_2", "week_6", "program_end", "month_3", "month_6", "month_12"),
            (intake, week_2, *later),
            strict=False,
        )
    )


def _c(**scores: float | None) -> Course:
    return scores


STORIES = (
    # Improved on nearly everything; the packet writes itself.
    Story(
        at=time(9, 0),
        checkpoint="program_end",
        program="interdisciplinary",
        started=date(2025, 8, 25),
        name=("Theo", "Larchmont"),
        sex="male",
        born=date(1964, 3, 9),
        site="riverside",
        payer="commercial",
        clinician="okafor",
        severity=0.3,
        response=1.6,
        scores={
            "standing_tolerance": _course(15, 25, 60, 90),
            "walk_6min": _c(intake=298, week_6=372, program_end=418),
            "odi": _c(intake=58, week_6=44, program_end=30),
            "pseq": _c(intake=17, week_6=31, program_end=42),
            "pcs": _c(intake=34, week_6=24, program_end=13),
            "nrs_average": _course(7, 7, 6, 4),
            "phq9": _course(15, 13, 9, 5),
            "isi": _course(18, 16, 12, 9),
            "pgic": _c(week_6=3, program_end=2),
            "bpi_interference": _c(intake=7.14, week_6=5.43, program_end=3.29),
            "peg": _course(7.0, 6.67, 5.67, 3.67),
            "promis_pi_tscore": _c(intake=16, week_6=13, program_end=9),
            "gad7": _c(intake=12, week_6=8, program_end=6),
            "chair_stand_30s": _c(intake=6, week_6=9, program_end=11),
        },
    ),
    # Not one form came back: today starts with asking.
    Story(
        at=time(9, 20),
        checkpoint="intake",
        program="interdisciplinary",
        started=AS_OF,
        name=("Ben", "Quillfeather"),
        sex="male",
        born=date(1996, 7, 21),
        site="northgate",
        payer="medicaid",
        clinician="tanaka",
        severity=0.4,
        response=0.0,
        scores={},
        forms_today=(),
    ),
    # Taper with a setback in week 4; pain unchanged, nothing worse.
    Story(
        at=time(10, 0),
        checkpoint="week_6",
        program="opioid_taper",
        started=date(2025, 10, 6),
        name=("Aisha", "Fernholm"),
        sex="female",
        born=date(1979, 11, 2),
        site="riverside",
        payer="medicare",
        clinician="lindqvist",
        severity=0.2,
        response=-0.1,
        scores={
            "nrs_average": _course(6, 6, 6),
            "peg": _course(6.67, 6.67, 6.33),
            "isi": _course(17, 18, 15),
            "phq9": _course(11, 12, 9),
            "pseq": _c(intake=22, week_6=27),
            "chair_stand_30s": _c(intake=8, week_6=9),
            "time_on_task": _c(intake=150, week_6=165),
            "gad7": _c(intake=6, week_6=6),
        },
        doses=(120, 120, 110, 100, 90, 115, 90, 80),
        events=(
            Happening("medication_change", date(2025, 10, 15), "Oxycodone extended release reduced"),
            Happening("flare", date(2025, 10, 31), "Flare after the third dose step"),
            Happening("medication_change", date(2025, 11, 3), "Last dose step taken back for one week"),
            Happening("case_conference", date(2025, 11, 5), "Team review, taper slowed"),
        ),
    ),
    # The seed of the product: still 6 of 10, but stands 45 minutes. Sleep got worse. No PHQ-9 at week 2.
    Story(
        at=time(10, 40),
        checkpoint="week_6",
        program="interdisciplinary",
        started=date(2025, 10, 6),
        name=("Marisol", "Thornvale"),
        sex="female",
        born=date(1973, 5, 17),
        site="riverside",
        payer="workers_comp",
        clinician="okafor",
        severity=0.3,
        response=0.6,
        scores={
            "standing_tolerance": _course(15, 25, 45),
            "chair_stand_30s": _c(intake=8, week_6=11),
            "walk_6min": _c(intake=310, week_6=392),
            "odi": _c(intake=52, week_6=36),
            "promis_pi_tscore": _c(intake=16, week_6=13),
            "bpi_interference": _c(intake=7.29, week_6=5.14),
            "pseq": _c(intake=18, week_6=29),
            "isi": _course(13, 15, 19),
            "sleep_efficiency": _c(intake=79.0, week_6=68.0),
            "phq9": _course(13, None, 11),
            "gad7": _c(intake=9, week_6=8),
            "pcs": _c(intake=33, week_6=24),
            "nrs_average": _course(7, 7, 6),
            "peg": _course(7.0, 6.67, 5.33),
            "pgic": _c(week_6=3),
        },
        events=(
            Happening("work_status", date(2025, 10, 3), "Off work"),
            Happening("medication_change", date(2025, 10, 22), "Amitriptyline stopped"),
            Happening("flare", date(2025, 10, 27), "Flare after a long drive"),
            Happening(
                "care_plan_change", date(2025, 10, 24), "Sleep program (CBT-I) added", "isi", "13 at intake, 15 now"
            ),
            Happening("work_status", date(2025, 11, 10), "Modified duty, 4 h a day"),
        ),
    ),
    # Worse on function and pain after a fall.
    Story(
        at=time(11, 20),
        checkpoint="week_6",
        program="functional",
        started=date(2025, 10, 6),
        name=("Colm", "Gorsewick"),
        sex="male",
        born=date(1978, 1, 30),
        site="northgate",
        payer="workers_comp",
        clinician="moreau",
        severity=0.2,
        response=-1.5,
        scores={
            "standing_tolerance": _course(30, 25, 14),
            "walk_6min": _c(intake=352, week_6=268),
            "pile_lumbar": _course(12, 11, 7.5),
            "odi": _c(intake=44, week_6=60),
            "pseq": _c(intake=26, week_6=15),
            "nrs_average": _course(6, 7, 9),
            "pcs": _c(intake=26, week_6=38),
            "phq9": _c(intake=10, week_6=17),
            "isi": _c(intake=13, week_6=20),
            "pgic": _c(week_6=6),
            "time_on_task": _c(intake=180, week_6=105),
        },
        events=(
            Happening("flare", date(2025, 10, 24), "Flare after a fall"),
            Happening("case_conference", date(2025, 10, 30), "Team review with case manager"),
            Happening("procedure", date(2025, 11, 6), "Sacroiliac joint injection"),
        ),
    ),
    # PHQ-9 item 9 above 0; total barely moved.
    Story(
        at=time(11, 40),
        checkpoint="week_6",
        program="interdisciplinary",
        started=date(2025, 10, 6),
        name=("Ingrid", "Wintermere"),
        sex="female",
        born=date(1959, 9, 12),
        site="riverside",
        payer="medicare",
        clinician="haddad",
        severity=0.8,
        response=-0.6,
        scores={
            "phq9": _course(16, 16, 18),
            "gad7": _c(intake=14, week_6=15),
            "pseq": _c(intake=12, week_6=13),
            "pcs": _c(intake=39, week_6=37),
            "nrs_average": _course(8, 8, 8),
            "odi": _c(intake=50, week_6=48),
            "peg": _course(8.0, 8.0, 8.0),
            "bpi_interference": _c(intake=7.86, week_6=8.0),
            "standing_tolerance": _course(12, 12, 15),
            "isi": _course(20, 20, 21),
        },
        item_9=2,
    ),
    # Gained, then lost half of it again: relapse at 3 months. Two conflicting ODI totals for today stand in the files.
    Story(
        at=time(13, 10),
        checkpoint="month_3",
        program="interdisciplinary",
        started=date(2025, 5, 26),
        name=("Yara", "Copperdale"),
        sex="female",
        born=date(1983, 12, 5),
        site="northgate",
        payer="commercial",
        clinician="tanaka",
        severity=0.1,
        response=0.9,
        scores={
            "standing_tolerance": _course(20, 35, 60, 75, 40),
            "odi": _c(intake=46, week_6=34, program_end=24, month_3=36),
            "pseq": _c(intake=21, week_6=33, program_end=41, month_3=30),
            "nrs_average": _course(6, 6, 5, 3, 6),
            "phq9": _course(12, 10, 7, 5, 10),
            "gad7": _c(intake=12, week_6=9, program_end=6, month_3=10),
            "bpi_interference": _c(intake=7.57, week_6=5.86, program_end=3.71, month_3=6.0),
            "peg": _course(7.0, 6.67, 5.33, 3.33, 6.0),
            "promis_pi_tscore": _c(intake=15, week_6=13, program_end=10, month_3=14),
            "pgic": _c(week_6=3, program_end=2, month_3=4),
            "isi": _course(15, 14, 10, 8, 14),
            "pcs": _c(intake=28, week_6=20, program_end=12, month_3=22),
        },
        events=(
            Happening("flare", date(2025, 11, 2), "Flare after stopping medication"),
            Happening("work_status", date(2025, 9, 1), "Full duty"),
        ),
    ),
    # Tests done, questionnaires missing at program end.
    Story(
        at=time(13, 30),
        checkpoint="program_end",
        program="functional",
        started=date(2025, 9, 22),
        name=("Darius", "Flintbrook"),
        sex="male",
        born=date(1985, 4, 14),
        site="riverside",
        payer="workers_comp",
        clinician="haddad",
        severity=0.0,
        response=0.4,
        scores={"pile_lumbar": _course(9, 11, 14.5, 18)},
        forms_today=("standing_tolerance", "pile_lumbar", "chair_stand_30s", "walk_6min", "time_on_task"),
    ),
    # Off opioids for six months, function kept, pain as before.
    Story(
        at=time(14, 0),
        checkpoint="month_6",
        program="opioid_taper",
        started=date(2025, 3, 10),
        name=("Walter", "Sagecombe"),
        sex="male",
        born=date(1955, 6, 26),
        site="northgate",
        payer="medicare",
        clinician="moreau",
        severity=0.0,
        response=0.9,
        scores={
            "nrs_average": _course(7, 7, 7, 6, 6, 6),
            "peg": _course(7.33, 7.0, 6.33, 5.33, 5.0, 4.67),
            "pseq": _c(intake=19, week_6=26, program_end=36, month_3=38, month_6=39),
            "chair_stand_30s": _c(intake=7, week_6=9, program_end=11, month_3=12, month_6=12),
            "promis_pi_tscore": _c(intake=14, week_6=14, program_end=13, month_3=12, month_6=12),
            "phq9": _course(10, 8, 7, 5, 5, 4),
            "pgic": _c(week_6=4, program_end=3, month_3=2, month_6=2),
        },
        doses=(90, 90, 75, 70, 60, 65, 45, 40, 30, 20, 10, 0, 0, 0, 0, 0, 0, 0, 0),
    ),
    # Week 2: too early to tell; two pain scores of the same day disagree.
    Story(
        at=time(14, 30),
        checkpoint="week_2",
        program="functional",
        started=date(2025, 11, 3),
        name=("Nadia", "Ambergrove"),
        sex="female",
        born=date(1991, 2, 8),
        site="riverside",
        payer="commercial",
        clinician="lindqvist",
        severity=-0.2,
        response=0.3,
        scores={"standing_tolerance": _course(25, 30), "pile_lumbar": _course(8, 8.5), "nrs_average": _course(6, 5)},
    ),
    # A year on: floor and ceiling everywhere; the scale can show no more.
    Story(
        at=time(15, 10),
        checkpoint="month_12",
        program="interdisciplinary",
        started=date(2024, 8, 26),
        name=("Rosa", "Lindenmont"),
        sex="female",
        born=date(1969, 10, 19),
        site="riverside",
        payer="commercial",
        clinician="okafor",
        severity=-0.9,
        response=2.2,
        scores={
            "promis_pi_tscore": _c(intake=11, week_6=8, program_end=4, month_3=4, month_6=4, month_12=4),
            "phq9": _course(6, 4, 2, 0, 0, 1, 0),
            "gad7": _c(intake=5, week_6=3, program_end=0, month_3=1, month_6=0, month_12=0),
            "pseq": _c(intake=38, week_6=50, program_end=58, month_3=60, month_6=59, month_12=60),
            "nrs_average": _course(4, 4, 3, 1, 1, 0, 1),
            "pcs": _c(intake=14, week_6=6, program_end=1, month_3=0, month_6=2, month_12=0),
            "standing_tolerance": _course(40, 60, 120, 180, 180, 180, 180),
            "odi": _c(intake=26, week_6=18, program_end=6, month_3=4, month_6=4, month_12=2),
            "peg": _course(4.67, 4.33, 3.0, 1.33, 0.67, 0.67, 0.67),
            "bpi_interference": _c(
                intake=4.43, week_6=2.86, program_end=0.86, month_3=0.43, month_6=0.57, month_12=0.29
            ),
            "isi": _course(12, 11, 8, 4, 4, 5, 3),
        },
    ),
    # Intake forms came a week after treatment began: there is no baseline, so no change can be told.
    Story(
        at=time(15, 50),
        checkpoint="week_6",
        program="interdisciplinary",
        started=date(2025, 10, 6),
        name=("Jamal", "Heronfield"),
        sex="male",
        born=date(1988, 8, 3),
        site="northgate",
        payer="medicaid",
        clinician="tanaka",
        severity=0.4,
        response=0.2,
        scores={"nrs_average": _course(8, 7, 6)},
        late_intake=True,
    ),
)


def person_of(story: Story, number: int, record_number: str) -> Person:
    return Person(number, record_number, *story.name, story.born, story.sex, story.site, story.payer, story.clinician)


def stage(story: Story, person: Person) -> Episode:
    """The episode of one story: simulated, then made to agree with it."""
    character = {"severity": story.severity, "response": story.response}
    episode = draw_episode(person, 1, story.program, story.started, character=character)
    episode.flares.clear()
    _see_today(episode, story)
    for measure, course in story.scores.items():
        for checkpoint, value in course.items():
            _fix(episode, measure, checkpoint, value)
    for score in [s for s in episode.scores if s.measure == "phq9" and s.checkpoint == story.checkpoint]:
        _replace(episode, score, item_9=story.item_9)
    if story.late_intake:
        for score in [s for s in episode.scores if s.checkpoint == "intake"]:
            _replace(episode, score, on_date=episode.first_session_on + timedelta(days=3))
    return episode


def _see_today(episode: Episode, story: Story) -> None:
    """Today's visit at its hour; of its forms those that the story has in, filled in over the last days."""
    episode.visits = [v for v in episode.visits if v.checkpoint != story.checkpoint and v.on_date < AS_OF]
    episode.visits.append(Visit(story.checkpoint, AS_OF, story.at, None))
    episode.scores = [s for s in episode.scores if s.checkpoint != story.checkpoint and s.on_date < AS_OF]
    rng, checkpoint = generator_for(9, episode.person.number), episode.program.checkpoint(story.checkpoint)
    for measure in checkpoint.measures:
        value = one_value(rng, episode, measure, checkpoint, 0.0)
        if value is not None and (story.forms_today is None or measure in story.forms_today):
            episode.scores.append(
                Score(measure, value, _day_for(measure), checkpoint.code, time(7, 40) if measure in PORTAL else None)
            )


def _day_for(measure: str) -> date:
    """Tests on the Friday before, the portal the evening before last, a diary dated today, the rest in between."""
    days = 3 if measure in PHYSIO + ACTIVITY else 1 if measure in PORTAL else 0 if measure == "sleep_efficiency" else 2
    return AS_OF - timedelta(days=days)


def _fix(episode: Episode, measure: str, checkpoint: str, value: float | None) -> None:
    """The story's score in place of the drawn one; a measure the program does not have due there is left out."""
    drawn = episode.score(measure, checkpoint)
    if drawn is None:
        return
    if value is None:
        episode.scores.remove(drawn)
    else:
        _replace(episode, drawn, value=value)


def _replace(episode: Episode, score: Score, **changes) -> None:
    episode.scores[episode.scores.index(score)] = replace(score, **changes)


def staged_doses(story: Story, episode: Episode) -> list[Dose]:
    """The story's doses: weekly in the program, every four weeks after it."""
    day, found = episode.started - timedelta(days=12), []
    for mg_day in story.doses:
        found.append(Dose(day, float(mg_day)))
        day += timedelta(days=7 if episode.ending.ended is None or day < episode.ending.ended else 28)
    return [d for d in found if d.on_date <= AS_OF]
