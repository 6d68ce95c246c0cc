"""Exports of devices as their makers write them, made by hand, and a way to read them."""

import json
import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pandas as pd

from domain.clinic import parse_clinic
from domain.loaded import Loaded, RowKind
from domain.measures import MEASURES
from loaders.mapping_files import parse_mapping
from loaders.read import read_file
from loaders.wearable_link import belonging

TODAY = date(2025, 6, 30)
CLINIC = parse_clinic('name = "c"\ntime_zone = "America/Chicago"\n', "clinic.toml", frozenset(MEASURES))


def mapping_of(device: str, more: str = "", patient: str | None = "S-1"):
    text = f'name = "{device}"\nformat = "wearable"\ndevice = "{device}"\n{more}'
    mapping = parse_mapping(text, f"{device}.toml")
    return mapping if patient is None else belonging(mapping, Path("export"), Path(), patient)


def read_export(path: Path, device: str, more: str = "", patient: str | None = "S-1", today: date = TODAY) -> Loaded:
    loaded = read_file(path, mapping_of(device, more, patient), CLINIC, today)
    assert loaded.rows_read == len(rows_of(loaded)) + len(loaded.rejected)
    return loaded


def rows_of(loaded: Loaded) -> pd.DataFrame:
    return loaded.rows[RowKind.OBSERVATION]


def values(loaded: Loaded, measure: str) -> dict[date, float]:
    rows = rows_of(loaded).query("measure == @measure")
    return dict(zip(rows["on_date"], rows["value"], strict=True))


def reasons(loaded: Loaded) -> list[tuple[int, str]]:
    return list(zip(loaded.rejected["line"], loaded.rejected["code"], strict=True))


def written(path: Path, content: str | bytes | object) -> Path:
    """A file with text, bytes, or JSON."""
    data = (
        content
        if isinstance(content, bytes)
        else (content if isinstance(content, str) else json.dumps(content)).encode()
    )
    path.write_bytes(data)
    return path


def zipped(path: Path, files: Mapping[str, object]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content if isinstance(content, str | bytes) else json.dumps(content))
    return path
