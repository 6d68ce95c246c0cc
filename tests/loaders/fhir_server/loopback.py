"""A FHIR R4 server on loopback: search with paging, bulk export, SMART sign-in, and every way in which a server fails.

Answers as the specifications say: https://hl7.org/fhir/R4/http.html, https://hl7.org/fhir/uv/bulkdata/STU2/export.html,
https://hl7.org/fhir/smart-app-launch/backend-services.html. The people are invented.
"""

import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt

Fault = Callable[["Handler", bytes], None]
FHIR = "application/fhir+json"


class FhirStore:
    """Resources by kind; what was asked; what shall go wrong with the next answers, and with those to a certain path."""

    def __init__(self, resources: list[dict]):
        self.resources = resources
        self.gone: list[tuple[str, str]] = []
        self.now = "Mon, 30 Jun 2025 14:00:00 GMT"
        self.transaction_time = "2025-06-30T13:59:00Z"
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        self.faults: list[Fault | None] = []
        self.fault_at: dict[str, list[Fault]] = {}
        self.client_key: object = None
        self.audience: str | None = None
        self.tokens: list[str] = []
        self.token_lives = 300
        self.used_ids: set[str] = set()
        self.jobs: dict[str, dict] = {}
        self.polls_needed = 1
        self.count_of_pages = 0

    def put(self, resource: dict) -> None:
        """A new or changed resource, in place of the one with its id."""
        self.resources = [one for one in self.resources if _name(one) != _name(resource)] + [resource]

    def remove(self, kind: str, own: str, when: str) -> None:
        self.resources = [one for one in self.resources if _name(one) != f"{kind}/{own}"]
        self.gone.append((f"{kind}/{own}", when))

    def of(self, kinds: list[str], since: str = "") -> list[dict]:
        def updated(one):
            return one.get("meta", {}).get("lastUpdated", "2000")

        found = [one for one in self.resources if one["resourceType"] in kinds and updated(one) >= since]
        return sorted(found, key=updated)


def _name(resource: dict) -> str:
    return f"{resource['resourceType']}/{resource['id']}"


