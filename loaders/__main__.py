"""The command line of the loaders: `python -m loaders load`, `map`, `pull`, `undo`, `retry` and `lookalikes`.

Exit codes: 0 done; 2 nothing was loaded or changed, for the reason told on the error output; 3 with --strict, everything
was loaded but rows were rejected.
"""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from domain.clinic import Clinic
from domain.loaded import Loaded
from loaders.account_words import LISTED, account_lines, retried_lines, undone_lines
from loaders.assistant.mapping_text import mapping_text, write_mapping
from loaders.assistant.preview import preview, preview_lines
from loaders.assistant.propose import propose
from loaders.choose import Job, choose_jobs
from loaders.console import NOTHING_LOADED, SOME_REJECTED, follow, one_sentence_errors, progress_bar, stderr
from loaders.how_far import told_to
from loaders.pull import pull as pull_from
from loaders.pull import pulled_lines
from loaders.pull_sources import choose_source, open_source
from loaders.reasons import printable
from loaders.retry import retry as retry_files
from loaders.source_error import SourceError
from loaders.together import read_jobs
from loaders.watching import watch_folder
from store.account import Account
from store.clinic_folder import find_clinic, read_clinic
from store.lookalikes import read_lookalikes
from store.readers import open_snapshot, read_waiting
from store.rehearsal import rehearse
from store.writer import load as load_batch
from store.writer import undo as undo_batches

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, no_args_is_help=True)

ClinicOption = Annotated[
    Path | None, typer.Option(readable=False, help="Clinic folder; else LANDINGS_CLINIC, else sample_data.")
]
EveryOption = Annotated[
    bool, typer.Option("--all", help=f"List every rejected row, not only the first {LISTED} of a file.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object per file.")]


@app.callback()
def _loaders() -> None:
    """Read a clinic's source files into its store."""


@app.command()
def load(
    files: Annotated[
        list[Path] | None,
        typer.Argument(readable=False, help="Files to load; without any, all that a mapping's patterns match."),
    ] = None,
    clinic: ClinicOption = None,
    mapping: Annotated[
        str | None, typer.Option(help="Mapping file, or the name of one of the clinic's mappings.")
    ] = None,
    patient: Annotated[
        str | None, typer.Option(help="Record number of the person whose device gave the files.")
    ] = None,
    as_json: JsonOption = False,
    every: EveryOption = False,
    dry_run: Annotated[bool, typer.Option(help="Give the accounts, but change nothing.")] = False,
    strict: Annotated[bool, typer.Option(help=f"Exit with {SOME_REJECTED} where rows were rejected.")] = False,
    watch: Annotated[
        Path | None, typer.Option(readable=False, help="An inbox: load its files as they come, one by one.")
    ] = None,
    once: Annotated[bool, typer.Option(help="With --watch: look once, then end.")] = False,
    still: Annotated[
        float, typer.Option(min=0, help="With --watch: seconds for which a file's size must not change.")
    ] = 5.0,
) -> None:
    """Load files as one batch, all or nothing, and close an account for each."""
    with one_sentence_errors():
        folder = find_clinic(clinic)
        declared = read_clinic(folder)
        if watch is not None:
            if files or dry_run or patient is not None:
                raise SourceError("--watch takes an inbox alone: no files, no --dry-run and no --patient beside it.")
            show = lambda accounts, loadeds: _show(accounts, loadeds, as_json, every)  # noqa: E731
            raise typer.Exit(NOTHING_LOADED if watch_folder(folder, declared, watch, mapping, still, once, show) else 0)
        jobs = choose_jobs(folder, list(files or []), mapping, declared.measures, patient)
        if not jobs:
            stderr.print("No file matches the patterns of the mappings; nothing to load.")
            return
        accounts, loadeds = _load_jobs(folder, declared, jobs, dry_run)
        _show(accounts, loadeds, as_json, every, {"dry_run": True} if dry_run else {})
        if dry_run and not as_json:
            typer.echo("A dry run: nothing was changed.")
        if strict and any(account.rejected for account in accounts):
            raise typer.Exit(SOME_REJECTED)


@app.command()
def undo(
    batches: Annotated[list[int], typer.Argument(help="Numbers of the loads, as `python -m store status` lists them.")],
    clinic: ClinicOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object per load.")] = False,
) -> None:
    """Take loads back, all or nothing: the store is then as if they had never been. Their files stay in the archive."""
    with one_sentence_errors():
        folder = find_clinic(clinic)
        with progress_bar() as bar:
            undone = undo_batches(folder, read_clinic(folder), batches, follow(bar), on_wait=stderr.print)
        for one in undone:
            typer.echo(json.dumps(asdict(one)) if as_json else "\n".join(undone_lines(one)))


@app.command()
def retry(
    clinic: ClinicOption = None,
    as_json: JsonOption = False,
    every: EveryOption = False,
    dry_run: Annotated[bool, typer.Option(help="Give the accounts, but change nothing.")] = False,
) -> None:
    """Read archived files again that have rejected rows or whose mapping has changed, as one batch.

    Rows that wait for a registration need no retry: they count once it is loaded.
    """
    with one_sentence_errors():
        folder = find_clinic(clinic)
        declared = read_clinic(folder)
        with progress_bar() as bar:
            told, load_all = follow(bar), rehearse if dry_run else load_batch
            retried = retry_files(folder, declared, lambda loadeds: load_all(folder, declared, loadeds, told))
        _show(retried.accounts, retried.loadeds, as_json, every, {"dry_run": True} if dry_run else {})
        waiting = len(read_waiting(open_snapshot(folder)))
        summary = {"files": len(retried.accounts), "rows_picked_up": retried.rows_picked_up, "waiting": waiting}
        summary |= {"dry_run": True} if dry_run else {}
        typer.echo(json.dumps(summary) if as_json else "\n".join(retried_lines(retried, waiting)))
        if dry_run and not as_json:
            typer.echo("A dry run: nothing was changed.")


