"""The cards of the data quality screen."""

from charts import quality_tables as tables
from charts import quality_words as words
from charts import states
from charts.kpi_strip import Kpi, draw_kpi_strip
from charts.numbers import number
from charts.page_text import caption
from charts.quality_heat import Heat, draw_heat, heat_svg
from charts.table import draw_table
from metrics.data_quality import LateForms, RowsRead
from metrics.data_quality_reading import DataQuality
from metrics.proportion import Proportion
from pages.parts import addresses, go_to, html, picture, reading
from pages.parts.picture import show_finding
from pages.parts.quality_filters import NARROWING
from pages.parts.quality_report import site_name
from pages.parts.ways_out import show_empty, wider

MOST_OUTSIDE = 6
NO_FORM = (
    "No form is due here yet.",
    "Forms count from the day after their window has closed. Choose fewer filters to see more.",
)
"""What an empty card says, and when it changes."""


def counts(quality: DataQuality, late: LateForms, rows: RowsRead | None) -> None:
    """The strip under the sentence."""
    limit = quality.percentage_from
    told = [
        _kpi("Forms in", quality.total, limit, "of those due"),
        _kpi("Late, still counted", late.rescued_of_filled, limit, "of those in"),
        _kpi("When no window was open", late.outside_of_due, limit, "of those due"),
    ]
    if rows is not None:
        told.append(Kpi("Rows that count", number(rows.used.count), f"of {number(rows.used.total)} read"))
        told.append(Kpi("Rows for a person", number(rows.rejected + rows.conflicts + rows.waiting), "see Imports"))
    html.show(draw_kpi_strip(told))


def _kpi(label: str, told: Proportion, limit: int, of: str) -> Kpi:
    percent = told.percent(limit)
    counted = f"{number(told.count)} of {number(told.total)}"
    return Kpi(label, counted, of) if percent is None else Kpi(label, f"{percent}%", counted)


def completeness(quality: DataQuality) -> None:
    """Measure × checkpoint, number in every cell."""
    heat, name = tables.forms_heat(quality), "Forms in, by measure and checkpoint"
    if not heat.rows:
        show_empty("forms", *NO_FORM, wider(NARROWING))
        return
    limit, below = quality.percentage_from, reading.clinic().suppress_below
    html.show(draw_heat(heat, limit, name))
    forms = list(quality.forms.values())
    picture.show_as_table(
        tables.forms_table(forms, quality),
        f"{name}, with what came late",
        "completeness",
        lambda: _svg(heat, limit, below, name),
        tables.leaving_forms(forms, quality, below),
        below,
    )


def _svg(heat: Heat, limit: int, below: int, name: str) -> str:
    return heat_svg(heat, limit, below, name)


def late_forms(told: tuple[LateForms, ...], quality: DataQuality) -> None:
    """What came late and what of it still counts; who can still be chased stands on Today."""
    limit, below = quality.percentage_from, reading.clinic().suppress_below
    show_finding(words.late(told[0], limit))
    go_to.button(addresses.TODAY, "Who can still be chased: checkpoints that close this week", "quality_chase")
    if told[0].due:
        ranked = sorted(told[1:], key=lambda one: -one.outside)
        short, whole = ([told[0], *ranked[:MOST_OUTSIDE]], tables.late_table(told, quality.measures, limit))
        html.show(caption("The measures with most outside their window first."))
        html.show(draw_table(*tables.late_table(short, quality.measures, limit), "Late forms, most outside first"))
        kept = tables.leaving_late(told, quality.measures, limit, below)
        picture.show_as_table(whole, "Late forms by measure", "late_forms", None, kept, below, "Every measure")


def rows(told: RowsRead | None, quality: DataQuality) -> None:
    """What became of the rows that were read, and which values cannot be."""
    if told is None:
        html.show(
            states.empty("Rows are not shown to you.", "A director or an administrator sees what became of them.")
        )
        return
    measures, below = reading.clinic().measures, reading.clinic().suppress_below
    show_finding(words.rows_sentence(told))
    html.show(caption(words.open_rows(told)))
    go_to.button(addresses.IMPORTS, "Row by row, and what to do about each: Imports", "quality_imports")
    found = quality.rejected(measures)
    impossible = tables.implausible(found)
    if impossible:
        html.show(caption(words.implausible(impossible)))
    if not found:
        html.show(states.empty("No row was rejected.", "Rows that cannot be used would be counted here by reason."))
        return
    html.show(draw_table(*tables.reasons_table(found), "Rejected rows by reason"))
    kept = tables.leaving_rejected(found, measures, below)
    table = tables.rejected_table(found, measures)
    picture.show_as_table(
        table, "Rejected rows by reason and measure", "rejected_reasons", None, kept, below, "By measure"
    )


def filled_with_care(quality: DataQuality) -> None:
    """Blank items and one answer throughout, where the items are known."""
    same, prorated, limit = quality.same_answers(), quality.prorated(), quality.percentage_from
    if not same and not prorated:
        html.show(
            states.empty(
                "No form came with its items.", "A total that was typed in tells nothing of how it was filled in."
            )
        )
        return
    below = reading.clinic().suppress_below
    show_finding(words.filled_with_care(same, prorated, quality.measures, limit))
    table = tables.care_table(same, prorated, quality.measures, limit)
    html.show(draw_table(*table, "Blank items and same answers by measure"))
    kept = tables.leaving_care(same, prorated, quality.measures, limit, below)
    picture.offer(table[0], "filled_with_care", None, kept, below)


def by_site(quality: DataQuality) -> None:
    """Site × month of closing, any form."""
    told = quality.by_site()
    if not told:
        fact = "No window has closed in the last twelve months."
        show_empty("sites", fact, "Choose fewer filters to see more.", wider(NARROWING))
        return
    limit, below, site = quality.percentage_from, reading.clinic().suppress_below, site_name
    heat, name = (
        tables.with_all_rows(tables.sites_heat(told, site), "All sites"),
        "At least one form in, by site and month of closing",
    )
    html.show(draw_heat(heat, limit, name))
    picture.show_as_table(
        tables.site_table(told, site, limit),
        name,
        "site_months",
        lambda: _svg(tables.sites_heat(told, site), limit, below, name),
        tables.leaving_sites(told, site, limit, below),
        below,
    )
