"""Every row that a packet rests on, with what it is used for and where it was read."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from documents.annex import AnnexRow
from documents.packet import Packet
from domain.evidence import TABLES, Evidence
from metrics.criterion_finding import ProofRow


def annex_rows(packet: Packet) -> tuple[AnnexRow, ...]:
    """The rows of `packet.proof`, by day. A row typed in says who typed it instead of file and line."""
    uses, evidence = _uses(packet), packet.asking.evidence
    stored: dict[str, Mapping[str, Mapping[str, Any]]] = {}
    return tuple(_row(evidence, proof, uses[(proof.table, proof.row_id)], stored) for proof in packet.proof)


def _uses(packet: Packet) -> dict[tuple[str, str], str]:
    """What each row is used for: criteria by code, contents and sentences by kind."""
    found: dict[tuple[str, str], dict[str, None]] = {}

    def note(proof: tuple[ProofRow, ...], use: str) -> None:
        for row in proof:
            found.setdefault((row.table, row.row_id), {})[use] = None

    for answer in packet.criteria:
        note(answer.proof, f"criterion {answer.criterion.code}")
    for content in packet.contents:
        note(content.proof, f"content {content.content.code}")
    for sentence in (*packet.sentences, *packet.goals):
        note(sentence.proof, f"sentence on {sentence.kind.value}")
    for point in packet.appeal.points if packet.appeal else ():
        for sentence in point.sentences:
            note(sentence.proof, f"point {point.code} of the appeal")
    return {key: "; ".join(uses) for key, uses in found.items()}


def _row(evidence: Evidence, proof: ProofRow, use: str, stored: dict[str, Mapping[str, Mapping[str, Any]]]) -> AnnexRow:
    if proof.table not in stored:
        stored[proof.table] = _by_id(evidence, proof.table)
    row = stored[proof.table].get(proof.row_id, {})
    return AnnexRow(
        used_for=use,
        table=proof.table,
        row_id=proof.row_id,
        on_date=proof.on_date,
        what=_what(proof, row),
        value=_number(row.get("value", row.get("target"))),
        unit=_text(row.get("unit")),
        says=proof.says,
        form=_text(row.get("form")),
        mode=_text(row.get("mode")),
        occasion=_text(row.get("occasion")),
        source=_source(row),
        file=_text(row.get("file_id")),
        line=_whole(row.get("line")),
        batch=_text(row.get("batch_id")) or _text(str(_whole(row.get("batch_id")) or "")),
    )


def _by_id(evidence: Evidence, table: str) -> Mapping[str, Mapping[str, Any]]:
    if table == "episode":
        return {}
    if table == "entry":
        return {e.entry_id: {"made_by": e.made_by, "made_at": e.made_at.isoformat()} for e in evidence.entries}
    name, key = TABLES[table]
    return {row[key]: row for row in getattr(evidence, name).to_dict("records")}


def _what(proof: ProofRow, row: Mapping[str, Any]) -> str:
    return _text(row.get("measure")) or _text(row.get("kind")) or proof.table


def _source(row: Mapping[str, Any]) -> str:
    """Who typed it in, where it was."""
    by, at = _text(row.get("made_by")), row.get("made_at")
    return f"typed in by {by}, {_text(at) or at}" if by else ""


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _number(value: Any) -> float | None:
    return None if value is None or isinstance(value, str) or pd.isna(value) else float(value)


def _whole(value: Any) -> int | None:
    return None if value is None or isinstance(value, str) or pd.isna(value) else int(value)
