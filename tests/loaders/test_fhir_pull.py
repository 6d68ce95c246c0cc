"""A pull from a FHIR server on loopback: search and bulk export, signing in, every failure, resuming, news only."""

import json

import duckdb
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from domain.clinic import parse_clinic
from domain.measures import MEASURES
from loaders.fhir.server import fhir_source
from loaders.mapping_files import parse_mapping
from loaders.pull import pull
from loaders.pull_sources import SOURCES
from loaders.server.transport import Limits
from loaders.source_error import SourceError
from store.cursors import read_cursor
from store.snapshot_files import find_current, snapshot_path
from tests.loaders.conftest import CLINIC
from tests.loaders.fhir_server import loopback as wire
from tests.loaders.fhir_server.loopback import FhirServer, FhirStore

LIMITS = Limits(tries=3, silence=5.0, connect=5.0)
SCORE = "http://loinc.org"


def person(number):
    return {
        "resourceType": "Patient", "id": f"p{number}", "meta": {"versionId": "1", "lastUpdated": "2025-01-01T00:00:00Z"},
        "identifier": [{"system": "urn:mrn", "value": f"MRN{number:04d}"}], "gender": "female", "birthDate": "1970-01-01",
    }  # fmt: skip


def pain(number, value, day="2025-05-05", version="1", updated="2025-05-06T00:00:00Z"):
    return {
        "resourceType": "Observation", "id": f"o{number}", "meta": {"versionId": version, "lastUpdated": updated},
        "status": "final", "code": {"coding": [{"system": SCORE, "code": "70274-6"}]},
        "subject": {"reference": f"Patient/p{number}"}, "effectiveDateTime": day, "valueInteger": value,
    }  # fmt: skip


def a_request(number):
    return {
        "resourceType": "MedicationRequest", "id": f"m{number}", "status": "active", "intent": "order",
        "meta": {"versionId": "1", "lastUpdated": "2025-05-06T00:00:00Z"}, "authoredOn": "2025-05-01",
        "subject": {"reference": f"Patient/p{number}"}, "medicationReference": {"reference": "Medication/oxy"},
    }  # fmt: skip


OXY = {"resourceType": "Medication", "id": "oxy", "code": {"text": "oxycodone 5 mg tablet"}}


@pytest.fixture
def shop():
    resources = [person(n) for n in range(1, 6)] + [pain(n, n) for n in range(1, 6)] + [OXY, a_request(2)]
    return FhirStore(resources)


@pytest.fixture
def clinic():
    return parse_clinic(CLINIC, "clinic.toml", frozenset(MEASURES))


def mapping_of(url, way="search", **changes):
    server = {"url": f'"{url}"', "way": f'"{way}"', "count": 2} | changes
    kinds = '["Patient", "Observation", "MedicationRequest"]'
    lines = "\n".join(f"{key} = {value}" for key, value in server.items())
    text = f'name = "ehr"\nformat = "fhir"\npatient_system = "urn:mrn"\nresources = {kinds}\n[server]\n{lines}\n'
    return parse_mapping(text, "ehr.toml")


@pytest.fixture
def pulled(clinic, clinic_folder):
    """pulled(url, …) → what came of one pull; pauses are kept, not slept."""
    pauses = []

    def run(url, way="search", full=False, **changes):
        with fhir_source(mapping_of(url, way, **changes), clinic, LIMITS, sleep=pauses.append) as source:
            return pull(clinic_folder, clinic, source, full=full)

    run.pauses = pauses
    return run


def standing(folder, query="select value from observation where standing = 'used' order by value"):
    with duckdb.connect(str(snapshot_path(folder, find_current(folder))), read_only=True) as connection:
        return connection.execute(query).fetchall()


def totals(result):
    return {
        name: sum(getattr(account, name) for account in result.accounts)
        for name in ("accepted", "corrected", "duplicates", "waiting", "rejected")
    }


WAYS = ("search", "export")


