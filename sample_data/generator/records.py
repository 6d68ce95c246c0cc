"""What the clinic and the payers write beside the scores: goals, authorizations with denials and appeals, medication lists.

Each table draws from streams of its own, so that no other file changes by a byte. All texts are ours: the payers' reasons
are written in their manner and quote nobody.
"""

from datetime import date, timedelta

import numpy as np

from sample_data.generator import figures as f
from sample_data.generator.episodes import Episode
from sample_data.generator.people import pick
from sample_data.generator.population import Case
from sample_data.generator.setting import AS_OF, generator_for, next_weekday
from sample_data.generator.tables import Table

GOALS_STREAM, AUTHORIZATIONS_STREAM, MEDICATIONS_STREAM, PAIN_STREAM = 31, 32, 33, 34

GOAL = {
    "walk_6min": (("Walk to the shop and back", "Walk the dog round the block", "Walk my daughter to school"), 60, "m"),
    "standing_tolerance": (
        ("Cook a meal standing", "Stand through the church service", "Work at the bench"),
        15,
        "min",
    ),
    "chair_stand_30s": (("Get up without my hands", "Climb the stairs to the bedroom"), 3, "count"),
}
"""Measure → (the patient's words, gain aimed at, unit)."""
WORDS_ONLY = (
    "Sleep through the night",
    "Play cards with my friends again",
    "Drive to my sister",
    "Go back to half days",
)

SERVICE = {"interdisciplinary": "97799 interdisciplinary program", "functional": "97545 work hardening", "opioid_taper": "97799 rehabilitation with taper"}  # fmt: skip
PLAN = {"commercial": "Commercial PPO", "medicaid": "Medicaid managed care", "workers_comp": "Workers comp"}
DENIED = (
    "The records sent do not show that less intensive care was tried and failed within the last six months.",
    "Interdisciplinary care of this length is not considered medically necessary for the diagnosis submitted.",
    "No measurable functional goals with a time frame were included with the request.",
    "The request exceeds the number of units allowed per episode of care under this plan.",
    "Progress notes do not document objective improvement since the last authorization.",
)
PARTLY = "Half of the requested units are approved; submit objective measures of progress before requesting more."
UPHELD = "The reviewer upholds the decision: the new records do not change the earlier finding."
OVERTURNED = "Approved on review: serial function scores show a need and a measurable plan."
DAYS_TO_APPEAL = 180
"""Assumed for the sample; a real deadline stands in the payer's letter."""

OPIOIDS = (
    ("oxycodone", "5 mg", "tablet"), ("hydrocodone/acetaminophen", "5/325 mg", "tablet"), ("tramadol", "50 mg", "tablet"),
    ("morphine sulfate ER", "15 mg", "tablet"), ("tapentadol", "50 mg", "tablet"),
)  # fmt: skip
OTHERS = (
    ("gabapentin", "300 mg", "capsule"), ("duloxetine", "30 mg", "capsule"), ("ibuprofen", "400 mg", "tablet"),
    ("cyclobenzaprine", "5 mg", "tablet"), ("nortriptyline", "25 mg", "capsule"), ("meloxicam", "7.5 mg", "tablet"),
)  # fmt: skip


def us_date(day: date | None) -> str:
    return day.strftime("%m/%d/%Y") if day else ""


def pain_months(episode: Episode) -> str:
    """How long the pain had lasted at the start, in months; '' for one in sixteen. Median four years (assumed)."""
    rng = generator_for(PAIN_STREAM, episode.person.number, episode.number)
    months = max(3, round(float(rng.lognormal(np.log(48), 0.9))))
    return "" if rng.random() < 0.0625 else str(min(months, 480))


