"""A query pulled from a real SQLite file and a real PostgreSQL server: pages, news only, faults in sentences, bounds."""

import json
import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from domain.clinic import parse_clinic
from domain.loaded import RowKind
from domain.measures import MEASURES
from loaders.__main__ import app
from loaders.mapping_files import parse_mapping, read_mapping
from loaders.pull import pull
from loaders.pull_sources import open_source
from loaders.read import read_archived, read_file
from loaders.source_error import SourceError
from loaders.source_mapping import MappingError
from loaders.sql.cells import kept, number_where_stamp, restored, text_of
from loaders.sql.database import extension_file
from loaders.sql.query import checked_query, in_style
from store import writer
from store.archive import archived_path
from store.book import Book
from store.cursors import read_cursor
from tests.loaders import postgres_server as postgres
from tests.loaders.conftest import CLINIC

CHICAGO = ZoneInfo("America/Chicago")
ENV = "TEST_HOSPITAL_DATABASE"
QUERY = "select mrn, taken, score, id, changed from pain where changed >= $since"


def mapping_text(
    through='"driver"\nmodule = "sqlite3"', query=QUERY, start='"1900-01-01"', columns="", more="", since="changed"
):
    follows = f'since = "{since}"\nstart = {start}\n' if since else ""
    return f"""
name = "hospital"
format = "sql"
rows = "observations"
query = {json.dumps(query)}
constants = {{ measure = "nrs_average" }}
[columns]
patient = "mrn"
date = "taken"
value = "score"
{columns}
[database]
through = {through}
url_env = "{ENV}"
{follows}{more}
"""


@pytest.fixture
def clinic():
    return parse_clinic(CLINIC, "clinic.toml", frozenset(MEASURES))


@pytest.fixture
def hospital(tmp_path, monkeypatch):
    """ask(sql, …) on a SQLite file whose path stands in the environment."""
    path = tmp_path / "ehr's copy.db"
    monkeypatch.setenv(ENV, str(path))

    def ask(sql, values=()):
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.executemany(sql, values) if values else connection.execute(sql)

    ask("create table pain (id integer primary key, mrn text, taken text, score real, changed text, note text)")
    ask("insert into pain values (?, ?, ?, ?, ?, ?)", [
        (1, "000417", "2025-05-05", 7, "2025-05-05 09:00:00", "private words"),
        (2, "000417", "2025-05-12", 6, "2025-05-12 09:00:00", "private words"),
        (3, "000512", "2025-05-06", None, "2025-05-06 09:00:00", "private words"),
    ])  # fmt: skip
    return ask


def a_mapping(folder, text):
    path = folder / "mappings" / "hospital.toml"
    path.write_text(text)
    return read_mapping(path)


def pulled(folder, clinic, text, **more):
    mapping = a_mapping(folder, text)
    with open_source(mapping, clinic) as source:
        return pull(folder, clinic, source, **more)


def scores(folder):
    with duckdb.connect(str(sorted((folder / "snapshots").glob("*.duckdb"))[-1]), read_only=True) as connection:
        return connection.execute("select on_date, value from observation_row order by 1, 2").fetchall()


def register(folder, clinic, number):
    path = folder / "sources" / "patients.csv"
    path.write_text(f"mrn\n{number}\n")
    mapping = parse_mapping('name = "people"\nrows = "patients"\n[columns]\npatient = "mrn"\n', "people.toml")
    writer.load(folder, clinic, [read_file(path, mapping, clinic)])


VERSIONED = 'record = "id"\nversion = "changed"'
STAMPS = 'version_format = "%Y-%m-%d %H:%M:%S"'


def with_stamps(text):
    return text.replace("constants =", STAMPS + "\nconstants =", 1)


# A whole pull


def test_a_query_is_loaded_as_one_batch_and_its_pages_are_archived(hospital, clinic_folder, clinic):
    found = pulled(clinic_folder, clinic, mapping_text(more="rows_per_page = 2"))
    assert [account.read for account in found.accounts] == [2, 1]
    assert sum(account.rejected for account in found.accounts) == 1  # a form without a score
    with Book(clinic_folder, create=False) as book:
        (batch,) = book.published()
    assert {entry.origin for entry in batch.files} == {f"sql:{ENV}"}
    assert all(archived_path(clinic_folder, entry.file_id, entry.suffix).exists() for entry in batch.files)


