"""A pull from a real HTTP server on loopback: every failure, resuming after a kill, news only, and what was deleted."""

import gzip
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from datetime import date
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.clinic import parse_clinic
from domain.measures import MEASURES
from loaders.mapping_files import read_mapping
from loaders.pull import pull
from loaders.pull_sources import open_source
from loaders.redcap_server import redcap_source
from loaders.server.address import checked_address
from loaders.server.transport import Limits
from loaders.source_error import SourceError
from store.book import Book
from store.cursors import read_cursor, read_known
from store.snapshot_files import find_current, snapshot_path
from tests.loaders import redcap_server as wire
from tests.loaders.redcap_server import TOKEN, Project, RedcapServer

ROOT = Path(__file__).parents[2]
PHQ9 = [f"phq9_{i:02}" for i in range(1, 10)]
LIMITS = Limits(tries=4, silence=5.0, connect=5.0, most_bytes=2_000_000)
CLINIC = """
name = "Test clinic"
time_zone = "America/Chicago"
as_of = 2025-06-30T09:00:00
[[programs]]
code = "functional"
name = "Functional restoration"
weeks = 8
measures = ["phq9", "nrs_average"]
[[programs.checkpoints]]
code = "intake"
name = "Intake"
kind = "intake"
due_day = 0
opens_day = -28
closes_day = 7
"""
DICTIONARY = [
    {"field_name": "record_id", "form_name": "demographics", "field_type": "text"},
    {"field_name": "sex", "form_name": "demographics", "field_type": "radio", "select_choices_or_calculations": "1, F | 2, M"},
    {"field_name": "phq9_date", "form_name": "phq9", "field_type": "text"},
    *({"field_name": name, "form_name": "phq9", "field_type": "radio"} for name in PHQ9),
    {"field_name": "pain_date", "form_name": "pain", "field_type": "text"},
    {"field_name": "nrs_avg", "form_name": "pain", "field_type": "text"},
]  # fmt: skip


def mapping_text(url, **changes):
    settings = {"records_per_page": 2, "overlap_hours": 24, "time_zone": '"UTC"'} | changes
    extra = "\n".join(f"{key} = {value}" for key, value in settings.items())
    return f"""
name = "registry"
format = "redcap"
version = "export_time"
[server]
url = "{url}"
token_env = "REDCAP_TEST_TOKEN"
{extra}
[patients]
columns = {{ sex = "sex" }}
values = {{ sex = {{ 1 = "female", 2 = "male" }} }}
[[forms]]
form = "phq9"
date = "phq9_date"
items = [{{ measure = "phq9", items = {json.dumps(PHQ9)} }}]
[[forms]]
form = "pain"
date = "pain_date"
scores = [{{ column = "nrs_avg", measure = "nrs_average" }}]
"""


def a_row(record, event="intake_arm_1", instrument="", instance="", **values):
    blank = dict.fromkeys(
        ["sex", "demographics_complete", "phq9_date", *PHQ9, "phq9_complete", "pain_date", "nrs_avg", "pain_complete"],
        "",
    )
    place = {"redcap_event_name": event, "redcap_repeat_instrument": instrument, "redcap_repeat_instance": instance}
    return {"record_id": record, **place, **blank, **values}


def people(many):
    """Each with a registration and a PHQ-9 at intake, and two repeated pain scores."""
    rows = []
    for number in range(1, many + 1):
        answers = dict(zip(PHQ9, "111111110", strict=True))
        rows += [
            a_row(
                str(number), sex="1", demographics_complete="2", phq9_date="2025-05-05", phq9_complete="2", **answers
            ),
            a_row(str(number), instrument="pain", instance="1", pain_date="2025-05-05", nrs_avg="7", pain_complete="2"),
            a_row(str(number), instrument="pain", instance="2", pain_date="2025-05-12", nrs_avg="6", pain_complete="2"),
        ]
    return rows


@pytest.fixture(autouse=True)
def token(monkeypatch):
    monkeypatch.setenv("REDCAP_TEST_TOKEN", TOKEN)


@pytest.fixture
def project():
    return Project(people(5), DICTIONARY)


@pytest.fixture
def server(project):
    with RedcapServer(project) as serving:
        yield serving


