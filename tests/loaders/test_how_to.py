"""The how-to shows mappings that work and names every key, field and code."""

import re
from datetime import date
from pathlib import Path

import pytest

from domain.measures import MEASURES
from loaders.fields import (
    ATTENDANCES,
    AUTHORIZATION_LEVELS,
    BASES,
    DECISIONS,
    EVENT_KINDS,
    FIELDS,
    GOAL_STATUSES,
    MEDICATION_STATUSES,
    OCCASIONS,
    SEXES,
    WAYS_TO_END,
)
from loaders.mapping import Form, Mapping, Score

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "load-a-csv.md").read_text(encoding="utf-8")


def block(language):
    """The first code block of a language, without its indentation."""
    text = re.search(rf"^( *)```{language}\n(.*?)^ *```", PAGE, re.M | re.S)
    return "\n".join(line.removeprefix(text[1]) for line in text[2].splitlines()) + "\n"


def test_the_example_loads_as_the_page_says(read):
    loaded = read(block("toml"), block("csv").encode("cp1252"))
    assert loaded.only_rows[["patient", "measure", "value", "on_date"]].to_numpy().tolist() == [
        ["000417", "walk_6min", 412.5, date(2025, 3, 5)],
        ["000417", "chair_stand_30s", 11.0, date(2025, 3, 5)],
        ["000522", "walk_6min", 410.0, date(2025, 3, 6)],
    ]


@pytest.mark.parametrize("model", [Mapping, Score, Form])
def test_every_key_is_explained(model):
    for key in model.model_fields:
        assert re.search(rf"`\[*{key}[.\]`]", PAGE), key


def test_every_field_is_listed_with_its_kind_of_rows():
    for shape, fields in FIELDS.items():
        rows, *more = shape.split()
        label = f"`{rows}`" + (f", {' '.join(more)}" if more else "")
        line = next(line for line in PAGE.splitlines() if line.startswith(f"| {label} |"))
        assert set(re.findall(r"\*\*(\w+)\*\*", line)) == set(fields.required), shape
        assert set(fields.optional) <= set(re.findall(r"\w+", line)), shape


def test_every_code_is_listed():
    of_people = (*SEXES, *WAYS_TO_END, *ATTENDANCES, *EVENT_KINDS, *GOAL_STATUSES)
    of_payers_and_medicines = (*AUTHORIZATION_LEVELS, *DECISIONS, *MEDICATION_STATUSES, *BASES)
    for code in (*MEASURES, *OCCASIONS, *of_people, *of_payers_and_medicines):
        assert re.search(rf"\b{code}\b", PAGE), code
