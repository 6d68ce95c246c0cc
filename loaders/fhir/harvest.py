"""What reading resources gives, before it becomes frames: rows by kind, scores and forms to judge, and what was left."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from domain.loaded import RowKind
from domain.rows import FLAG_COLUMNS, FROM_TOTAL, REJECTED_COLUMNS, columns_of
from loaders.fhir.elements import Fault, Unused
from loaders.fhir.forms import FilledForm, settle_forms
from loaders.fhir.gathered import nothing
from loaders.fhir.mapping import Sheet
from loaders.fhir.resource import Resource, Setting
from loaders.fhir.scores import SCORE_COLUMNS, safety_kinds, settle_scores
from loaders.fhir.when import When
from loaders.parts import Parts, joined

Read = Callable[[Resource, "Harvest"], None]


@dataclass
class Harvest:
    """`items` and `panels` wait for the end of the file. `unused` counts what is left alone, by the words that say what it is; `remarks` what is used, but with a remark."""

    setting: Setting
    rows: dict[RowKind, list[dict]] = field(default_factory=dict)
    scores: list[tuple] = field(default_factory=list)
    forms: list[FilledForm] = field(default_factory=list)
    rejected: list[tuple] = field(default_factory=list)
    flags: list[tuple] = field(default_factory=list)
    items: dict[str, Resource] = field(default_factory=dict)
    panels: list[tuple[Resource, list[Sheet]]] = field(default_factory=list)
    unused: Counter = field(default_factory=Counter)
    remarks: Counter = field(default_factory=Counter)

    def add(self, kind: RowKind, row: dict) -> None:
        self.rows.setdefault(kind, []).append(row)

    def reject(self, line: int, fault: Fault, kind: str | None = None) -> None:
        element = f"{kind}.{fault.element}" if kind and fault.element else kind or fault.element
        self.rejected.append((line, element, fault.code, fault.sentence))

    def flag_total(self, resource: Resource, measure: str, patient: str | None, when: When | None) -> None:
        """A total that gives no row still tells that its safety item was asked and is not known."""
        kind = safety_kinds(self.setting).get(measure)
        if kind is not None:
            day, clock = (when.on_date, when.at_time) if when else (None, None)
            known = (patient, kind, None, day, clock, FROM_TOTAL, resource.record, resource.version, False)
            self.flags.append((*known, resource.line))

    def take(self, read: Read, resource: Resource) -> None:
        """What a resource gives; a fault in it is one rejected row."""
        try:
            read(resource, self)
        except Unused as left:
            self.unused[str(left)] += 1
        except Fault as fault:
            self.reject(resource.line, fault, resource.kind)

    def parts(self) -> Parts:
        """Everything so far, and empty again; the counts of what is left stay."""
        rows = {kind: _frame(rows, columns_of(kind)) for kind, rows in self.rows.items()}
        settled = [
            Parts(rows, _frame(self.rejected, REJECTED_COLUMNS), _frame(self.flags, FLAG_COLUMNS)),
            settle_scores(_frame(self.scores, SCORE_COLUMNS), self.setting),
            *settle_forms(self.forms, self.setting),
        ]
        self.rows, self.scores, self.forms, self.rejected, self.flags = {}, [], [], [], []
        return joined([part for part in settled if part.rows_read or len(part.flags)] or [nothing()])

    def notes(self) -> tuple[str, ...]:
        """Sentences on what was left, and on what was used with a remark."""
        left = [f"Not used: {words} ({count:,})." for words, count in sorted(self.unused.items(), key=_most_first)]
        said = [words.format(count=f"{count:,}") for words, count in sorted(self.remarks.items(), key=_most_first)]
        more = len(left) + len(said) - _MOST_NOTES
        return (*(said + left)[:_MOST_NOTES], *((f"And {more} more such notes.",) if more > 0 else ()))


_MOST_NOTES = 40


def _most_first(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0]


def _frame(rows: list, columns: tuple[str, ...]) -> pd.DataFrame:
    """Objects, because pandas would turn texts with None into texts with NaN; line numbers and marks typed."""
    made = {}
    for place, name in enumerate(columns):
        values = [row.get(name) if isinstance(row, dict) else row[place] for row in rows]
        made[name] = pd.Series(_typed(name, values), dtype=_DTYPES.get(name, object))
    return pd.DataFrame(made, index=range(len(rows)))


_DTYPES = {"line": np.int64, "retracted": bool, "value": float, "standard_error": float}


def _typed(name: str, values: list) -> list:
    return [np.nan if value is None else value for value in values] if _DTYPES.get(name) is float else values
