"""Health-related quality of life."""

from domain.measure import Better, Construct, Licence, LicenceClass, Loinc, Measure, MeasurementError, Norm, NormGroup
from domain.measures.facts import below, check_licence, default_change, mcid, points, upto
from domain.measures.profile_forms import EQ5D5L, GLOBAL_MENTAL, GLOBAL_PHYSICAL, PROMIS29_FORM, PROPR_FORM, SF12
from domain.measures.promis import OWN_STANDARD_ERROR, PROMIS_LICENCE, US_POPULATION, WHY_3_T
from domain.measures.sources import RECALLED, SUZUKI_2020, TERWEE_2021, awell_score, camcops
from domain.measures.sources_promis import DEWITT_2018, GLOBAL_CUT_POINTS, PROPR_CODE
from domain.measures.sources_quality_of_life import (
    BUCHHOLZ_2021,
    DIAZ_ARRIBAS_2017,
    EQ5D_MID,
    EQ5D_TERMS,
    SELIM_2009,
    SF12_RELIABILITY,
)
from domain.scorers.promis29 import MEASURES_OF_PROMIS29
from domain.scoring_rule import MissingItems, ScoringRule, Total

_EQ5D_LICENCE = Licence(
    LicenceClass.LICENSED,
    "EuroQol: no use, reproduction or digital representation without prior written consent.",
    EQ5D_TERMS,
    True,
)
_SF12_LICENCE = check_licence(
    "licensed", "QualityMetric. The algorithm of version 1 is widely published; norms and weights of version 2 are proprietary and not here.",
    awell_score("sf12"),
)  # fmt: skip
_VR12_LICENCE = check_licence("free", "free after registration with its authors; terms of use not found.")
_VR12_NOT_SCORED = (
    "The VR-12 is not scored here: its weights differ by mode of administration and era, and impute every pattern of blank items; they were "
    "not in a source that could be read. Send the component scores."
)
_VR12_NOTES = (
    "A score is accepted from 0 to 100; that is a check against wrong columns, not the scale, whose ends are not published. In 177 German "
    "rehabilitation patients the physical score ran from 12.7 to 59.3. Scores on the 1990 and on the 2000–2002 US standard differ by about "
    "1 point: never join them."
)

PROMIS29 = Measure(
    code="promis29",
    name="PROMIS-29 v2.1 profile",
    short_name="Profile (PROMIS-29)",
    aliases=("PROMIS-29",),
    construct=Construct.QUALITY_OF_LIFE,
    lowest=22.5, highest=81.6, step=0.1, unit="T-score",
    better=Better.HIGHER,
    judged=False,
    instrument=PROMIS29_FORM,
    panel=MEASURES_OF_PROMIS29,
    norms=(US_POPULATION,),
    licence=PROMIS_LICENCE,
    least_interval_days=7,
    recall_period="7 days; none for physical function",
    notes="A profile without a total: each domain is a measure of its own, with its own direction and thresholds, and the range shown is that "
    "of all of them. The physical and mental health summary scores (Hays 2018) are not given: their weights were not read.",
)  # fmt: skip

PROMIS_GLOBAL_PHYSICAL = Measure(
    code="promis_global_phys_tscore",
    name="PROMIS Global-10 physical health T-score",
    short_name="Physical health (PROMIS-10)",
    aliases=("PROMIS-10 physical",),
    construct=Construct.QUALITY_OF_LIFE,
    lowest=16.2, highest=67.7, step=0.1, unit="T-score",
    better=Better.HIGHER,
    instrument=GLOBAL_PHYSICAL,
    meaningful_change=default_change(
        points(3), population="any PROMIS measure, review of 31 studies", source=TERWEE_2021, verified=False, why=WHY_3_T
    ),
    measurement_error=OWN_STANDARD_ERROR,
    thresholds=(mcid((2, 6), "any PROMIS measure, review of 31 studies", TERWEE_2021),),
    norms=(US_POPULATION,),
    loinc=(Loinc("71971-6", "PROMIS-10 Global Physical Health (GPH) score T-score", "score", True),),
    licence=PROMIS_LICENCE,
    least_interval_days=7,
    recall_period="7 days for three items, in general for the others (recalled)",
    notes="HealthMeasures publishes cut points for it too; the copy of the page that was read breaks off before them, so no bands are shown.",
)  # fmt: skip

