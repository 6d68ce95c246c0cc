"""A clinic's data quality as plain values for JSON, with no share from too few forms."""

from collections.abc import Mapping
from typing import Any

from domain.measure import Measure
from metrics.cohort_plain import without_small_shares
from metrics.data_quality_reading import DataQuality
from metrics.plain_answer import INSIDE, plain_answer


def data_quality_plain(quality: DataQuality, measures: Mapping[str, Measure]) -> dict[str, Any]:
    """Every answer of the screen by name. `measures`: all that the clinic knows, for the reasons of rejected rows."""
    told = {
        "scope": quality.scope,
        "as_of": quality.as_of,
        "period": quality.period(),
        "percentage_from": quality.percentage_from,
        "note": INSIDE,
        "forms": quality.total,
        "by_measure_and_checkpoint": list(quality.forms.values()),
        "late": quality.late(),
        "site_months": quality.by_site(),
        "rows": quality.rows(),
        "rejected": quality.rejected(measures),
        "same_answers": quality.same_answers(),
        "prorated": quality.prorated(),
    }
    return without_small_shares(plain_answer(told), quality.percentage_from)
