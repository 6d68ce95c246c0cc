"""`python -m loaders load`: what it prints, which files it takes, and how it fails."""

import json
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from loaders.__main__ import app
from loaders.console import sentence_of
from store.readers import open_snapshot

ROOT = Path(__file__).parents[2]

PATIENTS = 'name = "patients"\nfiles = ["sources/patients*.csv"]\nrows = "patients"\n[columns]\npatient = "mrn"\nname = "who"\nbirth_date = "born"\n'
SCORES = (
    'name = "scores"\nfiles = ["sources/scores*.csv"]\nrows = "observations"\n'
    '[columns]\npatient = "mrn"\ndate = "day"\nmeasure = "scale"\nvalue = "score"\n'
)
PATIENT_LINES = "mrn,who,born\n007,Testperson Alba,1970-01-02\n008,Testperson Birk,1971-02-03\n"
SCORE_LINES = "mrn,day,scale,score\n007,2025-05-01,odi,44\n008,2025-05-01,odi,440\n009,2025-05-01,odi,30\n"


@pytest.fixture
def loaded_folder(clinic_folder):
    """A clinic with two mappings and two files, not loaded yet."""
    for name, text in (("patients", PATIENTS), ("scores", SCORES)):
        (clinic_folder / "mappings" / f"{name}.toml").write_text(text)
    (clinic_folder / "sources" / "patients_may.csv").write_text(PATIENT_LINES)
    (clinic_folder / "sources" / "scores_may.csv").write_text(SCORE_LINES)
    return clinic_folder


@pytest.fixture
def run(monkeypatch, tmp_path):
    """run(*arguments) -> result, from a folder that holds no clinic."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LANDINGS_CLINIC", raising=False)
    return lambda *arguments: CliRunner().invoke(app, ["load", *map(str, arguments)])


def content(folder):
    """Every file of a clinic folder with its bytes; the lock alone may come and go."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.name != "landings.lock"}


def accounts(result):
    return {line["file"]: line for line in map(json.loads, result.stdout.splitlines())}


def test_without_files_everything_that_a_mapping_matches_is_loaded_patients_first(run, loaded_folder):
    result = run("--clinic", loaded_folder)
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "patients_may.csv, read by the mapping patients",
        "  2 rows read = 2 accepted + 0 corrected + 0 duplicates + 0 waiting + 0 rejected",
        "scores_may.csv, read by the mapping scores",
        "  3 rows read = 1 accepted + 0 corrected + 0 duplicates + 1 waiting + 1 rejected",
        "  1 wait for the registration of their patient.",
        "  scores_may.csv, line 3, column score: 440 is outside 0–100 for Oswestry Disability Index. [out_of_range]",
    ]


def test_json_is_one_object_per_file(run, loaded_folder):
    found = accounts(run("--clinic", loaded_folder, "--json"))
    expected = {
        "file": "scores_may.csv",
        "read": 3,
        "accepted": 1,
        "corrected": 0,
        "duplicates": 0,
        "waiting": 1,
        "rejected": 1,
        "reasons": {"out_of_range": 1},
    }
    assert found["scores_may.csv"].items() >= expected.items()
    assert list(found) == ["patients_may.csv", "scores_may.csv"]


def test_the_same_files_again_change_nothing_and_it_says_so(run, loaded_folder):
    run("--clinic", loaded_folder)
    before = content(loaded_folder / "snapshots")
    again = run("--clinic", loaded_folder)
    assert again.stdout.count("Already loaded; nothing changed.") == 2
    assert "3 rows read = 0 accepted + 0 corrected + 2 duplicates + 0 waiting + 1 rejected" in again.stdout
    assert content(loaded_folder / "snapshots") == before


def test_the_environment_names_the_clinic(run, loaded_folder, monkeypatch):
    monkeypatch.setenv("LANDINGS_CLINIC", str(loaded_folder))
    assert run().exit_code == 0


def test_files_named_on_the_command_line_find_their_mapping_by_pattern_or_by_header(run, loaded_folder, tmp_path):
    elsewhere = tmp_path / "from_the_portal.csv"
    elsewhere.write_text(SCORE_LINES)
    found = accounts(
        run(loaded_folder / "sources" / "patients_may.csv", elsewhere, "--clinic", loaded_folder, "--json")
    )
    assert {name: account["accepted"] for name, account in found.items()} == {
        "patients_may.csv": 2,
        "from_the_portal.csv": 1,
    }


