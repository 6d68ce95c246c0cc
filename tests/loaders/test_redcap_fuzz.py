"""Whatever the bytes are: rows that add up, or one clear sentence. Never anything else, and never for long."""

import json
import tomllib
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loaders.mapping_files import parse_mapping
from loaders.read import read_file
from loaders.redcap_dictionary import read_dictionary
from loaders.redcap_export import envelope
from loaders.redcap_project import with_dictionary
from loaders.source_error import SourceError

TODAY = date(2025, 6, 30)
BODY = """
name = "registry"
format = "redcap"
patient = "mrn"
missing = ["-99"]
fields = { sex = { form = "demographics", type = "radio", choices = { 1 = "Female", 2 = "Male" } } }
[patients]
columns = { name = ["first", "last"], birth_date = "dob", sex = "sex" }
values = { sex = { 1 = "female", 2 = "male" } }
[[episodes]]
form = "enrolment"
columns = { program = "program", started = "started" }
[[forms]]
form = "pain"
date = "day"
scores = [{ column = "nrs", measure = "nrs_average" }]
items = [{ measure = "peg", items = ["peg_1", "peg_2", "peg___3"] }]
"""
BODY = BODY.replace(
    'fields = { sex = { form = "demographics", type = "radio", choices = { 1 = "Female", 2 = "Male" } } }\n', ""
)
FIELDS = [
    "record_id", "record", "field_name", "value", "redcap_event_name", "redcap_repeat_instrument", "redcap_repeat_instance",
    "mrn", "first", "last", "dob", "sex", "program", "started", "day", "nrs", "peg_1", "peg_2", "peg___3", "pain_complete",
    "enrolment_complete",
]  # fmt: skip
VALUES = st.one_of(
    st.sampled_from(
        [
            "",
            "1",
            "2",
            "0",
            "7",
            "-99",
            "2025-05-05",
            "1970-01-01",
            "functional",
            "peg_1",
            "nrs",
            "day",
            "a\0b",
            "\ud800",
        ]
    ),
    st.text(max_size=8),
    st.integers(-(10**30), 10**30),
    st.floats(),
    st.booleans(),
    st.none(),
)
ROWS = st.lists(st.one_of(st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=14), VALUES), max_size=8)
WHOLE = st.fixed_dictionaries(dict.fromkeys(FIELDS, VALUES))
JSON = st.recursive(
    VALUES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
)
LAYOUTS = st.sampled_from(['layout = "flat"\n', 'layout = "eav"\n', 'content = "label"\n', 'version = "export_time"\n'])


def is_one_sentence(error):
    assert "\n" not in str(error)
    assert str(error).endswith(".")


@pytest.fixture
def read(clinic, tmp_path):
    def read_bytes(layout, content):
        path = tmp_path / "export"
        path.write_bytes(content)
        try:
            loaded = read_file(path, parse_mapping(layout + BODY, "test.toml"), clinic, TODAY)
        except SourceError as error:
            is_one_sentence(error)
            return None
        assert loaded.rows_read == sum(map(len, loaded.rows.values())) + len(loaded.rejected)
        assert loaded.rejected["reason"].map(bool).all()
        return loaded

    return read_bytes


fuzz = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@given(layout=LAYOUTS, content=st.binary(max_size=200))
@fuzz
def test_any_bytes(read, layout, content):
    read(layout, content)


@given(layout=LAYOUTS, content=JSON)
@fuzz
def test_any_json(read, layout, content):
    read(layout, json.dumps(content).encode())


@given(layout=LAYOUTS, rows=ROWS)
@fuzz
def test_any_rows_of_known_fields(read, layout, rows):
    read(layout, json.dumps(rows).encode())


@given(rows=st.lists(WHOLE, min_size=1, max_size=6))
@fuzz
def test_whole_rows_are_always_read(read, rows):
    """With every field there, the file as such is good: each entry ends as a row or with a reason."""
    loaded = read("", json.dumps(rows).encode())
    assert loaded is not None
    assert loaded.lines_read == len(rows)


@given(
    withdrawn=st.lists(
        JSON | st.dictionaries(st.sampled_from(["kind", "number", "patient", "measure", "said"]), VALUES), max_size=4
    ),
    at=st.text(max_size=20),
)
@fuzz
def test_any_withdrawals_on_a_page(read, withdrawn, at):
    read('version = "export_time"\n', envelope([], at, withdrawn))


@given(text=st.text(max_size=300) | st.builds(json.dumps, JSON))
@fuzz
def test_any_dictionary(text):
    try:
        assert read_dictionary(text, "dictionary")
    except SourceError as error:
        is_one_sentence(error)


PRINTABLE = st.text(st.characters(exclude_characters="|,<>&", exclude_categories=["Z", "C"]), min_size=1, max_size=6)


@given(label=st.text(max_size=30), choices=st.dictionaries(PRINTABLE, PRINTABLE, max_size=4), odd=st.text(max_size=10))
@fuzz
def test_whatever_a_dictionary_says_the_mapping_stays_a_mapping(label, choices, odd, tmp_path):
    """Quotation marks, backslashes and line breaks in labels and codes come through, or go; they end no string."""
    listed = " | ".join([*(f"{code}, {text}" for code, text in choices.items()), odd])
    field = {"field_name": "nrs", "form_name": "pain", "field_type": "radio", "field_label": label}
    (tmp_path / "mappings").mkdir(exist_ok=True)
    (tmp_path / "dictionary.json").write_text(json.dumps([field | {"select_choices_or_calculations": listed}]))
    text = 'format = "redcap"\ndictionary = "dictionary.json"\ncolumn = "nrs"\n'
    declared = tomllib.loads(with_dictionary(text, tmp_path / "mappings" / "m.toml"))
    found = declared["fields"]["nrs"].get("choices", {})
    if "|" not in odd and not odd.strip():
        assert found == choices


@pytest.mark.parametrize(
    "content",
    [
        b"[" * 200_000,
        b'[{"record_id":' * 50_000,
        b'[{"record_id": ' + b"9" * 100_000 + b"}]",
        b'[{"record_id": "1", "nrs": "\x00"}]',
        b'[{"record_id": "1", "nrs": ' + b"[" * 100_000 + b"]" * 100_000 + b"}]",
        b'{"landings_pull": 1, "rows": []}',
        b'{"landings_pull": 1, "exported_at": "x", "withdrawn": [1, {}], "rows": 3}',
    ],
    ids=["brackets", "rows in rows", "a huge number", "NUL", "a deep cell", "no time", "no rows"],
)
def test_hostile_json_is_refused_or_read_in_bounds(read, content):
    read("", content)
