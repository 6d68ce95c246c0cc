"""Which rows have to be compared before it is known whether they stand."""

import duckdb

from domain.loaded import RowKind
from store.digests import BETWEEN, SERIES, content, series, text_of
from store.schema import FACT, NOT_SAID, SILENT, TOPIC, row_table

JUDGED_BY_TOPIC = (RowKind.OBSERVATION,)
"""Kinds of which there are many rows, and whose rows agree where one column does."""


def choose_rows(connection: duckdb.DuckDBPyConnection, kind: RowKind, everybody: bool) -> None:
    """Temp table `chosen_row`: every version of every record that speaks of an affected patient and does not simply stand;
    and `chosen_field`, what they tell where they are compared field by field. `is_aside`: a person set aside what the row says.

    Of one record the highest version must be one in `whole`; of one topic all must agree in `fact`, and one stands of those
    that say the same (`same`). A row simply stands where it is the only one of its record, retracts nothing, and no other row shares its topic. As in
    `_part`, hashes tell the keys apart. Rows of observations that share a topic with others, and are each the only one of their
    record, are not chosen but judged by `judge_topics`.
    """
    table = row_table(kind)
    ours = "" if everybody else (
        f"where record_key in (select record_key from {table} where patient_id in (select patient_id from affected_patient))"
    )  # fmt: skip
    connection.execute(f"""
        create or replace temp table told as
        select rowid as place, hash(record_key) as record, hash({", ".join(_topic_columns(kind))}) as topic, retracted
        from {table} {ours}
    """)
    connection.execute(
        "create or replace temp table shared as select topic from told group by topic having count(*) > 1"
    )
    connection.execute(
        """
        create or replace temp table weighed as
        select record from told where retracted
        union
        select record from told group by record having count(*) > 1
        union
        select hash(record_key) from set_aside where row_kind = $kind and until_at is null
        """,
        {"kind": kind.value},
    )
    topics = "shared" if kind not in JUDGED_BY_TOPIC else "told where record in (select record from weighed)"
    connection.execute(f"""
        create or replace temp table contested as
        select record from weighed
        union
        select record from told where topic in (select topic from {topics})
    """)
    _choose_contested(connection, kind, ours)
    _choose_fields(connection, kind)


def _choose_contested(connection: duckdb.DuckDBPyConnection, kind: RowKind, ours: str) -> None:
    natural = ", ".join(f"coalesce(cast({name} as varchar), chr(30))" for name in TOPIC[kind])
    topic = f"concat_ws({BETWEEN}, {natural}{series(kind)})"
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
        from {row_table(kind)}
        {ours + " and" if ours else "where"} hash(record_key) in (select record from contested)
        """,
        {"kind": kind.value},
    )


def judge_topics(connection: duckdb.DuckDBPyConnection, kind: RowKind) -> None:
    """Into `row_standing`: the rows of different records that share a topic, where each is its record's only row, retracts
    nothing and was not set aside, and so are all others of the topic. Where they do not agree all are in conflict; else the
    one of the lowest record_key is used, and the others are superseded. (What `store/sql/row_standing.sql` says of them, for
    the many rows of which nothing else is to be asked. Topics are told apart by two hashes of 64 bits.)

    Reads what `choose_rows` left for the same kind.
    """
    table, columns = row_table(kind), _topic_columns(kind)
    connection.execute(f"""
        create or replace temp table alike as
        select rowid as place, hash({", ".join(columns)}) as topic, hash({", ".join(reversed(columns))}) as again,
            {FACT[kind]} as fact
        from {table}
        where rowid in (
            select place from told
            where topic in (select topic from shared) and record not in (select record from contested)
        )
    """)
    connection.execute("""
        create or replace temp table disputed as
        select topic, again from alike group by topic, again
        having min(fact) <> max(fact) or count(fact) between 1 and count(*) - 1
    """)
    mine = "patient_id in (select patient_id from affected_patient)"
    kept = f"insert into row_standing by name select '{kind.value}' as row_kind, row_id, patient_id"
    connection.execute(f"""
        {kept}, 'conflict' as standing from {table}
        where rowid in (
            select a.place from alike a join disputed d on d.topic = a.topic and d.again = a.again
        ) and {mine}
    """)
    connection.execute(f"""
        {kept}, 'superseded' as standing from (
            select k.row_id, k.patient_id,
                row_number() over (partition by a.topic, a.again order by k.record_key) as nth
            from {table} k
            join alike a on a.place = k.rowid
            left join disputed d on d.topic = a.topic and d.again = a.again
            where d.topic is null
        ) agreeing
        where nth > 1 and {mine}
    """)


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


def _topic_columns(kind: RowKind) -> list[str]:
    """With what `series` adds to a topic; telling more topics apart than it does would miss rows that share one."""
    return [*TOPIC[kind], *([SERIES] if kind is RowKind.OBSERVATION else [])]
