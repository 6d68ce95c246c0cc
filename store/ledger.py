"""Rows into the row tables: which are new, which correct a record, which are there already.

The statements here run in the writer's connection. They name tables after row kinds, which prepared
parameters cannot do; every name comes from `store.schema`, every value is a parameter.
"""

from collections.abc import Callable
from dataclasses import dataclass

import duckdb

from domain.loaded import RowKind
from store.arrival import Arrival
from store.digests import content, digest, said, series
from store.schema import FLAG_KEY, KIND_COLUMNS, NATURAL_KEY, columns_ddl, quoted, row_table
from store.withdrawal import end_reading, withdraw_rows

_FATES = {
    "position": "INTEGER",
    "row_kind": "VARCHAR",
    "row_id": "VARCHAR",
    "patient_id": "VARCHAR",
    "fate": "VARCHAR",
    "withdraws": "BOOLEAN",
}
_FATE_COUNTS = {"position": "INTEGER", "patient_id": "VARCHAR", "withdraws": "BOOLEAN", "n": "BIGINT"}


@dataclass(frozen=True)
class Place:
    """Where a file stands in its batch."""

    batch_id: int
    position: int
    at: str

    def parameters(self, arrival: Arrival) -> dict[str, object]:
        return {"batch_id": self.batch_id, "file_id": arrival.loaded.file_hash, "mapping": arrival.loaded.mapping_name}


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Fresh scratch tables for one batch: `touched` (patients; those whose conflicts were settled since, from `resettled`),
    `fate` (what became of each row that met another one of its record) and `fate_count` (how many of the others were accepted)."""
    connection.execute("create or replace temp table touched (patient_id VARCHAR)")
    connection.execute("create temp table if not exists resettled (patient_id VARCHAR)")
    connection.execute("insert into touched select patient_id from resettled")
    connection.execute("delete from resettled")
    connection.execute(f"create or replace temp table fate ({columns_ddl(_FATES)})")
    connection.execute(f"create or replace temp table fate_count ({columns_ddl(_FATE_COUNTS)})")


def add_file(connection: duckdb.DuckDBPyConnection, arrival: Arrival, place: Place) -> int:
    """Enter one file: its rows (in place of those of a former reading), rejected rows and flags.

    Returns how many rows of a former reading no longer count.
    """
    parameters = place.parameters(arrival)
    reading = {name: parameters[name] for name in ("file_id", "mapping")}
    is_read_again, withdrawn = end_reading(connection, reading, place.at), 0
    for kind in RowKind:
        if is_read_again:
            withdrawn += _replace(connection, kind, arrival, parameters)
        elif kind in arrival.rows:
            _enter(connection, kind, arrival, parameters)
        if kind in arrival.rows:
            _count_lone(connection, kind, parameters, place.position)
            _judge(connection, kind, reading)
            _keep(connection, kind, parameters, place.position)
    _keep_beside(connection, arrival, parameters)
    return withdrawn


def _enter(connection, kind: RowKind, arrival: Arrival, parameters: dict) -> None:
    """The rows of a file that is new: straight into the row table; those that meet another one of their record leave it
    again, into temp table `meeting`.

    Most rows of a long file are alone, and are written once. Keys are told apart by 64-bit hashes first: two keys with one
    hash are compared in vain, never missed.
    """
    table = row_table(kind)
    ((rows_before,),) = connection.execute(f"select count(*) from {table}").fetchall()
    into = f"insert into {table} by name select {_kept_columns(kind)}, {_HERE} from"
    _take_in(connection, kind, arrival, lambda _: into, parameters, _commit)
    connection.execute(f"""
        create or replace temp table met as
        select hash(record_key) as met from {table} where {_MINE} group by met having count(*) > 1
        {f"union select hash(record_key) from {table} where not ({_MINE}) and record_key in (select record_key from {table} where {_MINE})" if rows_before else ""}
    """, parameters)  # fmt: skip
    meets = f"{_MINE} and hash(record_key) in (select met from met)"
    connection.execute(
        f"create or replace temp table meeting as select {_kept_columns(kind)}, {content(kind)} as content, "
        f"row_number() over (order by line, rowid) as seq from {table} where {meets}",
        parameters,
    )
    if connection.execute("select count(*) from meeting").fetchone() != (0,):
        connection.execute(f"delete from {table} where {meets}", parameters)


def _commit(connection) -> None:
    """Nobody reads what is being built. Rows that are committed can be taken away again without being written anew, and
    only then does the database let go of the memory that a chunk came in."""
    connection.execute("commit")
    connection.execute("begin")


def _replace(connection, kind: RowKind, arrival: Arrival, parameters: dict) -> int:
    """The rows of a file that is read again: a row that it still holds stays where it is. How many no longer count."""
    reading = {name: parameters[name] for name in ("file_id", "mapping")}
    if kind not in arrival.rows:
        return withdraw_rows(connection, kind, reading)
    _arrange(connection, kind, arrival)
    withdrawn = withdraw_rows(connection, kind, reading, "row_id in (select row_id from arriving)")
    _part(connection, kind)
    connection.execute(
        f"insert into {row_table(kind)} by name select {_kept_columns(kind)}, {_HERE} from arriving "
        "where hash(record_key) not in (select met from met)",
        parameters,
    )
    connection.execute("drop table arriving")
    return withdrawn


def _arrange(connection, kind: RowKind, arrival: Arrival) -> None:
    """Temp table `arriving`: typed rows with record_key and row_id."""
    create, add = "create or replace temp table arriving as select * from", "insert into arriving by name select * from"
    _take_in(connection, kind, arrival, lambda is_first: create if is_first else add, {})


def _take_in(
    connection, kind: RowKind, arrival: Arrival, into: Callable[[bool], str], parameters: dict, after=None
) -> None:
    """Each chunk of the rows, with their keys, after the words `into` (of: is it the first one).

    A record number is hidden as it comes in: it goes into the digest of its record_key together with the clinic's key and
    the name of its source, and stands in no table. (The digest is cut to 80 of 256 bits, so that nothing can be appended
    to what was hashed without the key.)
    """
    source = {"key": arrival.key.hex(), "source": arrival.loaded.mapping_name}
    scope = ("measure",) if kind is RowKind.OBSERVATION else ()
    rows = f"""
        with keyed as (
            select * exclude (record),
                case when record is not null then {digest(kind.value, "record", "record", *scope, secret="$key, $source, ")}
                     else {digest(kind.value, "natural", *NATURAL_KEY[kind], more=series(kind))} end as record_key
            from incoming
        )
        select *,
            {digest(kind.value, "row", "record_key", "version", "retracted", *said(kind))} as row_id
        from keyed
    """
    for place, chunk in enumerate(arrival.rows[kind]()):
        connection.register("incoming", chunk)
        connection.execute(f"{into(place == 0)} ({rows})", {**source, **parameters})
        connection.unregister("incoming")
        if after is not None:
            after(connection)


def _part(connection, kind: RowKind) -> None:
    """Temp table `meeting`: the arriving rows that are not alone in their record, here or in the row table."""
    connection.execute(f"""
        create or replace temp table met as
        select hash(record_key) as met from arriving group by met having count(*) > 1
        union
        select hash(record_key) from {row_table(kind)}
        where record_key in (select record_key from arriving)
    """)
    connection.execute(
        f"create or replace temp table meeting as select *, {content(kind)} as content from arriving "
        "where hash(record_key) in (select met from met)"
    )


def _count_lone(connection, kind: RowKind, parameters: dict, position: int) -> None:
    """Rows that meet no other one are accepted as they come. Of the rows that the file holds now, they are those whose record
    is not met: the others are judged next."""
    connection.execute(
        f"insert into fate_count select cast($position as integer), patient_id, retracted, count(*) from {row_table(kind)} "
        f"where {_MINE} and hash(record_key) not in (select met from met) group by patient_id, retracted",
        {**parameters, "position": position},
    )
    connection.execute("insert into touched select distinct patient_id from fate_count where position = ?", (position,))


_TOUCHES = {RowKind.MEDICATION: "true"}
"""Which rows change what follows for their patient: of a medication list also those that say it still holds."""

_MINE = "batch_id = $batch_id and file_id = $file_id and mapping = $mapping"
_HERE = (
    "cast($batch_id as integer) as batch_id, cast($file_id as varchar) as file_id, cast($mapping as varchar) as mapping"
)


def _kept_columns(kind: RowKind) -> str:
    return quoted(("row_id", "record_key", "version", "retracted", "line", "patient_id", *KIND_COLUMNS[kind]))


def _judge(connection, kind: RowKind, reading: dict) -> None:
    """Temp table `judged`: each row that meets another one with its fate and whether it is new to the row table.

    duplicate: the row is there, or says what the record's highest version says (then it is kept, to order
    later versions); corrected: the record is there in another version, or is retracted; else accepted.
    """
    connection.execute(f"""
        create or replace temp table judged as
        with numbered as (
            select a.*, row_number() over (partition by a.row_id order by a.seq) as nth from meeting a
        ),
        known as (
            select n.*, n.nth > 1 or k.row_id is not null as is_known,
                n.nth = 1 and coalesce(k.file_id = $file_id and k.mapping = $mapping, false) as is_itself
            from numbered n left join {row_table(kind)} k on k.row_id = n.row_id
        ),
        history as (
            select record_key, row_id, coalesce(version, '') as version, {content(kind)} as content, retracted, -1 as seq
            from {row_table(kind)} where record_key in (select record_key from meeting)
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
    connection.execute(
        f"insert into {row_table(kind)} by name select {_kept_columns(kind)}, {_HERE} from judged where not is_known",
        parameters,
    )
    connection.execute(
        f"insert into sighting by name select '{kind.value}' as row_kind, row_id, line, {_HERE} "
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
        select patient_id from {row_table(kind)} where record_key in (
            select record_key from judged where {_TOUCHES.get(kind, "not is_known or is_itself")}
        )
    """)
    connection.execute(
        f"insert into fate select cast($position as integer), '{kind.value}', row_id, patient_id, fate, retracted from judged",
        {"position": position},
    )


def _keep_beside(connection, arrival: Arrival, parameters: dict) -> None:
    key = f"""
        case when record_secret is not null then {digest("flag", "record", "record_secret", "kind")}
             else {digest("flag", "natural", *FLAG_KEY)} end as record_key
    """
    flags = f"* exclude (record_secret), {key}"
    for table, rows, what in (("rejected_row", arrival.rejected, "*"), ("flag_row", arrival.flags, flags)):
        connection.register("beside", rows)
        connection.execute(f"insert into {table} by name select {what}, {_HERE} from beside", parameters)
        connection.unregister("beside")


def count_conflicts(connection, place: Place, arrival: Arrival) -> int:
    """How many rows that a file brought (duplicates aside) stand in conflict."""
    met = connection.execute(
        "select count(*) from fate f join conflict c on c.row_kind = f.row_kind and c.row_id = f.row_id "
        "where f.position = $position and f.fate <> 'duplicate'",
        {"position": place.position},
    ).fetchone()[0]
    parameters = {**place.parameters(arrival), "position": place.position}
    return met + sum(
        connection.execute(
            f"select count(*) from {row_table(kind)} r join conflict c on c.row_kind = '{kind.value}' and c.row_id = r.row_id "
            "where r.batch_id = $batch_id and r.file_id = $file_id and r.mapping = $mapping and r.row_id not in "
            f"(select row_id from fate where position = $position and row_kind = '{kind.value}')",
            parameters,
        ).fetchone()[0]
        for kind in arrival.rows
    )
