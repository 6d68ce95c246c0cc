"""The pages on REDCap and on pulling show mappings that work and name every key."""

import re
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from domain.loaded import RowKind
from loaders.__main__ import app
from loaders.mapping import Form, Score
from loaders.mapping_files import parse_mapping, read_mapping
from loaders.read import read_file
from loaders.redcap_mapping import RedcapMapping
from loaders.redcap_project import with_dictionary
from loaders.redcap_tables import (
    EpisodeForm,
    EventMeaning,
    MeasureForm,
    PatientFields,
    ProjectField,
    RedcapServer,
)
from loaders.server.transport import Limits

FOLDER = Path(__file__).parents[2] / "docs" / "how-to"
PAGE = (FOLDER / "redcap.md").read_text(encoding="utf-8")
PULL_PAGE = (FOLDER / "pull-from-a-server.md").read_text(encoding="utf-8")


def blocks(page, language):
    """The code blocks of a language, without their indentation."""
    found = re.findall(rf"^( *)```{language}\n(.*?)^ *```", page, re.M | re.S)
    return ["\n".join(line.removeprefix(indent) for line in text.splitlines()) + "\n" for indent, text in found]


@pytest.fixture
def loaded(clinic, clinic_folder):
    dictionary, export = blocks(PAGE, "csv")
    (clinic_folder / "sources" / "dictionary.csv").write_text(dictionary)
    path = clinic_folder / "sources" / "Registry_DATA_2025-06-30_0900.csv"
    path.write_text(export)
    (clinic_folder / "mappings" / "registry.toml").write_text(blocks(PAGE, "toml")[0])
    mapping = read_mapping(clinic_folder / "mappings" / "registry.toml")
    return read_file(path, mapping, clinic, date(2025, 6, 30))


def test_the_example_loads_as_the_page_says(loaded):
    rows = loaded.rows[RowKind.OBSERVATION]
    assert rows[["patient", "measure", "value", "on_date", "occasion"]].to_numpy().tolist() == [
        ["000417", "peg", 7.0, date(2025, 3, 3), "routine"],
        ["000417", "walk_6min", 412.5, date(2025, 3, 4), "routine"],
        ["000417", "walk_6min", 430.0, date(2025, 3, 11), "routine"],
    ]
    assert loaded.rows[RowKind.EPISODE][["program", "site"]].to_numpy().tolist() == [["functional", "north"]]
    assert loaded.rows[RowKind.PATIENT]["sex"].tolist() == ["female"]
    (rejection,) = loaded.rejected.to_dict("records")
    assert (rejection["line"], rejection["code"]) == (5, "not_scored")
    account = f"{loaded.rows_read} rows read = {loaded.rows_read - 1} accepted + 0 corrected + 0 duplicates + 0 waiting + 1 rejected"
    assert account in PAGE


def test_the_mapping_of_the_pull_page_is_one(clinic_folder):
    (clinic_folder / "sources" / "dictionary.csv").write_text(blocks(PAGE, "csv")[0])
    text = with_dictionary(blocks(PULL_PAGE, "toml")[0], clinic_folder / "mappings" / "registry.toml")
    mapping = parse_mapping(text, "registry.toml")
    assert mapping.server == RedcapServer(url=mapping.server.url, token_env="REDCAP_TOKEN", time_zone="America/Chicago")


@pytest.mark.parametrize(
    "model", [RedcapMapping, PatientFields, EpisodeForm, MeasureForm, EventMeaning, ProjectField, Score, Form]
)
def test_every_key_is_explained(model):
    keys = PAGE[PAGE.index("## All keys") :]
    for key in model.model_fields:
        assert re.search(rf"`\[*{key}[.\]`]", keys), key


def test_every_key_of_a_server_is_explained():
    for key in RedcapServer.model_fields:
        assert f"| `{key}` |" in PULL_PAGE, key


def test_the_bounds_on_the_page_are_those_of_the_transport():
    limits = Limits()
    assert f"{limits.tries} times in all" in PULL_PAGE
    assert f"above {limits.most_bytes // 1024**2} MB" in PULL_PAGE
    assert f"over {limits.deadline / 60:g} minutes" in PULL_PAGE
    assert f"up to {limits.most_retry_after / 60:g} minutes" in PULL_PAGE


def test_the_command_prints_the_account_on_the_page(clinic_folder):
    dictionary, export = blocks(PAGE, "csv")
    (clinic_folder / "sources" / "dictionary.csv").write_text(dictionary)
    (clinic_folder / "sources" / "Registry_DATA_2025-06-30_0900.csv").write_text(export)
    (clinic_folder / "mappings" / "registry.toml").write_text(blocks(PAGE, "toml")[0])
    told = CliRunner().invoke(app, ["load", "--clinic", str(clinic_folder)])
    assert told.exit_code == 0, told.output
    shown = [line.strip() for line in PAGE.splitlines() if "read by the mapping" in line or "rows read =" in line]
    printed = [line.strip() for line in told.output.splitlines()]
    assert len(shown) == 2
    assert set(shown) <= set(printed)
