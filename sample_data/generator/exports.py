"""The truth as a clinic's systems export it, each in its own dialect (encoding, dates, units, codes, missing answers)."""

from datetime import date, datetime, time, timedelta

from sample_data.generator.episodes import ACTIVITY, ITEMS, PHYSIO, PORTAL, REDCAP, Episode, Score, Visit
from sample_data.generator.happenings import Happening
from sample_data.generator.people import pick
from sample_data.generator.population import Case
from sample_data.generator.records import authorizations, goals, medications, pain_months
from sample_data.generator.setting import AS_OF, BOOKED_AHEAD_DAYS, generator_for
from sample_data.generator.tables import Table

FEET, POUNDS = 0.3048, 0.45359237
"""Metres in a foot and kilograms in a pound, both exact by definition (international yard and pound, 1959)."""

PROGRAM = {"interdisciplinary": "IDP12", "functional": "FRP8", "opioid_taper": "OTR10"}
SITE = {"riverside": "RIV", "northgate": "NOR"}
PAYER = {
    "commercial": ("Commercial PPO", "Commercial HMO"),
    "medicare": ("Medicare Part B",),
    "medicaid": ("Medicaid managed care",),
    "workers_comp": ("Workers comp",),
}
OUTCOME = {
    "completed": "Completed",
    "left": "Left program",
    "discharged": "Discharged",
    "died": "Deceased",
    "withdrew": "Consent withdrawn",
}
SEX = {"female": "F", "male": "M", "other": "X"}
EVENT = {
    "session_attended": "SESS-ATT", "session_missed": "SESS-NS", "procedure": "PROC", "medication_change": "MED",
    "care_plan_change": "CAREPLAN", "case_conference": "CONF", "flare": "FLARE", "work_status": "WORK",
}  # fmt: skip
VISIT_TYPE = {
    "intake": "NP-INTAKE", "week_2": "RA-WK2", "week_6": "RA-WK6", "program_end": "DC-EVAL",
    "month_3": "FU-3M", "month_6": "FU-6M", "month_12": "FU-12M",
}  # fmt: skip
INSTRUMENT = {
    "nrs_average": "Average pain 0-10",
    "peg": "PEG",
    "isi": "Insomnia Severity Index",
    "pgic": "Global impression of change",
}
CONTEXT = {"routine": "routine", "before_block": "pre-procedure", "after_block": "post-procedure"}
ACTIVITY_NAME = {"standing_tolerance": "Standing tolerance", "time_on_task": "Time on task"}
DEVICES = ("Browser", "Phone", "Tablet – clinic")
THERAPISTS = {"riverside": ("PT-04", "PT-07"), "northgate": ("PT-11", "PT-12")}
NO_ANSWER = "-99"


def us_date(day: date | None) -> str:
    return day.strftime("%m/%d/%Y") if day else ""


def us_stamp(day: date, hour: int = 17, minute: int = 5) -> str:
    return f"{us_date(day)} {hour:02d}:{minute:02d}"


def us_time(at: time) -> str:
    return at.strftime("%I:%M %p")


def all_tables(cases: list[Case]) -> list[Table]:
    return [
        patients(cases), episodes(cases), appointments(cases), events(cases), questionnaires(cases), items(cases),
        portal(cases), physio(cases), sleep_diary(cases), pharmacy(cases), standing_and_activity(cases),
        goals(cases), authorizations(cases), medications(cases),
    ]  # fmt: skip


def each_episode(cases: list[Case]):
    return ((case, episode) for case in cases for episode in case.episodes)


def patients(cases: list[Case]) -> Table:
    """Registration. A death or a withdrawn consent is a later version of the same line."""
    header = ["MRN", "Patient Name", "DOB", "Sex", "Deceased On", "Consent Withdrawn On", "Last Updated"]
    table = Table("ehr_patients.csv", header, encoding="utf-8-sig", newline="\r\n")
    for case in sorted(cases, key=lambda c: (c.registered_on, c.person.record_number)):
        person = case.person
        start = [
            person.record_number,
            f"{person.surname}, {person.given_name}",
            us_date(person.birth_date),
            SEX[person.sex],
        ]
        table.rows.append([*start, "", "", us_stamp(case.registered_on, 9, 12)])
        gone = case.died_on or case.withdrew_on
        if gone:
            table.rows.append(
                [*start, us_date(case.died_on), us_date(case.withdrew_on), us_stamp(gone + timedelta(days=1))]
            )
    return table


