"""A small clinic, and a way to read a text through a mapping as a person would write both."""

from datetime import date

import pytest

from domain.clinic import parse_clinic
from domain.measures import MEASURES
from loaders.mapping_files import parse_mapping
from loaders.read import read_file

TODAY = date(2025, 6, 30)

CLINIC = """
name = "Test clinic"
time_zone = "America/Chicago"
as_of = 2025-06-30T09:00:00

[[sites]]
code = "north"
name = "North"

[[payers]]
code = "commercial"
name = "Commercial"

[[programs]]
code = "functional"
name = "Functional restoration"
weeks = 8
measures = ["odi", "nrs_average", "walk_6min", "phq9", "sleep_efficiency"]

[[programs.checkpoints]]
code = "intake"
name = "Intake"
kind = "intake"
due_day = 0
opens_day = -28
closes_day = 7

[[programs.checkpoints]]
code = "program_end"
name = "Program end"
kind = "completion"
anchor = "end"
due_day = 0
opens_day = -10
closes_day = 21
"""


@pytest.fixture
def clinic():
    return parse_clinic(CLINIC, "clinic.toml", frozenset(MEASURES))


@pytest.fixture
def clinic_folder(tmp_path):
    """A clinic on disk with an empty store."""
    folder = tmp_path / "clinic"
    (folder / "mappings").mkdir(parents=True)
    (folder / "sources").mkdir()
    (folder / "clinic.toml").write_text(CLINIC)
    return folder


@pytest.fixture
def read(clinic, tmp_path):
    """read(mapping text, file text or bytes) -> Loaded, on a 30 June 2025."""

    def read_text(mapping: str, content: str | bytes, name: str = "export.csv"):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        loaded = read_file(path, parse_mapping(mapping, "test.toml"), clinic, TODAY)
        assert loaded.rows_read == sum(map(len, loaded.rows.values())) + len(loaded.rejected)
        return loaded

    return read_text


@pytest.fixture
def reasons():
    """reasons(loaded) -> [(line, column, code)] of the rejected rows."""
    return lambda loaded: [(r.line, r.column, r.code) for r in loaded.rejected.itertuples()]
