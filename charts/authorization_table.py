"""Packets and authorizations of one patient as rows."""

from collections.abc import Callable, Iterable

from charts import numbers
from charts.table import Column
from domain.packet_register import PacketRow

NameOf = Callable[[str], str]
"""The readable name of a payer's code."""

PACKET_COLUMNS = (
    Column("Packet"), Column("Request"), Column("Payer"), Column("State"), Column("Made"), Column("Signed"), Column("Sent"),
    Column("Decision"),
)  # fmt: skip
AUTHORIZATION_COLUMNS = (
    Column("Service"), Column("Level"), Column("Payer"), Column("Asked"), Column("Decision"), Column("Units"), Column("Valid"),
    Column("Reason"),
)  # fmt: skip
NONE = "–"


def packet_rows(packets: Iterable[PacketRow], payer: NameOf) -> list[list[str]]:
    """The newest first."""
    return [
        [
            f"{row.packet_id}, version {row.version}",
            _words(row.draft.request),
            payer(row.draft.payer) if row.draft.payer else NONE,
            str(row.state),
            f"{numbers.day(row.made_at.date())}, {row.made_by}",
            f"{numbers.day(row.signed_at.date())}, {row.signed_by}" if row.signed_at else NONE,
            numbers.day(row.sent_on) if row.sent_on else NONE,
            f"{row.answer.decision} on {numbers.day(row.answer.decided_on)}" if row.answer else NONE,
        ]
        for row in sorted(packets, key=lambda row: row.made_at, reverse=True)
    ]


def authorization_rows(rows: Iterable, payer: NameOf) -> list[list[str]]:
    """`rows`: of the store's reader of that name. The newest request first."""
    listed = sorted(rows, key=lambda row: str(row.requested_on or ""), reverse=True)
    return [
        [
            _words(row.service),
            _words(row.level),
            payer(row.payer) if row.payer else NONE,
            numbers.day(row.requested_on) if row.requested_on else NONE,
            "sources differ" if row.in_conflict and row.decision is None else _decision(row),
            _units(row),
            _span(row.valid_from, row.valid_to),
            row.reason or NONE,
        ]
        for row in listed
    ]


def _decision(row) -> str:
    on = f", {numbers.day(row.decided_on)}" if row.decided_on else ""
    return _words(row.decision) + on


def _units(row) -> str:
    """'10 of 12, 6 used'"""
    approved, asked, used = (_number(value) for value in (row.units_approved, row.units_requested, row.units_used))
    said = " of ".join(text for text in (approved, asked) if text) if approved else asked
    return ", ".join(text for text in (said, f"{used} used" if used else "") if text) or NONE


def _number(value: float | None) -> str:
    return "" if value is None or value != value else numbers.number(value)


def _span(first, last) -> str:
    if not first and not last:
        return NONE
    return f"{numbers.day(first) if first else '…'} to {numbers.day(last) if last else '…'}"


def _words(code: str | None) -> str:
    return (code or NONE).replace("_", " ")
