"""Scores that a source has computed: long files (one score a line) and wide ones (several a line)."""

import numpy as np
import pandas as pd

from domain.loaded import RowKind
from domain.observation import check_observations
from domain.unit import convert, is_timed_test, unit_fault, written_in
from loaders.dates import ClinicToday
from loaders.lines import Lines, answered
from loaders.mapping import Mapping, Score
from loaders.numbers import numbers
from loaders.parts import Parts, joined, settle
from loaders.safety import safety_answers
from loaders.table import Table

GIVEN = "given"
"""score_status of a score that came as a score, not as item answers."""


def read_long_scores(lines: Lines) -> Parts:
    """One row per line. A line without a score is rejected as empty, unless it retracts a record."""
    lines.reject_empty()
    patients = lines.patients()
    records = lines.records()
    lines.reject(lines.blank("value") & ~records["retracted"], "value", "empty", "The line has no score.")
    when = when_observed(lines, records["retracted"] & ~lines.blank("record"))
    measures = lines.codes("measure", "The measure", code="unknown_measure", known=tuple(lines.mapping.registry))
    lines.reject(measures == None, "measure", "unknown_measure", "The line names no measure.")  # noqa: E711
    given = np.where(lines.take_percent_signs("value"), "%", units_given(lines, measures))
    values = _amounts(lines, measures, given)
    columns = {
        "patient": patients,
        "measure": measures,
        **when,
        **records,
        "form": lines.free_text("form"),
        "mode": lines.free_text("mode"),
        "standard_error": lines.numbers("standard_error", "The standard error"),
        "score_status": np.full(len(lines), GIVEN, dtype=object),
    }
    columns["value"], columns["unit"] = in_own_unit(lines, values, measures, given)
    _check_scores(lines, columns, values, given)
    flags = safety_answers(lines, columns, ~lines.blank("value") | records["retracted"])
    return settle(RowKind.OBSERVATION, columns, lines.ledger, lines.lines, flags=flags)


def read_wide_scores(table: Table, mapping: Mapping, today: ClinicToday) -> Parts:
    """One row per filled score cell. A line without any is one rejected row, or retracts every score."""
    texts = [answered(table.cells[score.column], mapping, "value") for score in mapping.scores]
    filled = [(text != "").to_numpy(dtype=bool) for text in texts]
    blank = ~np.logical_or.reduce(filled)
    retracted = blank & retracting(table, mapping, today)
    parts = [
        _one_column(table, mapping, score, mask | retracted, today)
        for score, mask in zip(mapping.scores, filled, strict=True)
    ]
    sentence = "The line has no score in any column that the mapping reads."
    return joined([*parts, lines_without(table, mapping, blank & ~retracted, today, sentence)])


def retracting(table: Table, mapping: Mapping, today: ClinicToday) -> np.ndarray:
    """Lines of a wide file that withdraw their record."""
    if "retracted" not in mapping.columns:
        return np.zeros(len(table.lines), dtype=bool)
    everything = np.ones(len(table.lines), dtype=bool)
    return part_of(table, mapping, everything, {}, today).records()["retracted"].astype(bool)


def lines_without(table: Table, mapping: Mapping, nothing: np.ndarray, today: ClinicToday, sentence: str) -> Parts:
    """Lines of a wide file that hold no row, one rejected row each."""
    lines = part_of(table, mapping, nothing, {}, today)
    lines.reject(np.ones(len(lines), dtype=bool), None, "empty", sentence)
    return settle(RowKind.OBSERVATION, {}, lines.ledger, lines.lines)


def part_of(
    table: Table,
    mapping: Mapping,
    chosen: np.ndarray,
    headers: dict[str, str],
    today: ClinicToday,
    **constants: str | None,
) -> Lines:
    """Some lines of a wide file as if they were lines of a long one: `headers` and `constants` fill the rest."""
    own = mapping.columns | headers
    texts = {
        field: answered(table.cells[header], mapping, field)[chosen].reset_index(drop=True)
        for field, header in own.items()
    }
    told = mapping.constants | {field: text for field, text in constants.items() if text}
    lines = Lines(texts, table.lines[chosen], mapping.model_copy(update={"constants": told}), today)
    lines.headers.update(headers)
    return lines


def _one_column(table: Table, mapping: Mapping, score: Score, filled: np.ndarray, today: ClinicToday) -> Parts:
    own = {"value": score.column, "date": score.date, "standard_error": score.standard_error}
    headers = {field: header for field, header in own.items() if header}
    lines = part_of(table, mapping, filled, headers, today, measure=score.measure, unit=score.unit, form=score.form)
    return read_long_scores(lines)


