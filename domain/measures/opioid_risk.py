"""Risk of opioid misuse: screens, before and during treatment. They start a conversation and decide nothing."""

from domain.instrument import Instrument
from domain.measure import Better, Construct, Measure, MeasurementError
from domain.measures.facts import below, check_licence, upto
from domain.measures.sources import RECALLED
from domain.measures.sources_symptoms import (
    ABERRANT_TOOLS_2019,
    BUTLER_2007,
    BUTLER_2010,
    CHEATLE_2019,
    COMM_CODE,
    ORT_TABLE,
    SOAPPR_TABLE,
)
from domain.scorers import opioid_risk
from domain.scoring_rule import MissingItems, ScoringRule, Total

COMM = Measure(
    code="comm",
    name="Current Opioid Misuse Measure",
    short_name="Opioid misuse (COMM)",
    aliases=("COMM",),
    construct=Construct.OPIOID_RISK,
    lowest=0, highest=68, step=1, unit="points",
    better=Better.LOWER,
    judged=False,
    whole_steps=True,
    scoring=ScoringRule(items=17, each=(0, 4), total=Total.SUM, least_answered=17, missing=MissingItems.ALL_NEEDED, source=COMM_CODE, verified=True),
    measurement_error=MeasurementError(
        BUTLER_2010, verified=True, population="chronic pain, 5 US centres, n=226", reliability=0.83,
        note="Internal consistency α (0.86 in the first sample); no standard deviation is on record.",
    ),
    bands=(below("negative", 9, BUTLER_2007), upto("positive", 68, BUTLER_2007)),
    licence=check_licence("licensed", "copyright Inflexxion/Integrated Behavioral Health."),
    least_interval_days=28,
    recall_period="30 days",
    notes="A monitoring screen. In primary care 13 or more had a sensitivity and a specificity of 77 % for a prescription drug use disorder.",
)  # fmt: skip

ORT = Measure(
    code="ort",
    name="Opioid Risk Tool",
    short_name="Opioid risk (ORT)",
    aliases=("ORT",),
    construct=Construct.OPIOID_RISK,
    lowest=0, highest=26, step=1, unit="points",
    better=Better.LOWER,
    judged=False,
    whole_steps=True,
    instrument=Instrument(
        "ort", "Opioid Risk Tool", opioid_risk.PARTS, opioid_risk.COLUMNS, ("ort",), opioid_risk.score, ORT_TABLE, True, by_position=False,
        how="Points for women/men: family history of alcohol 1/3, illegal drugs 2/3, prescription drugs 4/4; personal history 3, 4, 5; age 16–45 1; "
        "csa 3/0; psychological_disease 2; depression 1.",
        missing="Sex and age always. A box without a column is not ticked; a column that is there must be filled in.",
    ),
    bands=(below("low", 4, ORT_TABLE), below("moderate", 8, ORT_TABLE), upto("high", 26, ORT_TABLE)),
    licence=check_licence("free", "not verified."),
    least_interval_days=365,
    recall_period="lifetime",
    notes="A screen before treatment, no outcome. Prefer the ORT-OUD: without the item about preadolescence it predicted better.",
)  # fmt: skip

ORT_OUD = Measure(
    code="ort_oud",
    name="Opioid Risk Tool for OUD (ORT-OUD)",
    short_name="Opioid risk (ORT-OUD)",
    aliases=("ORT-OUD",),
    construct=Construct.OPIOID_RISK,
    lowest=0, highest=9, step=1, unit="points",
    better=Better.LOWER,
    judged=False,
    whole_steps=True,
    scoring=ScoringRule(items=9, each=(0, 1), total=Total.SUM, least_answered=9, missing=MissingItems.ALL_NEEDED, source=RECALLED, verified=False),
    bands=(below("lower", 3, ABERRANT_TOOLS_2019), upto("higher risk", 9, ABERRANT_TOOLS_2019)),
    licence=check_licence("free", "not verified."),
    least_interval_days=365,
    notes=f"A screen before treatment, no outcome. Sensitivity 0.854, specificity 0.851 in long-term opioid therapy ({CHEATLE_2019.label}).",
)  # fmt: skip

SOAPP_R = Measure(
    code="soapp_r",
    name="Screener and Opioid Assessment for Patients with Pain - Revised",
    short_name="Opioid risk (SOAPP-R)",
    aliases=("SOAPP-R",),
    construct=Construct.OPIOID_RISK,
    lowest=0, highest=96, step=1, unit="points",
    better=Better.LOWER,
    judged=False,
    whole_steps=True,
    scoring=ScoringRule(items=24, each=(0, 4), total=Total.SUM, least_answered=24, missing=MissingItems.ALL_NEEDED, source=RECALLED, verified=False),
    bands=(
        below("negative", 18, SOAPPR_TABLE),
        upto("positive (>=18: sensitivity 0.81, specificity 0.68)", 96, SOAPPR_TABLE),
    ),
    licence=check_licence("licensed", "copyright Inflexxion/Integrated Behavioral Health."),
    least_interval_days=180,
    recall_period="30 days",
    notes="A screen before treatment, no outcome. One table prints 'over 18', another '18 or more': the validation cut-off is 18 or more.",
)  # fmt: skip

OPIOID_RISK = (COMM, ORT, ORT_OUD, SOAPP_R)
