"""Every form that can be scored, by its code, and the one public way to score it.

A form's code is that of its measure (`odi`), of a form with several scores (`dass21`), or of a short
form with its own table (`promis_pain_interference_4a`).
"""

import json
import re
from collections.abc import Iterable, Mapping
from functools import partial

import numpy as np
import pandas as pd

from domain.answers import Filled, Part, amount, same_columns, unknown_columns
from domain.instrument import Instrument, Problem, Scores, ScoreStatus, flags, run
from domain.measure import TOLERANCE, Measure, ThresholdUnit
from domain.measures import MEASURES
from domain.measures.modules import MODULES
from domain.promis_items import by_number
from domain.raw_to_t import TABLES
from domain.scoring import item_part, item_parts, raw_sums, score_items, subscales_of
from domain.scoring_rule import ScoringRule
from domain.source import RECALLED

GIVEN = ("score", "value", "total", "sum", "t", "raw_score", "doubled", "yes_count")
"""Names under which a file may hold a finished score instead of answers."""

_CHANGE = {"baseline", "followup"}


class UnknownInstrument(LookupError):
    """No form and no measure has this code; the message is one plain sentence."""


class UnreadableAnswers(ValueError):
    """The columns of a table of answers do not fit the form; the message is one plain sentence."""


def score_instrument(code: str, answers: pd.DataFrame) -> pd.DataFrame:
    """All scores of many filled-in forms.

    Args:
        code: a form or a measure (`INSTRUMENTS`, `MEASURES`).
        answers: one row per form. Columns are the form's parts: q1, q2, … or names such as `employed`;
            or one column with a finished score (named by the measure, or as in `GIVEN`), to be checked and
            put into its band; or `baseline` and `followup` scores of a measure, to be compared.

    Returns:
        Same index: the form's score columns, subscales, bands and flags, then `n_answered`,
        `status` (scored, prorated, not_scored, invalid) and `reason` (empty when scored). Bad
        answers are a status of that form. What cannot be known is NaN or None.

    Raises:
        UnknownInstrument, UnreadableAnswers: with one sentence for the person who asked.
    """
    instrument = instrument_named(code)
    table = by_number(instrument.code, _spread_lists(instrument, answers.reset_index(drop=True)))
    result = _mode(code, instrument, table)
    return result.set_axis(answers.index)


def _mode(code: str, instrument: Instrument, table: pd.DataFrame) -> pd.DataFrame:
    if doubled := same_columns(table.columns):
        raise UnreadableAnswers(f"The column {doubled[0]} is there twice; an item can have one answer only.")
    labels = [str(name).strip().lower() for name in table.columns]
    if (
        code in MEASURES
        and (why := MEASURES[code].why_not_scored)
        and any(re.fullmatch(r"q?\d+", label) for label in labels)
    ):
        raise UnreadableAnswers(why)
    if set(labels) == _CHANGE and (measure := MEASURES.get(code)):
        return _change(measure, table.set_axis(labels, axis=1))
    if given := _given_score(code, instrument, labels):
        measure = MEASURES.get(code) or MEASURES[instrument.measures[0]]
        return _with_bands(_given_only(measure), _of_given(measure, given, table.set_axis(labels, axis=1)))
    if instrument.paired and _has_any_part(instrument.paired, labels):
        return _paired_change(instrument.paired, MEASURES[instrument.measures[0]], table)
    if unknown := unknown_columns(instrument.parts, table.columns):
        raise UnreadableAnswers(f"'{unknown[0]}' is no column of {instrument.name}. {columns_in_words(instrument)}")
    if not _has_any_part(instrument, labels):
        raise UnreadableAnswers(f"No column belongs to {instrument.name}. {columns_in_words(instrument)}")
    return _with_bands(instrument, run(instrument, table))


def instrument_named(code: str) -> Instrument:
    """The form with this code, or the form that gives the measure with this code.

    Raises:
        UnknownInstrument: there is none.
    """
    name = code.strip().lower()
    if name in INSTRUMENTS:
        return INSTRUMENTS[name]
    found = next(
        (i for i in INSTRUMENTS.values() if name in i.measures and i.code not in TABLES and not _is_panel(i)), None
    )
    found = found or next((_given_only(MEASURES[name]) for _ in (0,) if name in MEASURES), None)
    if found is None:
        raise UnknownInstrument(f"There is no measure or form '{code}'; `python -m domain measures` lists them.")
    return found


