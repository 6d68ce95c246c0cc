"""The report on data quality to take along: one CSV with every table, one PDF. Both are made when the button is pressed."""

import hashlib
from collections.abc import Iterator

import streamlit as st

from access.asker import AccessRefused
from charts import quality_tables as tables
from charts import quality_words as words
from charts.leaving import SUPPRESSED
from charts.page_text import caption
from documents.paper import Size
from documents.quality_report import QualityReport, quality_paper
from documents.typst_paper import typeset
from domain.spreadsheet import comma_separated
from metrics.data_quality import LateForms, RejectedReason, RowsRead
from metrics.data_quality_reading import DataQuality
from pages.parts import fault, html, reading

LATE_PRINTED = 6


def show(quality: DataQuality, scope_name: str) -> None:
    """The two buttons, and what holds for both."""
    below = reading.clinic().suppress_below
    html.show(caption(f"Counts only. What shows, or lets be worked out, a count from 1 to {below - 1} is held back."))
    stem = f"data-quality-{hashlib.sha256(repr((quality.scope, tuple(quality.measures), reading.snapshot_number())).encode()).hexdigest()}"
    with st.container(horizontal=True):
        _button("CSV of all tables", lambda: csv_of(quality, scope_name), f"{stem}.csv", "text/csv", "csv")
        _button("Report as PDF", lambda: typeset(quality_paper(report_of(quality, scope_name))), f"{stem}.pdf", "application/pdf", "pdf")  # fmt: skip


def _button(label: str, made, name: str, mime: str, key: str) -> None:
    def content() -> bytes:
        try:
            return made()
        except Exception as error:
            fault.report(error)
            raise

    st.download_button(
        label,
        content,
        file_name=name,
        mime=mime,
        key=f"take_quality_{key}",
        icon=":material/download:",
        on_click="ignore",
    )


def csv_of(quality: DataQuality, scope_name: str) -> bytes:
    """Every table, one line per number, after what it is about."""
    about = [
        ("Scope", scope_name),
        ("As of", quality.as_of.isoformat()),
        ("Snapshot", f"number {reading.snapshot_number()}"),
    ]
    lines = [("About", *pair, *[""] * (len(tables.TIDY) - 3)) for pair in about]
    return comma_separated(tables.TIDY, [*lines, *_lines(quality)])


def _lines(quality: DataQuality) -> Iterator[tuple[str, ...]]:
    limit, below = quality.percentage_from, reading.clinic().suppress_below
    held = tables.held_forms(quality, below)
    for (measure, checkpoint), one in quality.forms.items():
        place = (quality.measures[one.measure].short_name, quality.checkpoints[one.checkpoint])
        is_held = (measure, checkpoint) in held
        yield tables.tidy_row("Forms in, of due", *place, one.filled, limit, below, is_held=is_held)
        yield tables.tidy_row("Late but counted, of those in", *place, one.late, limit, below)
        outside = one.due - one.filled.count - one.after_closing.count
        is_held = is_held or 0 < outside < below
        yield tables.tidy_row("Only after closing, of due", *place, one.after_closing, limit, below, is_held=is_held)
        yield tables.tidy_row("Prorated, of those with items", *place, one.prorated, limit, below)
    for month in quality.by_site():
        place = (site_name(month.site), words.month_name(month.month))
        yield tables.tidy_row("Any form, of due, by site and month", *place, month.any_form, limit, below)
        yield tables.tidy_row("Every form, of due, by site and month", *place, month.all_forms, limit, below)
    for alike in quality.same_answers():
        name = quality.measures[alike.measure].short_name
        yield tables.tidy_row("One answer throughout, whole clinic", name, "", alike.same, limit, below)
    rows, rejected = _rows(quality)
    if rows is not None:
        for name in ("read", "kept", "corrected", "duplicates", "rejected", "waiting", "conflicts"):
            yield tables.tidy_count("Rows of the whole clinic", name.capitalize(), "", getattr(rows, name), below)
    for code, n in tables.by_reason(rejected).items():
        yield tables.tidy_count("Rejected rows of the whole clinic", words.reason_name(code), "", n, below)


def report_of(quality: DataQuality, scope_name: str) -> QualityReport:
    """The pages, with nothing on them that may not leave."""
    clinic, limit = reading.clinic(), quality.percentage_from
    below, (rows, rejected) = clinic.suppress_below, _rows(quality)
    late, sites = quality.late(), quality.by_site()
    return QualityReport(
        clinic=clinic.name,
        lines=clinic.letterhead.lines,
        size=Size(clinic.paper),
        made_at=clinic.clock.now(),
        as_of=quality.as_of,
        snapshot=f"snapshot {reading.snapshot_number()}",
        scope=scope_name,
        period=quality.period(),
        sentence=words.opening(quality, rows, below),
        forms=tables.forms_heat(quality),
        total=quality.total,
        late_says=_late_says(quality, late, below),
        late=_late(quality, late, below) if late[0].due else (),
        sites=tables.sites_heat(sites, site_name),
        rows_say=() if rows is None else (words.rows_sentence(rows, below), words.open_rows(rows, below)),
        rejected=_reasons(rejected, below),
        percentage_from=limit,
        suppress_below=below,
    )


def _late_says(quality: DataQuality, late: tuple[LateForms, ...], below: int) -> tuple[str, ...]:
    """The sentences of the screen, but for those that tell what the table holds back."""
    limit = quality.percentage_from
    whole = tables.leaving_late(late, quality.measures, limit, below).rows[0]
    return tuple(words.late(late[0], limit, below)) if SUPPRESSED not in whole else ()


def _late(quality: DataQuality, late: tuple[LateForms, ...], below: int) -> tuple[tuple[str, ...], ...]:
    """All measures, then those with most outside their window."""
    safe = tables.leaving_late(late, quality.measures, quality.percentage_from, below).rows
    titles = [column.title for column in tables.late_table(late, quality.measures, quality.percentage_from)[0]]
    ranked = sorted(range(1, len(late)), key=lambda place: -late[place].outside)[:LATE_PRINTED]
    rows = [titles, safe[0], *[safe[place] for place in ranked]]
    return tuple((row[0], row[1], _without_total(row[3]), *row[4:]) for row in rows)


def _without_total(share: str) -> str:
    """'625/2,463, 25% (24–27)' → '625, 25%'."""
    count, slash, rest = share.partition("/")
    percent = rest.partition(", ")[2].partition(" (")[0]
    return ", ".join(filter(None, [count, percent])) if slash else share


def _reasons(rejected: tuple[RejectedReason, ...], below: int) -> tuple[tuple[str, ...], ...]:
    """Those with enough rows to be told, and how many reasons have fewer."""
    counted = tables.by_reason(rejected)
    told = [(words.reason_name(code), f"{n:,}") for code, n in counted.items() if n >= below]
    fewer = len(counted) - len(told)
    if fewer:
        more = "more " if told else ""
        told.append((f"{fewer} {more}reason{'' if fewer == 1 else 's'}", f"fewer than {below} each"))
    return (("Reason", "Rows"), *told) if told else ()


def _rows(quality: DataQuality) -> tuple[RowsRead | None, tuple[RejectedReason, ...]]:
    """Nothing for who may not see the rows of the whole clinic."""
    try:
        return quality.rows(), quality.rejected(reading.clinic().measures)
    except AccessRefused:
        return None, ()


def site_name(code: str | None) -> str:
    return tables.site_namer(lambda known: reading.clinic().name_of("sites", known))(code)
