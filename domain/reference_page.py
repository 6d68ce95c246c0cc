"""The reference page of measures as Markdown, made of nothing but the registry: `python -m domain reference`."""

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from domain import measure_words as words
from domain.measure import Measure
from domain.measure_sheet import Fact, Listing, Section, Sheet, sheet_of
from domain.source import Source

VERIFIED, UNVERIFIED = "✓ verified", "unverified"

OPENING = """# Measures

Made from the registry by `make reference`; do not edit by hand. The same sheets stand on the *Measures* screen,
there with the clinic's own measures.

**Verified** means that somebody read the number at the source named beside it: the abstract, the table or the code.
**Unverified** means that nobody did; the number is on record second-hand or recalled. The dashboard marks such a number
wherever it is used. No wording of any questionnaire is shipped: item numbers and answer ranges only.

The *default threshold* is the change that counts as improved unless the clinic chooses another.
How it is judged: [verdict of one change](../explanation/verdict.md). Where a published number is not taken as it
stands: [deviations](../explanation/deviations.md).

{kinds}"""


def reference_page(measures: Iterable[Measure]) -> str:
    """The whole page; the same registry gives the same text."""
    sheets = [sheet_of(measure) for measure in measures]
    groups = [(construct, list(group)) for construct, group in groupby(sheets, lambda s: s.measure.construct)]
    parts = [
        OPENING.format(kinds=words.KINDS),
        _counted(sheets),
        *(_overview(construct, group) for construct, group in groups),
    ]
    for construct, group in groups:
        parts += [f"## {_capital(construct)}", *(_sheet(sheet) for sheet in group)]
    return "\n\n".join([*parts, _bibliography(sheets)]) + "\n"


def _counted(sheets: Sequence[Sheet]) -> str:
    defaults = [words.default_is_verified(sheet.measure) for sheet in sheets]
    known = [verified for verified in defaults if verified is not None]
    thresholds = [t for sheet in sheets for t in sheet.measure.thresholds]
    return (
        f"## All {len(sheets)} at a glance\n\n{len(sheets)} measures. {len(known)} have a default threshold, {sum(known)} of "
        f"them verified. {len(thresholds)} published thresholds are listed, {sum(t.verified for t in thresholds)} of them verified."
    )


def _overview(construct: str, sheets: Sequence[Sheet]) -> str:
    rows = [
        (_link(m.name, f"#{_anchor(m.name)}"), f"`{m.code}`", _cell(words.range_in_words(m)), words.direction_in_words(m),
         _cell(words.default_in_words(m)), _state(words.default_is_verified(m)))
        for m in (sheet.measure for sheet in sheets)
    ]  # fmt: skip
    return f"**{_capital(construct)}**\n\n" + _table(
        ("Measure", "Code", "Range", "Direction", "Default threshold", "Checked"), rows
    )


# One measure


def _sheet(sheet: Sheet) -> str:
    m = sheet.measure
    names = ", ".join(filter(None, [f"`{m.code}`", *(_cell(alias) for alias in m.aliases)]))
    parts = [f"### {m.name}", f"{names}. {_cell(sheet.what)}", _cell(m.notes), _facts(sheet.sections)]
    parts += [_listing(listing) for section in sheet.sections for listing in section.listings]
    return "\n\n".join(filter(None, [*parts, _forms(sheet)]))


def _facts(sections: Iterable[Section]) -> str:
    rows = [
        (f"**{fact.label}**", _said(fact), _cited(fact.source), _state_of(fact)) for s in sections for fact in s.facts
    ]
    return _table(("Fact", "On record", "Source", "Checked"), rows)


def _said(fact: Fact) -> str:
    return " ".join(_cell(text) for text in (_ended(fact.text) if fact.details else fact.text, *fact.details))


def _ended(text: str) -> str:
    return text if text.endswith(".") else f"{text}."


def _listing(listing: Listing) -> str:
    shared = listing.one_source
    if shared:
        title = f"**{listing.name}** · {_cited(shared.source)} · {_state(shared.verified)}"
        return f"{title}\n\n" + _table(
            listing.columns, [tuple(_cell(cell) for cell in row.cells) for row in listing.rows]
        )
    rows = [(*(_cell(cell) for cell in row.cells), _cited(row.source), _state(row.verified)) for row in listing.rows]
    return f"**{listing.name}**\n\n" + _table((*listing.columns, "Source", "Checked"), rows)


def _forms(sheet: Sheet) -> str:
    """How a spreadsheet of answers is scored."""
    return "  \n".join(
        f"`python -m domain score {code} answers.csv` scores a file. {_cell(columns)}" for code, columns in sheet.forms
    )


# Sources


def _bibliography(sheets: Iterable[Sheet]) -> str:
    cited = dict.fromkeys(source for sheet in sheets for source in sheet.sources)
    ordered = sorted(cited, key=lambda source: (not source.verified, source.label.lower()))
    lines = [
        f"- {_cited(source)}: {_state(source.verified)}{f', {_cell(source.how)}' if source.how else ''}"
        for source in ordered
    ]
    return "## Sources\n\n" + "\n".join(lines)


def _cited(source: Source | None) -> str:
    if source is None:
        return "–"
    return _link(source.label, source.link) if source.link else _cell(source.label)


def _state_of(fact: Fact) -> str:
    return _state(fact.verified if fact.source else None)


def _state(verified: bool | None) -> str:
    return "–" if verified is None else VERIFIED if verified else UNVERIFIED


# Markdown


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(text: str) -> str:
    """Text that neither ends a table cell nor becomes markup."""
    return re.sub(r"\s+", " ", re.sub(r"([|<>*\[\]\\])", r"\\\1", text)).strip()


def _link(text: str, address: str) -> str:
    return f"[{_cell(text)}]({address.replace(' ', '%20').replace('(', '%28').replace(')', '%29').replace('|', '%7C')})"


def _anchor(title: str) -> str:
    """The address that GitHub gives a heading."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
