"""The full sheet of one measure: every fact with its source and whether that source was read."""

from collections.abc import Iterable

from charts.markup import Markup, element, join
from charts.table import Column, draw_table
from domain.measure_sheet import Fact, Listing, Section, Sheet
from domain.source import Source

VERIFIED, UNVERIFIED = "verified", "unverified"


def checked(verified: bool | None) -> Markup | None:
    """'✓ verified' or '? unverified', in grey: it speaks of a number's source, not of a patient."""
    if verified is None:
        return None
    glyph, word, style = ("✓", VERIFIED, "chip-plain") if verified else ("?", UNVERIFIED, "chip-missing")
    return element("span", element("i", glyph, aria_hidden="true"), word, class_=f"chip {style}")


def draw_section(section: Section) -> Markup:
    """Facts as label and text, then the tables of the section."""
    facts = element("dl", *[_fact(fact) for fact in section.facts], class_="sheet-facts") if section.facts else None
    return join(facts, *[_listing(listing) for listing in section.listings])


def _fact(fact: Fact) -> Markup:
    details = [element("div", text, class_="sheet-detail") for text in fact.details]
    said = element(
        "dd",
        element("div", fact.text.replace("`", ""), class_="sheet-said"),
        *details,
        _origin(fact.source, fact.verified),
    )
    return element("div", element("dt", fact.label), said)


def _origin(source: Source | None, verified: bool) -> Markup | None:
    return element("div", _cited(source), " ", checked(verified), class_="sheet-source") if source else None


def _listing(listing: Listing) -> Markup:
    note = element("div", listing.note, class_="caption") if listing.note else None
    name = element("div", listing.name, class_="sheet-table-name", role="heading", aria_level=3)
    shared = listing.one_source
    if shared:
        table = draw_table(
            [Column(title) for title in listing.columns], [row.cells for row in listing.rows], listing.name
        )
        return element("div", name, _origin(shared.source, shared.verified), table, note, class_="sheet-table")
    columns = [Column(title) for title in (*listing.columns, "Source")]
    rows = [(*row.cells, join(_cited(row.source), " ", checked(row.verified))) for row in listing.rows]
    return element("div", name, draw_table(columns, rows, listing.name), note, class_="sheet-table")


def draw_sources(sources: Iterable[Source]) -> Markup:
    """What was read of each source that the sheet cites."""
    lines = [element("li", _cited(source), " ", checked(source.verified), _how(source)) for source in sources]
    return element("ul", *lines, class_="sheet-sources")


def _how(source: Source) -> Markup | None:
    return element("span", f" {source.how}", class_="quiet") if source.how else None


def draw_forms(sheet: Sheet) -> Markup:
    """The forms that a spreadsheet of answers is scored by, with their columns."""
    lines = [
        element("div", element("code", f"python -m domain score {code} answers.csv"), f" · {columns}", class_="caption")
        for code, columns in sheet.forms
    ]
    return element("div", *lines, class_="sheet-forms")


def _cited(source: Source) -> Markup:
    if not source.link:
        return element("span", source.label)
    return element("a", source.label, href=source.link, target="_blank", rel="noopener noreferrer")