def _is_panel(instrument: Instrument) -> bool:
    """A profile whose scores belong to measures with forms of their own."""
    return instrument.code in MEASURES and bool(MEASURES[instrument.code].panel)


def columns_in_words(instrument: Instrument) -> str:
    """'Its columns are q1 to q9.', 'Its columns are q1 to q29, version.'"""
    names = [part.name for part in instrument.parts]
    run = next((place for place, name in enumerate(names) if name != f"q{place + 1}"), len(names))
    if run > 2:
        return f"Its columns are {', '.join([f'{names[0]} to {names[run - 1]}', *names[run:]])}."
    return f"Its columns are {', '.join(names)}." if len(names) > 1 else f"Its column is {names[0]}."


def _has_any_part(instrument: Instrument, labels: list[str]) -> bool:
    return not set(labels) <= set(unknown_columns(instrument.parts, labels))


# Forms with a rule


def _of_rule(measures: tuple[Measure, ...], code: str, name: str, table: str | None = None) -> Instrument:
    rules = [_rule(measure) for measure in measures]
    long_form = rules[0].of_form
    parts = tuple(item_part(rules[0], n) for n in range(1, long_form.items + 1)) if long_form else item_parts(rules[0])
    parts = parts[: TABLES[table].items] if table else parts
    extra = ["raw", "t", "se"] if table else []
    columns = (*extra, *dict.fromkeys(name for measure in measures for name in _rule_columns(measure)))
    return Instrument(
        code, name, parts, columns, tuple(m.code for m in measures), partial(_apply_rules, measures, table),
        rules[0].source, rules[0].verified, how=str(rules[0].total), missing=str(rules[0].missing),
        alerts=tuple(f"item{rule.safety_item}_alert" for rule in rules if rule.safety_item),
    )  # fmt: skip


def _rule(measure: Measure) -> ScoringRule:
    assert measure.scoring is not None
    return measure.scoring


def _rule_columns(measure: Measure) -> list[str]:
    rule = _rule(measure)
    flags = [f"item{rule.safety_item}_alert"] if rule.safety_item else []
    ratio = ["percent_change_from_baseline_defined"] if _is_rated_against_zero(measure) else []
    return [
        measure.code,
        *(s.name for s in rule.subscales),
        *(["responder"] if measure.response_category else []),
        *flags,
        *ratio,
    ]


def _is_rated_against_zero(measure: Measure) -> bool:
    """A single rating whose meaningful change is a share of the baseline: undefined where that is 0."""
    change = measure.meaningful_change
    percent = change is not None and any(term.unit is ThresholdUnit.PERCENT_OF_BASELINE for term in change.terms)
    return percent and _rule(measure).items == 1


def _apply_rules(measures: tuple[Measure, ...], table: str | None, filled: Filled) -> Scores:
    """Each measure by its own rule; the form is as good as the worst of its scores."""
    columns: dict[str, np.ndarray] = {}
    problems = []
    prorated = np.zeros(len(filled), dtype=bool)
    for measure in measures:
        own = filled.only([f"q{n}" for n in _rule(measure).numbers]) if _rule(measure).of_form else filled
        result = score_items(measure, own, table)
        columns |= _columns_of(measure, table, own, result)
        if not own.is_clean:
            missing = (result["status"] == ScoreStatus.NOT_SCORED.value).to_numpy(dtype=bool)
            problems.append(Problem(missing, result["reason"][missing].tolist()))
            prorated |= (result["status"] == ScoreStatus.PRORATED.value).to_numpy(dtype=bool)
    return Scores(columns, tuple(problems), prorated)


def _columns_of(measure: Measure, table: str | None, own: Filled, result: pd.DataFrame) -> dict[str, np.ndarray]:
    rule, total = _rule(measure), result["score"].to_numpy()
    columns = {measure.code: total}
    if table:
        columns |= {"raw": raw_sums(measure, own), "t": total, "se": result["standard_error"].to_numpy()}
    if rule.subscales:
        columns |= {name: column.to_numpy() for name, column in subscales_of(measure, own).items()}
    if rule.safety_item:
        columns[f"item{rule.safety_item}_alert"] = _alert(result["safety_level"].to_numpy())
    columns |= _judgements(measure, total)
    return columns