def test_a_page_keeps_only_the_columns_that_the_mapping_reads(hospital, clinic_folder, clinic):
    pulled(clinic_folder, clinic, mapping_text(query="select * from pain where changed >= $since"))
    kept_bytes = b"".join(path.read_bytes() for path in (clinic_folder / "archive").rglob("*") if path.is_file())
    assert b"000417" in kept_bytes
    assert b"private words" not in kept_bytes


def test_the_store_is_rebuilt_without_the_database(hospital, clinic_folder, clinic, tmp_path, monkeypatch):
    query_file = clinic_folder / "mappings" / "pain.sql"
    query_file.write_text(QUERY)
    text = mapping_text().replace(f"query = {json.dumps(QUERY)}", 'query_file = "pain.sql"')
    pulled(clinic_folder, clinic, text)
    before = scores(clinic_folder)
    query_file.unlink()
    next(tmp_path.glob("*.db")).unlink()
    monkeypatch.delenv(ENV)
    writer.rebuild(
        clinic_folder, clinic, lambda path, entry, then: read_archived(path, entry.mapping_text, then, entry.origin)
    )
    assert scores(clinic_folder) == before != []


def test_a_second_pull_asks_for_news_only_and_a_change_corrects(hospital, clinic_folder, clinic):
    text = with_stamps(mapping_text(columns=VERSIONED))
    register(clinic_folder, clinic, "000417")
    pulled(clinic_folder, clinic, text)
    assert read_cursor(clinic_folder, "hospital").asked_from["highest"] == {
        "kind": "str",
        "value": "2025-05-12 09:00:00",
    }
    hospital("update pain set score = 5, changed = '2025-06-01 10:00:00' where id = 1")
    again = pulled(clinic_folder, clinic, text)
    (account,) = again.accounts
    # the row of 12 May stands at the cursor itself, so it comes again
    assert (account.read, account.corrected, account.duplicates) == (2, 1, 1)
    third = pulled(clinic_folder, clinic, text)
    assert sum(account.read for account in third.accounts) == 1


def test_full_asks_for_everything_again(hospital, clinic_folder, clinic):
    pulled(clinic_folder, clinic, mapping_text())
    again = pulled(clinic_folder, clinic, mapping_text(), full=True)
    assert again.accounts[0].read == 3
    assert again.accounts[0].already_loaded


def test_a_query_that_gives_nothing_publishes_nothing(hospital, clinic_folder, clinic):
    found = pulled(clinic_folder, clinic, mapping_text(query=QUERY + " and 1 = 0"))
    assert found.accounts == []
    assert not (clinic_folder / "snapshots").exists()


def test_a_cut_pull_runs_its_query_again_and_doubles_nothing(hospital, clinic_folder, clinic, monkeypatch):
    mapping = a_mapping(clinic_folder, mapping_text(more="rows_per_page = 1"))
    with open_source(mapping, clinic) as source:
        fetch, calls = source.fetch, []

        def cut(about, state):
            calls.append(state)
            if len(calls) == 3:
                raise KeyboardInterrupt
            return fetch(about, state)

        monkeypatch.setattr(source, "fetch", cut)
        with pytest.raises(KeyboardInterrupt):
            pull(clinic_folder, clinic, source)
    hospital("insert into pain values (4, '000512', '2025-05-20', 3, '2025-05-20 09:00:00', '')")
    with open_source(mapping, clinic) as source:
        found = pull(clinic_folder, clinic, source)
    assert found.resumed
    assert scores(clinic_folder) == [(date(2025, 5, 5), 7.0), (date(2025, 5, 12), 6.0), (date(2025, 5, 20), 3.0)]


def test_a_value_stands_on_its_row_of_its_page(hospital, clinic_folder, clinic):
    (loaded,) = pulled(clinic_folder, clinic, mapping_text()).loadeds
    assert loaded.rows[RowKind.OBSERVATION][["patient", "value", "on_date", "line"]].to_numpy().tolist() == [
        ["000417", 7.0, date(2025, 5, 5), 1],
        ["000417", 6.0, date(2025, 5, 12), 2],
    ]
    assert loaded.rejected["line"].tolist() == [3]


def test_a_value_from_the_database_is_never_part_of_the_query(hospital, clinic_folder, clinic):
    """The cursor is bound: what looks like SQL in the followed column changes nothing."""
    hospital("insert into pain values (5, '000417', '2025-05-25', 4, ?, '')", [("9'; drop table pain; --",)])
    pulled(clinic_folder, clinic, mapping_text())
    again = pulled(clinic_folder, clinic, mapping_text())
    assert [account.read for account in again.accounts] == [1]
    hospital("insert into pain values (6, '000417', '2025-05-26', 4, '2025-05-26', '')")


