"""The sentences of the data quality screen, for the screen, the report and the command line."""

from collections.abc import Mapping, Sequence
from datetime import date

from charts.cohort_in_words import inside
from charts.numbers import MONTHS, number
from domain.measure import Measure
from metrics.data_quality import LateForms, RejectedReason, RowsRead, SameAnswers
from metrics.data_quality_reading import DataQuality
from metrics.form_quality import FormQuality
from metrics.proportion import Proportion
from metrics.safe_export import may_leave, parts_of

CODES = {
    "out_of_range": "Outside the scale",
    "off_step": "Between the steps of the scale",
    "bad_answer": "An answer that the item does not have",
    "not_scored": "Too many blank items",
    "unit_wrong_for_measure": "Unit of another quantity",
    "unknown_unit": "Unknown unit",
    "unit_missing": "No unit",
    "bad_date": "Unreadable date",
    "future_date": "Date in the future",
    "bad_time": "Unreadable time",
    "bad_number": "Unreadable number",
    "bad_line": "Broken line",
    "empty": "No score",
    "no_patient": "No patient",
    "unknown_measure": "Unknown measure",
    "unknown_label": "Word that the mapping does not list",
    "unknown_program": "Unknown program",
}
"""Code of a rejection → what a reader sees; one that is not listed is shown as its code in words."""
NO_SITE = "No site recorded"


def reason_name(code: str) -> str:
    """'Outside the scale'; of an unlisted code its own words: 'bad_offset' → 'Bad offset'."""
    words = code.replace("_", " ")
    return CODES.get(code) or words[:1].upper() + words[1:]


def opening(quality: DataQuality, rows: RowsRead | None, below: int = 0) -> tuple[str, str]:
    """How complete and trustworthy, then what to chase first. `rows` None: who asks may not see them. `below`: counts from 1 to
    one less are not told, for what leaves the clinic; so in every sentence here."""
    total = quality.total
    if not total.total:
        return "No form is due yet.", open_rows(rows, below)
    if not may_leave((total.total, *parts_of(total)), below):
        return f"{_n(total.total, below)} forms are due: too few to tell how many are in.", open_rows(rows, below)
    percent = total.percent(quality.percentage_from)
    share = "" if percent is None else f" ({percent}%)"
    bold = f"{number(total.count)} of {number(total.total)} forms due are in{share}"
    trust = _trust(rows, below)
    return f"{bold}{trust}.", " ".join(filter(None, [widest_gap(quality, below), open_rows(rows, below)]))


def _trust(rows: RowsRead | None, below: int) -> str:
    if rows is None or not rows.used.total:
        return ""
    total, left = number(rows.used.total), rows.used.total - rows.used.count
    return f"; all but {_n(left, below)} of {total} rows count" if left else f"; all {total} rows count"


def widest_gap(quality: DataQuality, below: int = 0) -> str:
    """'Chase first: 3 months, where 1,902 of 5,900 forms are missing, most of all Average pain (144 of 428).'"""
    places: dict[str, list[FormQuality]] = {}
    for one in quality.forms.values():
        places.setdefault(one.checkpoint, []).append(one)
    missing = {code: sum(one.due - one.filled.count for one in told) for code, told in places.items()}
    if not any(missing.values()):
        return "Nothing that was due is missing."
    code = max(missing, key=lambda one: missing[one])
    due = sum(one.due for one in places[code])
    worst = max(places[code], key=lambda one: one.due - one.filled.count)
    name = quality.measures[worst.measure].short_name
    if not may_leave((missing[code], due - missing[code], *parts_of(worst.filled)), below):
        return f"Chase first: {inside(quality.checkpoints[code])}, most of all {name}."
    return (
        f"Chase first: {inside(quality.checkpoints[code])}, where {number(missing[code])} of {number(due)} forms are missing, "
        f"most of all {name} ({number(worst.due - worst.filled.count)} of {number(worst.due)})."
    )


