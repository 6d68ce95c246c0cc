"""People who may be one person under two record numbers are listed, and only they."""

from datetime import date

import pytest

from domain.loaded import RowKind
from store.lookalikes import CLOSE_NAME, ONE_DIGIT, SAME, SWAPPED, differ_by_one_letter, normalised, read_lookalikes
from store.readers import open_snapshot
from store.writer import load
from tests.small_clinic import file_of, small_clinic


def pairs(folder, *people) -> list[tuple]:
    rows = [{"patient": f"R{i}", "name": name, "birth_date": born} for i, (name, born) in enumerate(people)]
    load(folder, small_clinic(), [file_of(RowKind.PATIENT, rows, folder=folder, name="people.csv", mapping="people")])
    return [tuple(pair) for pair in read_lookalikes(folder, open_snapshot(folder)).itertuples(index=False)]


BORN = date(1961, 3, 12)


@pytest.mark.parametrize(
    ("other", "born", "why"),
    [
        ("Ånn-Marie  Example", BORN, SAME),
        ("Example, Ann Marie", BORN, SAME),
        ("Ann Marie Exemple", BORN, CLOSE_NAME),
        ("Ann Marie Exampel", BORN, CLOSE_NAME),
        ("Ann Marie Examples", BORN, CLOSE_NAME),
        ("Ann Marie Example", date(1961, 12, 3), SWAPPED),
        ("Ann Marie Example", date(1961, 3, 17), ONE_DIGIT),
        ("Ann Marie Example", date(1971, 3, 12), ONE_DIGIT),
    ],
)
def test_names_and_birth_dates_that_nearly_agree_are_listed(tmp_path, other, born, why):
    assert pairs(tmp_path, ("Ann Marie Example", BORN), (other, born)) == [("R0", "R1", why)]


@pytest.mark.parametrize(
    ("other", "born"),
    [
        ("Ann Marie Example", date(1972, 3, 12)),
        ("Anna Maria Example", BORN),
        ("Ann Marie Exemple", date(1961, 3, 13)),
        ("Somebody Else", BORN),
        ("Ann Marie Example", None),
        (None, BORN),
    ],
)
def test_others_are_not(tmp_path, other, born):
    assert pairs(tmp_path, ("Ann Marie Example", BORN), (other, born)) == []


def test_a_clinic_without_people_has_none(tmp_path):
    assert read_lookalikes(tmp_path, open_snapshot(tmp_path)).empty


def test_many_people_with_one_birth_date_are_compared_by_equal_names_only(tmp_path):
    crowd = [
        (f"Person {'abcdefghij'[i % 10] * 6}{'klmnopqrst'[i // 10 % 10] * 6}{'uvw'[i // 100] * 6}", BORN)
        for i in range(250)
    ]
    assert pairs(tmp_path, *crowd, crowd[7]) == [("R250", "R7", SAME)]


@pytest.mark.parametrize(
    ("one", "other", "close"),
    [("smith", "smyth", True), ("smith", "smiths", True), ("smith", "msith", True), ("smith", "smith", False), ("lee", "lea", False),
     ("smith", "smythe", False), ("abcde", "edcba", False), ("", "a", False)],
)  # fmt: skip
def test_one_letter(one, other, close):
    assert differ_by_one_letter(one, other) is close
    assert differ_by_one_letter(other, one) is close


def test_a_name_counts_without_case_accents_and_order():
    assert normalised("O’Neil, Zoë") == normalised("zoe ONEIL") == "oneil zoe"
