"""The store can be built anew from the archived files, and is the same store."""

import pytest
from typer.testing import CliRunner

from store.__main__ import app
from store.readers import open_snapshot
from store.schema import TABLES
from tests.conftest import load_through_command_line
from tests.small_clinic import contents


def run(*arguments: str):
    return CliRunner().invoke(app, list(arguments))


def test_a_rebuilt_store_equals_the_one_it_replaces_in_every_table(own_sample_clinic):
    folder = own_sample_clinic
    scores = folder / "sources" / "portal_scores_long.csv"
    later = folder / "sources" / "portal_scores_long_later.csv"
    later.write_bytes(b"".join(scores.read_bytes().splitlines(keepends=True)[:200]))
    load_through_command_line(folder, str(later), "--mapping", "portal_scores_long")
    before = open_snapshot(folder)
    result = run("rebuild", "--clinic", str(folder))
    assert result.exit_code == 0, result.output
    after = open_snapshot(folder)
    assert after.number == before.number + 1
    assert before.cursor().execute("select count(*) from sighting").fetchone()[0] >= 190
    assert before.cursor().execute("select count(*) from batch").fetchone()[0] == 2
    for table in TABLES:
        assert contents(after.connection, [table]) == contents(before.connection, [table]), table


def test_a_damaged_archive_is_refused_and_the_store_stays(own_sample_clinic):
    before = open_snapshot(own_sample_clinic).number
    archived = next((own_sample_clinic / "archive").glob("*.csv"))
    archived.write_bytes(archived.read_bytes() + b"\n")
    result = run("rebuild", "--clinic", str(own_sample_clinic))
    assert result.exit_code == 2
    assert "damaged" in result.output or "cannot be read again" in result.output
    assert open_snapshot(own_sample_clinic).number == before


def test_a_rebuild_mends_a_damaged_snapshot(own_sample_clinic):
    snapshot = open_snapshot(own_sample_clinic)
    expected = contents(snapshot.connection)
    snapshot.close()
    snapshot.path.write_bytes(b"no database")
    result = run("rebuild", "--clinic", str(own_sample_clinic))
    assert result.exit_code == 0, result.output
    assert contents(open_snapshot(own_sample_clinic).connection) == expected


def test_status_says_what_the_store_holds(sample_clinic):
    result = run("status", "--clinic", str(sample_clinic))
    assert result.exit_code == 0
    assert "1 load(s) of 14 file(s)" in result.output


def test_status_of_a_clinic_that_has_loaded_nothing_says_so(empty_clinic):
    assert "nothing has been loaded yet" in run("status", "--clinic", str(empty_clinic)).output


@pytest.mark.parametrize("command", ["status", "rebuild"])
def test_a_folder_that_is_no_clinic_is_one_sentence_and_exit_code_2(tmp_path, command):
    result = run(command, "--clinic", str(tmp_path))
    assert result.exit_code == 2
    assert result.output.count("\n") == 1
    assert "clinic.toml" in result.output