PROMIS_GLOBAL_MENTAL = Measure(
    code="promis_global_mental_tscore",
    name="PROMIS Global-10 mental health T-score",
    short_name="Mental health (PROMIS-10)",
    aliases=("PROMIS-10 mental",),
    construct=Construct.QUALITY_OF_LIFE,
    lowest=21.2, highest=67.6, step=0.1, unit="T-score",
    better=Better.HIGHER,
    instrument=GLOBAL_MENTAL,
    meaningful_change=default_change(
        points(3), population="any PROMIS measure, review of 31 studies", source=TERWEE_2021, verified=False, why=WHY_3_T
    ),
    measurement_error=OWN_STANDARD_ERROR,
    thresholds=(mcid((2, 6), "any PROMIS measure, review of 31 studies", TERWEE_2021),),
    bands=(
        below("poor", 29, GLOBAL_CUT_POINTS),
        below("fair", 40, GLOBAL_CUT_POINTS),
        below("good", 48, GLOBAL_CUT_POINTS),
        below("very good", 56, GLOBAL_CUT_POINTS),
        upto("excellent", 67.6, GLOBAL_CUT_POINTS),
    ),
    norms=(US_POPULATION,),
    loinc=(Loinc("71969-0", "PROMIS-10 Global Mental Health (GMH) score T-score", "score", True),),
    licence=PROMIS_LICENCE,
    least_interval_days=7,
    recall_period="7 days for three items, in general for the others (recalled)",
    notes="The cut points lie midway between the mean scores of people who rate their health in neighbouring words; that a score on a cut "
    "point belongs to the better word is our reading.",
)  # fmt: skip

PROPR = Measure(
    code="propr",
    name="PROMIS-Preference (PROPr) utility",
    short_name="Utility (PROPr)",
    aliases=("PROPr",),
    construct=Construct.QUALITY_OF_LIFE,
    lowest=-0.022, highest=1, step=0.001, unit="utility",
    better=Better.HIGHER,
    instrument=PROPR_FORM,
    norms=(Norm("computed: T = 50 in all seven domains", 0.518, None, PROPR_CODE, True),),
    thresholds=(),
    licence=Licence(
        LicenceClass.FREE, "The official code is CC BY-SA 4.0; the published figures are used here, its code is not.", PROPR_CODE, True
    ),
    least_interval_days=7,
    recall_period="7 days; none for physical function",
    notes="For groups and cost-effectiveness: its makers advise against decisions about one person. No meaningful change is published. T = 50 "
    "throughout gives only 0.518, far below EQ-5D norms: never plot the two on one axis. The lowest possible score is −0.022 "
    f"({DEWITT_2018.doi}).",
)  # fmt: skip

SF12_PHYSICAL = Measure(
    code="sf12_pcs",
    name="SF-12 v1 physical component summary",
    short_name="Physical health (SF-12)",
    aliases=("SF-12 PCS",),
    construct=Construct.QUALITY_OF_LIFE,
    lowest=9.9, highest=70.2, step=0.01, unit="norm-based",
    better=Better.HIGHER,
    instrument=SF12,
    meaningful_change=default_change(
        points(3.29), population="subacute and chronic LBP n=458", source=DIAZ_ARRIBAS_2017,
        why="the only estimate in low back pain; its anchors are weak (AUC below 0.7)",
    ),
    measurement_error=MeasurementError(
        SF12_RELIABILITY, verified=True, population="non-cancer pain n=15,716, SF-12v2 in a US survey", reliability=0.73, sd=10,
        note="ICC 0.73 with the norm's SD of 10: 1.96·10·√(2·0.27) = 14.4 points. The second version of the form was studied; the "
        "interval between the two tests was not read.",
    ),
    thresholds=(
        mcid(3.29, "subacute and chronic LBP n=458 (change-difference method)", DIAZ_ARRIBAS_2017, note="AUC below 0.7 for every anchor"),
    ),
    norms=(Norm("US general population", 50, 10, awell_score("sf12"), True, NormGroup.GENERAL),),
    licence=_SF12_LICENCE,
    least_interval_days=28,
    recall_period="4 weeks",
    notes="Not the Pain Catastrophizing Scale, which is abbreviated PCS as well. The range is what the weights can give (9.95–70.13).",
)  # fmt: skip

SF12_MENTAL = Measure(
    code="sf12_mcs",
    name="SF-12 v1 mental component summary",
    short_name="Mental health (SF-12)",
    aliases=("SF-12 MCS",),
    construct=Construct.QUALITY_OF_LIFE,
    lowest=5.8, highest=72.3, step=0.01, unit="norm-based",
    better=Better.HIGHER,
    instrument=SF12,
    meaningful_change=default_change(
        points(3.77), population="subacute and chronic LBP n=458", source=DIAZ_ARRIBAS_2017,
        why="the only estimate in low back pain; its anchors are weak (AUC below 0.7)",
    ),
    measurement_error=MeasurementError(
        SF12_RELIABILITY, verified=True, population="non-cancer pain n=15,716, SF-12v2 in a US survey", reliability=0.64, sd=10,
        note="ICC 0.64 with the norm's SD of 10: 1.96·10·√(2·0.36) = 16.6 points. The second version of the form was studied; the "
        "interval between the two tests was not read.",
    ),
    thresholds=(
        mcid(3.77, "subacute and chronic LBP n=458 (MDC method)", DIAZ_ARRIBAS_2017, note="AUC below 0.7 for every anchor"),
    ),
    norms=(Norm("US general population", 50, 10, awell_score("sf12"), True, NormGroup.GENERAL),),
    licence=_SF12_LICENCE,
    least_interval_days=28,
    recall_period="4 weeks",
    notes="The range is what the weights can give (5.89–72.28).",
)  # fmt: skip

