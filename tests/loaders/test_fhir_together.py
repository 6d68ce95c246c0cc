"""A bulk export as it is downloaded, one file per kind of resource: whatever the order, the store is the same."""

import itertools
import json
import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from domain.clinic import parse_clinic
from domain.measures import MEASURES
from loaders.choose import choose_jobs
from loaders.mapping_files import read_mapping
from loaders.read import read_archived, read_file
from loaders.retry import retry
from loaders.source_error import SourceError
from loaders.together import read_jobs
from store.book import Book
from store.snapshot_files import find_current, snapshot_path
from store.writer import load, rebuild, undo
from tests.loaders.conftest import CLINIC

ROOT = Path(__file__).parents[2]
MAPPING = """
name = "ehr"
format = "fhir"
files = ["sources/*.ndjson"]
patient_system = "urn:mrn"
[codes]
"urn:local|NRS" = "nrs_average"
[programs]
"urn:local|FRP" = "functional"
"""


def lines(*resources):
    return "".join(json.dumps(resource) + "\n" for resource in resources)


def person(own, number, version="1"):
    return {"resourceType": "Patient", "id": own, "meta": {"versionId": version}, "gender": "female",
            "identifier": [{"system": "urn:mrn", "value": number}]}  # fmt: skip


def pain(own, who, day, value):
    return {"resourceType": "Observation", "id": own, "meta": {"versionId": "1"}, "status": "final",
            "code": {"coding": [{"system": "urn:local", "code": "NRS"}]}, "subject": {"reference": f"Patient/{who}"},
            "effectiveDateTime": day, "valueQuantity": {"value": value}}  # fmt: skip


def order(own, who, medicine):
    return {"resourceType": "MedicationRequest", "id": own, "status": "active", "intent": "order",
            "subject": {"reference": f"Patient/{who}"}, "authoredOn": "2025-05-01",
            "medicationReference": {"reference": f"Medication/{medicine}"}}  # fmt: skip


COURSE = {
    "resourceType": "EpisodeOfCare", "id": "e1", "status": "active", "patient": {"reference": "Patient/p1"},
    "type": [{"coding": [{"system": "urn:local", "code": "FRP"}]}], "period": {"start": "2025-05-01"},
}  # fmt: skip
EXPORT = {
    "EpisodeOfCare": lines(COURSE),
    "Medication": lines({"resourceType": "Medication", "id": "m1", "code": {"text": "tramadol 50 mg tablet"}}),
    "MedicationRequest": lines(order("r1", "p1", "m1")),
    "Observation": lines(pain("o1", "p1", "2025-05-02", 6), pain("o2", "p2", "2025-05-03", 4), pain("o3", "p9", "2025-05-04", 3)),
    "Patient": lines(person("p1", "0042"), person("p2", "0043")),
}  # fmt: skip


class Clinic:
    def __init__(self, folder):
        self.folder = folder
        self.clinic = parse_clinic(CLINIC, "clinic.toml", frozenset(MEASURES))
        (folder / "mappings").mkdir(parents=True)
        (folder / "sources").mkdir()
        (folder / "clinic.toml").write_text(CLINIC)
        (folder / "mappings" / "ehr.toml").write_text(MAPPING)

    def put(self, name, text):
        path = self.folder / "sources" / f"{name}.ndjson"
        path.write_text(text)
        return path

    def load(self, *names, **texts):
        """Files of the export by name, or texts, as one load."""
        paths = [self.put(name, EXPORT[name]) for name in names] + [
            self.put(name, text) for name, text in texts.items()
        ]
        loadeds = read_jobs(self.folder, self.clinic, choose_jobs(self.folder, paths))
        return load(self.folder, self.clinic, loadeds)

    def rows(self, query):
        with duckdb.connect(str(snapshot_path(self.folder, find_current(self.folder))), read_only=True) as connection:
            return connection.execute(query).fetchall()

    def stands(self):
        """Everything that stands, under the people's record numbers; what waits is left out."""
        with Book(self.folder) as book:
            numbers = dict(
                book._connection.execute("select internal_id, number from identity where scheme = 'patient'").fetchall()
            )
        named = {
            "observation": "measure, on_date, value, standing", "patient": "sex", "episode": "program, started",
            "medication": "drug, strength, in_conflict", "conflict": "row_kind",
        }  # fmt: skip
        return {
            table: sorted(
                (numbers[row[0]], *map(str, row[1:])) for row in self.rows(f"select patient_id, {columns} from {table}")
            )
            for table, columns in named.items()
        }

    def waiting(self):
        return self.rows((ROOT / "store" / "sql" / "waiting.sql").read_text())