class Puller:
    """A clinic folder that pulls from one server; pauses between tries are noted, not slept."""

    def __init__(self, folder: Path, url: str, **changes):
        self.folder, self.pauses = folder, []
        (folder / "mappings").mkdir(parents=True, exist_ok=True)
        (folder / "clinic.toml").write_text(CLINIC)
        self.declare(url, **changes)
        self.clinic = parse_clinic(CLINIC, "clinic.toml", frozenset(MEASURES))

    def declare(self, url, **changes):
        (self.folder / "mappings" / "registry.toml").write_text(mapping_text(url, **changes))

    def __call__(self, full=False):
        mapping = read_mapping(self.folder / "mappings" / "registry.toml")
        with redcap_source(mapping, self.clinic, LIMITS, sleep=self.pauses.append) as source:
            return pull(self.folder, self.clinic, source, full=full)

    def rows(self, query):
        with duckdb.connect(str(snapshot_path(self.folder, find_current(self.folder))), read_only=True) as connection:
            return connection.execute(query).fetchall()

    def scores(self):
        """(record number, measure, day, value, standing) of every kept score."""
        with Book(self.folder) as book:
            numbers = dict(
                book._connection.execute("select internal_id, number from identity where scheme = 'patient'").fetchall()
            )
        found = self.rows("select patient_id, measure, on_date, value, standing from observation")
        return sorted(((numbers[row[0]], *row[1:]) for row in found), key=str)

    def used(self):
        return sorted(row[:4] for row in self.scores() if row[4] == "used")

    def people(self):
        return self.rows("select count(*) from patient")[0][0]


@pytest.fixture
def puller(tmp_path, server):
    return Puller(tmp_path / "clinic", server.url)


EVERYTHING = sorted(
    score
    for number in "12345"
    for score in (
        (number, "nrs_average", date(2025, 5, 5), 7.0),
        (number, "nrs_average", date(2025, 5, 12), 6.0),
        (number, "phq9", date(2025, 5, 5), 8.0),
    )
)


def test_the_first_pull_brings_everything_in_one_batch(puller, project):
    pulled = puller()
    assert puller.used() == EVERYTHING
    assert puller.people() == 5
    assert {account.batch_id for account in pulled.accounts} == {1}
    assert [account.file for account in pulled.accounts] == [f"registry-{n:06}.json" for n in (1, 2, 3)]
    assert sum(account.read for account in pulled.accounts) == 20
    assert all(account.closes for account in pulled.accounts)
    assert not (puller.folder / "pulls" / "registry").exists()
    # archived like any file, with the endpoint that gave it
    assert len(list((puller.folder / "archive").iterdir())) == 3
    with sqlite3.connect(puller.folder / "book.sqlite") as book:
        assert book.execute("select distinct origin from batch_file").fetchall() == [(puller_origin(project),)]


def puller_origin(project):
    return project.url


@pytest.fixture(autouse=True)
def knows_its_address(project, server):
    project.url = server.url


def test_only_fields_that_the_mapping_reads_are_asked_for(puller, project):
    puller()
    asked = {value for form in project.asked for key, value in form.items() if key.startswith("fields[")}
    assert asked == {"record_id", "sex", "phq9_date", *PHQ9, "phq9_complete", "pain_date", "nrs_avg", "pain_complete"}
    assert all(
        form["type"] == "flat" and form["rawOrLabel"] == "raw" for form in project.asked if form["content"] == "record"
    )


def test_the_next_pull_asks_for_news_only_with_an_overlap(puller, project):
    puller()
    project.asked.clear()
    pulled = puller()
    assert pulled.accounts == []
    since = {form.get("dateRangeBegin") for form in project.asked if form["content"] == "record"}
    assert since == {None, "2025-06-29 14:00:00"}  # a day before the last export, in the server's zone
    assert read_cursor(puller.folder, "registry").asked_from == {"exported_at": "2025-06-30T14:00:01Z"}


def test_a_changed_value_corrects_and_an_unchanged_one_is_a_duplicate(puller, project):
    puller()
    project.now = "Tue, 01 Jul 2025 14:00:00 GMT"
    project.rows[1]["nrs_avg"] = "3"
    project.changed["1"] = "2025-07-01 09:00:00"
    (account,) = puller().accounts
    assert (account.corrected, account.duplicates, account.accepted, account.conflicts) == (1, 3, 0, 0)
    assert ("1", "nrs_average", date(2025, 5, 5), 3.0) in puller.used()
    assert ("1", "nrs_average", date(2025, 5, 5), 7.0) not in puller.used()


