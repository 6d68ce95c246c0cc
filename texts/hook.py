"""Puts a clinic's translation into the modules that speak, while they are imported. Without a language nothing happens."""

import ast
import importlib.abc
import importlib.machinery
import os
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

from texts.catalogue import shipped
from texts.finding import messages
from texts.message import Found, parts_of
from texts.rules import SPEAKING, speaks
from texts.translation import NoTranslation, Translation, read_translation

ENGLISH = "en"
OTHERWISE = "LANDINGS_LANGUAGE"
"""Names a language in place of the clinic's: 'en' prints an English document where the screens speak another."""
_FORMS = "_forms_in_language"

_installed: Translation | None = None


def language() -> str:
    """The language in which this process speaks, as a BCP 47 tag."""
    return _installed.language if _installed else ENGLISH


def translation() -> str:
    """The language with the state of its translation, '' in English: what a document was written with."""
    return f"{_installed.language} {_installed.digest[:12]}" if _installed else ""


def counted_words(n: int, thing: str, things: str) -> tuple[int, str, str]:
    """The arguments of a counting function with the one form that `n` asks for."""
    form = _installed.form(n, thing, things) if _installed else thing if n == 1 else things
    return n, form, form


def speak_as_told(arguments: Sequence[str] = (), otherwise: str = "sample_data") -> None:
    """Install the language of the clinic that a command line names by `--clinic`, else the environment, else `otherwise`.

    A translation that cannot be used stops the program with a sentence and exit code 2: nobody is to be surprised by a screen in
    another language. Entries that are refused stay English, and each is named on the error output.
    """
    clinic = Path(_named(arguments) or os.environ.get("LANDINGS_CLINIC") or otherwise)
    try:
        spoken = install(clinic, os.environ.get(OTHERWISE) or wanted(clinic))
    except NoTranslation as error:
        print(error, file=sys.stderr)
        raise SystemExit(2) from None
    for one in spoken.refused if spoken else ():
        print(f"{file_of(clinic, language())}, line {one.line}, stays English: {one.reason}.", file=sys.stderr)


def _named(arguments: Sequence[str]) -> str:
    for i, argument in enumerate(arguments):
        if argument == "--clinic" and i + 1 < len(arguments):
            return arguments[i + 1]
        if argument.startswith("--clinic="):
            return argument.removeprefix("--clinic=")
    return ""


def wanted(clinic: Path) -> str:
    """The language that clinic.toml asks for. Whatever is wrong with that file is told by who reads it wholly."""
    try:
        told = tomllib.loads((clinic / "clinic.toml").read_text(encoding="utf-8")).get("language", ENGLISH)
    except (OSError, ValueError):
        return ENGLISH
    return told if isinstance(told, str) else ENGLISH


def file_of(clinic: Path, tag: str) -> Path:
    return clinic / "texts" / f"{tag}.po"


def install(clinic: Path, tag: str) -> Translation | None:
    """Speak `tag` from now on, in modules that are imported later. English needs nothing and gets nothing.

    Raises NoTranslation where there is none, or where a module that speaks was imported already.
    """
    global _installed
    if tag == ENGLISH:
        return None
    early = sorted(name for name in sys.modules if speaks(name) and name not in SPEAKING)
    if early:
        raise NoTranslation(f"The language must be chosen before {early[0]} is imported.")
    _installed = read_translation(file_of(clinic, tag), tag, shipped())
    sys.meta_path.insert(0, _Finder(_installed))
    return _installed


class _Finder(importlib.abc.MetaPathFinder):
    def __init__(self, translation: Translation):
        self.translation = translation

    def find_spec(self, fullname, path, target=None):
        if not speaks(fullname):
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        if spec is not None and isinstance(spec.loader, importlib.machinery.SourceFileLoader):
            spec.loader = _Loader(fullname, spec.loader.path, self.translation)
        return spec


class _Loader(importlib.machinery.SourceFileLoader):
    """Compiles a module with its texts translated. Nothing is read from or written to the cache of compiled modules."""

    def __init__(self, fullname: str, path: str, translation: Translation):
        super().__init__(fullname, path)
        self.translation = translation

    def get_code(self, fullname):
        path = self.get_filename(fullname)
        tree = in_language(ast.parse(self.get_data(path), path), fullname, self.translation)
        return compile(tree, path, "exec", dont_inherit=True)


def in_language(tree: ast.Module, module: str, translation: Translation) -> ast.Module:
    """The module's tree with each message that has a translation said in it; values, formats and all else are as they were."""
    found = {id(one.node): one for one in messages(tree, module, frozenset())}
    replacing = _Replacing(found, translation)
    tree = replacing.visit(tree)
    if replacing.counts:
        tree.body.insert(_first_line(tree), _import_of_forms())
    return ast.fix_missing_locations(tree)


def _first_line(tree: ast.Module) -> int:
    """Behind the docstring and imports from the future."""
    at = 1 if ast.get_docstring(tree, clean=False) is not None else 0
    while at < len(tree.body) and isinstance(line := tree.body[at], ast.ImportFrom) and line.module == "__future__":
        at += 1
    return at


def _import_of_forms() -> ast.stmt:
    return ast.ImportFrom("texts.hook", [ast.alias("counted_words", _FORMS)], 0)


class _Replacing(ast.NodeTransformer):
    def __init__(self, found: dict[int, Found], translation: Translation):
        self.found, self.translation, self.counts = found, translation, False

    def visit(self, node):
        found = self.found.get(id(node))
        node = self.generic_visit(node)
        if found is None:
            return node
        if found.message.many:
            return self._counting(node, found)
        said = self.translation.of(found.message)
        return node if said is None else self._said(node, found, said)

    def _said(self, node: ast.expr, found: Found, said: str) -> ast.expr:
        if isinstance(node, ast.Constant):
            return ast.copy_location(ast.Constant(said), node)
        parts: list[ast.expr] = []
        for text, name in parts_of(said):
            parts += [ast.Constant(text)] if text else []
            parts += [found.values[name]] if name is not None else []
        return ast.copy_location(ast.JoinedStr(parts), node)

    def _counting(self, node: ast.Call, found: Found) -> ast.Call:
        """`count(n, 'visit')` → `count(*forms(n, 'visit', 'visits'))`."""
        self.counts = True
        words: list[ast.expr] = [ast.Constant(found.message.text), ast.Constant(found.message.many)]
        forms = ast.Call(ast.Name(_FORMS, ast.Load()), [node.args[0], *words], [])
        return ast.copy_location(ast.Call(node.func, [ast.Starred(forms, ast.Load())], []), node)
