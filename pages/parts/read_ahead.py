"""Reading ahead: while a list of visits is looked at, the preparations behind it are computed in a thread.

What is read ahead stays on the server and counts as opened only when it is shown (`access.ahead`).
"""

import logging
import threading
import time
from collections.abc import Sequence
from datetime import date

import streamlit as st

from access.ahead import ReadingAhead
from pages.parts import reading
from pages.parts.fault import whereabouts
from pages.parts.prep_case import CaseKey, case_at

MOST = 40
"""Visits of one list that are read ahead."""
BREATH_SECONDS = 0.03
"""Between two patients, so that who is looking at a page is served first."""

log = logging.getLogger("landings")


class Ahead:
    """What has been read ahead for one asker on one state of the record."""

    def __init__(self, door: ReadingAhead, today: date):
        self._door, self._today = door, today
        self._taking = threading.Lock()
        self._waiting: list[str] = []
        self._taken: set[str] = set()
        self._thread: threading.Thread | None = None

    def want(self, patient_ids: Sequence[str]) -> None:
        """Read these next, in this order; whoever was read already is not read again."""
        with self._taking:
            later = [one for one in self._waiting if one not in patient_ids]
            self._waiting = [one for one in patient_ids if one not in self._taken] + later
            if self._waiting and self._thread is None:
                self._thread = threading.Thread(target=self._run, name="read ahead", daemon=True)
                self._thread.start()

    def finish(self, seconds: float = 60.0) -> None:
        """Wait until everything that is wanted has been read."""
        thread = self._thread
        if thread is not None:
            thread.join(seconds)

    def _run(self) -> None:
        while (patient_id := self._next()) is not None:
            try:
                read_one(self._door, patient_id, self._today)
            except Exception as error:  # the page will meet it again and say so
                log.info("reading ahead failed: %s", whereabouts(error))
            time.sleep(BREATH_SECONDS)

    def _next(self) -> str | None:
        with self._taking:
            if not self._waiting:
                self._thread = None
                return None
            patient_id = self._waiting.pop(0)
            self._taken.add(patient_id)
            return patient_id


def read_one(door: ReadingAhead, patient_id: str, today: date) -> None:
    """Compute what the preparation of one patient shows first: their latest episode, at the checkpoint of the day."""
    episodes = reading.ask_at(door, "episodes", patient_ids=(patient_id,))
    if episodes.empty:
        return
    case = case_at(door, CaseKey(patient_id, episodes["episode_id"].iloc[-1], None, today))
    for part in case.PARTS:
        getattr(case, part)


def read_visits_ahead(after: str | None = None) -> None:
    """Begin with the visits after this patient's; called once a page is drawn. Without a server nobody comes back for more."""
    if st.runtime.exists():
        visits_ahead(after)


def visits_ahead(after: str | None = None) -> Ahead:
    """The same, wherever it runs."""
    door, today = reading.ahead(), reading.today()
    ahead = _kept(door, str(door.folder), door.current_state(), door.asker.name, today)
    listed = reading.ask_at(door, "worklist", from_day=today, to_day=today)
    patients = list(dict.fromkeys(listed["patient_id"]))[:MOST]
    place = patients.index(after) + 1 if after in patients else 0
    ahead.want([*patients[place:], *patients[:place]])
    return ahead


@st.cache_resource(max_entries=8, show_spinner=False)
def _kept(_door: ReadingAhead, folder: str, state: str, asker: str, today: date) -> Ahead:
    return Ahead(_door, today)
