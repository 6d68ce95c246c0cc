"""Item answers → scores, for many forms at once, by each measure's own rule.

A form whose answers cannot be used gets a status and a plain reason, never an exception and never
a silent guess. Reasons name items and ranges only: an answer's text is not repeated, because a
column mapped by mistake may hold a name.
"""

import numpy as np
import pandas as pd

from domain.answers import YES_OR_NO, Filled, Part, invalid_reasons, read
from domain.instrument import Instrument, run
from domain.instrument import ScoreStatus as ScoreStatus
from domain.measure import Measure
from domain.raw_to_t import RawToT, form_name, table_of
from domain.scoring_rule import MissingItems, ScoringRule, Total

SCORE_COLUMNS = ("score", "standard_error", "status", "reason", "n_answered", "safety_level")


def score(measure: Measure, answers: pd.DataFrame, form: str | None = None) -> pd.DataFrame:
    """Scores of many filled-in forms of one measure.

    Args:
        measure: a measure with a scoring rule or an instrument.
        answers: one row per form, columns named by item number from 1 (on the whole form); numbers, or
            text that reads as numbers; blank is None, NaN or empty text. An absent column counts as blank.
        form: the short form, for measures scored by table ('4a'); the value set of the EQ-5D.

    Returns:
        One row per form, same index, with the columns
        `score` (native units, unrounded; NaN unless scored or prorated),
        `standard_error` (of the score, where the form's table gives one),
        `status` (scored, prorated, not_scored, invalid), `reason` (why not scored; else empty),
        `n_answered` (usable answers), `safety_level` (the answer to the safety item whatever
        became of the form; NaN: unknown, or no such item).

    Raises:
        ValueError: the measure is not scored from items, or is a profile without a total.
    """
    if measure.panel:
        raise ValueError(f"{measure.name} has no score of its own; score its domains")
    if measure.instrument is not None:
        return _score_by_instrument(measure, measure.instrument, _with_form(measure.instrument, answers, form))
    return score_items(measure, read_items(measure, answers, form), form).set_axis(answers.index)


def score_items(measure: Measure, filled: Filled, form: str | None = None) -> pd.DataFrame:
    """As `score`, for answers that have been read (`read_items`), of a measure with a scoring rule."""
    rule = _rule_of(measure)
    table = table_of(rule.tables, form)
    status, reason, usable = _judge(measure, rule, filled, table, form)
    scores, errors = _scores(rule, filled, table, usable)
    return _result(scores, errors, status, reason, filled.answered, _safety_levels(rule, filled))


def _result(*columns: np.ndarray) -> pd.DataFrame:
    """The columns of `score`; texts stay objects, because turning each into a string array costs more than scoring."""
    named = zip(SCORE_COLUMNS, columns, strict=True)
    return pd.DataFrame({name: pd.Series(column, dtype=column.dtype) for name, column in named})


def subscale_scores(measure: Measure, answers: pd.DataFrame) -> pd.DataFrame:
    """One column per subscale: sum (or mean) of its items; NaN unless each of them holds a usable answer."""
    return subscales_of(measure, read_items(measure, answers)).set_axis(answers.index)


def subscales_of(measure: Measure, filled: Filled) -> pd.DataFrame:
    """As `subscale_scores`, for answers that have been read."""
    rule = _rule_of(measure)
    values = _keyed(rule, np.where(filled.is_bad, np.nan, filled.values))
    reduce = np.mean if rule.total is Total.MEAN else np.sum
    places = {number: place for place, number in enumerate(rule.numbers)}
    return pd.DataFrame({s.name: reduce(values[:, [places[i] for i in s.items]], axis=1) for s in rule.subscales})


def raw_sums(measure: Measure, filled: Filled) -> np.ndarray:
    """Raw sum of each form scored by table, prorated and rounded up where items are blank; NaN where not scored."""
    rule = _rule_of(measure)
    enough = (filled.answered >= least_answered(rule, filled.values.shape[1])) & ~filled.is_invalid
    raw = np.full(len(filled), np.nan)
    raw[enough] = _raw(rule, filled, enough)
    return raw


