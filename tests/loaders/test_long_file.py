"""A long file read block by block gives the same rows, rejections and flags as one that is read as a whole."""

import gzip
from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.clinic import parse_clinic
from domain.loaded import RowKind
from domain.measures import MEASURES
from loaders import how_far, long_file, plain_scores, spool
from loaders.mapping_files import parse_mapping
from loaders.read import read_file
from loaders.source_error import SourceError
from store.arrival import reading_digest
from store.typed_rows import typed_rows
from tests.loaders.conftest import CLINIC, TODAY
from tests.small_clinic import MemoryStore, contents, course_of_care, file_of, registration, small_clinic

MAPPING = """
name = "scores"
rows = "observations"
header_row = 2
missing = ["NA"]
[columns]
record = "id"
version = "version"
patient = "mrn"
date = "day"
time = "at"
measure = "scale"
value = "score"
occasion = "when"
[values.occasion]
before = "before_block"
"" = "routine"
"""
HEADER = ["a title above", "id,version, mrn ,day,at,scale,score,when,not read"]
LINES = [
    "1,1,P1,2025-05-01,08:30,odi,44,,x",
    "2,1,P1,2025-05-02,,odi,440,,x",
    "",
    "3,2, P2 ,2025-05-03,07:00:00,phq9,7,before,x",
    "4,,P3,2031-01-01,,odi,10,,x",
    "   ",
    "5,1,P4,2025-05-04,,odi",
    "6,x,P5,2025-05-04,,odi,12,,x",
    "7,1,Müller-Ø,2025-05-04,,odi,12,,x",
    "8,1,NA,2025-05-04,,odi,12,,x",
    "9,1,P6,2025-05-04,,odi,NA,,x",
    "10,1,P6,2025-05-04,,unknown,1,after,x",
    "1,2,P1,2025-05-01,08:30,odi,46,,x",
]


def clinic():
    return parse_clinic(CLINIC, "clinic.toml", frozenset(MEASURES))


def read_both(path, monkeypatch, block_bytes=64):
    """(read in blocks, read as a whole); the first must have come in chunks where it says so."""
    mapping = parse_mapping(MAPPING, "scores.toml")
    with monkeypatch.context() as patched:
        patched.setattr(long_file, "LONG_BYTES", 0)
        patched.setattr(long_file, "BLOCK_BYTES", block_bytes)
        in_blocks = read_file(path, mapping, clinic(), TODAY)
    return in_blocks, read_file(path, mapping, clinic(), TODAY)


def same(one, other) -> None:
    assert (one.rows_read, one.lines_read, one.notes, one.file_hash) == (
        other.rows_read, other.lines_read, other.notes, other.file_hash,
    )  # fmt: skip
    typed, expected = (typed_rows(RowKind.OBSERVATION, loaded.only_rows) for loaded in (one, other))
    assert typed.to_pylist() == expected.to_pylist()
    columns = ["line", "column", "code", "reason"]
    assert one.rejected[columns].to_numpy().tolist() == other.rejected[columns].to_numpy().tolist()
    assert one.flags.astype(str).to_numpy().tolist() == other.flags.astype(str).to_numpy().tolist()


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("last", ["", "\n"])
@pytest.mark.parametrize("block_bytes", [40, 100, 200, 10_000])
def test_blocks_give_what_the_whole_gives(tmp_path, monkeypatch, line_end, last, block_bytes):
    path = tmp_path / "scores.csv"
    path.write_bytes(line_end.join([*HEADER, *LINES]).encode() + last.replace("\n", line_end).encode())
    in_blocks, whole = read_both(path, monkeypatch, block_bytes)
    assert isinstance(in_blocks.rows[RowKind.OBSERVATION], spool.Spool) or block_bytes < 50
    same(in_blocks, whole)
    assert len(whole.rejected) == 8
    assert len(whole.only_rows) == 4


