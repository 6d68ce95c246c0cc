"""SQL for the keys of rows: what is hashed, and how.

Built from names of `store.schema`, which prepared parameters cannot stand for; every value is a parameter.
"""

from domain.loaded import RowKind
from store.schema import KIND_COLUMNS

BETWEEN = "chr(31)"
DECIMALS = {name for columns in KIND_COLUMNS.values() for name, kind in columns.items() if kind == "DOUBLE"}

SERIES = f"case when occasion = 'daily' then concat_ws({BETWEEN}, mode, form) end"
"""A daily value belongs to its series as well: a diary and a watch may both speak of one night. Else null, and left out."""


def series(kind: RowKind) -> str:
    return f", {SERIES}" if kind is RowKind.OBSERVATION else ""


def said(kind: RowKind) -> tuple[str, ...]:
    """The columns that make up what a row says; the number that we gave its episode is not the source's word."""
    return ("patient_id", *(name for name in KIND_COLUMNS[kind] if name != "episode_id"))


def content(kind: RowKind) -> str:
    """SQL for a digest of what a row says; worked out where rows are compared, and stored nowhere."""
    return digest(kind.value, "content", *said(kind))


def digest(kind: str, purpose: str, *columns: str, more: str = "", secret: str = "") -> str:
    """SQL for an 80-bit digest of columns, told apart by kind and purpose. Negative zero counts as zero."""
    parts = ", ".join(f"coalesce({text_of(name)}, chr(30))" for name in columns)
    return f"left(sha256(concat_ws({BETWEEN}, {secret}'{kind}', '{purpose}', {parts}{more})), 20)"


def text_of(column: str) -> str:
    return f'cast("{column}" + 0.0 as varchar)' if column in DECIMALS else f'cast("{column}" as varchar)'
