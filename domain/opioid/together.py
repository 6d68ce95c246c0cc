"""Medicines taken at the same time: pain-active classes, and sedatives beside an opioid. For monitoring; not a dosing tool.

Benzodiazepines: FDA 2016 added its boxed warning for use together with opioids; CDC 2022 (recommendation 11) asks for
particular caution. Gabapentinoids: FDA 2019 warned of serious breathing problems with opioids. Z-drugs are flagged apart.
"""

from datetime import date

import numpy as np
import pandas as pd

from domain.opioid.lines import NO_DAY, OPEN_END, Basis, day_number, ingredient_lines
from domain.opioid.medicine import BENZODIAZEPINE, GABAPENTINOID, OPIOID, Z_DRUG
from domain.opioid.spans import Spans, cut, dates, joined
from domain.source import Source

FDA_2016 = Source(
    "FDA Drug Safety Communication: serious risks and death when combining opioid pain or cough medicines with benzodiazepines",
    2016, url="https://www.fda.gov/Drugs/DrugSafety/ucm518473.htm", verified=True, how="page read",
)  # fmt: skip
FDA_2019 = Source(
    "FDA warns about serious breathing problems with seizure and nerve pain medicines gabapentin and pregabalin",
    2019, verified=True, how="podcast page read",
    url="https://fda.gov/drugs/fda-drug-safety-podcasts/fda-warns-about-serious-breathing-problems-seizure-and-nerve-pain-medicines-gabapentin-neurontin",
)  # fmt: skip

BESIDE_OPIOIDS = (BENZODIAZEPINE, Z_DRUG, GABAPENTINOID)
"""Each a flag of its own, in this order."""


def co_prescription(medicines: pd.DataFrame, *, until: date, basis: Basis = Basis.PRESCRIBED) -> pd.DataFrame:
    """Stretches of days on which an opioid and a sedative group stand on the list together.

    Every opioid counts, with or without a factor, and every line, scheduled or as needed, unless its dose is 0.
    A line whose days are not known is placed nowhere here; `co_prescribed_on` gives unknown for it.

    Returns:
        `patient`, `group` (benzodiazepine, z-drug, gabapentinoid), `first_day`, `last_day` (both included), `days`.
    """
    lines, names = _in_use(medicines, basis, None)
    pieces = _cut(lines, day_number(until))
    present = _present(lines["group"].to_numpy(dtype=object), pieces, (OPIOID, *BESIDE_OPIOIDS))
    found = []
    for column, group in enumerate(BESIDE_OPIOIDS, start=1):
        at = np.flatnonzero(present[:, 0] & present[:, column])
        rows = pd.DataFrame(
            {"person": pieces.patient[at], "group": group, "first": pieces.first[at], "last": pieces.last[at]}
        )
        found.append(joined(rows, ["person", "group"]))
    spans = pd.concat(found).sort_values(["person", "first"], kind="stable", ignore_index=True)
    return pd.DataFrame({
        "patient": names[spans["person"].to_numpy(dtype=np.int64)], "group": spans["group"], "first_day": dates(spans["first"].to_numpy()),
        "last_day": dates(spans["last"].to_numpy()), "days": (spans["last"] - spans["first"] + 1).astype(int),
    })  # fmt: skip


def co_prescribed_on(medicines: pd.DataFrame, day: date, *, basis: Basis = Basis.PRESCRIBED) -> pd.DataFrame:
    """Flags of one day for everybody on the list: 1, 0, or NaN where a line of unknown days could make it 1.

    Returns:
        `patient`, `opioid`, `benzodiazepine`, `z-drug`, `gabapentinoid` (each beside an opioid), and `unknown_names`
        (lines of that day whose drug is not known, so that a 0 may be wrong).
    """
    lines, names = _in_use(medicines, basis, day)
    number = day_number(day)
    on = ((lines["first"] <= number) & (lines["last"] >= number)).to_numpy() & (lines["fault"] == "").to_numpy()
    maybe = ((lines["fault"] != "") & (lines["last"] >= number)).to_numpy()
    flags = {group: _flag(lines, on, maybe, group, len(names)) for group in (OPIOID, *BESIDE_OPIOIDS)}
    opioid = flags[OPIOID]
    beside = {
        group: np.where((opioid == 0) | (flags[group] == 0), 0.0, opioid * flags[group]) for group in BESIDE_OPIOIDS
    }
    nameless = np.bincount(lines["person"][lines["group"].isna() & on].to_numpy(dtype=np.int64), minlength=len(names))
    return pd.DataFrame({"patient": names, OPIOID: opioid, **beside, "unknown_names": nameless})


