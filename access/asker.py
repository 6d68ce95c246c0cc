"""Who is asking. For now one local user with every role, and only from this machine."""

import ipaddress
from dataclasses import dataclass
from enum import StrEnum


class AccessRefused(Exception):
    """The asker may not do this; the message names no patient."""


class Role(StrEnum):
    CLINICIAN = "clinician"
    DIRECTOR = "director"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class Asker:
    """A person at the door, by name and roles."""

    name: str
    roles: frozenset[Role]


def local_user(client_host: str | None = None) -> Asker:
    """The one user of a dashboard without sign-in.

    `client_host` is the address the request came from. None means that no network was involved, as on the
    command line.

    Raises:
        AccessRefused: the request came from another machine.
    """
    if client_host is not None and not _is_loopback(client_host):
        raise AccessRefused("Without sign-in the dashboard answers only to the machine it runs on.")
    return Asker("local user", frozenset(Role))


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback
