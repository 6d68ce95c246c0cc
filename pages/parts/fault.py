"""What a reader sees, and what the log keeps, when something fails: a reference, never a score or a name."""

import logging
import secrets
import traceback
from pathlib import Path

from charts import states
from pages.parts import html

log = logging.getLogger("landings")


def report(error: BaseException) -> str:
    """Log where `error` happened, without its text, and return the reference that leads to the entry."""
    reference = f"E-{secrets.token_hex(2).upper()}"
    log.error("%s %s", reference, whereabouts(error))
    return reference


def whereabouts(error: BaseException) -> str:
    """The kind of error and the lines it passed through. Its message may hold a score, so it is left out."""
    steps = [f"{Path(f.filename).name}:{f.lineno}" for f in traceback.extract_tb(error.__traceback__)]
    return f"{type(error).__name__} at {' > '.join(steps[-8:])}"


def show_fault(error: BaseException, what: str = "This part") -> None:
    """An orange flag in place of the part that failed."""
    html.show(states.failed(what, report(error)))


def show_unexpected(error: Exception) -> bool:
    """For what no card caught: show the flag and tell Streamlit that nothing else need be shown."""
    show_fault(error, "This page")
    return True


class _Discreet(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and record.exc_info[1]:
            record.msg, record.args = f"{record.msg}: {whereabouts(record.exc_info[1])}", ()
            record.exc_info = record.exc_text = None
        return True


def keep_scores_out_of_logs() -> None:
    """Streamlit logs the full text of uncaught errors; keep only where they happened."""
    logging.basicConfig(format="%(asctime)s %(message)s", level=logging.WARNING)
    for name in ("streamlit.error_util", "uvicorn.error"):
        logging.getLogger(name).addFilter(_Discreet())
