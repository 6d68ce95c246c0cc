"""What was known at a past time: the rows of the readings that were in force then, and what followed from them.

A correction, a file read again and a load undone leave the former rows in the snapshot, so the answer needs no archive.
What follows is computed by the store's own rules in a small database in memory, from the rows of the patients asked for
and today's clinic.toml: a checkpoint whose window was changed since is shown with today's window.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import duckdb
import pandas as pd

from domain.loaded import RowKind
from store import standing
from store.schema import CHECKPOINT_SCORE, CLINIC_TABLES, create_tables, row_table
from store.settlement import copy_settled
from store.snapshot import Snapshot, plain_frame

_PLACE = ("batch_id", "file_id", "mapping")


@dataclass(frozen=True)
class AsKnown:
    """`observations` has the columns of table `observation` with `loaded_at` (of the load that brought the row),
    `checkpoint_scores` those of `CHECKPOINT_SCORE`. Rows that were superseded by then are among the observations."""

    known_at: datetime
    observations: pd.DataFrame
    checkpoint_scores: pd.DataFrame


def read_as_known(snapshot: Snapshot, patient_ids: Sequence[str], known_at: datetime) -> AsKnown:
    """Observations and checkpoint scores of these patients as they stood at `known_at`.

    A load counts from the time at which it was loaded, and no longer once it was undone. `known_at` without a zone is UTC.
    """
    with known_snapshot(snapshot, patient_ids, known_at).connection as connection:
        connection.register("asked", pd.DataFrame({"patient_id": pd.Series(list(patient_ids), dtype="str")}))
        return AsKnown(
            known_at,
            plain_frame(connection.execute(
                "select o.*, b.loaded_at from observation o join batch b on b.batch_id = o.batch_id "
                "where o.patient_id in (select patient_id from asked) "
                "order by o.patient_id, o.measure, o.on_date, coalesce(o.at_time, ''), o.observation_id"
            )),
            plain_frame(connection.execute(
                f"select {', '.join(CHECKPOINT_SCORE)} from checkpoint_score where patient_id in (select patient_id from asked) "
                "order by patient_id, episode_id, due_on, checkpoint, measure"
            )),
        )  # fmt: skip


def known_snapshot(snapshot: Snapshot, patient_ids: Sequence[str], known_at: datetime) -> Snapshot:
    """A small snapshot in memory that holds these patients alone, as the store stood at `known_at`: readers of single patients
    may be asked of it as of any other. Rejected rows and other people's are not in it. Whoever asks for it closes it."""
    moment = known_at if known_at.tzinfo else known_at.replace(tzinfo=UTC)
    readings = _in_force(snapshot, moment)
    connection = duckdb.connect(":memory:", config={"enable_external_access": "false"})
    create_tables(connection)
    _copy_configuration(snapshot, connection)
    copy_settled(snapshot, connection, moment)
    for kind in RowKind:
        _copy_rows(snapshot, connection, kind, readings, patient_ids)
    _copy_flags(snapshot, connection, readings, patient_ids)
    _copy_readings(snapshot, connection, readings)
    _copy_table(snapshot, connection, "batch")
    standing.refresh(connection, everybody=True)
    return Snapshot(snapshot.number, None, known_at, snapshot.config_hash, connection)


def _in_force(snapshot: Snapshot, known_at: datetime) -> pd.DataFrame:
    """Readings in force at a time: batch_id, file_id, mapping, position, is_former."""
    with snapshot.cursor() as cursor:
        rows = cursor.execute(
            "select batch_id, file_id, mapping, position, false as is_former, since_at, null as until_at from reading union all "
            "select batch_id, file_id, mapping, position, true, since_at, until_at from former_reading"
        ).fetchall()
    found = [row[:5] for row in rows if _moment(row[5]) <= known_at and (row[6] is None or known_at < _moment(row[6]))]
    return pd.DataFrame(found, columns=[*_PLACE, "position", "is_former"]).astype(
        {"batch_id": "int64", "file_id": "str", "mapping": "str", "position": "int64", "is_former": "bool"}
    )


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _copy_configuration(snapshot: Snapshot, connection: duckdb.DuckDBPyConnection) -> None:
    for table in CLINIC_TABLES:
        _copy_table(snapshot, connection, table)