@pytest.fixture
def clinic(tmp_path):
    return Clinic(tmp_path / "clinic")


WHOLE = {
    "observation": [("0042", "nrs_average", "2025-05-02", "6.0", "used"), ("0043", "nrs_average", "2025-05-03", "4.0", "used")],
    "patient": [("0042", "female"), ("0043", "female")],
    "episode": [("0042", "functional", "2025-05-01")],
    "medication": [("0042", "tramadol 50 mg tablet", "50 mg", "False")],
    "conflict": [],
}  # fmt: skip


def test_the_files_of_an_export_given_together_know_each_other(clinic):
    accounts = clinic.load(*EXPORT)
    assert [(account.accepted, account.waiting, account.rejected) for account in accounts] == [
        (1, 0, 0), (0, 0, 0), (1, 0, 0), (2, 1, 0), (2, 0, 0),
    ]  # fmt: skip
    assert clinic.stands() == WHOLE
    assert len(clinic.waiting()) == 1  # p9 has no Patient resource


# all 120 orders would take minutes: every order of the three that lean on each other, the others before or after
SOME_ORDERS = [
    *itertools.permutations(["Observation", "Patient", "EpisodeOfCare"]),
    *itertools.permutations(["MedicationRequest", "Medication", "Patient"]),
]


@pytest.mark.parametrize("order_", SOME_ORDERS, ids=" ".join)
def test_one_load_per_file_in_any_order_gives_what_one_load_gives(clinic, order_):
    for name in order_:
        clinic.load(name)
    clinic.load(*sorted(EXPORT.keys() - set(order_)))
    assert clinic.stands() == WHOLE
    assert len(clinic.waiting()) == 1


def rebuilt(clinic):
    rebuild(
        clinic.folder,
        clinic.clinic,
        lambda path, entry, then: read_archived(path, entry.mapping_text, then, entry.origin),
    )


@pytest.mark.parametrize("order_", [tuple(EXPORT), tuple(reversed(EXPORT))], ids=["people last", "people first"])
def test_a_rebuild_reads_the_same_without_the_source_files(clinic, order_):
    for name in order_:
        clinic.load(name)
    for path in (clinic.folder / "sources").iterdir():
        path.unlink()
    rebuilt(clinic)
    assert clinic.stands() == WHOLE
    assert len(clinic.waiting()) == 1


def test_the_account_of_a_file_read_again_says_what_no_longer_waits(clinic):
    (first,) = clinic.load("Observation")
    assert (first.waiting, first.rejected) == (3, 0)
    people, again = clinic.load("Patient")
    # the row of p9 waited before and waits still: it is a duplicate of itself
    assert (again.file, again.accepted, again.duplicates, again.waiting) == ("Observation.ndjson", 2, 1, 0)
    assert again.withdrawn == 2
    assert people.accepted == 2
    assert all(account.closes for account in (people, again))


def test_a_file_that_speaks_of_none_of_the_new_people_is_not_read_again(clinic):
    clinic.load("Observation", "Patient")
    accounts = clinic.load(Patient2=lines(person("p3", "0044")))
    assert [account.file for account in accounts] == ["Patient2.ndjson"]


def test_next_month_s_file_knows_last_month_s_people_though_their_file_is_gone(clinic):
    clinic.load("Patient")
    (clinic.folder / "sources" / "Patient.ndjson").unlink()
    (account,) = clinic.load(July=lines(pain("o8", "p2", "2025-06-08", 5)))
    assert (account.accepted, account.waiting) == (1, 0)


