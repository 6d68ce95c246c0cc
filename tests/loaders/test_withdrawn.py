"""A record is withdrawn by its number alone: a source that blanks a deleted line must not keep its score alive."""

from loaders.mapping_files import parse_mapping
from loaders.read import read_file
from store.readers import open_snapshot
from store.writer import load

SCORES = """name = "scores"
rows = "observations"
[columns]
patient = "mrn"
date = "day"
measure = "test"
value = "score"
record = "id"
version = "rev"
retracted = "gone"
"""
HEADER = "mrn,day,test,score,id,rev,gone\n"


def loaded(folder, clinic, name, text):
    path = folder / "sources" / name
    path.write_text(HEADER + text)
    return load(folder, clinic, [read_file(path, parse_mapping(SCORES, "scores.toml"), clinic)])[0]


def test_a_withdrawal_without_a_date_takes_its_score_back(clinic_folder, clinic):
    people = parse_mapping('name = "people"\nrows = "patients"\n[columns]\npatient = "mrn"\n', "people.toml")
    path = clinic_folder / "sources" / "people.csv"
    path.write_text("mrn\n007\n")
    load(clinic_folder, clinic, [read_file(path, people, clinic)])
    first = loaded(clinic_folder, clinic, "one.csv", "007,2025-05-01,odi,10,R1,1,\n007,2025-05-02,odi,20,R2,1,\n")
    assert (first.accepted, first.rejected) == (2, 0)
    second = loaded(clinic_folder, clinic, "two.csv", "007,,odi,,R1,2,true\n")
    assert (second.corrected, second.rejected) == (1, 0)
    snapshot = open_snapshot(clinic_folder)
    values = snapshot.cursor().execute("select value from observation where standing = 'used'").fetchall()
    assert values == [(20.0,)]


def test_a_withdrawal_without_a_date_and_without_a_number_says_nothing_and_is_rejected(clinic_folder, clinic):
    account = loaded(clinic_folder, clinic, "one.csv", "007,,odi,,,2,true\n")
    assert (account.read, account.rejected) == (1, 1)
