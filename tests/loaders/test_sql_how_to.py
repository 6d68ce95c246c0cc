"""The page on databases shows a mapping that works and names every key of it."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

from loaders.mapping_files import read_mapping
from loaders.pull import pull
from loaders.pull_sources import open_source
from loaders.sql.mapping import Database

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "read-a-database.md").read_text(encoding="utf-8")


def block(language):
    (text,) = re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    return text


def written(folder, through):
    text = block("toml").replace('through = "postgres"', through)
    (folder / "mappings" / "pain_scores.toml").write_text(text)
    (folder / "mappings" / "pain_scores.sql").write_text(block("sql"))
    return read_mapping(folder / "mappings" / "pain_scores.toml")


def test_the_example_is_a_mapping(clinic_folder):
    mapping = written(clinic_folder, 'through = "postgres"')
    assert mapping.query == block("sql").strip()


def test_the_example_pulls_from_a_database(clinic_folder, clinic, tmp_path, monkeypatch):
    """On SQLite through DuckDB, whose schema for every table is `main`."""
    path = tmp_path / "ehr.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "create table pain_score (mrn text, score_id int, updated_at timestamp, taken_at timestamp, score int)"
        )
        connection.execute(
            "insert into pain_score values ('000417', 1, '2025-05-05 09:00:00', '2025-05-05 00:00:00', 7)"
        )
    monkeypatch.setenv("EHR_DATABASE", str(path))
    mapping = written(clinic_folder, 'through = "sqlite"')
    query = mapping.query.replace("reporting.", "")
    with open_source(mapping.model_copy(update={"query": query}), clinic) as source:
        (account,) = pull(clinic_folder, clinic, source).accounts
    assert (account.read, account.waiting, account.rejected) == (1, 1, 0)


def test_every_key_is_explained():
    for key in Database.model_fields:
        assert f"| `{key}` |" in PAGE
