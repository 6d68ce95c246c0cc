"""FHIR files made to hurt: any JSON gives rows and reasons that add up, or one sentence; in bounded time and memory."""

import gzip
import json
import time
import tracemalloc
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.clinic import parse_clinic
from domain.measures import MEASURES
from domain.rows import columns_of
from loaders.fhir.elements import Fault, parse
from loaders.fhir.mapping import RESOURCES
from loaders.fhir.read import read_fhir
from loaders.mapping_files import parse_mapping
from loaders.read import read_file
from loaders.source_error import SourceError
from tests.loaders.conftest import CLINIC, TODAY
from tests.loaders.test_fhir_files import BY_ID, FILES, PHQ9

ITEMS = [f"i{n}" for n in range(1, 10)]
MAPPING = (
    BY_ID + '[codes]\n"|N" = "nrs_average"\n"|W" = "walk_6min"\n[programs]\n"|P" = "functional"\n'
    f'[how_ended]\nfinished = "completed"\n{PHQ9}'
    f'[[questionnaires]]\nquestionnaire = ["|panel", "q"]\nmeasure = "phq9"\nitems = {ITEMS}\ntotal = "t"\n'
)
SECRET = "Secretname"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """hostile(bytes) → Parts that add up; SourceError passes."""
    clinic = parse_clinic(CLINIC, "clinic.toml", frozenset(MEASURES))
    path = tmp_path_factory.mktemp("hostile") / "x.json"
    mapping = parse_mapping(MAPPING, "x.toml")

    def run(content, plain_from=500):
        path.write_bytes(content)
        parts = read_fhir(path, mapping, clinic, TODAY, plain_from)
        assert parts.rows_read == sum(map(len, parts.rows.values())) + len(parts.rejected)
        for kind, rows in parts.rows.items():
            assert list(rows.columns) == list(columns_of(kind))
        assert parts.rejected["reason"].map(lambda said: isinstance(said, str) and 0 < len(said) < 400).all()
        return parts

    run.path, run.clinic, run.mapping = path, clinic, mapping
    return run


def refusal(hostile, content):
    """What is said where the file is refused; a full stop where it is read."""
    try:
        hostile(content)
    except SourceError as error:
        return str(error)
    return "."


words = st.sampled_from(
    [
        "final", "completed", "active", "entered-in-error", "finished", "order", "booked", "2025-05-01", "2025-05-01T10:00:00Z",
        "2025", "Patient/p1", "N", "W", "P", "panel", "q", "i1", "i9", "t", "", "m", "http://loinc.org", "44261-6", "functional", SECRET,
        "\x00", "\ud800", "9" * 40, "urn:uuid:x", "DELETE", "Observation/x", "achieved", "d", "h", "ordinalValue",
        "http://hl7.org/fhir/StructureDefinition/ordinalValue",
    ]
)  # fmt: skip
scalars = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), words, st.text(max_size=5), st.just(10**400))
KEYS = st.sampled_from(
    [
        "resourceType", "id", "meta", "versionId", "lastUpdated", "status", "code", "coding", "system", "text", "display", "subject",
        "patient", "reference", "identifier", "value", "type", "use", "effectiveDateTime", "effectivePeriod", "effectiveTiming",
        "event", "start", "end", "valueQuantity", "valueInteger", "valueString", "valueCodeableConcept", "valueBoolean", "valueCoding",
        "comparator", "unit", "component", "hasMember", "dataAbsentReason", "questionnaire", "authored", "item", "linkId", "answer",
        "extension", "url", "valueDecimal", "name", "given", "family", "birthDate", "gender", "deceasedDateTime", "deceasedBoolean",
        "medicationCodeableConcept", "medicationReference", "contained", "ingredient", "strength", "numerator", "denominator",
        "intent", "authoredOn", "dosageInstruction", "dosage", "doseAndRate", "doseQuantity", "doseRange", "low", "high", "timing",
        "repeat", "frequency", "period", "periodUnit", "when", "boundsPeriod", "asNeededBoolean", "route", "dispenseRequest",
        "quantity", "expectedSupplyDuration", "performedDateTime", "performedPeriod", "reasonCode", "category", "participant", "actor",
        "individual", "appointmentType", "location", "lifecycleStatus", "achievementStatus", "description", "target", "measure",
        "detailQuantity", "dueDate", "startDate", "entry", "resource", "request", "method", "response", "etag", "fullUrl", "issue",
    ]
)  # fmt: skip
anything = st.recursive(
    scalars,
    lambda below: st.one_of(st.lists(below, max_size=3), st.dictionaries(KEYS, below, max_size=5)),
    max_leaves=25,
)
a_resource = st.builds(
    lambda kind, body: {**body, "resourceType": kind},
    st.sampled_from([*RESOURCES, "Medication", "Bundle", "OperationOutcome", "Basic"]),
    st.dictionaries(KEYS, anything, max_size=8),
)


