"""How numbers and dates are written on screen and paper: as everywhere else, see `domain/written.py`."""

from domain.written import (
    MINUS,
    MONTHS,
    MORE_DECIMALS,
    SINGULAR,
    UNITLESS,
    UNITS,
    WrittenChange,
    amount,
    day,
    decimals_of,
    difference,
    mean,
    number,
    percent,
    score,
    span,
    spoken_amount,
    unit_after,
    with_unit,
    written_change,
)

__all__ = [
    "MINUS", "MONTHS", "MORE_DECIMALS", "SINGULAR", "UNITLESS", "UNITS", "WrittenChange", "amount", "day", "decimals_of",
    "difference", "mean", "number", "percent", "score", "span", "spoken_amount", "unit_after", "with_unit", "written_change",
]  # fmt: skip
