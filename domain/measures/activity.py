"""Activity: how long the patient is up and doing things."""

from domain.measure import Better, Construct, Measure, MeasurementError
from domain.measures.facts import PHYSICAL_TEST, RATING_FORMAT, below, default_change, mcid, percent, points, upto
from domain.measures.sources import PRAGMATIC
from domain.measures.sources_function import CLEMES_2008, DEMEYER_2016, TUDOR_LOCKE_2008

TIME_ON_TASK = Measure(
    code="time_on_task",
    name="Time on task / uptime per day",
    short_name="Time on task",
    construct=Construct.ACTIVITY,
    lowest=0, highest=1440, step=5, unit="min/day", chart_highest=960,
    better=Better.HIGHER,
    physical_unit=True,
    meaningful_change=default_change(percent(30), population="none", source=PRAGMATIC, why="pragmatic; no published MCID"),
    licence=RATING_FORMAT,
    least_interval_days=7,
    notes="Minutes out of bed and active, or tolerated minutes for a named task. Weekly mean from at least 4 of 7 days "
    "(recalled; no source reached).",
)  # fmt: skip

STEPS_DAY = Measure(
    code="steps_day",
    name="Daily step count (device)",
    short_name="Steps per day",
    construct=Construct.ACTIVITY,
    lowest=0, highest=60000, step=1, unit="steps/day", chart_highest=20000,
    better=Better.HIGHER,
    physical_unit=True,
    meaningful_change=default_change(
        points(1000), population="COPD rehabilitation n=74", source=DEMEYER_2016, verified=False,
        why="within the 599–1,131 of that study, which is of COPD, not of pain",
    ),
    measurement_error=MeasurementError(
        CLEMES_2008, verified=True, population="adults, any 6 days", reliability=0.8,
        note="Reliability of the mean of 6 days; no standard deviation is on record.",
    ),
    thresholds=(mcid((599, 1131), "COPD rehabilitation n=74 (no usable anchor)", DEMEYER_2016, "distribution"),),
    bands=(
        below("sedentary", 5000, TUDOR_LOCKE_2008),
        below("low active", 7500, TUDOR_LOCKE_2008),
        below("somewhat active", 10000, TUDOR_LOCKE_2008),
        upto("active", 60000, TUDOR_LOCKE_2008),
    ),
    licence=PHYSICAL_TEST,
    least_interval_days=7,
    notes="Mean of valid days (at least 10 h of wear, or 500 steps: recalled); a weekly mean needs 4 valid days, 7 are advised: one day has a "
    "reliability of 0.41, six have 0.80 (Clemes 2008). Pedometers count too few steps at a slow gait; another device is another series.",
)  # fmt: skip

DISTANCE_DAY = Measure(
    code="distance_day",
    name="Daily walking distance (device)",
    short_name="Walking distance per day",
    construct=Construct.ACTIVITY,
    lowest=0, highest=60000, step=1, unit="m/day", chart_highest=20000,
    better=Better.HIGHER,
    physical_unit=True,
    licence=PHYSICAL_TEST,
    least_interval_days=7,
    notes="What a device estimates from steps or position over a whole day; running counts too. It is not the six-minute walk and says "
    "nothing of one. No meaningful change and no measurement error were found. Weekly mean from at least 4 valid days, as for steps; "
    "another device is another series.",
)  # fmt: skip

ACTIVITY = (TIME_ON_TASK, STEPS_DAY, DISTANCE_DAY)
