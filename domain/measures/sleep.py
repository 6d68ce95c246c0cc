"""Sleep."""

from domain.measure import Better, Construct, Measure, MeasurementError
from domain.measures.facts import below, check_licence, default_change, mcid, points, upto
from domain.measures.sources import EDINGER_2021, MORIN_2011, REST_PROJECT, YANG_2009, awell_score
from domain.scoring_rule import MissingItems, ScoringRule, Total

_ISI_CODE = awell_score("isi")

ISI = Measure(
    code="isi",
    name="Insomnia Severity Index",
    short_name="Insomnia (ISI)",
    aliases=("ISI",),
    construct=Construct.SLEEP,
    lowest=0, highest=28, step=1, unit="points",
    better=Better.LOWER,
    whole_steps=True,
    scoring=ScoringRule(
        items=7, each=(0, 4), total=Total.SUM, least_answered=7, missing=MissingItems.ALL_NEEDED,
        source=_ISI_CODE, verified=True,
    ),
    meaningful_change=default_change(
        points(6), population="primary insomnia trial n=828", source=YANG_2009, why="no chronic-pain estimate found",
    ),
    measurement_error=MeasurementError(
        MORIN_2011, verified=True, population="community n=959; clinical 0.91", reliability=0.90,
        note="Internal consistency α; no standard deviation and no retest reliability were found.",
    ),
    thresholds=(
        mcid(6, "primary insomnia trial n=828", YANG_2009),
        mcid(8.4, "insomnia treatment sample n=183: moderate improvement (95% CI 7.1–9.4)", MORIN_2011),
    ),
    bands=(
        below("no clinically significant insomnia", 8, _ISI_CODE),
        below("subthreshold", 15, _ISI_CODE),
        below("moderate", 22, _ISI_CODE),
        upto("severe", 28, _ISI_CODE),
    ),
    licence=check_licence("licensed", "C. Morin copyright, Mapi distribution."),
    least_interval_days=14,
    recall_period="2 weeks (some versions: last month)",
    notes="A cut-off of 10 was optimal for finding cases in the community.",
)  # fmt: skip

SLEEP_EFFICIENCY = Measure(
    code="sleep_efficiency",
    name="Sleep efficiency (diary/actigraphy)",
    short_name="Sleep efficiency",
    construct=Construct.SLEEP,
    lowest=0, highest=100, step=0.1, unit="%",
    better=Better.HIGHER,
    physical_unit=True,
    meaningful_change=default_change(
        points(10), population="insomnia trials", source=EDINGER_2021,
        why="AASM-type threshold from memory; it speaks of groups against a control",
    ),
    thresholds=(mcid(10, "insomnia trials", EDINGER_2021, "consensus"),),
    bands=(below("reduced", 85, REST_PROJECT), upto("normal", 100, REST_PROJECT)),
    licence=check_licence("free", "a computed quantity; the wording of the Consensus Sleep Diary is copyrighted and not shipped."),
    least_interval_days=7,
    recall_period="1 night, weekly mean",
    notes="100 × total sleep time / time in bed: the denominator is time in bed, not the sleep episode. Weekly mean from at "
    "least 4 of 7 nights (recalled; no source reached). Diary, actigraphy and device series are never joined.",
)  # fmt: skip

SLEEP = (ISI, SLEEP_EFFICIENCY)
