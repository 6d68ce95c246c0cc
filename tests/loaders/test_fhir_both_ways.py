"""The fast way through DuckDB and the way line by line are one reading: the same rows, rejections, flags and notes."""

import json
from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.clinic import parse_clinic
from domain.loaded import RowKind
from domain.measures import MEASURES
from loaders.fhir.files import Piece
from loaders.fhir.gathered import Gathered
from loaders.fhir.plain import PlainReader
from loaders.fhir.read import read_fhir
from loaders.fhir.resource import Setting
from loaders.mapping_files import parse_mapping
from loaders.parts import Parts
from loaders.spool import Spool
from store.typed_rows import frame_of, typed_rows
from tests.loaders.conftest import CLINIC, TODAY

MAPPING = """
name = "ehr"
format = "fhir"
patient_system = "urn:mrn"
mode = "portal"
[codes]
"urn:local|WALK" = "walk_6min"
"urn:local|NRS" = { measure = "nrs_average", occasion = "daily" }
[[questionnaires]]
questionnaire = "urn:local|PEG"
measure = "peg"
items = ["urn:local|p1", "urn:local|p2", "urn:local|p3"]
"""
PERSON = {"resourceType": "Patient", "id": "p1", "identifier": [{"system": "urn:mrn", "value": "0042"}]}
LOINC = "http://loinc.org"


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    clinic = parse_clinic(CLINIC, "clinic.toml", frozenset(MEASURES))
    path = tmp_path_factory.mktemp("both") / "x.ndjson"

    def run(lines, mapping=MAPPING):
        path.write_bytes(b"\n".join(lines) + b"\n")
        parsed = parse_mapping(mapping, "x.toml")
        fast = read_fhir(path, parsed, clinic, TODAY, plain_from=1)
        slow = read_fhir(path, parsed, clinic, TODAY, plain_from=10**9)
        assert_same(fast, slow)
        return fast

    return run


def assert_same(one, other):
    # the fast way hands back odd lines last, so rejections of one line stand together, in either order
    assert set(one.rows) == set(other.rows)
    for kind in one.rows:
        pd.testing.assert_frame_equal(one.rows[kind], other.rows[kind])
    for name in ("rejected", "flags"):
        a, b = (in_order(getattr(part, name)) for part in (one, other))
        pd.testing.assert_frame_equal(a, b, check_dtype=False)
    assert (one.notes, one.lines_read) == (other.notes, other.lines_read)


def in_order(frame):
    return frame.sort_values(list(frame.columns), key=lambda c: c.astype(str), ignore_index=True).astype(object)


def observation(**changes):
    body = {
        "resourceType": "Observation", "id": "o1", "meta": {"versionId": "3", "lastUpdated": "2025-05-01T10:00:00Z"},
        "status": "final", "code": {"coding": [{"system": "urn:local", "code": "NRS"}]},
        "subject": {"reference": "Patient/p1"}, "effectiveDateTime": "2025-05-01T22:30:00Z", "valueQuantity": {"value": 6},
    } | changes  # fmt: skip
    return {key: value for key, value in body.items() if value != "absent"}


def line(**changes):
    return json.dumps(observation(**changes)).encode()


PEOPLE = json.dumps(PERSON).encode()

