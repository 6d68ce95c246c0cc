"""What payers were asked and how they decided: loaded authorizations, and the packet register beside them."""

from datetime import date, timedelta
from pathlib import Path

import pandas as pd

from domain.packet_register import PacketState
from domain.reminder import NEARLY_USED, SOON_DAYS
from store.register import read_packet_log
from store.snapshot import Snapshot

LONGEST_APPEAL_DAYS = 400
"""Longer than any known time for an appeal, with the days for which a missed one is still named."""
DECISION_COLUMNS = ("payer", "service", "level", "decision", "days", "n", "origin")


def read_watched_authorizations(snapshot: Snapshot, as_of: date) -> pd.DataFrame:
    """The newest request of each patient, payer and service, where it ends, is nearly used up or was denied lately:
    authorization_id, patient_id, payer, service, level, requested_on, decided_on, decision, units_approved, units_used,
    valid_from, valid_to, deadline_on, is_under_way."""
    days = {"lately": -SOON_DAYS, "soon": SOON_DAYS, "since": -LONGEST_APPEAL_DAYS}
    parameters = {name: as_of + timedelta(days=number) for name, number in days.items()}
    return snapshot.ask("watched_authorizations", {**parameters, "as_of": as_of, "nearly": NEARLY_USED})


def read_payer_decisions(folder: Path, snapshot: Snapshot, as_of: date, from_day: date | None = None) -> pd.DataFrame:
    """Requests counted: payer, service, level, decision (None: not decided), days from request to decision (NaN: not known),
    n, origin: 'loaded' from lists of authorizations, 'register' from packets that were sent. One request may stand in
    both, so they are never added up."""
    loaded = snapshot.ask("payer_decisions", {"as_of": as_of, "from_day": from_day})
    rows = [{**row, "origin": "loaded"} for row in loaded.astype(object).where(loaded.notna(), None).to_dict("records")]
    for packet in read_packet_log(folder):
        if packet.sent_on is not None and packet.sent_on <= as_of and (from_day is None or packet.sent_on >= from_day):
            rows.append({**_of_packet(packet, as_of), "n": 1, "origin": "register"})
    frame = pd.DataFrame(rows, columns=list(DECISION_COLUMNS), dtype=object)
    return frame.astype({"days": "float64", "n": "int64"})


def _of_packet(row, as_of: date) -> dict:
    is_decided = row.state is PacketState.DECIDED and row.answer.decided_on <= as_of
    return {
        "payer": row.draft.payer, "service": row.draft.service, "level": row.draft.level,
        "decision": row.answer.decision.value if is_decided else None,
        "days": (row.answer.decided_on - row.sent_on).days if is_decided else None,
    }  # fmt: skip
