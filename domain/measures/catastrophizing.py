"""Catastrophizing."""

from domain.measure import Better, Construct, Licence, LicenceClass, Measure, MeasurementError, Norm, NormGroup
from domain.measures.facts import below, default_change, mcid, mcid_percent, mdc95, points, sem, upto
from domain.measures.sources import (
    EPPOC_MANUAL,
    FERNANDES_2012,
    MONTICONE_2022,
    NICHOLAS_2019,
    PCS_CUT_OFF,
    PCS_TERMS,
    SCOTT_2014,
    SUZUKI_2020,
    awell_score,
)
from domain.scoring_rule import MissingItems, ScoringRule, Subscale, Total

PCS = Measure(
    code="pcs",
    name="Pain Catastrophizing Scale",
    short_name="Catastrophizing (PCS)",
    aliases=("PCS",),
    construct=Construct.CATASTROPHIZING,
    lowest=0, highest=52, step=1, unit="points",
    better=Better.LOWER,
    whole_steps=True,
    scoring=ScoringRule(
        items=13, each=(0, 4), total=Total.SUM, least_answered=13, missing=MissingItems.ALL_NEEDED,
        source=awell_score("pcs"), verified=True,
        subscales=(
            Subscale("rumination", (8, 9, 10, 11)),
            Subscale("magnification", (6, 7, 13)),
            Subscale("helplessness", (1, 2, 3, 4, 5, 12)),
        ),
    ),
    meaningful_change=default_change(
        points(8), population="chronic LBP, multidisciplinary rehab n=205", source=MONTICONE_2022,
        why="only anchor study in a pain-rehabilitation sample with an adequate AUC (0.88); just above its own MDC of 7.73",
    ),
    measurement_error=MeasurementError(
        FERNANDES_2012, verified=True, population="LBP, Norwegian version n=61, retest", mdc95=12.8, reliability=0.85,
        note="1.96·√2·4.6 = 12.8. Monticone 2022 gives 7.73; the larger one is used, so that fewer changes pass as beyond "
        "error. The ICC of 0.85 is the middle of a published 0.74–0.87, not a published value.",
    ),
    thresholds=(
        mcid(8, "chronic LBP, multidisciplinary rehab n=205 (95% CI 6–10)", MONTICONE_2022),
        mcid(11, "same study, baseline >30 (n=33)", MONTICONE_2022, condition="baseline above 30"),
        mcid(6.48, "chronic LBP n=161, vs NRS change ≥2", SUZUKI_2020),
        mcid_percent((38, 44), "subacute whiplash n=166", SCOTT_2014,
                     note="truncated in the excerpt; 38 % quoted in 10.1186/s40945-017-0032-x"),
        mcid(6, "ePPOC adult, plus change of severity band", EPPOC_MANUAL, "consensus", condition="with a change of band"),
        sem(4.6, "LBP, Norwegian version n=61, retest", FERNANDES_2012),
        mdc95(12.8, "LBP, Norwegian version n=61, retest", FERNANDES_2012, note="derived: 1.96·√2·4.6"),
        mdc95(7.73, "chronic LBP, multidisciplinary rehab n=205", MONTICONE_2022),
    ),
    bands=(below("below clinical threshold", 30, PCS_CUT_OFF), upto("clinically relevant", 52, PCS_CUT_OFF)),
    norms=(Norm("ePPOC adult referrals n=13,343", 29.8, None, NICHOLAS_2019, True, NormGroup.IN_CARE),),
    licence=Licence(
        LicenceClass.LICENSED, "Licensed and distributed by Mapi Research Trust (ePROVIDE) on behalf of M. Sullivan.", PCS_TERMS, True
    ),
    least_interval_days=14,
    recall_period="none (trait-like)",
    notes="All 13 items are needed; ePPOC is remembered to allow one missing. Suzuki 2020 gives 6.48 for the PCS and 6.71 for a "
    "disability scale: a PCS MCID quoted as 6.71 is probably a mix-up.",
)  # fmt: skip

CATASTROPHIZING = (PCS,)
