"""Pull from a server: pages kept as they arrive, loaded as one batch, and only then the cursor moves.

Knows no particular server. What is particular stands behind `ServerSource`; REDCap and FHIR each have one. In order:

1. `plan` asks the server what there is since the cursor, and says what to ask first.
2. `fetch` brings one page after another; each is on disk, whole, before the next one is asked.
3. `close` sees all pages as they were read, and may add one of its own (such as: these records were deleted).
4. All pages are loaded through `loaders.read.read_file` and `store.writer.load` as one batch, archived like any file.
5. The cursor moves in the book of records, and the pages go.

Cut at any instant, the next pull of the source goes on where this one stopped. Pages read twice are duplicates.
"""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from domain.clinic import Clinic
from domain.loaded import Loaded
from loaders.read import read_file
from loaders.server.pull_folder import PullFolder
from loaders.source_error import SourceError
from store.account import Account
from store.cursors import move_cursor, read_cursor, read_known
from store.writer import load

State = dict[str, Any]
"""What a source remembers between two requests. JSON-able; never a token or key."""


@dataclass(frozen=True)
class Plan:
    """What one pull sets out to do.

    `about` is kept unchanged until the pull ends and shown to every later call; `first` is the state for the first
    `fetch`, None where there is nothing to fetch; `pages` is how many will come, None where the server does not say.
    """

    about: State
    first: State | None
    pages: int | None = None


@dataclass(frozen=True)
class Page:
    """`content` is a file that the source's mapping reads; `following` the state for the next `fetch`, None after the last."""

    content: bytes
    following: State | None


@dataclass(frozen=True)
class Closing:
    """How a pull ends.

    `cursor` is what the next `plan` will be given. `last` is a file of the source's own making, loaded after the
    pages, or None. `known` are changes to what is kept of the source's records (None forgets one). `notes` are
    sentences for the account.
    """

    cursor: State
    last: bytes | None = None
    known: dict[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


class ServerSource(Protocol):
    """One server, asked through one mapping. Every method raises `SourceError` where it cannot go on."""

    mapping: Any

    @property
    def origin(self) -> str:
        """The endpoint without query, kept with the batch."""

    def plan(self, cursor: State | None, known: dict[str, Any]) -> Plan:
        """What to ask. Without a cursor: everything. `known` is what earlier pulls kept of the source's records."""

    def fetch(self, about: State, state: State) -> Page:
        """The page that `state` names. Asked twice it must bring the same records."""

    def close(self, about: State, loadeds: list[Loaded], known: dict[str, Any]) -> Closing:
        """All pages have come. Must give the same answer when asked again."""


@dataclass(frozen=True)
class Pulled:
    """One account and one `Loaded` per page; notes of the pull itself; whether it went on from a cut one."""

    accounts: list[Account]
    loadeds: list[Loaded]
    notes: tuple[str, ...] = ()
    resumed: bool = False


def pulled_lines(pulled: Pulled) -> Iterator[str]:
    """Sentences on the pull itself, beside the accounts of its pages."""
    if pulled.resumed:
        yield "This went on from a pull that was cut before."
    if not pulled.accounts:
        yield "Nothing is new since the last pull."
    yield from (f"Note: {note}" for note in pulled.notes)


PageListener = Callable[[int, int | None], None]
"""Hears how many pages have come, and of how many (None: not known)."""


def pull(
    folder: Path,
    clinic: Clinic,
    source: ServerSource,
    *,
    full: bool = False,
    on_page: PageListener | None = None,
    progress: Callable[[float, str], None] | None = None,
    on_wait: Callable[[str], None] | None = None,
) -> Pulled:
    """Pull everything that is new since the last pull, or everything with `full`.

    An unfinished pull goes on, unless `full` is asked and it was not, or its mapping has changed: then it begins anew.

    Raises:
        SourceError: the server or a page cannot be used; whole pages stay for the next pull.
        StoreError: the store cannot be written; all pages stay for the next pull.
    """
    name = source.mapping.name
    pages = PullFolder(folder, name)
    with pages.locked():
        cursor = read_cursor(folder, name)
        plan = pages.plan()
        if plan is not None and cursor is not None and cursor.pull_id == plan["pull_id"]:
            pages.remove()  # it was published and its cursor moved; only the pages were left
            plan = None
        resumed = plan is not None and plan["mapping"] == source.mapping.hash and (plan["full"] or not full)
        known = read_known(folder, name)
        if plan is None or not resumed:
            plan = _begun(pages, source, None if full or cursor is None else cursor.asked_from, known, full)
        _fetch_all(pages, source, plan, on_page)
        return _load_all(folder, clinic, pages, source, plan, known, resumed, progress, on_wait)


def _begun(pages: PullFolder, source: ServerSource, cursor: State | None, known: dict[str, Any], full: bool) -> State:
    plan = source.plan(cursor, known)
    kept = {
        "pull_id": secrets.token_hex(8), "mapping": source.mapping.hash, "full": full, "pages": plan.pages,
        "about": plan.about,
    }  # fmt: skip
    pages.begin(kept, plan.first)
    return kept


def _fetch_all(pages: PullFolder, source: ServerSource, plan: State, on_page: PageListener | None) -> None:
    place = pages.place()
    number, state = place["pages"], place["next"]
    if on_page:
        on_page(number, plan["pages"])
    while state is not None:
        try:
            page = source.fetch(plan["about"], state)
        except SourceError as error:
            raise SourceError(f"{error} {_kept(number)}") from None
        number, state = number + 1, page.following
        pages.keep(number, page.content, state)
        if on_page:
            on_page(number, plan["pages"])


def _kept(number: int) -> str:
    pages = "1 page is" if number == 1 else f"{number} pages are"
    return f"{pages if number else 'Nothing is'} kept; the next pull goes on from there."


def _load_all(
    folder, clinic, pages: PullFolder, source: ServerSource, plan, known, resumed, progress, on_wait
) -> Pulled:
    pages.keep_last(None)
    loadeds = [read_file(path, source.mapping, clinic, origin=source.origin) for path in pages.pages()]
    closing = source.close(plan["about"], loadeds, known)
    if closing.last is not None:
        pages.keep_last(closing.last)
        loadeds.append(read_file(pages.pages()[-1], source.mapping, clinic, origin=source.origin))
    accounts = load(folder, clinic, loadeds, progress, on_wait=on_wait) if loadeds else []
    move_cursor(folder, source.mapping.name, plan["pull_id"], closing.cursor, closing.known)
    pages.remove()
    return Pulled(accounts, loadeds, closing.notes, resumed)