ODD = [
    line(), line(id=5), line(id="5"), line(id=1.5), line(id="1.5"), line(id=True), line(id="true"), line(id="absent"),
    line(id="a b"), line(id=""), line(id=None), line(id=["x"]), line(meta="absent"), line(meta={}), line(meta="x"),
    line(meta={"versionId": 7}), line(meta={"versionId": "007"}), line(meta={"versionId": "1e3"}), line(meta={"versionId": True}),
    line(meta={"versionId": "u-1"}), line(meta={"versionId": "u-1", "lastUpdated": "2025-05-01T10:00:00.123456789+02:00"}),
    line(meta={"lastUpdated": "2025-05-01"}), line(meta={"lastUpdated": "2025-02-30T10:00:00Z"}), line(meta={"lastUpdated": 5}),
    line(meta={"versionId": "2", "lastUpdated": "nonsense"}), line(meta={"versionId": "9" * 30, "lastUpdated": "2025-05-01T10:00:00Z"}),
    line(meta={"lastUpdated": "2025-05-01T10:00:00-14:00"}), line(meta={"lastUpdated": "2025-05-01T10:00:00-23:00"}),
    line(status="amended"), line(status="preliminary"), line(status="entered-in-error"), line(status="nonsense"), line(status=5),
    line(status="absent"), line(code="absent"), line(code={"text": "pain"}), line(code=5), line(code={"coding": []}),
    line(code={"coding": [{"system": LOINC, "code": "8867-4"}]}), line(code={"coding": [{"system": LOINC, "code": "8867-4"}]}, status="entered-in-error"),
    line(code={"coding": [{"system": LOINC, "code": "44261-6"}]}, valueQuantity={"value": 12, "code": "{score}"}),
    line(code={"coding": [{"system": LOINC, "code": "44261-6"}]}, valueQuantity={"value": 99}),
    line(code={"coding": [{"system": LOINC, "code": "44261-6"}, {"system": "urn:local", "code": "NRS"}]}),
    line(code={"coding": [{"system": LOINC, "code": "8867-4"}]}, meta={"lastUpdated": "nonsense"}, subject="absent"),
    line(subject="absent"), line(subject={"reference": "Patient/nobody"}), line(subject={"reference": 5}), line(subject=[]),
    line(subject={"identifier": {"system": "urn:mrn", "value": "77"}}), line(subject={"reference": "http://x/Patient/p1"}),
    line(effectiveDateTime="2025-05-01"), line(effectiveDateTime="2025-05"), line(effectiveDateTime="2025-05-01T10:00:00"),
    line(effectiveDateTime="2025-05-01T10:00Z"), line(effectiveDateTime="2025-05-01T24:00:00Z"), line(effectiveDateTime="2025-05-01T23:59:60Z"),
    line(effectiveDateTime="2025-05-02T04:59:59.999Z"), line(effectiveDateTime="2025-11-02T06:30:00Z"), line(effectiveDateTime="2024-03-10T08:00:00Z"),
    line(effectiveDateTime="1899-05-01"), line(effectiveDateTime="1900-01-01"), line(effectiveDateTime="1900-01-01T03:00:00Z"),
    line(effectiveDateTime="2099-01-01"), line(effectiveDateTime=20250501), line(effectiveDateTime="2025-05-01T10:00:00+14:30"),
    line(effectiveDateTime="2025-05-01T10:00:00+15:00"), line(effectiveDateTime=" 2025-05-01 "), line(effectiveDateTime="absent"),
    line(effectiveDateTime="absent", effectivePeriod={"start": "2025-05-01"}), line(effectivePeriod={"start": "2025-05-03"}),
    line(valueQuantity={"value": 6.5}), line(valueQuantity={"value": "6"}), line(valueQuantity={"value": 6, "comparator": ">"}),
    line(valueQuantity={"unit": "points"}), line(valueQuantity={}), line(valueQuantity="absent"), line(valueQuantity=6),
    line(valueQuantity="absent", valueInteger=6), line(valueInteger=6), line(dataAbsentReason={"text": "unknown"}),
    line(valueQuantity="absent", dataAbsentReason={"text": "unknown"}), line(component=[]), line(hasMember=[]),
    line(component=[{"code": {"coding": [{"system": "urn:local", "code": "WALK"}]}, "valueQuantity": {"value": 1, "code": "km"}}]),
    line(code={"coding": [{"system": "urn:local", "code": "WALK"}]}, valueQuantity={"value": 400, "code": "m"}),
    line(code={"coding": [{"system": "urn:local", "code": "WALK"}]}, valueQuantity={"value": 400}),
    line(code={"coding": [{"system": "urn:local", "code": "WALK"}]}, valueQuantity={"value": 1e308, "code": "km"}),
    line(code={"coding": [{"system": "urn:local", "code": "p1"}]}, id="item"), line(code={"coding": [{"system": "urn:local", "code": "PEG"}]}),
    line(code={"coding": [{"system": "urn:local", "code": "PEG"}]}, hasMember=[{"reference": "Observation/item"}, {"reference": 5}]),
    line(code={"coding": [{"system": "urn:local", "code": "PEG"}]}, hasMember=[{"reference": "Observation/item"}]),
    b"", b"   ", b"not json", b"{}", b"[]", b"5", b'{"resourceType": 5}', b'{"resourceType": "Basic"}', b"\xff\xfe", b'{"a":1}}',
    line()[:-1], line() + b",", line().replace(b'"status"', b'"status": "final", "status"'),
    line().replace(b'"value": 6', b'"value": 6, "value": 7'), line().replace(b'"versionId"', b'"versionId": "2", "versionId"'),
    line().replace(b"6}", b"NaN}"), line().replace(b"6}", b"1e999}"), line().replace(b'"o1"', b'"o\\u0000"'),
    line().replace(b'"o1"', b'"o\\ud800"'), line(note=[{"text": "é ☃"}]), line(modifierExtension=[{"url": "urn:x"}]), line(modifierExtension=None),
    line(referenceRange=[{"modifierExtension": [{"url": "urn:x"}]}]), line(implicitRules="urn:x"), line(implicitRules="urn:x", status="entered-in-error"),
    line(modifierExtension=[{"url": "urn:x"}], code={"coding": [{"system": LOINC, "code": "8867-4"}]}), line(subject={"reference": "#p"}),
    line(subject={"reference": "#p"}, contained=[{"resourceType": "Patient", "id": "p", "identifier": [{"system": "urn:mrn", "value": "0042"}]}]),
    line().replace(b'"final"', b'"\\u0066inal"'),
    json.dumps(PERSON).encode(), json.dumps({"resourceType": "Bundle", "entry": [{"resource": observation(id="b1")}, {"resource": observation(id="b2")}]}).encode(),
]  # fmt: skip


