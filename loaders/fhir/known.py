"""The people and medicines that other files of a source hold: which files those are, and what stands in them.

A bulk export comes as one file per kind of resource, so Observation.ndjson speaks of people in Patient.ndjson. Files are
named by their content, so that the same ones are found in the archive when the store is rebuilt.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

CONTENT_NAME = re.compile(r"([0-9a-f]{64})(\.[a-z0-9]{1,12})?")
"""The name of a file in the archive: its SHA-256, and the ending that it had."""


@dataclass
class Names:
    """What resources refer to each other by: 'Patient/id' (and the fullUrl of bundle entries) → record number; likewise
    medicines. Of several versions the highest counts; of equal ones the greater content, so that no order matters."""

    people: dict[str, str] = field(default_factory=dict)
    medications: dict[str, Any] = field(default_factory=dict)
    _said: dict[str, tuple[str, str]] = field(default_factory=dict)

    def person(self, name: str, number: str, version: str) -> None:
        if self._is_newer(name, version, number):
            self.people[name] = number

    def medication(self, name: str, content: Any, version: str) -> None:
        if self._is_newer(name, version, repr(content)):
            self.medications[name] = content

    def _is_newer(self, name: str, version: str, said: str) -> bool:
        if (version, said) < self._said.get(name, ("", "")):
            return False
        self._said[name] = (version, said)
        return True


@dataclass
class Known:
    """Files by their names in the archive. `places` says where one lies that is not in the archive yet.

    What stands in them is read once, by `loaders.fhir.read.names_known`, and kept in `read`.
    """

    names: tuple[str, ...] = ()
    places: dict[str, Path] = field(default_factory=dict)
    read: Names | None = field(default=None, repr=False)
