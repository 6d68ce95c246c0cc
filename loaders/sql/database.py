"""A database that is asked one query: through DuckDB's attachment of PostgreSQL or SQLite, or through a Python driver.

Every message is a sentence of ours; of the database's own only what it says of the query, without address or values.
"""

import importlib
import importlib.util
import os
import re
import sqlite3
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, datetime
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol
from urllib.parse import quote, unquote, urlsplit

import duckdb
import pyarrow as pa

from loaders.server.secret import secret
from loaders.source_error import SourceError
from loaders.sql.mapping import Database
from loaders.sql.query import in_style

Row = tuple[Any, ...]
_CHUNK = 2_000
_MEMORY = "512MB"
_EXTENSION = {"postgres": "postgres_scanner", "sqlite": "sqlite_scanner"}
_MOST_SAID = 300
_CONNECT_SECONDS = "15"


class Result(Protocol):
    """A running query: the names of its columns, and its rows piece by piece."""

    columns: list[str]

    def chunks(self) -> Iterator[list[Row]]:
        """Rows, some thousands at a time, until there are no more."""


@contextmanager
def answer(database: Database, query: str, since: Any) -> Iterator[Result]:
    """The result of a query with $since bound; the connection is closed at the end, and nothing was written.

    Raises:
        SourceError: the database cannot be reached, refuses, does not understand the query, or takes too long.
    """
    address = secret(database.url_env, "The address of the database")
    words = _Words(database, address)
    with ExitStack() as opened:
        with words.told():
            way = _driver(database, address) if database.through == "driver" else _attached(database, address)
            connection, run = opened.enter_context(way)
            words.deadline = opened.enter_context(_Deadline(connection, database.seconds))
            result = run(query, since)
        yield _Told(result, words)


class _Told:
    """A result whose faults come in sentences, also those that come after its first rows."""

    def __init__(self, result: Result, words: "_Words"):
        self.columns, self._result, self._words = result.columns, result, words

    def chunks(self) -> Iterator[list[Row]]:
        rows = self._result.chunks()
        while True:
            with self._words.told():
                chunk = next(rows, None)
            if chunk is None:
                return
            yield chunk


class _Deadline:
    """Interrupts a connection that has worked too long, if its driver can be interrupted."""

    def __init__(self, connection: Any, seconds: int):
        self._stop = getattr(connection, "interrupt", None) or getattr(connection, "cancel", None)
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True
        self.passed = False

    def __enter__(self) -> "_Deadline":
        self._timer.start()
        return self

    def __exit__(self, *_) -> None:
        self._timer.cancel()

    def _end(self) -> None:
        self.passed = True
        if self._stop is not None:
            self._stop()


# DuckDB's attachments


@contextmanager
def _attached(database: Database, address: str) -> Iterator[tuple[Any, Any]]:
    """Read-only, and with nothing else in reach: no file, no other database, no extension, no setting."""
    with (
        _libpq_bounds(database.seconds),
        duckdb.connect(":memory:", config={"memory_limit": _MEMORY, "temp_directory": ""}) as connection,
    ):
        connection.execute("set enable_progress_bar = false")
        connection.load_extension(extension_file(_EXTENSION[database.through]))
        if database.through == "postgres":
            connection.execute(f"set pg_statement_timeout_millis = {database.seconds * 1000}")
        elif not Path(address).is_file():
            raise SourceError(f"There is no SQLite file at the place that {database.url_env} names.")
        # an attachment takes no parameters; a quotation mark within the text is doubled
        text = address.replace("'", "''")
        connection.execute(f"attach '{text}' as source (type {database.through}, read_only)")
        connection.execute("use source")
        connection.execute("set TimeZone = 'UTC'")
        connection.execute("set enable_external_access = false")
        connection.execute("set lock_configuration = true")
        yield connection, lambda query, since: _Arrow(connection, query, since)


@contextmanager
def _libpq_bounds(seconds: int) -> Iterator[None]:
    """What PostgreSQL's client library takes from the environment: DuckDB's own setting does not reach `postgres_query`."""
    wanted = {"PGOPTIONS": f"-c statement_timeout={seconds * 1000} -c default_transaction_read_only=on"}
    wanted |= {} if "PGCONNECT_TIMEOUT" in os.environ else {"PGCONNECT_TIMEOUT": _CONNECT_SECONDS}
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


class _Arrow:
    def __init__(self, connection: duckdb.DuckDBPyConnection, query: str, since: Any):
        bound = {"since": since} if since is not None else {}
        self._reader = connection.execute(query, bound).to_arrow_reader(_CHUNK)
        self.columns = list(self._reader.schema.names)

    def chunks(self) -> Iterator[list[Row]]:
        try:
            for batch in self._reader:
                yield list(zip(*(column.to_pylist() for column in batch.columns), strict=True))
        except (pa.ArrowException, OSError) as error:
            raise duckdb.Error(str(error)) from None  # Arrow's reader tells DuckDB's faults under names of its own


def extension_file(name: str) -> str:
    """Where the package `duckdb-extension-…` keeps the signed extension for this DuckDB.

    Raises:
        SourceError: the package is not installed, or is made for another DuckDB.
    """
    package, version = f"duckdb_extension_{name}", f"v{duckdb.__version__}"
    found = importlib.util.find_spec(package)
    folders = list(found.submodule_search_locations or []) if found else []
    paths = [Path(folder, "extensions", version, f"{name}.duckdb_extension") for folder in folders]
    there = [path for path in paths if path.is_file()]
    if not there:
        wanted = f"{package.replace('_', '-')}=={duckdb.__version__}"
        raise SourceError(f"DuckDB's extension '{name}' is not installed; run: pip install {wanted}")
    return str(there[0])