def open_rows(rows: RowsRead | None, below: int = 0) -> str:
    """'Rows that need a person: 39 rejected, 20 in conflict, 5 waiting for a registration.'"""
    if rows is None:
        return ""
    told = [(rows.rejected, "rejected"), (rows.conflicts, "in conflict"), (rows.waiting, "waiting for a registration")]
    open_ = [f"{_n(n, below)} {words}" for n, words in told if n]
    if not open_:
        return "No row needs a person."
    return f"Rows that need a person: {', '.join(open_)}."


def _n(count: int, below: int) -> str:
    return number(count) if may_leave((count,), below) else f"fewer than {below}"


def late(told: LateForms, limit: int, below: int = 0) -> list[str]:
    """What came late, and what of it still counts."""
    if not told.due:
        return ["No form is due yet."]
    if not told.filled and not told.outside:
        return ["No form that was due has come."]
    first = f"{_counted(told.rescued_of_filled, limit, below)} forms came after the due day and still count"
    first += f", half of them within {_days(told.median_days_late)}." if told.rescued else "."
    missed = (
        f"{_counted(told.outside_of_due, limit, below)} forms due came only when no window was open and count nowhere"
    )
    parts = [
        f"{_n(n, below)} {words}, half within {_days(days)}"
        for n, words, days in (
            (told.after, "after it closed", told.median_days_after),
            (told.before, "before it opened", told.median_days_before),
        )
        if n
    ]
    second = f"{missed}: {'; '.join(parts)}." if parts else "None came only when no window was open."
    return [first, second, f"{_n(told.never, below)} did not come at all."]


def _counted(told: Proportion, limit: int, below: int) -> str:
    if not may_leave(parts_of(told), below):
        return _n(told.count, below) if told.count < below else "Nearly all"
    percent = told.percent(limit)
    return f"{number(told.count)} of {number(told.total)}" + ("" if percent is None else f" ({percent}%)")


def _days(days: float | None) -> str:
    assert days is not None
    return "a day" if days == 1 else f"{number(days)} days"


def rows_sentence(rows: RowsRead, below: int = 0) -> str:
    """'14 files, 68,204 rows read: 142 corrected an older value, 3 were repeated, 39 cannot be used.'"""
    files = f"{number(rows.files)} file{'' if rows.files == 1 else 's'}"
    return (
        f"{files}, {number(rows.read)} rows read: {_n(rows.corrected, below)} corrected an older value, "
        f"{_n(rows.duplicates, below)} {'was' if rows.duplicates == 1 else 'were'} repeated, {_n(rows.rejected, below)} cannot be used."
    )


def implausible(found: Sequence[RejectedReason]) -> str:
    """'Of the rejected, 13 are scores that cannot be: outside the scale 5, …'"""
    counted: dict[str, int] = {}
    for row in found:
        counted[row.code] = counted.get(row.code, 0) + row.n
    told = ", ".join(f"{reason_name(code).lower()} {number(n)}" for code, n in counted.items())
    total = sum(counted.values())
    return f"{number(total)} of the rejected {'is a score' if total == 1 else 'are scores'} that cannot be: {told}."


def filled_with_care(
    same: Sequence[SameAnswers], prorated: Mapping[str, Proportion], measures: Mapping[str, Measure], limit: int
) -> list[str]:
    """How many were scored around blanks, and how many have one answer throughout."""
    blanks, known = sum(p.count for p in prorated.values()), sum(p.total for p in prorated.values())
    first = (
        f"{number(blanks)} of {number(known)} forms with known items were scored around blanks."
        if known
        else "No form due came with its items."
    )
    most = max(same, key=lambda one: one.same.share or 0, default=None)
    if most is None or not most.same.count:
        return [first, "None has one answer throughout."]
    name = measure_name(most.measure, measures)
    return [
        first,
        f"One answer throughout is most frequent in {name}: {most.same.wording(limit)}, {number(most.at_an_end)} of these at the first or "
        f"last answer, which may be the truth.",
    ]


def month_name(month: date, with_year: bool = True) -> str:
    """'Nov 2025'."""
    return f"{MONTHS[month.month - 1][:3]} {month.year}" if with_year else MONTHS[month.month - 1][:3]


def measure_name(code: str | None, measures: Mapping[str, Measure]) -> str:
    """Short name of a measure; '–' where none is named."""
    measure = measures.get(code or "")
    return measure.short_name if measure else code or "–"
