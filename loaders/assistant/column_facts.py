"""What the texts of one column could be: dates (in which formats), times, numbers, labels, numbers of records."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC
from functools import cached_property

from loaders.dates import moments, times
from loaders.numbers import numbers

_MOST_DISTINCT = 400
MOST_LABELS = 60
"""Different labels of a column that are looked at, the commonest first."""
_DAYS = (
    "%Y-%m-%d", "%m/%d/%Y", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y/%m/%d", "%Y%m%d", "%d-%b-%Y", "%d %b %Y",
    "%b %d %Y", "%m/%d/%y", "%d/%m/%y", "%d.%m.%y", "%d-%b-%y",
)  # fmt: skip
_CLOCKS = ("%H:%M", "%H:%M:%S", "%I:%M %p", "%I:%M:%S %p")
DATE_FORMATS = (*_DAYS, *(f"{day} {clock}" for day in _DAYS for clock in _CLOCKS), "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S",
                "%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d %H:%M:%S%z")  # fmt: skip
NO_ANSWER = (
    "NA",
    "N/A",
    "n/a",
    "na",
    "#N/A",
    "NULL",
    "null",
    "None",
    "none",
    "-",
    "--",
    ".",
    "missing",
    "-9",
    "-99",
    "-999",
)
"""Texts that often mean 'no answer' where numbers stand."""
_NOT_DATE = re.compile(r"[A-Za-z]{4,}")


@dataclass(frozen=True)
class Facts:
    """One column: its header and its filled texts."""

    header: str
    texts: tuple[str, ...]
    decimal: str

    @cached_property
    def distinct(self) -> tuple[str, ...]:
        """Different texts, the commonest first."""
        return tuple(text for text, _ in Counter(self.texts).most_common())

    @cached_property
    def date_formats(self) -> tuple[str, ...]:
        """Formats in which the texts are dates, a few slips apart. More than one means that the texts do not tell which."""
        if any(_NOT_DATE.search(text) for text in self._sample[:20]):
            return ()
        return self._best(DATE_FORMATS, lambda form: [m.on_date for m in moments(self._sample, (form,), UTC)])

    @cached_property
    def time_formats(self) -> tuple[str, ...]:
        return self._best(_CLOCKS, lambda form: times(self._sample, (form,)))

    def _best(self, formats: Sequence[str], read: Callable[[str], Sequence[object]]) -> tuple[str, ...]:
        if not self._sample:
            return ()
        fitting = {form: sum(found is not None for found in read(form)) for form in formats}
        most = max(fitting.values())
        return tuple(form for form, n in fitting.items() if n == most >= 0.9 * len(self._sample))

    @cached_property
    def no_answers(self) -> tuple[str, ...]:
        """Texts among these that often stand for 'no answer'."""
        return tuple(text for text in self.distinct if text in NO_ANSWER)

    @cached_property
    def values(self) -> tuple[float, ...]:
        """The numbers of the column, those that mean 'no answer' left out; empty where it is not a column of numbers."""
        texts = [text.removesuffix("%").strip() for text in self.texts if text not in NO_ANSWER]
        found = numbers(texts, self.decimal)
        good = tuple(number for number in found if number == number)
        return good if good and len(good) >= 0.8 * len(found) else ()

    @property
    def is_unique(self) -> bool:
        return bool(self.texts) and len(self.distinct) == len(self.texts)

    @property
    def is_label(self) -> bool:
        """A few texts that come again and again."""
        few = len(self.distinct) <= max(2, min(60, 0.5 * len(self.texts)))
        return bool(self.texts) and few and not self.values and not self.date_formats

    @property
    def _sample(self) -> Sequence[str]:
        return self.distinct[:_MOST_DISTINCT]
