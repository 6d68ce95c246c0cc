"""One workbook with several sheets: each is read by a mapping of its own, all of them in one batch."""

from datetime import date

import openpyxl
import pytest

from loaders.choose import choose_jobs
from loaders.read import read_file
from loaders.source_error import SourceError
from store.writer import load

SHEET = """
name = "{name}"
files = ["sources/tests*.xlsx"]
rows = "observations"
layout = "wide"
format = "excel"
{sheet}
[columns]
patient = "MRN"
date = "Tested"
[[scores]]
column = "{column}"
measure = "{measure}"
"""


@pytest.fixture
def workbook(clinic_folder):
    book = openpyxl.Workbook()
    for place, (title, column) in enumerate((("Forms", "ODI"), ("Stands", "Count"))):
        sheet = book.active if place == 0 else book.create_sheet()
        sheet.title = title
        sheet.append(["MRN", "Tested", column])
        sheet.append(["7", date(2025, 6, 1), 12])
    book.save(clinic_folder / "sources" / "tests.xlsx")
    return clinic_folder / "sources" / "tests.xlsx"


def declare(folder, name, sheet, column, measure):
    text = SHEET.format(name=name, sheet=f'sheet = "{sheet}"' if sheet else "", column=column, measure=measure)
    (folder / "mappings" / f"{name}.toml").write_text(text)


@pytest.mark.parametrize("named", [True, False])
def test_each_sheet_goes_through_its_own_mapping(clinic_folder, clinic, workbook, named):
    declare(clinic_folder, "forms", "Forms", "ODI", "odi")
    declare(clinic_folder, "stands", "Stands", "Count", "chair_stand_30s")
    jobs = choose_jobs(clinic_folder, [workbook] if named else [])
    loadeds = [read_file(path, mapping, clinic) for path, mapping in jobs]
    assert [loaded.only_rows["measure"].tolist() for loaded in loadeds] == [["odi"], ["chair_stand_30s"]]
    accounts = load(clinic_folder, clinic, loadeds)
    assert [(account.read, account.waiting) for account in accounts] == [(1, 1), (1, 1)]
    again = load(clinic_folder, clinic, loadeds)
    assert [account.already_loaded for account in again] == [True, True]


def test_two_mappings_of_one_sheet_are_still_a_doubt(clinic_folder, workbook):
    declare(clinic_folder, "forms", "Forms", "ODI", "odi")
    declare(clinic_folder, "others", "Forms", "ODI", "pseq")
    with pytest.raises(SourceError, match="Several mappings fit"):
        choose_jobs(clinic_folder, [workbook])
