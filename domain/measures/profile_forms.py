"""The forms of quality of life and disability that have scorers of their own."""

from functools import partial

from domain.instrument import Instrument
from domain.measures.sources import PROMIS_MANUALS, awell_score, camcops
from domain.measures.sources_promis import PROPR_CODE
from domain.measures.sources_quality_of_life import WHODAS_MANUAL_MISSING
from domain.scorers import eq5d, promis29, promis_global, propr, sf12, whodas12

SF12 = Instrument(
    code="sf12",
    name=sf12.NAME,
    parts=sf12.PARTS,
    columns=("sf12_pcs", "sf12_mcs"),
    measures=("sf12_pcs", "sf12_mcs"),
    scorer=sf12.score_sf12,
    source=awell_score("sf12"),
    verified=True,
    how="The weights of the 12 answers, as printed, and a constant add up to each component.",
    missing="All 12 items are needed.",
)

EQ5D5L = Instrument(
    code="eq5d5l",
    name=eq5d.NAME,
    parts=eq5d.PARTS,
    columns=("eq5d5l_index", "index", "profile", "value_set"),
    measures=("eq5d5l_index",),
    scorer=eq5d.score_eq5d5l,
    source=camcops("eq5d5l"),
    verified=True,
    how="1 minus what the value set takes off for the level of each dimension: mobility, self-care, usual activities, pain or "
    "discomfort, anxiety or depression.",
    form_part="value_set",
    missing="All 5 dimensions are needed, and the name of the value set; the profile shows 9 for a blank one.",
)

PROPR_FORM = Instrument(
    code="propr",
    name=propr.NAME,
    parts=propr.PARTS,
    columns=("propr", "cognition"),
    measures=("propr",),
    scorer=propr.score_propr,
    source=PROPR_CODE,
    verified=True,
    by_position=False,
    how="From T-scores of depression, fatigue, pain interference, physical function, sleep disturbance, social roles and cognition; "
    "cognition is predicted from the PROMIS-29 and the 0–10 pain rating where it was not measured.",
    missing="All seven domains are needed, cognition measured or predicted.",
)

PROMIS29_FORM = Instrument(
    code="promis29",
    name=promis29.NAME,
    parts=promis29.PARTS,
    columns=promis29.COLUMNS,
    measures=promis29.MEASURES_OF_PROMIS29,
    scorer=promis29.score_promis29,
    source=PROMIS_MANUALS,
    verified=False,
    how="Each domain's four answers, as the form prints their numbers, are added and looked up. Version 2.1 unless a column `version` says "
    "2.0, which has another table for physical function. Version 1.0 has another social scale and is not scored.",
    missing="Each domain needs its own four items; a domain that has them is scored whatever became of the others.",
)

WHODAS12_FORM = Instrument(
    code="whodas12",
    name=whodas12.NAME,
    parts=whodas12.PARTS,
    columns=("whodas12", "percent"),
    measures=("whodas12",),
    scorer=whodas12.score_whodas12,
    source=WHODAS_MANUAL_MISSING,
    verified=False,
    how="The 12 answers, coded 0–4, are added.",
    missing="One blank item takes the mean of the other 11; with more blanks there is no score.",
)


def _global_form(code: str, name: str, table: str, items: tuple[int, ...], how: str) -> Instrument:
    return Instrument(
        code=code,
        name=name,
        parts=promis_global.PARTS,
        columns=(code, "raw", "t", "se"),
        measures=(code,),
        scorer=partial(promis_global.score_global, code, table, items),
        source=awell_score("promis_10"),
        verified=True,
        how=how,
        missing="Its four items are needed; the other six are read and not scored.",
    )


GLOBAL_PHYSICAL = _global_form(
    "promis_global_phys_tscore", "PROMIS Global-10 physical health", "promis_global_physical_health_4", (3, 6, 7, 8),
    "Items 3, 6, 7 (0–10, recoded to 5–1) and 8 (5 = best) are added and looked up.",
)  # fmt: skip
GLOBAL_MENTAL = _global_form(
    "promis_global_mental_tscore", "PROMIS Global-10 mental health", "promis_global_mental_health_4", (2, 4, 5, 10),
    "Items 2, 4, 5 and 10 (5 = best) are added and looked up.",
)  # fmt: skip