def _copy_table(snapshot: Snapshot, connection: duckdb.DuckDBPyConnection, table: str) -> None:
    with snapshot.cursor() as cursor:
        _insert(connection, table, cursor.execute(f"select * from {table}").to_arrow_table())


def _insert(connection: duckdb.DuckDBPyConnection, table: str, rows) -> None:
    connection.register("copied", rows)
    connection.execute(f"insert into {table} by name select * from copied")
    connection.unregister("copied")


def _copy_rows(
    snapshot: Snapshot,
    connection: duckdb.DuckDBPyConnection,
    kind: RowKind,
    readings: pd.DataFrame,
    patient_ids: Sequence[str],
) -> None:
    """Every version of every record that speaks of the patients, as far as a reading in force held it. Its place is the
    earliest of those in force; the others are its sightings."""
    table = row_table(kind)
    with snapshot.cursor() as cursor:
        cursor.register("in_force", readings)
        cursor.register("asked", pd.DataFrame({"patient_id": pd.Series(list(patient_ids), dtype="str")}))
        rows = cursor.execute(f"""
            with kept as (select * from {table} union all by name select * from former_{table}),
            mine as (select distinct record_key from kept where patient_id in (select patient_id from asked)),
            held as (
                select k.*, f.position from {table} k
                join in_force f on f.file_id = k.file_id and f.mapping = k.mapping and f.batch_id = k.batch_id and not f.is_former
                where k.record_key in (select record_key from mine)
                union all by name
                select k.* replace (s.batch_id as batch_id, s.file_id as file_id, s.mapping as mapping, s.line as line), f.position
                from {table} k
                join sighting s on s.row_kind = '{kind.value}' and s.row_id = k.row_id
                join in_force f on f.file_id = s.file_id and f.mapping = s.mapping and f.batch_id = s.batch_id and not f.is_former
                where k.record_key in (select record_key from mine)
                union all by name
                select k.*, f.position from former_{table} k
                join in_force f on f.file_id = k.file_id and f.mapping = k.mapping and f.batch_id = k.batch_id and f.is_former
                where k.record_key in (select record_key from mine)
            ),
            placed as (
                select *, row_number() over (partition by row_id order by batch_id, position, line, file_id, mapping) as place
                from held
            )
            select * exclude (position) from placed
        """).to_arrow_table()
    connection.register("placed", rows)
    connection.execute(f"insert into {table} by name select * exclude (place) from placed where place = 1")
    connection.execute(f"""
        insert into sighting by name
        select '{kind.value}' as row_kind, row_id, batch_id, file_id, mapping, line from placed where place > 1
    """)
    connection.unregister("placed")


def _copy_flags(
    snapshot: Snapshot, connection: duckdb.DuckDBPyConnection, readings: pd.DataFrame, patient_ids: Sequence[str]
) -> None:
    """Every safety answer of a record that speaks of the patients, as far as a reading in force held it."""
    with snapshot.cursor() as cursor:
        cursor.register("in_force", readings)
        cursor.register("asked", pd.DataFrame({"patient_id": pd.Series(list(patient_ids), dtype="str")}))
        rows = cursor.execute("""
            with kept as (
                select *, false as is_former from flag_row union all by name select *, true as is_former from former_flag_row
            ),
            mine as (select distinct record_key from kept where patient_id in (select patient_id from asked))
            select distinct k.* exclude (is_former) from kept k
            join in_force f on f.file_id = k.file_id and f.mapping = k.mapping and f.batch_id = k.batch_id
                and f.is_former = k.is_former
            where k.record_key in (select record_key from mine)
        """).to_arrow_table()
    _insert(connection, "flag_row", rows)


def _copy_readings(snapshot: Snapshot, connection: duckdb.DuckDBPyConnection, readings: pd.DataFrame) -> None:
    """The readings in force, so that rows can be followed to the names of their files."""
    with snapshot.cursor() as cursor:
        cursor.register("in_force", readings)
        rows = cursor.execute("""
            select r.* from reading r
            join in_force f on f.file_id = r.file_id and f.mapping = r.mapping and f.batch_id = r.batch_id and not f.is_former
            union all by name
            select distinct r.* exclude (until_at, is_undone, since_at), min(r.since_at) as since_at from former_reading r
            join in_force f on f.file_id = r.file_id and f.mapping = r.mapping and f.batch_id = r.batch_id and f.is_former
            group by all
        """).to_arrow_table()
    _insert(connection, "reading", rows)
