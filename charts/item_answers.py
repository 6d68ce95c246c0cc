"""Answers to the items of a form, by item number and day. Numbers and values only: the wording belongs to its makers."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from charts import numbers
from charts.table import Column


@dataclass(frozen=True)
class AnsweredForm:
    """One filled form: `answers` by item, as the store keeps them (JSON of an object); `where` names its checkpoint."""

    on_date: date
    where: str
    answers: str


def item_table(forms: Iterable[AnsweredForm]) -> tuple[list[Column], list[list[str]]]:
    """One row per item, one column per form in order of day. A blank item is '–'. No rows where no form has answers."""
    read = [(form, _answers(form.answers)) for form in sorted(forms, key=lambda form: form.on_date)]
    items = sorted({item for _, answers in read for item in answers}, key=_place)
    columns = [Column("Item"), *[Column(f"{form.where} {numbers.day(form.on_date)}".strip(), True) for form, _ in read]]
    return columns, [[_label(item), *[_written(answers.get(item)) for _, answers in read]] for item in items]


def _answers(text: str) -> Mapping[str, object]:
    """What is no object of answers counts as no answers."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _place(item: str) -> tuple[int, str]:
    number = item.removeprefix("q")
    return (int(number), "") if number.isdecimal() else (1_000_000, item)


def _label(item: str) -> str:
    number = item.removeprefix("q")
    return number if number.isdecimal() else item.replace("_", " ").capitalize()


def _written(answer: object) -> str:
    if answer is None:
        return "–"
    return numbers.number(answer) if isinstance(answer, int | float) and not isinstance(answer, bool) else str(answer)
