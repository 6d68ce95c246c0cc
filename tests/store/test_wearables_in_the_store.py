"""Device exports from the file to the checkpoint: weeks, sources, rebuild, and where no record number may stand."""

from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from domain.clinic import parse_clinic
from domain.measures import MEASURES
from loaders.__main__ import app
from loaders.choose import choose_jobs
from loaders.read import read_archived, read_file
from loaders.retry import retry
from store.readers import open_snapshot, read_source
from store.writer import load, rebuild
from tests.loaders.wearable_exports import written, zipped

CLINIC_TOML = """
name = "Test clinic"
time_zone = "America/Chicago"
as_of = 2025-06-30T09:00:00
[[programs]]
code = "short"
name = "Short"
weeks = 8
measures = ["steps_day", "sleep_efficiency"]
[[programs.checkpoints]]
code = "intake"
name = "Intake"
kind = "intake"
due_day = 0
opens_day = -28
closes_day = 7
"""
RECORD = "S-4711"
MAPPINGS = {
    "people": 'rows = "patients"\nfiles = ["people.csv"]\n[columns]\npatient = "mrn"\n',
    "episodes": 'rows = "episodes"\nfiles = ["episodes.csv"]\n[columns]\npatient = "mrn"\nprogram = "program"\nstarted = "started"\n',
    "diary": 'rows = "sleep_diary"\nfiles = ["diary*.csv"]\n[columns]\npatient = "mrn"\ndate = "morning"\nbed_time = "to_bed"\n'
    'sleep_onset_minutes = "latency"\nwake_after_minutes = "awake"\nrise_time = "up"\n',
    "withings": 'format = "wearable"\ndevice = "withings"\nlinks = "links.csv"\nfiles = ["devices/*/*.zip"]\n',
}  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "mappings").mkdir()
    for name, text in MAPPINGS.items():
        (tmp_path / "mappings" / f"{name}.toml").write_text(f'name = "{name}"\n{text}')
    (tmp_path / "clinic.toml").write_text(CLINIC_TOML)
    written(tmp_path / "people.csv", f"mrn\n{RECORD}\n")
    written(tmp_path / "episodes.csv", f"mrn,program,started\n{RECORD},short,2025-06-09\n")
    written(tmp_path / "links.csv", f"code,patient\nk7f3,{RECORD}\n")
    (tmp_path / "devices" / "k7f3").mkdir(parents=True)
    return tmp_path


def nights(first: int, last: int, latency: int = 48) -> str:
    """In bed 23:00–7:00: with 48 minutes awake the efficiency is 90."""
    lines = [f"{RECORD},2025-06-{d:02d},23:00,{latency},0,07:00\n" for d in range(first, last + 1)]
    return "mrn,morning,to_bed,latency,awake,up\n" + "".join(lines)


def withings(folder: Path, first: int, last: int, name: str = "data.zip") -> Path:
    sleeps = "".join(
        f"2025-06-{d - 1:02d}T23:00:00-05:00,2025-06-{d:02d}T07:00:00-05:00,14400,5400,3600,1800\n"
        for d in range(first, last + 1)
    )
    steps = "".join(f"2025-06-{d:02d},{1000 * d}\n" for d in range(first, last + 1))
    files = {
        "sleep.csv": "from,to,light (s),deep (s),rem (s),awake (s)\n" + sleeps,
        "aggregates_steps.csv": "date,value\n" + steps,
    }
    return zipped(folder / "devices" / "k7f3" / name, files)


def loaded(folder: Path, files=(), patient: str | None = None):
    clinic = parse_clinic(CLINIC_TOML, "clinic.toml", frozenset(MEASURES))
    jobs = choose_jobs(folder, list(files), None, clinic.measures, patient)
    return load(folder, clinic, [read_file(path, mapping, clinic) for path, mapping in jobs])


def scores(folder: Path) -> dict[str, tuple]:
    rows = open_snapshot(folder).connection.execute(
        "select measure, value, on_date, form from checkpoint_score where observation_id is not null"
    )
    return {measure: (value, on_date, form) for measure, value, on_date, form in rows.fetchall()}


def test_a_week_of_a_device_fills_the_checkpoint_and_each_night_can_be_followed(folder):
    withings(folder, 2, 9)
    loaded(folder)
    # Monday 2 to Sunday 8 June: the mean of 2000 … 8000; the 9th is the export's last day
    assert scores(folder) == {
        "steps_day": (5000.0, date(2025, 6, 8), "withings"),
        "sleep_efficiency": (81.25, date(2025, 6, 8), "withings"),
        "sleep_tst": (390.0, date(2025, 6, 8), "withings"),
    }
    snapshot = open_snapshot(folder)
    (week,) = snapshot.connection.execute(
        "select observation_id from checkpoint_score where measure = 'sleep_efficiency' and value is not null"
    ).fetchone()
    sources = read_source(snapshot, week)
    assert sources["on_date"].tolist() == [date(2025, 6, d) for d in range(2, 9)]
    assert set(sources["file"]) == {"data.zip"}
    assert sources["line"].is_monotonic_increasing


