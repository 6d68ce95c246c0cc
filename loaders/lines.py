"""The rows of a file under our field names: reads one field at a time and notes each row it cannot read."""

from collections.abc import Mapping as Dictionary

import numpy as np
import pandas as pd

from domain.unit import is_clock_duration
from loaders.dates import DATABASE_FORMATS, SPREADSHEET_FORMATS, ClinicToday
from loaders.fields import known_codes
from loaders.ledger import Ledger
from loaders.mapping import Mapping
from loaders.readings import (
    Distinct,
    Reader,
    Reading,
    read_durations,
    read_labels,
    read_moments,
    read_numbers,
    read_times,
    read_versions,
)
from loaders.table import Table

_KEPT_AS_WRITTEN = ("name",)
"""Fields to which the mapping's `missing` texts do not apply: a person may be called NA."""
_TYPED_DATES = {"excel": SPREADSHEET_FORMATS, "sql": DATABASE_FORMATS}


class Lines:
    """Texts by field, one row each; `ledger` holds the rows that turned out to be unreadable.

    Every reader below returns one entry per row (object arrays, None where nothing stands or where
    the row was closed).
    """

    def __init__(self, texts: Dictionary[str, pd.Series], lines: np.ndarray, mapping: Mapping, today: ClinicToday):
        self._texts = texts
        self.headers: dict[str, str | np.ndarray] = dict(mapping.columns)
        self.lines = lines
        self.mapping = mapping
        self.today = today
        self.ledger = Ledger(lines)

    def __len__(self) -> int:
        return len(self.lines)

    @property
    def fields(self) -> list[str]:
        return list(self._texts)

    @property
    def date_formats(self) -> tuple[str, ...]:
        cells = _TYPED_DATES.get(self.mapping.format, ())
        return tuple(dict.fromkeys((*self.mapping.date_format, *cells)))

    @property
    def time_formats(self) -> tuple[str, ...]:
        cells = ("%H:%M:%S",) if self.mapping.format in _TYPED_DATES else ()
        return tuple(dict.fromkeys((*self.mapping.time_format, *cells)))

    def texts(self, field: str) -> pd.Series:
        """Stripped texts; the constant where the mapping gives one; '' where nothing stands."""
        if field in self._texts:
            return self._texts[field]
        return pd.Series(np.full(len(self), self.mapping.constants.get(field, ""), dtype=object))

    def take_percent_signs(self, field: str) -> np.ndarray:
        """Where a text ends with a percent sign; the signs are gone afterwards."""
        if field not in self._texts:
            return np.zeros(len(self), dtype=bool)
        texts = self._texts[field]
        signed = (texts.str.endswith("%") & (texts != "%")).to_numpy(dtype=bool)
        if signed.any():
            self._texts = {**self._texts, field: texts.mask(signed, texts.str.removesuffix("%").str.rstrip())}
        return signed

    def has(self, field: str) -> bool:
        return field in self._texts or field in self.mapping.constants

    def blank(self, field: str) -> np.ndarray:
        return (self.texts(field) == "").to_numpy(dtype=bool)

    def reject(self, bad, field: str | None, code: str, sentence) -> None:
        """Close rows; `field` tells which of the file's columns is to blame."""
        self.ledger.reject(bad, self.headers.get(field or ""), code, sentence)

    def reject_empty(self) -> None:
        """Rows in which no mapped column holds anything."""
        blank = np.logical_and.reduce([self.blank(field) for field in self._texts])
        self.reject(blank, None, "empty", "The line holds nothing in the columns that the mapping reads.")

    def free_text(self, field: str) -> np.ndarray:
        texts = self.texts(field).to_numpy(dtype=object, copy=True)
        texts[texts == ""] = None
        return texts

    def patients(self) -> np.ndarray:
        """Record numbers as text, leading zeros kept."""
        self.reject(self.blank("patient"), "patient", "no_patient", "The line names no patient.")
        return self.free_text("patient")

    def require(self, field: str, what: str) -> None:
        self.reject(self.blank(field), field, "required_missing", f"{what} is missing.")

    def days(self, field: str, what: str, *, future: bool = False, secret: bool = False) -> np.ndarray:
        """`datetime.date` of each row; one after today is rejected unless `future`."""
        return self.moments(field, what, future=future, secret=secret)[0]

    def moments(self, field: str, what: str, *, future: bool = False, secret: bool = False) -> tuple[np.ndarray, ...]:
        """(dates, times of day, UTC offsets in minutes), as the clinic's clock showed them, of a column that holds dates."""
        read = read_moments(self.date_formats, self.today, what, future=future, secret=secret)
        return self._read_parts(field, read, ("on_date", "at_time", "utc_offset_minutes"))

    def times(self, field: str, what: str) -> np.ndarray:
        """'HH:MM' or 'HH:MM:SS' of each row."""
        return self._read(field, read_times(self.time_formats, what))

    def numbers(self, field: str, what: str) -> np.ndarray:
        """Float of each row, NaN where nothing stands (float array)."""
        return self._read(field, read_numbers(self.mapping.decimal, what)).astype(float)

    def amounts(self, field: str, what: str, units: np.ndarray, where: np.ndarray | None = None) -> np.ndarray:
        """Float of each row; in rows whose unit is h:mm, hours from a text such as '1:30'. Outside `where` NaN."""
        clock = np.array([isinstance(unit, str) and is_clock_duration(unit) for unit in units], dtype=bool)
        if not clock.any() and where is None:
            return self.numbers(field, what)
        wanted = np.ones(len(self), dtype=bool) if where is None else where
        plain = self._read(field, read_numbers(self.mapping.decimal, what), wanted & ~clock).astype(float)
        return np.where(clock, self._read(field, read_durations(what), wanted & clock).astype(float), plain)

    def codes(self, field: str, what: str, *, code: str = "unknown_label", known=None) -> np.ndarray:
        """Our code of each row; a constant is ours already."""
        labels = self.mapping.values.get(field) if field in self._texts else None
        return self._read(field, read_labels(labels, known or known_codes(field, self.mapping.rows), what, code))

    def records(self) -> dict[str, np.ndarray]:
        """The columns `record`, `version`, `retracted`."""
        retracted = self.codes("retracted", "The retraction mark")
        return {
            "record": self.free_text("record"),
            "version": self._read("version", read_versions(self.mapping.version_format)),
            "retracted": (retracted == "true"),
        }

    def _read(self, field: str, read: Reader, where: np.ndarray | None = None) -> np.ndarray:
        return self._read_parts(field, lambda texts: read(texts), None, where)[0]

    def _read_parts(
        self, field: str, read: Reader, parts: tuple[str, ...] | None, where: np.ndarray | None = None
    ) -> tuple[np.ndarray, ...]:
        """Rows outside `where` count as blank."""
        if not self.has(field):
            return tuple(np.full(len(self), None, dtype=object) for _ in parts or ("value",))
        distinct = Distinct(self.texts(field) if where is None else self.texts(field).where(where, ""))
        filled = [text for text in distinct.texts if text]
        found = dict(zip(filled, read(filled), strict=True))
        readings = [found.get(text, Reading()) for text in distinct.texts]
        for code in sorted({r.code for r in readings if r.code}):
            bad = distinct.spread([r.code == code for r in readings]).astype(bool)
            self.reject(bad, field, code, distinct.spread([r.sentence for r in readings]))
        if parts is None:
            return (distinct.spread([r.value for r in readings]),)
        return tuple(distinct.spread([getattr(r.value, part, None) for r in readings]) for part in parts)


def lines_of(table: Table, mapping: Mapping, today: ClinicToday) -> Lines:
    """The rows of a table under our field names; the mapping's `missing` texts are blank."""
    texts = {field: answered(table.cells[header], mapping, field) for field, header in mapping.columns.items()}
    return Lines(texts, table.lines, mapping, today)


def answered(texts: pd.Series, mapping: Mapping, field: str) -> pd.Series:
    """Texts with those that mean 'no answer' made blank."""
    if field in _KEPT_AS_WRITTEN or not mapping.missing:
        return texts
    return texts.mask(texts.isin(list(mapping.missing)), "")
