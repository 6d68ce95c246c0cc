"""Item answers: forms in wide files (one line each) or long ones (one line per answer), scored here."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from domain.loaded import RowKind
from domain.measure import Measure
from domain.scoring import ScoreStatus, is_scored_from_items, item_count, score
from loaders.dates import ClinicToday
from loaders.lines import Lines, answered
from loaders.mapping import Form, Mapping
from loaders.numbers import numbers
from loaders.observations import lines_without, part_of, retracting, when_observed
from loaders.parts import Parts, joined, settle
from loaders.readings import Distinct
from loaders.safety import safety_answers
from loaders.table import Table

_UNREADABLE = -(10**6)
"""Stands for an answer that is no number: outside every scale, so that scoring rejects the form."""


@dataclass(frozen=True)
class _Forms:
    """Forms of one measure: their lines, and the answers as columns 1, 2, … (NaN where blank)."""

    lines: Lines
    answers: pd.DataFrame
    measure: Measure
    form: str | None


def read_wide_items(table: Table, mapping: Mapping, today: ClinicToday) -> Parts:
    """One row per form with an answer in it. A line without any is one rejected row, or retracts every form."""
    texts_of = [[answered(table.cells[item], mapping, "answer") for item in form.items] for form in mapping.forms]
    filled = [np.logical_or.reduce([(text != "").to_numpy(dtype=bool) for text in texts]) for texts in texts_of]
    blank = ~np.logical_or.reduce(filled)
    retracted = blank & retracting(table, mapping, today)
    parts = []
    for form, texts, given in zip(mapping.forms, texts_of, [mask | retracted for mask in filled], strict=True):
        headers = {"date": form.date} if form.date else {}
        lines = part_of(table, mapping, given, headers, today)
        answers = pd.DataFrame(
            {i: _answers(text[given], mapping) + form.offset for i, text in enumerate(texts, start=1)}
        )
        parts.append(_scored(_Forms(lines, answers, mapping.registry[form.measure], form.form)))
    sentence = "The line has no answer in any column that the mapping reads."
    return joined([*parts, lines_without(table, mapping, blank & ~retracted, today, sentence)])


def read_long_items(lines: Lines) -> Parts:
    """One row per form: the lines of one patient, date and measure (and record, version, time, occasion).

    A form's line is its first. Lines that name no patient, date or measure are rows of their own.
    """
    texts = pd.DataFrame({field: lines.texts(field).astype(str) for field in _form_fields(lines)})
    texts["measure"] = lines.codes(
        "measure", "The measure", code="unknown_measure", known=tuple(lines.mapping.registry)
    )
    alone = lines.blank("patient") | lines.blank("date") | texts["measure"].isna().to_numpy(dtype=bool)
    texts["alone"] = np.where(alone, np.arange(len(texts)), -1)
    group = texts.groupby(list(texts.columns), dropna=False, sort=False).ngroup().to_numpy()
    _, first = np.unique(group, return_index=True)
    declared = {form.measure: form for form in lines.mapping.forms}
    parts = [
        _measure_of_long(lines, texts["measure"].to_numpy(dtype=object), group, first, code, declared)
        for code in _in_order(texts["measure"])
    ]
    return joined(parts) if parts else settle(RowKind.OBSERVATION, {}, lines.ledger, lines.lines)


def _form_fields(lines: Lines) -> list[str]:
    return [field for field in lines.fields if field not in ("item", "answer")]


def _in_order(measures: pd.Series) -> list[str | None]:
    return [code if isinstance(code, str) else None for code in measures.unique()]


def _measure_of_long(
    lines: Lines,
    measures: np.ndarray,
    group: np.ndarray,
    first: np.ndarray,
    code: str | None,
    declared: dict[str, Form],
) -> Parts:
    """The forms of one measure; with `code` None, the lines whose measure is not known."""
    mine = np.array([m == code for m in measures], dtype=bool) if code else pd.isna(measures)
    starts = first[mine[first]]
    texts = {field: lines.texts(field).iloc[starts].reset_index(drop=True) for field in lines.fields}
    heads = Lines(texts, lines.lines[starts], lines.mapping, lines.today)
    measure = lines.mapping.registry.get(code or "")
    if measure is None or not is_scored_from_items(measure):
        return _not_scorable(heads, code)
    form = declared.get(measure.code) or Form.model_construct(measure=measure.code)
    stated = form.form or _stated_form(heads)
    here = np.flatnonzero(mine)
    place = np.searchsorted(first[mine[first]], first[group[here]])
    return _scored(_Forms(heads, _pivoted(lines, heads, here, place, form, stated), measure, stated))


def _stated_form(heads: Lines) -> str | None:
    """The short form that the lines name, where all of a measure's lines name the same."""
    named = set(heads.texts("form")) - {""}
    return named.pop() if len(named) == 1 else None


def _not_scorable(heads: Lines, code: str | None) -> Parts:
    heads.reject_empty()
    heads.patients()
    when_observed(heads)
    registry = heads.mapping.registry
    heads.codes("measure", "The measure", code="unknown_measure", known=tuple(registry))
    sentence = f"{registry[code].name} is not scored from items." if code else "The line names no measure."
    heads.reject(np.ones(len(heads), dtype=bool), "measure", "unknown_measure", sentence)
    return settle(RowKind.OBSERVATION, {}, heads.ledger, heads.lines)


