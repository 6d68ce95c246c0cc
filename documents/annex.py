"""What a packet rests on, for whoever checks it: the rows of the record with where each came from, and the policy."""

import csv
import hashlib
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date
from io import StringIO

from domain.policy import Policy
from domain.source import Source
from domain.spreadsheet import harmless
from domain.written import day


@dataclass(frozen=True)
class AnnexRow:
    """One stored row and what it shows. `used_for`: the criteria and sentences that rest on it. `file`, `line`, `batch`: where
    it was read; a row typed in has a `source` that says who, and none of them."""

    used_for: str
    table: str
    row_id: str
    on_date: date | None
    what: str
    value: float | None = None
    unit: str = ""
    says: str = ""
    form: str = ""
    mode: str = ""
    occasion: str = ""
    source: str = ""
    file: str = ""
    line: int | None = None
    batch: str = ""


def annex_csv(rows: Sequence[AnnexRow]) -> bytes:
    """The rows as given, as CSV that spreadsheets open (UTF-8 with a byte order mark, lines end in CRLF).

    Numbers with a point, dates as 2025-11-17. A text that a spreadsheet would run gets an apostrophe before it.
    """
    written = StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow([field.name for field in fields(AnnexRow)])
    for row in rows:
        writer.writerow([_cell(value) for value in astuple(row)])
    return written.getvalue().encode("utf-8-sig")


def _cell(value: str | float | date | None) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return harmless(str(value))


def sha256_of(annex: bytes) -> str:
    """The hash that stands at the foot of each page, so that anybody can hold the annex against the packet."""
    return hashlib.sha256(annex).hexdigest()


def policy_reference(policy: Policy) -> bytes:
    """Which text of which policy was applied, and who read it: a plain text file."""
    lines = [
        policy.name,
        f"Code: {policy.code}, {policy.version}",
        f"Payer: {policy.payer}; plan class: {policy.plan_class.value}; jurisdiction: {policy.jurisdiction or 'not bound'}",
        f"Source: {_cited(policy.source)}",
        f"Read on: {day(policy.read_on) if policy.read_on else 'not recorded'}",
        _read(policy.verified, "The policy's own text was read.", "The policy's own text was NOT read: unverified."),
        *([f"Limits: {policy.notes}"] if policy.notes else []),
        "",
        "Requirements, in our words:",
    ]
    for criterion in policy.criteria:
        where = f" ({criterion.where})" if criterion.where else ""
        lines += [
            f"- {criterion.code}: {criterion.text}",
            f"  {_cited(criterion.source)}{where}; {_read(criterion.verified, 'read there', 'not read there')}",
        ]
    return ("\n".join(" ".join(line.split("\n")) for line in lines) + "\n").encode()


def _cited(source: Source) -> str:
    return ", ".join(part for part in (source.label, source.link) if part) or "unknown"


def _read(verified: bool, yes: str, no: str) -> str:
    return yes if verified else no
