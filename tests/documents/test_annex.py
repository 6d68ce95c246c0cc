"""The evidence annex and the reference to the policy's text."""

import csv
import hashlib
import io
from dataclasses import replace
from datetime import date

import pytest

from documents.annex import AnnexRow, annex_csv, policy_reference, sha256_of
from domain.shipped_policies import shipped_policies
from domain.spreadsheet import harmless

ROW = AnnexRow(
    used_for="function_gain", table="observations", row_id="o-1", on_date=date(2025, 11, 17), what="odi", value=36.0,
    unit="%", says="ODI 36 on 17 Nov 2025", form="ODI 2.1a", mode="tablet", occasion="routine",
    source="registry", file="odi_2025.csv", line=14, batch="b-3",
)  # fmt: skip


def read(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_a_row_tells_where_it_came_from():
    (row,) = read(annex_csv([ROW]))
    assert (row["file"], row["line"], row["batch"], row["source"]) == ("odi_2025.csv", "14", "b-3", "registry")
    assert (row["on_date"], row["value"], row["unit"]) == ("2025-11-17", "36", "%")


def test_what_is_not_known_is_empty():
    (row,) = read(annex_csv([replace(ROW, value=None, line=None, on_date=None)]))
    assert (row["value"], row["line"], row["on_date"]) == ("", "", "")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-x", "@SUM(A1)", "\t=1+1", "\r\n=1+1", "＝1+1", "=cmd|' /C calc'!A0"])
def test_a_cell_that_a_spreadsheet_would_run_is_text(text):
    (row,) = read(annex_csv([replace(ROW, says=text)]))
    assert row["says"].startswith("'")


def test_numbers_stay_numbers_also_below_zero():
    (row,) = read(annex_csv([replace(ROW, value=-2.5)]))
    assert row["value"] == "-2.5"
    assert harmless("-12") == "-12"


def test_quotes_commas_and_lines_do_not_break_the_table():
    (row,) = read(annex_csv([replace(ROW, says='He said "6, maybe 7"\nthen left')]))
    assert row["says"] == 'He said "6, maybe 7" then left'


def test_the_same_rows_give_the_same_bytes_and_the_hash_is_that_of_the_file():
    content = annex_csv([ROW, ROW])
    assert content == annex_csv([ROW, ROW])
    assert content.startswith(b"\xef\xbb\xbfused_for,")
    assert content.count(b"\r\n") == 3
    assert sha256_of(content) == hashlib.sha256(content).hexdigest()


def test_the_policy_is_named_with_version_source_and_whether_its_text_was_read():
    for policy in shipped_policies():
        said = policy_reference(policy).decode()
        assert policy.name in said
        assert policy.version in said
        assert policy.source.title in said
        assert ("NOT read" in said) is not policy.verified
        assert all(criterion.code in said for criterion in policy.criteria)