@settings(max_examples=60)
@given(
    lines=st.lists(st.sampled_from([*LINES, '11,1,"P7",2025-05-04,,odi,12,,x', '12,1,"two\nlines",2025-05-04,,odi,8,,x', ","]), max_size=30),
    block_bytes=st.integers(60, 600),
)  # fmt: skip
def test_any_file_reads_the_same_in_blocks_of_any_size(tmp_path_factory, lines, block_bytes):
    path = tmp_path_factory.mktemp("long") / "scores.csv"
    path.write_text("\n".join([*HEADER, *lines]) + "\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patched:
        same(*read_both(path, patched, block_bytes))


HOSTILE = """
name = "scores"
rows = "observations"
delimiter = ";"
missing = ["NA", "-"]
date_format = ["%d.%m.%Y", "%Y-%m-%d"]
decimal = ","
[columns]
record = "id"
version = "version"
retracted = "gone"
patient = "mrn"
date = "day"
measure = "scale"
value = "score"
unit = "unit"
form = "form"
standard_error = "se"
[values.measure]
odi = "odi"
phq = "phq9"
walk = "walk_6min"
[values.retracted]
yes = "true"
no = "false"
[values.unit]
m = "m"
ft = "ft"
pct = "%"
"""
CELLS = {
    "id": ["1", "2", " 3 ", "", "NA", "x;y"], "version": ["1", "02", "", "one", "-"], "gone": ["yes", "no", "", "perhaps"],
    "mrn": ["P1", " P1", "\u00a0P2", "NA", "", "0042"], "day": ["2025-05-01", "01.05.2025", "02.05.2031", "", "soon", "-"],
    "scale": ["odi", "phq", "walk", "other", "", " odi"], "score": ["44", "44,0", "7", "200", "-1", "4 4", "", "NA", "44%", "1e1"],
    "unit": ["", "m", "ft", "pct", "furlong"], "form": ["", "short", " long "], "se": ["", "1,5", "wide"],
}  # fmt: skip
MOSTLY_GOOD = {
    "id": "9",
    "version": "1",
    "gone": "",
    "mrn": "P1",
    "day": "2025-05-01",
    "scale": "odi",
    "score": "44",
    "unit": "",
    "form": "",
    "se": "",
}


@settings(max_examples=150, deadline=None)
@given(
    lines=st.lists(st.fixed_dictionaries({name: st.sampled_from([MOSTLY_GOOD[name]] * 4 + cells) for name, cells in CELLS.items()}), max_size=40),
    block_bytes=st.integers(60, 900),
    most=st.sampled_from([0, 5, 100_000]),
)  # fmt: skip
def test_texts_that_are_looked_up_mean_what_they_mean_line_by_line(tmp_path_factory, lines, block_bytes, most):
    path = tmp_path_factory.mktemp("long") / "scores.csv"
    rows = [";".join(CELLS), *(";".join(line.values()).replace("x;y", "x y") for line in lines)]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    mapping = parse_mapping(HOSTILE, "scores.toml")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(long_file, "LONG_BYTES", 0)
        patched.setattr(long_file, "BLOCK_BYTES", block_bytes)
        patched.setattr(plain_scores, "_MOST_PROVEN", most)
        in_blocks = read_file(path, mapping, clinic(), TODAY)
    same(in_blocks, read_file(path, mapping, clinic(), TODAY))


@pytest.mark.parametrize(
    "odd", ['13,1,"P7",2025-05-04,,odi,12,,x', "13,1,P\r7,2025-05-04,,odi,12,,x", f"13,1,{'P' * 200_000},2025-05-04,,odi,12,,x"]
)  # fmt: skip
def test_a_file_that_is_not_plain_is_read_line_by_line_and_its_rows_wait_on_disk_too(tmp_path, monkeypatch, odd):
    path = tmp_path / "scores.csv"
    path.write_bytes("\n".join([*HEADER, *LINES[:5], odd, *LINES]).encode())
    monkeypatch.setattr(long_file, "_ROWS_AT_ONCE", 4)
    in_blocks, whole = read_both(path, monkeypatch, 1 << 20)
    assert isinstance(in_blocks.rows[RowKind.OBSERVATION], spool.Spool)
    same(in_blocks, whole)


def test_a_packed_file_is_long_by_what_it_holds(tmp_path, monkeypatch):
    monkeypatch.setattr(long_file, "LONG_BYTES", 5_000)
    text = "\n".join([*HEADER, *LINES * 20]).encode()
    mapping = parse_mapping(MAPPING, "scores.toml")
    for path, content in ((tmp_path / "scores.csv.gz", text), (tmp_path / "few.csv.gz", text[:4_000])):
        path.write_bytes(gzip.compress(content))
        assert path.stat().st_size < 5_000
        assert long_file.is_long(path, mapping) == (len(content) > 5_000)


def test_bytes_that_are_no_text_are_refused_with_their_line_in_blocks_too(tmp_path, monkeypatch):
    path = tmp_path / "scores.csv"
    path.write_bytes("\n".join([*HEADER, *LINES]).encode() + b"\n14,1,P9,2025-05-04,,odi,12,,\xff\n")
    with pytest.raises(SourceError, match="line 16: the bytes are not utf-8"):
        read_both(path, monkeypatch)


def test_a_column_that_is_missing_is_refused_in_blocks_too(tmp_path, monkeypatch):
    path = tmp_path / "scores.csv"
    path.write_text("title\nid,version,mrn,day,at,scale,when\n" + "1,1,P1,2025-05-01,,odi,\n" * 20)
    with pytest.raises(SourceError, match="no column 'score'"):
        read_both(path, monkeypatch)


def test_the_store_takes_chunks_as_it_takes_a_whole(tmp_path, monkeypatch):
    path = tmp_path / "scores.csv"
    path.write_text("\n".join([*HEADER, *LINES * 3]) + "\n")
    stores = [MemoryStore(small_clinic())]
    stores.append(MemoryStore(small_clinic(), stores[0].book))
    accounts = []
    for store, loaded in zip(stores, read_both(path, monkeypatch), strict=True):
        store.load(
            file_of(RowKind.PATIENT, registration("P1", "P2"), name="people.csv", mapping="people"),
            file_of(RowKind.EPISODE, [course_of_care("P1", program="short")], name="courses.csv", mapping="courses"),
        )
        accounts += store.load(loaded)
    assert accounts[0] == accounts[1]
    assert accounts[0].corrected
    assert accounts[0].duplicates
    one, other = (contents(store.connection, without=["digest"]) for store in stores)
    assert one == other


def test_a_digest_tells_chunks_apart_and_is_the_same_again(tmp_path, monkeypatch):
    path = tmp_path / "scores.csv"
    path.write_text("\n".join([*HEADER, *LINES]) + "\n")
    first, _ = read_both(path, monkeypatch)
    again, _ = read_both(path, monkeypatch)
    path.write_text("\n".join([*HEADER, *LINES]).replace("odi,46", "odi,48") + "\n")
    other, _ = read_both(path, monkeypatch)
    assert reading_digest(first, b"k") == reading_digest(again, b"k") != reading_digest(other, b"k")


def test_a_spool_leaves_no_file_behind(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    rows = spool.Spool(RowKind.OBSERVATION)
    rows.add(pd.DataFrame({"patient": ["P1"], "value": [4.0], "on_date": [date(2025, 1, 1)], "line": [2]}))
    assert list(tmp_path.iterdir()) == []
    assert rows.close().frame()["patient"].tolist() == ["P1"]


def test_a_long_file_tells_how_far_it_is_block_by_block(tmp_path, monkeypatch):
    path, told = tmp_path / "scores.csv", []
    path.write_text("\n".join([*HEADER, *LINES]) + "\n", encoding="utf-8")
    monkeypatch.setattr(long_file, "LONG_BYTES", 0)
    monkeypatch.setattr(long_file, "BLOCK_BYTES", 100)
    with how_far.told_to(lambda share, lines: told.append((share, lines))):
        read_file(path, parse_mapping(MAPPING, "scores.toml"), clinic(), TODAY)
    assert len(told) > 2
    assert told == sorted(told)
    assert told[-1] == (1.0, len(HEADER) + len(LINES))
