"""What follows from the rows, recomputed for the patients whom a load touched, or for all."""

from dataclasses import asdict

import duckdb
import pandas as pd

from domain.clinic import Clinic
from domain.daily import WEEKLY_MEASURES, series_order
from domain.loaded import RowKind
from domain.program import Anchor, Program
from store.choosing import JUDGED_BY_TOPIC, choose_rows, judge_topics
from store.derived import ORIGIN, derive
from store.schema import CLINIC_TABLES, STANDING_TABLES, quoted, row_table
from store.sql_file import sql

_EVERY_PATIENT = " union ".join(f"select patient_id from {row_table(kind)}" for kind in RowKind)


_BY_JUDGEMENT = ("conflict", "observation_standing", "derived_observation")
"""Tables that are filled while rows are judged or values derived."""


def refresh(connection: duckdb.DuckDBPyConnection, everybody: bool) -> None:
    """Recompute the standing tables for the patients in `touched`, or for everybody."""
    source = _EVERY_PATIENT if everybody else "select distinct patient_id from touched where patient_id is not null"
    connection.execute(f"create or replace temp table affected_patient as {source}")
    for table in STANDING_TABLES:
        mine = "" if everybody else " where patient_id in (select patient_id from affected_patient)"
        connection.execute(f"delete from {table}{mine}")
    _judge_rows(connection, everybody)
    for table in STANDING_TABLES:
        if table == ORIGIN:
            derive(connection)
        elif table not in _BY_JUDGEMENT:
            connection.execute(f"insert into {table} by name select * from ({sql(table)}) order by patient_id")


def _judge_rows(connection: duckdb.DuckDBPyConnection, everybody: bool) -> None:
    """Temp table `row_standing` for those rows of affected patients that do not simply stand, and the lasting list of
    conflicts. A row that it does not name is used."""
    connection.execute(
        "create or replace temp table row_standing (row_kind VARCHAR, row_id VARCHAR, patient_id VARCHAR, standing VARCHAR)"
    )
    for kind in RowKind:
        choose_rows(connection, kind, everybody)
        connection.execute(f"""
            insert into row_standing by name
            select '{kind.value}' as row_kind, s.* from ({sql("row_standing")}) s
            join affected_patient a on a.patient_id = s.patient_id
        """)
        if kind in JUDGED_BY_TOPIC:
            judge_topics(connection, kind)
    connection.execute(
        "insert into conflict select row_kind, row_id, patient_id from row_standing where standing = 'conflict'"
    )
    connection.execute("""
        insert into observation_standing
        select row_id, patient_id, standing from row_standing where row_kind = 'observation' and standing <> 'used'
        order by patient_id
    """)


def write_configuration(connection: duckdb.DuckDBPyConnection, clinic: Clinic, config_hash: str) -> None:
    """The clinic's checkpoints as tables, with the hash of the configuration they come from."""
    frames = {
        "configuration": pd.DataFrame({"config_hash": [config_hash]}),
        "checkpoint": _frame("checkpoint", [row for program in clinic.programs for row in _checkpoint_rows(program)]),
        "checkpoint_measure": _frame("checkpoint_measure", _measure_rows(clinic)),
        "checkpoint_occasion": _frame("checkpoint_occasion", _occasion_rows(clinic)),
        "weekly_measure": pd.DataFrame({"measure": list(WEEKLY_MEASURES)}),
        "daily_series": _frame(
            "daily_series",
            [{"series": series, "place": place} for place, series in enumerate(series_order(clinic.daily_series))],
        ),
        "medicine_name": pd.DataFrame(clinic.medicine_names.meanings, columns=["name", "means"], dtype="str"),
    }
    for table, frame in frames.items():
        connection.execute(f"delete from {table}")
        connection.register("declared", frame)
        connection.execute(f"insert into {table} by name select {quoted(frame.columns)} from declared")
        connection.unregister("declared")


def _frame(table: str, rows: list[dict]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(CLINIC_TABLES[table]))


def _checkpoint_rows(program: Program) -> list[dict]:
    """`due_day_from_start` counts an end anchor from the planned length of the program."""
    rows = []
    for ordinal, checkpoint in enumerate(program.checkpoints):
        row = {key: value for key, value in asdict(checkpoint).items() if key not in ("code", "measures", "occasions")}
        offset = program.weeks * 7 if checkpoint.anchor is Anchor.END else 0
        row |= {
            "anchor": checkpoint.anchor.value,
            "kind": checkpoint.kind.value,
            "due_day_from_start": offset + checkpoint.due_day,
        }
        rows.append({"program": program.code, "checkpoint": checkpoint.code, "ordinal": ordinal, **row})
    return rows


def _measure_rows(clinic: Clinic) -> list[dict]:
    pairs = [(p.code, c.code, m) for p in clinic.programs for c in p.checkpoints for m in dict.fromkeys(c.measures)]
    return [
        {
            "program": program,
            "checkpoint": checkpoint,
            "measure": measure,
            "needs_baseline": clinic.measures[measure].needs_baseline,
        }
        for program, checkpoint, measure in pairs
    ]


def _occasion_rows(clinic: Clinic) -> list[dict]:
    return [
        {"program": p.code, "checkpoint": c.code, "occasion": o}
        for p in clinic.programs
        for c in p.checkpoints
        for o in dict.fromkeys(c.occasions)
    ]
