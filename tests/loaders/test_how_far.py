"""Every kind of large file tells how far its reading is, so that the bar shows rows and time left."""

import gzip
import json

import pytest

from loaders import apple_health, csv_file, how_far
from loaders.fhir import files as fhir_files
from tests.loaders.wearable_exports import read_export, written

WIDE = """
name = "wide"
rows = "observations"
layout = "wide"
[columns]
patient = "id"
date = "date"
[[scores]]
column = "ODI"
measure = "odi"
"""
FHIR = """
name = "ehr"
format = "fhir"
patient_by = "id"
"""
PHONE = """
name = "phone"
format = "wearable"
device = "apple_health"
"""
RECORD = (
    '<Record type="HKQuantityTypeIdentifierStepCount" sourceName="Watch" unit="count" value="5000" '
    'startDate="2025-06-0{day} 10:00:00 -0500" endDate="2025-06-0{day} 11:00:00 -0500"/>'
)


@pytest.fixture
def heard():
    found = []
    with how_far.told_to(lambda share, lines: found.append((share, lines))):
        yield found


def check(heard, last):
    shares, lines = zip(*heard, strict=True)
    assert len(heard) > 2
    assert list(shares) == sorted(shares)
    assert list(lines) == sorted(lines)
    assert heard[-1] == last


def test_a_table(read, heard, monkeypatch):
    monkeypatch.setattr(csv_file, "_CHUNK_ROWS", 5)
    read(WIDE, "id,date,ODI\n" + "P1,2025-06-01,20\n" * 30)
    check(heard, (1.0, 31))


def observations(number):
    patient = {"reference": "Patient/1"}
    return [json.dumps({"resourceType": "Observation", "id": str(i), "subject": patient}) for i in range(number)]


def test_a_bulk_export(read, heard, monkeypatch):
    monkeypatch.setattr(fhir_files, "PIECE", 500)
    read(FHIR, "\n".join(observations(40)) + "\n", "obs.ndjson")
    check(heard, (1.0, 40))


def test_of_a_packed_export_the_lines_are_told_for_its_size_is_not_known(read, heard, monkeypatch):
    monkeypatch.setattr(fhir_files, "PIECE", 500)
    read(FHIR, gzip.compress(("\n".join(observations(40)) + "\n").encode()), "obs.ndjson.gz")
    assert len(heard) > 2
    assert {share for share, _ in heard} == {None}
    assert heard[-1] == (None, 40)


def test_the_export_of_a_telephone(tmp_path, heard, monkeypatch):
    monkeypatch.setattr(apple_health, "_CHUNK", 300)
    monkeypatch.setattr(apple_health, "_MOST_PROLOGUE", 300)
    records = "".join(RECORD.format(day=day) for day in range(1, 9))
    made = '<ExportDate value="2025-06-20 09:00:00 -0500"/>'
    text = f'<?xml version="1.0"?><HealthData locale="en_US">{made}{records}</HealthData>'
    read_export(written(tmp_path / "export.xml", text), "apple_health")
    check(heard, (1.0, 8))