# Drivers


@contextmanager
def _driver(database: Database, address: str) -> Iterator[tuple[Any, Any]]:
    """Nothing is ever committed; SQLite is opened read-only as well."""
    module = _module(str(database.module))
    if module is sqlite3:
        connection = sqlite3.connect(f"file:{quote(address)}?mode=ro", uri=True, check_same_thread=False)
    else:
        connection = module.connect(address)
    try:
        yield connection, lambda query, since: _Fetched(connection, module, query, since)
    finally:
        connection.close()


def _module(name: str) -> ModuleType:
    """A driver of PEP 249. Of Python's own modules only sqlite3 is one, and the others are not imported."""
    own = name.partition(".")[0] in sys.stdlib_module_names
    try:
        module = importlib.import_module(name) if not own or name == "sqlite3" else None
    except ImportError:
        raise SourceError(f"The driver '{name}' is not installed.") from None
    if module is None or not hasattr(module, "connect") or not hasattr(module, "paramstyle"):
        raise SourceError(f"'{name}' is no database driver of Python's DB-API.")
    return module


class _Fetched:
    def __init__(self, connection: Any, module: ModuleType, query: str, since: Any):
        if module is sqlite3 and isinstance(since, date):
            since = since.isoformat(" ") if isinstance(since, datetime) else since.isoformat()
        text, bound = in_style(query, module.paramstyle, since)
        self._cursor = connection.cursor()
        self._cursor.execute(text, bound) if bound is not None else self._cursor.execute(text)
        self.columns = [column[0] for column in self._cursor.description or []]

    def chunks(self) -> Iterator[list[Row]]:
        while rows := self._cursor.fetchmany(_CHUNK):
            yield [tuple(row) for row in rows]


# Sentences

_REACHING = (
    (("could not translate host name", "name or service not known", "nodename nor servname"), "{env} names a host that is not known."),
    (("password authentication failed", "no password supplied", "access denied", "login failed", "invalid username/password"), "The database refuses the user or the password in {env}."),
    (("connection refused", "timeout expired", "no route to host", "network is unreachable", "could not connect", "connection timed out"), "The database does not answer at the address in {env}."),
    (("does not exist", "unknown database"), "The server knows no such database or user as {env} names."),
    (("unable to open database file", "not a database", "file is encrypted"), "There is no SQLite database at the place that {env} names."),
)  # fmt: skip
_SAID_OF_THE_QUERY = ("ParserException", "BinderException", "CatalogException", "ProgrammingError", "UndefinedTable")
_TIMEOUT = ("statement timeout", "interrupt", "query timeout", "canceling statement")
_AT_ADDRESS = re.compile(r"Unable to connect to \w+ at \".*?\":", re.DOTALL)
_QUOTED = re.compile(r"('[^']*'|\"[^\"]*\"|[0-9]+)")
_FIRST_WORDS = re.compile(r"^(?:\w+ Error|ERROR):\s*")


class _Words:
    """Turns what a database or driver raises into one sentence without the address, its parts, or a row's values.

    Once there is a `deadline` the connection stands, and a fault is the query's.
    """

    def __init__(self, database: Database, address: str):
        self._database, self._hidden = database, _parts_of(address)
        self.deadline: _Deadline | None = None

    @contextmanager
    def told(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            if not _of_a_database(error):
                raise
            raise SourceError(self._sentence(error)) from None

    def _sentence(self, error: Exception) -> str:
        said, env = str(error), self._database.url_env
        folded = said.lower()
        if self.deadline is not None:
            if self.deadline.passed or any(words in folded for words in _TIMEOUT):
                return f"The query took longer than {self._database.seconds} seconds and was stopped."
            return f"The database says of the query: {self._own_words(error)}"
        for clauses, sentence in _REACHING:
            if any(clause in folded for clause in clauses):
                return sentence.format(env=env)
        return f"The database in {env} cannot be opened ({type(error).__name__})."

    def _own_words(self, error: Exception) -> str:
        said = _AT_ADDRESS.sub("", str(error)).strip()
        for part in self._hidden:
            said = said.replace(part, "…")
        said = _FIRST_WORDS.sub("", said).partition("\n")[0].strip()
        about_query = type(error).__name__ in _SAID_OF_THE_QUERY or _is_sqlite_word(error)
        said = said if about_query else _QUOTED.sub("…", said)
        clean = "".join(c if c.isprintable() else " " for c in said)[:_MOST_SAID]
        return clean.rstrip(".") + "."


def _is_sqlite_word(error: Exception) -> bool:
    """SQLite's own faults of a query name its words, never a row's value."""
    return isinstance(error, sqlite3.OperationalError)


def _of_a_database(error: Exception) -> bool:
    """DuckDB's errors, and those that PEP 249 lets a driver raise."""
    if isinstance(error, duckdb.Error | sqlite3.Error | sqlite3.Warning):
        return True
    return any(kind.__name__ in ("Error", "DatabaseError", "InterfaceError") for kind in type(error).__mro__)


def _parts_of(address: str) -> list[str]:
    """The address and whatever in it is secret or says where the database is, longest first."""
    found = {
        address,
        *re.findall(r"(?:password|pwd|user|uid|host|server|dbname|database)\s*=\s*'?([^\s;']+)", address, re.I),
    }
    try:
        parts = urlsplit(address)
        found |= {part for part in (parts.username, parts.password, parts.hostname, parts.netloc) if part}
        found |= {unquote(part) for part in (parts.username, parts.password) if part}
    except ValueError:
        pass
    return sorted((part for part in found if len(part) > 2), key=len, reverse=True)
