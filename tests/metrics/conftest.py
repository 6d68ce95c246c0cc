"""Made-up measures, so that each test states every number it uses."""

from dataclasses import replace

import pytest

from domain.measure import (
    Better,
    ChangeTerm,
    Combine,
    Construct,
    Licence,
    LicenceClass,
    MeaningfulChange,
    Measure,
    MeasurementError,
    ResponseCategory,
    ThresholdUnit,
)
from domain.source import Source

MADE_UP = Source(title="Made up for this test", year=2000)

PLAIN = Measure(
    code="plain",
    name="Plain scale",
    short_name="Plain",
    construct=Construct.PHYSICAL_FUNCTION,
    unit="points",
    better=Better.HIGHER,
    lowest=0,
    highest=100,
    step=1,
    licence=Licence(LicenceClass.FREE, "", MADE_UP, True),
)


def points(amount: float, verified: bool = True) -> MeaningfulChange:
    return rule(ChangeTerm(amount, ThresholdUnit.POINTS), verified=verified)


def rule(*terms: ChangeTerm, combine: Combine = Combine.ALL, verified: bool = True) -> MeaningfulChange:
    return MeaningfulChange(terms, "made up", MADE_UP, "nobody", verified, combine)


def error(verified: bool = True, **facts) -> MeasurementError:
    return MeasurementError(MADE_UP, verified, "nobody", **facts)


def scale(**changes) -> Measure:
    """The plain scale (0–100, higher is better, nothing published) with some facts changed."""
    return replace(PLAIN, **changes)


def rating(worse_from: float | None = 6, **changes) -> Measure:
    """A rating of change from 1 (best) to 7, which needs no baseline; 1 and 2 count as improved."""
    category = ResponseCategory(2, worse_from, "made up", MADE_UP, verified=True, worse_verified=False)
    return scale(
        code="rating",
        better=Better.LOWER,
        lowest=1,
        highest=7,
        needs_baseline=False,
        response_category=category,
        **changes,
    )


@pytest.fixture
def make():
    """The makers of this file, for tests in one line: make.scale(...), make.points(10)."""
    from types import SimpleNamespace

    return SimpleNamespace(scale=scale, points=points, rule=rule, error=error, rating=rating)
