"""A REDCap project over its API: what changed since the last pull, then pages of whole records.

The dictionary is asked first, then the list of all records, then the list of those created or modified since the last
pull (`dateRangeBegin`, with an overlap), then the changed records themselves, some at a time. Only fields that the
mapping reads are asked for. As in REDCap's API page "Export Records".
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import Any
from zoneinfo import ZoneInfo

from domain.clinic import Clinic
from domain.loaded import Loaded
from loaders.pull import Closing, Page, Plan, State
from loaders.redcap import parts_present
from loaders.redcap_export import DAG, PLACE, SURVEY_IDENTIFIER, envelope, read_export
from loaders.redcap_mapping import EXPORT_TIME_FORMAT, RedcapMapping
from loaders.redcap_withdrawn import kept_parts
from loaders.server.secret import secret
from loaders.server.transport import Answer, BadAnswer, Limits, Refused, Transport
from loaders.source_error import SourceError

_QUOTED = re.compile(r"(\"[^\"]*\"|'[^']*'|[0-9A-Fa-f]{16,}|[0-9]+)")
_STAMP = EXPORT_TIME_FORMAT + "Z"
_MOST_WORDS = 200
_WHY_MISSING = {
    False: "the token needs the export right 'Full Data Set'",
    True: "the form is no survey, so name its date field in the mapping",
}
Rows = list[dict[str, Any]]


@contextmanager
def redcap_source(
    mapping: RedcapMapping, clinic: Clinic, limits: Limits | None = None, **more
) -> Iterator["RedcapSource"]:
    """The project that the mapping's [server] names, with the token from the environment.

    Raises:
        SourceError: the mapping names no server, its address may not be asked, or the token is missing.
    """
    server = mapping.server
    if server is None:
        raise SourceError(f"The mapping '{mapping.name}' names no server; add a table [server] to pull.")
    token = secret(server.token_env, "The token of the REDCap project")
    with Transport(server.url, limits, **more) as transport:
        yield RedcapSource(mapping, transport, token, server.time_zone or clinic.clock.time_zone.key)


class RedcapSource:
    """A `ServerSource`. What it keeps of each record: the rows that came of it, so that they can be withdrawn."""

    def __init__(self, mapping: RedcapMapping, transport: Transport, token: str, time_zone: str):
        assert mapping.server is not None
        self.mapping, self._server, self._transport = mapping, mapping.server, transport
        self._token, self._zone = token, ZoneInfo(time_zone)

    @property
    def origin(self) -> str:
        return self._transport.origin

    def plan(self, cursor: State | None, known: dict[str, Any]) -> Plan:
        dictionary, server_time = self._ask({"content": "metadata"}, _rows_and_time)
        notes = self._check_project(dictionary)
        exported_at = self._export_time(server_time, cursor)
        everything = self._record_ids({})
        since = self._since(cursor)
        changed = everything if since is None else self._record_ids({"dateRangeBegin": since})
        gone, why_kept = self._gone(set(everything), known)
        about = {
            "exported_at": exported_at, "records": changed, "gone": gone, "notes": [*notes, *why_kept],
            "requested": self._fields,
        }  # fmt: skip
        pages = ceil(len(changed) / self._server.records_per_page)
        return Plan(about, {"from": 0} if changed else None, pages)

    def fetch(self, about: State, state: State) -> Page:
        start = state["from"]
        end = start + self._server.records_per_page
        asked = about["records"][start:end]
        rows = self._ask(
            self._records(about["requested"], asked) | {"exportSurveyFields": "true"},
            lambda answer: self._page(answer, asked),
        )
        return Page(envelope(rows, about["exported_at"]), {"from": end} if end < len(about["records"]) else None)

    def close(self, about: State, loadeds: list[Loaded], known: dict[str, Any]) -> Closing:
        present: set[str] = set()
        pulled: dict[str, list[dict]] = {}
        for loaded in loadeds:
            assert loaded.path is not None
            export = read_export(loaded.path, self.mapping.wanted, self.mapping)
            present |= parts_present(export, self.mapping)
            pulled |= {record: [] for record in export.column(self.mapping.record_id) if record}
        for part in (part for loaded in loadeds for part in kept_parts(loaded.rows, loaded.flags)):
            pulled[json.loads(part["number"])[0]].append(part)
        withdrawn: list[dict] = []
        changes: dict[str, Any] = {}
        for record, parts in pulled.items():
            before = known.get(record, [])
            if self._server.deleted == "retract":
                withdrawn += [part for part in before if part["number"] not in present]
                before = [part for part in before if part["number"] in present]
            changes[record] = _each_once([*before, *parts])
        for record in about["gone"]:
            withdrawn += known.get(record, [])
            changes[record] = None
        last = envelope([], about["exported_at"], withdrawn) if withdrawn else None
        return Closing({"exported_at": about["exported_at"]}, last, changes, tuple(about["notes"]))

    def _check_project(self, dictionary: Rows) -> list[str]:
        """Notes on choices that differ from those in the mapping.

        Raises:
            SourceError: the project lacks a field that the mapping reads.
        """
        fields = {str(row.get("field_name")): row for row in dictionary}
        forms = {str(row.get("form_name")) for row in dictionary}
        for name in self._fields:
            form = name.removesuffix("_complete")
            if name not in fields and not (name.endswith("_complete") and form in forms):
                raise SourceError(
                    f"The project has no field '{name}', which the mapping reads, or the token's rights do not reach it."
                )
        notes = []
        for name, declared in self.mapping.fields.items():
            row = fields.get(name)
            codes = (
                {part.partition(",")[0].strip() for part in str(row.get("select_choices_or_calculations")).split("|")}
                if row
                else set()
            )
            if row and declared.type in ("radio", "dropdown", "checkbox") and codes != set(declared.choices):
                notes.append(
                    f"The choices of '{name}' in the project are not those in the mapping's data dictionary; download it again."
                )
        return notes

    @property
    def _fields(self) -> list[str]:
        """Fields to ask for: a checkbox by its own name, nothing that REDCap adds by itself."""
        added = {*PLACE, DAG, SURVEY_IDENTIFIER}
        names = (name.partition("___")[0] for name in self.mapping.wanted if name not in added)
        return list(dict.fromkeys(name for name in names if not _is_stamp(name)))

    def _export_time(self, server_time: datetime | None, cursor: State | None) -> str:
        """The server's clock before the first record was listed, and always later than the last pull's."""
        now = server_time or datetime.now(UTC)
        if cursor is not None:
            now = max(now, _moment(cursor["exported_at"]) + timedelta(seconds=1))
        return now.strftime(_STAMP)

    def _since(self, cursor: State | None) -> str | None:
        """REDCap compares with its own local time; the overlap also covers a zone that is declared wrongly."""
        if cursor is None:
            return None
        begin = _moment(cursor["exported_at"]) - timedelta(hours=self._server.overlap_hours)
        return begin.astimezone(self._zone).strftime("%Y-%m-%d %H:%M:%S")

    def _record_ids(self, more: dict[str, str]) -> list[str]:
        rows = self._ask(self._records([self.mapping.record_id], []) | more, _rows)
        ids = [row.get(self.mapping.record_id) for row in rows]
        if not all(isinstance(one, str | int) and str(one).strip() for one in ids):
            raise SourceError(
                f"{self.origin} lists records without '{self.mapping.record_id}'; is that the project's record field?"
            )
        return list(dict.fromkeys(str(one).strip() for one in ids))

    def _gone(self, everything: set[str], known: dict[str, Any]) -> tuple[list[str], list[str]]:
        """(known records that the full list no longer has, why they are kept all the same).

        The list is full only for a user who is in no data access group; REDCap tells by refusing such a user the list of
        groups, or by leaving the group out of the records.
        """
        missing = sorted(known.keys() - everything)
        if self._server.deleted != "retract" or not missing:
            return [], []
        if not everything:
            return [], ["REDCap lists no record at all, so none is taken for deleted."]
        if not self._sees_all_groups():
            many = "1 known record is" if len(missing) == 1 else f"{len(missing)} known records are"
            return [], [
                f"{many} not in REDCap's list, but the token may see one data access group only, or not the list of groups; "
                "nothing is taken for deleted."
            ]
        return missing, []

    def _sees_all_groups(self) -> bool:
        try:
            groups = self._ask({"content": "dag"}, _rows)
        except Refused:
            return False
        if not groups:
            return True
        row = self._ask(self._records([self.mapping.record_id], []), _rows)[:1]
        return bool(row) and DAG in row[0]

    def _records(self, fields: list[str], records: list[str]) -> dict[str, str]:
        form = {
            "content": "record", "action": "export", "type": "flat", "rawOrLabel": "raw", "rawOrLabelHeaders": "raw",
            "exportDataAccessGroups": "true",
        }  # fmt: skip
        form |= {f"fields[{i}]": name for i, name in enumerate(fields)}
        return form | {f"records[{i}]": record for i, record in enumerate(records)}

    def _page(self, answer: Answer, asked: list[str]) -> Rows:
        rows = _rows(answer)
        for row in rows:
            if str(row.get(self.mapping.record_id)) not in asked:
                raise BadAnswer("it holds a record that was not asked for")
            missing = self._needed - row.keys()
            if missing:
                raise SourceError(
                    f"{self.origin} leaves out the field '{min(missing)}'; {_WHY_MISSING[_is_stamp(min(missing))]}."
                )
        return rows

    @property
    def _needed(self) -> set[str]:
        """Columns without which no page can be read."""
        dated = {f"{entry.form}_timestamp" for entry in self.mapping.forms if entry.date}
        names = (name for name in self.mapping.wanted if not name.startswith("redcap_"))
        return {name for name in names if name not in dated}

    def _ask(self, form: dict[str, str], read):
        whole = {"token": self._token, "format": "json", "returnFormat": "json", **form}
        try:
            return self._transport.send(
                "POST", read, form=whole, headers={"Accept": "application/json"}, accepted=(200, 400)
            )
        except _SaysError as error:
            raise Refused(f"{self.origin} answers with an error: {error}") from None


class _SaysError(Exception):
    """REDCap's own error message, without what it quotes: that may be a token or a record number."""


def _rows_and_time(answer: Answer) -> tuple[Rows, datetime | None]:
    return _rows(answer), answer.server_time


def _rows(answer: Answer) -> Rows:
    """The list of rows in an answer.

    Raises:
        BadAnswer: it is no JSON, or no list of rows: a page cut short, or one of HTML.
    """
    try:
        found = json.loads(answer.body, parse_int=str, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError):
        raise BadAnswer("it is no whole JSON") from None
    if isinstance(found, dict) and "error" in found:
        raise _SaysError(_without_quotes(str(found["error"])))
    if answer.status != 200 or not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise BadAnswer("it is no list of rows")
    return found


def _without_quotes(message: str) -> str:
    clean = "".join(c if c.isprintable() else " " for c in message[:_MOST_WORDS])
    return _QUOTED.sub("…", clean).strip().rstrip(".") + "."


def _is_stamp(name: str) -> bool:
    return name.endswith("_timestamp")


def _moment(stamp: str) -> datetime:
    return datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)


def _each_once(parts: list[dict]) -> list[dict]:
    return list({json.dumps(part, sort_keys=True): part for part in parts}.values())
