"""A clinic with many past patients: the sample clinic, and copies of its people moved back by whole years.

The copies are rows of the snapshot, so that a hundred thousand patients need no load of a hundred thousand patients' files: the
screens read nothing else. Today's visits stay those of the sample clinic, as the day of one clinic does not grow with its past.
"""

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import duckdb

from store.book import BOOK_NAME
from store.schema import ROW_TABLES, STANDING_TABLES
from store.snapshot_files import count_rows, find_current, snapshot_path, verify

ROOT = Path(__file__).parents[1]
WEEKS_BACK, YEARS = 104, 8
"""The first copy lies two years before the sample clinic, the last ones ten."""
IDS = frozenset(
    {"patient_id", "episode_id", "row_id", "record_key", "observation_id", "event_id", "appointment_id", "medication_id",
     "goal_id", "authorization_id", "person_key"}
)  # fmt: skip


def write_sample(folder: Path) -> Path:
    """The sample clinic, loaded."""
    keep = ("clinic.toml", "mappings", "sources", "policies")
    folder.mkdir(parents=True)
    for name in keep:
        source = ROOT / "sample_data" / name
        if source.is_dir():
            shutil.copytree(source, folder / name)
        elif source.exists():
            shutil.copy(source, folder / name)
    subprocess.run(
        [sys.executable, "-m", "loaders", "load", "--clinic", str(folder)], cwd=ROOT, check=True, capture_output=True
    )
    return folder


def write_large(folder: Path, patients: int) -> Path:
    """The sample clinic with copies of its people until there are at least so many."""
    write_sample(folder)
    path = snapshot_path(folder, find_current(folder))
    with duckdb.connect(str(path)) as connection:
        connection.execute("set enable_progress_bar = false")
        people = connection.execute("select count(*) from patient").fetchone()[0]
        copies = -(-(patients - people) // people)
        connection.execute(
            f"create temp table copy as select range + 1 as number, 7 * ({WEEKS_BACK} + 52 * (range % {YEARS})) as days from range({copies})"
        )
        there = {name for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()}
        for table in (ROW_TABLES | STANDING_TABLES).keys() & there:
            _copy_rows(connection, table)
        connection.execute("delete from manifest")
        connection.executemany("insert into manifest values (?, ?)", list(count_rows(connection).items()))
    verify(path)
    _name_the_copies(folder, copies)
    return folder


def _copy_rows(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    columns = connection.execute(
        "select column_name, data_type from duckdb_columns() where table_name = ? order by column_index", [table]
    ).fetchall()
    if "patient_id" not in dict(columns):
        return
    chosen = ", ".join(_copied(name, kind) for name, kind in columns)
    # Patient by patient, as the writer leaves them: a question about one patient reads few blocks.
    connection.execute(
        f"create or replace table {table} as select * from (select * from {table} union all "
        f"select {chosen} from {table} t cross join copy) order by patient_id"
    )


def _copied(name: str, kind: str) -> str:
    if name in IDS:
        return f"t.{name} || '-' || copy.number"
    return f't."{name}" - cast(copy.days as integer)' if kind == "DATE" else f't."{name}"'


def _name_the_copies(folder: Path, copies: int) -> None:
    """The copies' names and record numbers, in the book of records."""
    numbers = range(1, copies + 1)
    with closing(sqlite3.connect(folder / BOOK_NAME)) as book, book:
        people = book.execute("select person_key, internal_id, batch_id, name, birth_date from person").fetchall()
        identities = book.execute("select scheme, number, internal_id, batch_id from identity").fetchall()
        book.executemany(
            "insert into person values (?, ?, ?, ?, ?)",
            [
                (f"{key}-{n}", f"{own}-{n}", batch, name, birth)
                for n in numbers
                for key, own, batch, name, birth in people
            ],
        )
        book.executemany(
            "insert into identity values (?, ?, ?, ?)",
            [
                (scheme, f"{number}-{n}", f"{own}-{n}", batch)
                for n in numbers
                for scheme, number, own, batch in identities
            ],
        )
