"""The command line of the store: `python -m store status`, `rebuild` and `audit`."""

import sqlite3
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import duckdb
import pandas as pd
import typer

from domain.clinic import Clinic, ClinicError
from domain.loaded import Loaded
from store.audit import TrailCheck, read_trail, verify_trail
from store.book import FileEntry
from store.clinic_folder import find_clinic, read_clinic
from store.errors import StoreError
from store.readers import read_batches, read_conflicts, read_rejected, read_waiting
from store.snapshot import open_snapshot
from store.writer import config_hash
from store.writer import rebuild as rebuild_store

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, no_args_is_help=True)
ClinicOption = Annotated[
    Path | None, typer.Option(readable=False, help="Clinic folder; else LANDINGS_CLINIC, else sample_data.")
]


@app.callback()
def _store() -> None:
    """Look after a clinic's store."""


@app.command()
def status(clinic: ClinicOption = None) -> None:
    """Say what the store holds."""
    with _one_sentence_errors():
        folder = find_clinic(clinic)
        declared = read_clinic(folder)
        for line in _status_lines(folder, declared):
            typer.echo(line)


@app.command()
def rebuild(clinic: ClinicOption = None) -> None:
    """Build the store anew from the archived files and their recorded mappings."""
    with _one_sentence_errors():
        folder = find_clinic(clinic)
        accounts = rebuild_store(
            folder, read_clinic(folder), _read_again, on_wait=lambda text: typer.echo(text, err=True)
        )
        typer.echo(
            f"Rebuilt from {len(accounts)} archived file(s), {sum(account.read for account in accounts)} rows read."
        )


@app.command()
def audit(
    clinic: ClinicOption = None,
    verify: Annotated[
        bool, typer.Option("--verify", help="Compute every hash anew and say whether the trail is whole.")
    ] = False,
    expect: Annotated[str | None, typer.Option(help="A newest hash noted down before; it must still be there.")] = None,
    patient: Annotated[str | None, typer.Option(help="Only what concerns this patient (internal id).")] = None,
    who: Annotated[str | None, typer.Option(help="Only what this person did.")] = None,
    last: Annotated[int, typer.Option(min=1, help="How many rows to show, newest last.")] = 50,
) -> None:
    """Show who did what with whose record, or verify that nobody changed the trail."""
    with _one_sentence_errors():
        folder = find_clinic(clinic)
        if verify or expect:
            found = verify_trail(folder, expect)
            for line in _trail_lines(found):
                typer.echo(line)
            raise typer.Exit(1 if found.fault else 0)
        for row in deque(read_trail(folder, patient, who), maxlen=last):
            typer.echo("\t".join((row.at, row.who, row.action, row.patient_id or "", row.about)))


def _trail_lines(found: TrailCheck) -> Iterator[str]:
    yield f"NOT WHOLE. {found.fault}" if found.fault else f"The audit trail is whole: {found.rows:,} rows."
    if found.rows:
        yield f"Newest hash, to be noted down elsewhere: {found.head}"
    if found.open_ends:
        yield (
            f"{found.open_ends} program(s) that opened records did not say that they ended: they run still, or were cut off "
            "and what they opened in their last moment may be missing."
        )


def _status_lines(folder: Path, clinic: Clinic) -> Iterator[str]:
    snapshot = open_snapshot(folder)
    batches = read_batches(folder)
    if snapshot.number == 0:
        yield f"{clinic.name}: nothing has been loaded yet."
        if len(batches):
            yield f"WARNING: the book knows {batches['batch_id'].nunique()} load(s), but no snapshot can be read. Run: python -m store rebuild"
        return
    yield f"{clinic.name}: snapshot {snapshot.number}, {batches['batch_id'].nunique()} load(s) of {len(batches)} file(s)."
    lacking = set(batches["batch_id"]) - {
        row[0] for row in snapshot.cursor().execute("select batch_id from batch").fetchall()
    }
    if lacking:
        yield f"WARNING: {len(lacking)} load(s) are not in this snapshot; a newer one is damaged. Run: python -m store rebuild"
    yield f"{len(read_waiting(snapshot))} rows wait for a registration, {len(read_conflicts(snapshot))} are in conflict, {len(read_rejected(snapshot))} were rejected."
    yield from _loads(batches)
    if snapshot.config_hash != config_hash(clinic):
        yield "clinic.toml or the measures changed since the last load; the next load brings the store up to date."


_LISTED = 10


def _loads(batches: pd.DataFrame) -> Iterator[str]:
    """The newest loads with their numbers, which `python -m loaders undo` takes."""
    for number, files in list(batches.groupby("batch_id", sort=False))[:_LISTED]:
        names = ", ".join(files["file"][:3]) + (" …" if len(files) > 3 else "")
        yield f"  load {number}, {files['loaded_at'].iloc[0]:%Y-%m-%d %H:%M}: {int(files['read'].sum()):,} rows of {names}"
    if batches["batch_id"].nunique() > _LISTED:
        yield f"  … and {batches['batch_id'].nunique() - _LISTED} earlier loads"


def _read_again(path: Path, entry: FileEntry, clinic: Clinic) -> Loaded:
    # The loaders rest on the store; only this door, when asked to, goes the other way.
    from loaders.read import read_archived
    from loaders.source_error import SourceError

    try:
        return read_archived(path, entry.mapping_text, clinic, entry.origin)
    except SourceError as error:
        raise StoreError(f"The archived copy of '{entry.file_name}' cannot be read again: {error}") from None


@contextmanager
def _one_sentence_errors() -> Iterator[None]:
    """What makes the command impossible is told in one sentence, with exit code 2."""
    try:
        yield
    except (ClinicError, StoreError) as error:
        _fail(str(error))
    except OSError as error:
        _fail(f"{error.filename or 'The clinic folder'}: {error.strerror or type(error).__name__}.")
    except (sqlite3.Error, duckdb.Error) as error:
        _fail(f"The store could not be used ({type(error).__name__}); it is as it was before.")


def _fail(sentence: str) -> None:
    typer.echo(sentence, err=True)
    raise typer.Exit(2)


if __name__ == "__main__":
    app(prog_name="python -m store")
