"""What became of the rows of one file: every account closes."""

import json
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True)
class Account:
    """read = accepted + corrected + duplicates + waiting + rejected; `conflicts` are among the kept rows.

    `withdrawn` counts rows of a former reading of the file that no longer count, because it was read through a changed
    mapping; they are none of the rows read.
    `lines` counts physical data lines. `reasons` counts rejected rows by code. `batch_id` is None
    where nothing changed.
    """

    file: str
    read: int
    accepted: int
    corrected: int
    duplicates: int
    waiting: int
    rejected: int
    conflicts: int = 0
    lines: int = 0
    reasons: dict[str, int] = field(default_factory=dict)
    already_loaded: bool = False
    batch_id: int | None = None
    withdrawn: int = 0

    @property
    def closes(self) -> bool:
        return self.read == self.accepted + self.corrected + self.duplicates + self.waiting + self.rejected

    def to_json(self) -> str:
        return json.dumps(asdict(self), sort_keys=True)

    @staticmethod
    def from_json(text: str) -> "Account":
        return Account(**json.loads(text))
