"""What is said where an older state of the store stands in for the newest one."""

from access.asker import local_user
from access.door import Door
from charts.flags import FlagKind
from domain.loaded import RowKind
from pages.parts.older_state import older_state_flag
from store.snapshot_files import snapshot_path
from store.writer import load
from tests.small_clinic import file_of, registration, small_clinic, write_clinic


def loaded_twice(folder):
    write_clinic(folder)
    for name in ("P1", "P2"):
        people = file_of(RowKind.PATIENT, registration(name), folder=folder, name=f"{name}.csv", mapping="people")
        load(folder, small_clinic(), [people])


def test_nothing_is_said_where_the_newest_state_is_shown(tmp_path):
    loaded_twice(tmp_path)
    assert older_state_flag(Door(tmp_path, local_user(None))) is None


def test_an_older_state_is_said_with_its_time_and_what_is_missing(tmp_path):
    loaded_twice(tmp_path)
    snapshot_path(tmp_path, 2).write_bytes(b"no database")
    door = Door(tmp_path, local_user(None))
    flag = older_state_flag(door)
    assert flag.kind is FlagKind.WORSE
    assert flag.fact == (
        "An older state is shown: everything here stands as of the load of 17 Nov 2025 08:30. 1 later load is missing."
    )
    assert "python -m store rebuild" in flag.why
    assert door.snapshot is door.snapshot  # opened once, not at every question


def test_every_screen_says_it(tmp_path, monkeypatch):
    from streamlit.testing.v1 import AppTest

    loaded_twice(tmp_path)
    snapshot_path(tmp_path, 2).write_bytes(b"no database")
    monkeypatch.setenv("LANDINGS_CLINIC", str(tmp_path))
    monkeypatch.setattr("pages.parts.reading.visitor_address", lambda: None)
    app = AppTest.from_string("from pages.parts.older_state import warn_of_older_state\nwarn_of_older_state()").run()
    assert "An older state is shown" in app.markdown[0].value
    assert not app.exception