@app.command()
def lookalikes(
    clinic: ClinicOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object per pair.")] = False,
) -> None:
    """List registered people who may be one person under two record numbers. Nothing is merged."""
    with one_sentence_errors():
        folder = find_clinic(clinic)
        pairs = read_lookalikes(folder, open_snapshot(folder))
        for pair in pairs.itertuples(index=False):
            typer.echo(
                json.dumps(pair._asdict())
                if as_json
                else f"{pair.record_number}  {pair.other_record_number}  {pair.why}"
            )
        if not len(pairs) and not as_json:
            typer.echo("No two registered people look alike.")


@app.command("map")
def map_file(
    file: Annotated[Path, typer.Argument(readable=False, help="A CSV file or workbook that has no mapping yet.")],
    sheet: Annotated[str | None, typer.Option(help="Sheet of a workbook.")] = None,
    patient: Annotated[str | None, typer.Option(help="Column of the patients' record numbers.")] = None,
    date_format: Annotated[
        str | None, typer.Option(help="Format of its dates, such as %m/%d/%Y, where they do not tell.")
    ] = None,
    name: Annotated[str | None, typer.Option(help="Name of the mapping; else from the file's name.")] = None,
    write: Annotated[bool, typer.Option("--write", help="Write it to mappings/NAME.toml of the clinic.")] = False,
    clinic: ClinicOption = None,
) -> None:
    """Propose a mapping, show the first rows as they would be read and what would be rejected. Loads nothing."""
    with one_sentence_errors():
        folder = find_clinic(clinic)
        declared = read_clinic(folder)
        proposal = propose(file, declared, sheet=sheet, patient=patient, date_format=date_format, name=name)
        text = mapping_text(proposal)
        typer.echo(text)
        if proposal.questions:
            stderr.print(
                "Before it can be used, answer the questions in it: in the text, or with --date-format and --patient."
            )
        else:
            typer.echo("\n".join(preview_lines(preview(file, text, declared))), err=True)
        if write:
            stderr.print(f"Written to {write_mapping(folder, proposal.name, text)}. Read it before you load with it.")


@app.command()
def pull(
    source: Annotated[str, typer.Argument(help="Name of a mapping with a [server].")],
    full: Annotated[bool, typer.Option(help="Ask for everything, not only for what is new.")] = False,
    clinic: ClinicOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object per page.")] = False,
    every: Annotated[
        bool, typer.Option("--all", help=f"List every rejected row, not only the first {LISTED} of a page.")
    ] = False,
) -> None:
    """Pull what is new from a server and load it as one batch. A pull that was cut goes on where it stopped."""
    with one_sentence_errors():
        folder = find_clinic(clinic)
        declared = read_clinic(folder)
        mapping = choose_source(folder, source, declared.measures)
        with progress_bar() as bar, open_source(mapping, declared) as server:
            pulled = pull_from(
                folder, declared, server,
                full=full, on_page=_pages(bar), progress=follow(bar), on_wait=stderr.print,
            )  # fmt: skip
        _show(pulled.accounts, pulled.loadeds, as_json, every)
        for note in pulled_lines(pulled):
            stderr.print(note)


def _pages(bar: Progress):
    """A listener for a pull: pages that have come, of how many."""
    task = bar.add_task("Pulling", total=None, rows="")
    return lambda pages, total: bar.update(task, completed=pages, total=total)


def _show(accounts: list[Account], loadeds: list[Loaded], as_json: bool, every: bool, more: dict | None = None) -> None:
    for account, loaded in zip(accounts, loadeds, strict=True):
        if as_json:
            typer.echo(json.dumps({**asdict(account), **(more or {})}))
        else:
            typer.echo("\n".join(map(printable, account_lines(account, loaded, None if every else LISTED))))


def _load_jobs(folder: Path, clinic: Clinic, jobs: list[Job], dry_run: bool) -> tuple[list[Account], list[Loaded]]:
    with progress_bar() as bar:
        loadeds = _read(folder, clinic, jobs, bar)
        if dry_run:
            return rehearse(folder, clinic, loadeds, follow(bar)), loadeds
        return load_batch(folder, clinic, loadeds, follow(bar), on_wait=stderr.print), loadeds


def _read(folder: Path, clinic: Clinic, jobs: list[Job], bar: Progress) -> list[Loaded]:
    """All files, before anything is written: one that cannot be read leaves the store untouched. The bar counts bytes,
    because time left follows from them and not from the number of files."""
    task = bar.add_task("Reading", total=sum(path.stat().st_size for path, _ in jobs), rows="")
    read, size, sizes_read = 0, 0, 0

    def on_file(path: Path, loaded: Loaded | None) -> None:
        nonlocal read, size, sizes_read
        size = path.stat().st_size
        if loaded is None:
            bar.update(task, description=f"Reading {path.name}")
            return
        read, sizes_read = read + loaded.rows_read, sizes_read + size
        bar.update(task, completed=sizes_read, rows=f"{read:,} rows")

    def on_block(share: float | None, lines: int) -> None:
        bar.update(task, completed=sizes_read + (share or 0) * size, rows=f"{read + lines:,} rows")

    with told_to(on_block):
        loadeds = read_jobs(folder, clinic, jobs, on_file)
    bar.update(task, description="Reading")
    return loadeds


if __name__ == "__main__":
    app(prog_name="python -m loaders")
