"""Physical function as tested: standing up, walking, gripping, sitting, climbing."""

from dataclasses import replace

from domain.instrument import Instrument
from domain.measure import Better, Construct, Measure, MeasurementError, Norm, NormGroup
from domain.measures.facts import (
    NOT_DONE,
    PHYSICAL_TEST,
    below,
    default_change,
    mcid,
    mdc95,
    percent,
    points,
    sem,
    upto,
)
from domain.measures.sources import BENAIM_2019, PRAGMATIC, RECALLED, WRIGHT_2011
from domain.measures.sources_function import (
    ALGHADIR_2015,
    BOHANNON_2015,
    GAIT_KNEE_2021,
    GRIP_REVIEW_2019,
    MERETTA_2006,
    PERERA_2006,
    STEADI,
)
from domain.scorers import timed_test

LEAST_SECONDS = 1
"""Of a test that measures the seconds something takes: nobody stands up five times, or walks six metres, in less. A 0 means
that the test was not done. (Where the result is a distance, a count or a speed, 0 is what somebody reaches who is unable.)"""


def _with_state(measure: Measure) -> Measure:
    """The test with the word why it has no number: 'unable' is a result."""
    form = Instrument(
        measure.code, measure.name, timed_test.timed_parts(measure.code, measure.lowest, measure.highest or 0),
        timed_test.timed_columns(measure.code), (measure.code,), timed_test.timed_scorer(measure.code, measure.name), RECALLED, False,
        how="The number measured, or why there is none.", missing="'Unable' is a result without a number; never dropped, never imputed.",
    )  # fmt: skip
    return replace(measure, instrument=form, licence=PHYSICAL_TEST, least_interval_days=7, physical_unit=True)


def _test(**facts) -> Measure:
    return _with_state(Measure(construct=Construct.PHYSICAL_FUNCTION, **facts, licence=PHYSICAL_TEST))


SIT_TO_STAND_5 = _test(
    code="sts_5x",
    name="Five times sit-to-stand",
    short_name="Sit-to-stand, 5 times",
    lowest=LEAST_SECONDS, highest=120, step=0.1, unit="s", chart_highest=60,
    better=Better.LOWER,
    meaningful_change=default_change(
        points(2.3), population="vestibular disorders n=117", source=MERETTA_2006, verified=False,
        why="no pain-specific value for five repetitions; beyond 2.3 s, clinical improvement was likelier (odds ratio 4.67)",
    ),
    thresholds=(
        mcid((5, 7), "chronic MSK pain n=838", BENAIM_2019, "distribution/opinion",
             text="5–7 s (timed sit-to-stand, repetitions not stated in the abstract)"),
        mcid(2.3, "vestibular disorders n=117", MERETTA_2006),
    ),
    notes=f"Seconds for 5 stands; below 1 s is no result. {NOT_DONE}",
)  # fmt: skip

WALK_2MIN = _test(
    code="walk_2min",
    name="Two-minute walk distance",
    short_name="2-minute walk",
    aliases=("2MWT",),
    lowest=0, highest=400, step=1, unit="m", chart_highest=300,
    better=Better.HIGHER,
    measurement_error=MeasurementError(
        BOHANNON_2015, verified=True, population="US adults 18–85; retest ICC 0.82", mdc95=42.5,
        note="SEM 15.3 m: 1.96·√2·SEM is 42.4, so the printed 42.5 is at 95 %.",
    ),
    thresholds=(
        mdc95(42.5, "US adults 18–85", BOHANNON_2015),
        sem(15.3, "US adults 18–85", BOHANNON_2015),
    ),
    norms=(Norm("US adults 18–85, n=1,137, range 64.6–300.8", 180.9, None, BOHANNON_2015, True, NormGroup.GENERAL),),
    notes=f"No published meaningful change was found: the change is shown without a word for it. {NOT_DONE}",
)  # fmt: skip

