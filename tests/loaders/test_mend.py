"""A mapping mended on the spot: tried without a trace, then kept, with its files read again."""

import pytest

from loaders.choose import choose_jobs
from loaders.mend import load_file, mapping_file, mend_mapping, try_mapping
from loaders.read import read_file
from loaders.source_mapping import MappingError
from store.writer import load

SCORES = """name = "scores"
files = ["sources/scores*.csv"]
rows = "observations"
[columns]
patient = "MRN"
date = "Date"
measure = "Test"
value = "Score"
[values.measure]
ODI = "odi"
"""
MENDED = SCORES + 'Oswestry = "odi"\n'


@pytest.fixture
def loaded_clinic(clinic_folder, clinic):
    (clinic_folder / "mappings" / "one.toml").write_text(SCORES)
    (clinic_folder / "sources" / "scores.csv").write_text(
        "MRN,Date,Test,Score\n7,2025-03-14,ODI,36\n8,2025-03-14,Oswestry,40\n9,2025-03-14,Oswestry,400\n"
    )
    loadeds = [read_file(path, mapping, clinic) for path, mapping in choose_jobs(clinic_folder, [])]
    load(clinic_folder, clinic, loadeds)
    return clinic_folder


def files(folder):
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_trying_tells_what_it_would_bring_and_changes_nothing(loaded_clinic, clinic):
    before = files(loaded_clinic)
    tried = try_mapping(loaded_clinic, clinic, "scores", MENDED)
    assert (tried.rows_picked_up, tried.accounts[0].rejected, tried.accounts[0].batch_id) == (1, 1, None)
    assert files(loaded_clinic) == before


def test_mending_keeps_the_mapping_and_reads_its_files_again(loaded_clinic, clinic):
    mended = mend_mapping(loaded_clinic, clinic, "scores", MENDED)
    assert (mended.rows_picked_up, mended.accounts[0].rejected) == (1, 1)
    assert mapping_file(loaded_clinic, "scores").read_text() == MENDED
    assert not list((loaded_clinic / "mappings").glob("*.fresh"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name = ", "not valid TOML"),
        (SCORES.replace('"scores"', '"others"'), "name must stay 'scores'"),
        (SCORES.replace("odi", "oswestry"), "'oswestry' is not one of"),
    ],
)
def test_a_text_that_is_no_mapping_is_told_and_nothing_changes(loaded_clinic, clinic, text, told):
    before = files(loaded_clinic)
    with pytest.raises(MappingError, match=told):
        mend_mapping(loaded_clinic, clinic, "scores", text)
    assert files(loaded_clinic) == before


def test_a_file_is_loaded_through_a_mapping_that_was_just_written(loaded_clinic, clinic, tmp_path):
    path = tmp_path / "new.csv"
    path.write_text("MRN,Date,Test,Score\n7,2025-05-14,ODI,30\n")
    account, loaded = load_file(loaded_clinic, clinic, path, SCORES)
    assert (account.read, account.waiting, account.closes) == (1, 1, True)
    assert len(loaded.rejected) == 0