def goals(cases: list[Case]) -> Table:
    """One or two goals for two fifths of the episodes; met where the score at program end says so."""
    header = ["Goal ID", "MRN", "Goal", "Measure", "Target", "Unit", "Set On", "Due On", "Due At", "Status", "Rev"]
    found = []
    for case in cases:
        for episode in case.episodes:
            rng = generator_for(GOALS_STREAM, case.person.number, episode.number)
            if rng.random() < 0.4:
                found += [row for row in (_goal(rng, episode), _wish(rng, episode)) if row]
    found.sort(key=lambda row: (row[0], row[1]))
    rows = [[f"G{place:05d}", *cells, "1"] for place, (_, _, *cells) in enumerate(found, start=7001)]
    return Table("ehr_goals.csv", header, rows, newline="\r\n")


def _goal(rng, episode: Episode) -> list | None:
    measured = [code for code in GOAL if episode.score(code, "intake")]
    if not measured:
        return None
    code = pick(rng, measured)
    words, gain, unit = GOAL[code]
    intake, end = episode.score(code, "intake"), episode.score(code, "program_end")
    assert intake is not None
    target = round(intake.value + gain)
    reached = end is not None and end.value >= target
    status = "Met" if reached else "Dropped" if episode.ending.left_early else "Open"
    return _goal_row(episode, pick(rng, words), code, str(target), unit, status)


def _wish(rng, episode: Episode) -> list | None:
    """A goal in words alone, for a third."""
    if rng.random() > 0.33:
        return None
    status = "Dropped" if episode.ending.left_early else pick(rng, ("Open", "Met")) if episode.ending.ended else "Open"
    return _goal_row(episode, pick(rng, WORDS_ONLY), "", "", "", status)


def _goal_row(episode: Episode, words: str, code: str, target: str, unit: str, status: str) -> list:
    set_on = min(episode.started + timedelta(days=2), AS_OF)
    who = episode.person.record_number
    due = episode.ending.planned_end
    return [set_on, who + words, who, words, code, target, unit, us_date(set_on), us_date(due), "DC-EVAL", status]


def authorizations(cases: list[Case]) -> Table:
    """Requests for a program before it starts, by level. One in five is denied at first; most denials are appealed."""
    header = [
        "Request ID", "MRN", "Plan", "Service", "Level", "Requested", "Decided", "Decision", "Units Requested", "Units Approved",
        "Units Used", "Valid From", "Valid To", "Respond By", "Reason", "Rev",
    ]  # fmt: skip
    found: list[tuple[date, str, list]] = []
    for case in cases:
        for episode in case.episodes:
            if episode.person.payer in PLAN:
                rng = generator_for(AUTHORIZATIONS_STREAM, case.person.number, episode.number)
                found += _requests(rng, episode) if rng.random() < 0.6 else []
    found.sort(key=lambda entry: entry[:2])
    rows = [[f"AU{place:05d}", *cells, "1"] for place, (_, _, cells) in enumerate(found, start=3001)]
    return Table("payer_authorizations.csv", header, rows, newline="\r\n")


def _requests(rng, episode: Episode) -> list[tuple[date, str, list]]:
    """The first request and what followed, none of it after AS_OF."""
    asked = next_weekday(episode.started - timedelta(days=int(rng.integers(18, 35))))
    units = episode.program.weeks * 3
    draw = rng.random()
    decision = "denied" if draw < 0.2 else "partly" if draw < 0.3 else "approved"
    found = [_request(rng, episode, "initial", asked, decision, units)]
    while decision == "denied" and rng.random() < 0.8 and len(found) < 3:
        level = ("initial", "reconsideration", "appeal")[len(found)] if rng.random() < 0.7 else "peer_to_peer"
        asked = next_weekday(asked + timedelta(days=int(rng.integers(12, 30))))
        if asked > AS_OF or level in {cells[3] for _, _, cells in found}:
            break
        decision = pick(rng, ("approved", "denied"), (0.55, 0.45))
        found.append(_request(rng, episode, level, asked, decision, units))
    return found


