"""Packed files: read as if they were not, refused where they could do harm."""

import gzip
import zipfile

import pytest

from loaders.source_error import SourceError
from loaders.unpacked import inner_name, read_unpacked

TEXT = b"mrn,day\n7,2025-06-01\n"


def zipped(path, **files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return path


def test_a_plain_a_gzipped_and_a_zipped_file_hold_the_same(tmp_path):
    plain, small, packed = tmp_path / "a.csv", tmp_path / "a.csv.gz", tmp_path / "a.zip"
    plain.write_bytes(TEXT)
    small.write_bytes(gzip.compress(TEXT))
    zipped(packed, a_dot_csv=TEXT)
    assert {read_unpacked(path) for path in (plain, small, packed)} == {TEXT}
    assert {inner_name(path) for path in (plain, small, packed)} == {"a.csv"}


def test_what_a_macintosh_adds_to_a_zip_is_no_content(tmp_path):
    path = zipped(tmp_path / "a.zip", a_dot_csv=TEXT)
    with zipfile.ZipFile(path, "a") as packed:
        packed.writestr("__MACOSX/._a.csv", b"\0\1")
        packed.writestr(".DS_Store", b"\0")
    assert read_unpacked(path) == TEXT


def test_of_several_files_the_mapping_must_name_one(tmp_path):
    path = zipped(tmp_path / "a.zip", scores_dot_csv=TEXT, notes_dot_txt=b"hello")
    with pytest.raises(SourceError, match="holds 2 files; say which one with member"):
        read_unpacked(path)
    assert read_unpacked(path, "*.csv") == TEXT
    with pytest.raises(SourceError, match=r"holds no file '\*.xml'"):
        read_unpacked(path, "*.xml")


def test_a_path_inside_an_archive_leads_nowhere(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("../../outside.csv", TEXT)
    folder = tmp_path / "inner"
    folder.mkdir()
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(SourceError, match="holds no file"):
        read_unpacked(path)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("suffix", [".gz", ".zip"])
def test_a_bomb_is_refused_before_it_unpacks(tmp_path, suffix):
    path = tmp_path / f"a.csv{suffix}"
    if suffix == ".gz":
        path.write_bytes(gzip.compress(bytes(30_000_000)))
    else:
        zipped(path, a_dot_csv=bytes(30_000_000))
    assert path.stat().st_size < 100_000
    with pytest.raises(SourceError, match="larger than 10 MB when unpacked"):
        read_unpacked(path, most=10 * 1024**2)


@pytest.mark.parametrize("suffix", [".gz", ".zip"])
def test_a_damaged_archive_is_told_in_a_sentence(tmp_path, suffix):
    path = tmp_path / f"a{suffix}"
    path.write_bytes(b"no archive at all")
    with pytest.raises(SourceError, match="is a damaged archive"):
        read_unpacked(path)
    whole = (
        gzip.compress(TEXT * 1000)
        if suffix == ".gz"
        else zipped(tmp_path / "whole.zip", a_dot_csv=TEXT * 1000).read_bytes()
    )
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(SourceError, match="is a damaged archive"):
        read_unpacked(path)


LONG = """
name = "scores"
rows = "observations"
delimiter = "\\t"
[columns]
patient = "mrn"
date = "day"
measure = "test"
value = "score"
"""


@pytest.mark.parametrize("name", ["scores.tsv", "scores.txt", "scores.tsv.gz", "scores.zip"])
def test_delimited_text_is_read_under_any_name_and_packing(read, name, tmp_path):
    text = b"mrn\tday\ttest\tscore\n7\t2025-06-01\todi\t36\n"
    if name.endswith(".gz"):
        text = gzip.compress(text)
    if name.endswith(".zip"):
        text = zipped(tmp_path / "made.zip", scores_dot_tsv=text).read_bytes()
    loaded = read(LONG, text, name)
    assert loaded.only_rows[["patient", "measure", "value"]].to_numpy().tolist() == [["7", "odi", 36.0]]


def test_the_mapping_names_the_file_inside_a_zip(read, tmp_path):
    packed = zipped(tmp_path / "made.zip", a_dot_tsv=b"mrn\tday\ttest\tscore\n7\t2025-06-01\todi\t36\n", b_dot_txt=b"x")
    named = LONG.replace("rows =", 'member = "*.tsv"\nrows =')
    assert len(read(named, packed.read_bytes(), "export.zip").only_rows) == 1
    with pytest.raises(SourceError, match="holds 2 files"):
        read(LONG, packed.read_bytes(), "export.zip")
