"""Item answers → scores, for many forms at once, by each measure's own rule.

A form whose answers cannot be used gets a status and a plain reason, never an exception and never
a silent guess. Reasons name items and ranges only: an answer's text is not repeated, because a
column mapped by mistake may hold a name.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from domain.measure import Measure
from domain.raw_to_t import RawToT, table_of
from domain.scoring_rule import MissingItems, ScoringRule, Total


class ScoreStatus(StrEnum):
    SCORED = "scored"
    PRORATED = "prorated"
    NOT_SCORED = "not_scored"
    INVALID = "invalid"


SCORE_COLUMNS = ("score", "standard_error", "status", "reason", "n_answered", "safety_level")


@dataclass(frozen=True)
class _Items:
    """The answers of one form kind: `values` (forms × items, NaN where blank) and what is wrong with them."""

    values: np.ndarray
    is_text: np.ndarray
    is_bad: np.ndarray
    extra: np.ndarray

    @property
    def answered(self) -> np.ndarray:
        return (~np.isnan(self.values) & ~self.is_bad).sum(axis=1)

    @property
    def is_invalid(self) -> np.ndarray:
        return self.is_bad.any(axis=1) | (self.extra > 0)


def score(measure: Measure, answers: pd.DataFrame, form: str | None = None) -> pd.DataFrame:
    """Scores of many filled-in forms of one measure.

    Args:
        measure: a measure with a scoring rule.
        answers: one row per form, columns named by item number from 1; numbers, or text that reads
            as numbers; blank is None, NaN or empty text. A column that is absent counts as blank.
        form: the short form, for measures scored by table ('4a').

    Returns:
        One row per form, same index, with the columns
        `score` (native units, unrounded; NaN unless scored or prorated),
        `standard_error` (of the score, where the form's table gives one),
        `status` (scored, prorated, not_scored, invalid), `reason` (why not scored; else empty),
        `n_answered` (usable answers), `safety_level` (the answer to the safety item whatever
        became of the form; NaN: unknown, or no such item).

    Raises:
        ValueError: the measure has no scoring rule.
    """
    rule = _rule_of(measure)
    table = table_of(rule.tables, form)
    items = _read_items(answers, item_count(measure, form), rule)
    status, reason = _judge(measure, rule, items, table, form)
    usable = np.isin(status, (ScoreStatus.SCORED, ScoreStatus.PRORATED))
    scores, errors = _scores(rule, items, table, usable)
    columns = (scores, errors, status, reason, items.answered, _safety_levels(rule, items))
    return pd.DataFrame(dict(zip(SCORE_COLUMNS, columns, strict=True)), index=answers.index)


def subscale_scores(measure: Measure, answers: pd.DataFrame) -> pd.DataFrame:
    """One column per subscale: sum (or mean) of its items; NaN unless each of them holds a usable answer."""
    rule = _rule_of(measure)
    items = _read_items(answers, rule.items, rule)
    values = np.where(items.is_bad, np.nan, _keyed(rule, items.values))
    reduce = np.mean if rule.total is Total.MEAN else np.sum
    columns = {s.name: reduce(values[:, [i - 1 for i in s.items]], axis=1) for s in rule.subscales}
    return pd.DataFrame(columns, index=answers.index)


def item_count(measure: Measure, form: str | None = None) -> int:
    """Number of items of the measure, or of its short form; of the longest form where none is named."""
    rule = _rule_of(measure)
    table = table_of(rule.tables, form)
    return table.items if table else rule.items


def score_ends(measure: Measure, form: str | None = None) -> tuple[float, float | None]:
    """Lowest and highest score: the form's own where the measure is scored by table, else the measure's."""
    table = table_of(measure.scoring.tables, form) if measure.scoring else None
    return table.ends if table else (measure.lowest, measure.highest)


def _rule_of(measure: Measure) -> ScoringRule:
    if measure.scoring is None:
        raise ValueError(f"{measure.name} is not scored from items")
    return measure.scoring


# Reading answers


def _read_items(answers: pd.DataFrame, count: int, rule: ScoringRule) -> _Items:
    by_number = {_item_number(label): answers[label] for label in answers.columns}
    columns = [_read_answers(by_number.get(number), len(answers)) for number in range(1, count + 1)]
    values = np.column_stack([numbers for numbers, _ in columns])
    is_text = np.column_stack([text for _, text in columns])
    lowest, highest = rule.each
    with np.errstate(invalid="ignore"):
        is_bad = is_text | (values < lowest) | (values > highest) | (~np.isnan(values) & (values != np.rint(values)))
    return _Items(values, is_text, is_bad, _extra_items(by_number, count, len(answers)))


def _item_number(label: object) -> int | str:
    """Columns may be named 1 or '1'; any other name belongs to no item."""
    text = str(label).strip()
    return int(text) if text.isdecimal() else text


def _read_answers(column: pd.Series | None, rows: int) -> tuple[np.ndarray, np.ndarray]:
    """Numbers (NaN where blank or unreadable), and where something unreadable stands."""
    if column is None:
        return np.full(rows, np.nan), np.zeros(rows, dtype=bool)
    if pd.api.types.is_bool_dtype(column.dtype):
        return np.full(rows, np.nan), column.notna().to_numpy()
    if pd.api.types.is_numeric_dtype(column.dtype):
        return column.to_numpy(dtype=float, na_value=np.nan), np.zeros(rows, dtype=bool)
    is_flag = column.map(lambda answer: isinstance(answer, bool)).astype(bool)
    numbers = pd.to_numeric(column.mask(is_flag), errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    return numbers, np.isnan(numbers) & ~_is_blank(column)


def _is_blank(column: pd.Series) -> np.ndarray:
    return (column.isna() | (column.astype(str).str.strip() == "")).to_numpy(dtype=bool)


def _extra_items(by_number: dict, count: int, rows: int) -> np.ndarray:
    """For each form the number of an answered item that the measure does not have; 0 where there is none."""
    extra = np.zeros(rows, dtype=int)
    for number in sorted(n for n in by_number if isinstance(n, int) and not 1 <= n <= count):
        extra[~_is_blank(by_number[number]) & (extra == 0)] = number
    return extra


# Deciding


def _judge(measure: Measure, rule: ScoringRule, items: _Items, table: RawToT | None, form: str | None):
    """Status and reason of each form."""
    count = items.values.shape[1]
    needed = least_answered(rule, count)
    answered = items.answered
    too_few = answered < needed
    status = np.full(len(answered), ScoreStatus.SCORED.value, dtype=object)
    reason = np.full(len(answered), "", dtype=object)
    status[answered < count] = ScoreStatus.PRORATED.value
    if rule.tables and table is None:
        status[:], reason[:] = ScoreStatus.NOT_SCORED.value, _form_unknown(measure, rule, form)
    status[too_few] = ScoreStatus.NOT_SCORED.value
    reason[too_few] = _too_few_reasons(measure, answered[too_few], needed, count)
    invalid = items.is_invalid
    status[invalid] = ScoreStatus.INVALID.value
    reason[invalid] = _invalid_reasons(measure, rule, items, invalid)
    return status, reason


def least_answered(rule: ScoringRule, count: int) -> int:
    """Answers needed to score a form of `count` items.

    Short forms scored by table: all of them below 5 items, else 4 or half, whichever is more.
    """
    if rule.missing is MissingItems.PRORATED_UP:
        return count if count < 5 else max(rule.least_answered, -(-count // 2))
    return rule.least_answered


def _form_unknown(measure: Measure, rule: ScoringRule, form: str | None) -> str:
    known = ", ".join(code.rsplit("_", 1)[-1] for code in rule.tables)
    what = f"There is no form '{form}' of {measure.name}" if form else f"The form of {measure.name} is not stated"
    return f"{what}; each of {known} has its own table."


def _too_few_reasons(measure: Measure, answered: np.ndarray, needed: int, count: int) -> list[str]:
    rest = f"{measure.name} needs all {count}." if needed == count else f"{measure.name} needs at least {needed}."
    if count == 1:
        return [f"{measure.name} is not answered."] * len(answered)
    return [f"{n} of {count} items are answered; {rest}" if n else f"No item is answered; {rest}" for n in answered.tolist()]


def _invalid_reasons(measure: Measure, rule: ScoringRule, items: _Items, rows: np.ndarray) -> list[str]:
    first = items.is_bad[rows].argmax(axis=1)
    position = np.arange(len(first))
    texts = items.is_text[rows][position, first]
    values, extra = items.values[rows][position, first], np.where(items.is_bad[rows].any(axis=1), 0, items.extra[rows])
    found = zip(first.tolist(), texts.tolist(), values.tolist(), extra.tolist(), strict=True)
    return [_invalid_reason(measure, rule, *one) for one in found]


def _invalid_reason(measure: Measure, rule: ScoringRule, first: int, is_text: bool, value: float, extra: int) -> str:
    lowest, highest = rule.each
    if extra:
        return f"Item {extra} is answered, but {measure.name} has no such item."
    if is_text:
        return f"Item {first + 1} of {measure.name} holds something that is no number."
    if lowest <= value <= highest:
        return f"Item {first + 1} of {measure.name} is {value:g}; answers are whole numbers."
    return f"Item {first + 1} of {measure.name} is {value:g}; answers lie within {lowest}–{highest}."


# Arithmetic


def _keyed(rule: ScoringRule, values: np.ndarray) -> np.ndarray:
    """Answers with the reverse-keyed items turned round."""
    if not rule.reversed_items:
        return values
    turned = values.copy()
    columns = [number - 1 for number in rule.reversed_items]
    turned[:, columns] = sum(rule.each) - turned[:, columns]
    return turned


def _scores(rule: ScoringRule, items: _Items, table: RawToT | None, usable: np.ndarray):
    """Score and standard error of each form; NaN where it is not usable."""
    scores, errors = np.full(len(usable), np.nan), np.full(len(usable), np.nan)
    count, answered = items.values.shape[1], items.answered[usable]
    total = np.nansum(_keyed(rule, items.values)[usable], axis=1)
    if table is not None:
        scores[usable], errors[usable] = table.at(np.ceil(total * count / answered - 1e-9))
    elif rule.rescale_to is not None:
        lowest, highest = rule.each
        scores[usable] = rule.rescale_to * (total - lowest * answered) / ((highest - lowest) * answered)
    elif rule.total is Total.MEAN:
        scores[usable] = total / answered
    else:
        scores[usable] = total * count / answered
    return scores, errors


def _safety_levels(rule: ScoringRule, items: _Items) -> np.ndarray:
    if rule.safety_item is None:
        return np.full(len(items.values), np.nan)
    column = rule.safety_item - 1
    return np.where(items.is_bad[:, column], np.nan, items.values[:, column])