def test_a_full_pull_repeats_everything_and_doubles_nothing(puller, project):
    puller()
    project.now = "Tue, 01 Jul 2025 14:00:00 GMT"
    pulled = puller(full=True)
    assert sum(account.duplicates for account in pulled.accounts) == 20
    assert puller.used() == EVERYTHING


def test_a_deleted_record_is_withdrawn_and_not_erased(puller, project):
    puller()
    project.rows = [row for row in project.rows if row["record_id"] != "3"]
    project.now = "Tue, 01 Jul 2025 14:00:00 GMT"
    (account,) = puller().accounts
    assert (account.file, account.read, account.corrected, account.waiting) == ("registry-last.json", 4, 4, 0)
    assert puller.used() == [score for score in EVERYTHING if score[0] != "3"]
    assert puller.people() == 4
    assert puller.rows("select count(*) from observation_row where not retracted")[0][0] == 15
    assert "3" not in read_known(puller.folder, "registry")


def test_a_record_that_comes_back_stands_again(puller, project):
    puller()
    kept = list(project.rows)
    project.rows = [row for row in project.rows if row["record_id"] != "3"]
    project.now = "Tue, 01 Jul 2025 14:00:00 GMT"
    puller()
    project.rows, project.now = kept, "Wed, 02 Jul 2025 14:00:00 GMT"
    project.changed["3"] = "2025-07-02 09:00:00"
    puller()
    assert puller.used() == EVERYTHING


def test_a_deleted_instance_and_a_cleared_form_are_withdrawn(puller, project):
    puller()
    del project.rows[2]  # the second pain form of record 1
    project.rows[0] |= dict.fromkeys(PHQ9, "") | {"phq9_date": "", "phq9_complete": "0"}
    project.changed["1"], project.now = "2025-07-01 09:00:00", "Tue, 01 Jul 2025 14:00:00 GMT"
    puller()
    assert [score for score in puller.used() if score[0] == "1"] == [("1", "nrs_average", date(2025, 5, 5), 7.0)]
    assert puller.rows("select count(*) from flag_row where retracted")[0][0] == 1


def test_a_form_that_can_no_longer_be_read_is_rejected_and_withdraws_nothing(puller, project):
    puller()
    project.rows[1]["nrs_avg"] = "many"
    project.changed["1"], project.now = "2025-07-01 09:00:00", "Tue, 01 Jul 2025 14:00:00 GMT"
    (account,) = puller().accounts
    assert account.reasons == {"bad_number": 1}
    assert puller.used() == EVERYTHING


@pytest.mark.parametrize("groups", [None, [{"data_access_group_name": "North", "unique_group_name": "north"}]])
def test_a_token_of_one_access_group_deletes_nothing(puller, project, groups):
    puller()
    project.rows = [row for row in project.rows if row["record_id"] != "3"]
    project.groups = groups
    if groups:  # the flag reverts to false for a user who is in a group: the column stays away
        project.shown = lambda row, fields, form: Project.shown(
            project, row, fields, form | {"exportDataAccessGroups": "false"}
        )
    project.now = "Tue, 01 Jul 2025 14:00:00 GMT"
    pulled = puller()
    assert puller.used() == EVERYTHING
    assert any("nothing is taken for deleted" in note for note in pulled.notes)


def test_groups_that_the_token_sees_let_deletions_through(puller, project):
    project.groups = [{"data_access_group_name": "North", "unique_group_name": "north"}]
    puller()
    project.rows = [row for row in project.rows if row["record_id"] != "3"]
    project.now = "Tue, 01 Jul 2025 14:00:00 GMT"
    puller()
    assert puller.used() == [score for score in EVERYTHING if score[0] != "3"]


def test_an_empty_list_of_records_deletes_nothing(puller, project):
    puller()
    project.rows = []
    pulled = puller()
    assert puller.used() == EVERYTHING
    assert pulled.notes == ("REDCap lists no record at all, so none is taken for deleted.",)


def test_deletions_can_be_left_alone(puller, project, server):
    puller.declare(server.url, deleted='"keep"')
    puller()
    project.rows = [row for row in project.rows if row["record_id"] != "3"]
    assert puller().accounts == []
    assert puller.used() == EVERYTHING


@pytest.mark.parametrize("fault", wire.PASSING_FAULTS, ids=lambda fault: fault.__name__)
def test_a_passing_fault_is_overcome(puller, project, fault):
    project.faults = [None, fault, None, None, fault, fault, None]
    puller()
    assert puller.used() == EVERYTHING
    assert len(puller.pauses) == 3


