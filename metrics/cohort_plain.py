"""A cohort's answers as plain values for JSON, with no share and no interval from too few people."""

from typing import Any

from domain.measure import Measure
from metrics.cohort_reading import Cohort
from metrics.plain_answer import INSIDE, plain_answer

NOT_TOLD = frozenset({"curve", "between", "until_change", "covariance", "correlation", "log_likelihood"})
"""Curves by single day, and what only a statistician would want of a fit."""


def cohort_plain(cohort: Cohort, measure: Measure) -> dict[str, Any]:
    """Every answer by name; shares of fewer than the clinic's limit are null."""
    answers = {
        "responders": cohort.rates,
        "completeness": cohort.seen,
        "average_course": cohort.modelled(measure),
        "tipping_point": cohort.tipping(measure) if measure.needs_baseline else None,
        "who_left": cohort.who_left(),
        "responder_curve": cohort.curve(measure),
        "lasting": {later: cohort.lasting(later).get(measure.code) for later in cohort.later},
        "effect_sizes": cohort.effects(),
        "share_over_time": cohort.share_by_month(measure, of_due=False),
        "completeness_over_time": cohort.completeness_by_month(),
        "function_and_pain": cohort.function_and_pain(),
        "regression_to_mean": cohort.regressions(measure),
        "early_response": {early: cohort.early(measure, early) for early in cohort.earlier},
        "plan_changes": cohort.plan_changes(),
        "scale_ends": cohort.scale_ends(cohort.checkpoint),
        "forms": cohort.forms(),
    }
    asked = {"checkpoint": cohort.checkpoint, "measure": measure.code, "as_of": cohort.as_of, "scope": cohort.scope}
    told = {**asked, "percentage_from": cohort.percentage_from, "note": INSIDE, **answers}
    return without_small_shares(plain_answer(told, NOT_TOLD), cohort.percentage_from)


SHARE, MEAN = {"count", "total", "share"}, {"n", "mean", "sd"}


EFFECT, AREA = {"value", "unbiased", "low", "high"}, {"auc", "se", "low", "high", "p"}


def without_small_shares(value: Any, limit: int, around: int | None = None) -> Any:
    """Nulls in place of what fewer than `limit` people stand behind. `around`: how many stand behind the answer that holds
    `value`, for an effect or an area that does not carry its own number."""
    if isinstance(value, list):
        return [without_small_shares(one, limit, around) for one in value]
    if not isinstance(value, dict):
        return value
    people = value.get("n", around)
    kept = {name: without_small_shares(one, limit, people) for name, one in value.items()}
    for figures in (EFFECT, AREA):
        if kept.keys() >= figures and people is not None and people < limit:
            return kept | dict.fromkeys(figures)
    if kept.keys() >= SHARE and kept["total"] < limit:
        return kept | dict.fromkeys(("share", "low", "high"))
    if kept.keys() >= MEAN and kept["n"] < limit:
        return kept | dict.fromkeys(("mean", "sd", "low", "high"))
    return kept
