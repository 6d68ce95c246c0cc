"""Medication lists of synthetic people, as tests write them down."""

from datetime import date, timedelta

import pandas as pd

FIRST = date(2025, 1, 6)


def day(number: int) -> date:
    """Day 1 is the first day of the list."""
    return FIRST + timedelta(days=number - 1)


def line(drug="oxycodone", strength=5, frequency=4, start=1, stop=None, **more) -> dict:
    """One scheduled oral line in mg; `start` and `stop` are day numbers, both included."""
    return {
        "patient": "p", "drug": drug, "strength": strength, "unit": "mg", "route": "oral", "quantity": 1, "frequency": frequency,
        "start": None if start is None else day(start), "stop": None if stop is None else day(stop), **more,
    }  # fmt: skip


def patch(drug="fentanyl", strength=25, frequency="every 72 hours", start=1, stop=None, **more) -> dict:
    return line(drug, strength, frequency, start, stop, **{"unit": "mcg/h", "route": "transdermal", **more})


def medicines(*lines: dict) -> pd.DataFrame:
    return pd.DataFrame(lines).astype(object)