def test_the_command_pulls_a_query(hospital, clinic_folder):
    a_mapping(clinic_folder, mapping_text())
    result = CliRunner().invoke(app, ["pull", "hospital", "--clinic", str(clinic_folder)])
    assert result.exit_code == 0
    assert "3 rows read" in result.output


# What goes wrong


def fault(folder, clinic, text):
    with pytest.raises(SourceError) as error:
        pulled(folder, clinic, text)
    return str(error.value)


def test_a_missing_file_is_told_without_its_path(clinic_folder, clinic, tmp_path, monkeypatch):
    monkeypatch.setenv(ENV, str(tmp_path / "secret place.db"))
    for through in ('"driver"\nmodule = "sqlite3"', '"sqlite"'):
        said = fault(clinic_folder, clinic, mapping_text(through))
        assert ENV in said
        assert "secret place" not in said


def test_a_variable_that_is_not_set_is_named(clinic_folder, clinic, monkeypatch):
    monkeypatch.delenv(ENV, raising=False)
    said = fault(clinic_folder, clinic, mapping_text())
    assert said == f"The address of the database is missing: set the environment variable {ENV}."


@pytest.mark.parametrize("through", ['"driver"\nmodule = "sqlite3"', '"sqlite"'])
def test_a_query_that_is_wrong_is_told_in_the_databases_words(hospital, clinic_folder, clinic, through):
    said = fault(
        clinic_folder, clinic, mapping_text(through, "select nothing_like_it from pain where changed >= $since")
    )
    assert said.startswith("The database says of the query: ")
    assert "nothing_like_it" in said
    assert not (clinic_folder / "pulls" / "hospital").exists()


def test_a_column_that_the_query_does_not_give_is_named(hospital, clinic_folder, clinic):
    said = fault(
        clinic_folder, clinic, mapping_text(query="select mrn, taken, changed from pain where changed >= $since")
    )
    assert said == "The query gives no column 'score', which the mapping needs; it gives mrn, taken, changed."


def test_a_result_beyond_the_limit_is_refused(hospital, clinic_folder, clinic):
    assert "more than 2 rows" in fault(clinic_folder, clinic, mapping_text(more="most_rows = 2"))
    assert read_cursor(clinic_folder, "hospital") is None


ENDLESS = "with recursive n(i) as (select 1 union all select i + 1 from n) select max(i) as mrn, 1 as taken, 1 as score from n"


@pytest.mark.parametrize("through", ['"driver"\nmodule = "sqlite3"', '"sqlite"'])
def test_a_query_that_takes_too_long_is_stopped(hospital, clinic_folder, clinic, through):
    said = fault(clinic_folder, clinic, mapping_text(through, ENDLESS, since="", more="seconds = 1"))
    assert said == "The query took longer than 1 seconds and was stopped."


@pytest.mark.parametrize("through", ['"driver"\nmodule = "sqlite3"', '"sqlite"'])
def test_a_query_cannot_write(hospital, clinic_folder, clinic, through):
    with pytest.raises(MappingError, match="must begin with select or with"):
        a_mapping(clinic_folder, mapping_text(through, "delete from pain where changed >= $since"))
    hidden = "with gone as (select 1) delete from pain where changed >= $since returning mrn, taken, score, changed"
    assert fault(clinic_folder, clinic, mapping_text(through, hidden))
    hospital("insert into pain select 9, mrn, taken, score, changed, note from pain where id = 1")  # row 1 is there


def test_a_query_through_duckdb_reaches_no_other_file(hospital, clinic_folder, clinic, tmp_path):
    (tmp_path / "other.csv").write_text("a\n1\n")
    query = f"select a as mrn, 1 as taken, 1 as score from read_csv('{tmp_path}/other.csv')"
    assert "disabled by configuration" in fault(clinic_folder, clinic, mapping_text('"sqlite"', query, since=""))


def test_a_driver_that_is_none_is_refused(hospital, clinic_folder, clinic):
    for module, clause in (
        ("no_such_driver", "is not installed"),
        ("antigravity", "no database driver"),
        ("json", "no database driver"),
    ):
        assert clause in fault(clinic_folder, clinic, mapping_text(f'"driver"\nmodule = "{module}"'))