def _alert(levels: np.ndarray) -> np.ndarray:
    """Above 0: True; 0: False; not to be read: 'unknown', because unknown is not safe."""
    alert = (levels > 0).astype(object)
    alert[np.isnan(levels)] = "unknown"
    return alert


def _judgements(measure: Measure, total: np.ndarray) -> dict[str, np.ndarray]:
    columns = {}
    known = ~np.isnan(total)
    if category := measure.response_category:
        columns["responder"] = flags(total <= category.improved_from, known)
    if measure.scoring and _is_rated_against_zero(measure):
        columns["percent_change_from_baseline_defined"] = flags(total != 0, known)
    return columns


# Finished scores and pairs of scores


def _given_only(measure: Measure) -> Instrument:
    """A measure that is a number in itself: a timed test, a count, an amount; or a finished score."""
    top = np.inf if measure.highest is None else measure.highest
    part = (
        amount(measure.code, measure.lowest, top)
        if not measure.whole_steps
        else Part(measure.code, measure.lowest, top)
    )
    return Instrument(
        measure.code, measure.name, (part,), (measure.code,), (measure.code,),
        lambda filled: Scores({measure.code: filled[measure.code]}), RECALLED, False, how="the number given",
    )  # fmt: skip


def _given_score(code: str, instrument: Instrument, labels: list[str]) -> str | None:
    """The only column, where it holds a finished score of a form that is otherwise scored from answers."""
    wanted = {code, *instrument.measures} if len(instrument.measures) == 1 else {code} & set(MEASURES)
    parts = {part.name for part in instrument.parts}
    is_score = len(labels) == 1 and labels[0] in {*wanted, *(GIVEN if wanted else ())} and labels[0] not in parts
    return labels[0] if is_score else None


def _of_given(measure: Measure, column: str, table: pd.DataFrame) -> pd.DataFrame:
    result = run(_given_only(measure), table[[column]].set_axis([measure.code], axis=1))
    for name, values in _judgements(measure, result[measure.code].to_numpy()).items():
        result.insert(1, name, values)
    return result


def _change(measure: Measure, table: pd.DataFrame) -> pd.DataFrame:
    """Two finished scores: the change in native units and in percent, and whether it is a meaningful improvement."""
    both = [_of_given(measure, name, table) for name in ("baseline", "followup")]
    before, after = (result[measure.code].to_numpy() for result in both)
    status, reason = _worse_of(*both)
    share = np.divide(100 * (after - before), before, out=np.full(len(before), np.nan), where=before != 0)
    columns = {
        "absolute_change": after - before,
        "percent_change": share,
        "responder": _is_response(measure, before, after),
    }
    return pd.DataFrame(
        {**columns, "n_answered": sum(result["n_answered"] for result in both), "status": status, "reason": reason}
    )


def _paired_change(instrument: Instrument, measure: Measure, table: pd.DataFrame) -> pd.DataFrame:
    """A form with a rule of its own for two times: its change, and whether that is a meaningful improvement."""
    result = run(instrument, table)
    before, after = (result[name].to_numpy(dtype=float) for name in instrument.columns[:2])
    result.insert(result.columns.get_loc("n_answered"), "responder", _is_response(measure, before, after))
    return result


def _is_response(measure: Measure, before: np.ndarray, after: np.ndarray) -> np.ndarray:
    change = measure.meaningful_change
    if change is None or not measure.needs_baseline or not measure.judged:
        return np.full(len(before), None, dtype=object)
    improvement, needed = measure.improvement(before, after), change.at(before)
    known = ~np.isnan(improvement) & ~np.isnan(needed)
    return flags(improvement >= needed - TOLERANCE, known)


