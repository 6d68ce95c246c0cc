"""The people whom a page speaks of, put beside it, so that the page can be read alone, today and when it is read again."""

import json
import re
from collections.abc import Callable, Iterable
from typing import Any

_REFERENCE = re.compile(rb'"(?:[^"\\]*/)?Patient/([A-Za-z0-9\-.]{1,64})(?:/_history/[^"\\]*)?"')
_KEPT = (
    "resourceType", "id", "meta", "identifier", "name", "birthDate", "gender", "deceasedBoolean", "deceasedDateTime", "link",
)  # fmt: skip
_AT_ONCE = 50

Find = Callable[[list[str]], Iterable[dict[str, Any]]]


class Companions:
    """Patient resources seen so far, by id. `find` asks for those that were not seen."""

    def __init__(self, find: Find):
        self._find = find
        self._seen: dict[str, bytes] = {}

    def remember(self, resources: Iterable[Any]) -> set[str]:
        """Keep the Patients among some resources; their ids."""
        found = {one["id"]: one for one in resources if _is_patient(one)}
        self._seen |= {own: _line(one) for own, one in found.items()}
        return set(found)

    def missing_from(self, content: bytes, present: set[str]) -> list[bytes]:
        """One line per Patient that the content refers to and does not hold."""
        wanted = {match.decode() for match in set(_REFERENCE.findall(content))} - present
        unseen = sorted(wanted - self._seen.keys())
        for start in range(0, len(unseen), _AT_ONCE):
            self.remember(self._find(unseen[start : start + _AT_ONCE]))
        return [self._seen[own] for own in sorted(wanted) if own in self._seen]


def _is_patient(resource: Any) -> bool:
    return (
        isinstance(resource, dict) and resource.get("resourceType") == "Patient" and isinstance(resource.get("id"), str)
    )


def _line(patient: dict[str, Any]) -> bytes:
    return json.dumps({key: patient[key] for key in _KEPT if key in patient}).encode()


def on_one_line(content: bytes) -> bytes:
    """A JSON document without line breaks, which can only be white space in it."""
    return content.replace(b"\r", b" ").replace(b"\n", b" ").strip()