def is_scored_from_items(measure: Measure) -> bool:
    """Whether `score` accepts it: it has a rule or a form, and is no profile without a total."""
    return not measure.panel and (measure.scoring is not None or measure.instrument is not None)


def item_count(measure: Measure, form: str | None = None) -> int:
    """Number of items on the form that gives the measure; of the longest short form where none is named."""
    if measure.instrument is not None:
        return len(measure.instrument.parts)
    rule = _rule_of(measure)
    table = table_of(rule.tables, form)
    return table.items if table else rule.form_items


def score_ends(measure: Measure, form: str | None = None) -> tuple[float, float | None]:
    """Lowest and highest score: the form's own where the measure is scored by table, else the measure's."""
    table = table_of(measure.scoring.tables, form) if measure.scoring else None
    return table.ends if table else (measure.lowest, measure.highest)


def _rule_of(measure: Measure) -> ScoringRule:
    if measure.scoring is None:
        raise ValueError(f"{measure.name} is not scored from items")
    return measure.scoring


def _with_form(instrument: Instrument, answers: pd.DataFrame, form: str | None) -> pd.DataFrame:
    """The answers with the variant of the form as one more part, where the instrument has such a part."""
    part = instrument.form_part
    return answers.assign(**{part: form}) if part and form and part not in answers else answers


def _score_by_instrument(measure: Measure, instrument: Instrument, answers: pd.DataFrame) -> pd.DataFrame:
    """The measure's own column. Of a form with several scores, each is judged by itself."""
    result = run(instrument, answers, by_position=True)
    value = result[measure.code].to_numpy(dtype=float, na_value=np.nan)
    status, reason = (
        result["status"].to_numpy(dtype=object, copy=True),
        result["reason"].to_numpy(dtype=object, copy=True),
    )
    known = ~np.isnan(value)
    good = (status == ScoreStatus.SCORED.value) | (status == ScoreStatus.PRORATED.value)
    none = np.full(len(value), np.nan)
    status[known & ~good], reason[known & ~good] = ScoreStatus.SCORED.value, ""
    status[~known & good], reason[~known & good] = (
        ScoreStatus.NOT_SCORED.value,
        f"{measure.name} is not defined for these answers.",
    )
    errors = result["se"].to_numpy(dtype=float) if "se" in result else none
    return _result(value, errors, status, reason, result["n_answered"].to_numpy(), none).set_axis(answers.index)


# Reading answers


def read_items(measure: Measure, answers: pd.DataFrame, form: str | None = None) -> Filled:
    """The answers to the measure's own items, of all the answers to its form."""
    rule = _rule_of(measure)
    table = table_of(rule.tables, form)
    return read(
        item_parts(rule, table.items if table else None),
        answers,
        by_position=False,
        form_items=rule.form_items if rule.of_form else 0,
    )


def item_parts(rule: ScoringRule, count: int | None = None) -> tuple[Part, ...]:
    """The items of a rule as parts of a form; the first `count` of them."""
    return tuple(item_part(rule, number) for number in rule.numbers[:count])


def item_part(rule: ScoringRule, number: int) -> Part:
    """One item; where answers are 0 and 1, 'yes' and 'no' are read as well."""
    return Part(f"q{number}", *rule.each, only=rule.only, words=YES_OR_NO if rule.each == (0, 1) else ())


# Deciding


