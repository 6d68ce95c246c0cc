"""Taking part in work."""

from domain.instrument import Instrument
from domain.measure import Better, Construct, Measure, MeasurementError
from domain.measures.facts import RATING_FORMAT, below, check_licence, default_change, mcid, points, upto
from domain.measures.sources import PRAGMATIC, RECALLED, camcops
from domain.measures.sources_function import MIDAS_GRADES, MUNDT_2002, REILLY_WPAI, STEWART_MIDAS, ZAHRA_2014
from domain.scorers import midas, work_adjustment, wpai

WORK_HOURS = Measure(
    code="work_hours",
    name="Paid work hours per week",
    short_name="Work hours",
    construct=Construct.WORK,
    lowest=0, highest=112, step=0.5, unit="h/week", chart_highest=60,
    better=Better.HIGHER,
    physical_unit=True,
    meaningful_change=default_change(points(4), population="none", source=PRAGMATIC, why="pragmatic: half a working day; no published MCID"),
    licence=RATING_FORMAT,
    least_interval_days=7,
    recall_period="7 days",
    notes="Hours actually worked in the last 7 days, not contracted ones. Unknown is missing; 0 means confirmed none. Keep contracted hours, "
    "duties (usual or modified) and the reason for absence beside it; the share of pre-injury hours is usually the better picture.",
)  # fmt: skip

WSAS = Measure(
    code="wsas",
    name="Work and Social Adjustment Scale",
    short_name="Work and social adjustment (WSAS)",
    aliases=("WSAS",),
    construct=Construct.WORK,
    lowest=0, highest=40, step=1, unit="points",
    better=Better.LOWER,
    whole_steps=True,
    instrument=Instrument(
        "wsas", "Work and Social Adjustment Scale", work_adjustment.PARTS, work_adjustment.COLUMNS, ("wsas",), work_adjustment.score,
        camcops("wsas"), True,
        how="Sum of 5 items; of 4, with a maximum of 32, where the patient is retired or does not work by choice (retired_etc).",
        missing="Items 2–5 always; item 1 unless it does not apply.",
    ),
    meaningful_change=default_change(points(8), population="IAPT n=4,835", source=ZAHRA_2014, why="IAPT reliable change"),
    measurement_error=MeasurementError(
        MUNDT_2002, verified=True, population="depression and obsessive-compulsive disorder", reliability=0.73,
        note="Retest correlation; no standard deviation is on record, so the error of a change is not known.",
    ),
    thresholds=(mcid(8, "IAPT n=4,835", ZAHRA_2014, "distribution"),),
    bands=(
        below("subclinical", 10, MUNDT_2002),
        upto("significant impairment", 20, MUNDT_2002),
        upto("moderately severe or worse", 40, MUNDT_2002),
    ),
    licence=check_licence("free, not for commercial use", "not verified."),
    least_interval_days=14,
    notes="A score out of 32 must not be compared with one out of 40: the maximum is stored with it. Bands are those of the scale of 40.",
)  # fmt: skip

_WPAI_FORM = Instrument(
    "wpai", "Work Productivity and Activity Impairment, general health", wpai.PARTS, wpai.COLUMNS, wpai.COLUMNS, wpai.score, REILLY_WPAI, True,
    by_position=False,
    how="q2 hours missed for health, q4 hours worked, q5 and q6 rated 0–10. Absenteeism q2/(q2+q4); presenteeism q5/10; overall = absenteeism "
    "+ (1 − absenteeism) × presenteeism; activity impairment q6/10; all × 100.",
    missing="Not employed: activity impairment only. No hours worked or missed: the work scores are undefined. No hours worked: presenteeism "
    "is undefined and overall impairment is absenteeism.",
)  # fmt: skip


def _wpai(code: str, name: str, short_name: str) -> Measure:
    return Measure(
        code=code, name=name, short_name=short_name, aliases=("WPAI",), construct=Construct.WORK,
        lowest=0, highest=100, step=0.1, unit="%",
        better=Better.LOWER,
        instrument=_WPAI_FORM,
        licence=check_licence("free", "Reilly Associates.", REILLY_WPAI),
        least_interval_days=7,
        recall_period="7 days",
        notes="General health version. No meaningful change is known in pain (7 points are quoted in other diseases, from memory): the "
        "change is shown without a word for it.",
    )  # fmt: skip


WPAI_ABSENTEEISM = _wpai("wpai_absenteeism", "WPAI work time missed", "Work time missed (WPAI)")
WPAI_PRESENTEEISM = _wpai("wpai_presenteeism", "WPAI impairment while working", "Impairment at work (WPAI)")
WPAI_OVERALL = _wpai("wpai_overall", "WPAI overall work impairment", "Work impairment (WPAI)")
WPAI_ACTIVITY = _wpai("wpai_activity", "WPAI activity impairment", "Activity impairment (WPAI)")

MIDAS = Measure(
    code="midas",
    name="Migraine Disability Assessment",
    short_name="Days lost to headache (MIDAS)",
    aliases=("MIDAS",),
    construct=Construct.WORK,
    lowest=0, highest=270, step=1, unit="days", chart_highest=120,
    better=Better.LOWER,
    whole_steps=True,
    instrument=Instrument(
        "midas", "Migraine Disability Assessment", midas.PARTS, midas.COLUMNS, ("midas",), midas.score, RECALLED, False,
        how="Sum of the days in items 1–5; items A (headache days) and B (intensity) are not scored.",
        missing="All 5 items are needed.", band_columns=(("midas", "grade"),),
    ),
    measurement_error=MeasurementError(
        STEWART_MIDAS, verified=True, population="people with migraine", reliability=0.8,
        note="Retest correlation of the total, approximately; no standard deviation is on record.",
    ),
    bands=(
        upto("I little or none", 5, MIDAS_GRADES),
        upto("II mild", 10, MIDAS_GRADES),
        upto("III moderate", 20, MIDAS_GRADES),
        upto("IV severe", 270, MIDAS_GRADES),
    ),
    licence=check_licence("free", "not verified."),
    least_interval_days=90,
    recall_period="3 months",
    notes="A change of grade is shown; no verified meaningful change is known. Items 1 and 2, and 3 and 4, cannot exceed 90 days together: a "
    "day counts once.",
)  # fmt: skip

WORK = (WORK_HOURS, WSAS, WPAI_ABSENTEEISM, WPAI_PRESENTEEISM, WPAI_OVERALL, WPAI_ACTIVITY, MIDAS)
