"""The page on FHIR shows a mapping that works and names every key."""

import re
from datetime import date
from pathlib import Path

import pytest

from domain.loaded import RowKind
from loaders.account_words import account_lines
from loaders.fhir.mapping import RESOURCES, Coded, FhirMapping, Sheet
from loaders.fhir.server_table import ServerTable
from loaders.mapping_files import parse_mapping
from store.clinic_folder import read_clinic
from store.writer import load

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "fhir.md").read_text(encoding="utf-8")


def blocks(language):
    found = re.findall(rf"^( *)```{language}\n(.*?)^ *```", PAGE, re.M | re.S)
    return ["\n".join(line.removeprefix(indent) for line in text.splitlines()) + "\n" for indent, text in found]


@pytest.fixture
def loaded(read):
    return read(blocks("toml")[0], blocks("json")[0], "ehr_2025-06.ndjson")


def test_the_example_loads_as_the_page_says(loaded):
    rows = loaded.rows[RowKind.OBSERVATION].set_index("measure")
    assert rows["value"].to_dict() == {"gad7": 9, "walk_6min": pytest.approx(399.98904), "peg": 7}
    assert set(rows["patient"]) == {"000417"}
    assert rows.loc["gad7", "on_date"] == date(2025, 6, 2)


def test_the_account_is_the_one_on_the_page(loaded, clinic_folder):
    (account,) = load(clinic_folder, read_clinic(clinic_folder), [loaded])
    told = "\n".join(account_lines(account, loaded)).splitlines()
    shown = re.search(r"^   ```\n(   ehr_2025-06.*?)   ```", PAGE, re.M | re.S)
    assert shown
    assert told == [line.removeprefix("   ") for line in shown[1].splitlines()]


def test_the_server_example_is_a_mapping():
    text = 'name = "ehr"\nformat = "fhir"\npatient_system = "urn:mrn"\n' + blocks("toml")[1]
    assert parse_mapping(text, "ehr.toml").server.way == "export"


@pytest.mark.parametrize(
    "name",
    [*FhirMapping.model_fields, *Sheet.model_fields, *Coded.model_fields, *ServerTable.model_fields, *RESOURCES],
)
def test_every_key_and_resource_is_named(name):
    assert re.search(rf"[`\[ ,(]{name}[`\], )]", PAGE)