def _pivoted(
    lines: Lines, heads: Lines, here: np.ndarray, place: np.ndarray, form: Form, stated: str | None
) -> pd.DataFrame:
    """Answers of long lines as forms × items. Forms with an item that cannot be placed are closed."""
    count = item_count(lines.mapping.registry[form.measure], stated)
    items = _item_numbers(lines.texts("item").iloc[here], form, lines.mapping)
    known = (items >= 1) & (items <= count)
    _reject_forms(
        heads, place[~known], "An item is unknown: neither a number of the measure's items nor listed in the mapping."
    )
    cells = place[known] * count + items[known] - 1
    times = np.bincount(cells, minlength=len(heads) * count).reshape(len(heads), count)
    _reject_forms(heads, np.flatnonzero((times > 1).any(axis=1)), "An item is answered more than once.")
    matrix = np.full(len(heads) * count, np.nan)
    given = _answers(lines.texts("answer").iloc[here][known], lines.mapping) + form.offset
    matrix[cells] = given
    _keep_the_highest(matrix, cells, given, times.ravel() > 1)
    return pd.DataFrame(matrix.reshape(len(heads), count), columns=range(1, count + 1))


def _keep_the_highest(matrix: np.ndarray, cells: np.ndarray, given: np.ndarray, twice: np.ndarray) -> None:
    """Of an item answered more than once the highest answer above 0, else none: a safety item must not pass for 0."""
    matrix[twice] = np.nan
    above = twice[cells] & (given > 0)
    np.fmax.at(matrix, cells[above], given[above])


def _reject_forms(heads: Lines, places: np.ndarray, sentence: str) -> None:
    bad = np.zeros(len(heads), dtype=bool)
    bad[places] = True
    heads.reject(bad, "item", "bad_answer", sentence)


def _item_numbers(texts: pd.Series, form: Form, mapping: Mapping) -> np.ndarray:
    """Item number of each line, 0 where it has none."""
    distinct = Distinct(texts)
    labels = {label: i for i, label in enumerate(form.items, start=1)}
    meant = [mapping.values.get("item", {}).get(text, text) for text in distinct.texts]
    found = [
        labels.get(text, int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else 0) for text in meant
    ]
    return distinct.spread(found).astype(int)


def _answers(texts: pd.Series, mapping: Mapping) -> np.ndarray:
    """Answers as numbers: NaN where blank, far outside every scale where the text is no number."""
    distinct = Distinct(texts)
    codes = mapping.values.get("answer", {})
    read = numbers([codes.get(text, text) for text in distinct.texts], mapping.decimal)
    found = [
        np.nan if not text else _UNREADABLE if np.isnan(n) else n for text, n in zip(distinct.texts, read, strict=True)
    ]
    return distinct.spread(found).astype(float)


def _scored(forms: _Forms) -> Parts:
    """Rows with scores; forms that give none are rejected, but their safety item is told all the same."""
    lines, measure = forms.lines, forms.measure
    readable = (
        forms.answers.astype(object)
        .where(forms.answers > _UNREADABLE / 2, "no number")
        .where(forms.answers.notna(), None)
    )
    results = score(measure, readable, forms.form)
    patients = lines.patients()
    records = lines.records()
    when = when_observed(lines, records["retracted"] & ~lines.blank("record"))
    for status, code in ((ScoreStatus.INVALID, "bad_answer"), (ScoreStatus.NOT_SCORED, "not_scored")):
        failed = (results["status"] == status.value).to_numpy(dtype=bool) & ~records["retracted"]
        lines.reject(failed, None, code, results["reason"].to_numpy(dtype=object))
    columns = {
        "patient": patients,
        "measure": np.full(len(lines), measure.code, dtype=object),
        "value": results["score"].to_numpy(dtype=float),
        "unit": np.full(len(lines), measure.unit, dtype=object),
        "mode": lines.free_text("mode"),
        "form": np.full(len(lines), forms.form, dtype=object),
        "standard_error": results["standard_error"].to_numpy(dtype=float),
        "score_status": results["status"].to_numpy(dtype=object),
        "answers": _as_json(forms.answers),
        **when,
        **records,
    }
    everyone = np.ones(len(lines), dtype=bool)
    flags = safety_answers(lines, columns, everyone, results["safety_level"].to_numpy(dtype=float))
    return settle(RowKind.OBSERVATION, columns, lines.ledger, lines.lines, flags=flags)


def _as_json(answers: pd.DataFrame) -> np.ndarray:
    """{"1": 3, "2": null, …} of each form; an unreadable answer counts as blank."""
    texts = pd.Series("", index=answers.index, dtype=object)
    for item, column in answers.items():
        codes, distinct = pd.factorize(column.where(column > _UNREADABLE / 2), use_na_sentinel=False)
        said = np.array(["null" if np.isnan(answer) else f"{answer:g}" for answer in distinct] or [""], dtype=object)
        texts = texts + ("{" if item == 1 else ", ") + f'"{item}": ' + said[codes]
    return (texts + "}").to_numpy(dtype=object)