def test_diary_in_two_files_gives_the_week_of_one(folder):
    written(folder / "diary1.csv", nights(2, 4))
    written(folder / "diary2.csv", nights(5, 6))
    loaded(folder)
    assert scores(folder) == {"sleep_efficiency": (90.0, date(2025, 6, 6), "diary")}
    snapshot = open_snapshot(folder)
    (week,) = snapshot.connection.execute("select distinct observation_id from derived_from").fetchone()
    assert read_source(snapshot, week)["file"].tolist() == ["diary1.csv"] * 3 + ["diary2.csv"] * 2


def test_a_diary_that_comes_later_takes_the_place_of_the_device_and_is_never_mixed_with_it(folder):
    withings(folder, 2, 9)
    loaded(folder)
    written(folder / "diary1.csv", nights(2, 8))
    loaded(folder)
    assert scores(folder)["sleep_efficiency"] == (90.0, date(2025, 6, 8), "diary")
    assert scores(folder)["steps_day"][2] == "withings"


def test_a_later_fuller_export_adds_days_and_doubles_none(folder):
    withings(folder, 2, 9)
    loaded(folder)
    withings(folder, 2, 12, "data2.zip")
    *_, account = loaded(folder)
    assert account.closes
    assert scores(folder)["steps_day"][0] == 5000.0
    rows = open_snapshot(folder).connection.execute(
        "select count(*), count(distinct on_date) from observation where measure = 'steps_day' and standing = 'used' and occasion = 'daily'"
    )
    assert rows.fetchone() == (10, 10)


def oura(folder: Path, name: str, last: int, deleted: int | None = None) -> None:
    kinds = {day: "deleted" if day == deleted else "long_sleep" for day in range(2, last + 1)}
    sleeps = [
        {"day": f"2025-06-{day:02d}", "type": kind, "time_in_bed": 28800, "total_sleep_duration": 3600 * (5 + day % 2)}
        for day, kind in kinds.items()
    ]
    written(folder / "devices" / "k7f3" / name, {"data": sleeps})


def test_a_night_that_its_owner_deleted_no_longer_counts_in_its_week(folder):
    (folder / "mappings" / "oura.toml").write_text(
        'name = "oura"\nformat = "wearable"\ndevice = "oura"\nlinks = "links.csv"\nfiles = ["devices/*/*.json"]\n'
    )
    oura(folder, "june.json", 8)
    loaded(folder)
    # 2 to 8 June: four nights of 5 hours (even days) and three of 6
    assert scores(folder)["sleep_tst"][0] == pytest.approx(60 * (4 * 5 + 3 * 6) / 7)
    oura(folder, "later.json", 9, deleted=3)
    accounts = loaded(folder)
    assert all(account.closes for account in accounts)
    assert scores(folder)["sleep_tst"][0] == pytest.approx(60 * (4 * 5 + 2 * 6) / 6)


def test_undoing_nothing_a_rebuild_gives_the_same_weeks_without_the_link_table(folder):
    withings(folder, 2, 9)
    loaded(folder)
    before = scores(folder)
    (folder / "links.csv").unlink()
    clinic = parse_clinic(CLINIC_TOML, "clinic.toml", frozenset(MEASURES))
    rebuild(folder, clinic, lambda path, entry, then: read_archived(path, entry.mapping_text, then, entry.origin))
    assert scores(folder) == before


def test_the_record_number_stands_in_no_snapshot_and_no_file_name(folder):
    withings(folder, 2, 9)
    loaded(folder)
    for path in (folder / "snapshots").glob("*.duckdb"):
        assert RECORD.encode() not in path.read_bytes()
    for path in folder.rglob("*"):
        assert RECORD not in path.name


def test_a_file_given_to_the_wrong_person_is_put_right_by_loading_it_again(folder):
    path = withings(folder, 2, 9)
    loaded(folder)
    written(folder / "people.csv", f"mrn\n{RECORD}\nS-9\n")
    loaded(folder, [folder / "people.csv"])
    loaded(folder, [path], patient="S-9")
    assert scores(folder) == {}
    assert open_snapshot(folder).connection.execute(
        "select count(distinct patient_id) from observation"
    ).fetchone() == (1,)


def test_a_file_that_is_read_again_under_a_changed_mapping_still_belongs_to_its_person(folder):
    withings(folder, 2, 9)
    loaded(folder)
    (folder / "links.csv").unlink()
    mapping = folder / "mappings" / "withings.toml"
    mapping.write_text(mapping.read_text() + 'measures = ["steps_day"]\n')
    clinic = parse_clinic(CLINIC_TOML, "clinic.toml", frozenset(MEASURES))
    retried = retry(folder, clinic, lambda loadeds: load(folder, clinic, loadeds))
    assert len(retried.accounts) == 1
    assert set(scores(folder)) == {"steps_day"}


def test_the_command_line_takes_the_person_of_a_file(folder):
    path = withings(folder, 2, 9)
    (folder / "links.csv").unlink()
    loaded(folder, [folder / "people.csv", folder / "episodes.csv"])
    ran = CliRunner().invoke(app, ["load", str(path), "--clinic", str(folder), "--patient", RECORD])
    assert ran.exit_code == 0, ran.output
    assert RECORD not in ran.output
    assert scores(folder)["steps_day"][0] == 5000.0