@pytest.mark.parametrize("place", range(len(ODD)))
def test_an_odd_line_among_plain_ones_is_read_alike(both, place):
    both([PEOPLE, line(id="before"), ODD[place], line(id="after", effectiveDateTime="2025-05-03")])


def test_all_odd_lines_that_duckdb_can_read_stay_alike_in_one_piece(both):
    readable = [one for one in ODD if _is_object(one)]
    fast = both([PEOPLE, *readable, *[line(id=f"x{n}", valueQuantity={"value": n % 11}) for n in range(50)]])
    assert fast.lines_read >= len(readable) + 51


def _is_object(text):
    try:
        return isinstance(json.loads(text, object_pairs_hook=_no_key_twice), dict) and b"Bundle" not in text
    except ValueError:
        return False


def _no_key_twice(pairs):
    if len(dict(pairs)) < len(pairs):
        raise ValueError("a key twice")
    return dict(pairs)


def test_plain_lines_are_in_fact_read_by_duckdb(tmp_path):
    clinic = parse_clinic(CLINIC, "clinic.toml", frozenset(MEASURES))
    setting = Setting(parse_mapping(MAPPING, "x.toml"), clinic, date(2025, 6, 30), {"Patient/p1": "0042"})
    content = b"".join(line(id=f"o{n}") + b"\n" for n in range(20)) + line(status="nonsense") + b"\n"
    with PlainReader(setting) as reader:
        plain = reader.read(Piece(content, 1, 21))
    assert len(plain.scores) == 20
    assert plain.rest.tolist() == [20]


