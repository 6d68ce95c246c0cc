"""Risk that pain lasts. These screens choose care; their change is no outcome."""

from domain.instrument import Instrument
from domain.measure import Better, Construct, Measure
from domain.measures.facts import check_licence, upto
from domain.measures.sources import awell_score
from domain.measures.sources_function import KEELE_TERMS, LINTON_2011
from domain.scorers import orebro, start_back

_OREBRO_CODE = awell_score("orebro/short_version")
_START_CODE = awell_score("start_back_screening_tool")

OMPSQ_10 = Measure(
    code="omspq10",
    name="Örebro Musculoskeletal Pain Screening Questionnaire, short form",
    short_name="Örebro short form",
    aliases=("OMPSQ-10", "ÖMPSQ-10"),
    construct=Construct.PROGNOSIS,
    lowest=1, highest=100, step=1, unit="points",
    better=Better.LOWER,
    judged=False,
    whole_steps=True,
    instrument=Instrument(
        "omspq10", "Örebro short form", orebro.PARTS, orebro.COLUMNS, ("omspq10",), orebro.score, _OREBRO_CODE, True, by_position=False,
        how="Sum of 10 parts; the duration counts 1–10; light work, sleep and expectancy of return to work are turned round (10 − answer).",
        missing="All 10 are needed. A public scorer adds whatever is there: not done here.",
    ),
    bands=(upto("lower risk", 49, LINTON_2011), upto("higher risk", 100, LINTON_2011)),
    licence=check_licence("free", "not verified."),
    least_interval_days=28,
    notes="A cut-off of 50 found 83–85 % of those who later had sick leave. Parts are named, because item numbers differ between prints.",
)  # fmt: skip

START_BACK = Measure(
    code="start_back",
    name="STarT Back Screening Tool (9)",
    short_name="STarT Back",
    aliases=("SBST",),
    construct=Construct.PROGNOSIS,
    lowest=0, highest=9, step=1, unit="points",
    better=Better.LOWER,
    judged=False,
    whole_steps=True,
    instrument=Instrument(
        "start_back", "STarT Back", start_back.PARTS, start_back.COLUMNS, ("start_back",), start_back.score, _START_CODE, True,
        how="Items 1–8 agreed with count 1; item 9 (0–4) counts 1 from 3. Low risk: total at most 3; else high with a psychosocial subscale (items "
        "5–9) of at least 4, otherwise medium.",
        missing="Every item is needed.",
    ),
    bands=(upto("low risk (total)", 3, _START_CODE), upto("medium or high, by subscale", 9, _START_CODE)),
    licence=check_licence("free, not for commercial use", "Keele University.", KEELE_TERMS),
    least_interval_days=14,
    recall_period="2 weeks",
    notes="It sorts into treatment paths; the risk needs both total and subscale.",
)  # fmt: skip

PROGNOSIS = (OMPSQ_10, START_BACK)