def test_the_wait_that_the_server_asks_for_is_kept(puller, project):
    project.faults = [wire.too_many, wire.broken, wire.broken]
    puller()
    assert puller.pauses == [7.0, 2.0, 4.0]


def test_a_wait_that_is_too_long_is_left_to_the_next_pull(puller, project):
    project.faults = [lambda handler, body: handler.give(429, b"", {"Retry-After": "86400"})]
    with pytest.raises(SourceError, match="asks us to wait 86400 seconds; pull again later"):
        puller()
    assert puller.pauses == []


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (wire.unauthorised, "refuses the sign-in (status 401)"),
        (wire.redirected, "sends us on to another address (status 302)"),
        (wire.refused, "answers with an error: The parameter … is wrong: … for record …."),
        (wire.error_with_status_200, "answers with an error: You do not have API Export privileges."),
        (wire.enormous, "sends more than 1 MB in one answer"),
    ],
)
def test_a_lasting_fault_ends_the_pull_in_one_sentence_and_keeps_whole_pages(puller, project, fault, message):
    project.faults = [None, None, None, fault]  # metadata and the record list pass, and the first page
    with pytest.raises(SourceError) as caught:
        puller()
    told = str(caught.value)
    assert message in told
    assert told.endswith("1 page is kept; the next pull goes on from there.")
    assert not any(secret in told for secret in (TOKEN, "000417", "?"))
    assert read_cursor(puller.folder, "registry") is None
    project.asked.clear()
    assert puller().resumed
    assert puller.used() == EVERYTHING
    # neither the lists nor the first page were asked again
    assert [form["content"] for form in project.asked] == ["record", "record"]
    assert not any(form.get("records[0]") == "1" for form in project.asked)


def test_a_wrong_token_is_told_without_the_token(puller, monkeypatch):
    monkeypatch.setenv("REDCAP_TEST_TOKEN", "0123456789ABCDEF0123456789ABCDEF")
    with pytest.raises(SourceError, match=r"refuses the sign-in \(status 403\)") as caught:
        puller()
    assert "0123456789" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_missing_token_names_its_variable(puller, monkeypatch):
    monkeypatch.delenv("REDCAP_TEST_TOKEN")
    with pytest.raises(SourceError, match="set the environment variable REDCAP_TEST_TOKEN"):
        puller()


def test_a_fault_that_lasts_is_tried_a_bounded_number_of_times(puller, project):
    project.faults = [wire.broken] * 50
    with pytest.raises(SourceError, match="answers with status 503, after 4 tries"):
        puller()
    assert puller.pauses == [1.0, 2.0, 4.0]


def test_a_server_that_falls_silent_is_given_up(puller, project, monkeypatch):
    project.faults = [lambda handler, body: time.sleep(1.5)] * 4
    monkeypatch.setattr(sys.modules[__name__], "LIMITS", Limits(tries=2, silence=0.3, connect=0.3))
    with pytest.raises(SourceError, match="does not answer in time, after 2 tries"):
        puller()


def test_a_body_that_swells_when_it_is_unpacked_is_refused(puller, project):
    bomb = gzip.compress(b" " * 200_000_000)
    project.faults = [lambda handler, body: handler.give(200, bomb, {"Content-Encoding": "gzip"})]
    with pytest.raises(SourceError, match="sends more than 1 MB in one answer"):
        puller()


def drip(handler, body):
    handler.give(200, b"[", length=1000)
    for _ in range(40):
        try:
            handler.wfile.write(b" ")
            handler.wfile.flush()
        except OSError:
            break
        time.sleep(0.05)
    handler.close_connection = True


def test_a_body_that_only_drips_is_given_up(puller, project, monkeypatch):
    project.faults = [drip] * 2
    monkeypatch.setattr(sys.modules[__name__], "LIMITS", Limits(tries=2, silence=5.0, deadline=0.3))
    begun = time.monotonic()
    with pytest.raises(SourceError, match="does not answer in time, after 2 tries"):
        puller()
    assert time.monotonic() - begun < 10


@pytest.mark.parametrize(
    "address",
    [
        "http://redcap.example.org/api/",
        "ftp://redcap.example.org",
        "https://user:secret@example.org/api/",
        "redcap",
        "https://",
        "http://10.0.0.7/api/",
    ],
)
def test_an_address_on_which_others_could_listen_is_refused(address):
    with pytest.raises(SourceError) as caught:
        checked_address(address)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "address", ["https://redcap.example.org/api/", "http://127.0.0.1:8080/", "http://localhost/api/", "http://[::1]/"]
)
def test_an_address_that_only_the_server_reads_is_asked(address):
    assert checked_address(address) == address


