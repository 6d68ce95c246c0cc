"""Filled-in forms, scored by each measure's own rule: the rows of the store, and what item 9 says."""

import json
from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import pandas as pd

from domain.loaded import RowKind
from domain.rows import FLAG_COLUMNS, FROM_ITEMS
from domain.scoring import ScoreStatus, item_count, score
from loaders.fhir.elements import Fault
from loaders.fhir.resource import Setting
from loaders.fhir.scores import safety_kinds
from loaders.fhir.when import When
from loaders.ledger import Ledger
from loaders.parts import Parts, settle

UNREADABLE = "no number"
"""Stands for an answer that cannot be read, so that scoring refuses the form."""

Answer = float | str | None


@dataclass(frozen=True)
class FilledForm:
    """Answers to one form of one measure, in item order; `fault` where it gives no row whatever the answers are.

    `open_form`: it is still being filled in, so that an item without an answer says nothing yet.
    """

    line: int
    patient: str | None
    record: str | None
    version: str | None
    retracted: bool
    measure: str
    form: str | None
    when: When | None
    occasion: str
    mode: str | None
    answers: tuple[Answer, ...]
    fault: Fault | None = None
    open_form: bool = False
    element: str = "QuestionnaireResponse"


def settle_forms(forms: list[FilledForm], setting: Setting) -> list[Parts]:
    """Rows with scores. A form that gives none is rejected, but its safety item is told all the same."""
    groups: dict[tuple[str, str | None], list[FilledForm]] = defaultdict(list)
    for one in forms:
        groups[one.measure, one.form].append(one)
    return [_settled(group, setting) for group in groups.values()]


def _settled(forms: list[FilledForm], setting: Setting) -> Parts:
    first = forms[0]
    measure = setting.mapping.registry[first.measure]
    count = max((len(one.answers) for one in forms), default=0) or item_count(measure, first.form)
    table = pd.DataFrame(
        [[*one.answers, *[None] * (count - len(one.answers))] for one in forms],
        columns=range(1, count + 1),
        dtype=object,
    )
    results = score(measure, table, first.form)
    lines = np.array([one.line for one in forms], dtype=np.int64)
    ledger = Ledger(lines)
    retracted = np.array([one.retracted for one in forms], dtype=bool)
    for one, place in zip(forms, range(len(forms)), strict=True):
        if one.fault is not None:
            ledger.reject(
                _only(place, len(forms)), one.fault.element or one.element, one.fault.code, one.fault.sentence
            )
    for status, code in ((ScoreStatus.INVALID, "bad_answer"), (ScoreStatus.NOT_SCORED, "not_scored")):
        failed = (results["status"] == status.value).to_numpy(dtype=bool) & ~retracted
        ledger.reject(failed, first.element, code, results["reason"].to_numpy(dtype=object))
    columns = {
        "patient": _objects([one.patient for one in forms]),
        "measure": np.full(len(forms), measure.code, dtype=object),
        "value": np.where(retracted, np.nan, results["score"].to_numpy(dtype=float)),
        "unit": np.full(len(forms), measure.unit, dtype=object),
        "mode": _objects([one.mode for one in forms]),
        "form": np.full(len(forms), first.form, dtype=object),
        "occasion": _objects([one.occasion for one in forms]),
        "standard_error": results["standard_error"].to_numpy(dtype=float),
        "score_status": results["status"].to_numpy(dtype=object),
        "answers": _objects([_as_json(one.answers) for one in forms]),
        "on_date": _objects([one.when and one.when.on_date for one in forms]),
        "at_time": _objects([one.when and one.when.at_time for one in forms]),
        "utc_offset_minutes": _objects([one.when and one.when.utc_offset_minutes for one in forms]),
        "record": _objects([one.record for one in forms]),
        "version": _objects([one.version for one in forms]),
        "retracted": retracted,
    }
    flags = _flags(forms, columns, results["safety_level"].to_numpy(dtype=float), lines, setting)
    return settle(RowKind.OBSERVATION, columns, ledger, lines, flags=flags)


def _only(place: int, count: int) -> np.ndarray:
    mask = np.zeros(count, dtype=bool)
    mask[place] = True
    return mask


def _objects(values: list) -> np.ndarray:
    made = np.empty(len(values), dtype=object)
    made[:] = values
    return made


def _as_json(answers: tuple[Answer, ...]) -> str:
    """{"1": 3, "2": null, …}; an answer that cannot be read counts as blank, so that no free text is kept."""
    said = [json.dumps(answer) if isinstance(answer, float) else "null" for answer in answers]
    said = [text.removesuffix(".0") for text in said]
    return "{" + ", ".join(f'"{item}": {text}' for item, text in enumerate(said, start=1)) + "}"


def _flags(
    forms: list[FilledForm], columns: dict, levels: np.ndarray, lines: np.ndarray, setting: Setting
) -> pd.DataFrame:
    kind = safety_kinds(setting).get(forms[0].measure)
    waiting = np.array([one.open_form for one in forms], dtype=bool) & np.isnan(levels)
    told = (~pd.isna(columns["patient"]) | columns["retracted"]) & ~waiting & (kind is not None)
    known = np.full(len(forms), None, dtype=object)
    known[~np.isnan(levels)] = levels[~np.isnan(levels)].astype(int)
    flags = {
        **{name: columns[name] for name in ("patient", "on_date", "at_time", "record", "version", "retracted")},
        "kind": np.full(len(forms), kind, dtype=object), "level": known,
        "basis": np.full(len(forms), FROM_ITEMS, dtype=object), "line": lines,
    }  # fmt: skip
    return pd.DataFrame({name: pd.Series(flags[name][told], dtype=flags[name].dtype) for name in FLAG_COLUMNS})
