"""The packet register in the book of records: steps are appended, never changed; what a packet is follows from them.

A signed version also lies frozen in `<clinic>/packets/<packet id>/<version>/`, written before the book says that it is signed.
"""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from domain.packet_register import (
    PacketDraft,
    PacketRefused,
    PacketRow,
    PacketState,
    PayerAnswer,
    PayerDecision,
    new_packet_id,
)
from store.audit import AUDIT_TABLES, append_deeds, deed_now
from store.book_connection import rows_of_book, writing_book
from store.frozen_files import freeze, hashes_of, thaw

_TABLES = """
create table if not exists packet_step (
    position integer primary key autoincrement, packet_id text not null, version integer not null, step text not null,
    patient_id text not null, says text not null, made_by text not null, made_at text not null);
create index if not exists packet_step_packet on packet_step (packet_id);
create index if not exists packet_step_patient on packet_step (patient_id);
create unique index if not exists packet_signed_once on packet_step (packet_id, version) where step = 'signed';
create trigger if not exists packet_step_stays before update on packet_step
    begin select raise(abort, 'steps of a packet are not changed'); end;
create trigger if not exists packet_step_remains before delete on packet_step
    begin select raise(abort, 'steps of a packet are not removed'); end;
create trigger if not exists packet_locked before insert on packet_step
    when new.step in ('drafted', 'discarded') and exists (
        select 1 from packet_step s where s.packet_id = new.packet_id and s.version = new.version and s.step = 'signed')
    begin select raise(abort, 'a signed version is locked'); end;
"""

_COLUMNS = "packet_id, version, step, patient_id, says, made_by, made_at"


class _Step(StrEnum):
    DRAFTED = "drafted"
    DISCARDED = "discarded"
    SIGNED = "signed"
    SENT = "sent"
    DECIDED = "decided"


def read_packets(folder: Path) -> tuple[PacketRow, ...]:
    """The newest version of every packet, the one touched last first."""
    return _newest(read_packet_log(folder))


def read_packet_log(folder: Path) -> tuple[PacketRow, ...]:
    """Every version of every packet."""
    return _told(rows_of_book(folder, "packet_step", f"select {_COLUMNS} from packet_step order by position"))


def read_patient_packets(folder: Path, patient_id: str) -> tuple[PacketRow, ...]:
    """The newest version of every packet of one patient, the one touched last first."""
    return _newest(read_patient_packet_log(folder, patient_id))


def read_patient_packet_log(folder: Path, patient_id: str) -> tuple[PacketRow, ...]:
    """Every version of every packet of one patient."""
    query = f"select {_COLUMNS} from packet_step where patient_id = ? order by position"
    return _told(rows_of_book(folder, "packet_step", query, (patient_id,)))


def read_packet_versions(folder: Path, packet_id: str) -> tuple[PacketRow, ...]:
    """Every version of a packet, oldest first; none where there is no such packet."""
    query = f"select {_COLUMNS} from packet_step where packet_id = ? order by position"
    return _by_version(_told(rows_of_book(folder, "packet_step", query, (packet_id,))))


def read_packet(folder: Path, packet_id: str, version: int | None = None) -> PacketRow:
    """One version of a packet, the newest where none is named.

    Raises:
        PacketRefused: there is no such packet or version.
    """
    return _chosen(read_packet_versions(folder, packet_id), version)


def read_packet_files(folder: Path, packet_id: str, version: int) -> dict[str, bytes]:
    """The frozen files of a signed version, each held against the hash in the book.

    Raises:
        PacketRefused: that version was not signed.
        StoreError: a file is missing or not as it was frozen.
    """
    row = read_packet(folder, packet_id, version)
    if not row.is_locked:
        raise PacketRefused("This version was not signed; nothing is frozen yet.")
    return thaw(folder, packet_id, version, row.hashes)


def save_draft(
    folder: Path, draft: PacketDraft, by: str, at: datetime, packet_id: str | None = None, seen: int | None = None
) -> PacketRow:
    """Save a draft: of a new packet, of the draft version that stands, or of the next version of a signed packet.

    Args:
        seen: the `step` of the row on which the author worked; None does not ask whether it changed meanwhile.

    Raises:
        PacketRefused: somebody else changed the packet meanwhile, or it belongs to another patient.
    """
    with writing_book(folder, _TABLES + AUDIT_TABLES) as book:
        versions = _versions(book, packet_id) if packet_id else ()
        if packet_id and not versions:
            raise PacketRefused("There is no packet with this number.")
        last = versions[-1] if versions else None
        if last and last.patient_id != draft.patient_id:
            raise PacketRefused("A packet keeps its patient; begin a new one for somebody else.")
        if last and seen is not None and seen != last.step:
            raise PacketRefused(
                f"Meanwhile {last.saved_by} changed this packet. Open it anew; your text is still here."
            )
        packet_id = packet_id or new_packet_id()
        version = 1 if last is None else last.version + (last.state is not PacketState.DRAFT)
        _append(book, packet_id, version, _Step.DRAFTED, draft.patient_id, _says_of(draft), by, at)
        return _versions(book, packet_id)[-1]