def _judge(measure: Measure, rule: ScoringRule, filled: Filled, table: RawToT | None, form: str | None):
    """Status and reason of each form, and whether it can be scored."""
    count = filled.values.shape[1]
    needed = least_answered(rule, count)
    answered = filled.answered
    too_few = answered < needed
    status = np.full(len(answered), ScoreStatus.SCORED.value, dtype=object)
    reason = np.full(len(answered), "", dtype=object)
    if filled.is_clean and (table is not None or not rule.tables):
        return status, reason, np.ones(len(answered), dtype=bool)
    if rule.missing is not MissingItems.NOT_TICKED:
        status[answered < count] = ScoreStatus.PRORATED.value
    if rule.tables and table is None:
        status[:], reason[:] = ScoreStatus.NOT_SCORED.value, _form_unknown(measure, rule, form)
    status[too_few] = ScoreStatus.NOT_SCORED.value
    reason[too_few] = _too_few_reasons(measure, answered[too_few], needed, count)
    if rule.missing is MissingItems.NOT_TICKED and filled.absent:
        too_few[:], status[:] = True, ScoreStatus.NOT_SCORED.value
        reason[:] = (
            f"{len(filled.absent)} of the {count} items of {measure.name} have no column; what was ticked there is not known."
        )
    invalid = filled.is_invalid
    status[invalid] = ScoreStatus.INVALID.value
    reason[invalid] = invalid_reasons(filled, measure.name, invalid)
    return status, reason, ~invalid & ~too_few & (table is not None or not rule.tables)


def least_answered(rule: ScoringRule, count: int) -> int:
    """Answers needed to score a form of `count` items.

    Short forms scored by table: all of them below 5 items, else 4 or half, whichever is more.
    """
    if rule.missing is MissingItems.PRORATED_UP:
        return count if count < 5 else max(rule.least_answered, -(-count // 2))
    return rule.least_answered


def _form_unknown(measure: Measure, rule: ScoringRule, form: str | None) -> str:
    known = ", ".join(form_name(code) for code in rule.tables)
    what = f"There is no form '{form}' of {measure.name}" if form else f"The form of {measure.name} is not stated"
    return f"{what}; each of {known} has its own table."


def _too_few_reasons(measure: Measure, answered: np.ndarray, needed: int, count: int) -> list[str]:
    rest = f"{measure.name} needs all {count}." if needed == count else f"{measure.name} needs at least {needed}."
    if count == 1:
        return [f"{measure.name} is not answered."] * len(answered)
    return [
        f"{n} of {count} items are answered; {rest}" if n else f"No item is answered; {rest}" for n in answered.tolist()
    ]


# Arithmetic


def _keyed(rule: ScoringRule, values: np.ndarray) -> np.ndarray:
    """Answers with the reverse-keyed items turned round and weighted."""
    if rule.reversed_items:
        values = values.copy()
        columns = [
            place for place, number in enumerate(rule.numbers[: values.shape[1]]) if number in rule.reversed_items
        ]
        values[:, columns] = sum(rule.each) - values[:, columns]
    return values * np.array(rule.weights) if rule.weights else values


def _total(rule: ScoringRule, filled: Filled, usable: np.ndarray) -> np.ndarray:
    """Sum of the answers of each usable form; a blank one adds nothing."""
    keyed = _keyed(rule, filled.values)
    return keyed.sum(axis=1) if filled.is_clean else np.where(np.isfinite(keyed), keyed, 0).sum(axis=1)[usable]


def _raw(rule: ScoringRule, filled: Filled, usable: np.ndarray) -> np.ndarray:
    total = _total(rule, filled, usable)
    return np.ceil(total * filled.values.shape[1] / filled.answered[usable] - 1e-9)


def _scores(rule: ScoringRule, filled: Filled, table: RawToT | None, usable: np.ndarray):
    """Score and standard error of each form; NaN where it is not usable."""
    scores, errors = np.full(len(usable), np.nan), np.full(len(usable), np.nan)
    if table is not None:
        scores[usable], errors[usable] = table.at(_raw(rule, filled, usable))
        return scores, errors
    count, answered = filled.values.shape[1], filled.answered[usable]
    total = _total(rule, filled, usable)
    if rule.rescale_to is not None:
        lowest, highest = rule.each
        scores[usable] = rule.rescale_to * (total - lowest * answered) / ((highest - lowest) * answered)
    elif rule.total is Total.MEAN:
        scores[usable] = total / answered
    elif rule.missing is MissingItems.NOT_TICKED:
        scores[usable] = total
    else:
        scores[usable] = total * count / answered
    return scores, errors


def _safety_levels(rule: ScoringRule, filled: Filled) -> np.ndarray:
    if rule.safety_item is None:
        return np.full(len(filled), np.nan)
    return filled[f"q{rule.safety_item}"]
