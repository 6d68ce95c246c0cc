"""The weekly opioid dose of a medication list in plain Python, day by day, for a handful of drugs."""

from datetime import date, timedelta

FACTOR = {"oxycodone": 1.5, "morphine": 1.0, "hydromorphone": 5.0}
"""CDC 2022."""
WITHOUT_FACTOR = ("buprenorphine",)
NO_OPIOID = ("ibuprofen",)
TIMES = {"2": 2, "tid": 3}


def weekly_doses(medications: list[dict], until: dict[str, date], given: set[str]) -> list[dict]:
    """`medications` as they stand; `until` the day to which each patient's list is known; `given` who has a stated dose."""
    found = []
    for patient in sorted({row["patient_id"] for row in medications} - given):
        lines = _lines([row for row in medications if row["patient_id"] == patient], until[patient])
        starts = [line["first"] for line in lines if line["opioid"]]
        day = min(starts, default=None)
        if day is None:
            continue
        weeks: dict[date, list] = {}
        while day <= until[patient]:
            weeks.setdefault(day + timedelta(days=6 - day.weekday()), []).append(_dose_on(day, lines))
            day += timedelta(days=1)
        found += [
            {"patient_id": patient, "measure": "mme_day", "on_date": sunday, "value": round(sum(doses) / len(doses), 9)}
            for sunday, doses in weeks.items() if None not in doses and sunday <= until[patient]
        ]  # fmt: skip
    return found


def _lines(rows: list[dict], until: date) -> list[dict]:
    lines, seen = [], set()
    for row in rows:
        if row["status"] == "entered_in_error" or row["basis"] == "taken":
            continue
        settled = not row["in_conflict"]
        over = row["status"] == "stopped" and row["stopped"] is None
        key = (
            row["drug"],
            row["strength"],
            row["dose"],
            row["per_day"],
            row["started"],
            row["stopped"],
            over,
            row["basis"],
        )
        if settled and key in seen:
            continue
        seen.add(key) if settled else None
        lines.append({
            "drug": row["drug"],
            "opioid": row["drug"] in FACTOR or row["drug"] in WITHOUT_FACTOR,
            "first": row["started"] if settled else None,
            "last": row["stopped"] or until if settled else until,
            "faulty": over or not settled or row["started"] is None,
            "dose": _dose(row) if settled else None,
        })  # fmt: skip
    begin = min((line["first"] for line in lines if line["opioid"] and not line["faulty"]), default=until)
    begin = min(begin, until)
    for line in lines:
        line["first"] = line["first"] or begin
        if not line["opioid"]:
            line["first"] = max(line["first"], begin)
    return [line for line in lines if line["first"] <= min(line["last"], until)]


def _dose(row: dict) -> float | None:
    if row["drug"] not in FACTOR or row["strength"] is None or row["per_day"] not in TIMES:
        return None
    return float(row["strength"].split()[0]) * int(row["dose"]) * TIMES[row["per_day"]] * FACTOR[row["drug"]]


def _dose_on(day: date, lines: list[dict]) -> float | None:
    """None where the day is not known."""
    total = 0.0
    for line in lines:
        if not line["first"] <= day <= line["last"] or line["drug"] in NO_OPIOID:
            continue
        if line["dose"] is None or line["faulty"]:
            return None
        total += line["dose"]
    return total
