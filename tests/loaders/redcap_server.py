"""A REDCap project on loopback: enough of the API to pull from, and every way in which a server fails.

Answers as REDCap's own API pages describe: POST, form-encoded, `content=record|metadata|dag|…`, `fields[0]`,
`records[0]`, `dateRangeBegin`; errors as {"error": "…"}. The people are invented.
"""

import json
import threading
from collections.abc import Callable
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl

TOKEN = "9A81268476645C4E5F03428B8AC3AA7B"

Fault = Callable[["Handler", bytes], None]


class Project:
    """Rows as a flat raw JSON export holds them, and when each record was last changed (server's local time)."""

    def __init__(self, rows: list[dict], dictionary: list[dict], record_id: str = "record_id"):
        self.rows, self.dictionary, self.record_id = rows, dictionary, record_id
        self.changed: dict[str, str] = {}
        self.groups: list[dict] | None = []
        self.now = "Mon, 30 Jun 2025 14:00:00 GMT"
        self.asked: list[dict[str, str]] = []
        self.faults: list[Fault | None] = []
        self.before_answer: Callable[[dict[str, str]], None] = lambda form: None

    def answer(self, form: dict[str, str]) -> object:
        content = form["content"]
        if content == "metadata":
            return self.dictionary
        if content == "dag":
            if self.groups is None:
                return {"error": "You do not have permission to export Data Access Groups because you are in one."}
            return self.groups
        if content != "record":
            return {"error": f"The value of the parameter \"content\" is not valid: '{content}'"}
        listed = {form[f"{what}[{i}]"] for what in ("records",) for i in range(len(form)) if f"{what}[{i}]" in form}
        fields = [form[f"fields[{i}]"] for i in range(len(form)) if f"fields[{i}]" in form]
        since = form.get("dateRangeBegin", "")
        rows = [
            row
            for row in self.rows
            if (not listed or row[self.record_id] in listed)
            and self.changed.get(row[self.record_id], "2000-01-01 00:00:00") > since
        ]
        return [self.shown(row, fields, form) for row in rows]

    def shown(self, row: dict, fields: list[str], form: dict[str, str]) -> dict:
        own = ("redcap_event_name", "redcap_repeat_instrument", "redcap_repeat_instance")
        names = [n for n in row if n.partition("___")[0] in fields or n in own]
        names += [n for n in row if n.endswith("_timestamp") and form.get("exportSurveyFields") == "true"]
        if self.groups and form.get("exportDataAccessGroups") == "true":
            return {name: row[name] for name in names} | {"redcap_data_access_group": ""}
        return {name: row[name] for name in names}


class Handler(BaseHTTPRequestHandler):
    project: Project
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        form = dict(parse_qsl(body.decode(), keep_blank_values=True))
        self.project.asked.append(form)
        self.project.before_answer(form)
        if form.get("token") != TOKEN:
            return self.give(403, json.dumps({"error": "You do not have permissions to use the API"}).encode())
        content = self.project.answer(form)
        whole = json.dumps(content).encode()
        fault = self.project.faults.pop(0) if self.project.faults else None
        if fault is not None:
            return fault(self, whole)
        return self.give(400 if isinstance(content, dict) else 200, whole)

    def give(self, status: int, body: bytes, headers: dict[str, str] | None = None, length: int | None = None) -> None:
        self.send_response_only(status)
        self.send_header("Date", self.project.now)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(body) if length is None else length))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_) -> None:
        pass


def too_many(handler: Handler, body: bytes) -> None:
    handler.give(429, b"", {"Retry-After": "7"})


def broken(handler: Handler, body: bytes) -> None:
    handler.give(503, b"maintenance")


def cut(handler: Handler, body: bytes) -> None:
    handler.give(200, body[: len(body) // 2], length=len(body))
    handler.close_connection = True


def hang_up(handler: Handler, body: bytes) -> None:
    handler.close_connection = True
    handler.connection.close()


def truncated(handler: Handler, body: bytes) -> None:
    """The body ends too early and the server does not notice."""
    handler.give(200, body[: len(body) // 2])


def html_page(handler: Handler, body: bytes) -> None:
    handler.give(200, b"<html><body>REDCap is offline for maintenance</body></html>")


def no_list(handler: Handler, body: bytes) -> None:
    handler.give(200, b'"ok"')


PASSING_FAULTS: tuple[Fault, ...] = (too_many, broken, cut, hang_up, truncated, html_page, no_list)
"""Faults after which asking again helps."""


def unauthorised(handler: Handler, body: bytes) -> None:
    handler.give(401, b"")


def redirected(handler: Handler, body: bytes) -> None:
    handler.give(302, b"", {"Location": "http://127.0.0.2:9/elsewhere"})


def refused(handler: Handler, body: bytes) -> None:
    handler.give(400, json.dumps({"error": f"The parameter \"token\" is wrong: '{TOKEN}' for record 000417"}).encode())


def error_with_status_200(handler: Handler, body: bytes) -> None:
    handler.give(200, json.dumps({"error": "You do not have API Export privileges"}).encode())


def enormous(handler: Handler, body: bytes) -> None:
    handler.give(200, b"[" + b" " * 3_000_000 + b"]")


class RedcapServer:
    """Serves one project until the `with` block ends."""

    def __init__(self, project: Project):
        self.project = project
        handler = type("Handler", (Handler,), {"project": project})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/api/"

    def __enter__(self) -> "RedcapServer":
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_) -> None:
        self._server.shutdown()
        self._server.server_close()


def http_date(moment: datetime) -> str:
    return moment.strftime("%a, %d %b %Y %H:%M:%S GMT")