@pytest.mark.parametrize("way", WAYS)
def test_everything_comes_and_the_people_are_known_by_their_numbers(shop, pulled, clinic_folder, way):
    with FhirServer(shop) as server:
        result = pulled(server.url, way)
    assert standing(clinic_folder) == [(1.0,), (2.0,), (3.0,), (4.0,), (5.0,)]
    assert totals(result)["rejected"] == totals(result)["waiting"] == 0
    assert standing(clinic_folder, "select count(*) from patient") == [(5,)]
    assert standing(clinic_folder, "select drug, strength from medication") == [("oxycodone 5 mg tablet", "5 mg")]
    assert not (clinic_folder / "pulls" / "ehr").exists()


def test_a_search_asks_strictly_and_with_the_page_size(shop, pulled):
    with FhirServer(shop) as server:
        pulled(server.url)
    first = next(headers for _, path, headers in shop.asked if path.startswith("/fhir/Observation"))
    assert first["Prefer"] == "handling=strict"
    assert first["Accept"] == "application/fhir+json"
    pages = [path for _, path, _ in shop.asked if path.startswith("/fhir/Observation")]
    assert len(pages) == 3
    assert "_count=2" in pages[0]
    assert "_sort=_lastUpdated" in pages[0]


@pytest.mark.parametrize("way", WAYS)
def test_the_next_pull_brings_only_news_and_resolves_people_who_did_not_change(shop, pulled, clinic_folder, way):
    with FhirServer(shop) as server:
        pulled(server.url, way)
        shop.now, shop.transaction_time = "Mon, 30 Jun 2025 15:00:00 GMT", "2025-06-30T15:00:00Z"
        shop.put(pain(3, 13, version="2", updated="2025-06-30T14:30:00Z"))
        result = pulled(server.url, way)
    assert totals(result)["corrected"] == 1
    assert totals(result)["waiting"] == 0
    assert standing(clinic_folder) == [(1.0,), (2.0,), (4.0,), (5.0,), (13.0,)]
    scores = [loaded.rows.get("observation") for loaded in result.loadeds]
    assert sum(len(rows) for rows in scores if rows is not None) == 1


def test_a_search_begins_a_little_before_the_server_s_own_time(shop, pulled, clinic_folder):
    with FhirServer(shop) as server:
        pulled(server.url)
    assert read_cursor(clinic_folder, "ehr").asked_from == {"since": "2025-06-30T13:50:00+00:00"}


def test_an_export_goes_on_from_the_time_that_its_manifest_tells(shop, pulled, clinic_folder):
    with FhirServer(shop) as server:
        pulled(server.url, "export")
        assert read_cursor(clinic_folder, "ehr").asked_from == {"since": "2025-06-30T13:59:00Z"}
        pulled(server.url, "export")
    kicked = [path for _, path, _ in shop.asked if "$export" in path]
    assert ["_since=2025-06-30T13:59:00Z" in path.replace("%3A", ":") for path in kicked] == [False, False, True]


def test_an_export_tells_what_was_deleted_and_what_went_wrong(shop, pulled, clinic_folder):
    with FhirServer(shop) as server:
        pulled(server.url, "export")
        shop.transaction_time = "2025-06-30T15:00:00Z"
        shop.remove("Observation", "o4", "2025-06-30T14:30:00Z")
        result = pulled(server.url, "export")
    assert standing(clinic_folder) == [(1.0,), (2.0,), (3.0,), (5.0,)]
    notes = {note for loaded in result.loadeds for note in loaded.notes}
    assert "Problems that the server itself tells of (warning incomplete): 1." in notes


def test_an_export_is_waited_for_and_cleared_away(shop, pulled):
    shop.polls_needed = 3
    with FhirServer(shop) as server:
        pulled(server.url, "export")
    assert pulled.pauses == [3.0, 3.0, 3.0]  # as Retry-After says
    assert [path for method, path, _ in shop.asked if method == "DELETE"] == ["/fhir/job/1"]


@pytest.mark.parametrize("expires", ["/job/1", "/files/1/Observation"])
def test_an_expired_export_is_begun_anew_without_loss_or_doubling(shop, pulled, clinic_folder, expires):
    shop.fault_at = {expires: [wire.expired]}
    with FhirServer(shop) as server:
        pulled(server.url, "export")
    assert len([path for _, path, _ in shop.asked if "$export" in path]) == 2
    assert standing(clinic_folder) == [(1.0,), (2.0,), (3.0,), (4.0,), (5.0,)]


