"""A FHIR server as the source of a pull: by search, page after page, or by a bulk export."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from domain.clinic import Clinic
from loaders.fhir.asking import Asking
from loaders.fhir.export import ExportSource
from loaders.fhir.mapping import FhirMapping
from loaders.fhir.search import SearchSource
from loaders.fhir.sign_in import sign_in_of
from loaders.server.transport import Limits, Transport
from loaders.source_error import SourceError

LIMITS = Limits(most_bytes=1024**3)
"""One file of a bulk export may be large; it is packed before it is kept."""


@contextmanager
def fhir_source(
    mapping: FhirMapping,
    clinic: Clinic,
    limits: Limits | None = None,
    sleep: Callable[[float], None] = time.sleep,
    **more: Any,
) -> Iterator["SearchSource | ExportSource"]:
    """The server that the mapping's [server] names, signed in as it declares.

    Raises:
        SourceError: the mapping names no server, its address may not be asked, or a token or key is missing.
    """
    server, limits = mapping.server, limits or LIMITS
    if server is None:
        raise SourceError(f"The mapping '{mapping.name}' names no server; add a table [server] to pull.")
    with Transport(server.url, limits, sleep=sleep, **more) as transport:
        asking = Asking(transport, sign_in_of(server, transport, limits, sleep=sleep))
        if server.way == "export":
            yield ExportSource(mapping, asking, sleep)
        else:
            yield SearchSource(mapping, asking)