class Handler(BaseHTTPRequestHandler):
    store: FhirStore
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        self.store.asked.append((self.command, self.path, dict(self.headers.items())))
        status, body, headers = self._answer(parts.path.removeprefix("/fhir"), query)
        whole = body if isinstance(body, bytes) else json.dumps(body).encode()
        faults = next((found for path, found in self.store.fault_at.items() if path in self.path and found), None)
        fault = faults.pop(0) if faults else (self.store.faults.pop(0) if self.store.faults else None)
        if fault is not None:
            return fault(self, whole)
        return self.give(status, whole, headers)

    do_DELETE = do_GET

    def do_POST(self) -> None:
        form = {k: v[0] for k, v in parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()).items()}
        self.store.asked.append((self.command, self.path, dict(self.headers.items())))
        status, body = self._token(form)
        self.give(status, json.dumps(body).encode())

    def _answer(self, path: str, query: dict[str, str]):
        store = self.store
        if path == "/.well-known/smart-configuration":
            return 200, {"token_endpoint": f"{self.base}/token", "grant_types_supported": ["client_credentials"]}, {}
        if path == "/metadata":
            return 200, {"resourceType": "CapabilityStatement", "fhirVersion": "4.0.1"}, {}
        if store.client_key is not None and self.headers.get("Authorization") not in {
            f"Bearer {t}" for t in store.tokens
        }:
            return 401, b"", {}
        if path.endswith("/$export"):
            return self._kick_off(query)
        if path.startswith("/job/"):
            return self._job(path)
        if path.startswith("/files/"):
            return self._file(path)
        return 200, self._search(path.strip("/"), query), {}

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}/fhir"

    def _search(self, kind: str, query: dict[str, str]) -> dict:
        found = self.store.of([kind], query.get("_lastUpdated", "").removeprefix("ge").replace("+00:00", "Z"))
        if "_id" in query:
            found = [one for one in found if one["id"] in query["_id"].split(",")]
        count, offset = int(query.get("_count", 50)), int(query.get("_offset", 0))
        link = [{"relation": "self", "url": f"{self.base}/{kind}"}]
        if offset + count < len(found):
            again = "&".join(
                f"{key}={value.replace('+', '%2B')}"
                for key, value in (query | {"_offset": str(offset + count)}).items()
            )
            link.append({"relation": "next", "url": f"{self.base}/{kind}?{again}"})
        entry = [{"resource": one, "search": {"mode": "match"}} for one in found[offset : offset + count]]
        return {"resourceType": "Bundle", "type": "searchset", "total": len(found), "link": link, "entry": entry}

    # Bulk export

    def _kick_off(self, query: dict[str, str]):
        if self.headers.get("Prefer") != "respond-async":
            return 400, {"resourceType": "OperationOutcome", "issue": [{"code": "required"}]}, {}
        number = str(len(self.store.jobs) + 1)
        since, kinds = query.get("_since", ""), query["_type"].split(",")
        files = {kind: self.store.of([kind], since) for kind in kinds}
        gone = [name for name, when in self.store.gone if since and when >= since and name.partition("/")[0] in kinds]
        self.store.jobs[number] = {"files": files, "gone": gone, "polls": self.store.polls_needed, "since": since}
        return 202, b"", {"Content-Location": f"{self.base}/job/{number}"}

    def _job(self, path: str):
        job = self.store.jobs.get(path.removeprefix("/job/"))
        if job is None or job.get("expired"):
            return 404, {"resourceType": "OperationOutcome", "issue": [{"code": "not-found"}]}, {}
        if self.command == "DELETE":
            job["expired"] = True
            return 202, b"", {}
        if job["polls"]:
            job["polls"] -= 1
            return 202, b"", {"Retry-After": "3", "X-Progress": "50%"}
        number = path.removeprefix("/job/")
        output = [
            {"type": kind, "url": f"{self.base}/files/{number}/{kind}"} for kind, found in job["files"].items() if found
        ]
        manifest = {
            "transactionTime": self.store.transaction_time, "request": f"{self.base}/Patient/$export",
            "requiresAccessToken": True, "output": output, "error": [{"type": "OperationOutcome", "url": f"{self.base}/files/{number}/error"}],
        }  # fmt: skip
        if job["gone"]:
            manifest["deleted"] = [{"type": "Bundle", "url": f"{self.base}/files/{number}/deleted"}]
        return 200, manifest, {"Expires": "Tue, 01 Jul 2025 00:00:00 GMT"}

    def _file(self, path: str):
        _, _, number, kind = path.split("/")
        job = self.store.jobs[number]
        if job.get("expired"):
            return 410, b"", {}
        if kind == "deleted":
            entry = [{"request": {"method": "DELETE", "url": name}} for name in job["gone"]]
            lines = [
                {
                    "resourceType": "Bundle",
                    "type": "transaction",
                    "meta": {"lastUpdated": self.store.transaction_time},
                    "entry": entry,
                }
            ]
        elif kind == "error":
            lines = [{"resourceType": "OperationOutcome", "issue": [{"severity": "warning", "code": "incomplete"}]}]
        else:
            lines = job["files"][kind]
        return 200, "".join(json.dumps(one) + "\n" for one in lines).encode(), {}

    # Sign-in

    def _token(self, form: dict[str, str]):
        store = self.store
        if form.get("grant_type") != "client_credentials":
            return 400, {"error": "unsupported_grant_type"}
        try:
            claims = jwt.decode(
                form["client_assertion"], store.client_key, algorithms=["RS384", "ES384"],
                audience=store.audience or f"{self.base}/token", options={"require": ["exp", "iss", "sub", "jti"]},
            )  # fmt: skip
        except (jwt.PyJWTError, KeyError):
            return 401, {"error": "invalid_client", "error_description": "signature of the assertion"}
        if claims["iss"] != claims["sub"] or claims["jti"] in store.used_ids or claims["exp"] > time.time() + 301:
            return 400, {"error": "invalid_request"}
        store.used_ids.add(claims["jti"])
        store.tokens = [f"secret-token-{len(store.used_ids)}"]
        return 200, {
            "access_token": store.tokens[0],
            "token_type": "bearer",
            "expires_in": store.token_lives,
            "scope": form["scope"],
        }

    def give(self, status: int, body: bytes, headers: dict[str, str] | None = None, length: int | None = None) -> None:
        self.send_response_only(status)
        self.send_header("Date", self.store.now)
        self.send_header("Content-Type", FHIR)
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
    handler.give(500, b"maintenance")


def cut(handler: Handler, body: bytes) -> None:
    handler.give(200, body[: len(body) // 2], length=len(body))
    handler.close_connection = True


def truncated(handler: Handler, body: bytes) -> None:
    handler.give(200, body[: len(body) // 2])


def html_page(handler: Handler, body: bytes) -> None:
    handler.give(200, b"<html><body>Sign in</body></html>")


def unauthorized(handler: Handler, body: bytes) -> None:
    handler.give(401, b"")


def refused(handler: Handler, body: bytes) -> None:
    said = "Unknown search parameter '_sort' for patient 000417 at https://host/x"
    outcome = {
        "resourceType": "OperationOutcome",
        "issue": [{"severity": "error", "code": "invalid", "diagnostics": said}],
    }
    handler.give(400, json.dumps(outcome).encode())


def expired(handler: Handler, body: bytes) -> None:
    handler.give(410, b"")


class FhirServer:
    """Serves a `FhirStore` for as long as the block runs."""

    def __init__(self, store: FhirStore):
        class Own(Handler):
            pass

        Own.store = store
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Own)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/fhir"

    def __enter__(self) -> "FhirServer":
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_) -> None:
        self._server.shutdown()
        self._server.server_close()
