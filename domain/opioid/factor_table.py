"""The published factors that turn opioid doses into oral morphine equivalents, one CSV per table.

Tables disagree (tapentadol 0.4 or 0.3, hydromorphone 5 or 4, buprenorphine counted or not), so a
total always carries the table it was computed with. Not a dosing tool.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from domain.source import Source

_FOLDER = Path(__file__).parents[1] / "tables"
DEFAULT_TABLE = "cdc_2022"
ANY = "any"


class UnknownTable(LookupError):
    """No factor table has this code; the message is one plain sentence."""


@dataclass(frozen=True)
class Factor:
    """Factors of one drug by one route.

    `steps` are (above, factor) in rising order: the last step whose `above` lies below the whole
    day's dose gives the factor of all of it. A flat factor is one step from 0. `input_unit` is
    mg/day, mcg/day or, for patches, mcg/h; the product is mg of oral morphine per day.
    """

    drug: str
    route: str
    input_unit: str
    steps: tuple[tuple[float, float], ...]
    verified: bool
    note: str = ""

    def equivalent(self, daily_dose: np.ndarray) -> np.ndarray:
        """Morphine equivalents (mg/day) of whole-day doses in `input_unit`; NaN stays NaN."""
        dose = np.asarray(daily_dose, dtype=float)
        above = np.array([step[0] for step in self.steps])
        factors = np.array([step[1] for step in self.steps])
        place = np.maximum(np.searchsorted(above, dose - 1e-9, side="left") - 1, 0)
        return dose * factors[place]


@dataclass(frozen=True)
class Exclusion:
    """A drug (or `any`) by a route (or `any`) that the table leaves out, and why."""

    drug: str
    route: str
    reason: str

    def covers(self, drug: str, route: str) -> bool:
        return self.drug in (ANY, drug) and self.route in (ANY, route)


@dataclass(frozen=True)
class FactorTable:
    """One published table. `measure` is the code under which its totals are stored."""

    code: str
    name: str
    measure: str
    source: Source
    factors: dict[tuple[str, str], Factor]
    exclusions: tuple[Exclusion, ...]
    caveats: tuple[str, ...]
    left_out_indication: str = ""

    def factor(self, drug: str, route: str) -> Factor | None:
        return self.factors.get((drug, route))

    def knows(self, drug: str) -> bool:
        """True where the table has a factor for the drug by some route."""
        return any(named == drug for named, _ in self.factors)

    def why_excluded(self, drug: str, route: str) -> str:
        """One phrase; empty where the table has a factor."""
        if self.factor(drug, route):
            return ""
        stated = next((e.reason for e in self.exclusions if e.covers(drug, route)), "")
        return stated or (
            f"no factor for the {route} route in this table" if self.knows(drug) else "no factor in this table"
        )


def factor_table(code: str) -> FactorTable:
    """The table with this code: cdc_2022, anzca_2021, cdc_2016 or nih_heal_2025.

    Raises:
        UnknownTable: there is no such table.
    """
    try:
        return FACTOR_TABLES[_OTHER_CODES.get(code, code)]
    except KeyError:
        raise UnknownTable(f"There is no factor table '{code}'; known are {', '.join(FACTOR_TABLES)}.") from None


def header_and_rows(path: Path) -> tuple[dict[str, list[str]], list[dict[str, str]]]:
    """A packaged table: the `# key: value` lines (a key may repeat) and the rows below them."""
    lines = path.read_text(encoding="utf-8").splitlines()
    header: dict[str, list[str]] = {}
    for line in lines:
        if line.startswith("#"):
            key, _, value = line[1:].partition(":")
            header.setdefault(key.strip(), []).append(value.strip())
    return header, list(csv.DictReader(line for line in lines if not line.startswith("#")))


def source_of(header: dict[str, list[str]]) -> Source:
    first = {key: values[0] for key, values in header.items()}
    return Source(
        first["title"], int(first["year"]) if "year" in first else None, first.get("doi", ""), first.get("url", ""),
        first["verified"] == "yes", first.get("how", ""),
    )  # fmt: skip


def _read(path: Path) -> FactorTable:
    header, rows = header_and_rows(path)
    return FactorTable(
        code=path.stem.removeprefix("mme_"), name=header["name"][0], measure=header["measure"][0], source=source_of(header),
        factors=_factors(row for row in rows if row["factor"]),
        exclusions=tuple(Exclusion(row["drug"], row["route"], row["note"]) for row in rows if not row["factor"]),
        caveats=tuple(header.get("caveat", ())), left_out_indication=header.get("left_out_indication", [""])[0],
    )  # fmt: skip


def _factors(rows: Iterable[dict[str, str]]) -> dict[tuple[str, str], Factor]:
    found: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in rows:
        found.setdefault((row["drug"], row["route"]), []).append(row)
    return {key: _factor(key, steps) for key, steps in found.items()}


def _factor(key: tuple[str, str], rows: list[dict[str, str]]) -> Factor:
    steps = tuple((float(row["above"]), float(row["factor"])) for row in rows)
    if list(steps) != sorted(steps) or steps[0][0] != 0:
        raise ValueError(f"the steps of {key[0]} must rise from 0")
    return Factor(*key, rows[0]["input_unit"], steps, all(row["verified"] == "yes" for row in rows), rows[0]["note"])


_OTHER_CODES = {"cdc_2016_legacy": "cdc_2016", "nih_heal": "nih_heal_2025"}
_ORDER = ("cdc_2022", "anzca_2021", "nih_heal_2025", "cdc_2016")
FACTOR_TABLES: dict[str, FactorTable] = {code: _read(_FOLDER / f"mme_{code}.csv") for code in _ORDER}
"""By code; the first is the default."""
