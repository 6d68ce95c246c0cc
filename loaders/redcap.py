"""REDCap: exports and pulled pages in; registrations, episodes and scores out.

What is one row: each registration (one per record), each filled episode form, each filled score field, each form with
an answered item and each form marked Unverified or Complete that holds nothing. A form that is still Incomplete and
holds nothing is no row, because REDCap exports it for every event in which nobody has opened it.
"""

from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from domain.clinic import Clinic
from domain.rows import REJECTED_COLUMNS
from loaders.dates import ClinicToday
from loaders.items import read_wide_items
from loaders.lines import lines_of
from loaders.mapping import Mapping
from loaders.observations import read_wide_scores
from loaders.parts import Parts, joined
from loaders.redcap_export import DAG, EAV, Export, read_export, read_fields
from loaders.redcap_mapping import (
    EXPORT_TIME,
    MODE_COLUMN,
    OCCASION_COLUMN,
    RECORD_COLUMN,
    VERSION_COLUMN,
    RedcapMapping,
)
from loaders.redcap_rows import RedcapRows
from loaders.redcap_tables import MeasureForm
from loaders.redcap_withdrawn import withdrawn_parts
from loaders.registry import read_episodes, read_patients
from loaders.source_error import SourceError
from loaders.table import Table

REGISTRATION = ""
"""The part of a record that stands for its registration."""


def read_redcap(path: Path, mapping: RedcapMapping, clinic: Clinic, today: date) -> Parts:
    """Every row of an export or of a page of a pull.

    Raises:
        SourceError: the file is no such export, or lacks a field that the mapping reads.
    """
    export = read_export(path, mapping.wanted, mapping)
    _check_columns(export, mapping, str(path))
    rows = RedcapRows(_named_rows(export, mapping), mapping)
    told, torn = rows.patients()
    parts = [_nameless(export, mapping), *_parts(rows, told, clinic, ClinicToday(today, clinic.clock.time_zone))]
    parts = [_two_patients(part, set(rows.lines[torn].tolist())) for part in parts]
    if export.withdrawn:
        parts.append(withdrawn_parts(export.withdrawn, export.exported_at, mapping.registry))
    whole = joined(parts, export.lines_read + len(export.withdrawn))
    notes = (*whole.notes, *_notes(rows, whole, export))
    return Parts(whole.rows, whole.rejected, whole.flags, notes, whole.lines_read)


def fits_redcap(path: Path, mapping: RedcapMapping) -> bool:
    """Whether a file is an export with every field that the mapping reads.

    Raises:
        SourceError: it is no such export.
    """
    fields = read_fields(path, mapping)
    if fields is None:
        _check_columns(read_export(path, mapping.wanted, mapping), mapping, str(path))
        return True
    if mapping.layout == "eav":
        return set(EAV) <= set(fields)
    _check_fields(fields, mapping, str(path))
    return True


def parts_present(export: Export, mapping: RedcapMapping) -> set[str]:
    """The source's own numbers of everything that holds something: what is not among them is gone."""
    rows = RedcapRows(_named_rows(export, mapping), mapping)
    found = set(rows.keys_of_records(REGISTRATION)) if mapping.patients else set()
    for form in mapping.episodes:
        found |= set(rows.keys(form.form)[_filled(rows, list(form.columns.values()))])
    for entry in mapping.forms:
        scores, items = _columns_of(entry)
        filled = _filled(rows, scores) | _filled(rows, items, entry.form)
        found |= set(rows.keys(entry.form)[filled])
    return found


def _check_columns(export: Export, mapping: RedcapMapping, name: str) -> None:
    """Columns that only some exports have may be missing; EAV leaves out whatever nobody filled."""
    if not len(export.cells) and not len(export.cells.columns):
        return
    _check_fields(export.cells.columns, mapping, name)


def _check_fields(fields: Collection[str], mapping: RedcapMapping, name: str) -> None:
    optional = {f"{entry.form}_timestamp" for entry in mapping.forms if entry.date} | {DAG}
    forms = [entry.form for entry in mapping.forms] + [form.form for form in mapping.episodes]
    optional |= {f"{form}_complete" for form in forms}
    needed = [mapping.record_id] if mapping.layout == "eav" else mapping.wanted
    for column in needed:
        if column not in fields and column not in optional and not column.startswith("redcap_"):
            if column.endswith("_timestamp"):
                raise SourceError(f"{name} has no '{column}'; name the form's date field in the mapping.")
            raise SourceError(f"{name} has no field '{column}', which the mapping reads.")


def _named_rows(export: Export, mapping: RedcapMapping) -> Export:
    named = (export.column(mapping.record_id) != "").to_numpy(dtype=bool)
    cells = export.cells[named].reset_index(drop=True)
    return Export(cells, export.lines[named], export.broken, export.lines_read, export.exported_at, export.withdrawn)


