"""What payers were asked, computed row by row."""

from collections import Counter
from datetime import date, timedelta


def watched(
    authorizations, patients, episodes, as_of: date, near_days: int, nearly: float, since_days: int
) -> list[dict]:
    """The newest request of each patient, payer and service, where it needs somebody's attention."""
    alive = {p["patient_id"] for p in patients if not any(d and d <= as_of for d in (p["died_on"], p["withdrew_on"]))}
    newest: dict = {}
    for row in authorizations:
        if row["patient_id"] in alive and row["requested_on"] and row["requested_on"] <= as_of:
            key = row["patient_id"], row["payer"] or "", row["service"] or ""
            newest[key] = max(newest.get(key, row), row, key=_order)
    return [
        told
        for row in newest.values()
        if (told := _told(row, episodes, as_of)) and _matters(told, as_of, near_days, nearly, since_days)
    ]


def _order(row: dict) -> tuple:
    return row["requested_on"], row["decided_on"] or row["requested_on"], row["authorization_id"]


def _told(row: dict, episodes, as_of: date) -> dict:
    is_decided = row["decided_on"] is not None and row["decided_on"] <= as_of
    own = [e for e in episodes if e["patient_id"] == row["patient_id"]]
    names = ("authorization_id", "patient_id", "payer", "service", "level", "requested_on")
    rest = ("units_approved", "units_used", "valid_from", "valid_to", "deadline_on")
    return {
        **{name: row[name] for name in names},
        "decided_on": row["decided_on"] if is_decided else None,
        "decision": row["decision"] if is_decided else None,
        **{name: row[name] for name in rest},
        "is_under_way": not own or any(e["ended"] is None or e["ended"] > as_of for e in own),
    }


def _matters(row: dict, as_of: date, near_days: int, nearly: float, since_days: int) -> bool:
    def is_near(day):
        return day is not None and abs((day - as_of).days) <= near_days

    if row["decision"] in ("approved", "partly") and row["is_under_way"]:
        has_ended = row["valid_to"] is not None and row["valid_to"] < as_of
        used = (
            row["units_used"] is not None
            and row["units_approved"]
            and row["units_used"] >= nearly * row["units_approved"] - 1e-9
        )
        if is_near(row["valid_to"]) or (not has_ended and used):
            return True
    if row["decision"] in ("denied", "partly"):
        if row["deadline_on"] is not None:
            return is_near(row["deadline_on"])
        return row["decided_on"] >= as_of - timedelta(days=since_days)
    return False


def decisions(authorizations, as_of: date, from_day: date | None) -> list[dict]:
    found: Counter = Counter()
    for row in authorizations:
        on = row["requested_on"]
        if on is None or on > as_of or (from_day is not None and on < from_day):
            continue
        decision, decided_on = row["decision"], row["decided_on"]
        if decision == "pending" or (decided_on is not None and decided_on > as_of):
            decision = None
        days = (decided_on - on).days if decision and decided_on and on <= decided_on <= as_of else None
        found[row["payer"], row["service"], row["level"], decision, days] += 1
    return [
        dict(zip(("payer", "service", "level", "decision", "days", "n"), (*key, n), strict=True))
        for key, n in found.items()
    ]
