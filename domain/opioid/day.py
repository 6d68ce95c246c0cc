"""One day's opioid dose from its products. For monitoring; not a dosing tool."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from domain.opioid.factor_table import DEFAULT_TABLE, FactorTable, factor_table
from domain.opioid.medicine import ingredients_named, route_named
from domain.opioid.series import NAME_UNKNOWN, DayStatus, dose_series
from domain.scoring import ScoreStatus

_ANY_DAY = date(2000, 1, 1)


@dataclass(frozen=True)
class DayTotal:
    """A day's total in mg oral morphine equivalent; None where it is not known or where every product is left out.

    `recorded_subtotal` adds up the products of known dose; it is no total unless `complete`.
    `excluded` names the products without a factor, `reasons` says why, and why a dose is unknown.
    """

    table: str
    total: float | None
    recorded_subtotal: float
    complete: bool
    status: ScoreStatus
    excluded: tuple[str, ...]
    reasons: tuple[str, ...]


def day_total(products: Sequence[Mapping[str, object]], table: str = DEFAULT_TABLE) -> DayTotal:
    """The dose of one day under one table.

    Args:
        products: each with `drug`, `route`, `daily_amount` (the whole day's, or the mcg/h of the patches worn; None: unknown)
            and, unless the amount is in the unit of the table's own factor, `unit` (mg, mcg, mcg/h).
        table: code of the factor table.

    Raises:
        UnknownTable: no such factor table.
    """
    chosen = factor_table(table)
    rows = [
        {"drug": None, "route": None, "daily_amount": None, **product, "patient": 0, "unit": _unit(product, chosen)}
        for product in products
    ]
    listed = pd.DataFrame(rows, columns=["patient", "drug", "route", "daily_amount", "unit"], dtype=object)
    listed["line"] = range(len(listed))
    series = dose_series(listed, table, until=_ANY_DAY)
    nameless = series.doubts["drug"][series.doubts["reason"] == NAME_UNKNOWN]
    excluded = tuple(dict.fromkeys([*series.left_out["drug"], *nameless]))
    reasons = tuple(
        f"{row.drug or 'a medicine without a name'}: {row.reason}"
        for row in pd.concat([series.left_out, series.doubts]).itertuples()
    )
    spans = series.spans
    complete = spans["status"].tolist() == [DayStatus.COMPLETE.value]
    return DayTotal(
        table=chosen.code, total=float(spans["total"].sum()) if complete else None,
        recorded_subtotal=float(spans["subtotal"].sum()), complete=complete,
        status=ScoreStatus.SCORED if complete else ScoreStatus.NOT_SCORED, excluded=excluded, reasons=reasons,
    )  # fmt: skip


def _unit(product: Mapping[str, object], table: FactorTable) -> object:
    """The unit stated, else the one that the table's own factor asks for."""
    if product.get("unit"):
        return product["unit"]
    names, route = ingredients_named(product.get("drug")), route_named(product.get("route"))
    factor = table.factor(names[0], route or "") if len(names) == 1 else None
    return factor.input_unit.removesuffix("/day") if factor else "mg"
