"""Which server an address belongs to: a resource of another server with the same id is another resource."""

import re

_ADDRESS = re.compile(
    r"(?P<base>[A-Za-z][A-Za-z0-9+.\-]*://[^?#]*?)/(?P<kind>[A-Z][A-Za-z]{1,60})/(?P<id>[A-Za-z0-9\-.]{1,64})(?:/_history/[^/?#]+)?"
)
_HOST = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*://[^/]*")


def base_of(address: str | None) -> str | None:
    """The base of an absolute address of a resource, to be compared; None for a relative one, an urn, or none."""
    found = _ADDRESS.fullmatch(address or "")
    return as_base(found["base"]) if found else None


def as_base(address: str) -> str:
    """A base address as it is compared: host in small letters, no slash at its end."""
    host = _HOST.match(address)
    end = host.end() if host else 0
    return (address[:end].lower() + address[end:]).rstrip("/")


def plain_address(address: str) -> str:
    """The address of a resource without its version."""
    return address.partition("/_history/")[0]