@pytest.mark.parametrize("newer_first", [False, True])
@pytest.mark.parametrize("pain_first", [False, True])
def test_a_corrected_record_number_counts_whatever_the_order(clinic, newer_first, pain_first):
    files = [("May", lines(person("p1", "0042", "1"))), ("June", lines(person("p1", "0099", "2")))]
    files = files[::-1] if newer_first else files
    files = [("Pain", lines(pain("o1", "p1", "2025-05-02", 6))), *files] if pain_first else [
        files[0], ("Pain", lines(pain("o1", "p1", "2025-05-02", 6))), files[1]
    ]  # fmt: skip
    for name, text in files:
        clinic.load(**{name: text})
    stands = clinic.stands()
    assert stands["observation"] == [("0099", "nrs_average", "2025-05-02", "6.0", "used")]
    rebuilt(clinic)
    assert clinic.stands() == stands


def test_a_person_known_from_another_source_is_the_same_person(clinic):
    clinic.load("Observation")
    (clinic.folder / "mappings" / "registry.toml").write_text(
        'name = "registry"\nformat = "csv"\nrows = "patients"\nfiles = ["sources/people.csv"]\n'
        '[columns]\npatient = "mrn"\nsex = "sex"\n[values.sex]\nf = "female"\n'
    )
    path = clinic.folder / "sources" / "people.csv"
    path.write_text("mrn,sex\n0042,f\n")
    loadeds = read_jobs(clinic.folder, clinic.clinic, choose_jobs(clinic.folder, [path]))
    load(clinic.folder, clinic.clinic, loadeds)
    clinic.load("Patient")
    assert clinic.stands()["observation"] == WHOLE["observation"]


def test_two_sources_with_equal_ids_do_not_lend_each_other_their_people(clinic):
    text = MAPPING.replace('"ehr"', '"other"').replace("sources/*", "other/*")
    (clinic.folder / "mappings" / "other.toml").write_text(text)
    clinic.load("Patient")
    path = clinic.folder / "other" / "Observation.ndjson"
    path.parent.mkdir()
    path.write_text(EXPORT["Observation"])
    (account,) = load(
        clinic.folder, clinic.clinic, read_jobs(clinic.folder, clinic.clinic, choose_jobs(clinic.folder, [path]))
    )
    assert (account.accepted, account.waiting) == (0, 3)


def test_rows_of_somebody_at_another_server_do_not_go_to_the_one_who_has_the_same_id_here(clinic):
    told = {**pain("o9", "p1", "2025-05-09", 9), "subject": {"reference": "https://lab.example.org/fhir/Patient/p1"}}
    clinic.load("Patient", "Observation")
    path = clinic.put("Lab", lines(told))
    (loaded,) = read_jobs(clinic.folder, clinic.clinic, choose_jobs(clinic.folder, [path]))
    (account,) = load(clinic.folder, clinic.clinic, [loaded])
    assert account.waiting == 1
    assert loaded.notes[0] == (
        "People of another server: 1. Their rows wait; where that is this source's own address, write it as base in the mapping."
    )
    assert clinic.stands()["observation"] == WHOLE["observation"]
    ours = MAPPING.replace("[codes]", 'base = ["https://ehr.example.org", "https://lab.example.org/fhir"]\n[codes]')
    (clinic.folder / "mappings" / "ehr.toml").write_text(ours)
    retry(clinic.folder, clinic.clinic, lambda loadeds: load(clinic.folder, clinic.clinic, loadeds))
    assert set(clinic.stands()["observation"]) - set(WHOLE["observation"]) == {
        ("0042", "nrs_average", "2025-05-09", "9.0", "used")
    }


def test_an_undone_load_of_people_lets_the_rows_wait_again(clinic):
    clinic.load("Observation")
    clinic.load("Patient")
    undo(clinic.folder, clinic.clinic, [2])
    assert clinic.stands()["observation"] == []
    assert len(clinic.waiting()) == 3
    clinic.load("Patient")
    assert clinic.stands()["observation"] == WHOLE["observation"]


def test_people_loaded_wrongly_and_undone_leave_nothing_behind(clinic):
    clinic.load(Wrong=lines(person("p1", "0666"), person("p2", "0667")))
    clinic.load("Observation")
    undo(clinic.folder, clinic.clinic, [1])
    clinic.load("Patient")
    assert clinic.stands()["observation"] == WHOLE["observation"]