@pytest.mark.parametrize("fault", [wire.too_many, wire.broken, wire.cut, wire.truncated, wire.html_page])
@pytest.mark.parametrize("way", WAYS)
def test_a_passing_failure_costs_nothing(shop, pulled, clinic_folder, way, fault):
    place = "/Observation?" if way == "search" else "/job/"
    shop.fault_at = {place: [fault]}
    with FhirServer(shop) as server:
        pulled(server.url, way)
    assert standing(clinic_folder) == [(1.0,), (2.0,), (3.0,), (4.0,), (5.0,)]
    if fault is wire.too_many:
        assert 7.0 in pulled.pauses


@pytest.mark.parametrize("way", WAYS)
def test_a_pull_that_was_cut_goes_on_where_it_stopped(shop, pulled, clinic_folder, way):
    shop.fault_at = {"/Observation": [wire.broken] * 3}
    with FhirServer(shop) as server:
        with pytest.raises(SourceError, match="kept; the next pull goes on from there"):
            pulled(server.url, way)
        assert find_current(clinic_folder) == 0
        before = len(shop.asked)
        result = pulled(server.url, way)
    assert result.resumed
    assert standing(clinic_folder) == [(1.0,), (2.0,), (3.0,), (4.0,), (5.0,)]
    asked_again = [path for _, path, _ in shop.asked[before:]]
    assert not any("metadata" in path or "$export" in path for path in asked_again)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (wire.refused, "refuses the request"),
        (wire.unauthorized, "refuses the sign-in"),
        (wire.broken, "status 500, after 3 tries"),
        (wire.html_page, "it is no JSON"),
    ],
)
def test_a_lasting_failure_is_one_sentence_without_numbers_of_people(shop, pulled, fault, said):
    shop.fault_at = {"/Observation": [fault] * 9}
    with FhirServer(shop) as server, pytest.raises(SourceError, match=said) as error:
        pulled(server.url)
    assert "000417" not in str(error.value)
    assert "host/x" not in str(error.value)
    if fault is wire.refused:
        assert "It says: Unknown search parameter … for patient" in str(error.value)


def pointing_to(url):
    def fault(handler, body):
        page = json.loads(body)
        page["link"] = [{"relation": "next", "url": url}]
        handler.give(200, json.dumps(page).encode())

    return fault


def test_a_next_link_to_another_server_is_not_followed(shop, pulled):
    shop.fault_at = {"/Observation": [pointing_to("http://127.0.0.1:9/fhir/Observation?page=2")]}
    with FhirServer(shop) as server, pytest.raises(SourceError, match="points to another server"):
        pulled(server.url)


def test_a_page_that_names_itself_as_its_next_is_refused(shop, pulled):
    def fault(handler, body):
        return pointing_to(f"{handler.base}{handler.path.removeprefix('/fhir')}")(handler, body)

    shop.fault_at = {"/Observation": [fault]}
    with FhirServer(shop) as server, pytest.raises(SourceError, match="never end"):
        pulled(server.url)


def test_an_outcome_in_place_of_a_page_is_told(shop, pulled):
    def fault(handler, body):
        issue = [{"severity": "error", "code": "too-costly", "details": {"text": "Narrow the search"}}]
        handler.give(200, json.dumps({"resourceType": "OperationOutcome", "issue": issue}).encode())

    shop.fault_at = {"/Observation": [fault]}
    with FhirServer(shop) as server, pytest.raises(SourceError, match="It says: Narrow the search"):
        pulled(server.url)


def test_another_version_of_fhir_is_refused(shop, pulled):
    def fault(handler, body):
        handler.give(200, b'{"resourceType": "CapabilityStatement", "fhirVersion": "3.0.2"}')

    shop.fault_at = {"/metadata": [fault]}
    with FhirServer(shop) as server, pytest.raises(SourceError, match="another version of FHIR than R4"):
        pulled(server.url)


# Signing in


def pem(key):
    form, encryption = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, form, encryption).decode()


