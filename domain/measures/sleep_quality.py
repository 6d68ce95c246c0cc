"""Sleep quality, sleepiness, and the minutes of a sleep diary."""

from domain.instrument import Instrument
from domain.measure import Better, Construct, Measure
from domain.measures.facts import below, check_licence, default_change, mcid, points, upto
from domain.measures.sources import REST_PROJECT, SLEEP_ARITHMETIC, awell_score
from domain.measures.sources_symptoms import (
    AASM_2021_TABLE,
    CROOK_2018,
    HUGHES_2009,
    LONGO_PSQI_2021,
    PATEL_2018,
    PSQI_CUT_OFF,
    PSQI_SCORING,
)
from domain.scorers import psqi, sleep_diary
from domain.scoring_rule import MissingItems, ScoringRule, Total

_ESS_CODE = awell_score("ess")

PSQI = Measure(
    code="psqi",
    name="Pittsburgh Sleep Quality Index",
    short_name="Sleep quality (PSQI)",
    aliases=("PSQI",),
    construct=Construct.SLEEP,
    lowest=0, highest=21, step=1, unit="points",
    better=Better.LOWER,
    whole_steps=True,
    instrument=Instrument(
        "psqi", "Pittsburgh Sleep Quality Index", psqi.PARTS, psqi.COLUMNS, ("psqi",), psqi.score, PSQI_SCORING, True, by_position=False,
        lists=psqi.LISTS,
        how="7 components 0–3, summed. Latency: minutes ≤15, 16–30, 31–60, >60 give 0–3, plus item 5a; 0, 1–2, 3–4, 5–6 give 0–3. Duration: more "
        "than 7 h 0, 6–7 h 1, 5–<6 h 2, <5 h 3. Efficiency: hours slept / hours in bed, ≥85 % 0, 75–<85 % 1, 65–<75 % 2, <65 % 3. Disturbances: "
        "5b–5j summed, 0, 1–9, 10–18, 19–27. Dysfunction: items 7 + 8, 0, 1–2, 3–4, 5–6.",
        missing="Every part is needed, but a blank 'other reason' (5j) counts 0.",
    ),
    meaningful_change=default_change(points(3), population="PTSD and sleep trials", source=HUGHES_2009, why="conventional; recalled"),
    thresholds=(
        mcid(3, "PTSD and sleep trials", HUGHES_2009, "consensus"),
        mcid(4.4, "rotator cuff repair n=50", LONGO_PSQI_2021, "anchor+distribution"),
    ),
    bands=(upto("good sleeper", 5, PSQI_CUT_OFF), upto("poor sleeper", 21, PSQI_CUT_OFF)),
    licence=check_licence("free, not for commercial use", "University of Pittsburgh copyright."),
    least_interval_days=28,
    recall_period="1 month",
    notes="Traps: 84.5 % lies below 85 %; exactly 7.0 h gives 1, as the rule 'more than 7' says; bed time may lie after midnight; more sleep than "
    "time in bed, or more than 18 h in bed, asks to be looked at.",
)  # fmt: skip

ESS = Measure(
    code="ess",
    name="Epworth Sleepiness Scale",
    short_name="Sleepiness (ESS)",
    aliases=("ESS",),
    construct=Construct.SLEEP,
    lowest=0, highest=24, step=1, unit="points",
    better=Better.LOWER,
    whole_steps=True,
    scoring=ScoringRule(items=8, each=(0, 3), total=Total.SUM, least_answered=8, missing=MissingItems.ALL_NEEDED, source=_ESS_CODE, verified=True),
    meaningful_change=default_change(
        points(2), population="obstructive sleep apnoea, 3 trials n=639", source=CROOK_2018, why="the value its authors propose; no estimate in pain",
    ),
    thresholds=(
        mcid(2, "obstructive sleep apnoea, 3 trials n=639", CROOK_2018, "anchor+distribution", note="anchors gave 1.74–4.21"),
        mcid((2, 3), "obstructive sleep apnoea on CPAP n=125", PATEL_2018),
    ),
    bands=(
        upto("lower normal", 5, _ESS_CODE),
        upto("higher normal", 10, _ESS_CODE),
        upto("mild excessive", 12, _ESS_CODE),
        upto("moderate excessive", 15, _ESS_CODE),
        upto("severe excessive", 24, _ESS_CODE),
    ),
    licence=check_licence("licensed", "M. W. Johns copyright, Mapi distribution."),
    least_interval_days=28,
    recall_period="recent times",
    notes="Useful to watch sedation by opioids and gabapentinoids.",
)  # fmt: skip

SLEEP_DIARY_FORM = Instrument(
    "sleep_diary", "Sleep diary, one night or a week", sleep_diary.PARTS, sleep_diary.COLUMNS,
    ("sleep_efficiency", "sleep_tst", "sleep_sol", "sleep_waso"), sleep_diary.score, SLEEP_ARITHMETIC, True, by_position=False,
    lists=sleep_diary.LISTS, band_columns=(("sleep_efficiency", "band"),),
    how="Total sleep time = time in bed − sleep onset latency − wake after sleep onset − early awakening; efficiency = 100 × total sleep time / "
    "time in bed. A week is the mean of its nights.",
    missing="Each part of the night is needed; a week needs 4 of 7 nights (recalled).",
)  # fmt: skip

_AASM_WHY = "AASM clinical significance threshold; it speaks of groups against a control"


def _diary(
    code: str, name: str, highest: float, chart_highest: float, better: Better, minutes: float, **facts
) -> Measure:
    return Measure(
        code=code, name=name, short_name=name, construct=Construct.SLEEP,
        lowest=0, highest=highest, step=1, unit="min", chart_highest=chart_highest,
        better=better,
        physical_unit=True,
        instrument=SLEEP_DIARY_FORM,
        meaningful_change=default_change(points(minutes), population="insomnia trials", source=AASM_2021_TABLE, why=_AASM_WHY),
        thresholds=(mcid(minutes, "insomnia trials, treatment against control", AASM_2021_TABLE, "consensus"),),
        licence=check_licence("free", "a computed quantity; the wording of the Consensus Sleep Diary is copyrighted and not shipped."),
        least_interval_days=7,
        recall_period="1 night, weekly mean",
        **facts,
    )  # fmt: skip


_SERIES = "Weekly mean from at least 4 of 7 nights (recalled). Diary, actigraphy and device series are never joined."

TOTAL_SLEEP_TIME = _diary(
    "sleep_tst", "Total sleep time", 1440, 720, Better.HIGHER, 15,
    bands=(below("short", 360, REST_PROJECT), upto("normal", 540, REST_PROJECT), upto("long", 1440, REST_PROJECT)),
    notes=f"More is better only up to about 9 h. {_SERIES}",
)  # fmt: skip
WAKE_AFTER_ONSET = _diary(
    "sleep_waso", "Wake after sleep onset", 720, 240, Better.LOWER, 20,
    bands=(upto("normal", 30, REST_PROJECT), upto("elevated", 720, REST_PROJECT)), notes=_SERIES,
)  # fmt: skip
ONSET_LATENCY = _diary(
    "sleep_sol", "Sleep onset latency", 720, 240, Better.LOWER, 20,
    bands=(upto("normal", 30, REST_PROJECT), upto("elevated", 720, REST_PROJECT)), notes=_SERIES,
)  # fmt: skip

SLEEP_QUALITY = (PSQI, ESS, TOTAL_SLEEP_TIME, WAKE_AFTER_ONSET, ONSET_LATENCY)
