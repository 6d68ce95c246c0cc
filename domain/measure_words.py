"""A measure's range, bands, amounts of change and scoring rule, as a handbook would say them."""

from math import isinf, sqrt

from domain.measure import (
    Band,
    Better,
    ChangeTerm,
    Combine,
    MeaningfulChange,
    Measure,
    MeasurementError,
    ResponseCategory,
    Threshold,
    ThresholdUnit,
)
from domain.raw_to_t import form_name
from domain.scoring_rule import MissingItems, ScoringRule, Total

MINUS = "−"
BY_SCORE = "by score"
"""Of a profile: each of its scores is a measure with a direction and a threshold of its own."""
_BEFORE = {"T-score": "T-score", "category": "category"}
_BESIDE = {"norm-based", "utility"}
_SPOKEN_AS_POINTS = {"points", "category", "T-score", "norm-based", "%", ""}


def number(value: float) -> str:
    """Unrounded but without noise, with a true minus: −0.022 → '−0.022', 1000 → '1,000'."""
    text = f"{abs(value):,.6g}"
    return MINUS + text if value < 0 else text


def span(low: float, high: float) -> str:
    """'66–80'; with a negative end '−3 to 2'."""
    return f"{number(low)} to {number(high)}" if low < 0 else f"{number(low)}–{number(high)}"


# The scale


def range_in_words(measure: Measure) -> str:
    """'0–100 %', 'T-score 20.8–59.7', '−0.59 to 1 (utility)', '0 mg/day and up'."""
    if measure.highest is None:
        return f"{number(measure.lowest)} {measure.unit} and up"
    ends = span(measure.lowest, measure.highest)
    if measure.unit in _BEFORE:
        return f"{_BEFORE[measure.unit]} {ends}"
    return f"{ends} ({measure.unit})" if measure.unit in _BESIDE else f"{ends} {measure.unit}"


def direction_in_words(measure: Measure) -> str:
    """'↓ lower is better'; a profile's scores have a direction each."""
    if measure.panel:
        return BY_SCORE
    return measure.direction if measure.judged else "not judged"


def bands_in_words(measure: Measure) -> list[tuple[str, str]]:
    """Label and scores of each band: ('moderate', '10 to below 15')."""
    lower: Band | None = None
    found = []
    for band in measure.bands:
        found.append((band.label, _band_span(measure, lower, band)))
        lower = band
    return found


def _band_span(measure: Measure, lower: Band | None, band: Band) -> str:
    start, start_belongs = (measure.lowest, True) if lower is None else (lower.upto, not lower.upto_included)
    if isinf(band.upto):
        return f"{number(start)} and more" if start_belongs else f"above {number(start)}"
    end, end_belongs = band.upto, band.upto_included
    if measure.whole_steps:
        start += 0 if start_belongs else measure.step
        end -= 0 if end_belongs else measure.step
        return number(start) if start == end else span(start, end)
    if start_belongs and end_belongs:
        return span(start, end)
    return f"{'' if start_belongs else 'above '}{number(start)} to {'' if end_belongs else 'below '}{number(end)}"


# Change

KINDS = (
    "MCID: a change that matters to patients. MDC95: the smallest change beyond measurement error in one person, with 95 % "
    "confidence. SEM: the standard error of one score."
)


def amount_in_words(measure: Measure, amount: float | tuple[float, float], unit: ThresholdUnit) -> str:
    """'10 points', '1.7–2 points', '60 m', '30 % of baseline'; two decimals at most, three below 1."""
    written = span(*map(_rounded, amount)) if isinstance(amount, tuple) else number(_rounded(amount))
    if unit is ThresholdUnit.PERCENT_OF_BASELINE:
        return f"{written} % of baseline"
    if unit is ThresholdUnit.CATEGORY:
        return f"category {written}"
    if measure.unit == "utility":
        return written
    spoken = "points" if measure.unit in _SPOKEN_AS_POINTS else measure.unit
    return f"{written} {'point' if spoken == 'points' and written == '1' else spoken}"


def _rounded(amount: float) -> float:
    return round(amount, 2 if abs(amount) >= 1 else 3)


def change_in_words(measure: Measure, change: MeaningfulChange) -> str:
    """The default threshold: '10 points or 30 % of baseline'; both must be reached where it says 'and'."""
    joiner = " and " if change.combine is Combine.ALL else " or "
    return joiner.join(_term_in_words(measure, term) for term in change.terms)


def _term_in_words(measure: Measure, term: ChangeTerm) -> str:
    return amount_in_words(measure, term.amount, term.unit)


def default_in_words(measure: Measure) -> str:
    """What counts as improved unless the clinic chooses otherwise, in a few words for a list."""
    if measure.panel:
        return BY_SCORE
    if not measure.judged:
        return "not judged"
    if measure.response_category:
        return _this_good(measure, measure.response_category.improved_from)
    return change_in_words(measure, measure.meaningful_change) if measure.meaningful_change else "none found"


def default_is_verified(measure: Measure) -> bool | None:
    """Whether the default threshold was read at its source; None where there is none."""
    rule = measure.response_category or measure.meaningful_change
    return rule.verified if rule and measure.judged else None


def _this_good(measure: Measure, rating: float) -> str:
    return f"{number(rating)} or {'higher' if measure.better is Better.HIGHER else 'lower'}"


def worse_in_words(measure: Measure, category: ResponseCategory) -> str:
    """Ratings that count as worse."""
    if category.worse_from is None:
        return "none"
    return f"{number(category.worse_from)} or {'lower' if measure.better is Better.HIGHER else 'higher'}"