def class_counts(medicines: pd.DataFrame, *, until: date, basis: Basis = Basis.PRESCRIBED) -> pd.DataFrame:
    """Number of pain-active classes in use over time; which drug stands in which class is a local decision.

    An SSRI counts only where the line's `indication` is pain. Needs a reconciled list: what is not listed is not counted.

    Returns:
        `patient`, `first_day`, `last_day`, `classes` (count), `names`, `unknown_names` (lines whose drug is not known: the
        count may be too low).
    """
    lines, names = _in_use(medicines, basis, None)
    pain = lines["pain_class"].where(~((lines["pain_class"] == "SSRI") & ~lines["indication"].str.contains("pain")), "")
    pieces = _cut(lines, day_number(until))
    pairs = pd.DataFrame({"span": pieces.pair_span, "name": pain.to_numpy(dtype=object)[pieces.pair_row]})
    listed = pairs[pairs["name"].notna() & (pairs["name"] != "")].drop_duplicates()
    many = len(pieces.first)
    text = listed.sort_values("name").groupby("span")["name"].agg(", ".join).reindex(range(many), fill_value="")
    spans = pd.DataFrame({
        "person": pieces.patient, "first": pieces.first, "last": pieces.last, "classes": np.bincount(listed["span"].astype(int), minlength=many),
        "names": text.to_numpy(dtype=object), "unknown_names": np.bincount(pairs["span"][pairs["name"].isna()].astype(int), minlength=many),
    })  # fmt: skip
    spans = joined(spans, ["person", "classes", "names", "unknown_names"])
    dated = {
        "patient": names[spans["person"].to_numpy(dtype=np.int64)],
        "first_day": dates(spans["first"].to_numpy()),
        "last_day": dates(spans["last"].to_numpy()),
    }
    return pd.DataFrame({**dated, **{name: spans[name].to_numpy() for name in ("classes", "names", "unknown_names")}})


def _in_use(medicines: pd.DataFrame, basis: Basis, undated_on: date | None) -> tuple[pd.DataFrame, np.ndarray]:
    """Lines of one basis that are in use at all (dose not 0), with `person`; and the people by number."""
    lines = ingredient_lines(medicines)
    lines = lines[((lines["basis"] == basis.value) | lines["basis"].isna()) & (lines["amount"] != 0)].reset_index(
        drop=True
    )
    person, names = pd.factorize(lines["patient"])
    if undated_on is not None:
        undated = (lines["first"] == NO_DAY) & (lines["fault"] == "")
        lines["first"] = lines["first"].mask(undated, day_number(undated_on))
    return lines.assign(person=person), np.asarray(names, dtype=object)


def _cut(lines: pd.DataFrame, until: int) -> Spans:
    placed = lines["fault"] == ""
    first = np.where(placed & (lines["first"] == NO_DAY), until, lines["first"])
    return cut(
        lines["person"].to_numpy(dtype=np.int64), np.where(placed, first, OPEN_END), lines["last"].to_numpy(), until
    )


def _present(groups: np.ndarray, pieces: Spans, wanted: tuple[str, ...]) -> np.ndarray:
    """Spans × groups: is a line of the group in force?"""
    there = np.zeros((len(pieces.first), len(wanted)), dtype=bool)
    for column, group in enumerate(wanted):
        there[pieces.pair_span[groups[pieces.pair_row] == group], column] = True
    return there


def _flag(lines: pd.DataFrame, on: np.ndarray, maybe: np.ndarray, group: str, many: int) -> np.ndarray:
    person, is_group = lines["person"].to_numpy(dtype=np.int64), (lines["group"] == group).to_numpy()
    sure = np.bincount(person[on & is_group], minlength=many) > 0
    unsure = np.bincount(person[maybe & is_group], minlength=many) > 0
    return np.where(sure, 1.0, np.where(unsure, np.nan, 0.0))
