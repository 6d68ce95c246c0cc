"""When and where the sample clinic lives: its clock, its programs, its seed."""

from datetime import date, timedelta
from functools import cache
from pathlib import Path

import numpy as np

from domain.clinic import Clinic, parse_clinic
from sample_data.generator.figures import FIGURES

SEED = 20251117
AS_OF = date(2025, 11, 17)
"""A Monday; equals `as_of` of clinic.toml (held by a test)."""
FIRST_START = AS_OF - timedelta(days=730)
BOOKED_AHEAD_DAYS = 28
"""Appointments are in the book this far beyond AS_OF."""

CLINIC_FILE = Path(__file__).parents[1] / "clinic.toml"


@cache
def sample_clinic() -> Clinic:
    return parse_clinic(CLINIC_FILE.read_text("utf-8"), CLINIC_FILE.name, frozenset(FIGURES) | {"mme_day", "pgic"})


def generator_for(*key: int) -> np.random.Generator:
    """One independent stream per person and purpose: changing one person leaves all others as they were."""
    return np.random.default_rng([SEED, *key])


def next_weekday(day: date) -> date:
    """`day`, or the Monday after it when it falls on a weekend."""
    return day + timedelta(days=(0, 0, 0, 0, 0, 2, 1)[day.weekday()])


def previous_weekday(day: date) -> date:
    return day - timedelta(days=(0, 0, 0, 0, 0, 1, 2)[day.weekday()])
