"""`load --watch`: an inbox whose files are loaded, or set aside with the reason."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from loaders.__main__ import app
from loaders.inbox import Inbox, NotNow, free_place
from store.errors import StoreBusy
from store.readers import open_snapshot
from tests.loaders.test_command_line import PATIENT_LINES, SCORE_LINES
from tests.loaders.test_command_line import loaded_folder as folder  # noqa: F401

ROOT = Path(__file__).parents[2]


@pytest.fixture
def inbox(tmp_path):
    place = tmp_path / "inbox"
    place.mkdir()
    return place


def look(folder, inbox, *more):  # noqa: F811
    arguments = ["load", "--clinic", folder, "--watch", inbox, "--once", "--still", "0.01", *more]
    return CliRunner().invoke(app, list(map(str, arguments)))


def names(place: Path) -> list[str]:
    return sorted(str(path.relative_to(place)) for path in place.rglob("*") if path.is_file())


def observations(folder) -> int:  # noqa: F811
    snapshot = open_snapshot(folder)
    (count,) = snapshot.cursor().execute("select count(*) from observation").fetchone()
    snapshot.close()
    return count


def test_loaded_files_move_to_done_registrations_first(folder, inbox):  # noqa: F811
    (inbox / "a_scores.csv").write_text(SCORE_LINES)
    (inbox / "z_people.csv").write_text(PATIENT_LINES)
    result = look(folder, inbox)
    assert result.exit_code == 0, result.output
    assert names(inbox) == ["done/a_scores.csv", "done/z_people.csv"]
    assert result.stdout.splitlines()[0] == "z_people.csv, read by the mapping patients"
    assert observations(folder) == 1


def test_a_bad_file_is_set_aside_with_a_report_and_the_others_are_loaded(folder, inbox):  # noqa: F811
    (inbox / "b_unknown.csv").write_text("what,is,this\nCanary Testperson,2,3\n")
    (inbox / "c_broken.csv").write_bytes(b"mrn,who,born\n007,Canary\xff,1970-01-02\n")
    (inbox / "d_people.csv").write_text(PATIENT_LINES)
    result = look(folder, inbox)
    assert result.exit_code == 2
    assert names(inbox) == [
        "done/d_people.csv",
        "failed/b_unknown.csv",
        "failed/b_unknown.csv.report.txt",
        "failed/c_broken.csv",
        "failed/c_broken.csv.report.txt",
    ]
    report = (inbox / "failed" / "b_unknown.csv.report.txt").read_text()
    assert "No mapping fits" in report
    assert "Canary" not in report + (inbox / "failed" / "c_broken.csv.report.txt").read_text() + result.output


def test_a_file_of_the_same_name_never_overwrites_the_former_one(folder, inbox):  # noqa: F811
    for lines in (PATIENT_LINES, PATIENT_LINES + "009,Testperson Cleo,1972-03-04\n"):
        (inbox / "people.csv").write_text(lines)
        look(folder, inbox)
    for text in ("one", "two"):
        (inbox / "odd.csv").write_text(text)
        look(folder, inbox)
    assert names(inbox) == [
        "done/people (2).csv", "done/people.csv", "failed/odd (2).csv", "failed/odd (2).csv.report.txt", "failed/odd.csv",
        "failed/odd.csv.report.txt",
    ]  # fmt: skip
    assert (inbox / "done" / "people.csv").read_text() == PATIENT_LINES
    assert (inbox / "failed" / "odd.csv").read_text() == "one"


def test_a_file_that_still_grows_is_left_alone(inbox):
    path, taken = inbox / "growing.csv", []
    path.write_text("a")

    def grow() -> bool:
        with path.open("a") as file:
            file.write("more")
        return len(taken) > 0

    def stop_growing() -> bool:
        return False

    take = lambda path: taken.append(path.name)  # noqa: E731
    Inbox(inbox, take, sorted, 0.05, grow).run(once=True)
    assert taken == []
    Inbox(inbox, take, sorted, 0.05, stop_growing).run(once=True)
    assert taken == ["growing.csv"]


def test_hidden_files_links_and_folders_are_left_alone(inbox, tmp_path):
    (inbox / ".hidden.csv").write_text("a")
    (inbox / "folder.csv").mkdir()
    (tmp_path / "outside.csv").write_text("a")
    (inbox / "link.csv").symlink_to(tmp_path / "outside.csv")
    os.mkfifo(inbox / "pipe.csv")
    taken: list[str] = []
    Inbox(inbox, lambda path: taken.append(path.name), sorted, 0, lambda: False).run(once=True)
    assert taken == []


def test_a_file_that_cannot_be_loaded_for_another_reason_stays(inbox):
    (inbox / "people.csv").write_text("a")

    def busy(path):
        raise NotNow

    assert Inbox(inbox, busy, sorted, 0, lambda: False).run(once=True) == []
    assert names(inbox) == ["people.csv"]


def test_while_another_load_writes_the_file_waits_in_the_inbox(folder, inbox, monkeypatch):  # noqa: F811
    (inbox / "people.csv").write_text(PATIENT_LINES)

    def busy(*arguments, **more):
        raise StoreBusy("Another load has been writing to this clinic for 120 seconds. Try again later.")

    with monkeypatch.context() as patched:
        patched.setattr("loaders.watching.load", busy)
        result = look(folder, inbox)
    assert names(inbox) == ["people.csv"]
    assert "stays in the inbox" in result.output
    look(folder, inbox)
    assert names(inbox) == ["done/people.csv"]


def test_the_inbox_must_be_a_folder(folder, tmp_path):  # noqa: F811
    result = look(folder, tmp_path / "nowhere")
    assert result.exit_code == 2
    assert "There is no folder" in result.output


def test_a_free_place_is_never_one_that_is_taken(tmp_path):
    found = [free_place(tmp_path, "scores.tar.gz").name for _ in range(3)]
    assert found == ["scores.tar.gz", "scores (2).tar.gz", "scores (3).tar.gz"]


def test_a_signal_to_end_ends_it_cleanly_between_two_files(folder, inbox):  # noqa: F811
    command = [sys.executable, "-m", "loaders", "load", "--clinic", folder, "--watch", inbox, "--still", "0.1"]
    child = subprocess.Popen(list(map(str, command)), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        (inbox / "people.csv").write_text(PATIENT_LINES)
        until = time.monotonic() + 60
        while not (inbox / "done" / "people.csv").exists() and time.monotonic() < until:
            time.sleep(0.05)
        child.send_signal(signal.SIGTERM)
        _, errors = child.communicate(timeout=60)
    finally:
        child.kill()
    assert child.returncode == 0, errors
    assert names(inbox) == ["done/people.csv"]
