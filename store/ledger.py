"""Rows into the row tables: which are new, which correct a record, which are there already.

The statements here run in the writer's connection. They name tables after row kinds, which prepared
parameters cannot do; every name comes from `store.schema`, every value is a parameter.
"""

from dataclasses import dataclass

import duckdb
import pyarrow as pa

from domain.loaded import RowKind
from store.arrival import Arrival
from store.schema import FACT, FLAG_KEY, KIND_COLUMNS, NATURAL_KEY, TOPIC, columns_ddl, quoted, row_table
from store.withdrawal import end_reading, withdraw_rows

_BETWEEN = "chr(31)"
_DECIMALS = {name for columns in KIND_COLUMNS.values() for name, kind in columns.items() if kind == "DOUBLE"}
_FATES = {
    "position": "INTEGER",
    "row_kind": "VARCHAR",
    "row_id": "VARCHAR",
    "patient_id": "VARCHAR",
    "fate": "VARCHAR",
    "withdraws": "BOOLEAN",
}


@dataclass(frozen=True)
class Place:
    """Where a file stands in its batch."""

    batch_id: int
    position: int
    at: str

    def parameters(self, arrival: Arrival) -> dict[str, object]:
        return {"batch_id": self.batch_id, "file_id": arrival.loaded.file_hash, "mapping": arrival.loaded.mapping_name}


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Fresh scratch tables for one batch: `touched` (patients) and `fate` (what became of each row)."""
    connection.execute("create or replace temp table touched (patient_id VARCHAR)")
    connection.execute(f"create or replace temp table fate ({columns_ddl(_FATES)})")


def add_file(connection: duckdb.DuckDBPyConnection, arrival: Arrival, place: Place) -> int:
    """Enter one file: its rows (in place of those of a former reading), rejected rows and flags.

    Returns how many rows of a former reading no longer count.
    """
    parameters = place.parameters(arrival)
    reading = {name: parameters[name] for name in ("file_id", "mapping")}
    is_read_again, withdrawn = end_reading(connection, reading, place.at), 0
    for kind in RowKind:
        rows = arrival.rows.get(kind)
        if rows is not None:
            _arrange(connection, kind, rows)
        if is_read_again:
            kept = "row_id in (select row_id from arriving)" if rows is not None else "false"
            withdrawn += withdraw_rows(connection, kind, reading, kept)
        if rows is not None:
            _judge(connection, kind, reading)
            _keep(connection, kind, parameters, place.position)
    _keep_beside(connection, arrival, parameters)
    return withdrawn


def _arrange(connection, kind: RowKind, rows: pa.Table) -> None:
    """Temp table `arriving`: typed rows with record_key, content and row_id."""
    connection.register("incoming", rows)
    said = ("patient_id", *(name for name in KIND_COLUMNS[kind] if name != "episode_id"))
    scope = ("measure",) if kind is RowKind.OBSERVATION else ()
    connection.execute(f"""
        create or replace temp table arriving as
        with keyed as (
            select *,
                case when record_secret is not null then {_digest(kind.value, "record", "record_secret", *scope)}
                     else {_digest(kind.value, "natural", *NATURAL_KEY[kind], more=_series(kind))} end as record_key,
                {_digest(kind.value, "content", *said)} as content
            from incoming
        )
        select *, {_digest(kind.value, "row", "record_key", "version", "retracted", "content")} as row_id from keyed
    """)
    connection.unregister("incoming")


_SERIES = f"case when occasion = 'daily' then concat_ws({_BETWEEN}, mode, form) end"
"""A daily value belongs to its series as well: a diary and a watch may both speak of one night. Else null, and left out."""


def _series(kind: RowKind) -> str:
    return f", {_SERIES}" if kind is RowKind.OBSERVATION else ""


def _digest(kind: str, purpose: str, *columns: str, more: str = "") -> str:
    """SQL for an 80-bit digest of columns, told apart by kind and purpose. Negative zero counts as zero."""
    parts = ", ".join(f"coalesce({_text(name)}, chr(30))" for name in columns)
    return f"left(sha256(concat_ws({_BETWEEN}, '{kind}', '{purpose}', {parts}{more})), 20)"


def _text(column: str) -> str:
    return f'cast("{column}" + 0.0 as varchar)' if column in _DECIMALS else f'cast("{column}" as varchar)'


def _judge(connection, kind: RowKind, reading: dict) -> None:
    """Temp table `judged`: each arriving row with its fate and whether it is new to the row table.

    duplicate: the row is there, or says what the record's highest version says (then it is kept, to order
    later versions); corrected: the record is there in another version, or is retracted; else accepted.
    """
    connection.execute(f"""
        create or replace temp table judged as
        with numbered as (
            select a.*, row_number() over (partition by a.row_id order by a.seq) as nth from arriving a
        ),
        known as (
            select n.*, n.nth > 1 or k.row_id is not null as is_known,
                n.nth = 1 and coalesce(k.file_id = $file_id and k.mapping = $mapping, false) as is_itself
            from numbered n left join {row_table(kind)} k on k.row_id = n.row_id
        ),
        history as (
            select record_key, row_id, coalesce(version, '') as version, content, retracted, -1 as seq
            from {row_table(kind)} where record_key in (select record_key from arriving)
            union all
            select record_key, row_id, coalesce(version, ''), content, retracted, seq from known where not is_known
        ),
        compared as (
            select *, count(*) over earlier as earlier_rows, max(version) over earlier as highest,
                arg_max(content, version) over earlier as said, arg_max(retracted, version) over earlier as was_retracted
            from history
            window earlier as (partition by record_key order by seq, row_id rows between unbounded preceding and 1 preceding)
        )
        select k.*,
            case
                when k.is_known then 'duplicate'
                when c.earlier_rows = 0 then 'accepted'
                when c.highest <> c.version and c.said = c.content and c.was_retracted = c.retracted then 'duplicate'
                when c.highest <> c.version or c.was_retracted <> c.retracted then 'corrected'
                else 'accepted'
            end as fate
        from known k left join compared c on c.row_id = k.row_id and c.seq = k.seq
    """, reading)  # fmt: skip


def _keep(connection, kind: RowKind, parameters: dict, position: int) -> None:
    columns = quoted(
        ("row_id", "record_key", "version", "content", "retracted", "line", "patient_id", *KIND_COLUMNS[kind])
    )
    here = "cast($batch_id as integer) as batch_id, cast($file_id as varchar) as file_id, cast($mapping as varchar) as mapping"
    connection.execute(
        f"insert into {row_table(kind)} by name select {columns}, {here} from judged where not is_known", parameters
    )
    connection.execute(
        f"insert into sighting by name select '{kind.value}' as row_kind, row_id, line, {here} "
        "from judged where is_known and not is_itself",
        parameters,
    )
    connection.execute(
        f"update {row_table(kind)} set batch_id = cast($batch_id as integer), line = j.line "
        f"from judged j where j.is_itself and j.row_id = {row_table(kind)}.row_id",
        {"batch_id": parameters["batch_id"]},
    )
    connection.execute(f"""
        insert into touched
        select patient_id from {row_table(kind)} where record_key in (select record_key from judged where not is_known or is_itself)
    """)
    connection.execute(
        f"insert into fate select cast($position as integer), '{kind.value}', row_id, patient_id, fate, retracted from judged",
        {"position": position},
    )


def _keep_beside(connection, arrival: Arrival, parameters: dict) -> None:
    here = "cast($batch_id as integer) as batch_id, cast($file_id as varchar) as file_id, cast($mapping as varchar) as mapping"
    key = f"""
        case when record_secret is not null then {_digest("flag", "record", "record_secret", "kind")}
             else {_digest("flag", "natural", *FLAG_KEY)} end as record_key
    """
    flags = f"* exclude (record_secret), {key}"
    for table, rows, what in (("rejected_row", arrival.rejected, "*"), ("flag_row", arrival.flags, flags)):
        connection.register("beside", rows)
        connection.execute(f"insert into {table} by name select {what}, {here} from beside", parameters)
        connection.unregister("beside")


def choose_rows(connection, kind: RowKind) -> None:
    """Temp table `chosen_row`: every version of every record that speaks of an affected patient."""
    natural = ", ".join(f"coalesce(cast({name} as varchar), chr(30))" for name in TOPIC[kind])
    table = row_table(kind)
    connection.execute(f"""
        create or replace temp table chosen_row as
        select row_id, record_key, concat_ws({_BETWEEN}, {natural}{_series(kind)}) as natural_key, version, content,
            coalesce({_text(FACT[kind])}, '') as fact, retracted, patient_id
        from {table}
        where record_key in (
            select record_key from {table} where patient_id in (select patient_id from affected_patient)
        )
    """)