@given(st.one_of(anything, a_resource, st.lists(a_resource, max_size=3)))
@settings(max_examples=300)
def test_any_json_gives_parts_that_add_up_or_one_sentence(hostile, value):
    assert refusal(hostile, json.dumps(value).encode()).endswith(".")


@given(st.lists(a_resource, min_size=1, max_size=8))
@settings(max_examples=50)
def test_any_lines_are_read_alike_by_both_ways_and_counted(hostile, values):
    content = b"\n".join(json.dumps(value).encode() for value in values)
    try:
        slow, fast = hostile(content), hostile(content, plain_from=1)
    except SourceError:
        return
    assert (slow.rows_read, slow.lines_read, slow.notes) == (fast.rows_read, fast.lines_read, fast.notes)


@given(st.binary(max_size=200))
@settings(max_examples=150)
def test_any_bytes_give_parts_or_one_sentence(hostile, content):
    assert refusal(hostile, content or b" ").endswith(".")


good_files = sorted(FILES.glob("*.*json*"))


@given(st.sampled_from(good_files), st.integers(0, 10**6), st.integers(0, 255))
@settings(max_examples=200)
def test_a_real_file_with_one_byte_changed_gives_parts_or_one_sentence(hostile, path, place, byte):
    content = bytearray(path.read_bytes())
    content[place % len(content)] = byte
    assert refusal(hostile, bytes(content)).endswith(".")


@pytest.mark.parametrize("element", ["valueString", "id", "status", "effectiveDateTime", "valueQuantity", "subject"])
def test_no_reason_repeats_what_may_name_somebody(hostile, element):
    body = {
        "resourceType": "Observation", "status": "final", "code": {"coding": [{"code": "N"}]}, "subject": {"reference": "Patient/p"},
        "effectiveDateTime": "2025-05-01", "valueString": "x",
    } | {element: SECRET}  # fmt: skip
    parts = hostile(json.dumps(body).encode())
    assert element == "status" or SECRET not in " ".join(parts.rejected["reason"])


OBSERVATION = (
    b'{"resourceType":"Observation","id":"o%d","status":"final","code":{"coding":[{"code":"N"}]},'
    b'"subject":{"reference":"Patient/p%d"},"effectiveDateTime":"2025-05-01","valueQuantity":{"value":5}}\n'
)


def test_deep_nesting_costs_one_line(hostile):
    deep = b'{"resourceType":"Observation","note":' + b"[" * 200_000 + b"]" * 200_000 + b"}\n"
    parts = hostile(OBSERVATION % (1, 1) + deep + OBSERVATION % (2, 2))
    assert parts.rejected[["line", "code"]].values.tolist() == [[2, "bad_line"]]
    assert len(parts.rows["observation"]) == 2


def test_questionnaires_nested_by_the_thousand_are_bounded(hostile):
    started = time.monotonic()
    text = json.dumps({"linkId": "g"})
    for _ in range(14):
        text = f'{{"linkId":"g","item":[{text},{text}]}}'
    response = f'{{"resourceType":"QuestionnaireResponse","status":"completed","subject":{{"reference":"Patient/p"}},"questionnaire":"q","authored":"2025-05-01","item":[{text}]}}'
    parts = hostile(response.encode())
    assert parts.rejected["reason"].tolist() == ["The response has more than 10000 items."]
    assert time.monotonic() - started < 20


