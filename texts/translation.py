"""A clinic's translation of the catalogue, and what is refused in one."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from gettext import GNUTranslations
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

from texts.message import Message, parts_of

_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>|&#?\w+;")
_VALUE = re.compile(r"\{\w*\}")
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that turn the direction of what follows them."""


class NoTranslation(Exception):
    """There is no translation to be used; the text is one sentence."""


@dataclass(frozen=True)
class Refusal:
    """An entry that is not used, so that its English text stands; `line` of the file."""

    line: int
    reason: str


@dataclass(frozen=True)
class Translation:
    """What a clinic says in its language. `digest` is the SHA-256 of its file; `refused` are entries that are left in English."""

    language: str
    digest: str
    refused: tuple[Refusal, ...]
    done: int
    _texts: GNUTranslations

    def of(self, message: Message) -> str | None:
        """The text in this language, None where it has none. A counted thing is asked for by `form`."""
        told = self._texts
        said = told.pgettext(message.context, message.text) if message.context else told.gettext(message.text)
        return None if said == message.text else said

    def form(self, n: int, thing: str, things: str) -> str:
        """The word for `n` things, by the language's own rule of numbers."""
        return self._texts.ngettext(thing, things, n)


def locale_of(language: str) -> Locale:
    """Raises NoTranslation where the language is not known by this tag."""
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError, TypeError):
        raise NoTranslation(f"'{language}' is not a language tag; write one like 'de' or 'pt-BR'.") from None


def read_translation(file: Path, language: str, catalogue: Catalog) -> Translation:
    """Raises NoTranslation where the file is missing or cannot be read as a .po file."""
    given = read_catalog(file, locale_of(language))
    refused = tuple(refusals(given, catalogue))
    for line in {one.line for one in refused}:
        _forget(given, line)
    compiled = BytesIO()
    write_mo(compiled, given)
    compiled.seek(0)
    return Translation(
        language, sha256(file.read_bytes()).hexdigest(), refused, translated(given), GNUTranslations(compiled)
    )


def read_catalog(file: Path, locale: Locale) -> Catalog:
    """The file as it is; its rule of numbers is its own, else that of the locale. Raises NoTranslation."""
    try:
        with file.open("rb") as opened:
            return read_po(opened, locale, abort_invalid=True)
    except FileNotFoundError:
        raise NoTranslation(f"There is no file {file.name} in {file.parent}.") from None
    except PoFileError as error:
        raise NoTranslation(f"{file}: line {error.lineno + 1}: {error}.") from None
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise NoTranslation(f"{file} cannot be read as a .po file: {error}.") from None


def _forget(given: Catalog, line: int) -> None:
    for entry in given:
        if entry.id and entry.lineno == line:
            entry.string = ("",) * len(entry.string) if isinstance(entry.string, tuple) else ""


def translated(given: Catalog) -> int:
    """How many entries say something and are not marked as doubtful."""
    return sum(bool(entry.id) and bool(_said(entry)) and not entry.fuzzy for entry in given)


def refusals(given: Catalog, catalogue: Catalog) -> Iterator[Refusal]:
    """Why entries of a translation cannot be used, in the order of the file. Entries that say nothing are none of them."""
    for entry in given:
        if entry.id and not entry.fuzzy and is_known(entry, catalogue):
            sources = tuple(entry.id) if isinstance(entry.id, tuple | list) else (str(entry.id),)
            reasons = (reason for said in _said(entry) for reason in _reasons(said, sources))
            yield from (Refusal(entry.lineno or 0, reason) for reason in dict.fromkeys(reasons))


def is_known(entry: Entry, catalogue: Catalog) -> bool:
    return catalogue.get(entry.id, entry.context) is not None


def _said(entry: Entry) -> list[str]:
    said = entry.string if isinstance(entry.string, list | tuple) else (entry.string,)
    return [text for text in said if text]


def _reasons(said: str, sources: tuple[str, ...]) -> Iterator[str]:
    source = sources[-1]
    if (wrong := _values(said)) != (right := _values(source)):
        yield f"it must hold the same values as the source: {_named(right)}, not {_named(wrong)}"
    if not _braces_match(said) and _braces_match(source):
        yield "its braces do not match; a brace that is text is written twice"
    if Counter(_MARKUP.findall(said)) != Counter(_MARKUP.findall(source)):
        yield "it holds markup that is not in the source, or lacks what is in it"
    if any(_is_control(c) for c in said):
        yield "it holds a control character"
    if all(_digits(said) != _digits(one) for one in sources):
        yield f"its figures are {_listed(_digits(said))}, those of the source {_listed(_digits(source))}"
    if _edges(said) != _edges(source):
        yield "it must begin and end with the same spaces as the source, since it is put between other words"


def _values(text: str) -> Counter[str]:
    return Counter(_VALUE.findall(text))


def _named(values: Counter[str]) -> str:
    return ", ".join(sorted(values.elements())) or "none"


def _braces_match(text: str) -> bool:
    try:
        return all(name is None or name.isidentifier() for _, name in parts_of(text))
    except ValueError:
        return False


def _is_control(character: str) -> bool:
    return unicodedata.category(character) == "Cc" or character in _TURNING


def _digits(text: str) -> Counter[str]:
    """The figures of a text, whatever stands between them: '99.8' and '99,8' are the same. Names of values do not count."""
    return Counter(re.findall(r"\d+", _VALUE.sub(" ", text)))


def _listed(digits: Counter[str]) -> str:
    return ", ".join(sorted(digits.elements())) or "none"


def _edges(text: str) -> tuple[bool, bool]:
    return text[:1].isspace(), text[-1:].isspace()