def _nameless(export: Export, mapping: RedcapMapping) -> Parts:
    lines = export.lines[(export.column(mapping.record_id) == "").to_numpy(dtype=bool)]
    entries = [(line, mapping.record_id, "bad_line", "The row names no record.") for line in lines]
    rejected = pd.DataFrame(entries, columns=list(REJECTED_COLUMNS)) if entries else export.broken
    return Parts({}, pd.concat([export.broken, rejected]) if entries and len(export.broken) else rejected)


def _parts(rows: RedcapRows, patients: np.ndarray, clinic: Clinic, today: ClinicToday) -> Iterator[Parts]:
    mapping = rows.mapping
    if mapping.patients:
        yield _registrations(rows, patients, clinic, today)
    for form in mapping.episodes:
        table_mapping = mapping.episodes_table(form)
        filled = _filled(rows, list(form.columns.values()))
        table = _table(rows, table_mapping, filled, patients, form.form)
        part = read_episodes(lines_of(table, table_mapping, today), clinic)
        yield _by_status(part, rows, form.form)
    for entry in mapping.forms:
        yield from _measures(rows, entry, patients, today)


def _measures(rows: RedcapRows, entry: MeasureForm, patients: np.ndarray, today: ClinicToday) -> Iterator[Parts]:
    mapping = rows.mapping
    scores, items = _columns_of(entry)
    if scores:
        table_mapping = mapping.scores_table(entry)
        table = _table(rows, table_mapping, _filled(rows, scores), patients, entry.form)
        yield _by_status(read_wide_scores(table, table_mapping, today), rows, entry.form)
    if items:
        table_mapping = mapping.items_table(entry)
        table = _table(rows, table_mapping, _filled(rows, items, entry.form), patients, entry.form)
        yield _by_status(read_wide_items(table, table_mapping, today), rows, entry.form)
    touched = np.isin(rows.statuses(entry.form), ("unverified", "complete"))
    empty = touched & ~_filled(rows, scores) & ~_filled(rows, items, entry.form)
    yield _empty_forms(rows, entry.form, empty)


def _columns_of(entry: MeasureForm) -> tuple[list[str], list[str]]:
    return [score.column for score in entry.scores], [name for form in entry.items for name in form.items]


def _filled(rows: RedcapRows, columns: list[str], form: str | None = None) -> np.ndarray:
    """Rows in which one of the columns holds something."""
    found = np.zeros(len(rows), dtype=bool)
    for name in columns:
        texts = rows.answers(name, form) if form else rows.column(name)
        found |= (texts != "").to_numpy(dtype=bool)
    return found


def _table(rows: RedcapRows, mapping: Mapping, chosen: np.ndarray, patients: np.ndarray, form: str) -> Table:
    """Some rows as the table that `mapping` reads."""
    entry = next((entry for entry in rows.mapping.forms if entry.form == form), None)
    made: dict[str, Any] = {
        RECORD_COLUMN: rows.keys(form),
        VERSION_COLUMN: rows.versions(),
        OCCASION_COLUMN: rows.meanings("occasion", ""),
        MODE_COLUMN: rows.meanings("mode", (entry.mode or "") if entry else ""),
        rows.mapping.patient_field: patients,
    }
    cells = {}
    for name in mapping.headers:
        texts = made[name] if name in made else _cells(rows, name, mapping, form)
        cells[name] = pd.Series(np.asarray(texts, dtype=object)[chosen], dtype=object)
    nothing = pd.DataFrame(columns=list(REJECTED_COLUMNS))
    return Table(pd.DataFrame(cells), rows.lines[chosen], nothing)


def _cells(rows: RedcapRows, name: str, mapping: Mapping, form: str) -> pd.Series:
    dates = {mapping.columns.get("date"), mapping.columns.get("time")}
    dates |= {score.date for score in mapping.scores} | {part.date for part in mapping.forms}
    if name in dates:
        return rows.in_the_event(name)
    meant = next((entry.answers for entry in rows.mapping.forms if entry.form == form and mapping.forms), {})
    return rows.answers(name, form).replace(dict(meant)) if meant else rows.answers(name, form)


