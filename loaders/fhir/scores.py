"""Scores as their source gives them, into the measure's own unit and checked: the rows of the store."""

import numpy as np
import pandas as pd

from domain.loaded import RowKind
from domain.observation import check_observations
from domain.rows import FLAG_COLUMNS, FROM_TOTAL
from domain.unit import convert, unit_fault, written_in
from loaders.fhir.resource import Setting
from loaders.ledger import Ledger
from loaders.observations import GIVEN
from loaders.parts import Parts, settle

SCORE_COLUMNS = (
    "line", "patient", "record", "version", "retracted", "measure", "value", "unit", "on_date", "at_time",
    "utc_offset_minutes", "occasion", "mode", "form",
)  # fmt: skip
"""A score as read: `value` in `unit` as the source calls it (None: no unit told), NaN in a retracted row."""

_NO_UNIT = ("1", "{score}", "{points}", "score", "{#}", "[score]", "no units")
"""What sources write in place of a unit where a score has none (UCUM annotations count as 1)."""


def settle_scores(scores: pd.DataFrame, setting: Setting) -> Parts:
    """Rows in their measures' units; what cannot be converted, is no possible score or lies in the future is rejected."""
    lines = scores["line"].to_numpy(dtype=np.int64)
    ledger = Ledger(lines)
    columns = {name: scores[name].to_numpy() for name in SCORE_COLUMNS if name != "line"}
    given = columns["value"].astype(float)
    columns["value"], columns["unit"], units = _in_own_unit(ledger, columns, given, setting)
    _check(ledger, columns, given, units, setting)
    late = columns["on_date"] > setting.today if len(lines) and _all_dated(columns) else _late(columns, setting)
    ledger.reject(late, "Observation.effective", "future_date", "The date lies in the future.")
    columns["score_status"] = np.full(len(lines), GIVEN, dtype=object)
    columns["standard_error"] = np.full(len(lines), np.nan)
    return settle(RowKind.OBSERVATION, columns, ledger, lines, flags=_flags(columns, lines, setting))


def _all_dated(columns: dict) -> bool:
    return not pd.isna(columns["on_date"]).any()


def _late(columns: dict, setting: Setting) -> np.ndarray:
    return np.array([day is not None and day > setting.today for day in columns["on_date"]], dtype=bool)


def _in_own_unit(ledger: Ledger, columns: dict, given: np.ndarray, setting: Setting):
    """(values in the measures' units, those units, the source's unit of each row)."""
    registry, declared = setting.mapping.registry, setting.mapping.units
    values, own = given.copy(), np.full(len(given), None, dtype=object)
    units = np.full(len(given), None, dtype=object)
    pairs = pd.DataFrame({"measure": columns["measure"], "unit": columns["unit"]})
    for (code, told), here in pairs.groupby(["measure", "unit"], dropna=False).indices.items():
        measure = registry[code]
        unit = told if isinstance(told, str) and told.lower() not in _NO_UNIT else declared.get(code)
        reason = unit_fault(unit, measure)
        units[here], own[here] = unit, measure.unit
        if reason is None:
            with np.errstate(over="ignore"):  # what is too large for a number is no number afterwards
                values[here] = convert(given[here], unit, measure).values
            continue
        bad = np.zeros(len(given), dtype=bool)
        bad[here] = ~np.isnan(given[here])
        ledger.reject(bad, "Observation.value", reason.code, reason.sentence)
    return values, own, units


def _check(ledger: Ledger, columns: dict, given: np.ndarray, units: np.ndarray, setting: Setting) -> None:
    """Range and step, asked once per distinct measure, form and score."""
    here = np.flatnonzero(ledger.open & ~columns["retracted"].astype(bool))
    rows = pd.DataFrame({name: columns[name][here] for name in ("measure", "form", "value")})
    rows["form"] = rows["form"].astype(object)
    group = rows.groupby(["measure", "form", "value"], dropna=False, sort=False).ngroup().to_numpy()
    first = rows.loc[~pd.Series(group, dtype=np.int64).duplicated()].assign(patient="somebody", on_date=setting.today)
    found = check_observations(first, setting.today, setting.mapping.registry)
    faulty = found["code"].notna().to_numpy(dtype=bool)
    for place in np.flatnonzero(faulty):
        bad = here[group == place]
        mask = np.zeros(len(given), dtype=bool)
        mask[bad] = True
        sentence = found["reason"].iloc[place]
        if given[bad[0]] != columns["value"][bad[0]]:
            sentence += f" The source says {written_in(given[bad[0]], units[bad[0]])}."
        ledger.reject(mask, "Observation.value", found["code"].iloc[place], sentence)


def _flags(columns: dict, lines: np.ndarray, setting: Setting) -> pd.DataFrame:
    """A total says nothing of its safety item: each is told as not known, rejected or not."""
    kind = pd.Series(columns["measure"], dtype=object).map(safety_kinds(setting)).to_numpy(dtype=object)
    told = ~pd.isna(kind) & (~pd.isna(columns["patient"]) | columns["retracted"].astype(bool))
    flags = {
        **{name: columns[name] for name in ("patient", "on_date", "at_time", "record", "version", "retracted")},
        "kind": kind, "level": np.full(len(lines), None, dtype=object),
        "basis": np.full(len(lines), FROM_TOTAL, dtype=object), "line": lines,
    }  # fmt: skip
    return pd.DataFrame({name: pd.Series(flags[name][told], dtype=flags[name].dtype) for name in FLAG_COLUMNS})


def safety_kinds(setting: Setting) -> dict[str, str]:
    """Measure → kind of safety flag, such as phq9_item9."""
    rules = {code: measure.scoring for code, measure in setting.mapping.registry.items() if measure.scoring}
    return {code: f"{code}_item{rule.safety_item}" for code, rule in rules.items() if rule.safety_item is not None}
