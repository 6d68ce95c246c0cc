"""The people and medicines that a page speaks of, put beside it, so that it can be read alone, today and later again."""

import json
import re
from collections.abc import Callable, Iterable
from typing import Any

REFERRED = ("Patient", "Medication")

_REFERENCE = re.compile(rb'"(?:[^"\\]*/)?((?:Patient|Medication)/[A-Za-z0-9\-.]{1,64})(?:/_history/[^"\\]*)?"')
_KEPT = (
    "resourceType", "id", "meta", "identifier", "name", "birthDate", "gender", "deceasedBoolean", "deceasedDateTime", "link",
    "code", "form", "ingredient",
)  # fmt: skip
_AT_ONCE = 50

Find = Callable[[str, list[str]], Iterable[Any]]
"""(kind, ids) → the resources that the server has of them."""


class Companions:
    """Resources seen so far, by 'Kind/id'. `find` asks for those that were not seen."""

    def __init__(self, kinds: Iterable[str], find: Find):
        self._kinds, self._find = tuple(kinds), find
        self._seen: dict[str, bytes] = {}

    def remember(self, resources: Iterable[Any]) -> set[str]:
        """Keep those that others refer to; their names."""
        found = {f"{one['resourceType']}/{one['id']}": one for one in resources if self._is_wanted(one)}
        self._seen |= {name: _line(one) for name, one in found.items()}
        return set(found)

    def missing_from(self, content: bytes, present: set[str]) -> list[bytes]:
        """One line per resource that the content refers to and does not hold."""
        told = {match.decode() for match in set(_REFERENCE.findall(content))} - present
        wanted = sorted(name for name in told if name.partition("/")[0] in self._kinds)
        for kind in self._kinds:
            unseen = [
                name.partition("/")[2] for name in wanted if name not in self._seen and name.startswith(f"{kind}/")
            ]
            for start in range(0, len(unseen), _AT_ONCE):
                self.remember(self._find(kind, unseen[start : start + _AT_ONCE]))
        return [self._seen[name] for name in wanted if name in self._seen]

    def _is_wanted(self, resource: Any) -> bool:
        return (
            isinstance(resource, dict)
            and resource.get("resourceType") in self._kinds
            and isinstance(resource.get("id"), str)
        )


def companion_kinds(patient_by: str, resources: Iterable[str]) -> tuple[str, ...]:
    """What must stand beside a page: people unless their id is their number, medicines where lists are read."""
    lists = any(kind.startswith("Medication") for kind in resources)
    return tuple(kind for kind, is_needed in (("Patient", patient_by != "id"), ("Medication", lists)) if is_needed)


def _line(resource: dict[str, Any]) -> bytes:
    return json.dumps({key: resource[key] for key in _KEPT if key in resource}).encode()


def on_one_line(content: bytes) -> bytes:
    """A JSON document without line breaks, which can only be white space in it."""
    return content.replace(b"\r", b" ").replace(b"\n", b" ").strip()