def test_a_page_with_a_record_that_was_not_asked_for_is_damaged(puller, project):
    stray = json.dumps([a_row("4711")]).encode()
    project.faults = [None, None, lambda handler, body: handler.give(200, stray)]
    puller()
    assert puller.used() == EVERYTHING
    assert len(puller.pauses) == 1


def test_a_field_that_the_tokens_rights_hide_is_named(puller, project):
    project.dictionary = [field for field in DICTIONARY if field["field_name"] != "nrs_avg"]
    with pytest.raises(
        SourceError, match="The project has no field 'nrs_avg', which the mapping reads, or the token's rights"
    ):
        puller()
    project.dictionary = DICTIONARY
    for row in project.rows:
        del row["nrs_avg"]
    with pytest.raises(
        SourceError, match="leaves out the field 'nrs_avg'; the token needs the export right 'Full Data Set'"
    ):
        puller()


def test_a_form_without_date_field_that_is_no_survey_is_named_before_anything_is_kept(puller):
    path = puller.folder / "mappings" / "registry.toml"
    path.write_text(path.read_text().replace('date = "pain_date"\n', ""))
    with pytest.raises(
        SourceError, match=r"leaves out the field 'pain_timestamp'; the form is no survey.*Nothing is kept"
    ):
        puller()


def test_a_rebuild_gives_the_same_store(puller, project):
    puller()
    project.rows = [row for row in project.rows if row["record_id"] != "3"]
    project.now = "Tue, 01 Jul 2025 14:00:00 GMT"
    puller()
    before = puller.scores()
    again = [sys.executable, "-m", "store", "rebuild", "--clinic", str(puller.folder)]
    subprocess.run(again, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=True, capture_output=True, timeout=120)
    assert puller.scores() == before


def test_a_changed_mapping_begins_an_unfinished_pull_anew(puller, project, server):
    project.faults = [None, None, None, wire.unauthorised]
    with pytest.raises(SourceError):
        puller()
    puller.declare(server.url)
    text = (puller.folder / "mappings" / "registry.toml").read_text().replace('1 = "female"', '1 = "other"')
    (puller.folder / "mappings" / "registry.toml").write_text(text)
    assert not puller().resumed
    assert puller.rows("select distinct sex from patient") == [("other",)]


@pytest.mark.parametrize("instant", ["before the load", "after the load", "after the cursor"])
def test_a_pull_that_dies_around_the_load_neither_loses_nor_doubles(puller, project, monkeypatch, instant):
    import loaders.pull as module

    def dies(*_, **__):
        raise KeyboardInterrupt

    target = {"before the load": "load", "after the load": "move_cursor"}.get(instant)
    with monkeypatch.context() as patched:
        if target:
            patched.setattr(module, target, dies)
        else:
            patched.setattr(module.PullFolder, "remove", lambda self: dies() if self.place()["pages"] else None)
        with pytest.raises(KeyboardInterrupt):
            puller()
    pulled = puller()
    assert puller.used() == EVERYTHING
    assert puller.rows("select count(*) from observation_row")[0][0] == 15
    assert pulled.resumed == (instant != "after the cursor")


def test_two_pulls_of_one_source_do_not_run_at_once(puller, project):
    seen = []

    def pull_again(form):
        if form.get("records[0]") == "1" and not seen:
            seen.append(True)
            with pytest.raises(SourceError, match="Another pull of 'registry' is at work"):
                puller()
            seen.append("refused")

    project.before_answer = pull_again
    puller()
    assert seen == [True, "refused"]


def command(folder, *more):
    return [sys.executable, "-m", "loaders", "pull", "registry", "--clinic", str(folder), *more]


def run(folder, *more):
    environment = os.environ | {"PYTHONPATH": str(ROOT), "REDCAP_TEST_TOKEN": TOKEN}
    return subprocess.run(
        command(folder, *more), env=environment, capture_output=True, text=True, timeout=120, check=False
    )


