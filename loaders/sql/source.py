"""A query as a source to pull from: run once, its rows kept page by page, what is new asked for by `$since`.

A pull that was cut runs its query again from the beginning, because no database promises rows in the same order twice;
pages that had come stay, and rows that come twice are duplicates.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from domain.clinic import Clinic
from domain.loaded import Loaded
from loaders.pull import Closing, Page, Plan, State
from loaders.source_error import SourceError
from loaders.sql.cells import Kept, NoText, highest, kept, restored, text_of
from loaders.sql.database import Row, answer
from loaders.sql.mapping import SqlMapping
from loaders.sql.page import highest_of, page_of

MOST_PAGE_CHARACTERS = 32 * 1024**2
MOST_CELL_CHARACTERS = 1_000_000
_AHEAD = timedelta(days=1)
"""How far after now a time stamp may lie and still move the cursor; a later one would hide whatever comes before it."""


@contextmanager
def sql_source(mapping: SqlMapping, clinic: Clinic) -> Iterator["SqlSource"]:
    """The query that a mapping declares, ready to be put; the database is opened when it is asked.

    Raises:
        SourceError: in whatever is asked of it, where the database cannot do it.
    """
    with ExitStack() as opened:
        yield SqlSource(mapping, clinic.clock.time_zone, opened)


class SqlSource:
    """A `ServerSource`. It keeps nothing of single records, so what is deleted in the database stays here."""

    def __init__(self, mapping: SqlMapping, zone: ZoneInfo, opened: ExitStack):
        self.mapping, self._zone, self._opened = mapping, zone, opened
        self._pages: _Pages | None = None

    @property
    def origin(self) -> str:
        """The variable that holds the address: the address itself is kept nowhere."""
        return f"sql:{self.mapping.database.url_env}"

    def plan(self, cursor: State | None, known: dict[str, Any]) -> Plan:
        """Runs the query: what cannot be asked is told before anything is kept."""
        before = cursor.get("highest") if cursor else None
        about = {"since": self._since(before), "before": before}
        return Plan(about, {"page": 1} if self._run(about).has_more else None)

    def fetch(self, about: State, state: State) -> Page:
        pages = self._pages or self._run(about)
        content = pages.next_page()
        if not pages.has_more:
            self._opened.close()
        return Page(content, {"page": state["page"] + 1} if pages.has_more else None)

    def close(self, about: State, loadeds: list[Loaded], known: dict[str, Any]) -> Closing:
        found: Kept | None = about["before"]
        try:
            for loaded in loadeds:
                assert loaded.path is not None
                found = highest(found, highest_of(loaded.path))
        except TypeError:
            raise SourceError(
                f"{self._follows} holds values that do not compare with those of the last pull."
            ) from None
        return Closing({"highest": found})

    def _since(self, before: Kept | None) -> Kept | None:
        """What $since is bound to. Days and time stamps begin earlier by the overlap: a transaction may end late."""
        database = self.mapping.database
        if database.since is None:
            return None
        if before is None:
            return kept(database.start)
        last, overlap = restored(before), timedelta(hours=database.overlap_hours)
        return kept(last - overlap if isinstance(last, date) else last)

    def _run(self, about: State) -> "_Pages":
        since = None if about["since"] is None else restored(about["since"])
        result = self._opened.enter_context(answer(self.mapping.database, self.mapping.query, since))
        self._pages = _Pages(self.mapping, self._zone, result.columns, result.chunks())
        return self._pages

    @property
    def _follows(self) -> str:
        return f"The column '{self.mapping.database.since}', which the query follows,"


class _Pages:
    """Rows as pages of text, one chunk ahead; never more in memory than a page and a chunk."""

    def __init__(self, mapping: SqlMapping, zone: ZoneInfo, columns: list[str], chunks: Iterator[list[Row]]):
        self._mapping, self._zone, self._chunks = mapping, zone, chunks
        follows = mapping.database.since
        self._names = mapping.headers
        self._places = [_place(columns, name) for name in self._names]
        self._since_place = None if follows is None else _place(columns, follows)
        self._rows: list[Row] = []
        self._count = 0
        self._fill()

    @property
    def has_more(self) -> bool:
        return bool(self._rows)

    def next_page(self) -> bytes:
        texts: list[list[str]] = []
        latest: Kept | None = None
        size = 0
        while self._rows and len(texts) < self._mapping.database.rows_per_page and size < MOST_PAGE_CHARACTERS:
            row = self._rows.pop()
            texts.append([self._text(row[place], name) for place, name in zip(self._places, self._names, strict=True)])
            size += sum(map(len, texts[-1]))
            latest = self._later(latest, row)
            if not self._rows:
                self._fill()
        try:
            return page_of(self._names, texts, latest)
        except UnicodeEncodeError:
            raise SourceError("The query's result holds text that is no Unicode.") from None

    def _fill(self) -> None:
        chunk = next((chunk for chunk in self._chunks if chunk), [])
        self._count += len(chunk)
        most = self._mapping.database.most_rows
        if self._count > most:
            raise SourceError(
                f"The query gives more than {most:,} rows; narrow it, or raise database.most_rows in the mapping."
            )
        self._rows = chunk[::-1]

    def _text(self, value: Any, name: str) -> str:
        try:
            text = text_of(value, self._zone)
        except NoText as error:
            raise SourceError(f"The column '{name}' of the query holds {error}; select it as text.") from None
        if len(text) > MOST_CELL_CHARACTERS:
            raise SourceError(
                f"The column '{name}' of the query holds a text of more than {MOST_CELL_CHARACTERS:,} characters."
            )
        return text

    def _later(self, latest: Kept | None, row: Row) -> Kept | None:
        value = None if self._since_place is None else row[self._since_place]
        if value is None or _lies_ahead(value):
            return latest
        try:
            return highest(latest, kept(value))
        except (NoText, TypeError):
            follows = self._mapping.database.since
            raise SourceError(f"The column '{follows}' of the query holds values that do not compare.") from None


def _place(columns: list[str], name: str) -> int:
    if columns.count(name) == 1:
        return columns.index(name)
    there = ", ".join(columns[:50])
    many = "no column" if name not in columns else "several columns"
    raise SourceError(f"The query gives {many} '{name}', which the mapping needs; it gives {there}.")


def _lies_ahead(value: Any) -> bool:
    if isinstance(value, datetime):
        return value > datetime.now(value.tzinfo or UTC).replace(tzinfo=value.tzinfo) + _AHEAD
    return isinstance(value, date) and value > datetime.now(UTC).date() + _AHEAD
