"""What a loader hands over: rows by kind, and what became of each line it could not read."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

import pandas as pd


class RowKind(StrEnum):
    PATIENT = "patient"
    EPISODE = "episode"
    APPOINTMENT = "appointment"
    EVENT = "event"
    OBSERVATION = "observation"
    GOAL = "goal"
    AUTHORIZATION = "authorization"
    MEDICATION = "medication"


@dataclass(frozen=True)
class Reason:
    """Why a row was rejected: a stable code and a plain sentence."""

    code: str
    sentence: str


class RowChunks(Protocol):
    """Rows of one kind that are too many to hold at once."""

    def __len__(self) -> int: ...

    def digest(self) -> str:
        """Tells other rows, or the same in another order, apart."""

    def chunks(self) -> Iterator[Any]:
        """The rows in order, as Arrow tables with the columns that `domain.rows` names. May be asked more than once."""

    def frame(self) -> pd.DataFrame:
        """All of them at once, for whoever knows that they are few."""


@dataclass(frozen=True)
class Loaded:
    """One file, read through one mapping.

    `rows` holds candidate rows by kind (a frame, or `RowChunks` where a file is long), with the columns that `domain.rows` names, people and records still under
    the source's own numbers. `line` is the physical line of a text, the row of a sheet, or the ordinal of an entry
    (from 1) in a bundle or document. `rejected` has line, column, code, reason.
    `flags` holds the safety answers found on the way, zeros and unknown ones too, also on rows that were rejected.
    rows_read = all of `rows` + `rejected`; the store splits `rows` into accepted, corrected, duplicate and waiting.
    `path` is where the bytes lie, `mapping_text` the mapping as it was read: the store archives both, so that the same
    rows can be read again. `origin` is the server's endpoint without its query, None for a file that was handed over.
    """

    file_name: str
    file_hash: str
    mapping_name: str
    mapping_hash: str
    rows_read: int
    lines_read: int
    rows: dict[RowKind, Any]
    rejected: pd.DataFrame
    flags: pd.DataFrame
    notes: tuple[str, ...] = field(default=())
    path: Path | None = None
    mapping_text: str = ""
    origin: str | None = None
    loader_version: str = ""

    @property
    def only_rows(self) -> pd.DataFrame:
        """The rows of a file that holds one kind.

        Raises:
            ValueError: it holds none or several kinds.
        """
        (kind,) = self.rows
        return self.frame(kind)

    def frame(self, kind: RowKind) -> pd.DataFrame:
        """The rows of one kind; `rows` itself may hold them in chunks.

        Raises:
            KeyError: the file holds none of that kind.
        """
        rows = self.rows[kind]
        return rows if isinstance(rows, pd.DataFrame) else rows.frame()