def _worse_of(first: pd.DataFrame, second: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    order = [ScoreStatus.SCORED.value, ScoreStatus.NOT_SCORED.value, ScoreStatus.INVALID.value]
    take_second = second["status"].map(order.index).to_numpy() > first["status"].map(order.index).to_numpy()
    pick = [
        np.where(take_second, second[name].to_numpy(object), first[name].to_numpy(object))
        for name in ("status", "reason")
    ]
    return pick[0], pick[1]


# Bands


def band_column(instrument: Instrument, code: str) -> str:
    """'band' where the form has one measure, else 'band_' and the measure's own part of its code."""
    if code in dict(instrument.band_columns):
        return dict(instrument.band_columns)[code]
    own = code.removeprefix(f"{instrument.code}_")
    return "band" if len(instrument.measures) == 1 else f"band_{own}"


def band_labels(measure: Measure, scores: np.ndarray) -> np.ndarray:
    """The severity band of each score; None without a score."""
    place, distinct = pd.factorize(np.asarray(scores, dtype=float), use_na_sentinel=False)
    bands = [measure.band_of(value) for value in distinct.tolist()] if measure.bands else [None] * len(distinct)
    return np.array([*(band.label if band else None for band in bands), None], dtype=object)[place]


def _with_bands(instrument: Instrument, result: pd.DataFrame) -> pd.DataFrame:
    place = result.columns.get_loc("n_answered")
    for code in instrument.measures:
        name = band_column(instrument, code)
        if code in MEASURES and code in result and name not in result and (MEASURES[code].bands or name == "band"):
            labels = band_labels(MEASURES[code], result[code].to_numpy(dtype=float, na_value=np.nan))
            result.insert(place, name, pd.Series(labels, index=result.index, dtype=object))
            place += 1
    return result


# Several answers in one cell


def _spread_lists(instrument: Instrument, answers: pd.DataFrame) -> pd.DataFrame:
    """A column that holds several parts at once ('[0, 1, 2]') as one column per part."""
    lists = dict(instrument.lists)
    if instrument.paired:
        answers = _spread_objects(answers)
    for column in [name for name in answers.columns if str(name).strip().lower() in lists]:
        names = lists[str(column).strip().lower()]
        if taken := set(names) & set(answers.columns):
            raise UnreadableAnswers(f"The column {sorted(taken)[0]} is there twice; an item can have one answer only.")
        cells = [_cells(cell, len(names)) for cell in answers[column]]
        spread = pd.DataFrame(cells, columns=list(names), index=answers.index, dtype=object)
        answers = pd.concat([answers.drop(columns=column), spread], axis=1)
    return answers


def _spread_objects(answers: pd.DataFrame) -> pd.DataFrame:
    """`baseline` and `followup` columns that hold {"a1": 3, "a2": 2} as columns baseline_a1, baseline_a2, …"""
    for column in [name for name in answers.columns if str(name).strip().lower() in _CHANGE]:
        cells = [_parsed(cell) if isinstance(cell, str) else cell for cell in answers[column]]
        if cells and all(isinstance(cell, dict) for cell in cells):
            spread = pd.DataFrame(cells, index=answers.index, dtype=object).add_prefix(f"{column}_")
            answers = pd.concat([answers.drop(columns=column), spread], axis=1)
    return answers


def _cells(cell: object, count: int) -> list:
    """The answers in a cell; a cell with too few or too many is unreadable as a whole."""
    if isinstance(cell, str):
        cell = _parsed(cell)
    if cell is None or (isinstance(cell, float) and np.isnan(cell)):
        return [None] * count
    return list(cell) if isinstance(cell, Iterable) and len(list(cell)) == count else ["?"] * count


def _parsed(text: str) -> object:
    if not text.strip():
        return None
    try:
        found = json.loads(text)
        return found if isinstance(found, list | dict) else [found]
    except ValueError:
        return [part or None for part in re.split(r"[,; ]\s*", text.strip().strip("[]"))]


# The registry


def _all() -> dict[str, Instrument]:
    found = {measure.instrument.code: measure.instrument for measure in MEASURES.values() if measure.instrument}
    for measure in MEASURES.values():
        for instrument in _rule_instruments(measure):
            found.setdefault(instrument.code, instrument)
    return found | {module.code: module for module in MODULES}


def _rule_instruments(measure: Measure) -> list[Instrument]:
    if measure.instrument is not None:
        return []
    if measure.scoring is None:
        return [_given_only(measure)]
    rule = measure.scoring
    if rule.of_form is not None:
        sharing = tuple(m for m in MEASURES.values() if m.scoring and m.scoring.of_form == rule.of_form)
        return [_of_rule(sharing, rule.of_form.code, rule.of_form.name)]
    if rule.tables:
        return [_of_rule((measure,), code, f"{measure.name}, form {TABLES[code].form}", code) for code in rule.tables]
    return [_of_rule((measure,), measure.code, measure.name)]


INSTRUMENTS: Mapping[str, Instrument] = _all()
"""Every form by its code."""