def test_a_csv_that_nobody_prepared_loads_with_a_mapping_of_its_own(run, loaded_folder, tmp_path):
    theirs = tmp_path / "Export Reha 2025.csv"
    theirs.write_bytes(
        "Fallnummer;Testdatum;6MWT [m];NRS\n007;02.05.2025;412,5;6\n008;02.05.2025;;4\n".encode("cp1252")
    )
    mapping = tmp_path / "reha.toml"
    mapping.write_text(
        'name = "reha"\nrows = "observations"\nlayout = "wide"\nencoding = "cp1252"\ndelimiter = ";"\ndecimal = ","\n'
        'date_format = "%d.%m.%Y"\n[columns]\npatient = "Fallnummer"\ndate = "Testdatum"\n'
        '[[scores]]\ncolumn = "6MWT [m]"\nmeasure = "walk_6min"\nunit = "m"\n[[scores]]\ncolumn = "NRS"\nmeasure = "nrs_average"\n'
    )
    run("--clinic", loaded_folder)
    found = accounts(run(theirs, "--mapping", mapping, "--clinic", loaded_folder, "--json"))
    assert found["Export Reha 2025.csv"]["accepted"] == 3
    rows = (
        open_snapshot(loaded_folder)
        .cursor()
        .execute("select measure, value from observation where on_date = '2025-05-02' order by 1, 2")
        .fetchall()
    )
    assert rows == [("nrs_average", 4.0), ("nrs_average", 6.0), ("walk_6min", 412.5)]


def test_a_mapping_of_the_clinic_may_be_named(run, loaded_folder, tmp_path):
    elsewhere = tmp_path / "x.csv"
    elsewhere.write_text(SCORE_LINES)
    assert accounts(run(elsewhere, "--mapping", "scores", "--clinic", loaded_folder, "--json"))["x.csv"]["read"] == 3


def test_only_the_first_rejected_rows_are_listed_unless_all_are_asked_for(run, loaded_folder):
    (loaded_folder / "sources" / "scores_may.csv").write_text("mrn,day,scale,score\n" + "007,2025-05-01,odi,440\n" * 25)
    few, all_rows = run("--clinic", loaded_folder), run("--clinic", loaded_folder, "--all")
    assert few.stdout.count("[out_of_range]") == 20
    assert "… and 5 more rejected rows; --all lists them here" in few.stdout
    assert all_rows.stdout.count("[out_of_range]") == 25


def test_nobody_is_named_in_what_is_printed(run, loaded_folder):
    (loaded_folder / "sources" / "patients_june.csv").write_text(
        "mrn,who,born\n,Testperson Alba,1970-01-02\n0123456,Testperson Birk,02/03/1971\n"
    )
    result = run("--clinic", loaded_folder, "--all")
    said = result.stdout + result.stderr
    assert "2 rejected" in said
    for secret in ("Testperson", "0123456", "1970", "1971"):
        assert secret not in said


def missing_file(folder, tmp_path):
    return [tmp_path / "nowhere.csv"], "There is no file"


def a_folder(folder, tmp_path):
    return [folder / "sources"], "is a folder, not a file"


def empty_file(folder, tmp_path):
    (folder / "sources" / "scores_june.csv").write_text("")
    return [], "is empty"


def wrong_encoding(folder, tmp_path):
    (folder / "sources" / "scores_june.csv").write_bytes("mrn,day,scale,score\nü,2025-05-01,odi,1\n".encode("cp1252"))
    return [], "scores_june.csv, line 2: the bytes are not utf-8, which the mapping declares."


def nul_bytes(folder, tmp_path):
    (folder / "sources" / "scores_june.csv").write_bytes(b"mrn,day,scale,score\n7,\0,odi,1\n")
    return [], "line 2: a NUL character"


def missing_column(folder, tmp_path):
    (folder / "sources" / "scores_june.csv").write_text("mrn,day,scale,points\n007,2025-05-01,odi,44\n")
    return [], "has no column 'score', which the mapping needs."


def clinic_error(folder, tmp_path):
    (folder / "clinic.toml").write_text((folder / "clinic.toml").read_text().replace("weeks = 8", "weeks = 0"))
    return [], "programs[0].weeks"


def mapping_error(folder, tmp_path):
    (folder / "mappings" / "scores.toml").write_text(SCORES.replace("[columns]", 'delimiter = "tab"\n[columns]'))
    return [], "scores.toml: delimiter"


def no_such_mapping(folder, tmp_path):
    return ["--mapping", "portal"], "There is no mapping 'portal' in this clinic; there are patients, scores."


def no_mapping_fits(folder, tmp_path):
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    return [tmp_path / "other.csv"], "No mapping fits"


def two_mappings_fit(folder, tmp_path):
    (folder / "mappings" / "more.toml").write_text(
        SCORES.replace('"scores"', '"more"').replace("sources/scores", "elsewhere/")
    )
    shutil.copy(folder / "sources" / "scores_may.csv", tmp_path / "other.csv")
    return [tmp_path / "other.csv"], "Several mappings fit"


def no_mappings(folder, tmp_path):
    shutil.rmtree(folder / "mappings")
    return [], "The clinic has no mapping files"


@pytest.mark.parametrize(
    "trouble",
    [missing_file, a_folder, empty_file, wrong_encoding, nul_bytes, missing_column, clinic_error, mapping_error,
     no_such_mapping, no_mapping_fits, two_mappings_fit, no_mappings],
)  # fmt: skip
def test_what_makes_a_load_impossible_is_one_sentence_with_exit_code_2_and_an_untouched_store(
    run, loaded_folder, tmp_path, trouble
):
    run("--clinic", loaded_folder)
    arguments, told = trouble(loaded_folder, tmp_path)
    before = content(loaded_folder)
    result = run(*arguments, "--clinic", loaded_folder)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert told in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert content(loaded_folder) == before


