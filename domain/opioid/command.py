"""The command line for opioid doses: `python -m domain dose medicines.csv`. For monitoring; not a dosing tool."""

import csv
import io
import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import numpy as np
import pandas as pd
import typer

from domain.opioid import MONITORING_ONLY
from domain.opioid.day import DayTotal, day_total
from domain.opioid.factor_table import DEFAULT_TABLE, UnknownTable
from domain.opioid.lines import LINE_COLUMNS, Basis, ListError, repeated_lines
from domain.opioid.series import AsNeeded, DoseSeries, dose_series

COLUMNS = (
    "patient",
    "date",
    "measure",
    "value",
    "unit",
    "form",
    "status",
    "recorded_subtotal",
    "left_out",
    "unknown_names",
    "basis",
    "as_needed",
)
"""`form` is the code of the factor table, so that a mapping that loads these rows keeps tables apart."""

TABLE_OF = {"mme_day": "cdc_2022", "omedd_anzca": "anzca_2021"}


def dose(
    medicines: Annotated[
        str,
        typer.Argument(
            help=f"A CSV file with the columns {', '.join(LINE_COLUMNS)}, as far as known; - reads standard input."
        ),
    ],
    table: Annotated[
        str, typer.Option(help="Factor table: cdc_2022, anzca_2021, nih_heal_2025 or cdc_2016.")
    ] = DEFAULT_TABLE,
    on: Annotated[
        str, typer.Option(help="The day wanted, as YYYY-MM-DD; today without it. With --daily the last day.")
    ] = "",
    daily: Annotated[
        bool, typer.Option("--daily", help="Every day from the first opioid line on, not one day only.")
    ] = False,
    since: Annotated[str, typer.Option(help="With --daily the first day wanted.")] = "",
    basis: Annotated[Basis, typer.Option(help="Count what was prescribed, or what was taken.")] = Basis.PRESCRIBED,
    without_as_needed: Annotated[
        bool,
        typer.Option(
            "--without-as-needed",
            help="Leave out what is to be taken as needed; otherwise it counts with the most allowed.",
        ),
    ] = False,
) -> None:
    """Oral morphine equivalents per day from a medication list, as CSV. For monitoring only, not a dosing tool."""
    as_needed = AsNeeded.LEFT_OUT if without_as_needed else AsNeeded.MAXIMUM
    try:
        listed = read_medicines(medicines)
        until = _day(on) if on else date.today()
        series = dose_series(
            listed, table, until=until, since=_day(since) if since else None, basis=basis, as_needed=as_needed
        )
    except (ListError, UnknownTable) as fault:
        sys.stderr.write(f"{fault}\n")
        raise typer.Exit(2) from None
    _write(series, series.days() if daily else series.on(until).assign(on_date=until))
    sys.stderr.write("".join(f"{text}\n" for text in notes(series, repeated_lines(listed))))


def read_medicines(name: str) -> pd.DataFrame:
    """A medication list from a CSV file (UTF-8; comma, semicolon or tab; dates as YYYY-MM-DD), blank cells as None.

    Raises:
        ListError: it cannot be read, or a column is there twice, is not known, or `patient` or `drug` is missing.
    """
    try:
        text = (sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()).decode("utf-8-sig")
        rows = [
            row
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
            if any(c.strip() for c in row)
        ]
    except OSError as fault:
        raise ListError(f"{name} cannot be read: {fault.strerror or 'no such file'}.") from None
    except (UnicodeDecodeError, csv.Error):
        raise ListError(f"{name} is no CSV file in UTF-8.") from None
    if not rows:
        raise ListError(f"{name} is empty; its first line must name the columns.")
    return _table(rows)


def _table(rows: list[list[str]]) -> pd.DataFrame:
    head = [label.strip().lower() for label in rows[0]]
    for label in head:
        if head.count(label) > 1:
            raise ListError(f"The column '{label}' is there twice.")
        if label not in (*LINE_COLUMNS, "record"):
            raise ListError(
                f"'{label}' is no column of a medication list; its columns are {', '.join(LINE_COLUMNS)} and record."
            )
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != len(head):
            raise ListError(f"Row {number} has {len(row)} cells, but there are {len(head)} columns.")
    table = pd.DataFrame([[cell.strip() or None for cell in row] for row in rows[1:]], columns=head, dtype=object)
    for label in {"start", "stop"} & set(head):
        table[label] = pd.Series([_date_or_text(cell) for cell in table[label]], dtype=object)
    return table


def _date_or_text(cell: str | None) -> date | str | None:
    try:
        return date.fromisoformat(cell) if cell and len(cell) == 10 else cell
    except ValueError:
        return cell


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ListError(f"'{text}' is no date; write it as YYYY-MM-DD.") from None


def _delimiter(text: str) -> str:
    return max(",;\t", key=text.partition("\n")[0].count)


def _write(series: DoseSeries, days: pd.DataFrame) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in days.itertuples(index=False):
        counted = (
            row.patient,
            row.on_date,
            series.table.measure,
            _number(row.total),
            "mg/day",
            series.table.code,
            row.status,
        )
        writer.writerow(
            (
                *counted,
                _number(row.subtotal),
                row.left_out,
                row.unknown_names,
                series.basis.value,
                series.as_needed.value,
            )
        )


def _number(value: float) -> str:
    return "" if np.isnan(value) else f"{value:.10g}"


def notes(series: DoseSeries, repeated: int = 0) -> list[str]:
    """What must be read beside the totals: the table and its caveats, what is left out and why, what is in doubt. No patient is named."""
    table, verified = series.table, "" if series.table.source.verified else " (unverified: quoted second-hand)"
    said = [MONITORING_ONLY, f"Factor table: {table.name}{verified}. {table.source.label}.", *table.caveats]
    said.append(f"Basis: {series.basis.value}. Taken as needed: {series.as_needed.value}.")
    for title, rows in (("Left out", series.left_out), ("In doubt", series.doubts)):
        for (drug, reason), many in rows.groupby(["drug", "reason"], sort=False).size().items():
            said.append(
                f"{title}: {drug or 'a medicine without a name'}, {many} line{'s' if many > 1 else ''}: {reason}."
            )
    if repeated:
        said.append(
            f"{repeated} line{'s repeat others' if repeated > 1 else ' repeats another'} in every column and counted once."
        )
    return said


def score_products(measure: str, products: pd.DataFrame) -> pd.DataFrame:
    """Day totals from products: one row per `id`, which may have several products.

    Args:
        measure: mme_day (CDC 2022) or omedd_anzca (ANZCA 2021).
        products: `id`, `drug`, `route`, `daily_amount` (blank: unknown), optionally `unit` and `table`.

    Raises:
        UnknownTable: a table is named that does not exist.
    """
    rows = []
    for number, own in products.groupby("id", sort=False):
        tables = [name for name in own["table"].dropna().unique() if name] if "table" in own else []
        total = day_total(
            own.drop(columns=["id", "table"], errors="ignore").to_dict("records"),
            tables[0] if len(tables) else TABLE_OF[measure],
        )
        rows.append({"id": number, measure: np.nan if total.total is None else total.total, **_shown(total)})
    return pd.DataFrame(rows)


def _shown(total: DayTotal) -> dict[str, object]:
    return {
        "recorded_subtotal": total.recorded_subtotal, "complete": total.complete, "excluded": ", ".join(total.excluded), "table": total.table,
        "status": total.status.value, "reason": "; ".join(total.reasons),
    }  # fmt: skip
