"""Text made safe for a spreadsheet: a cell that a program would run as a formula is kept as text."""

import re

FORMULA_STARTS = tuple("=+-@＝＋－＠")
NUMBER = re.compile(r"-?\d+(\.\d+)?")


def harmless(text: str | None) -> str:
    """The text on one line; with an apostrophe before it where a spreadsheet would take it for a formula.

    A plain number stays one. Source: OWASP, 'CSV Injection' (https://owasp.org/www-community/attacks/CSV_Injection).
    """
    written = re.sub(r"[\s\x00-\x1f\x7f]+", " ", text or "").strip()
    is_formula = written.startswith(FORMULA_STARTS) and not NUMBER.fullmatch(written)
    return f"'{written}" if is_formula else written
