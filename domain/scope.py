"""The filters in force, passed whole to readers and mirrored in the URL. No identifiers."""

from dataclasses import dataclass, fields, replace
from datetime import date


@dataclass(frozen=True)
class Scope:
    """None means 'all'. `started_from` and `started_to` bound the day on which an episode started."""

    program: str | None = None
    site: str | None = None
    payer: str | None = None
    clinician: str | None = None
    started_from: date | None = None
    started_to: date | None = None

    def with_(self, **changes) -> "Scope":
        return replace(self, **changes)

    def parameters(self) -> dict[str, object]:
        """SQL parameters: every field, by its own name."""
        return {f.name: getattr(self, f.name) for f in fields(self)}
