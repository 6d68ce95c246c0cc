"""Physical function: what the patient can do."""

from domain.measure import Better, Combine, Construct, Measure, MeasurementError
from domain.measures.facts import (
    NOT_DONE,
    PHYSICAL_TEST,
    check_licence,
    default_change,
    in_words,
    mcid,
    mcid_percent,
    mdc95,
    percent,
    points,
    upto,
)
from domain.measures.sources import (
    ACCEPTABLE_OUTCOME_2009,
    BENAIM_2019,
    BOHANNON_2017,
    FIBROMYALGIA_WALK_2016,
    KWOK_2013,
    MANNION_2006,
    ODI_FORM,
    OSTELO_2008,
    PRAGMATIC,
    ROLAND_FAIRBANK_2000,
    UNNAMED,
    WRIGHT_2011,
    awell_score,
)
from domain.scoring_rule import MissingItems, ScoringRule, Total

_OSWESTRY_CODE = awell_score("oswestry")

ODI = Measure(
    code="odi",
    name="Oswestry Disability Index",
    short_name="Disability (ODI)",
    aliases=("ODI",),
    construct=Construct.PHYSICAL_FUNCTION,
    lowest=0, highest=100, step=2, unit="%",
    better=Better.LOWER,
    scoring=ScoringRule(
        items=10, each=(0, 5), total=Total.SUM, rescale_to=100,
        least_answered=9, missing=MissingItems.RESCALED_DENOMINATOR, source=_OSWESTRY_CODE, verified=True,
    ),
    meaningful_change=default_change(
        points(10), percent(30), combine=Combine.ANY, population="low back pain", source=OSTELO_2008,
        why="Ostelo consensus; 10 points equals the MDC90 printed on the form",
    ),
    measurement_error=MeasurementError(
        ODI_FORM, verified=True, population="not stated on the form", mdc95=12,
        note="The form prints MDC90 = 10; × 1.960/1.645 gives 11.9, rounded up to 12. "
        "Internal consistency α 0.88 (Slovene version, n=129) is no retest reliability and is not used.",
    ),
    thresholds=(
        mcid(10, "low back pain", OSTELO_2008, "consensus"),
        mcid_percent(30, "low back pain", OSTELO_2008, "consensus"),
        mcid_percent(18, "after spine surgery, German ODI 2.1, n=57", MANNION_2006, text="18 % of baseline (= mean 8 points)"),
        in_words("acceptable change set by patients before treatment is 4.5 × the retrospective MCID",
                 "chronic LBP n=147", ACCEPTABLE_OUTCOME_2009),
        mdc95(12, "not stated on the form", ODI_FORM, note="derived from the printed MDC90 of 10: about 11.9"),
    ),
    bands=(
        upto("minimal disability", 20, _OSWESTRY_CODE),
        upto("moderate disability", 40, _OSWESTRY_CODE),
        upto("severe disability", 60, _OSWESTRY_CODE),
        upto("very severe", 80, _OSWESTRY_CODE),
        upto("extreme", 100, UNNAMED),
    ),
    licence=check_licence(
        "licensed",
        "the authors stated in 2000 that printed forms need no permission; v2.1a is now distributed by Mapi/ePROVIDE "
        "with conditions that were not reached. No wording is shipped.",
        ROLAND_FAIRBANK_2000,
    ),
    least_interval_days=7,
    recall_period="today",
    notes="One section may be left out: the denominator is then 45; fewer than 9 answered give no score. Printed bands "
    "(0–20, 21–40 …) leave gaps for rescaled scores such as 35.6; here the upper ends are included and nothing is rounded. "
    "The two highest bands carry milder names than the 1980 form.",
)  # fmt: skip

STANDING_TOLERANCE = Measure(
    code="standing_tolerance",
    name="Standing tolerance",
    short_name="Standing tolerance",
    construct=Construct.PHYSICAL_FUNCTION,
    lowest=0, highest=480, step=1, unit="min", chart_highest=120,
    better=Better.HIGHER,
    physical_unit=True,
    meaningful_change=default_change(
        percent(30), population="none", source=PRAGMATIC, why="pragmatic; no published MCID",
    ),
    licence=PHYSICAL_TEST,
    least_interval_days=7,
    notes=f"Minutes standing until the patient must change position; the cap of the test is stated. {NOT_DONE}",
)  # fmt: skip

CHAIR_STAND_30S = Measure(
    code="chair_stand_30s",
    name="30-second chair stand",
    short_name="30-s chair stand",
    construct=Construct.PHYSICAL_FUNCTION,
    lowest=0, highest=60, step=1, unit="repetitions", chart_highest=30,
    better=Better.HIGHER,
    whole_steps=True,
    meaningful_change=default_change(points(2), population="hip OA", source=WRIGHT_2011, why="hip-OA estimate; that study speaks of a major improvement"),
    thresholds=(mcid((2, 3), "hip OA", WRIGHT_2011),),
    licence=PHYSICAL_TEST,
    least_interval_days=7,
    notes="Full stands in 30 s; 0 if the arms are used. The sit-to-stand MCID for chronic musculoskeletal pain "
    f"(Benaim 2019) is in seconds, for the timed version, and is not used here. {NOT_DONE}",
)  # fmt: skip

WALK_6MIN = Measure(
    code="walk_6min",
    name="Six-minute walk distance",
    short_name="6-minute walk",
    aliases=("6MWT", "6MWD"),
    construct=Construct.PHYSICAL_FUNCTION,
    lowest=0, highest=1000, step=1, unit="m", chart_highest=700,
    better=Better.HIGHER,
    physical_unit=True,
    meaningful_change=default_change(
        points(60), population="chronic MSK pain, neck/back lesions", source=BENAIM_2019,
        why="neck/back estimate from a pain-rehabilitation cohort of 838; use 75 for lower-limb lesions",
    ),
    thresholds=(
        mcid(75, "chronic MSK pain, lower-limb lesions", BENAIM_2019),
        mcid(60, "chronic MSK pain, neck/back lesions", BENAIM_2019),
        mcid((156, 167), "fibromyalgia n=187", FIBROMYALGIA_WALK_2016),
        mcid(17.8, "frail older adults", KWOK_2013),
        mcid(30.5, "adults with pathology, review", BOHANNON_2017),
    ),
    licence=PHYSICAL_TEST,
    least_interval_days=7,
    notes=f"Published estimates run from 18 to 167 m; a generic 30 m would call far more patients improved. {NOT_DONE}",
)  # fmt: skip

PILE_LUMBAR = Measure(
    code="pile_lumbar",
    name="PILE floor-to-waist lifting capacity",
    short_name="Lifting, floor to waist (PILE)",
    aliases=("PILE",),
    construct=Construct.PHYSICAL_FUNCTION,
    lowest=0, highest=80, step=0.5, unit="kg", chart_highest=50,
    better=Better.HIGHER,
    physical_unit=True,
    meaningful_change=default_change(
        points(5), population="chronic MSK pain n=838", source=BENAIM_2019,
        why="inside the 4–7 kg of that study, which rest on distribution and opinion: its anchor method failed",
    ),
    thresholds=(mcid((4, 7), "chronic MSK pain n=838", BENAIM_2019, "distribution/opinion"),),
    licence=PHYSICAL_TEST,
    least_interval_days=7,
    notes="Heaviest completed load, with the reason for stopping (psychophysical, aerobic, safety). Compare patients "
    f"relative to body weight only. {NOT_DONE}",
)  # fmt: skip

PHYSICAL_FUNCTION = (ODI, STANDING_TOLERANCE, CHAIR_STAND_30S, WALK_6MIN, PILE_LUMBAR)
