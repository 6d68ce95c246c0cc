"""Whose export a file is: the link table, --patient, and what is recorded of either."""

import zipfile
from pathlib import Path

import pytest

from domain.loaded import RowKind
from loaders.choose import choose_jobs
from loaders.read import read_archived, read_file
from loaders.source_error import SourceError
from loaders.source_mapping import MappingError
from tests.loaders.wearable_exports import CLINIC, mapping_of, rows_of, written

STEPS = ",Actual,Goal\n2025-06-02,8000,1\n2025-06-03,8000,1\n"
MAPPING = 'name = "garmin"\nfiles = ["wearables/*/*.csv"]\nformat = "wearable"\ndevice = "garmin"\nlinks = "wearables/links.csv"\n'


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "mappings").mkdir()
    (tmp_path / "mappings" / "garmin.toml").write_text(MAPPING)
    for code in ("k7f3", "m2p9"):
        (tmp_path / "wearables" / code).mkdir(parents=True)
        written(tmp_path / "wearables" / code / "Steps.csv", STEPS + f"\n2025-06-04,{len(code)}000,1\n")
    links(tmp_path, "code,patient\nk7f3,S-1\nm2p9,0042\n")
    return tmp_path


def links(folder: Path, text: str) -> None:
    (folder / "wearables" / "links.csv").write_text(text)


def people(jobs) -> list[str]:
    return [rows_of(read_file(path, mapping, CLINIC))["patient"].iloc[0] for path, mapping in jobs]


def test_the_folder_of_a_file_carries_a_code_that_the_link_table_knows(folder):
    assert people(choose_jobs(folder, [])) == ["S-1", "0042"]


def test_a_code_that_the_table_lacks_is_told_without_any_number(folder):
    links(folder, "code,patient\nk7f3,S-1\n")
    with pytest.raises(SourceError, match="has no line for the folder") as told:
        choose_jobs(folder, [])
    assert "S-1" not in str(told.value)


def test_the_command_line_may_say_whose_file_it_is(folder, tmp_path):
    path = written(folder / "elsewhere.csv", STEPS)
    (_, mapping), = choose_jobs(folder, [path], "garmin", patient="S-9")  # fmt: skip
    assert people([(path, mapping)]) == ["S-9"]


def test_an_archive_that_lies_anywhere_is_known_by_what_it_holds(folder):
    """As in an inbox, or downloaded: no pattern matches, and nobody has to name the mapping."""
    (folder / "mappings" / "apple.toml").write_text(
        'name = "apple"\nformat = "wearable"\ndevice = "apple_health"\nlinks = "wearables/links.csv"\n'
    )
    (folder / "inbox" / "k7f3").mkdir(parents=True)
    path = folder / "inbox" / "k7f3" / "download (3).zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "apple_health_export/export.xml", '<?xml version="1.0"?>\n<HealthData locale="en"></HealthData>'
        )
        archive.writestr("apple_health_export/export_cda.xml", "<ClinicalDocument/>")
    ((_, mapping),) = choose_jobs(folder, [path])
    assert (mapping.name, mapping.patient) == ("apple", "S-1")
    ((_, mapping),) = choose_jobs(folder, [path], patient="S-9")
    assert mapping.patient == "S-9"


def test_another_archive_is_no_export_of_the_device(folder):
    path = folder / "other.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("export.xml", "<Other/>")
    with pytest.raises(SourceError, match="No mapping fits"):
        choose_jobs(folder, [path])


def test_patient_does_not_apply_to_a_file_that_names_its_people(folder):
    (folder / "mappings" / "p.toml").write_text('name = "p"\nrows = "patients"\n[columns]\npatient = "mrn"\n')
    path = written(folder / "p.csv", "mrn\n1\n")
    with pytest.raises(SourceError, match="names its own people"):
        choose_jobs(folder, [path], "p", patient="S-9")
    with pytest.raises(SourceError, match="name the file"):
        choose_jobs(folder, [], patient="S-9")


def test_the_recorded_mapping_reads_the_archived_copy_again(folder):
    (path, mapping), *_ = choose_jobs(folder, [])
    first = read_file(path, mapping, CLINIC)
    archived = folder / "0f0f0f.csv"
    archived.write_bytes(path.read_bytes())
    links(folder, "code,patient\n")  # whatever becomes of the table
    again = read_archived(archived, first.mapping_text, CLINIC)
    assert again.rows[RowKind.OBSERVATION].equals(first.rows[RowKind.OBSERVATION])
    assert again.mapping_hash == first.mapping_hash


def test_the_hash_of_the_mapping_does_not_tell_whose_file_it_is():
    """It stands in the store; a plain hash of a record number is soon reversed."""
    assert mapping_of("garmin", patient="S-1").hash == mapping_of("garmin", patient="S-2").hash


@pytest.mark.parametrize("number", ['S-"1"', "S\\1", "Ü 7", "7\n[x]\ny = 1"])
def test_odd_record_numbers_are_written_safely_or_refused(number):
    from loaders.mapping_files import parse_mapping

    try:
        mapping = mapping_of("garmin", patient=number)
    except SourceError:
        assert "\n" in number
        return
    assert parse_mapping(mapping.text, "recorded").patient == number.strip()


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("", "must begin with the line code,patient"),
        ("a,b\nk7f3,S-1\n", "must begin with the line code,patient"),
        ("code,patient\nk7f3\n", "line 2, needs a code and a record number"),
        ("code,patient\nk7f3,\n", "line 2, needs a code and a record number"),
        ("code,patient\nS-1,S-1\n", "must not be the record number itself"),
        ("code,patient\nk7f3,S-1\nk7f3,S-2\n", "the code stands there twice"),
        ("code,patient\n../x,S-1\n", "a code has 2 to 40"),
    ],
)
def test_a_link_table_that_cannot_be_used_is_told_by_its_line(folder, table, said):
    links(folder, table)
    with pytest.raises(MappingError, match=said):
        choose_jobs(folder, [])


def test_without_a_link_table_nobody_is_guessed(folder):
    (folder / "mappings" / "garmin.toml").write_text(MAPPING.replace('links = "wearables/links.csv"\n', ""))
    with pytest.raises(SourceError, match="Nobody is named"):
        choose_jobs(folder, [])


def test_a_mapping_file_may_not_name_one_person_for_all_its_files(folder):
    (folder / "mappings" / "garmin.toml").write_text(MAPPING + '[belongs]\npatient = "S-1"\n')
    with pytest.raises(MappingError, match="names one person for all its files"):
        choose_jobs(folder, [])
