"""Observations that no source states because they follow from others: the weekly value of a daily series, and the weekly
opioid dose of a medication list.

`DERIVATIONS` run for the affected patients when their rows stand and before checkpoints are matched, so that what is
derived depends on the rows alone and not on the files or the order in which they came. Each leaves its findings in the
temp table `derived`, one row per row that a value rests upon:

    patient_id, measure, period (names the value among those of its derivation, patient and measure), value, on_date,
    mode, form, unit, source_id (row_id of a row of the derivation's `source` kind), source_on (its day)

A derived observation keeps its id as long as there is a value for the period; `derived_from` lists what it rests on.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import duckdb

from domain.daily import DAYS_NEEDED
from domain.loaded import RowKind
from domain.measures import MEASURES
from domain.medication_dose import DOSE_MEASURE, DOSE_MODE, DOSE_TABLE, weekly_doses
from domain.opioid.local_names import LocalNames
from store.schema import row_table
from store.snapshot import plain_frame
from store.sql_file import sql

ORIGIN = "derived_from"
_ID = "left(sha256(concat_ws(chr(31), 'derived', $name, d.patient_id, d.measure, d.period)), 20)"


@dataclass(frozen=True)
class Derivation:
    """`find(connection)` fills the temp table `derived` for the patients in `affected_patient`."""

    name: str
    source: RowKind
    find: Callable[[duckdb.DuckDBPyConnection], None]


_HAS_DAYS = """
    select count(*) from (
        select o.patient_id from observation o
        join affected_patient a on a.patient_id = o.patient_id
        where o.occasion = 'daily' limit 1
    ) one
"""


def _find_weekly_values(connection: duckdb.DuckDBPyConnection) -> None:
    """Most loads hold no daily rows; then nothing is summed up."""
    has_days = connection.execute(_HAS_DAYS).fetchone()
    only = "" if has_days and has_days[0] else " limit 0"
    connection.execute(
        f"create or replace temp table derived as select * from ({sql('weekly_value')}) week{only}",
        {"days_needed": DAYS_NEEDED},
    )


_NO_DOSE = """
    create or replace temp table derived (patient_id VARCHAR, measure VARCHAR, period VARCHAR, value DOUBLE, on_date DATE,
        mode VARCHAR, form VARCHAR, unit VARCHAR, source_id VARCHAR, source_on DATE)
"""


def _find_opioid_doses(connection: duckdb.DuckDBPyConnection) -> None:
    """Lists are read together that are known up to the same day."""
    connection.execute(_NO_DOSE)
    listed = plain_frame(connection.execute(sql("dose_medications"), {"measure": DOSE_MEASURE}))
    names = LocalNames(tuple(connection.execute(sql("medicine_names")).fetchall()))
    for seen_on, rows in listed.groupby(listed["seen_at"].str[:10]):
        weeks = weekly_doses(rows, date.fromisoformat(str(seen_on)), names=names)
        traced = dict(zip(zip(rows["medication_id"], rows["patient_id"], strict=True), rows["row_id"], strict=True))
        found = weeks.assign(
            source_id=[traced[pair] for pair in zip(weeks["medication_id"], weeks["patient_id"], strict=True)]
        )
        connection.register("found", found)
        connection.execute(
            """
            insert into derived
            select patient_id, $measure, cast(cast(on_date as date) as varchar), cast(value as double), cast(on_date as date),
                $mode, $form, $unit, source_id, cast(listed_on as date)
            from found
            """,
            {"measure": DOSE_MEASURE, "mode": DOSE_MODE, "form": DOSE_TABLE, "unit": MEASURES[DOSE_MEASURE].unit},
        )
        connection.unregister("found")


DERIVATIONS = (
    Derivation("weekly", RowKind.OBSERVATION, _find_weekly_values),
    Derivation("opioid_dose", RowKind.MEDICATION, _find_opioid_doses),
)


def derive(connection: duckdb.DuckDBPyConnection, derivations: tuple[Derivation, ...] = DERIVATIONS) -> None:
    """Add the derived observations of the affected patients, and what each rests on."""
    for derivation in derivations:
        derivation.find(connection)
        _keep(connection, derivation)


def _keep(connection: duckdb.DuckDBPyConnection, derivation: Derivation) -> None:
    """The place of a derived value is that of the last row it rests on (of several on one day, the lowest id)."""
    connection.execute(
        f"""
        insert into derived_observation by name
        select {_ID} as observation_id, d.patient_id, d.measure, d.value, d.on_date, 'routine' as occasion, d.unit,
            d.mode, d.form, 'scored' as score_status, 'used' as standing, o.batch_id, o.file_id, o.line
        from (
            select *, row_number() over (
                partition by patient_id, measure, period order by source_on desc, source_id
            ) as place
            from derived
        ) d
        join {row_table(derivation.source)} o on o.row_id = d.source_id
        where d.place = 1
        order by d.patient_id, d.measure, d.on_date
        """,
        {"name": derivation.name},
    )
    connection.execute(
        f"""
        insert into {ORIGIN} by name
        select {_ID} as observation_id, d.patient_id, d.source_id as row_id, $name as derivation
        from derived d order by d.patient_id, observation_id, d.source_on, d.source_id
        """,
        {"name": derivation.name},
    )
