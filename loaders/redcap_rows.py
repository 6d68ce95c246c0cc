"""The rows of a REDCap export made ready to be read: codes in the place of labels, one patient a record, place and status."""

import json

import numpy as np
import pandas as pd

from loaders.readings import Distinct
from loaders.redcap_dictionary import plain_label
from loaders.redcap_export import EVENT, INSTANCE, INSTRUMENT, Export
from loaders.redcap_mapping import EXPORT_TIME, RedcapMapping

_BOXES = {"Checked": "1", "Unchecked": "0"}
_STATUS_CODES = {
    "0": "incomplete", "1": "unverified", "2": "complete",
    "Incomplete": "incomplete", "Unverified": "unverified", "Complete": "complete",
}  # fmt: skip
_NOT_COMPLETED = "[not completed]"
NOT_A_CHOICE = " (none of the field's choices)"
"""Stands behind a text that its field does not offer, so that no number is read from it."""


class RedcapRows:
    """Columns of an export by name, one entry per row, decoded; '' where nothing stands."""

    def __init__(self, export: Export, mapping: RedcapMapping):
        self.mapping, self.lines, self.exported_at = mapping, export.lines, export.exported_at
        self._columns = {name: _decoded(export.cells[name], name, mapping) for name in export.cells}
        self._blank = pd.Series([""] * len(self.lines), dtype=object)

    def __len__(self) -> int:
        return len(self.lines)

    def has(self, name: str) -> bool:
        return name in self._columns

    def column(self, name: str) -> pd.Series:
        return self._columns.get(name, self._blank)

    @property
    def records(self) -> pd.Series:
        return self.column(self.mapping.record_id)

    def keys(self, part: str) -> np.ndarray:
        """The source's own number of one form of each row: record, event, form and instance."""
        places = [self.records, self.column(EVENT), self.column(INSTANCE)]
        return np.array(
            [json.dumps([record, event, part, instance]) for record, event, instance in zip(*places, strict=True)],
            dtype=object,
        )

    def keys_of_records(self, part: str) -> np.ndarray:
        """The source's own number of a part that stands once in a record, whatever the event."""
        return np.array([json.dumps([record, part]) for record in self.records], dtype=object)

    def statuses(self, form: str) -> np.ndarray:
        """'incomplete', 'unverified', 'complete', or '' where the export does not say."""
        return self.column(f"{form}_complete").map(_STATUS_CODES).fillna("").to_numpy(dtype=object)

    def answers(self, name: str, form: str) -> pd.Series:
        """A column; an unchecked box is an answer only where somebody has seen the form.

        REDCap exports 0 for every box that is not checked, on forms that nobody has opened too.
        """
        texts = self.column(name)
        if not self.mapping.is_box(name):
            return texts
        statuses = self.statuses(form)
        seen = np.isin(statuses, ("unverified", "complete"))
        if not self.has(f"{form}_complete"):
            boxes = [column for column in self._columns if self.mapping.is_box(column) and self._is_of(column, name)]
            seen = np.logical_or.reduce([(self.column(box) == "1").to_numpy(dtype=bool) for box in boxes])
        # EAV and exports with the labels of boxes leave out those that are not checked
        return texts.mask((texts == "0") & ~seen, "").mask((texts == "") & seen, "0")

    def _is_of(self, column: str, other: str) -> bool:
        return column.partition("___")[0] == other.partition("___")[0]

    def patients(self) -> tuple[np.ndarray, np.ndarray]:
        """(the patient's number of each row, '' where its record has none; rows whose record has two)."""
        if self.mapping.patient_field == self.mapping.record_id:
            return self.records.to_numpy(dtype=object), np.zeros(len(self), dtype=bool)
        return self.one_per_record(self.mapping.patient_field)

    def one_per_record(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """(what a record says of a field in any of its rows; rows of records that say two things)."""
        told = pd.DataFrame({"record": self.records, "text": self.column(name)})
        told = told[told["text"] != ""].drop_duplicates()
        torn = set(told.loc[told.duplicated("record"), "record"])
        known = dict(zip(told["record"], told["text"], strict=True))
        records = self.records.to_numpy(dtype=object)
        split = np.array([record in torn for record in records], dtype=bool)
        return np.array(["" if r in torn else known.get(r, "") for r in records], dtype=object), split

    def in_the_event(self, name: str) -> pd.Series:
        """A column; where a repeated form has nothing there, what the unrepeated forms of the same event say."""
        texts = self.column(name)
        if name.endswith("_timestamp"):
            texts = texts.mask(texts == _NOT_COMPLETED, "")
        if not self.has(INSTRUMENT):
            return texts
        base = (self.column(INSTRUMENT) == "") & (self.column(INSTANCE) == "") & (texts != "")
        visit = list(zip(self.records, self.column(EVENT), strict=True))
        told = {place: text for place, text, is_base in zip(visit, texts, base, strict=True) if is_base}
        return texts.where(texts != "", pd.Series([told.get(place, "") for place in visit], dtype=object))

    def versions(self) -> pd.Series:
        """When the server gave the row, or the field that the mapping declares; '' where neither is known."""
        if self.mapping.version == EXPORT_TIME:
            return pd.Series([(self.exported_at or "").removesuffix("Z")] * len(self), dtype=object)
        return self.in_the_event(self.mapping.version) if self.mapping.version else self._blank

    def meanings(self, what: str, otherwise: str) -> pd.Series:
        """Occasion or mode that the mapping gives to the event of each row."""
        told = {event: getattr(meaning, what) or otherwise for event, meaning in self.mapping.events.items()}
        return pd.Series([told.get(event, otherwise) for event in self.column(EVENT)], dtype=object)

    def outside_soft_range(self, name: str) -> int:
        """How many values lie outside the range that the data dictionary declares; REDCap warns, but keeps them."""
        field = self.mapping.field_of(name)
        if field is None or not (field.lowest or field.highest):
            return 0
        values = pd.to_numeric(self.column(name), errors="coerce")
        low, high = (pd.to_numeric(limit or None, errors="coerce") for limit in (field.lowest, field.highest))
        return int(((values < low) | (values > high)).sum())


def _decoded(texts: pd.Series, name: str, mapping: RedcapMapping) -> pd.Series:
    """Codes in the place of labels; missing-data codes blank; what a field does not offer marked as such."""
    distinct = Distinct(texts.astype(object))
    return pd.Series(distinct.spread([_meaning(text, name, mapping) for text in distinct.texts]), dtype=object)


def _meaning(text: str, name: str, mapping: RedcapMapping) -> str:
    names = mapping.patients.columns.get("name", ()) if mapping.patients else ()
    if not text or name in (mapping.record_id, *names):
        return text
    if text in mapping.missing:
        return ""
    field = mapping.field_of(name)
    if mapping.is_box(name) and (field is None or field.type == "checkbox"):
        return _BOXES.get(text, text if text in ("0", "1") else "1" if mapping.content == "label" else text)
    if field is None:
        return text
    if "comma_decimal" in field.validation and mapping.decimal == ".":
        return text.replace(",", ".")
    if not field.choices or text in mapping.texts_listed(name):
        return text
    if mapping.content == "label":
        codes = [code for code, label in field.choices.items() if plain_label(label) == plain_label(text)]
        return codes[0] if len(codes) == 1 else text + NOT_A_CHOICE
    return text if text in field.choices else text + NOT_A_CHOICE
