"""The screens, in the order of the navigation. Each is a function; the files in pages/ are never run as scripts."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from pages import cohort, imports, method, packets, patient, prep, programs, quality, register, today
from pages.parts import addresses


@dataclass(frozen=True)
class Screen:
    """`address` follows the host in the browser; `title` stands in the navigation and begins the heading before a first load."""

    address: str
    title: str
    icon: str
    draw: Callable[[], None]


SCREENS = (
    Screen(addresses.TODAY, "Today", "today", today.today),
    Screen(addresses.PREP, "Reassessment prep", "assignment_ind", prep.reassessment_prep),
    Screen(addresses.PATIENT, "Patient", "person_search", patient.patient),
    Screen(addresses.COHORT, "Cohort review", "groups", cohort.cohort_review),
    Screen(addresses.PROGRAMS, "Programs", "balance", programs.programs),
    Screen(addresses.PACKETS, "Insurer packet", "description", packets.insurer_packets),
    Screen(addresses.REGISTER, "Register", "fact_check", register.register),
    Screen(addresses.METHOD, "Method", "straighten", method.method),
    Screen(addresses.IMPORTS, "Imports", "inbox", imports.imports),
    Screen(addresses.QUALITY, "Data quality", "rule", quality.quality),
)
"""The first is what opens at /."""


def all_screens() -> list:
    """One `st.Page` per screen."""
    first, *others = SCREENS
    return [_page(first, default=True), *[_page(screen, url_path=screen.address) for screen in others]]


def open_first() -> None:
    """Go to the first screen."""
    st.switch_page(_page(SCREENS[0], default=True))


def open_at(address: str) -> None:
    """Go to the screen at an address of the table above."""
    screen = next(one for one in SCREENS if one.address == address)
    st.switch_page(_page(screen, default=True) if screen is SCREENS[0] else _page(screen, url_path=address))


def _page(screen: Screen, **where):
    return st.Page(screen.draw, title=screen.title, icon=f":material/{screen.icon}:", **where)
