"""Text made safe for a spreadsheet: a cell that a program would run as a formula is kept as text."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

FORMULA_STARTS = tuple("=+-@＝＋－＠")
NUMBER = re.compile(r"-?\d+(\.\d+)?")


def harmless(text: str | None) -> str:
    """The text on one line; with an apostrophe before it where a spreadsheet would take it for a formula.

    A plain number stays one. Source: OWASP, 'CSV Injection' (https://owasp.org/www-community/attacks/CSV_Injection).
    """
    written = re.sub(r"[\s\x00-\x1f\x7f]+", " ", text or "").strip()
    is_formula = written.startswith(FORMULA_STARTS) and not NUMBER.fullmatch(written)
    return f"'{written}" if is_formula else written


WRITTEN_NUMBER = re.compile(r"([+−-]?)(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?")
"""A number as the screen writes it: '+12.4', '−3', '1,204'."""


def comma_separated(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A table as CSV (RFC 4180; UTF-8 with the mark that spreadsheets look for). A cell that is a number alone is written as
    programs read it, any other as `harmless` text."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([harmless(title) for title in titles])
    writer.writerows([[_cell(cell) for cell in row] for row in rows])
    return out.getvalue().encode("utf-8-sig")


def _cell(text: str) -> str:
    found = WRITTEN_NUMBER.fullmatch(text.strip())
    if found is None:
        return harmless(text)
    sign, whole, rest = found.groups()
    return f"{'-' if sign in ('−', '-') and sign else ''}{whole.replace(',', '')}{rest or ''}"
