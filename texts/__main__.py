"""The command line of the texts.

`python -m texts extract` renews the catalogue from the code, `start LANGUAGE --clinic DIR` begins a translation or brings one up to
the catalogue, `check FILE.po` tells what is refused in one.

Exit codes: 0 done; 1 entries of a translation are refused, or the catalogue is not that of the code; 2 cannot be done, for the
reason given in one sentence.
"""

from pathlib import Path
from typing import Annotated

import typer

from texts.catalogue import FILE, RENEW, as_bytes, extracted, shipped
from texts.hook import file_of
from texts.starting import started
from texts.translation import NoTranslation, is_known, locale_of, read_catalog, refusals, translated

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, no_args_is_help=True)


@app.callback()
def _texts() -> None:
    """Texts of the product in another language."""


@app.command()
def extract(
    check: Annotated[bool, typer.Option("--check", help="Write nothing; tell whether it is up to date.")] = False,
) -> None:
    """Write texts/landings.pot anew from the code."""
    made = extracted()
    written = as_bytes(made)
    if check:
        if FILE.read_bytes() != written:
            typer.echo(f"texts/{FILE.name} is not that of the code; renew it with: {RENEW}", err=True)
            raise typer.Exit(1)
    else:
        FILE.write_bytes(written)
    typer.echo(f"{len(made):,} texts in texts/{FILE.name}.")


@app.command()
def start(
    language: Annotated[str, typer.Argument(help="BCP 47 tag: de, fr-CA, pt-BR.")],
    clinic: Annotated[Path, typer.Option(help="Clinic folder, in whose texts/ the file is written.")],
) -> None:
    """Begin a translation; one that is there keeps what it says and gets the texts that are new."""
    try:
        locale = locale_of(language)
        if not (clinic / "clinic.toml").is_file():
            raise NoTranslation(f"{clinic} holds no clinic.toml.")
        file = file_of(clinic, language)
        catalog = started(locale, shipped(), read_catalog(file, locale) if file.exists() else None)
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(as_bytes(catalog))
    except (NoTranslation, OSError) as error:
        raise _refused(error) from None
    typer.echo(f'{file}: {_counts(translated(catalog))} Then write language = "{language}" into clinic.toml.')


@app.command()
def check(file: Annotated[Path, typer.Argument(help="A translation, such as my_clinic/texts/de.po.")]) -> None:
    """Tell, by line, which entries of a translation would stay English and why."""
    try:
        given, catalogue = read_catalog(file, locale_of(file.stem)), shipped()
    except NoTranslation as error:
        raise _refused(error) from None
    refused = list(refusals(given, catalogue))
    for one in refused:
        typer.echo(f"{file}, line {one.line}: {one.reason}.", err=True)
    unknown = sum(bool(entry.id) and not is_known(entry, catalogue) for entry in given)
    gone = f" {unknown:,} are not in the catalogue (any more)." if unknown else ""
    typer.echo(f"{_counts(translated(given) - len({one.line for one in refused}))}{gone} {len(refused):,} refused.")
    if refused:
        raise typer.Exit(1)


def _counts(done: int) -> str:
    return f"{done:,} of {len(shipped()):,} texts translated."


def _refused(error: Exception) -> typer.Exit:
    typer.echo(str(error), err=True)
    return typer.Exit(2)


if __name__ == "__main__":
    app()