def test_binary_data_is_refused_by_its_column(hospital, clinic_folder, clinic):
    query = "select mrn, taken, x'00ff' as score from pain"
    said = fault(clinic_folder, clinic, mapping_text(query=query, since=""))
    assert said.startswith("The column 'score' of the query holds binary data; select it as text.")


def test_a_time_stamp_in_the_far_future_does_not_move_the_cursor(hospital, clinic_folder, clinic):
    """Through DuckDB, where stamps come typed."""
    hospital("create table s (mrn text, taken date, score real, changed timestamp)")
    ahead = (datetime.now(UTC) + timedelta(days=400)).strftime("%Y-%m-%d %H:%M:%S")
    hospital("insert into s values (?, ?, ?, ?)", [
        ("1", "2025-05-05", 3, "2025-05-05 00:00:00"), ("1", "2025-05-06", 4, ahead),
    ])  # fmt: skip
    query = "select mrn, taken, score, changed from s where changed >= $since"
    pulled(clinic_folder, clinic, mapping_text('"sqlite"', query, start="1990-01-01"))
    assert read_cursor(clinic_folder, "hospital").asked_from["highest"]["value"] == "2025-05-05T00:00:00"


def test_a_cell_with_a_nul_character_is_a_line_that_cannot_be_read(hospital, clinic_folder, clinic):
    (loaded,) = pulled(
        clinic_folder,
        clinic,
        mapping_text(query="select mrn, taken, 'a' || char(0) as score from pain limit 1", since=""),
    ).loadeds
    assert loaded.rejected[["line", "code"]].to_numpy().tolist() == [[1, "bad_line"]]


# The mapping


@pytest.mark.parametrize(
    ("change", "clause"),
    [
        ({"query": "select 1; select 2", "since": ""}, "more than one statement"),
        ({"query": "select $other", "since": ""}, "only \\$since can be filled in"),
        ({"query": "select 1 as mrn"}, "belong together"),
        ({"more": "sheet = 1"}, "sheet is not a key"),
        ({"through": '"driver"'}, "module belongs to"),
        ({"through": '"sqlite"\nmodule = "x"'}, "module belongs to"),
        ({"start": "true"}, "a day, a time stamp, a number or a text"),
        ({"columns": 'version = "taken"'}, "once more under a name of its own"),
    ],
)
def test_a_mapping_that_cannot_work_is_refused(change, clause):
    with pytest.raises(MappingError, match=clause):
        parse_mapping(mapping_text(**change), "hospital.toml")


def test_keys_of_files_do_not_apply():
    with pytest.raises(MappingError, match="delimiter does not apply to format = 'sql'"):
        parse_mapping('delimiter = ";"\n' + mapping_text(), "hospital.toml")


def test_another_query_in_the_file_is_another_mapping(clinic_folder):
    text = mapping_text().replace(f"query = {json.dumps(QUERY)}", 'query_file = "pain.sql"')
    (clinic_folder / "mappings" / "pain.sql").write_text(QUERY)
    one = a_mapping(clinic_folder, text)
    (clinic_folder / "mappings" / "pain.sql").write_text(QUERY + " and score < 9")
    other = a_mapping(clinic_folder, text)
    assert one.hash != other.hash
    assert one.hash == parse_mapping(mapping_text(), "hospital.toml").hash == parse_mapping(one.text, "recorded").hash


@pytest.mark.parametrize("named", ["../pain.sql", "sub/pain.sql", "pain.txt", "missing.sql"])
def test_a_query_file_lies_beside_its_mapping(clinic_folder, named):
    text = mapping_text().replace(f"query = {json.dumps(QUERY)}", f'query_file = "{named}"')
    with pytest.raises(MappingError, match="query_file"):
        a_mapping(clinic_folder, text)


# Texts


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""), (7, "7"), (7.0, "7"), (6.5, "6.5"), (1e-7, "0.0000001"), (1e22, "10000000000000000000000"),
        (Decimal("6.50"), "6.50"), (True, "TRUE"), (date(2025, 5, 5), "2025-05-05"),
        (datetime(2025, 5, 5, 9, 30), "2025-05-05T09:30:00"),
        (datetime(2025, 5, 5, 9, 30, 1, 5), "2025-05-05T09:30:01.000005"),
        # 01:30 in UTC is still the evening before in Chicago (CDT, UTC-5)
        (datetime(2025, 5, 5, 1, 30, tzinfo=UTC), "2025-05-04T20:30:00-05:00"),
        (2**70, "1180591620717411303424"), ("as it stands", "as it stands"),
    ],
)  # fmt: skip
def test_typed_values_become_text_as_in_a_spreadsheet(value, text):
    assert text_of(value, CHICAGO) == text


