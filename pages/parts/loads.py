"""What became of the rows that were loaded: accounts, reasons, and the rejected rows to take home."""

import hashlib
from datetime import datetime

import pandas as pd

from charts import numbers
from charts.kpi_strip import Kpi
from charts.markup import Markup
from charts.page_text import caption
from charts.table import Column, draw_table
from domain.spreadsheet import harmless
from pages.parts import reading
from pages.parts.wording import count, listed

MOST_ROWS = 60
PARTS = ("accepted", "corrected", "duplicates", "waiting", "rejected")
COLUMN_OF = {"waiting": "Waiting then"}
"""An account tells what became of a row at its load; who waits today stands in a card of its own."""


def batches() -> pd.DataFrame:
    """One row per loaded file, newest load first."""
    return reading.ask("batches")


def last_load_count() -> Kpi:
    """When rows last came in, and how many of them need a person."""
    rejected, waiting = reading.ask("rejected"), reading.ask("waiting")
    left = f"{count(len(rejected), 'row')} rejected, {len(waiting):,} waiting"
    day, time = _last(batches())
    return Kpi("Last load", day, f"{time} · {left}")


def sentence(loaded: pd.DataFrame, rejected, waiting, conflicts) -> tuple[str, str]:
    # A row that waited at its load is kept too, and counts by itself once its patient is registered.
    kept = int(loaded[["accepted", "corrected", "waiting"]].to_numpy().sum())
    head = f"{count(loaded['file_id'].nunique(), 'file')} loaded, {kept:,} of {int(loaded['read'].sum()):,} rows kept."
    open_ = [
        count(len(rejected), "rejected row"),
        f"{len(waiting):,} waiting for a registration",
        count(len(conflicts), "row in conflict", "rows in conflict"),
    ]
    return (
        head,
        f"Somebody should look at {listed([text for text, rows in zip(open_, (rejected, waiting, conflicts), strict=True) if len(rows)])}."
        if len(rejected) + len(waiting) + len(conflicts)
        else "Nothing needs a person.",
    )


def counts(loaded: pd.DataFrame, rejected, waiting, conflicts) -> list[Kpi]:
    return [
        Kpi("Last load", *_last(loaded)),
        Kpi("Rows read", f"{int(loaded['read'].sum()):,}", f"in {count(loaded['file_id'].nunique(), 'file')}"),
        Kpi("Rejected", f"{len(rejected):,}", _share_of(rejected)),
        Kpi("Waiting", f"{len(waiting):,}", "patient not registered"),
        Kpi("In conflict", f"{len(conflicts):,}", "neither value used"),
    ]


def accounts_table(loaded: pd.DataFrame) -> Markup:
    columns = (
        Column("Loaded"),
        Column("File"),
        Column("Read", True),
        *(Column(COLUMN_OF.get(p, p.capitalize()), True) for p in PARTS),
        Column("In conflict", True),
        Column("Taken back", True),
        Column("Adds up"),
    )
    rows = [
        [
            _at(row.loaded_at),
            row.file,
            f"{row.read:,}",
            *(f"{getattr(row, part):,}" for part in PARTS),
            f"{row.conflicts:,}",
            f"{row.withdrawn:,}",
            "✓" if _closes(row) else "no",
        ]
        for row in loaded.head(MOST_ROWS).itertuples()
    ]
    return draw_table(columns, rows, "Account of each file")


def _closes(row) -> bool:
    return row.read == sum(getattr(row, part) for part in PARTS)


def reasons(rejected: pd.DataFrame) -> dict[str, int]:
    """Rejection code → rows, most frequent first."""
    return {str(code): int(n) for code, n in rejected["code"].value_counts().items()}


def rejected_table(rejected: pd.DataFrame) -> Markup:
    columns = (Column("Reason"), Column("File"), Column("Line", True), Column("Column"))
    rows = [[row.reason, row.file, f"{int(row.line)}", row.column or "–"] for row in rejected.itertuples()]
    return draw_table(columns, rows, "Rejected rows")


def more_rows(total: int) -> Markup:
    return caption(f"The first {MOST_ROWS} of {total:,} rows. The download has all of them.")


def waiting_table(waiting: pd.DataFrame) -> Markup:
    groups = waiting.groupby(["file", "row_kind"], sort=False).size()
    rows = [[file, kind, f"{n:,}"] for (file, kind), n in groups.items()]
    return draw_table((Column("File"), Column("Kind"), Column("Rows", True)), rows, "Rows waiting for a registration")


def conflicts_table(conflicts: pd.DataFrame) -> Markup:
    columns = (Column("What"), Column("On"), Column("Value", True), Column("File"), Column("Line", True))
    rows = [
        [_what(r), numbers.day(r.on_date) if r.on_date else "–", _value(r), r.file, f"{int(r.line)}"]
        for r in conflicts.head(MOST_ROWS).itertuples()
    ]
    return draw_table(columns, rows, "Rows in conflict")


def lookalikes_table(pairs: pd.DataFrame) -> Markup:
    rows = [[row.record_number, row.other_record_number, row.why] for row in pairs.head(MOST_ROWS).itertuples()]
    return draw_table((Column("Record"), Column("Other record"), Column("Why")), rows, "People who look alike")


def _what(row) -> str:
    code = getattr(row, "measure", None)
    measure = reading.clinic().measures.get(code or "")
    return measure.short_name if measure else row.row_kind or "–"


def _value(row) -> str:
    code, value = getattr(row, "measure", None), getattr(row, "value", None)
    measure = reading.clinic().measures.get(code or "")
    return numbers.with_unit(measure, value) if measure and value is not None else "–"


def download(rejected: pd.DataFrame) -> tuple[str, bytes]:
    """File name and content of the rejected rows as CSV.

    The name holds the content's SHA-256: Streamlit may mix up large downloads of equal name and length.
    A cell that a spreadsheet would run as a formula gets an apostrophe before it.
    """
    frame = rejected[["file", "line", "column", "code", "reason"]].copy()
    for name in ("file", "column", "code", "reason"):
        frame[name] = [harmless(text) for text in frame[name]]
    content = frame.to_csv(index=False).encode("utf-8-sig")
    return f"rejected-rows-{hashlib.sha256(content).hexdigest()}.csv", content


def _last(loaded: pd.DataFrame) -> tuple[str, str]:
    """Day and time of the last load; the year only where it is not this year."""
    if not len(loaded):
        return "–", ""
    day, time = _at(loaded["loaded_at"].iloc[0]).rsplit(" ", 1)
    return day.removesuffix(f" {reading.today().year}"), time


def _share_of(rejected: pd.DataFrame) -> str:
    return listed([code.replace("_", " ") for code in reasons(rejected)], 2) if len(rejected) else "none"


def _at(loaded_at: datetime) -> str:
    """'17 Nov 2025 06:10', in the clinic's time zone."""
    moment = loaded_at.astimezone(reading.clinic().clock.time_zone)
    return f"{numbers.day(moment.date())} {moment:%H:%M}"
