"""Opioid Risk Tool: ticked boxes with weights that depend on sex, and one for an age of 16 to 45.

A box that the file has no column for is not ticked; a column that is there must be filled in. Sex
and age are always needed.
"""

import numpy as np

from domain.answers import Filled, amount, choice, yes_no
from domain.instrument import Scores, unanswered

FEMALE, MALE = 0.0, 1.0
WEIGHTS = {
    "family_alcohol": (1, 3),
    "family_illegal": (2, 3),
    "family_prescription": (4, 4),
    "personal_alcohol": (3, 3),
    "personal_illegal": (4, 4),
    "personal_prescription": (5, 5),
    "csa": (3, 0),
    "psychological_disease": (2, 2),
    "depression": (1, 1),
}
"""Points of each box for women and for men. `csa`: the history item about preadolescence."""

AGE_FROM, AGE_TO, AGE_POINTS = 16, 45, 1

_ALSO = {
    "family_illegal": ("family_illegal_drugs", "family_drugs"),
    "family_prescription": ("family_rx", "family_prescription_drugs"),
    "personal_illegal": ("personal_illegal_drugs", "personal_drugs"),
    "personal_prescription": ("personal_rx", "personal_prescription_drugs"),
    "psychological_disease": (
        "psych",
        "psychological",
        "adhd_ocd_bipolar_schizophrenia",
        "add_ocd_bipolar_schizophrenia",
    ),
}
_SEX = {"f": FEMALE, "female": FEMALE, "m": MALE, "male": MALE}
PARTS = (
    choice("sex", _SEX, counted=False),
    amount("age", 0, 120),
    *(yes_no(name, also=_ALSO.get(name, ())) for name in WEIGHTS),
)
COLUMNS = ("ort",)


def score(filled: Filled) -> Scores:
    sex, age = filled["sex"], filled["age"]
    total = np.where(
        np.isnan(sex + age), np.nan, AGE_POINTS * ((np.floor(age) >= AGE_FROM) & (np.floor(age) <= AGE_TO))
    )
    for name, (women, men) in WEIGHTS.items():
        ticked = np.zeros(len(filled)) if name in filled.absent else filled[name]
        total = total + ticked * np.where(sex == MALE, men, women)
    needed = ("sex", "age", *(name for name in WEIGHTS if name not in filled.absent))
    return Scores({"ort": total}, (unanswered(filled, needed, "The Opioid Risk Tool"),))