def threshold_in_words(measure: Measure, threshold: Threshold) -> str:
    """The published amount; its own words where it has no number."""
    if threshold.value is not None:
        return amount_in_words(measure, threshold.value, threshold.unit)
    if threshold.low is not None and threshold.high is not None:
        return amount_in_words(measure, (threshold.low, threshold.high), threshold.unit)
    return threshold.text


def remark_of(threshold: Threshold) -> str:
    """What else is on record of a threshold: its wording, its condition, a note."""
    has_amount = threshold.value is not None or threshold.low is not None
    parts = (threshold.text if has_amount else "", threshold.condition, threshold.note)
    return "; ".join(part for part in parts if part)


def error_in_words(measure: Measure, error: MeasurementError) -> str:
    """The smallest change beyond measurement error in one person, and how it is found."""
    if error.mdc95 is not None:
        return f"{amount_in_words(measure, error.mdc95, ThresholdUnit.POINTS)} (MDC95)"
    if error.per_score:
        return "1.96·√(SE₁² + SE₂²) from the standard errors of the two scores"
    if error.reliability is not None and error.sd is not None:
        least = 1.96 * error.sd * sqrt(2 * (1 - error.reliability))
        written = amount_in_words(measure, least, ThresholdUnit.POINTS)
        return f"{written}: 1.96·SD·√(2(1 − r)) with r = {number(error.reliability)} and SD = {number(error.sd)}"
    known = (
        f"; reliability {number(error.reliability)} has no standard deviation beside it" if error.reliability else ""
    )
    return f"not known{known}"


# Scoring


def scoring_in_words(rule: ScoringRule) -> list[str]:
    """How answers become the score; after that, one sentence each, its subscales and its safety item."""
    steps = [_answers_in_words(rule), _total_in_words(rule)]
    if rule.reversed_items:
        steps.insert(
            1, f"{_items(rule.reversed_items)} {'is' if len(rule.reversed_items) == 1 else 'are'} turned round first."
        )
    said = [" ".join(steps)]
    if rule.subscales:
        said.append(
            "Subscales: " + "; ".join(f"{_spaced(s.name)} ({_items(s.items).lower()})" for s in rule.subscales) + "."
        )
    if rule.safety_item is not None:
        said.append(f"Item {rule.safety_item} above {rule.each[0]} is a safety flag, whatever the total.")
    return said


def _answers_in_words(rule: ScoringRule) -> str:
    low, high = rule.each
    answers = ", ".join(number(value) for value in rule.only) if rule.only else span(low, high)
    if rule.tables:
        return f"Forms {', '.join(_spaced(form_name(code)) for code in rule.tables)}; answers {answers}."
    if rule.of_form:
        return f"{_items(rule.numbers)} of the {rule.of_form.name} ({rule.of_form.items} items); answers {answers}."
    return f"One answer, {answers}." if rule.items == 1 else f"{rule.items} items; answers {answers}."


def _total_in_words(rule: ScoringRule) -> str:
    if rule.items == 1 and not rule.weights and rule.rescale_to is None:
        return "The answer is the score."
    if rule.tables:
        return (
            "The answers are added, and each form's sum is looked up in its own raw → T table, with a standard error."
        )
    first = _weights_in_words(rule)
    if rule.rescale_to is not None:
        return f"{first}The sum is divided by the highest that is possible, times {number(rule.rescale_to)}."
    return f"{first}The score is the {'mean' if rule.total is Total.MEAN else 'sum'} of the answers."


def _weights_in_words(rule: ScoringRule) -> str:
    if not rule.weights:
        return ""
    if len(set(rule.weights)) == 1:
        return f"Each answer counts {number(rule.weights[0])} times. "
    return f"The answers are multiplied by {', '.join(number(weight) for weight in rule.weights)}. "


def missing_in_words(rule: ScoringRule) -> str:
    """What is done with blank items, and how many answers are needed at least."""
    if rule.missing is MissingItems.ALL_NEEDED:
        return {1: "The answer is needed.", 2: "Both items are needed."}.get(
            rule.items, f"All {rule.items} items are needed."
        )
    if rule.missing is MissingItems.PRORATED_UP:
        return (
            f"Forms of 4 items need all. Longer ones need {rule.least_answered} answers or half of the items, whichever is more; "
            "the sum is prorated to all items and rounded up."
        )
    least = f"At least {rule.least_answered} of {rule.items} items must be answered"
    return f"{least}; {_OF_THE_REST.get(rule.missing, str(rule.missing))}."


_OF_THE_REST = {
    MissingItems.MEAN_OF_ANSWERED: "the score is the mean of the answered ones",
    MissingItems.MEAN_IMPUTATION: "a blank item takes the mean of the answered ones",
    MissingItems.RESCALED_DENOMINATOR: "the sum is divided by what the answered items could reach",
    MissingItems.NOT_TICKED: "a blank item counts as not ticked",
}


def _items(numbers: tuple[int, ...]) -> str:
    """'Item 3', 'Items 1–4', 'Items 2, 5 and 7'."""
    if len(numbers) == 1:
        return f"Item {numbers[0]}"
    if len(numbers) > 2 and numbers == tuple(range(numbers[0], numbers[-1] + 1)):
        return f"Items {numbers[0]}–{numbers[-1]}"
    return f"Items {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"


def _spaced(name: str) -> str:
    return name.replace("_", " ")
