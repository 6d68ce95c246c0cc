"""PROMIS-29: seven T-scores with standard errors and the 0–10 pain rating; there is no total."""

import numpy as np

from domain.answers import Filled, Part, choice, whole_items
from domain.instrument import Scores, unanswered
from domain.raw_to_t import TABLES

_DOMAINS = {
    "promis_pf_tscore": "promis_physical_function_4a",
    "promis_anxiety_tscore": "promis_anxiety_4a",
    "promis_depression_tscore": "promis_depression_4a",
    "promis_fatigue_tscore": "promis_fatigue_4a",
    "promis_sd_tscore": "promis_sleep_disturbance_4a",
    "promis_social_tscore": "promis_ability_to_participate_social_4a",
    "promis_pi_tscore": "promis_pain_interference_4a",
}
"""Measure → table, in the order of the form: four items each, then the pain rating as item 29."""

NAME = "PROMIS-29"
_PAIN = "nrs_average"
_VERSIONS = {"2.1": 2.1, "2.0": 2.0, "v2.1": 2.1, "v2.0": 2.0}
MEASURES_OF_PROMIS29 = (*_DOMAINS, _PAIN)
COLUMNS = (*(name for code in _DOMAINS for name in (code, f"{code}_se")), _PAIN)
PARTS = (*whole_items(28, 1, 5), Part("q29", 0, 10), choice("version", _VERSIONS, counted=False))


def score_promis29(filled: Filled) -> Scores:
    old = filled["version"] == 2.0
    columns: dict[str, np.ndarray] = {}
    for place, (code, table) in enumerate(_DOMAINS.items()):
        raw = filled.block(_items(place)).sum(axis=1)
        columns |= _t_scores(code, table, raw)
        if code == "promis_pf_tscore":
            former = _t_scores(code, "promis_physical_function_4a_v1", raw)
            columns |= {name: np.where(old, former[name], columns[name]) for name in former}
    columns[_PAIN] = filled["q29"]
    return Scores(columns, (unanswered(filled, [f"q{n}" for n in range(1, 30)], NAME),))


def _items(place: int) -> list[str]:
    return [f"q{4 * place + n}" for n in range(1, 5)]


def _t_scores(code: str, table: str, raw: np.ndarray) -> dict[str, np.ndarray]:
    known = ~np.isnan(raw)
    t_score, error = TABLES[table].at(np.where(known, raw, 4))
    return {code: np.where(known, t_score, np.nan), f"{code}_se": np.where(known, error, np.nan)}
