"""Small tables of numbers that ship with the scorers: CSV with the origin of the numbers in comment lines."""

import csv
from pathlib import Path

_FOLDER = Path(__file__).with_name("tables")


def packaged_rows(name: str) -> list[dict[str, str]]:
    """The rows of `domain/tables/<name>.csv`, as text."""
    lines = (_FOLDER / f"{name}.csv").read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))