GAIT_SPEED = Measure(
    code="gait_speed_10m",
    name="10-metre gait speed",
    short_name="Gait speed",
    construct=Construct.PHYSICAL_FUNCTION,
    lowest=0, highest=3, step=0.01, unit="m/s", chart_highest=2,
    better=Better.HIGHER,
    physical_unit=True,
    instrument=Instrument(
        "gait_speed_10m", "10-metre gait speed", timed_test.WALK_PARTS, timed_test.WALK_COLUMNS, ("gait_speed_10m",), timed_test.gait_speed,
        RECALLED, False, by_position=False, how="Timed distance divided by time, or the speed as given.",
        missing="Distance and time are both needed.",
    ),
    meaningful_change=default_change(
        points(0.1), population="knee osteoarthritis n=2,527", source=GAIT_KNEE_2021,
        why="inside the knee range; also the substantial change in older adults (Perera 2006)",
    ),
    thresholds=(
        mcid((0.07, 0.12), "knee osteoarthritis n=2,527", GAIT_KNEE_2021, "anchor+distribution",
             text="0.07–0.12 (4.1–6.9 m/min, 20-metre walk)"),
        mcid(0.05, "older adults: small", PERERA_2006, "anchor+distribution"),
        mcid(0.1, "older adults: substantial", PERERA_2006, "anchor+distribution"),
    ),
    bands=(below("slow", 0.8, RECALLED), below("limited", 1, RECALLED), upto("usual", 3, RECALLED)),
    licence=PHYSICAL_TEST,
    least_interval_days=7,
    notes=f"Store the pace (usual or fast) and the timed length; do not join series that differ in them. {NOT_DONE}",
)  # fmt: skip

TIMED_UP_AND_GO = _test(
    code="tug",
    name="Timed Up and Go",
    short_name="Timed Up and Go",
    aliases=("TUG",),
    lowest=LEAST_SECONDS, highest=300, step=0.1, unit="s", chart_highest=60,
    better=Better.LOWER,
    meaningful_change=default_change(points(1.4), population="hip OA", source=WRIGHT_2011, why="hip OA upper estimate"),
    measurement_error=MeasurementError(
        ALGHADIR_2015, verified=False, population="knee osteoarthritis, grade 1–3, n=65; retest 0.97", mdc95=1.1,
        note="Minimum detectable change 1.10 s by one rater, 1.14 s between raters; the abstract does not state the confidence level.",
    ),
    thresholds=(
        mcid((0.8, 1.4), "hip OA", WRIGHT_2011),
        mdc95(1.1, "knee osteoarthritis n=65", ALGHADIR_2015, verified=False, note="confidence level not stated in the abstract"),
    ),
    bands=(below("usual", 12, STEADI), upto("fall risk", 300, STEADI)),
    notes="A meta-analysis (PMC3924230) found limited ability to predict falls, and used 13.5 s. Below 1 s is no result. " + NOT_DONE,
)  # fmt: skip

GRIP_STRENGTH = _test(
    code="grip_strength",
    name="Grip strength (Jamar)",
    short_name="Grip strength",
    lowest=0, highest=100, step=0.1, unit="kg", chart_highest=70,
    better=Better.HIGHER,
    meaningful_change=default_change(
        points(6), population="chronic MSK pain, upper-limb lesions", source=BENAIM_2019, why="pain-rehabilitation anchor estimate",
    ),
    thresholds=(
        mcid(6, "chronic MSK pain, upper-limb lesions", BENAIM_2019),
        mcid((5, 6.5), "review of 4 studies", GRIP_REVIEW_2019),
    ),
    notes=f"Best or mean of 3 trials per hand: store the rule and the side. {NOT_DONE}",
)  # fmt: skip

SITTING_TOLERANCE = _test(
    code="sitting_tolerance",
    name="Sitting tolerance",
    short_name="Sitting tolerance",
    lowest=0, highest=480, step=1, unit="min", chart_highest=120,
    better=Better.HIGHER,
    meaningful_change=default_change(percent(30), population="none", source=PRAGMATIC, why="pragmatic; no published MCID"),
    notes=f"Minutes sitting until the patient must change position; the cap of the test is stated. {NOT_DONE}",
)  # fmt: skip

STAIR_CLIMB = _test(
    code="stair_1min",
    name="1-minute stair climb",
    short_name="Stairs in 1 min",
    lowest=0, highest=300, step=1, unit="steps", chart_highest=150,
    better=Better.HIGHER,
    meaningful_change=default_change(
        points(18), population="chronic MSK pain, lower-limb and neck/back", source=BENAIM_2019, why="anchor estimate of a pain-rehabilitation cohort",
    ),
    thresholds=(mcid(18, "chronic MSK pain, lower-limb and neck/back", BENAIM_2019),),
    notes=f"Steps climbed in 1 min. {NOT_DONE}",
)  # fmt: skip

PERFORMANCE_TESTS = (
    SIT_TO_STAND_5,
    WALK_2MIN,
    GAIT_SPEED,
    TIMED_UP_AND_GO,
    GRIP_STRENGTH,
    SITTING_TOLERANCE,
    STAIR_CLIMB,
)