def discard_draft(folder: Path, packet_id: str, version: int, reason: str, by: str, at: datetime) -> PacketRow:
    """Give a draft up; it stays readable. Raises PacketRefused for anything but a draft."""
    with writing_book(folder, _TABLES + AUDIT_TABLES) as book:
        row = _chosen(_versions(book, packet_id), version)
        _need_state(row, "Only a draft can be given up", PacketState.DRAFT)
        _append(book, packet_id, version, _Step.DISCARDED, row.patient_id, {"reason": reason.strip()}, by, at)
        return _chosen(_versions(book, packet_id), version)


def sign_packet(
    folder: Path,
    packet_id: str,
    version: int,
    files: Mapping[str, bytes],
    by: str,
    at: datetime,
    seen: int | None = None,
) -> PacketRow:
    """Freeze the files of a draft and lock it. Signing the same files again changes nothing.

    Raises:
        PacketRefused: it is no draft any more, changed meanwhile, or there is nothing to freeze.
        StoreError: the files cannot be kept; nothing was signed.
    """
    with writing_book(folder, _TABLES + AUDIT_TABLES) as book:
        row = _chosen(_versions(book, packet_id), version)
        hashes = hashes_of(files)
        if row.is_locked and row.hashes == hashes:
            return row
        _need_state(row, "Only a draft can be signed", PacketState.DRAFT)
        if seen is not None and seen != row.step:
            raise PacketRefused(f"Meanwhile {row.saved_by} changed this draft. Read it again before you sign it.")
        freeze(folder, packet_id, version, files)
        _append(book, packet_id, version, _Step.SIGNED, row.patient_id, {"hashes": hashes}, by, at)
        return _chosen(_versions(book, packet_id), version)


def mark_sent(folder: Path, packet_id: str, version: int, sent_on: date, how: str, by: str, at: datetime) -> PacketRow:
    """Say on which day a signed version was sent, and how; saying it again corrects the day.

    Raises:
        PacketRefused: it was not signed, or the day lies before its signature or in the future.
    """
    with writing_book(folder, _TABLES + AUDIT_TABLES) as book:
        row = _chosen(_versions(book, packet_id), version)
        _need_state(row, "Only a signed version can be sent", PacketState.SIGNED, PacketState.SENT, PacketState.DECIDED)
        if row.signed_at is not None and sent_on < row.signed_at.date():
            raise PacketRefused("It cannot have been sent before it was signed; check the day.")
        if sent_on > at.date():
            raise PacketRefused("The day on which it was sent lies in the future.")
        if row.answer is not None and sent_on > row.answer.decided_on:
            raise PacketRefused("The payer decided before this day; check when it was sent.")
        if (row.sent_on, row.sent_how) == (sent_on, how.strip()):
            return row
        _append(book, packet_id, version, _Step.SENT, row.patient_id, {"on": sent_on, "how": how.strip()}, by, at)
        return _chosen(_versions(book, packet_id), version)


def record_payer_decision(
    folder: Path, packet_id: str, version: int, answer: PayerAnswer, by: str, at: datetime
) -> PacketRow:
    """Keep how the payer decided on a version that was sent; saying it again corrects it.

    Raises:
        PacketRefused: it was not sent, or the answer lacks something or contradicts itself.
    """
    with writing_book(folder, _TABLES + AUDIT_TABLES) as book:
        row = _chosen(_versions(book, packet_id), version)
        _need_state(row, "Only a version that was sent can be decided", PacketState.SENT, PacketState.DECIDED)
        _check_answer(row, answer, at.date())
        if row.answer == answer:
            return row
        _append(book, packet_id, version, _Step.DECIDED, row.patient_id, asdict(answer), by, at)
        return _chosen(_versions(book, packet_id), version)


def _check_answer(row: PacketRow, answer: PayerAnswer, today: date) -> None:
    if answer.decided_on > today:
        raise PacketRefused("The date of the notice lies in the future.")
    if row.sent_on is not None and answer.decided_on < row.sent_on:
        raise PacketRefused("The payer cannot have decided before the packet was sent; check the two days.")
    if answer.decision is not PayerDecision.APPROVED and not answer.reason.strip():
        raise PacketRefused("Copy the payer's reason word for word; an appeal answers it.")
    if answer.notice_deadline_on is not None and answer.notice_deadline_on < answer.decided_on:
        raise PacketRefused("The last day for an appeal lies before the date of the notice.")
    if answer.valid_from and answer.valid_to and answer.valid_to < answer.valid_from:
        raise PacketRefused("The authorization ends before it begins.")
    if answer.units_approved is not None and answer.units_approved < 0:
        raise PacketRefused("Fewer than no units cannot be approved.")


