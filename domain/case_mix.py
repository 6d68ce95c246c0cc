"""What a fair comparison takes into account of a patient at intake, and how it is banded."""

from enum import StrEnum

from domain.similarity import PAIN_BANDS

__all__ = ["AGE_BANDS", "COMPARED_TRAITS", "FOLDS", "NOT_RECORDED", "PAIN_BANDS", "Grouping"]

AGE_BANDS: tuple[tuple[str, int, int | None], ...] = (
    ("under 35", 0, 35),
    ("35 to 49", 35, 50),
    ("50 to 64", 50, 65),
    ("65 or more", 65, None),
)
"""Name, first year and first year above. Our own division; no source is claimed for it."""

COMPARED_TRAITS = ("sex", "age_band", "pain_band", "payer")
"""Columns of a cell that may explain a change, besides the intake score."""

FOLDS = 8
NOT_RECORDED = "not recorded"


class Grouping(StrEnum):
    """What is compared."""

    PROGRAM = "program"
    SITE = "site"
    CLINICIAN = "clinician"
