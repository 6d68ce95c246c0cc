"""The mapping of a query: a table's mapping, with the query and the database that it is put to."""

import json
import re
import tomllib
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator

from loaders.mapping import Mapping
from loaders.source_mapping import MappingError, Strict
from loaders.sql.query import asks_since, checked_query

Through = Literal["postgres", "sqlite", "driver"]
"""DuckDB's attachment of PostgreSQL or SQLite (the query is in DuckDB's SQL), or a Python driver (in the database's own)."""

_OF_FILES = ("sheet", "member", "header_row", "header_rows", "encoding", "delimiter", "decimal")
_MOST_QUERY = 200_000


class Database(Strict):
    """Where the query is put, and within which bounds. `url_env` names the environment variable with the address."""

    through: Through
    url_env: Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]
    module: Annotated[str, Field(pattern=r"^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$")] | None = None
    since: str | None = None
    start: Any = None
    overlap_hours: Annotated[float, Field(ge=0, le=24 * 366)] = 24
    seconds: Annotated[int, Field(ge=1, le=24 * 3600)] = 600
    most_rows: Annotated[int, Field(ge=1)] = 5_000_000
    rows_per_page: Annotated[int, Field(ge=1, le=200_000)] = 50_000

    @field_validator("start")
    @classmethod
    def start_sorts(cls, start: object) -> object:
        """Taken as TOML gives it: '2020-01-01' in quotation marks is a text, without them a day."""
        if isinstance(start, bool) or not isinstance(start, date | int | float | str):
            raise ValueError("it must be a day, a time stamp, a number or a text")
        return start

    @model_validator(mode="after")
    def parts_belong_together(self):
        if (self.through == "driver") != (self.module is not None):
            raise ValueError("module belongs to through = 'driver', and is needed there")
        if (self.since is None) != (self.start is None):
            raise ValueError(
                "since and start belong together: the column to follow, and its value before the first pull"
            )
        return self


class SqlMapping(Mapping):
    """How the result of one query is read. Keys as in docs/how-to/read-a-database.md."""

    format: Literal["sql"]
    query: Annotated[str, Field(max_length=_MOST_QUERY)]
    query_file: str | None = None
    database: Database

    @field_validator("query")
    @classmethod
    def query_reads(cls, text: str) -> str:
        return checked_query(text)

    @model_validator(mode="after")
    def query_fits(self):
        for key in _OF_FILES:
            if key in self.model_fields_set:
                raise ValueError(f"{key} does not apply to format = 'sql'")
        if asks_since(self.query) != (self.database.since is not None):
            raise ValueError("$since in the query and database.since belong together")
        version = self.columns.get("version")
        if version is not None and self.headers_of_all().count(version) > 1:
            raise ValueError(f"columns.version: select '{version}' once more under a name of its own")
        return self

    def headers_of_all(self) -> list[str]:
        """Result columns as often as they are used."""
        return [*self.columns.values(), *(s.column for s in self.scores), *(i for f in self.forms for i in f.items)]

    @property
    def _unsaid(self) -> set[str]:
        return super()._unsaid | {"query_file"}


_QUERY_FILE = re.compile(r"^[ \t]*query_file[ \t]*=", re.MULTILINE)


def with_query(text: str, path: Path) -> str:
    """The mapping's text with the query that it draws from a .sql file beside it; any other text as it is.

    Raises:
        MappingError: the file lies elsewhere or cannot be read, or the query is given twice.
    """
    try:
        declared = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return text
    named = declared.get("query_file")
    if not isinstance(named, str):
        return text
    if "query" in declared:
        raise MappingError(f"{path}: query and query_file exclude each other.")
    if PurePosixPath(named).name != named or not named.endswith(".sql"):
        raise MappingError(f"{path}: query_file: '{named}' must be a .sql file beside the mapping.")
    try:
        query = (path.parent / named).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise MappingError(f"{path}: query_file: '{named}' cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise MappingError(f"{path}: query_file: '{named}' is not UTF-8 text.") from None
    # before the first table, where the key query_file stands
    return _QUERY_FILE.sub(lambda found: f"query = {json.dumps(query)}\n{found.group()}", text, count=1)
