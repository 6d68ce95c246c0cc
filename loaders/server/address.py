"""Which addresses may be asked: https, or http on this very computer; never one with a password in it."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from loaders.source_error import SourceError

_PORTS = {"http": 80, "https": 443}


def checked_address(address: str, what: str = "The server's address") -> str:
    """The address itself.

    Raises:
        SourceError: it is no web address, holds a user name or password, or is plain http to another computer.
    """
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise SourceError(f"{what} is no web address.") from None
    if parts.scheme not in _PORTS or not host or any(c.isspace() or not c.isprintable() for c in address):
        raise SourceError(f"{what} is no web address; write one like 'https://redcap.example.org/api/'.")
    if parts.username is not None or parts.password is not None:
        raise SourceError(f"{what} holds a user name or password; name an environment variable for it instead.")
    if parts.scheme == "http" and not is_loopback(host):
        raise SourceError(f"{what} begins with http://, so anybody on the way could read along; use https://.")
    return address


def is_loopback(host: str) -> bool:
    """True for this very computer."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def endpoint(address: str) -> str:
    """Scheme, host and path: what may stand in the book of records. A query may hold identifiers."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def same_server(one: str, other: str) -> bool:
    """True where scheme, host and port agree, so that a secret sent to one may be sent to the other."""
    try:
        return _server(one) == _server(other)
    except ValueError:
        return False


def _server(address: str) -> tuple[str, str, int | None]:
    parts = urlsplit(address)
    return parts.scheme, (parts.hostname or "").lower(), parts.port or _PORTS.get(parts.scheme)