def test_a_zip_s_own_people_come_first_and_serve_loose_files_too(clinic):
    import zipfile

    path = clinic.folder / "sources" / "export.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("Patient.ndjson", EXPORT["Patient"])
        packed.writestr("Observation.ndjson", lines(pain("o1", "p1", "2025-05-02", 6)))
    jobs = [(path, read_mapping(clinic.folder / "mappings" / "ehr.toml"))]
    load(clinic.folder, clinic.clinic, read_jobs(clinic.folder, clinic.clinic, jobs))
    (account,) = clinic.load(July=lines(pain("o8", "p2", "2025-06-08", 5)))
    assert (account.accepted, account.waiting) == (1, 0)


def test_a_file_that_was_read_while_its_people_were_being_loaded_is_read_again_with_the_next_load(clinic):
    """Two loads at once: the second read its files before the first was published."""
    observation = clinic.put("Observation", EXPORT["Observation"])
    early = read_jobs(clinic.folder, clinic.clinic, choose_jobs(clinic.folder, [observation]))
    clinic.load("Patient")
    load(clinic.folder, clinic.clinic, early)
    assert clinic.stands()["observation"] == []
    clinic.load("EpisodeOfCare")
    assert clinic.stands()["observation"] == WHOLE["observation"]
    assert [account.file for account in clinic.load(Other=lines(person("p5", "0045")))] == ["Other.ndjson"]


def test_a_page_of_a_pull_whose_person_the_server_did_not_give_is_served_by_a_file(clinic):
    page = clinic.put("page", lines(pain("o1", "p1", "2025-05-02", 6)))
    mapping = read_mapping(clinic.folder / "mappings" / "ehr.toml")
    load(clinic.folder, clinic.clinic, [read_file(page, mapping, clinic.clinic, origin="https://ehr.example.org/fhir")])
    clinic.load("Patient")
    assert clinic.stands()["observation"] == WHOLE["observation"][:1]
    assert clinic.rows("select distinct origin from reading where file_name = 'page.ndjson'") == [
        ("https://ehr.example.org/fhir",)
    ]


def test_retry_knows_the_people_too(clinic):
    clinic.load("Patient", "Observation")
    (clinic.folder / "mappings" / "ehr.toml").write_text(MAPPING + '[values]\n"none" = 0\n')
    loaded = retry(clinic.folder, clinic.clinic, lambda loadeds: load(clinic.folder, clinic.clinic, loadeds)).loadeds
    assert {one.file_name for one in loaded} == {"Patient.ndjson", "Observation.ndjson"}
    assert clinic.stands()["observation"] == WHOLE["observation"]


def test_loading_the_same_files_again_changes_nothing(clinic):
    clinic.load("Observation")
    clinic.load("Patient")
    before = find_current(clinic.folder)
    accounts = clinic.load("Observation", "Patient")
    assert all(account.already_loaded for account in accounts)
    assert find_current(clinic.folder) == before


def test_a_damaged_file_of_people_in_the_archive_is_told_without_a_name(clinic):
    clinic.load("Patient")
    for path in (clinic.folder / "archive").iterdir():
        path.chmod(0o600)
        path.write_text(EXPORT["Patient"].replace("0042", "0041"))
    with pytest.raises(SourceError, match="missing from the archive, or damaged") as caught:
        clinic.load("Observation")
    assert "004" not in str(caught.value)


def test_the_command_line_and_the_inbox_do_the_same(clinic):
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "loaders", "load", "--clinic", str(clinic.folder)]
    inbox = clinic.folder / "inbox"
    inbox.mkdir()
    for name, text in EXPORT.items():
        (inbox / f"{name}.ndjson").write_text(text)
    watched = [*command, "--watch", str(inbox), "--once", "--still", "0", "--mapping", "ehr"]
    subprocess.run(watched, env=environment, check=True, capture_output=True, timeout=120)
    assert clinic.stands() == WHOLE
    told = subprocess.run(command, env=environment, check=True, capture_output=True, text=True, timeout=120)
    assert "nothing to load" in told.stderr