def episodes(cases: list[Case]) -> Table:
    """One line per episode and state: a finished episode has its opening line too in a sixth of cases."""
    header = [
        "Episode ID",
        "MRN",
        "Program",
        "Start Date",
        "Planned End",
        "End Date",
        "Outcome",
        "Reason Left",
        "Site",
        "Payer",
        "Lead Clinician",
        "Updated At",
        "Pain Months",
    ]
    table = Table("ehr_episodes.csv", header, encoding="utf-8-sig", newline="\r\n")
    for _, episode in each_episode(cases):
        person, ending, rng = episode.person, episode.ending, generator_for(11, episode.person.number, episode.number)
        start = [
            episode.record_number,
            person.record_number,
            PROGRAM[episode.program.code],
            us_date(episode.started),
            us_date(ending.planned_end),
        ]
        end = [SITE[person.site], pick(rng, PAYER[person.payer]), person.clinician]
        lasted = pain_months(episode)
        if ending.ended is None or rng.random() < 0.17:
            table.rows.append([*start, "", "", "", *end, us_stamp(episode.started, 8, 40), lasted])
        if ending.ended is not None:
            closing = [us_date(ending.ended), OUTCOME[ending.how_ended], ending.why_left or ""]
            table.rows.append(
                [*start, *closing, *end, us_stamp(min(ending.ended + timedelta(days=2), AS_OF), 7, 55), lasted]
            )
    table.rows.sort(key=lambda row: (datetime.strptime(row[11], "%m/%d/%Y %H:%M"), row[0]))
    return table


def appointments(cases: list[Case]) -> Table:
    header = ["Appt ID", "MRN", "Date", "Time", "Provider", "Site", "Visit Type", "Status", "Updated At"]
    table, booked = Table("ehr_appointments.csv", header, newline="\r\n"), []
    for case, episode in each_episode(cases):
        booked += [(case, visit) for visit in episode.visits]
    booked += [(case, visit) for case in cases for visit in case.referral_visits]
    booked = [b for b in booked if b[1].on_date <= AS_OF + timedelta(days=BOOKED_AHEAD_DAYS)]
    for case, visit in sorted(booked, key=lambda b: (b[1].on_date, b[1].at_time, b[0].person.number)):
        person = case.person
        rng = generator_for(12, person.number, visit.on_date.toordinal())
        kind = "" if rng.random() < 0.08 and visit.on_date != AS_OF else VISIT_TYPE[visit.checkpoint]
        row = [
            f"A{len(table.rows) + 20001}",
            person.record_number,
            us_date(visit.on_date),
            us_time(visit.at_time),
            person.clinician,
            SITE[person.site],
        ]
        table.rows.append([*row, kind, status(rng, visit), us_stamp(min(visit.on_date, AS_OF), 7, 30)])
    return table


def status(rng, visit: Visit) -> str:
    if visit.on_date >= AS_OF:
        return "Scheduled"
    if visit.came or rng.random() < 0.25:  # a quarter of those without forms did come
        return "Arrived"
    return "No show" if rng.random() < 0.65 else "Canceled"


def events(cases: list[Case]) -> Table:
    header = ["Event ID", "MRN", "Date", "Type", "Description", "Measure", "Reason", "Rev"]
    found: list[tuple[Episode, Happening]] = [(e, event) for _, e in each_episode(cases) for event in e.events]
    table = Table("ehr_events.csv", header, newline="\r\n")
    for episode, event in sorted(found, key=lambda f: (f[1].on_date, f[0].person.number, f[1].kind, f[1].detail)):
        row = [f"V{len(table.rows) + 500001}", episode.person.record_number, us_date(event.on_date), EVENT[event.kind]]
        table.rows.append([*row, event.detail, event.measure or "", event.reason or "", "1"])
    return table


def _forms(episode: Episode, codes: tuple[str, ...]):
    """(checkpoint, date) → {measure: score} for one system; a visit's forms stand on one line."""
    forms: dict[tuple[str, date], dict[str, Score]] = {}
    for score in episode.scores:
        if score.measure in codes and score.occasion == "routine":
            forms.setdefault((score.checkpoint, score.on_date), {})[score.measure] = score
    return forms


def _redcap_lines(cases: list[Case], codes: tuple[str, ...], cells) -> list[list]:
    lines = []
    for _, episode in each_episode(cases):
        for (checkpoint, on_date), scores in _forms(episode, codes).items():
            person = episode.person
            start = [
                str(person.number),
                f"{checkpoint}_arm_1",
                str(episode.number),
                person.record_number,
                on_date.isoformat(),
            ]
            lines.append(
                [
                    *start,
                    *cells(episode, checkpoint, scores),
                    "2" if len(scores) == len(_due(episode, checkpoint, codes)) else "1",
                ]
            )
    return sorted(lines, key=lambda row: (int(row[0]), row[2], row[4]))


