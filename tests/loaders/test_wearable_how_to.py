"""The how-to shows mappings that work, and names every key, device and reason."""

import re
import tomllib
from pathlib import Path
from typing import get_args

import pytest

from domain.clinic import parse_clinic
from domain.measures import MEASURES
from loaders.mapping_files import parse_mapping
from loaders.source_mapping import SourceMapping
from loaders.wearable_mapping import GIVES, Device, WearableMapping

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "wearables.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```toml\n(# mappings/.*?)```", PAGE, re.DOTALL)
LOADERS = Path(__file__).parents[2] / "loaders"


@pytest.mark.parametrize("text", EXAMPLES)
def test_each_mapping_works(text):
    assert isinstance(parse_mapping(text, "example.toml"), WearableMapping)


def test_there_are_examples():
    assert len(EXAMPLES) == 3


def test_the_order_of_series_is_one_that_a_clinic_may_declare():
    (said,) = re.findall(r"```toml\n(daily_series.*?)```", PAGE, re.DOTALL)
    clinic = parse_clinic('name = "c"\ntime_zone = "UTC"\n' + said, "clinic.toml", frozenset(MEASURES))
    assert list(clinic.daily_series) == tomllib.loads(said)["daily_series"]


@pytest.mark.parametrize("device", get_args(Device))
def test_every_device_is_listed(device):
    assert f"| `{device}` |" in PAGE
    assert set(GIVES[device]) <= set(MEASURES)


def test_every_key_is_explained():
    own = WearableMapping.model_fields.keys() - SourceMapping.model_fields.keys() - {"belongs"}
    for key in own:
        assert f"| `{key}` |" in PAGE or f"| `[{key}]` |" in PAGE


def test_every_reason_is_explained():
    files = [*LOADERS.glob("wearable_days.py"), *(LOADERS / f"{device}.py" for device in get_args(Device))]
    text = "".join(path.read_text() for path in files)
    codes = set(re.findall(r'reject\([^,()]+(?:\[[^\]]+\])?, [^,()]+, "(\w+)"', text))
    codes |= set(re.findall(r'(?:_refuse\(|return )"(\w+)", f?"', text)) | {"not_worn"}
    assert len(codes) >= 12
    for code in codes:
        assert f"`{code}`" in PAGE, code


def test_the_table_of_another_device_gives_daily_rows_of_its_own_series(read):
    (text,) = re.findall(r"```toml\n(name = \"other_watch\".*?)```", PAGE, re.DOTALL)
    row = read(text, "mrn,day,steps\n7,2025-05-05,8123\n").only_rows.iloc[0]
    assert (row["measure"], row["value"], row["occasion"], row["mode"], row["form"]) == (
        "steps_day", 8123, "daily", "wearable", "other_watch",
    )  # fmt: skip
