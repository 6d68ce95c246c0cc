"""The pages' way to the rows: the door, and answers kept for as long as the snapshot stands.

Answers are kept per snapshot (and state of the entries, where they tell of them), asker, question and parameters, never per frame. Names and record
numbers are asked anew each time: they lie in no cache.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import streamlit as st

from access.ahead import ReadingAhead
from access.asker import AccessRefused, Asker, local_user
from access.door import Door, find_clinic
from domain.clinic import Clinic

DRAWN = "drawn_snapshot"
NOT_KEPT = frozenset({
    "people", "find_people", "lookalikes", "batches", "packets", "packet_log", "patient_packets", "packet_versions", "packet",
    "reminders", "payer_decisions", "deadline_rules",
})  # fmt: skip
"""Questions answered from the book of records: identifiers, accounts that are written after the snapshot, the register."""
TYPED_TOO = frozenset({"settlements", "goals", "events", "entries", "entry_history", "plan_changes"})
"""Questions whose answer changes with what is typed in, not only with the snapshot."""
HELD = frozenset({"past_courses"})
"""Questions whose answer is kept as one object for everybody, because a copy for each run would take longer than asking."""
DERIVED = ("response_scores", "behind")
"""Frames made from another answer about the same snapshot, scope and day."""


VISITED = "visited_clinic"
"""In the session: the folder of another clinic that it looks at."""


def own_folder() -> Path:
    """The folder of the clinic that this server serves."""
    return find_clinic()


def clinic_in(folder: Path) -> Clinic:
    """What a clinic's folder declares, for whoever is asking.

    Raises:
        AccessRefused: the visitor is not at this machine.
    """
    asker = local_user(visitor_address())
    return _door(str(folder.resolve()), asker.name, asker).clinic


def visit(folder: Path | None) -> None:
    """From now on this session sees the clinic in `folder`; None: the one that is served. What it had chosen, a patient above all,
    is of the other clinic and is forgotten."""
    st.session_state.clear()
    if folder is not None:
        st.session_state[VISITED] = str(folder)


def is_visiting() -> bool:
    """Whether this session looks at another clinic than the one that is served."""
    return VISITED in st.session_state


def _folder() -> str:
    return str(Path(st.session_state.get(VISITED) or find_clinic()).resolve())


@st.cache_resource(show_spinner=False)
def _door(folder: str, asker: str, _asker: Asker) -> Door:
    return Door(Path(folder), _asker)


def door() -> Door:
    """The clinic's door, for whoever is asking.

    Raises:
        AccessRefused: the visitor is not at this machine.
    """
    asker = local_user(visitor_address())
    return _door(_folder(), asker.name, asker)


@st.cache_resource(show_spinner=False)
def _ahead(folder: str, asker: str, _asker: Asker) -> ReadingAhead:
    return ReadingAhead(Path(folder), _asker)


def ahead() -> ReadingAhead:
    """A door for the same asker that notes no opening: for what is read before it is asked for, in a thread too. Before any
    of it is shown, `door().authorize(...)` notes that.

    Raises:
        AccessRefused: the visitor is not at this machine.
    """
    asker = local_user(visitor_address())
    return _ahead(_folder(), asker.name, asker)


def visitor_address() -> str | None:
    """Where the visitor's request came from; None for this machine."""
    return st.context.ip_address


def clinic() -> Clinic:
    return door().clinic


def today() -> date:
    """Today, as the clinic's clock says."""
    return clinic().clock.today()


def snapshot_number() -> int:
    """The snapshot that stands now; 0 before the first load."""
    return door().current_number()


def ask(question: str, **parameters: Any) -> Any:
    """The door's answer to `question`, the name of one of its methods; computed once per snapshot.

    `parameters` must be hashable: scopes, dates, codes, internal ids. Only those in `DERIVED` may be frames, or functions
    that make one when it is needed: they follow from the snapshot, the scope and the day, which are part of the key already.
    """
    own = door()
    own.authorize(question, parameters.get("patient_id"))
    return ask_at(own, question, **parameters)


@dataclass(frozen=True)
class Attempt:
    """An answer, or the error in its place, which is raised only where the answer is shown."""

    answer: Any = None
    error: Exception | None = None

    @property
    def is_known(self) -> bool:
        return self.error is None

    def shown(self) -> Any:
        """The answer.

        Raises:
            Exception: why there is none.
        """
        if self.error is not None:
            raise self.error
        return self.answer


def attempt(question: str, **parameters: Any) -> Attempt:
    """`ask` for what decides whether a card is drawn, or stands beside the subject of a page: its failure fells no more than that.

    Raises:
        AccessRefused: the asker may not ask this.
    """
    try:
        return Attempt(ask(question, **parameters))
    except AccessRefused:
        raise
    except Exception as error:
        return Attempt(error=error)


def ask_at(own: Door, question: str, **parameters: Any) -> Any:
    """`ask` at a door that is given, also from a thread without a visitor."""
    if question in NOT_KEPT:
        return getattr(own, question)(**parameters)
    derived = {name: parameters.pop(name) for name in DERIVED if name in parameters}
    asked = tuple(sorted(parameters.items()))
    if question in HELD:
        return _held(own, str(own.folder), own.current_number(), question, asked)
    state = own.current_state() if question in TYPED_TOO else str(own.current_number())
    return _kept(own, derived, str(own.folder), state, own.asker.name, question, asked)


@st.cache_data(show_spinner=False, max_entries=400)
def _kept(_door: Door, _derived: dict, folder: str, state: str, asker: str, question: str, parameters: tuple) -> Any:
    frames = {name: frame() if callable(frame) else frame for name, frame in _derived.items()}
    return getattr(_door, question)(**dict(parameters), **frames)


@st.cache_resource(show_spinner=False, max_entries=8)
def _held(_door: Door, folder: str, number: int, question: str, parameters: tuple) -> Any:
    return getattr(_door, question)(**dict(parameters))


def note_what_is_drawn() -> None:
    """Remember which snapshot this run draws, so that an open page notices the next one."""
    st.session_state[DRAWN] = snapshot_number()


@st.fragment(run_every="5s")
def watch_for_loads() -> None:
    """Draw the page again as soon as another snapshot stands."""
    if snapshot_number() != st.session_state.get(DRAWN):
        st.rerun(scope="app")
