"""One writer at a time: the app and every command line take the same lock on the clinic folder."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from store.errors import StoreBusy

LOCK_NAME = "landings.lock"
WAIT_SECONDS = 120.0


@contextmanager
def writer_lock(
    folder: Path, on_wait: Callable[[str], None] | None = None, wait_seconds: float = WAIT_SECONDS
) -> Iterator[None]:
    """Hold the clinic's writer lock. The operating system frees it when its holder dies.

    Who comes second hears it once through `on_wait` and waits.

    Raises:
        StoreBusy: the lock was not free within `wait_seconds`.
    """
    lock = FileLock(str(Path(folder) / LOCK_NAME))
    try:
        lock.acquire(timeout=0)
    except Timeout:
        if on_wait:
            on_wait("Another load is writing to this clinic. Waiting for it to finish.")
        _wait_for(lock, wait_seconds)
    try:
        yield
    finally:
        lock.release()


def _wait_for(lock: FileLock, wait_seconds: float) -> None:
    try:
        lock.acquire(timeout=wait_seconds, poll_interval=0.1)
    except Timeout:
        raise StoreBusy(
            f"Another load has been writing to this clinic for {wait_seconds:g} seconds. Try again later."
        ) from None
