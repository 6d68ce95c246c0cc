"""What 'today' and 'the future' mean: the clinic's time zone decides, and a sample clinic may stop the clock."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def _system_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Clock:
    """`as_of` is local wall time; where it is given the clock stands still there."""

    time_zone: ZoneInfo
    as_of: datetime | None = None
    system_now: Callable[[], datetime] = _system_now

    def now(self) -> datetime:
        """Local time with its zone."""
        if self.as_of is not None:
            return self.as_of.replace(tzinfo=self.time_zone)
        return self.system_now().astimezone(self.time_zone)

    def today(self) -> date:
        return self.now().date()

    def is_future(self, day: date) -> bool:
        return day > self.today()
