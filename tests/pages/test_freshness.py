"""Of when the numbers are is said above every screen, and that an older state of the store stands in for the newest one."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from streamlit.testing.v1 import AppTest

from access.asker import local_user
from access.door import Door
from domain.loaded import RowKind
from pages.parts.freshness import when
from store.snapshot_files import snapshot_path
from store.writer import load
from tests.small_clinic import CLINIC_TOML, file_of, registration, small_clinic, write_clinic

CHICAGO = ZoneInfo("America/Chicago")
NOW = datetime(2025, 11, 17, 8, 30, tzinfo=CHICAGO)


def load_people(folder, *names):
    for name in names:
        people = file_of(RowKind.PATIENT, registration(name), folder=folder, name=f"{name}.csv", mapping="people")
        load(folder, small_clinic(), [people])


@pytest.fixture
def said(monkeypatch):
    """Call it with a clinic folder: what stands above its screens, as marked-up texts."""

    def run(folder):
        monkeypatch.setenv("LANDINGS_CLINIC", str(folder))
        monkeypatch.setattr("pages.parts.reading.visitor_address", lambda: None)
        app = AppTest.from_string("from pages.parts import freshness\nfreshness.show()").run()
        assert not app.exception
        return [block.value for block in app.markdown]

    return run


def test_nothing_is_said_before_the_first_load(tmp_path, said):
    write_clinic(tmp_path)
    assert said(tmp_path) == []


def test_the_time_of_the_last_load_is_said_and_nothing_of_an_older_state(tmp_path, said):
    write_clinic(tmp_path)
    load_people(tmp_path, "P1", "P2")
    (shown,) = said(tmp_path)
    assert "As of 08:30" in shown
    assert "as-of-old" not in shown


def test_numbers_older_than_a_day_are_marked_in_words_and_colour(tmp_path, said):
    write_clinic(tmp_path)
    load_people(tmp_path, "P1")
    write_clinic(tmp_path, CLINIC_TOML.replace("as_of = 2025-11-17T08:30:00", "as_of = 2025-11-20T07:00:00"))
    (shown,) = said(tmp_path)
    assert "As of 17 Nov 2025 08:30, 3 days ago" in shown
    assert "as-of-old" in shown


@pytest.mark.parametrize(
    ("earlier", "words"),
    [
        (timedelta(), "08:30"),
        (timedelta(hours=8, minutes=30), "00:00"),
        (timedelta(hours=8, minutes=31), "16 Nov 2025 23:59"),
        (timedelta(hours=24), "16 Nov 2025 08:30"),
        (timedelta(hours=24, minutes=1), "16 Nov 2025 08:29, 1 day ago"),
        (timedelta(days=400), "13 Oct 2024 08:30, 400 days ago"),
    ],
)
def test_a_moment_is_told_with_its_day_unless_it_is_today(earlier, words):
    assert when(NOW - earlier, NOW) == words


def test_an_older_state_is_said_with_its_time_and_what_is_missing(tmp_path, said):
    write_clinic(tmp_path)
    load_people(tmp_path, "P1", "P2")
    snapshot_path(tmp_path, 2).write_bytes(b"no database")
    _, shown = said(tmp_path)
    assert (
        "An older state is shown: everything here stands as of the load of 17 Nov 2025 08:30. 1 later load is missing."
        in shown
    )
    assert "python -m store rebuild" in shown
    assert "flag-worse" in shown
    door = Door(tmp_path, local_user(None))
    assert door.snapshot is door.snapshot  # opened once, not at every question