def test_a_killed_pull_goes_on_where_it_was_killed(puller, project):
    """The second page is asked for only when the first one is kept, so the kill finds one whole page however slow it is."""
    second_asked, let_go = threading.Event(), threading.Event()

    def hold_the_second_page(form):
        if "records[0]" in form and form["records[0]"] != "1":
            second_asked.set()
            let_go.wait(60)

    project.before_answer = hold_the_second_page
    environment = os.environ | {"PYTHONPATH": str(ROOT), "REDCAP_TEST_TOKEN": TOKEN}
    child = subprocess.Popen(
        command(puller.folder), env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    came = second_asked.wait(120)
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    let_go.set()
    assert came
    project.asked.clear()
    project.before_answer = lambda form: None
    finished = run(puller.folder)
    assert finished.returncode == 0, finished.stderr
    assert "went on from a pull that was cut" in finished.stderr
    assert not any(form.get("records[0]") == "1" for form in project.asked)
    assert puller.used() == EVERYTHING


class Killed(BaseException):
    """Nothing may catch it, as nothing catches a kill."""


def test_a_pull_that_is_killed_before_any_write_to_its_folder_loses_and_doubles_nothing(
    tmp_path, server, project, monkeypatch
):
    """Also between a page and the note that it is whole: such a page is asked again."""
    replace, is_killed, writes = os.replace, True, 0
    while is_killed:
        puller, left = Puller(tmp_path / f"clinic_{writes}", server.url), writes

        def dying(source, target):
            nonlocal left
            if Path(target).parent.name == "registry":
                if left == 0:
                    raise Killed
                left -= 1
            replace(source, target)

        project.asked.clear()
        with monkeypatch.context() as patched:
            patched.setattr("loaders.server.pull_folder.os.replace", dying)
            try:
                puller()
                is_killed = False
            except Killed:
                writes += 1
        puller()
        assert puller.used() == EVERYTHING
        assert puller.rows("select count(*) from observation_row")[0][0] == 15
        assert sum(form.get("records[0]") == "1" for form in project.asked) <= 2
    assert writes == 8  # plan, place, and page and place three times


def test_the_command_prints_accounts_and_no_secret(puller, project):
    finished = run(puller.folder, "--json")
    accounts = [json.loads(line) for line in finished.stdout.splitlines()]
    assert [account["accepted"] for account in accounts] == [8, 8, 4]
    again = run(puller.folder)
    assert "Nothing is new since the last pull." in again.stderr
    assert TOKEN not in finished.stdout + finished.stderr + again.stdout + again.stderr


def test_the_command_ends_with_code_2_and_one_sentence(puller):
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    environment.pop("REDCAP_TEST_TOKEN")
    failed = subprocess.run(
        command(puller.folder), env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert failed.returncode == 2
    assert failed.stderr.strip().splitlines() == [
        "The token of the REDCap project is missing: set the environment variable REDCAP_TEST_TOKEN."
    ]


def test_a_mapping_without_server_cannot_be_pulled(puller):
    text = mapping_text("http://127.0.0.1:1/")
    without = text.replace(text[text.index("[server]") : text.index("[patients]")], "").replace(
        'version = "export_time"', ""
    )
    (puller.folder / "mappings" / "registry.toml").write_text(without)
    with (
        pytest.raises(SourceError, match="names no server"),
        open_source(read_mapping(puller.folder / "mappings" / "registry.toml"), puller.clinic),
    ):
        pass


@pytest.fixture(scope="module")
def clean_pull(tmp_path_factory):
    """The store after one pull of the project without any failure."""
    os.environ["REDCAP_TEST_TOKEN"] = TOKEN
    with RedcapServer(Project(people(5), DICTIONARY)) as serving:
        puller = Puller(tmp_path_factory.mktemp("clean") / "clinic", serving.url)
        puller()
        return puller.scores()


FAULTS = st.one_of(
    st.none(), st.sampled_from([*wire.PASSING_FAULTS, wire.unauthorised, wire.redirected, wire.error_with_status_200])
)


@given(faults=st.lists(FAULTS, max_size=25))
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_fails_on_the_way_the_store_is_that_of_one_clean_pull(faults, clean_pull, tmp_path_factory):
    project = Project(people(5), DICTIONARY)
    project.faults = list(faults)
    with RedcapServer(project) as serving:
        puller = Puller(tmp_path_factory.mktemp("faulty") / "clinic", serving.url)
        for _ in range(len(faults) + 1):
            try:
                puller()
                break
            except SourceError:
                continue
        assert puller.scores() == clean_pull
        assert len(project.faults) < len(faults) or not faults
