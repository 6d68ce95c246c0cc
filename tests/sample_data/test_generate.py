"""The committed sources are what the generator writes, and the generator runs on the clinic's own clock."""

import subprocess
import sys
from pathlib import Path

import pytest

from sample_data.generator.setting import AS_OF, sample_clinic

SAMPLE = Path(__file__).parents[2] / "sample_data"


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> Path:
    """A second run of the generator, in a process of its own."""
    folder = tmp_path_factory.mktemp("sources")
    subprocess.run([sys.executable, str(SAMPLE / "generate.py"), "--out", str(folder)], check=True, timeout=120)
    return folder


def test_the_generator_writes_the_committed_files_byte_for_byte(written):
    committed = {path.name: path.read_bytes() for path in (SAMPLE / "sources").iterdir()}
    again = {path.name: path.read_bytes() for path in written.iterdir()}

    assert sorted(again) == sorted(committed)
    assert [name for name in committed if committed[name] != again[name]] == []


def test_the_generator_lives_on_the_day_that_the_clinic_declares():
    assert sample_clinic().as_of.date() == AS_OF


def test_the_sources_stay_small_enough_to_clone():
    assert sum(path.stat().st_size for path in (SAMPLE / "sources").iterdir()) < 8_000_000


def test_each_source_file_belongs_to_exactly_one_mapping():
    from loaders.mapping_files import read_mappings

    owners = {
        path.name: [m.name for m in read_mappings(SAMPLE) if any(path in SAMPLE.glob(g) for g in m.files)]
        for path in (SAMPLE / "sources").iterdir()
    }

    assert {name: len(found) for name, found in owners.items()} == dict.fromkeys(owners, 1)
    assert len(owners) == 14
