"""The command line: `python -m domain score MEASURE answers.csv` and `python -m domain measures`."""

import csv
import io
import json
import sys
from pathlib import Path
from typing import Annotated

import numpy as np
import pandas as pd
import typer

from domain.instrument import Instrument
from domain.instruments import INSTRUMENTS, UnknownInstrument, UnreadableAnswers, instrument_named, score_instrument
from domain.measure import Measure
from domain.measures import MEASURES
from domain.opioid import MONITORING_ONLY
from domain.opioid.command import TABLE_OF, dose, score_products
from domain.opioid.factor_table import UnknownTable
from domain.reference_page import reference_page

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Score questionnaires; list what can be scored.",
    pretty_exceptions_enable=False,
)
app.command("dose")(dose)


@app.command("score")
def score_file(
    measure: Annotated[
        str, typer.Argument(help="A measure or form, such as phq9, odi, psqi, promis_pain_interference_4a.")
    ],
    answers: Annotated[
        str,
        typer.Argument(
            help="A CSV file with the columns id, q1, q2, … (or the form's own names); - reads standard input."
        ),
    ],
) -> None:
    """Print id, the scores, status and reason of each line as CSV."""
    try:
        instrument = instrument_named(measure)
        table = _read(answers)
        if measure in TABLE_OF and "drug" in table:
            totals = score_products(measure, table)
            sys.stderr.write(f"{MONITORING_ONLY}\n")
            return _write(totals.pop("id"), totals)
        scores = score_instrument(measure, table.drop(columns="id"))
    except (UnknownInstrument, UnreadableAnswers, UnknownTable) as fault:
        _stop(str(fault))
    _write(table["id"], _without_repeated(table["id"], scores, instrument))


@app.command("measures")
def list_measures(as_json: Annotated[bool, typer.Option("--json", help="One JSON object per line.")] = False) -> None:
    """List every measure: code, name, range, direction, how it is scored."""
    for measure in MEASURES.values():
        entry = _entry(measure)
        sys.stdout.write(f"{json.dumps(entry, ensure_ascii=False)}\n" if as_json else _line(entry))


@app.command("reference")
def write_reference() -> None:
    """Print the reference page of all measures as Markdown."""
    sys.stdout.write(reference_page(MEASURES.values()))


def _stop(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")
    raise typer.Exit(2)


# Reading


def _read(name: str) -> pd.DataFrame:
    """The table with an `id` column, all cells as text. Raises UnreadableAnswers."""
    rows = _rows(_text(name), "Standard input" if name == "-" else Path(name).name)
    head, *lines = rows
    labels = [label.strip().lower() for label in head]
    if twice := sorted({label for label in labels if labels.count(label) > 1}):
        raise UnreadableAnswers(f"The column '{twice[0]}' is there twice; an item can have one answer only.")
    if "id" not in labels:
        raise UnreadableAnswers("The first line must name the columns, one of them 'id'.")
    return pd.DataFrame(lines, columns=labels, dtype=object)


def _text(name: str) -> str:
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as fault:
        raise UnreadableAnswers(f"{name} cannot be read: {fault.strerror or 'no such file'}.") from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableAnswers(f"{name} is no text in UTF-8.") from None


def _rows(text: str, name: str) -> list[list[str]]:
    if "\0" in text:
        raise UnreadableAnswers(f"{name} is no CSV file.")
    try:
        rows = [
            row for row in csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True) if row
        ]
    except csv.Error as fault:
        raise UnreadableAnswers(f"{name} is no readable CSV file: {fault}.") from None
    if not rows:
        raise UnreadableAnswers(f"{name} is empty; its first line must name the columns.")
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != len(rows[0]):
            raise UnreadableAnswers(
                f"Row {number} of {name} has {len(row)} cells, but there are {len(rows[0])} columns."
            )
    return rows


def _delimiter(text: str) -> str:
    """Of comma, semicolon and tab the one that the first line holds most often."""
    head = text.partition("\n")[0]
    return max(",;\t", key=head.count)


# Writing


def _without_repeated(ids: pd.Series, scores: pd.DataFrame, instrument: Instrument) -> pd.DataFrame:
    """A form that is there twice has two answers to each item: neither is scored."""
    twice = ids.duplicated(keep=False).to_numpy() & (ids.str.strip() != "").to_numpy()
    for name in scores.columns.difference(["n_answered", "status", "reason"]):
        scores[name] = scores[name].astype(object).mask(twice, None)
    scores.loc[twice, "status"] = "invalid"
    scores.loc[twice, "reason"] = (
        f"This id is there more than once; {instrument.name} can have one answer to each item only."
    )
    return scores


def _write(ids: pd.Series, scores: pd.DataFrame) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["id", *scores.columns])
    texts = [scores[name].map(_cell) for name in scores.columns]
    writer.writerows(zip(ids, *texts, strict=True))


def _cell(value: object) -> str:
    """Numbers unrounded but without noise (10 digits), true and false in lower case, nothing where nothing is known."""
    if value is None or (isinstance(value, float) and np.isnan(value)) or value is pd.NA:
        return ""
    if isinstance(value, (bool, np.bool_)):
        return str(bool(value)).lower()
    return f"{value:.10g}" if isinstance(value, (int, float, np.number)) else str(value)


# Listing


def _entry(measure: Measure) -> dict:
    forms = [i.code for i in INSTRUMENTS.values() if measure.code in (i.code, *i.measures)]
    first = INSTRUMENTS[forms[0]]
    return {
        "code": measure.code,
        "name": measure.name,
        "construct": measure.construct.value,
        "lowest": measure.lowest,
        "highest": measure.highest,
        "step": measure.step,
        "unit": measure.unit,
        "better": measure.better.value,
        "forms": forms,
        "columns": [part.name for part in first.parts],
        "thresholds": len(measure.thresholds),
        "default": measure.meaningful_change.wording if measure.meaningful_change else None,
        "default_verified": measure.meaningful_change.verified if measure.meaningful_change else None,
        "licence": measure.licence.kind.value,
    }


def _line(entry: dict) -> str:
    top = "" if entry["highest"] is None else f"{entry['highest']:g}"
    return f"{entry['code']:28} {entry['lowest']:g}–{top} {entry['unit']:12} {entry['better']:6} is better  {entry['name']}\n"


if __name__ == "__main__":
    app()