def _need_state(row: PacketRow, sentence: str, *states: PacketState) -> None:
    if row.state not in states:
        raise PacketRefused(f"{sentence}; this one is {_STATES[row.state]}.")


_STATES = {
    PacketState.DRAFT: "a draft",
    PacketState.SIGNED: "signed and locked",
    PacketState.SENT: "sent",
    PacketState.DECIDED: "decided",
    PacketState.DISCARDED: "given up",
}


_DEEDS = {
    _Step.DRAFTED: "saved draft of packet",
    _Step.DISCARDED: "gave up draft of packet",
    _Step.SIGNED: "signed packet",
    _Step.SENT: "marked packet as sent",
    _Step.DECIDED: "recorded payer's decision",
}


def _append(book: sqlite3.Connection, packet_id, version, step, patient_id, says: Mapping, by, at: datetime) -> None:
    text = json.dumps(dict(says), sort_keys=True, ensure_ascii=False, default=_as_text)
    book.execute(
        f"insert into packet_step ({_COLUMNS}) values (?, ?, ?, ?, ?, ?, ?)",
        (packet_id, version, step.value, patient_id, text, by, at.isoformat()),
    )
    append_deeds(book, [deed_now(by, _DEEDS[step], patient_id, f"packet {packet_id} version {version}")])


def _as_text(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise PacketRefused(f"A draft cannot hold a {type(value).__name__}; it is kept as JSON.")


def _says_of(draft: PacketDraft) -> dict[str, Any]:
    return {**asdict(draft), "content": dict(draft.content)}


def _versions(book: sqlite3.Connection, packet_id: str) -> tuple[PacketRow, ...]:
    query = f"select {_COLUMNS} from packet_step where packet_id = ? order by position"
    return _by_version(_told(book.execute(query, (packet_id,)).fetchall()))


def _by_version(rows: Sequence[PacketRow]) -> tuple[PacketRow, ...]:
    return tuple(sorted(rows, key=lambda row: row.version))


def _chosen(versions: Sequence[PacketRow], version: int | None) -> PacketRow:
    found = [row for row in versions if version is None or row.version == version]
    if not found:
        raise PacketRefused("There is no packet with this number and version.")
    return found[-1]


def _newest(rows: Sequence[PacketRow]) -> tuple[PacketRow, ...]:
    newest = {row.packet_id: row for row in sorted(rows, key=lambda row: row.version)}
    last = {packet_id: place for place, packet_id in enumerate(row.packet_id for row in rows)}
    return tuple(sorted(newest.values(), key=lambda row: -last[row.packet_id]))


def _told(steps: Sequence[Sequence]) -> tuple[PacketRow, ...]:
    """The rows that steps in their order make, in the order in which they were touched last."""
    rows: dict[tuple[str, int], PacketRow] = {}
    counts: dict[str, int] = {}
    for packet_id, version, step, _, says, by, at in steps:
        counts[packet_id] = counts.get(packet_id, 0) + 1
        key, moment = (packet_id, version), datetime.fromisoformat(at)
        row = _after(rows.pop(key, None), key, _Step(step), json.loads(says), by, moment)
        rows[key] = replace(row, step=counts[packet_id])
    return tuple(rows.values())


def _after(row: PacketRow | None, key: tuple[str, int], step: _Step, says: dict, by: str, at: datetime) -> PacketRow:
    if step is _Step.DRAFTED:
        draft = PacketDraft(**{**says, "period_from": _day(says["period_from"]), "period_to": _day(says["period_to"])})
        made_by, made_at = (row.made_by, row.made_at) if row else (by, at)
        return PacketRow(key[0], key[1], PacketState.DRAFT, draft, 0, made_by, made_at, by, at)
    if row is None:
        raise PacketRefused("The register does not know what this packet asks.")
    if step is _Step.DISCARDED:
        return replace(row, state=PacketState.DISCARDED, why_discarded=says["reason"], saved_by=by, saved_at=at)
    if step is _Step.SIGNED:
        return replace(row, state=PacketState.SIGNED, signed_by=by, signed_at=at, hashes=says["hashes"])
    if step is _Step.SENT:
        state = PacketState.DECIDED if row.answer else PacketState.SENT
        return replace(row, state=state, sent_by=by, sent_on=_day(says["on"]), sent_how=says["how"])
    return replace(row, state=PacketState.DECIDED, answer=_answer(says), answered_by=by, answered_at=at)


def _answer(says: dict) -> PayerAnswer:
    days = {name: _day(says[name]) for name in ("decided_on", "valid_from", "valid_to", "notice_deadline_on")}
    return PayerAnswer(**{**says, **days, "decision": PayerDecision(says["decision"])})


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