def test_a_time_stamp_as_version_is_a_number_that_sorts_in_utc():
    assert number_where_stamp("2025-05-04T20:30:00-05:00") == "20250505013000000000"
    assert number_where_stamp("17") == "17"


@given(st.one_of(st.integers(), st.floats(allow_nan=False), st.text(), st.dates(), st.datetimes(), st.datetimes(timezones=st.just(UTC)), st.decimals(allow_nan=False, allow_infinity=False)))  # fmt: skip
def test_the_cursor_remembers_a_value_exactly(value):
    assert restored(json.loads(json.dumps(kept(value)))) == value


@pytest.mark.parametrize(
    ("style", "query", "bound"),
    [
        ("qmark", "select '$since', ? from t -- $since\nwhere a > ?", (5, 5)),
        ("named", "select '$since', :since from t -- $since\nwhere a > :since", {"since": 5}),
        ("numeric", "select '$since', :1 from t -- $since\nwhere a > :1", (5,)),
        ("pyformat", "select '$since', %(since)s from t -- $since\nwhere a > %(since)s", {"since": 5}),
        ("format", "select '$since', %s from t -- $since\nwhere a > %s", (5, 5)),
    ],
)
def test_since_is_bound_in_the_drivers_own_spelling(style, query, bound):
    assert in_style("select '$since', $since from t -- $since\nwhere a > $since", style, 5) == (query, bound)


def test_percent_signs_are_doubled_only_where_the_driver_reads_them():
    assert in_style("select a % 2, $since", "pyformat", 1)[0] == "select a %% 2, %(since)s"
    assert in_style("select a % 2", "pyformat", None) == ("select a % 2", None)


def test_a_semicolon_in_a_text_or_comment_is_no_second_statement():
    assert checked_query("select ';' -- ; \n from t;") == "select ';' -- ; \n from t"


# Bounds