def test_rows_that_wait_on_disk_are_the_same_whichever_way_they_were_read(tmp_path, monkeypatch):
    """Several pieces of a few lines each, with odd lines between plain ones; a form's members come last in both."""
    monkeypatch.setattr("loaders.fhir.files.PIECE", 3_000)
    clinic = parse_clinic(CLINIC, "clinic.toml", frozenset(MEASURES))
    mapping = parse_mapping(MAPPING, "x.toml")
    plain = [line(id=f"x{n}", valueQuantity={"value": n % 11}) for n in range(60)]
    readable = [one for one in ODD if _is_object(one)]
    lines = [PEOPLE, *(one for pair in zip(plain, readable, strict=False) for one in pair), *plain]
    path = tmp_path / "x.ndjson"
    path.write_bytes(b"\n".join(lines) + b"\n")
    held = read_fhir(path, mapping, clinic, TODAY, plain_from=1)
    for plain_from in (1, 10**9):
        spooled = read_fhir(path, mapping, clinic, TODAY, plain_from=plain_from, held_rows=5)
        assert isinstance(held.rows[RowKind.OBSERVATION], pd.DataFrame)
        assert isinstance(spooled.rows[RowKind.OBSERVATION], Spool)
        assert len(list(spooled.rows[RowKind.OBSERVATION].chunks())) > 3
        frames = {kind: spooled.frame(kind) for kind in spooled.rows}
        told = Parts(frames, spooled.rejected, spooled.flags, spooled.notes, spooled.lines_read)
        assert spooled.rows_read == held.rows_read
        assert set(told.rows) == set(held.rows)
        for kind in held.rows:
            found, expected = (
                frame_of(typed_rows(kind, part.rows[kind])).sort_values("line", kind="stable", ignore_index=True)
                for part in (told, held)
            )
            pd.testing.assert_frame_equal(found, expected)
        for name in ("rejected", "flags"):
            pd.testing.assert_frame_equal(
                in_order(getattr(told, name)), in_order(getattr(held, name)), check_dtype=False
            )
        assert (told.notes, told.lines_read) == (held.notes, held.lines_read)


def test_memory_holds_no_more_rows_than_it_may(tmp_path, monkeypatch):
    monkeypatch.setattr("loaders.fhir.files.PIECE", 3_000)
    gathered = []
    monkeypatch.setattr("loaders.fhir.read.Gathered", lambda *given: gathered.append(Gathered(*given)) or gathered[0])
    path = tmp_path / "x.ndjson"
    path.write_bytes(b"\n".join([PEOPLE, *(line(id=f"x{n}") for n in range(100))]) + b"\n")
    clinic = parse_clinic(CLINIC, "clinic.toml", frozenset(MEASURES))
    parts = read_fhir(path, parse_mapping(MAPPING, "x.toml"), clinic, TODAY, plain_from=1, held_rows=20)
    assert len(parts.rows[RowKind.OBSERVATION]) == 100
    assert sum(map(len, gathered[0]._held[RowKind.OBSERVATION])) == 0


scalars = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 30), st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.sampled_from(["", "NRS", "final", "2025-05-01", "2025-05-01T10:00:00Z", "m", "{score}", "Patient/p1", "1", "x\\y", '"']),
    st.text(max_size=4),
)  # fmt: skip
values = st.recursive(scalars, lambda below: st.one_of(
    st.lists(below, max_size=2),
    st.dictionaries(st.sampled_from(["value", "code", "coding", "system", "reference", "versionId", "lastUpdated", "unit", "start"]), below, max_size=3),
), max_leaves=5)  # fmt: skip
ELEMENTS = [
    "id", "meta", "status", "code", "subject", "effectiveDateTime", "effectivePeriod", "valueQuantity", "valueInteger",
    "valueString", "component", "hasMember", "dataAbsentReason", "resourceType", "note",
]  # fmt: skip


@given(st.lists(st.dictionaries(st.sampled_from(ELEMENTS), values, max_size=3), min_size=1, max_size=6))
@settings(max_examples=60)
def test_any_change_of_any_element_is_read_alike(both, changes):
    both([PEOPLE, *(line(**change) for change in changes)])
