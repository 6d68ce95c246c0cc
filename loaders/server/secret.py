"""Secrets come from the environment only; a mapping names the variable, never the value."""

import os

from loaders.source_error import SourceError


def secret(variable: str, what: str) -> str:
    """The value of an environment variable.

    Raises:
        SourceError: it is not set, empty, or holds what no header or form may hold.
    """
    value = os.environ.get(variable, "").strip()
    if not value:
        raise SourceError(f"{what} is missing: set the environment variable {variable}.")
    if not value.isprintable():
        raise SourceError(
            f"{what} in the environment variable {variable} holds a line break or another control character."
        )
    return value