def test_a_huge_result_is_streamed(tmp_path, clinic_folder):
    """300,000 rows with 2 kB of text each that nobody reads: 600 MB if they were fetched at once."""
    path = tmp_path / "big.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("create table one (x)")
        connection.execute("insert into one values (1)")
    query = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 300000) select i as mrn, '2025-05-05' as taken, 5 as score, printf('%.2000c', 'x') as note from n"
    script = f"""
import json, os, resource, sys
from loaders.mapping_files import parse_mapping
from loaders.pull_sources import open_source
from domain.clinic import parse_clinic
from domain.measures import MEASURES
clinic = parse_clinic({CLINIC!r}, "clinic.toml", frozenset(MEASURES))
mapping = parse_mapping({mapping_text(query=query, since="")!r}, "m.toml")
with open_source(mapping, clinic) as source:
    plan = source.plan(None, {{}})
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    state, rows = plan.first, 0
    while state is not None:
        page = source.fetch(plan.about, state)
        rows, state = rows + len(json.loads(page.content)["rows"]), page.following
    print(rows, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""
    root = Path(__file__).parents[2]
    environment = {**os.environ, ENV: str(path), "PYTHONPATH": str(root)}
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env=environment, cwd=root, check=False
    )
    rows, grown = map(int, done.stdout.split())
    assert rows == 300_000, done.stderr
    assert grown < 150


# PostgreSQL


@pytest.fixture(scope="module")
def server():
    if postgres.programs() is None:
        pytest.skip("PostgreSQL is not installed on this machine (apt-get install postgresql).")
    with postgres.postgres_server() as running:
        with duckdb.connect() as connection:
            connection.load_extension(extension_file("postgres_scanner"))
            connection.execute(f"attach '{running.url()}' as source (type postgres)")
            connection.execute(
                "create table source.public.pain (mrn text, taken timestamptz, score decimal(6,2), id bigint, changed timestamp)"
            )
            connection.execute("""
                insert into source.public.pain values
                ('000417', '2025-05-05 01:30:00+00', 7.00, 1, '2025-05-05 09:00:00.25'),
                ('000512', '2025-05-06 15:00:00+00', 6.00, 2, '2025-05-06 09:00:00')
            """)  # fmt: skip
        yield running


POSTGRES = '"postgres"'


def test_postgresql_is_pulled_with_typed_values(server, clinic_folder, clinic, monkeypatch):
    monkeypatch.setenv(ENV, server.url())
    text = mapping_text(POSTGRES, start="1990-01-01", columns=VERSIONED)
    (loaded,) = pulled(clinic_folder, clinic, text).loadeds
    rows = loaded.rows[RowKind.OBSERVATION]
    assert rows[["patient", "value", "on_date", "at_time", "utc_offset_minutes", "record"]].to_numpy().tolist() == [
        ["000417", 7.0, date(2025, 5, 4), "20:30", -300, "1"],
        ["000512", 6.0, date(2025, 5, 6), "10:00", -300, "2"],
    ]
    assert rows["version"].tolist()[0] == "000020250505090000250000"
    assert read_cursor(clinic_folder, "hospital").asked_from["highest"]["value"] == "2025-05-06T09:00:00"
    # an overlap of 24 hours reaches back to exactly 5 May, 09:00
    again = pulled(clinic_folder, clinic, text)
    assert again.accounts[0].already_loaded


def test_postgresqls_own_sql_runs_through_postgres_query(server, clinic_folder, clinic, monkeypatch):
    monkeypatch.setenv(ENV, server.url())
    inner = "select mrn, taken::date as taken, score from pain where mrn ~ ''^0004'' "
    query = f"select * from postgres_query('source', '{inner}')"
    (loaded,) = pulled(clinic_folder, clinic, mapping_text(POSTGRES, query, since="")).loadeds
    assert loaded.rows[RowKind.OBSERVATION]["patient"].tolist() == ["000417"]


def test_postgresql_says_why_it_cannot_be_reached(server, clinic_folder, clinic, monkeypatch):
    text = mapping_text(POSTGRES, start="1990-01-01")
    for url, sentence in (
        (server.url(password="wrong-8888"), f"The database refuses the user or the password in {ENV}."),
        (server.url(host="no-such-host.invalid"), f"{ENV} names a host that is not known."),
        (server.url(database="nothing"), f"The server knows no such database or user as {ENV} names."),
        ("host=127.0.0.1 port=1 user=x password=wrong-8888", f"The database does not answer at the address in {ENV}."),
    ):
        monkeypatch.setenv(ENV, url)
        assert fault(clinic_folder, clinic, text) == sentence


@pytest.mark.parametrize(
    "query",
    [
        "select no_column from pain where changed >= $since",
        "select cast(mrn || 'x' as integer) as mrn, taken, score, changed from pain where changed >= $since",
        "select * from postgres_query('source', 'select 1/0 as mrn, 1 as taken, 1 as score, 1 as changed') where changed >= $since",
        "select * from postgres_query('source', 'delete from pain returning *') where changed >= $since",
    ],
)
def test_a_fault_of_the_query_holds_neither_address_nor_values(server, clinic_folder, clinic, monkeypatch, query):
    monkeypatch.setenv(ENV, server.url())
    said = fault(clinic_folder, clinic, mapping_text(POSTGRES, query, start="1990-01-01"))
    assert said.startswith("The database says of the query: ")
    for secret in (postgres.PASSWORD, postgres.USER, "127.0.0.1", str(server.port), "000417"):
        assert secret not in said


def test_postgresql_cannot_be_written(server, clinic_folder, clinic, monkeypatch):
    monkeypatch.setenv(ENV, server.url())
    query = "with x as (select * from postgres_query('source', 'select pg_terminate_backend(0)')) insert into pain select * from x"
    assert fault(clinic_folder, clinic, mapping_text(POSTGRES, query, since=""))
    with duckdb.connect() as connection:
        connection.load_extension(extension_file("postgres_scanner"))
        connection.execute(f"attach '{server.url()}' as source (type postgres, read_only)")
        assert connection.execute("select count(*) from source.public.pain").fetchone() == (2,)


def test_a_slow_statement_is_stopped_by_postgresql_itself(server, clinic_folder, clinic, monkeypatch):
    monkeypatch.setenv(ENV, server.url())
    query = "select * from postgres_query('source', 'select pg_sleep(20)::text as mrn, 1 as taken, 1 as score')"
    started = time.monotonic()
    said = fault(clinic_folder, clinic, mapping_text(POSTGRES, query, since="", more="seconds = 1"))
    assert time.monotonic() - started < 15
    assert said == "The query took longer than 1 seconds and was stopped."
