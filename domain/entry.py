"""What only people know and type in: goals, decisions, notes, flares, attested facts, settled conflicts.

An entry is never changed. A correction or a withdrawal is a new entry that replaces the former one; both stay readable.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any


class EntryKind(StrEnum):
    GOAL = "goal"
    NAMED_MEASURES = "named_measures"
    DECISION = "decision"
    NOTE = "note"
    FLARE = "flare"
    SETTLEMENT = "settlement"
    ATTESTATION = "attestation"


class Decision(StrEnum):
    """What the team decided at a checkpoint."""

    CONTINUE = "continue"
    CHANGE_PLAN = "change_plan"
    EXTEND = "extend"
    COMPLETE = "complete"
    REFER = "refer"
    STOP = "stop"


GOAL_STATUSES = ("open", "met", "dropped")
"""As in goal lists that are loaded."""

SAYS: Mapping[EntryKind, tuple[str, ...]] = {
    EntryKind.GOAL: ("text", "measure", "target", "unit", "due_on", "due_checkpoint", "status"),
    EntryKind.NAMED_MEASURES: ("measures",),
    EntryKind.DECISION: ("decision", "reason", "because_of"),
    EntryKind.NOTE: ("text",),
    EntryKind.FLARE: ("text", "ended_on"),
    EntryKind.SETTLEMENT: ("row_kind", "stands", "rows", "reason", "set_aside"),
    EntryKind.ATTESTATION: ("code", "holds", "text"),
}
"""What an entry of each kind may say. Days are ISO text; `because_of` and `measures` are lists of codes of measures;
`holds` tells whether the attested fact is so; of a settlement `rows` are the row ids that contradicted each other and
`stands` the one that counts, None where none does,
`set_aside` what the others say, as the store knows it. A withdrawal says its `reason` only."""


@dataclass(frozen=True)
class Entry:
    """One thing typed in. `on_date` is the day it speaks of: a goal was set, a flare began, a fact was established.

    `made_at` has a zone. `replaces` is the entry that this one corrects, or withdraws where `is_withdrawal`; `root` the
    first entry of that chain, which names the thing through all its corrections.
    """

    entry_id: str
    kind: EntryKind
    patient_id: str
    episode_id: str | None
    checkpoint: str | None
    on_date: date | None
    says: Mapping[str, Any]
    made_by: str
    made_at: datetime
    replaces: str | None = None
    is_withdrawal: bool = False
    root: str = field(default="")

    def day(self, name: str) -> date | None:
        """A day that the entry says, such as `due_on`; None where it does not."""
        text = self.says.get(name)
        return date.fromisoformat(text) if text else None


class EntryRefused(ValueError):
    """An entry cannot be recorded; the message is one sentence for the person who typed it."""


def new_entry_id() -> str:
    """A random id. A form makes it when it is drawn, so that a second click on its button records nothing twice."""
    return secrets.token_hex(8)