KEYS = {
    "RS384": rsa.generate_private_key(public_exponent=65537, key_size=2048),
    "ES384": ec.generate_private_key(ec.SECP384R1()),
}
SMART = {"sign_in": '"smart"', "client_id": '"landings"', "key_env": '"FHIR_TEST_KEY"', "key_id": '"k1"'}


@pytest.mark.parametrize("algorithm", KEYS)
@pytest.mark.parametrize("in_file", [False, True], ids=["in the variable", "in a file"])
@pytest.mark.parametrize("way", WAYS)
def test_a_signed_assertion_opens_the_server(
    shop, pulled, clinic_folder, monkeypatch, tmp_path, algorithm, in_file, way
):
    shop.client_key = KEYS[algorithm].public_key()
    text = pem(KEYS[algorithm])
    (tmp_path / "key.pem").write_text(text)
    monkeypatch.setenv("FHIR_TEST_KEY", str(tmp_path / "key.pem") if in_file else text)
    with FhirServer(shop) as server:
        pulled(server.url, way, **SMART, algorithm=f'"{algorithm}"')
    assert len(standing(clinic_folder)) == 5
    assert len(shop.used_ids) == 1  # one token for all


def test_a_token_that_is_about_to_end_is_renewed(shop, pulled, monkeypatch, clinic_folder):
    shop.client_key, shop.token_lives = KEYS["RS384"].public_key(), 0.000_001
    monkeypatch.setenv("FHIR_TEST_KEY", pem(KEYS["RS384"]))
    with FhirServer(shop) as server:
        pulled(server.url, **SMART)
    assert len(shop.used_ids) > 3
    assert len(standing(clinic_folder)) == 5


def test_a_token_that_the_server_forgot_is_asked_for_anew(shop, pulled, monkeypatch, clinic_folder):
    shop.client_key = KEYS["RS384"].public_key()
    shop.fault_at = {"/Observation": [wire.unauthorized]}
    monkeypatch.setenv("FHIR_TEST_KEY", pem(KEYS["RS384"]))
    with FhirServer(shop) as server:
        pulled(server.url, **SMART)
    assert len(shop.used_ids) == 2
    assert len(standing(clinic_folder)) == 5


@pytest.mark.parametrize(
    ("key", "said"),
    [
        (None, "set the environment variable FHIR_TEST_KEY"),
        ("/no/such/file", "names no file that can be read"),
        ("-----BEGIN PRIVATE KEY-----\nnonsense\n-----END PRIVATE KEY-----", "cannot be read"),
        (pem(KEYS["ES384"]), "is not one for RS384"),
        ('{"kty": "RSA"}', "cannot be read"),
    ],
)
def test_a_key_that_cannot_be_used_is_told_and_never_shown(shop, pulled, monkeypatch, key, said):
    monkeypatch.delenv("FHIR_TEST_KEY", raising=False)
    if key is not None:
        monkeypatch.setenv("FHIR_TEST_KEY", key)
    with FhirServer(shop) as server, pytest.raises(SourceError, match=said) as error:
        pulled(server.url, **SMART)
    assert "BEGIN" not in str(error.value)
    assert "nonsense" not in str(error.value)


def test_a_wrong_key_is_refused_by_the_server_in_plain_words(shop, pulled, monkeypatch):
    shop.client_key = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
    monkeypatch.setenv("FHIR_TEST_KEY", pem(KEYS["RS384"]))
    with FhirServer(shop) as server, pytest.raises(SourceError, match=r"refuses the sign-in \(invalid_client\)"):
        pulled(server.url, **SMART)


def test_no_secret_is_kept_on_disk(shop, pulled, monkeypatch, clinic_folder):
    shop.client_key = KEYS["RS384"].public_key()
    shop.fault_at = {"/Observation": [wire.broken] * 3}
    monkeypatch.setenv("FHIR_TEST_KEY", pem(KEYS["RS384"]))
    with FhirServer(shop) as server, pytest.raises(SourceError):
        pulled(server.url, **SMART)
    kept = b"".join(path.read_bytes() for path in clinic_folder.rglob("*") if path.is_file())
    assert b"secret-token" not in kept
    assert b"PRIVATE KEY" not in kept


def test_the_command_line_can_pull_from_a_fhir_server():
    assert SOURCES["fhir"] is fhir_source
