"""Where in a TOML text a fault lies: the key by its path and the line on which it stands.

`tomllib` forgets lines, so the text is walked once more; keys inside an inline table count as standing on the table's line.
"""

import re
from typing import Any

from pydantic import ValidationError

_HEADER = re.compile(r"^\s*(\[{1,2})\s*([^\[\]]+?)\s*\]{1,2}\s*(#.*)?$")
_KEY = re.compile(
    r"""^\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*'))*)\s*=(.*)$"""
)
_LONG = re.compile(r'"""|' + "'''")

Path = tuple[str | int, ...]


def first_fault_in(error: ValidationError, data: Any, text: str) -> str:
    """The first validation fault in words: 'line 12, criteria[0].part.share: ...'. `data` is the parsed `text`."""
    fault = error.errors(include_url=False, include_input=False)[0]
    path, said = _path_in(data, tuple(fault["loc"])), fault["msg"].removeprefix("Value error, ").rstrip(".")
    if fault["type"] == "union_tag_not_found":
        said = "the key 'kind' is missing"
    if fault["type"] == "extra_forbidden":
        said = f"there is no key '{fault['loc'][-1]}'"
    return told_at(text, path, said)


def told_at(text: str, path: Path, said: str) -> str:
    """A sentence about the key at a path: 'line 12, criteria[0].code: ...'."""
    line = line_of(text, path)
    place = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")
    return f"{f'line {line}, ' if line else ''}{place or 'top level'}: {said}."


def _path_in(data: Any, loc: Path) -> Path:
    """The steps of a fault's place that the data has, and a key that it lacks at the end; not the tags of a union, which
    stand between the steps and may be called like one."""
    if not loc:
        return ()
    step, rest = loc[0], loc[1:]
    skipped = _path_in(data, rest)
    if isinstance(data, dict) and step in data:
        taken: Path = (step, *_path_in(data[step], rest))
    elif isinstance(data, list) and isinstance(step, int) and step < len(data):
        taken = (step, *_path_in(data[step], rest))
    elif not rest and isinstance(data, dict) and step not in data.values():
        taken = (step,)
    else:
        taken = ()
    return max(taken, skipped, key=len)


def line_of(text: str, path: Path) -> int | None:
    """The line (from 1) of the key at `path`, else of the nearest table around it; None where nothing of it is found."""
    lines = _lines(text)
    for length in range(len(path), 0, -1):
        found = lines.get(path[:length])
        if found is not None:
            return found
    return None


def _lines(text: str) -> dict[Path, int]:
    found: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    closing: str | None = None
    depth = 0
    for number, line in enumerate(text.splitlines(), start=1):
        if closing is not None:
            closing = None if closing in line else closing
            continue
        header = None if depth else _HEADER.match(line)
        if header:
            table = _table_path(_steps(header.group(2)), header.group(1) == "[[", counts)
            found.setdefault(table, number)
            continue
        key = None if depth else _KEY.match(line)
        if key:
            path = table
            for step in _steps(key.group(1)):
                path = (*path, step)
                found.setdefault(path, number)
        rest = key.group(2) if key else line
        quotes = _LONG.findall(rest)
        closing = quotes[0] if len(quotes) % 2 else None
        depth = max(depth + _opened(rest), 0)
    return found


def _steps(dotted: str) -> list[str]:
    return [step.strip().strip("\"'") for step in re.findall(r"""[A-Za-z0-9_-]+|"[^"]*"|'[^']*'""", dotted)]


def _table_path(steps: list[str], is_array: bool, counts: dict[Path, int]) -> Path:
    """The path of a header with the places of the arrays of tables that it stands in."""
    path: Path = ()
    for place, step in enumerate(steps):
        path = (*path, step)
        if is_array and place == len(steps) - 1:
            counts[path] = counts.get(path, -1) + 1
            for inner in [one for one in counts if one[: len(path) + 1] == (*path, counts[path] - 1)]:
                del counts[inner]
        if path in counts:
            path = (*path, counts[path])
    return path


def _opened(text: str) -> int:
    """Brackets opened and not closed in a line, without those in strings and comments."""
    plain = re.sub(r'"(?:[^"\\]|\\.)*"|' + r"'[^']*'", "", text)
    plain = plain.partition("#")[0]
    return plain.count("[") - plain.count("]")
