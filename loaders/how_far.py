"""How far the reading of a long file is, for whoever shows it: loaders tell block by block, and need not know who listens."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

OnBlock = Callable[[float | None, int], None]
"""Hears the share of the file that is read (None where its size when unpacked is not known), and how many lines that was."""

_listener: ContextVar[OnBlock | None] = ContextVar("on_block", default=None)


@contextmanager
def told_to(listener: OnBlock) -> Iterator[None]:
    """While this lasts, `listener` hears of every block that this thread reads."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def tell(share: float | None, lines: int) -> None:
    listener = _listener.get()
    if listener is not None:
        listener(share, lines)
