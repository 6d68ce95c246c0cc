"""What the scales of the DASS-21 and of the HADS share: form, rule and licence."""

from domain.measure import Licence, LicenceClass
from domain.measures.sources import camcops
from domain.measures.sources_mind import DASS_MISSING, DASS_TERMS, HADS_TERMS
from domain.scoring_rule import LongForm, MissingItems, ScoringRule, Total

DASS21_FORM = LongForm("dass21", "DASS-21", 21)
HADS_FORM = LongForm("hads", "Hospital Anxiety and Depression Scale", 14)

DASS_LICENCE = Licence(
    LicenceClass.FREE,
    "Public domain: may be copied and distributed without permission, not modified and not sold, with a reference to the DASS "
    "site. Read as a quotation of that site.",
    DASS_TERMS, True,
)  # fmt: skip
HADS_LICENCE = Licence(
    LicenceClass.LICENSED, "Published and sold by GL Assessment (formerly nferNelson).", HADS_TERMS, True
)

DASS_NOTES = (
    "Always the doubled score (0–42, the metric of the long DASS); undoubled sums have other cut-offs. One blank item of a scale is "
    "prorated, as recalled. In chronic low back pain a Rasch analysis found the depression scale fit for individuals, anxiety "
    "and stress for groups only."
)
HADS_NOTES = (
    "Items are entered as severity 0–3: the printed order of the answers runs the other way round for items 1, 3, 5, 6, 8, 10, 11 "
    "and 13, so an export that numbers answers as printed must be turned round first. Bands are recalled, not read."
)


def dass21_rule(*items: int) -> ScoringRule:
    """Twice the sum of 7 items of the 21; one blank one takes the mean of the others."""
    return ScoringRule(
        items=7, each=(0, 3), total=Total.SUM, least_answered=6, missing=MissingItems.MEAN_IMPUTATION,
        source=DASS_MISSING, verified=False, weights=(2,) * 7, of_form=DASS21_FORM, item_numbers=items,
    )  # fmt: skip


def hads_rule(*items: int) -> ScoringRule:
    """Sum of 7 items of the 14, all of them needed."""
    return ScoringRule(
        items=7, each=(0, 3), total=Total.SUM, least_answered=7, missing=MissingItems.ALL_NEEDED,
        source=camcops("hads"), verified=True, of_form=HADS_FORM, item_numbers=items,
    )  # fmt: skip
