"""Tables of the Method screen: thresholds in force, benchmarks, checkpoints, criteria and policies, each with its source."""

from collections.abc import Iterable, Mapping, Sequence

from charts import numbers
from charts.markup import Markup, element, join
from charts.measure_sheet import checked
from charts.table import Column
from domain.benchmark import Benchmark
from domain.clinic import Clinic
from domain.criterion import Criterion
from domain.measure import Measure
from domain.measure_words import default_in_words, default_is_verified, error_in_words
from domain.policy import REQUESTS, Policy
from domain.program import Program
from domain.source import Source

NONE = "–"
THRESHOLDS = (
    Column("Measure"), Column("Direction"), Column("Meaningful change"), Column("At its source"), Column("Source"),
    Column("Measurement error"), Column("From"),
)  # fmt: skip
BENCHMARKS = (
    Column("Name"), Column("Kind"), Column("Measure"), Column("Of"), Column("Value", True), Column("Population"), Column("Source"),
)  # fmt: skip
CHECKPOINTS = (
    Column("Checkpoint"), Column("Kind"), Column("Due, day", True), Column("Window, days"), Column("Measures due"), Column("Rule"),
)  # fmt: skip
POLICIES = (
    Column("Payer"), Column("Policy"), Column("Answers"), Column("In effect"), Column("Criteria", True), Column("Read on"),
    Column("At its source"),
)  # fmt: skip


def threshold_rows(measures: Iterable[Measure], own: frozenset[str]) -> list[list[str]]:
    """What counts as improved, and as more than noise, for each measure. `own`: codes of the clinic's own measures."""
    return [
        [
            measure.short_name,
            measure.direction if measure.judged else "not judged",
            default_in_words(measure),
            checked(default_is_verified(measure)) or NONE,
            _threshold_source(measure) or NONE,
            _error(measure),
            "clinic's own file" if measure.code in own else "registry",
        ]
        for measure in measures
    ]


def _threshold_source(measure: Measure) -> str:
    rule = measure.response_category or measure.meaningful_change
    source: Source | None = getattr(rule, "source", None)
    return source.label if source is not None and measure.judged else ""


def _error(measure: Measure) -> Markup | str:
    known = measure.measurement_error
    if known is None:
        return "not known"
    return join(error_in_words(measure, known), " ", checked(known.verified))


def benchmark_rows(benchmarks: Iterable[Benchmark], measures: Mapping[str, Measure]) -> list[list[str]]:
    return [
        [
            one.name,
            str(one.kind),
            measures[one.measure].short_name if one.measure and one.measure in measures else NONE,
            str(one.statistic),
            f"{numbers.percent(one.value)}%" if one.statistic.is_share else numbers.number(one.value),
            one.population or NONE,
            one.source.label if one.source and one.is_sourced else "no source: never drawn",
        ]
        for one in benchmarks
    ]


def checkpoint_rows(program: Program, measures: Mapping[str, Measure]) -> list[list[str]]:
    """Days count from the start of the program, or from its end where the checkpoint says so."""
    return [
        [
            one.name,
            str(one.kind),
            numbers.number(one.due_day) + (" after the end" if str(one.anchor) == "end" else ""),
            f"{numbers.number(one.opens_day)} to {numbers.number(one.closes_day)}",
            ", ".join(measures[code].short_name for code in one.measures),
            ", ".join(rule.name for rule in one.rules) or NONE,
        ]
        for one in program.checkpoints
    ]


def policy_rows(policies: Iterable[Policy]) -> list[list[str]]:
    return [
        [
            policy.payer,
            policy.name,
            REQUESTS.get(policy.request, policy.request),
            policy.version,
            numbers.number(len(policy.criteria)),
            numbers.day(policy.read_on) if policy.read_on else "not known",
            checked(policy.verified) or NONE,
        ]
        for policy in policies
    ]


def draw_criteria(criteria: Sequence[Criterion]) -> Markup:
    """What must hold, where that stands, and whether somebody read it there."""
    return element("dl", *[_criterion(one) for one in criteria], class_="sheet-facts criteria")


def _criterion(one: Criterion) -> Markup:
    place = f"{one.source.label}{', ' + one.where if one.where else ''} "
    source = element("div", place, checked(one.verified), class_="sheet-source")
    said = element("div", one.text, class_="sheet-said")
    return element("div", element("dt", one.code.replace("_", " ").capitalize()), element("dd", said, source))


def limits_of(clinic: Clinic) -> list[tuple[str, str]]:
    """The clinic's own limits, in words."""
    return [
        ("No percentage on screen from fewer than", f"{clinic.percentage_from}"),
        ("No count in what leaves the clinic from 1 to", f"{clinic.suppress_below - 1}"),
    ]
