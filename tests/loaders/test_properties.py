"""Whatever a file holds: every row is a candidate or a rejection with a known line, and nothing else happens."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.clinic import parse_clinic
from domain.measures import MEASURES
from loaders.mapping_files import parse_mapping
from loaders.read import read_file
from loaders.source_error import SourceError

CLINIC = parse_clinic('name = "c"\ntime_zone = "UTC"\n', "clinic.toml", frozenset(MEASURES))
TODAY = date(2025, 6, 30)

OBSERVATIONS = 'name = "m"\nrows = "observations"\n'
PLACE = '[columns]\npatient = "a"\ndate = "b"\n'
MAPPINGS = {
    "long scores": OBSERVATIONS + PLACE + 'measure = "c"\nvalue = "d"\nunit = "e"\nversion = "f"\n',
    "wide scores": OBSERVATIONS + 'layout = "wide"\n' + PLACE
    + '[[scores]]\ncolumn = "c"\nmeasure = "odi"\n[[scores]]\ncolumn = "d"\nmeasure = "walk_6min"\nunit = "ft"\n',
    "wide items": OBSERVATIONS + 'layout = "wide"\nlevel = "items"\n' + PLACE + '[[forms]]\nmeasure = "peg"\nitems = ["c", "d", "e"]\n',
    "long items": OBSERVATIONS + 'level = "items"\n' + PLACE + 'measure = "c"\nitem = "d"\nanswer = "e"\n',
    "patients": 'name = "m"\nrows = "patients"\n[columns]\npatient = "a"\nbirth_date = "b"\nsex = "c"\ndied_on = "d"\n',
    "episodes": 'name = "m"\nrows = "episodes"\n[columns]\npatient = "a"\nprogram = "c"\nstarted = "b"\nended = "d"\n',
    "appointments": 'name = "m"\nrows = "appointments"\n' + PLACE + 'time = "c"\nattendance = "d"\n',
    "events": 'name = "m"\nrows = "events"\n' + PLACE + 'kind = "c"\nmeasure = "d"\n',
    "sleep diary": 'name = "m"\nrows = "sleep_diary"\n' + PLACE
    + 'bed_time = "c"\nrise_time = "d"\nwake_time = "d"\nsleep_onset_minutes = "e"\nwake_after_minutes = "f"\n',
}  # fmt: skip

CELL = st.one_of(
    st.sampled_from(
        [
            "",
            "7",
            "1",
            "2025-05-01",
            "2025-05-02",
            "2099-01-01",
            "odi",
            "phq9",
            "peg",
            "walk_6min",
            "m",
            "ft",
            "3.5",
            "-1",
        ]
    ),
    st.sampled_from(
        [
            "23:00",
            "06:30",
            "nan",
            "inf",
            "1e5",
            "7,5",
            "true",
            "female",
            "flare",
            "now",
            "٣",
            '"',
            'x"y',
            '"q"',
            "\u2028",
        ]
    ),
    st.text(max_size=8).filter(lambda text: "\0" not in text),
)
LINE = st.lists(CELL, min_size=0, max_size=8)


def as_text(lines, quoted):
    def cell(text):
        return '"' + text.replace('"', '""') + '"' if quoted else text

    return "a,b,c,d,e,f\n" + "\n".join(",".join(map(cell, line)) for line in lines)


@pytest.mark.parametrize("kind", MAPPINGS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.lists(LINE, max_size=12), quoted=st.booleans())
def test_every_row_is_a_candidate_or_a_rejection(kind, lines, quoted, tmp_path):
    path = tmp_path / "any.csv"
    text = as_text(lines, quoted)
    path.write_bytes(text.encode("utf-8", "replace"))
    try:
        loaded = read_file(path, parse_mapping(MAPPINGS[kind], "m.toml"), CLINIC, TODAY)
    except SourceError as error:
        pytest.fail(str(error))
    assert loaded.rows_read == len(loaded.only_rows) + len(loaded.rejected)
    last = len(text.splitlines()) + 1
    for frame in (loaded.only_rows, loaded.rejected):
        assert ((frame["line"] >= 2) & (frame["line"] <= last)).all()
    assert loaded.rejected[["code", "reason"]].notna().all(axis=None)
    assert loaded.only_rows["patient"].map(lambda number: isinstance(number, str) and number != "").all()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=300), encoding=st.sampled_from(["utf-8", "utf-16", "cp1252"]))
def test_any_bytes_are_read_or_refused_in_one_sentence(content, encoding, tmp_path):
    path = tmp_path / "any.csv"
    path.write_bytes(content)
    mapping = parse_mapping(f'encoding = "{encoding}"\n' + MAPPINGS["long scores"], "m.toml")
    with pytest.raises(SourceError) as told:
        read_file(path, mapping, CLINIC, TODAY)
    assert "\n" not in str(told.value)
    assert "any.csv" in str(told.value)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=st.lists(st.integers(-20, 130), min_size=1, max_size=30))
def test_long_and_wide_files_say_the_same(values, tmp_path):
    long, wide = tmp_path / "long.csv", tmp_path / "wide.csv"
    long.write_text("a,b,c,d,e,f\n" + "".join(f"p{i},2025-05-01,odi,{v},,\n" for i, v in enumerate(values)))
    wide.write_text("a,b,c,d\n" + "".join(f"p{i},2025-05-01,{v},\n" for i, v in enumerate(values)))
    one, two = (
        read_file(path, parse_mapping(MAPPINGS[kind], "m.toml"), CLINIC, TODAY)
        for path, kind in ((long, "long scores"), (wide, "wide scores"))
    )
    assert one.only_rows[["patient", "value", "line"]].equals(two.only_rows[["patient", "value", "line"]])
    assert one.rejected[["line", "code", "reason"]].equals(two.rejected[["line", "code", "reason"]])