def _due(episode: Episode, checkpoint: str, codes: tuple[str, ...]) -> list[str]:
    return [c for c in codes if c in episode.program.checkpoint(checkpoint).measures]


REDCAP_START = ["record_id", "redcap_event_name", "redcap_repeat_instance", "mrn", "visit_date"]


def questionnaires(cases: list[Case]) -> Table:
    """Totals as the project calculates them. -99: due and not answered; blank: not part of the program."""
    header = [
        *REDCAP_START,
        "odi_total",
        "pseq_total",
        "pcs_total",
        "gad7_total",
        "bpi_interference_mean",
        "questionnaires_complete",
    ]

    def cells(episode, checkpoint, scores):
        due = _due(episode, checkpoint, REDCAP)
        return [f"{scores[c].value:g}" if c in scores else NO_ANSWER if c in due else "" for c in REDCAP]

    return Table("redcap_questionnaires.csv", header, _redcap_lines(cases, REDCAP, cells))


def items(cases: list[Case]) -> Table:
    """Item answers: nine of the PHQ-9, four of PROMIS pain interference 4a. Blank items are -99."""
    phq, promis = [f"phq9_{i}" for i in range(1, 10)], [f"promis_pi4a_{i}" for i in range(1, 5)]
    header = [*REDCAP_START, *phq, *promis, "items_complete"]

    def cells(episode, checkpoint, scores):
        rng = generator_for(
            13, episode.person.number, episode.number, *[s.on_date.toordinal() for s in scores.values()]
        )
        return [*phq9_answers(rng, scores.get("phq9")), *promis_answers(rng, scores.get("promis_pi_tscore"))]

    return Table("redcap_phq9_items.csv", header, _redcap_lines(cases, ITEMS, cells))


def phq9_answers(rng, score: Score | None) -> list[str]:
    """Nine answers with the score as sum. Item 9 above 0 in few, more often with a high total (assumed).

    About 2 % of forms lack one or two items (prorated), 3 in 1,000 three or more (not scored).
    """
    if score is None:
        return [""] * 9
    total, positive = int(score.value), 0.001 + 0.003 * max(0, int(score.value) - 9)
    ninth = score.item_9 if score.item_9 is not None else int(rng.integers(1, 3)) if rng.random() < positive else 0
    ninth = min(max(ninth, total - 24), total)
    answers = [str(a) for a in spread(rng, total - ninth, 8, 3)] + [str(ninth)]
    draw = rng.random()
    blank = int(rng.integers(1, 3)) if draw < 0.02 else int(rng.integers(3, 6)) if draw < 0.023 else 0
    for place in rng.choice(8, size=blank if score.item_9 is None else 0, replace=False):
        answers[int(place)] = NO_ANSWER
    return answers


def promis_answers(rng, score: Score | None) -> list[str]:
    """Four answers 1–5 with the raw sum; 3 in 1,000 lack one, which the 4-item form does not allow."""
    if score is None:
        return [""] * 4
    answers = [str(1 + a) for a in spread(rng, int(score.value) - 4, 4, 4)]
    if rng.random() < 0.003 and score.on_date < AS_OF - timedelta(days=30):
        answers[int(rng.integers(0, 4))] = NO_ANSWER
    return answers


def spread(rng, total: int, places: int, most: int) -> list[int]:
    """`total` dealt over `places`, none above `most`."""
    answers = [0] * places
    for _ in range(total):
        open_places = [i for i, a in enumerate(answers) if a < most]
        answers[open_places[int(rng.integers(0, len(open_places)))]] += 1
    return answers


def portal(cases: list[Case]) -> Table:
    """Long, from a vendor who writes semicolons, decimal commas and day-first dates in cp1252."""
    header = [
        "entry_id",
        "version",
        "mrn",
        "instrument",
        "score",
        "completed_on",
        "completed_at",
        "context",
        "device",
        "status",
    ]
    table = Table("portal_scores_long.csv", header, delimiter=";", encoding="cp1252", newline="\r\n")
    found = [(e, s) for _, e in each_episode(cases) for s in e.scores if s.measure in PORTAL]
    for episode, score in sorted(found, key=lambda f: (f[1].on_date, f[1].at_time, f[0].person.number, f[1].measure)):
        rng = generator_for(14, episode.person.number, score.on_date.toordinal())
        value = f"{score.value:g}".replace(".", ",")
        stamp = [score.on_date.strftime("%d.%m.%Y"), score.at_time.strftime("%H:%M")]
        start = [f"P{len(table.rows) + 700001}", "1", episode.person.record_number, INSTRUMENT[score.measure], value]
        table.rows.append([*start, *stamp, CONTEXT[score.occasion], pick(rng, DEVICES), "active"])
    return table


