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

    def begun_by(self, as_of: date) -> "Scope":
        """The same on a day: an episode that begins later has enrolled nobody yet."""
        return self.with_(started_to=as_of if self.started_to is None else min(self.started_to, as_of))

    def parameters_on(self, as_of: date) -> dict[str, object]:
        """SQL parameters of the scope as it is on a day, with `as_of`."""
        return {**self.begun_by(as_of).parameters(), "as_of": as_of}
