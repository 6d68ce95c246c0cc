"""What the commands of the loaders share: progress on the terminal, and whatever goes wrong in one sentence."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb
import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from domain.clinic import ClinicError
from loaders.reasons import printable
from loaders.source_error import SourceError
from store.errors import StoreError

NOTHING_LOADED = 2
"""Exit code where nothing was loaded or changed, for the reason that is told."""
SOME_REJECTED = 3
"""Exit code of --strict where everything was loaded, but rows were rejected."""

_FULL = re.compile(r"no space left|disk is full|disk quota exceeded|not enough space", re.IGNORECASE)

stderr = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)


def progress_bar() -> Progress:
    """Rows read and time left; nothing where the output is no terminal."""
    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.fields[rows]}", markup=False),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=stderr,
        transient=True,
        disable=not stderr.is_terminal,
    )


def follow(bar: Progress):
    """A listener for the store: a share from 0 to 1, and what it does."""
    task = bar.add_task("Loading", total=1.0, rows="")
    return lambda share, doing: bar.update(task, completed=share, description=doing)


def sentence_of(error: Exception) -> str | None:
    """Why a command could not be done; None for an error that nobody foresaw."""
    if isinstance(error, SourceError | ClinicError | StoreError):
        return str(error)
    if isinstance(error, MemoryError):
        return "The file is too large for the memory of this machine; nothing was loaded. Split it, one header in each part."
    if isinstance(error, OSError):
        return f"{error.filename or 'The clinic folder'}: {error.strerror or type(error).__name__}."
    if isinstance(error, sqlite3.Error | duckdb.Error) and _FULL.search(str(error)):
        return "The disk is full; the store is as it was before. Make room and load again."
    if isinstance(error, sqlite3.Error | duckdb.Error):
        return f"The store could not be written ({type(error).__name__}); it is as it was before."
    return None


@contextmanager
def one_sentence_errors() -> Iterator[None]:
    """Whatever makes a command impossible is told in one sentence, with exit code 2 and no traceback."""
    try:
        yield
    except Exception as error:
        sentence = sentence_of(error)
        if sentence is None:
            raise
        fail(sentence)


def fail(sentence: str) -> None:
    typer.echo(printable(sentence), err=True)
    raise typer.Exit(NOTHING_LOADED)