def physio(cases: list[Case]) -> Table:
    """A workbook kept by hand: two title lines above the header, feet and pounds, real Excel dates."""
    header = [
        "Test ID",
        "MRN",
        "Test date",
        "Therapist",
        "30-s chair stand (reps)",
        "6-min walk (ft)",
        "Lift floor-waist (lb)",
        "Remarks",
    ]
    title = ("Functional capacity tests - both sites", "Exported 11/17/2025 06:00", "")
    table = Table("physio_tests.xlsx", header, title=title)
    lines = [(e, on, scores) for _, e in each_episode(cases) for (_, on), scores in _forms(e, PHYSIO).items()]
    for episode, on_date, scores in sorted(lines, key=lambda row: (row[1], row[0].person.number)):
        rng = generator_for(15, episode.person.number, on_date.toordinal())
        value = {code: score.value for code, score in scores.items()}
        walk = round(value["walk_6min"] / FEET) if "walk_6min" in value else None
        lift = round(value["pile_lumbar"] / POUNDS) if "pile_lumbar" in value else None
        reps = int(value["chair_stand_30s"]) if "chair_stand_30s" in value else None
        remark = pick(rng, ("", "", "", "", "", "walking aid", "stopped by pain", "rested once"))
        row = [
            f"T{len(table.rows) + 30001}",
            episode.person.record_number,
            on_date,
            pick(rng, THERAPISTS[episode.person.site]),
        ]
        table.rows.append([*row, reps, walk, lift, remark or None])
    return table


def sleep_diary(cases: list[Case]) -> Table:
    """One line a night; the date is that of the morning, the clock is twelve hours and says AM or PM."""
    header = ["mrn", "morning", "to_bed", "minutes_to_sleep", "minutes_awake", "woke_up", "got_up"]
    table = Table("sleep_diary.csv", header)
    found = [(case.person, night) for case in cases for night in case.nights]
    for person, night in sorted(found, key=lambda f: (f[1].morning, f[0].number)):
        minutes = [str(night.sleep_onset_minutes), str(night.wake_after_minutes)]
        table.rows.append(
            [
                person.record_number,
                night.morning.isoformat(),
                us_time(night.bed_time),
                *minutes,
                us_time(night.wake_time),
                us_time(night.rise_time),
            ]
        )
    return table


def pharmacy(cases: list[Case]) -> Table:
    """Daily opioid dose as the pharmacy computes it, with the name of its factor table."""
    header = ["fill_no", "updated", "mrn", "fill_date", "mme_per_day", "unit", "factor_table"]
    table = Table("pharmacy_mme.csv", header, delimiter="|")
    found = [(case.person, dose) for case in cases for dose in case.doses]
    for person, dose in sorted(found, key=lambda f: (f[1].on_date, f[0].number)):
        stamp = f"{dose.on_date:%Y-%m-%d} 18:00"
        table.rows.append(
            [
                f"RX{len(table.rows) + 80001}",
                stamp,
                person.record_number,
                f"{dose.on_date:%Y%m%d}",
                f"{dose.mg_day:.1f}",
                "mg/day",
                "CDC 2022",
            ]
        )
    return table


def standing_and_activity(cases: list[Case]) -> Table:
    """Long, UTF-16 and tabs as Excel saves "Unicode text". Northgate writes time on task in hours."""
    header = ["MRN", "Test date", "Activity", "Result", "Unit", "Therapist"]
    table = Table("standing_and_activity.csv", header, delimiter="\t", encoding="utf-16-le", newline="\r\n")
    found = [(e.person, s) for _, e in each_episode(cases) for s in e.scores if s.measure in ACTIVITY]
    for person, score in sorted(found, key=lambda f: (f[1].on_date, f[0].number, f[1].measure)):
        rng = generator_for(16, person.number, score.on_date.toordinal())
        hours = score.measure == "time_on_task" and person.site == "northgate"
        result = f"{round(score.value / 15) / 4:g}" if hours else f"{score.value:g}"
        start = [person.record_number, score.on_date.strftime("%d-%b-%Y"), ACTIVITY_NAME[score.measure]]
        table.rows.append([*start, result, "h" if hours else "min", pick(rng, THERAPISTS[person.site])])
    return table
