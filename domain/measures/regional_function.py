"""Physical function of neck, back, joints and limbs, as the patient reports it."""

from domain.instrument import Instrument
from domain.measure import Better, Combine, Construct, Licence, LicenceClass, Measure, MeasurementError
from domain.measures.facts import (
    below,
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
from domain.measures.sources import OSTELO_2008, RECALLED, ROLAND_FAIRBANK_2000, awell_score
from domain.measures.sources_function import (
    ACDF_2013,
    BINKLEY_1999,
    CHOIR_PSFS,
    CHOIR_RMDQ,
    DAVIDSON_2002,
    FRANCHIGNONI_2014,
    HSS_TERMS,
    JOINT_TABLES,
    KUNZE_PASS,
    LYMAN_2018,
    MINTKEN_2009,
    NDI_META_2024,
    NDI_SPINAL_2007,
    RECOVERED_2010,
    RYSSTAD_2020,
    STRATFORD_1995,
    STRATFORD_1996,
    VAN_KAMPEN_2013,
    VERNON_BANDS,
    YOUNG_2009,
)
from domain.scorers import joint_replacement, neck_disability, patient_specific
from domain.scoring_rule import MissingItems, ScoringRule, Total

MDC95_OF_MDC90 = 1.960 / 1.645

NDI = Measure(
    code="ndi",
    name="Neck Disability Index",
    short_name="Neck disability (NDI)",
    aliases=("NDI",),
    construct=Construct.PHYSICAL_FUNCTION,
    lowest=0, highest=50, step=1, unit="points",
    better=Better.LOWER,
    instrument=Instrument(
        "ndi", "Neck Disability Index", neck_disability.PARTS, neck_disability.COLUMNS, ("ndi",), neck_disability.score,
        awell_score("ndi"), True,
        how="Sum of 10 sections, 0–50 points; percent = 100 × sum / (5 × sections answered).",
        missing="At most 1 section may be blank: points and percent are then rescaled, and there is no raw sum.",
    ),
    meaningful_change=default_change(
        points(7.5), population="79 studies", source=NDI_META_2024, why="meta-analysis: MCID and MDC are both about 15 % (7.5 of 50)",
    ),
    measurement_error=MeasurementError(
        NDI_META_2024, verified=True, population="79 studies; retest ICC 0.91 (0.90–0.93)", mdc95=7.5,
        note="About 15 %; its studies vary from 3 % to 27 %. In 91 patients with mechanical neck pain it was 10.2 (ICC 0.64).",
    ),
    thresholds=(
        mcid(7.5, "pooled (15 % of scale), 79 studies", NDI_META_2024),
        mcid(7.5, "mechanical neck pain, with or without arm symptoms, n=91", YOUNG_2009, note="The authors advise 10, their MDC, instead."),
        mcid((4.83, 13.39), "ACDF for myelopathy n=30", ACDF_2013),
        mdc95(10.2, "mechanical neck pain n=91", YOUNG_2009, verified=False, note="confidence level not stated in the abstract"),
    ),
    bands=(
        below("no disability", 5, VERNON_BANDS),
        below("mild", 15, VERNON_BANDS),
        below("moderate", 25, VERNON_BANDS),
        upto("severe", 34, VERNON_BANDS),
        upto("complete", 50, VERNON_BANDS),
    ),
    licence=check_licence("free, not for commercial use", "copyright H. Vernon; distributed by Mapi for funded or commercial use."),
    least_interval_days=7,
    recall_period="today",
    notes="Points of 50, not percent: an NDI of 30 may be either in other systems. The bands were never validated. The driving section was "
    f"left out by up to 70 % of respondents in one sample; another retest ICC is 0.93 ({NDI_SPINAL_2007.title}).",
)  # fmt: skip

RMDQ = Measure(
    code="rmdq",
    name="Roland-Morris Disability Questionnaire (24)",
    short_name="Back disability (RMDQ)",
    aliases=("RMDQ", "RMQ"),
    construct=Construct.PHYSICAL_FUNCTION,
    lowest=0, highest=24, step=1, unit="points",
    better=Better.LOWER,
    whole_steps=True,
    scoring=ScoringRule(
        items=24, each=(0, 1), total=Total.SUM, least_answered=1, missing=MissingItems.NOT_TICKED, source=CHOIR_RMDQ, verified=True,
    ),
    meaningful_change=default_change(
        points(5), percent(30), combine=Combine.ANY, population="low back pain", source=OSTELO_2008,
        why="Ostelo consensus; 30 % serves where the baseline is below 10",
    ),
    measurement_error=MeasurementError(
        STRATFORD_1996, verified=True, population="low back pain n=60", mdc95=6,
        note="MDC90 of 4–5 points from conditional errors; 5 × 1.960/1.645 gives 5.96, rounded up to 6. It holds for scores of 4–20. In "
        "another 47 patients (ICC 0.53) the MDC90 was 8.6.",
    ),
    thresholds=(
        mcid(5, "low back pain", OSTELO_2008, "consensus"),
        mcid_percent(30, "low back pain", OSTELO_2008, "consensus"),
        in_words("a score of 2 or less = recovered", "low back pain, 4 studies", RECOVERED_2010),
        mdc95(6, "low back pain n=60", STRATFORD_1996, note="derived from the MDC90 of 4–5 points"),
        mdc95(8.6 * MDC95_OF_MDC90, "low back pain, unchanged, n=47", DAVIDSON_2002, note="derived from the MDC90 of 8.6 points"),
    ),
    licence=Licence(LicenceClass.FREE, "No permission required from the authors.", ROLAND_FAIRBANK_2000, True),
    least_interval_days=1,
    recall_period="today",
    notes="An unticked statement counts as 0 by design; a wholly blank form is missing, not 0, so electronic forms need an explicit yes or "
    "no, or a box for none. The 18- and 23-item variants are other scales.",
)  # fmt: skip

_PSFS_PAIRED = Instrument(
    "psfs_change", "Patient-Specific Functional Scale at two times", patient_specific.CHANGE_PARTS, patient_specific.CHANGE_COLUMNS, (),
    patient_specific.change, CHOIR_PSFS, True, by_position=False, how="Means over the activities rated at both times, and their difference.",
)  # fmt: skip

PSFS = Measure(
    code="psfs",
    name="Patient-Specific Functional Scale",
    short_name="Own activities (PSFS)",
    aliases=("PSFS",),
    construct=Construct.PHYSICAL_FUNCTION,
    lowest=0, highest=10, step=0.1, unit="points",
    better=Better.HIGHER,
    instrument=Instrument(
        "psfs", "Patient-Specific Functional Scale", patient_specific.PARTS, patient_specific.COLUMNS, ("psfs",), patient_specific.score,
        CHOIR_PSFS, True, how="Mean of the activities that the patient named (a1, a2, …), each 0–10.",
        missing="At least one activity. A change compares only the activities rated at both times.", paired=_PSFS_PAIRED,
    ),
    meaningful_change=default_change(points(2), population="shoulder pain n=117", source=RYSSTAD_2020, why="upper anchor estimate of Rysstad 2020"),
    measurement_error=MeasurementError(
        STRATFORD_1995, verified=False, population="not stated", mdc95=2 * MDC95_OF_MDC90,
        note="From an MDC90 of 2 for the average of at least 3 activities, × 1.960/1.645; recalled. A single activity needs about 3.",
    ),
    thresholds=(
        mcid((1.9, 2.0), "shoulder pain n=117", RYSSTAD_2020),
        mdc95(2 * MDC95_OF_MDC90, "average of at least 3 activities", STRATFORD_1995, note="derived from an MDC90 of 2"),
    ),
    licence=check_licence("free", "not verified."),
    least_interval_days=7,
    recall_period="today or 1 week",
    notes="Follow-ups rate the same activities. The named activities are free text: personal data, never pooled across patients.",
)  # fmt: skip


def _joint(code: str, name: str, short_name: str, joint: str, mcid_points: float, acceptable: float) -> Measure:
    return Measure(
        code=code, name=name, short_name=short_name, aliases=(name.replace(", ", "-"),), construct=Construct.PHYSICAL_FUNCTION,
        lowest=0, highest=100, step=0.001, unit="points",
        better=Better.HIGHER,
        instrument=Instrument(
            code, name, joint_replacement.parts_of(code), joint_replacement.columns_of(code), (code,),
            joint_replacement.scorer_of(code, name), JOINT_TABLES, True,
            how="Raw sum of items coded 0 (none) to 4 (extreme), then the published interval table; never interpolated.",
            missing="Every item is needed.",
        ),
        meaningful_change=default_change(
            points(mcid_points), population=f"{joint} replacement registry", source=LYMAN_2018,
            why="replacement-surgery estimate, recalled; not derived in pain-clinic patients",
        ),
        thresholds=(
            mcid(mcid_points, f"{joint} replacement registry", LYMAN_2018),
            in_words(f"a score of {acceptable:g} or more = acceptable to the patient", f"2 years after {joint} replacement", KUNZE_PASS),
        ),
        licence=check_licence("licensed", "copyright Hospital for Special Surgery; free with attribution.", HSS_TERMS),
        least_interval_days=7,
        recall_period="7 days",
        notes="The direction turns round: a higher raw sum is worse, a higher interval score is better.",
    )  # fmt: skip


KOOS_JR = _joint("koos_jr", "KOOS, JR", "Knee (KOOS, JR)", "knee", 14, 63.7)
HOOS_JR = _joint("hoos_jr", "HOOS, JR", "Hip (HOOS, JR)", "hip", 18, 76.7)

LEFS = Measure(
    code="lefs",
    name="Lower Extremity Functional Scale",
    short_name="Leg function (LEFS)",
    aliases=("LEFS",),
    construct=Construct.PHYSICAL_FUNCTION,
    lowest=0, highest=80, step=1, unit="points",
    better=Better.HIGHER,
    whole_steps=True,
    scoring=ScoringRule(
        items=20, each=(0, 4), total=Total.SUM, least_answered=20, missing=MissingItems.ALL_NEEDED, source=RECALLED, verified=False,
    ),
    meaningful_change=default_change(
        points(9), population="lower-extremity musculoskeletal n=107", source=BINKLEY_1999, why="MCID and MDC90 of the development study",
    ),
    measurement_error=MeasurementError(
        BINKLEY_1999, verified=True, population="lower-extremity musculoskeletal n=107; retest 0.94", mdc95=9 * MDC95_OF_MDC90,
        note="The abstract gives MDC90 = 9; × 1.960/1.645 gives 10.7.",
    ),
    thresholds=(
        mcid(9, "lower-extremity musculoskeletal n=107", BINKLEY_1999),
        mdc95(9 * MDC95_OF_MDC90, "lower-extremity musculoskeletal n=107", BINKLEY_1999, note="derived from the MDC90 of 9"),
    ),
    licence=check_licence("free", "J. Binkley."),
    least_interval_days=7,
    recall_period="today",
)  # fmt: skip

QUICKDASH = Measure(
    code="quickdash",
    name="QuickDASH",
    short_name="Arm function (QuickDASH)",
    aliases=("QuickDASH",),
    construct=Construct.PHYSICAL_FUNCTION,
    lowest=0, highest=100, step=0.01, unit="points",
    better=Better.LOWER,
    scoring=ScoringRule(
        items=11, each=(1, 5), total=Total.SUM, rescale_to=100, least_answered=10, missing=MissingItems.RESCALED_DENOMINATOR,
        source=awell_score("quickdash"), verified=True,
    ),
    meaningful_change=default_change(
        points(14), population="shoulder pain n=117", source=RYSSTAD_2020, why="upper Rysstad estimate, rounded up; between 8 and 15.9",
    ),
    measurement_error=MeasurementError(
        VAN_KAMPEN_2013, verified=True, population="shoulder problems n=164; computed from the DASH", mdc95=17.1,
        note="The smallest detectable change at the level of one patient; its confidence level (95 %) is that of the method's definition.",
    ),
    thresholds=(
        mcid((10.8, 13.6), "shoulder pain n=117", RYSSTAD_2020),
        mcid(13.4, "shoulder problems n=164", VAN_KAMPEN_2013),
        mcid(15.91, "upper-limb musculoskeletal", FRANCHIGNONI_2014),
        mcid(8, "shoulder pain n=101; retest 0.90", MINTKEN_2009),
        mdc95(17.1, "shoulder problems n=164", VAN_KAMPEN_2013),
    ),
    licence=check_licence("free, not for commercial use", "Institute for Work & Health; commercial licence required."),
    least_interval_days=7,
    recall_period="1 week",
    notes="(Mean of the answered items − 1) × 25: divided by the number answered, not by 11. The work and the sport module have 4 items each, "
    "all needed, and scores of their own.",
)  # fmt: skip

REGIONAL_FUNCTION = (NDI, RMDQ, PSFS, KOOS_JR, HOOS_JR, LEFS, QUICKDASH)