def test_an_endless_line_is_one_rejected_row_in_bounded_memory(tmp_path, hostile):
    path = tmp_path / "long.ndjson.gz"
    with gzip.open(path, "wb", compresslevel=1) as file:
        file.write(OBSERVATION % (1, 1))
        file.write(b'{"resourceType":"Observation","note":"')
        for _ in range(180):
            file.write(b"x0123456789abcde" * 65_536)
        file.write(b'"}\n' + OBSERVATION % (2, 2))
    started = time.monotonic()
    tracemalloc.start()
    try:
        parts = read_fhir(path, hostile.mapping, hostile.clinic, TODAY)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert parts.rejected[["line", "code"]].values.tolist() == [[2, "bad_line"]]
    assert parts.rows["observation"]["line"].tolist() == [1, 3]
    assert peak < 500 * 1024**2
    assert time.monotonic() - started < 60


def test_a_document_too_large_for_memory_is_refused(tmp_path, hostile, monkeypatch):
    monkeypatch.setattr("loaders.fhir.files.MOST_DOCUMENT", 10_000)
    path = tmp_path / "big.json"
    path.write_text('{\n"resourceType": "Bundle",\n"entry": [' + "{},\n" * 5_000 + "{}]}")
    with pytest.raises(SourceError, match="export it as NDJSON"):
        read_fhir(path, hostile.mapping, hostile.clinic, TODAY)


def test_a_bomb_is_refused(tmp_path, hostile, monkeypatch):
    monkeypatch.setattr("loaders.fhir.files._FREE", 1_000_000)
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Observation.ndjson", OBSERVATION % (1, 1) + b" " * 50_000_000)
    with pytest.raises(SourceError, match="unpacks to far more"):
        read_fhir(path, hostile.mapping, hostile.clinic, TODAY)


def test_names_inside_a_zip_lead_nowhere(tmp_path, hostile):
    path = tmp_path / "names.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../../etc/Observation.ndjson", OBSERVATION % (1, 1))
        archive.writestr("notes.txt", "not read")
    assert read_fhir(path, hostile.mapping, hostile.clinic, TODAY).rows_read == 1
    assert [one.name for one in tmp_path.iterdir()] == ["names.zip"]


@pytest.mark.parametrize("content", [b"PK\x05\x06" + b"\0" * 18, b"\x1f\x8b\x08\x00broken", b"\x1f\x8b"])
def test_a_damaged_archive_is_one_sentence(hostile, content):
    with pytest.raises(SourceError):
        hostile(content)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"resourceType":"Observation","status":"final","status":"amended","code":{"coding":[{"code":"N"}]}}', "bad_line"),
        ('{"resourceType":"Observation","id":"a\\u0000","status":"final","code":{"coding":[{"code":"N"}]},"valueInteger":5,'
         '"subject":{"reference":"Patient/p"},"effectiveDateTime":"2025-05-01"}', "bad_line"),
        ('{"resourceType":"Observation","status":"final","code":{"coding":[{"code":"N"}]},"valueQuantity":{"value":NaN},'
         '"subject":{"reference":"Patient/p"},"effectiveDateTime":"2025-05-01"}', "bad_number"),
        ('{"resourceType":"Observation","status":"final","code":{"coding":[{"code":"N"}]},"valueQuantity":{"value":1e400},'
         '"subject":{"reference":"Patient/p"},"effectiveDateTime":"2025-05-01"}', "bad_number"),
    ],
)  # fmt: skip
def test_a_key_twice_a_nul_and_no_number_are_rejected(hostile, text, code):
    assert hostile(text.encode()).rejected["code"].tolist() == [code]


def test_a_number_of_five_thousand_digits_is_no_json():
    with pytest.raises(Fault, match="no JSON"):
        parse("[" + "9" * 5_000 + "]")


def test_the_command_line_s_reader_takes_the_same_road(hostile, tmp_path):
    path = tmp_path / "x.ndjson"
    path.write_bytes(b"".join(OBSERVATION % (n, n) for n in range(1_200)))
    loaded = read_file(path, hostile.mapping, hostile.clinic, TODAY)
    assert loaded.rows_read == loaded.lines_read == 1_200
