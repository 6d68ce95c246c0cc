"""Runs one screen without a browser, on a clinic folder."""

import html
import re

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts import screens

SCREENS = {s.draw.__module__.removeprefix("pages."): s.draw.__name__ for s in screens.SCREENS}
"""Module in pages/ → the function it hands over."""

NEED_ROWS = [name for name in SCREENS if name != "method"]
"""Screens that have nothing to show before the first load."""


class Screen:
    """A screen that has run; `text` is all that it says, without markup."""

    def __init__(self, app: AppTest):
        self.app = app

    @property
    def text(self) -> str:
        shown = " ".join(block.value for block in self.app.markdown)
        return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", shown)))

    @property
    def failures(self) -> list[str]:
        """Exceptions that nothing caught, and cards that show the orange flag."""
        return [str(e.value) for e in self.app.exception] + re.findall(r"[\w ]+ did not load", self.text)


@pytest.fixture
def open_screen(monkeypatch):
    """Call it with a clinic folder and a screen; `state` goes into the session first. `visitor`: the address asking."""

    def start(clinic, screen: str, visitor: str | None = None, **state) -> Screen:
        monkeypatch.setenv("LANDINGS_CLINIC", str(clinic))
        monkeypatch.setattr("pages.parts.reading.visitor_address", lambda: visitor)
        function = SCREENS[screen]
        app = AppTest.from_string(f"from pages.{screen} import {function}\n{function}()", default_timeout=30)
        for key, value in state.items():
            app.session_state[key] = value
        return Screen(app.run())

    return start