VR12_PHYSICAL = Measure(
    code="vr12_pcs",
    name="VR-12 physical component summary",
    short_name="Physical health (VR-12)",
    aliases=("VR-12 PCS",),
    construct=Construct.QUALITY_OF_LIFE,
    lowest=0, highest=100, step=0.01, unit="norm-based",
    better=Better.HIGHER,
    meaningful_change=default_change(
        points(3.29), population="SF-12: subacute and chronic LBP n=458", source=DIAZ_ARRIBAS_2017, verified=False,
        why="borrowed from the SF-12, whose scores are on the same metric",
    ),
    norms=(
        Norm("US general population", 50, 10, RECALLED, False, NormGroup.GENERAL),
        Norm("US Medicare Health Outcomes Survey", 39.82, 12.2, SELIM_2009, True),
        Norm("German orthopaedic and psychosomatic rehabilitation n=177", 36.2, 11.5, BUCHHOLZ_2021, True, NormGroup.IN_CARE),
    ),
    licence=_VR12_LICENCE,
    least_interval_days=28,
    recall_period="4 weeks",
    why_not_scored=_VR12_NOT_SCORED,
    notes=_VR12_NOTES,
)  # fmt: skip

VR12_MENTAL = Measure(
    code="vr12_mcs",
    name="VR-12 mental component summary",
    short_name="Mental health (VR-12)",
    aliases=("VR-12 MCS",),
    construct=Construct.QUALITY_OF_LIFE,
    lowest=0, highest=100, step=0.01, unit="norm-based",
    better=Better.HIGHER,
    meaningful_change=default_change(
        points(3.77), population="SF-12: subacute and chronic LBP n=458", source=DIAZ_ARRIBAS_2017, verified=False,
        why="borrowed from the SF-12, whose scores are on the same metric",
    ),
    norms=(
        Norm("US general population", 50, 10, RECALLED, False, NormGroup.GENERAL),
        Norm("US Medicare Health Outcomes Survey", 50.08, 11.4, SELIM_2009, True),
    ),
    licence=_VR12_LICENCE,
    least_interval_days=28,
    recall_period="4 weeks",
    why_not_scored=_VR12_NOT_SCORED,
    notes=_VR12_NOTES,
)  # fmt: skip

EQ5D5L_INDEX = Measure(
    code="eq5d5l_index",
    name="EQ-5D-5L index",
    short_name="Utility (EQ-5D-5L)",
    aliases=("EQ-5D-5L",),
    construct=Construct.QUALITY_OF_LIFE,
    lowest=-0.59, highest=1, step=0.001, unit="utility",
    better=Better.HIGHER,
    instrument=EQ5D5L,
    meaningful_change=default_change(
        points(0.08), population="value sets of several countries; chronic LBP n=161", source=EQ5D_MID,
        why="the estimate for the Polish set (US 0.078, Germany 0.083) and the one in chronic low back pain; a clinic that uses another "
        "value set should take that set's own",
    ),
    thresholds=(
        mcid(0.078, "US value set (SD 0.014)", EQ5D_MID, "instrument-defined"),
        mcid(0.08, "Polish value set (SD 0.030)", EQ5D_MID, "instrument-defined"),
        mcid(0.083, "German value set", EQ5D_MID, "instrument-defined"),
        mcid(0.08, "chronic LBP n=161 vs NRS change ≥2", SUZUKI_2020, note="an older Japanese version; 3 or 5 levels not checked"),
    ),
    licence=_EQ5D_LICENCE,
    least_interval_days=7,
    recall_period="today",
    notes="An index has no meaning without the name of its value set: only scores of one set are compared. Shipped are Poland (Golicki 2019) and "
    "the United States (Pickard 2019); the lowest value shown is the Polish one. Full health is 1 in both, not in every country's set.",
)  # fmt: skip

EQ5D_VAS = Measure(
    code="eq5d_vas",
    name="EQ VAS",
    short_name="Health today (EQ VAS)",
    aliases=("EQ VAS",),
    construct=Construct.QUALITY_OF_LIFE,
    lowest=0, highest=100, step=1, unit="points",
    better=Better.HIGHER,
    whole_steps=True,
    scoring=ScoringRule(
        items=1, each=(0, 100), total=Total.SUM, least_answered=1, missing=MissingItems.ALL_NEEDED,
        source=camcops("eq5d5l"), verified=True,
    ),
    meaningful_change=default_change(
        points(8), population="various", source=RECALLED, why="inside the 7–10 points that are recalled, not read",
    ),
    thresholds=(mcid((7, 10), "various", RECALLED),),
    licence=_EQ5D_LICENCE,
    least_interval_days=1,
    recall_period="today",
)  # fmt: skip

QUALITY_OF_LIFE = (
    PROMIS29, PROMIS_GLOBAL_PHYSICAL, PROMIS_GLOBAL_MENTAL, PROPR, SF12_PHYSICAL, SF12_MENTAL, VR12_PHYSICAL, VR12_MENTAL,
    EQ5D5L_INDEX, EQ5D_VAS,
)  # fmt: skip
