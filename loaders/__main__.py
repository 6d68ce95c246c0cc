"""The command line of the loaders: `python -m loaders load` and `pull`."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import duckdb
import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from domain.clinic import Clinic, ClinicError
from domain.loaded import Loaded
from loaders.account_words import LISTED, account_lines
from loaders.choose import Job, choose_jobs
from loaders.pull import pull as pull_from
from loaders.pull import pulled_lines
from loaders.pull_sources import choose_source, open_source
from loaders.read import read_file
from loaders.source_error import SourceError
from store.clinic_folder import find_clinic, read_clinic
from store.errors import StoreError
from store.writer import load as load_batch

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, no_args_is_help=True)
_stderr = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)


@app.callback()
def _loaders() -> None:
    """Read a clinic's source files into its store."""


@app.command()
def load(
    files: Annotated[
        list[Path] | None,
        typer.Argument(readable=False, help="Files to load; without any, all that a mapping's patterns match."),
    ] = None,
    clinic: Annotated[
        Path | None, typer.Option(readable=False, help="Clinic folder; else LANDINGS_CLINIC, else sample_data.")
    ] = None,
    mapping: Annotated[
        str | None, typer.Option(help="Mapping file, or the name of one of the clinic's mappings.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object per file.")] = False,
    every: Annotated[
        bool, typer.Option("--all", help=f"List every rejected row, not only the first {LISTED} of a file.")
    ] = False,
) -> None:
    """Load files as one batch, all or nothing, and close an account for each."""
    with _one_sentence_errors():
        folder = find_clinic(clinic)
        declared = read_clinic(folder)
        jobs = choose_jobs(folder, list(files or []), mapping, declared.measures)
        if not jobs:
            _stderr.print("No file matches the patterns of the mappings; nothing to load.")
            return
        with _progress_bar() as bar:
            loadeds = _read(jobs, declared, bar)
            accounts = load_batch(folder, declared, loadeds, _follow(bar), on_wait=_stderr.print)
        for account, loaded in zip(accounts, loadeds, strict=True):
            if as_json:
                typer.echo(json.dumps(asdict(account)))
            else:
                typer.echo("\n".join(account_lines(account, loaded, None if every else LISTED)))


@app.command()
def pull(
    source: Annotated[str, typer.Argument(help="Name of a mapping with a [server].")],
    full: Annotated[bool, typer.Option(help="Ask for everything, not only for what is new.")] = False,
    clinic: Annotated[
        Path | None, typer.Option(readable=False, help="Clinic folder; else LANDINGS_CLINIC, else sample_data.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object per page.")] = False,
    every: Annotated[
        bool, typer.Option("--all", help=f"List every rejected row, not only the first {LISTED} of a page.")
    ] = False,
) -> None:
    """Pull what is new from a server and load it as one batch. A pull that was cut goes on where it stopped."""
    with _one_sentence_errors():
        folder = find_clinic(clinic)
        declared = read_clinic(folder)
        mapping = choose_source(folder, source, declared.measures)
        with _progress_bar() as bar, open_source(mapping, declared) as server:
            pulled = pull_from(
                folder, declared, server,
                full=full, on_page=_pages(bar), progress=_follow(bar), on_wait=_stderr.print,
            )  # fmt: skip
        for account, loaded in zip(pulled.accounts, pulled.loadeds, strict=True):
            if as_json:
                typer.echo(json.dumps(asdict(account)))
            else:
                typer.echo("\n".join(account_lines(account, loaded, None if every else LISTED)))
        for note in pulled_lines(pulled):
            _stderr.print(note)


def _pages(bar: Progress):
    """A listener for a pull: pages that have come, of how many."""
    task = bar.add_task("Pulling", total=None)
    return lambda pages, total: bar.update(task, completed=pages, total=total)


def _read(jobs: list[Job], clinic: Clinic, bar: Progress) -> list[Loaded]:
    """All files, before anything is written: one that cannot be read leaves the store untouched."""
    task = bar.add_task("Reading", total=len(jobs))
    loadeds = []
    for path, mapping in jobs:
        bar.update(task, description=f"Reading {path.name}")
        loadeds.append(read_file(path, mapping, clinic))
        bar.advance(task)
    bar.update(task, description="Reading")
    return loadeds


def _progress_bar() -> Progress:
    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TimeElapsedColumn(),
        console=_stderr,
        transient=True,
        disable=not _stderr.is_terminal,
    )


def _follow(bar: Progress):
    """A listener for the store: a share from 0 to 1, and what it does."""
    task = bar.add_task("Loading", total=1.0)
    return lambda share, doing: bar.update(task, completed=share, description=doing)


@contextmanager
def _one_sentence_errors() -> Iterator[None]:
    """Whatever makes the load impossible is told in one sentence, with exit code 2 and no traceback."""
    try:
        yield
    except (SourceError, ClinicError, StoreError) as error:
        _fail(str(error))
    except OSError as error:
        _fail(f"{error.filename or 'The clinic folder'}: {error.strerror or type(error).__name__}.")
    except (sqlite3.Error, duckdb.Error) as error:
        _fail(f"The store could not be written ({type(error).__name__}); it is as it was before.")


def _fail(sentence: str) -> None:
    typer.echo(sentence, err=True)
    raise typer.Exit(2)


if __name__ == "__main__":
    app(prog_name="python -m loaders")