def when_observed(lines: Lines, withdrawn: np.ndarray | None = None) -> dict[str, np.ndarray]:
    """Date, local time, UTC offset and occasion; a date column may hold time and zone as well.

    `withdrawn` rows need no date: their record's own number says what they take back.
    """
    undated = lines.blank("date") if withdrawn is None else lines.blank("date") & ~withdrawn
    lines.reject(undated, "date", "bad_date", "The date is missing.")
    days, day_times, offsets = lines.moments("date", "The date")
    occasions = lines.codes("occasion", "The occasion")
    return {
        "on_date": days,
        "at_time": lines.times("time", "The time") if lines.has("time") else day_times,
        "utc_offset_minutes": offsets,
        "occasion": np.where(occasions == None, "routine", occasions),  # noqa: E711
    }


def units_given(lines: Lines, measures: np.ndarray) -> np.ndarray:
    """The source's unit of each row: its own cell, else what the mapping declares for the measure."""
    found = lines.codes("unit", "The unit") if lines.has("unit") else np.full(len(lines), None, dtype=object)
    if not lines.mapping.units:
        return found
    declared = pd.Series(measures, dtype=object).map(lines.mapping.units).to_numpy(dtype=object)
    return np.where((found == None) & ~pd.isna(declared), declared, found)  # noqa: E711


def _amounts(lines: Lines, measures: np.ndarray, units: np.ndarray) -> np.ndarray:
    """Score of each row as the source gives it; a word counts as the number that the mapping declares for it.

    In a test that is timed no number of seconds is the worst result, so a word stands for none there.
    """
    words = lines.mapping.values.get("value", {})
    if not words:
        return lines.amounts("value", "The score", units)
    texts = lines.texts("value")
    worded = texts.isin(list(words)).to_numpy(dtype=bool)
    for code, measure in lines.mapping.registry.items():
        if is_timed_test(measure):
            sentence = f"{measure.name} is timed: a word such as 'unable' stands for no number of seconds."
            lines.reject(worded & (measures == code), "value", "bad_number", sentence)
    values = lines.amounts("value", "The score", units, ~worded)
    meant = dict(zip(words, numbers(list(words.values()), "."), strict=True))
    return np.where(worded, texts.map(meant).to_numpy(dtype=float), values)


def in_own_unit(
    lines: Lines, values: np.ndarray, measures: np.ndarray, units: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """(values in the measure's own unit, that unit) of each row; rows whose unit cannot be read are closed."""
    own = np.full(len(values), None, dtype=object)
    converted, registry = values.copy(), lines.mapping.registry
    pairs = pd.DataFrame({"measure": measures, "unit": units})
    for (code, unit), here in pairs.groupby(["measure", "unit"], dropna=False).indices.items():
        if code not in registry:
            continue
        given, measure = unit if isinstance(unit, str) else None, registry[code]
        reason = unit_fault(given, measure)
        if reason is not None:
            bad = np.zeros(len(values), dtype=bool)
            bad[here] = ~np.isnan(values[here])
            lines.reject(bad, "unit", reason.code, reason.sentence)
            continue
        converted[here] = convert(values[here], given, measure).values
        own[here] = measure.unit
    return converted, own


def _check_scores(lines: Lines, columns: dict[str, np.ndarray], given: np.ndarray, units: np.ndarray) -> None:
    """Range and step of each score, asked once per distinct (measure, form, score): dates are checked already.

    Where a unit was converted, the reason also says what stands in the file.
    """
    open_rows = lines.ledger.open & ~np.isnan(columns["value"])
    rows = pd.DataFrame({name: columns[name][open_rows] for name in ("measure", "form", "value")})
    group = rows.groupby(["measure", "form", "value"], dropna=False, sort=False).ngroup().to_numpy()
    first = rows.loc[~pd.Series(group).duplicated()].assign(patient="somebody", on_date=lines.today.day)
    found = check_observations(first, lines.today.day, lines.mapping.registry)
    code, reason = (np.full(len(lines), None, dtype=object) for _ in range(2))
    code[open_rows], reason[open_rows] = (
        found["code"].to_numpy(dtype=object)[group],
        found["reason"].to_numpy(dtype=object)[group],
    )
    for i in np.flatnonzero(code != None):  # noqa: E711
        if given[i] != columns["value"][i]:
            reason[i] += f" The file says {written_in(given[i], units[i])}."
    for one in sorted({c for c in found["code"] if isinstance(c, str)}):
        lines.reject(code == one, "value", one, reason)
