"""Which rows have to be compared before it is known whether they stand."""

import duckdb

from domain.loaded import RowKind
from store.digests import BETWEEN, SERIES, content, series, text_of
from store.schema import FACT, NOT_SAID, SILENT, TOPIC, row_table


def choose_rows(connection: duckdb.DuckDBPyConnection, kind: RowKind, everybody: bool) -> None:
    """Temp table `chosen_row`: every version of every record that speaks of an affected patient and does not simply stand;
    and `chosen_field`, what they tell where they are compared field by field. `is_aside`: a person set aside what the row says.

    Of one record the highest version must be one in `whole`; of one topic all must agree in `fact`, and one stands of those
    that say the same (`same`). A row simply stands where it is the only one of its record, retracts nothing, and no other row shares its topic. As in
    `_part`, hashes tell the keys apart.
    """
    natural = ", ".join(f"coalesce(cast({name} as varchar), chr(30))" for name in TOPIC[kind])
    table = row_table(kind)
    topic = f"concat_ws({BETWEEN}, {natural}{series(kind)})"
    ours = "" if everybody else (
        f"where record_key in (select record_key from {table} where patient_id in (select patient_id from affected_patient))"
    )  # fmt: skip
    connection.execute(f"""
        create or replace temp table told as
        select hash(record_key) as record, hash({", ".join([*TOPIC[kind], *_series_columns(kind)])}) as topic, retracted
        from {table} {ours}
    """)
    connection.execute(
        """
        create or replace temp table contested as
        select record from told where retracted
        union
        select record from told group by record having count(*) > 1
        union
        select record from told where topic in (select topic from told group by topic having count(*) > 1)
        union
        select hash(record_key) from set_aside where row_kind = $kind and until_at is null
    """,
        {"kind": kind.value},
    )
    said = content(kind)
    fact = f"coalesce({said if FACT[kind] == 'content' else text_of(FACT[kind])}, '')"
    whole, agreed, same = (topic, "''", said) if kind in SILENT else (said, fact, fact)
    connection.execute(
        f"""
        create or replace temp table chosen_row as
        select row_id, record_key, {topic} as natural_key, version, {whole} as whole, {agreed} as fact, {same} as same,
            retracted, patient_id,
            (record_key, {said}) in (
                select (record_key, content) from set_aside where row_kind = $kind and until_at is null
            ) as is_aside
        from {table}
        where hash(record_key) in (select record from contested)
        {"" if everybody else f"and record_key in (select record_key from {table} where patient_id in (select patient_id from affected_patient))"}
    """,
        {"kind": kind.value},
    )
    _choose_fields(connection, kind)


def _choose_fields(connection: duckdb.DuckDBPyConnection, kind: RowKind) -> None:
    """Temp table `chosen_field`: what each chosen row tells, field by field, where an absent field says nothing."""
    connection.execute("create or replace temp table chosen_field (row_id VARCHAR, field VARCHAR, told VARCHAR)")
    for name in SILENT.get(kind, ()):
        connection.execute(f"""
            insert into chosen_field
            select k.row_id, '{name}', {text_of(name)} from {row_table(kind)} k
            join chosen_row c on c.row_id = k.row_id
            where k."{name}" is not null {f"and k.{name} <> '{NOT_SAID[name]}'" if name in NOT_SAID else ""}
        """)


def _series_columns(kind: RowKind) -> list[str]:
    """What `series` adds to a topic; telling more topics apart than it does would miss rows that share one."""
    return [SERIES] if kind is RowKind.OBSERVATION else []