def _request(rng, episode: Episode, level: str, asked: date, decision: str, units: int) -> tuple[date, str, list]:
    decided = next_weekday(asked + timedelta(days=int(rng.integers(3, 14))))
    if decided > AS_OF:
        decision = "pending"
    approved = {"approved": units, "partly": units // 2}.get(decision)
    used = None if approved is None else min(approved, len([e for e in episode.events if e.kind == "session_attended"]))
    reason = {"partly": PARTLY, "approved": OVERTURNED if level != "initial" else ""}.get(decision, "")
    if decision == "denied":
        reason = UPHELD if level != "initial" and rng.random() < 0.5 else pick(rng, DENIED)
    start = episode.started if approved else None
    cells = [
        episode.person.record_number, PLAN[episode.person.payer], SERVICE[episode.program.code], level, us_date(asked),
        us_date(decided) if decision != "pending" else "", decision, units, approved, used, us_date(start),
        us_date(start + timedelta(weeks=episode.program.weeks + 4)) if start else "",
        us_date(decided + timedelta(days=DAYS_TO_APPEAL)) if decision == "denied" else "", reason,
    ]  # fmt: skip
    return asked, episode.person.record_number + level, cells


def medications(cases: list[Case]) -> Table:
    """Medication lists of some who are in no taper: a few with an opioid, some of it stopped, little of it unreadable."""
    header = [
        "Line ID", "MRN", "Medication", "Strength", "Dose", "Dose Unit", "Times A Day", "Route", "PRN", "Start", "Stop", "Status",
        "Indication", "Updated At",
    ]  # fmt: skip
    found: list[tuple[date, str, list]] = []
    for case in cases:
        listed = case.person.number <= f.PEOPLE and case.episodes and not case.doses
        rng = generator_for(MEDICATIONS_STREAM, case.person.number)
        if listed and rng.random() < 0.25:
            found += _list_of(rng, case)
    found.sort(key=lambda entry: entry[:2])
    rows = [[f"ML{place:05d}", *cells] for place, (_, _, cells) in enumerate(found, start=1001)]
    return Table("ehr_medications.csv", header, rows, newline="\r\n")


def _list_of(rng, case: Case) -> list[tuple[date, str, list]]:
    episode, last = case.episodes[0], case.died_on or case.withdrew_on or AS_OF
    begins = episode.started - timedelta(days=int(rng.integers(30, 200)))
    lines = []
    for _ in range(int(rng.integers(1, 3))):
        lines.append(_line(rng, case, pick(rng, OTHERS), begins, None))
    if rng.random() < 0.45:
        opioid, draw = pick(rng, OPIOIDS), rng.random()
        if draw < 0.05:
            opioid = (opioid[0], "", opioid[2])  # nobody wrote the strength
        elif draw < 0.1:
            opioid = ("Percodol", "5 mg", "tablet")  # a brand name that no table knows, and that nobody sells
        stop = episode.started + timedelta(days=int(rng.integers(20, 120))) if rng.random() < 0.4 else None
        lines.append(_line(rng, case, opioid, begins, stop if stop and stop < last else None))
    if last < AS_OF:
        lines = [
            (day, key, [*cells[:9], cells[9] or us_date(last), "Stopped", *cells[11:]]) for day, key, cells in lines
        ]
    return list({key: (day, key, cells) for day, key, cells in lines}.values())


def _line(rng, case: Case, medicine: tuple[str, str, str], start: date, stop: date | None) -> tuple[date, str, list]:
    drug, strength, unit = medicine
    indication = "chronic pain" if rng.random() < 0.8 else ""
    cells = [
        case.person.record_number, drug, strength, int(rng.integers(1, 3)), unit, pick(rng, ("bid", "tid", "3", "q8h")), "po",
        "Y" if rng.random() < 0.15 else "N", us_date(start), us_date(stop), "Stopped" if stop else "Active", indication,
        f"{us_date(min(start + timedelta(days=1), AS_OF))} 10:15",
    ]  # fmt: skip
    return start, case.person.record_number + drug, cells