def test_one_bad_file_keeps_the_others_out_too(run, loaded_folder):
    (loaded_folder / "sources" / "scores_june.csv").write_text("")
    assert run("--clinic", loaded_folder).exit_code == 2
    assert not (loaded_folder / "snapshots").exists()
    assert not (loaded_folder / "archive").exists()


@pytest.mark.parametrize("exists", [True, False])
def test_a_file_name_cannot_write_to_the_terminal(run, loaded_folder, tmp_path, exists):
    strange = tmp_path / "scores\x07\n  9 rows read.csv"
    if exists:
        strange.write_text(SCORE_LINES)
    result = run(strange, "--mapping", "scores", "--clinic", loaded_folder)
    assert result.exit_code == (0 if exists else 2)
    told = result.output.splitlines()
    assert "\x07" not in result.output
    assert "scores    9 rows read.csv" in told[0]
    assert not any(line.startswith("  9 rows read") for line in told)


@pytest.mark.parametrize(
    "error",
    [
        duckdb.FatalException('Could not write file "landings-000002.duckdb": No space left on device'),
        duckdb.OutOfMemoryException("failed to offload data block (0 bytes/0 bytes used): No space left on device"),
        sqlite3.OperationalError("database or disk is full"),
    ],
)
def test_a_full_disk_is_called_by_its_name(error):
    assert sentence_of(error) == "The disk is full; the store is as it was before. Make room and load again."
    assert "disk" not in str(sentence_of(type(error)("something else")))


def test_a_file_for_which_the_memory_does_not_suffice_is_one_sentence(run, loaded_folder, monkeypatch):
    def too_large(*_):
        raise MemoryError

    monkeypatch.setattr("loaders.csv_file.read_csv", too_large)
    result = run("--clinic", loaded_folder)
    assert (result.exit_code, result.output.count("\n")) == (2, 1)
    assert "too large for the memory" in result.output
    assert not (loaded_folder / "snapshots").exists()


def test_a_mapping_that_is_nested_without_end_is_refused_in_one_sentence(run, loaded_folder):
    (loaded_folder / "mappings" / "deep.toml").write_text(f"x = {'[' * 5000}{']' * 5000}\n")
    result = run("--clinic", loaded_folder)
    assert (result.exit_code, result.output.count("\n")) == (2, 1)
    assert "deep.toml is nested too deeply" in result.output


def test_a_clinic_folder_that_is_not_there_is_told(run, tmp_path):
    result = run("--clinic", tmp_path / "nowhere")
    assert (result.exit_code, "There is no clinic folder" in result.stderr) == (2, True)


def test_a_clinic_without_matching_files_has_nothing_to_load(run, loaded_folder):
    shutil.rmtree(loaded_folder / "sources")
    result = run("--clinic", loaded_folder)
    assert (result.exit_code, result.stdout) == (0, "")
    assert "nothing to load" in result.stderr


def test_as_a_process_the_account_goes_to_stdout_and_nothing_else_does(loaded_folder):
    command = [sys.executable, "-m", "loaders", "load", "--clinic", str(loaded_folder), "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert [json.loads(line)["file"] for line in done.stdout.splitlines()] == ["patients_may.csv", "scores_may.csv"]
    failed = subprocess.run([*command, "nowhere.csv"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (failed.returncode, failed.stdout) == (2, "")
    assert "Traceback" not in failed.stderr


@pytest.mark.parametrize("place", ["sources/scores_june.csv", "sources"])
def test_a_link_that_leads_out_of_the_clinic_folder_is_not_followed(run, loaded_folder, tmp_path, place):
    outside = tmp_path / "elsewhere"
    outside.mkdir()
    (outside / "scores_june.csv").write_text(SCORE_LINES)
    link = loaded_folder / place
    if link.is_dir():
        shutil.rmtree(link)
        link.symlink_to(outside)
        named = "sources/scores_june.csv"
    else:
        link.symlink_to(outside / "scores_june.csv")
        named = place
    result = run("--clinic", loaded_folder)
    assert result.exit_code == 2
    assert f"'{named}' is a link that leads out of the clinic folder" in result.stderr
    assert "name the file" in result.stderr
    assert not (loaded_folder / "snapshots").exists()


def test_a_link_within_the_clinic_folder_is_read_once(run, loaded_folder):
    (loaded_folder / "sources" / "scores_again.csv").symlink_to(loaded_folder / "sources" / "scores_may.csv")
    result = run("--clinic", loaded_folder, "--json")
    assert set(accounts(result)) == {"patients_may.csv", "scores_may.csv"}


def test_a_file_that_is_named_may_lie_behind_a_link(run, loaded_folder, tmp_path):
    outside = tmp_path / "scores_june.csv"
    outside.write_text(SCORE_LINES)
    (loaded_folder / "sources" / "scores_june.csv").symlink_to(outside)
    result = run(loaded_folder / "sources" / "scores_june.csv", "--clinic", loaded_folder)
    assert result.exit_code == 0, result.stderr