def _registrations(rows: RedcapRows, patients: np.ndarray, clinic: Clinic, today: ClinicToday) -> Parts:
    """One row per record: what its rows say together of the person."""
    assert rows.mapping.patients is not None
    table_mapping = rows.mapping.patients_table()
    names = [name for columns in rows.mapping.patients.columns.values() for name in columns]
    told = {name: rows.one_per_record(name) for name in names}
    records = rows.records.to_numpy(dtype=object)
    # the line where most of the registration stands: the first that holds any of it, else the record's first
    order = pd.DataFrame({"record": records, "blank": ~_filled(rows, names), "at": np.arange(len(rows))})
    first = order.sort_values(["blank", "at"], kind="stable").drop_duplicates("record")["at"].sort_values().to_numpy()
    cells = {
        RECORD_COLUMN: rows.keys_of_records(REGISTRATION),
        VERSION_COLUMN: rows.versions().to_numpy(dtype=object),
        rows.mapping.patient_field: patients,
    } | {
        " ".join(columns): np.array([" ".join(filter(None, texts)) for texts in zip(*(told[n][0] for n in columns), strict=True)], dtype=object)
        for columns in rows.mapping.patients.columns.values()
    }  # fmt: skip
    frame = pd.DataFrame(
        {name: pd.Series(np.asarray(cells[name], dtype=object)[first]) for name in table_mapping.headers}
    )
    nothing = pd.DataFrame(columns=list(REJECTED_COLUMNS))
    lines = lines_of(Table(frame, rows.lines[first], nothing), table_mapping, today)
    for name in names:
        sentence = "The rows of the record hold two different values of this field."
        lines.ledger.reject(told[name][1][first], name, "bad_line", sentence)
    return read_patients(lines, clinic)


def _by_status(part: Parts, rows: RedcapRows, form: str) -> Parts:
    """Rows of forms whose status does not count become rejections; their safety answers are told all the same."""
    statuses = dict(zip(rows.lines.tolist(), rows.statuses(form), strict=True))
    counted = {"", *rows.mapping.statuses}
    kept, more = {}, []
    for kind, frame in part.rows.items():
        good = frame["line"].map(lambda line: statuses.get(line, "") in counted).to_numpy(dtype=bool)
        kept[kind] = frame[good].reset_index(drop=True)
        more += [
            (line, f"{form}_complete", "form_status", _not_counted(statuses[line])) for line in frame["line"][~good]
        ]
    rejected = part.rejected.copy()
    if len(rejected):
        still = rejected["line"].map(statuses).to_numpy(dtype=object) == "incomplete"
        rejected["reason"] = rejected["reason"].where(~still, rejected["reason"] + " REDCap marks the form Incomplete.")
    if more:
        frames = [frame for frame in (rejected, pd.DataFrame(more, columns=list(REJECTED_COLUMNS))) if len(frame)]
        rejected = pd.concat(frames, ignore_index=True)
    incomplete = sum(int(frame["line"].map(statuses).eq("incomplete").sum()) for frame in kept.values())
    notes = (_incomplete_note(form, incomplete),) if incomplete else ()
    return Parts(kept, rejected, part.flags, (*part.notes, *notes))


def _not_counted(status: str) -> str:
    return f"REDCap marks the form {status.capitalize()}, which the mapping's statuses do not count."


def _incomplete_note(form: str, many: int) -> str:
    rows = "1 row of the form" if many == 1 else f"{many} rows of the form"
    return f"{rows} '{form}' came from copies marked Incomplete in REDCap, yet complete enough to count."


def _empty_forms(rows: RedcapRows, form: str, empty: np.ndarray) -> Parts:
    statuses = rows.statuses(form)[empty]
    entries = [
        (line, f"{form}_complete", "empty", f"REDCap marks the form {status.capitalize()}, but it holds nothing that the mapping reads.")
        for line, status in zip(rows.lines[empty], statuses, strict=True)
    ]  # fmt: skip
    return Parts({}, pd.DataFrame(entries, columns=list(REJECTED_COLUMNS)))


def _two_patients(part: Parts, lines: set[int]) -> Parts:
    """Say why a row names no patient where its record names two."""
    torn = (part.rejected["code"] == "no_patient") & part.rejected["line"].isin(lines)
    if not torn.any():
        return part
    sentence = "The rows of the record name two different patients."
    return Parts(
        part.rows, part.rejected.assign(reason=part.rejected["reason"].mask(torn, sentence)), part.flags, part.notes
    )


def _notes(rows: RedcapRows, whole: Parts, export: Export) -> Iterator[str]:
    used = set(whole.rejected["line"]).union(*(set(frame["line"]) for frame in whole.rows.values()))
    idle = len(set(rows.lines.tolist()) - used)
    if idle:
        yield f"{idle} of {export.lines_read} rows of the export hold nothing that the mapping reads."
    if rows.mapping.version == EXPORT_TIME and export.exported_at is None:
        yield (
            "The file does not say when it was exported, so its rows have no version: what a pull has brought is taken "
            "for newer."
        )
    for entry in rows.mapping.forms:
        for name in (*_columns_of(entry)[0], *_columns_of(entry)[1]):
            many = rows.outside_soft_range(name)
            if many:
                values = "1 value" if many == 1 else f"{many} values"
                yield f"{values} of '{name}' outside the range in the data dictionary, which REDCap allows; the measure's own range decides."
