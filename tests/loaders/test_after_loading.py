"""`python -m loaders undo`, `retry`, `lookalikes` and `load --dry-run`: what they print, and what they leave alone."""

import json
import os

import pytest
from typer.testing import CliRunner

from loaders.__main__ import app
from store.__main__ import app as store_app
from store.readers import open_snapshot
from tests.loaders.test_command_line import PATIENT_LINES, SCORE_LINES, content
from tests.loaders.test_command_line import loaded_folder as folder  # noqa: F401


@pytest.fixture
def run(monkeypatch, tmp_path):
    """run(command, *arguments) -> result, from a folder that holds no clinic."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LANDINGS_CLINIC", raising=False)
    return lambda *arguments: CliRunner().invoke(app, list(map(str, arguments)))


def test_a_dry_run_gives_the_whole_account_and_changes_nothing(run, folder):  # noqa: F811
    run("load", "--clinic", folder)
    later = folder / "sources" / "scores_june.csv"
    later.write_text(SCORE_LINES + "007,2025-06-02,odi,30\n007,2025-05-01,odi,44\n")
    before, names = content(folder), sorted(path.name for path in folder.rglob("*"))
    dry = run("load", later, "--clinic", folder, "--dry-run")
    assert dry.exit_code == 0, dry.output
    assert dry.stdout.splitlines()[-1] == "A dry run: nothing was changed."
    assert content(folder) == before
    assert sorted(path.name for path in folder.rglob("*")) == names
    real = run("load", later, "--clinic", folder)
    assert dry.stdout.splitlines()[:-1] == real.stdout.splitlines()
    assert "5 rows read = 1 accepted + 0 corrected + 3 duplicates + 0 waiting + 1 rejected" in real.stdout


def test_a_dry_run_of_a_clinic_that_has_loaded_nothing_leaves_no_book_behind(run, folder):  # noqa: F811
    names = sorted(path.name for path in folder.rglob("*"))
    result = run("load", "--clinic", folder, "--dry-run", "--json")
    assert [json.loads(line)["dry_run"] for line in result.stdout.splitlines()] == [True, True]
    assert json.loads(result.stdout.splitlines()[0])["accepted"] == 2
    assert sorted(path.name for path in folder.rglob("*")) == names


def test_strict_exits_with_3_where_rows_were_rejected(run, folder):  # noqa: F811
    assert run("load", folder / "sources" / "patients_may.csv", "--clinic", folder, "--strict").exit_code == 0
    assert run("load", folder / "sources" / "scores_may.csv", "--clinic", folder, "--strict").exit_code == 3
    assert run("load", folder / "sources" / "scores_may.csv", "--clinic", folder).exit_code == 0


def test_undo_says_what_it_took_back(run, folder):  # noqa: F811
    run("load", folder / "sources" / "patients_may.csv", "--clinic", folder)
    run("load", folder / "sources" / "scores_may.csv", "--clinic", folder)
    result = run("undo", "2", "--clinic", folder)
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines() == [
        "Load 2 of 2025-06-30 09:00 is undone: scores_may.csv.",
        "  2 rows no longer count; rows that another load holds too stay.",
    ]
    assert open_snapshot(folder).cursor().execute("select count(*) from observation_row").fetchone() == (0,)
    again = run("load", folder / "sources" / "scores_may.csv", "--clinic", folder)
    assert "3 rows read = 1 accepted" in again.stdout
    assert "Already loaded" not in again.stdout


def test_undo_as_json_is_one_object_per_load(run, folder):  # noqa: F811
    run("load", "--clinic", folder)
    found = json.loads(run("undo", "1", "--clinic", folder, "--json").stdout)
    assert (found["batch_id"], found["files"], found["withdrawn"]) == (1, ["patients_may.csv", "scores_may.csv"], 4)


@pytest.mark.parametrize("number", ["7", "1"])
def test_undo_of_a_load_that_is_unknown_or_undone_is_one_sentence_and_exit_code_2(run, folder, number):  # noqa: F811
    run("load", "--clinic", folder)
    run("undo", "1", "--clinic", folder)
    before = content(folder)
    result = run("undo", number, "--clinic", folder)
    assert (result.exit_code, result.output.count("\n")) == (2, 1)
    assert "There is no load 7" in result.output or "undone before" in result.output
    assert content(folder) == before


def test_a_rebuild_honours_what_was_undone(run, folder):  # noqa: F811
    run("load", folder / "sources" / "patients_may.csv", "--clinic", folder)
    run("load", folder / "sources" / "scores_may.csv", "--clinic", folder)
    run("undo", "2", "--clinic", folder)
    result = CliRunner().invoke(store_app, ["rebuild", "--clinic", str(folder)])
    assert result.exit_code == 0, result.output
    assert open_snapshot(folder).cursor().execute("select count(*) from observation_row").fetchone() == (0,)


def test_retry_reads_rejected_rows_again_through_the_mapping_as_it_now_stands(run, folder):  # noqa: F811
    scores = folder / "sources" / "scores_may.csv"
    scores.write_text("mrn,day,scale,score\n007,2025-05-01,Oswestry,44\n007,2025-05-02,odi,30\n")
    run("load", "--clinic", folder)
    mapping = folder / "mappings" / "scores.toml"
    mapping.write_text(mapping.read_text() + '[values.measure]\nOswestry = "odi"\nodi = "odi"\n')
    dry = run("retry", "--clinic", folder, "--dry-run")
    result = run("retry", "--clinic", folder)
    assert result.exit_code == 0, result.output
    assert dry.stdout.splitlines() == [*result.stdout.splitlines(), "A dry run: nothing was changed."]
    assert result.stdout.splitlines() == [
        "scores_may.csv, read by the mapping scores",
        "  2 rows read = 1 accepted + 0 corrected + 1 duplicates + 0 waiting + 0 rejected",
        "1 rows picked up that were rejected before; 0 are still rejected.",
        "0 rows wait for the registration of their patient; they count once it is loaded.",
    ]  # fmt: skip


def test_retry_tells_how_many_former_rows_a_changed_mapping_takes_back(run, folder):  # noqa: F811
    run("load", "--clinic", folder)
    mapping = folder / "mappings" / "scores.toml"
    mapping.write_text(mapping.read_text() + '[values.measure]\nodi = "ndi"\n')
    result = run("retry", "--clinic", folder, "--json")
    account, summary = map(json.loads, result.stdout.splitlines())
    assert account["withdrawn"] == 2
    assert summary == {"files": 1, "rows_picked_up": 0, "waiting": 1}
    assert "2 rows of its former reading no longer count" in run_text(run, folder, mapping)


def run_text(run, folder, mapping) -> str:  # noqa: F811
    mapping.write_text(mapping.read_text().replace('"ndi"', '"odi"'))
    return run("retry", "--clinic", folder).stdout


def test_retry_without_anything_to_read_again_says_so_and_counts_who_waits(run, folder):  # noqa: F811
    (folder / "sources" / "scores_may.csv").write_text("mrn,day,scale,score\n009,2025-05-01,odi,44\n")
    run("load", "--clinic", folder)
    assert run("retry", "--clinic", folder).stdout.splitlines() == [
        "No archived file has rejected rows or a changed mapping.",
        "1 rows wait for the registration of their patient; they count once it is loaded.",
    ]


def test_retry_leaves_a_file_alone_whose_mapping_is_gone(run, folder):  # noqa: F811
    run("load", "--clinic", folder)
    (folder / "mappings" / "scores.toml").unlink()
    result = run("retry", "--clinic", folder)
    assert result.stdout.startswith("scores_may.csv: its mapping scores is no longer in the clinic")


def test_retry_refuses_a_damaged_archive_and_says_how_to_mend_it(run, folder):  # noqa: F811
    run("load", "--clinic", folder)
    for copy in (folder / "archive").iterdir():
        copy.write_bytes(copy.read_bytes() + b"\n")
    result = run("retry", "--clinic", folder)
    assert result.exit_code == 2
    assert "damaged. Load the file again" in result.output
    run("load", "--clinic", folder)
    assert run("retry", "--clinic", folder).exit_code == 0


def test_lookalikes_are_record_numbers_with_the_reason_and_no_names(run, folder):  # noqa: F811
    (folder / "sources" / "patients_may.csv").write_text(
        PATIENT_LINES + "107,Alba Testpersom,1970-01-02\n208,Birk Testperson,1971-03-02\n"
    )
    run("load", "--clinic", folder)
    result = run("lookalikes", "--clinic", folder)
    assert result.stdout.splitlines() == [
        "007  107  same birth date, names differ by one letter",
        "008  208  same name, day and month of birth swapped",
    ]
    first, _ = map(json.loads, run("lookalikes", "--clinic", folder, "--json").stdout.splitlines())
    assert first["record_number"] == "007"


def test_bytes_that_do_not_fit_deep_in_a_file_are_told_with_their_line(run, folder):  # noqa: F811
    strange = folder / "elsewhere.csv"
    lines = b"007,2025-05-01,odi,44\n" * 300_000
    strange.write_bytes(b"mrn,day,scale,score\n" + lines + b"007,2025-05-01,odi,4\xe9\n")
    result = run("load", strange, "--clinic", folder)
    assert result.exit_code == 2
    assert "line 300002: the bytes are not utf-8" in result.output


@pytest.mark.parametrize("fault", [b"4\xe9", b"4\0"])
@pytest.mark.parametrize("line", [2, 700])
def test_bytes_that_do_not_fit_are_told_also_where_several_mappings_might_read_the_file(run, folder, line, fault):  # noqa: F811
    """The header says which mapping is meant, so that the fault further down is not taken for a file nobody knows."""
    assert len(list((folder / "mappings").glob("*.toml"))) > 1
    strange = folder / "elsewhere.csv"
    strange.write_bytes(
        b"mrn,day,scale,score\n" + b"007,2025-05-01,odi,44\n" * (line - 2) + b"007,2025-05-01,odi," + fault + b"\n"
    )
    result = run("load", strange, "--clinic", folder)
    assert result.exit_code == 2
    assert f"line {line}: " in result.output
    assert "No mapping fits" not in result.output


def test_a_pipe_is_refused_instead_of_waited_for(run, folder, tmp_path):  # noqa: F811
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    result = run("load", pipe, "--clinic", folder)
    assert result.exit_code == 2
    assert "is a pipe or a device" in result.output
    assert run("load", "/dev/null", "--clinic", folder).exit_code == 2
