"""Bulk export: ask for it, wait until it is ready, fetch its files, and clear it away.

FHIR Bulk Data Access 2, https://hl7.org/fhir/uv/bulkdata/STU2/export.html: kick-off answered by 202 with Content-Location;
polling with Retry-After; a manifest with `output`, `deleted` and `error` files; DELETE at the end. An export that has
expired (404, 410) is begun anew; what was fetched before is a duplicate then.

All patients and medicines are exported in each pull, also those that did not change, because others refer to them.
"""

import gzip
import json
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from domain.loaded import Loaded
from loaders.fhir.asking import Asking, Gone, json_of
from loaders.fhir.companions import REFERRED, Companions, companion_kinds
from loaders.fhir.elements import Fault
from loaders.fhir.mapping import FhirMapping
from loaders.fhir.resource import version_stamp
from loaders.fhir.search import next_link
from loaders.pull import Closing, Page, Plan, State
from loaders.server.transport import Answer, BadAnswer
from loaders.source_error import SourceError

_LONGEST_WAIT = 24 * 3600.0
_MOST_PAUSE = 300.0
_MOST_RESTARTS = 2
_NDJSON = "application/fhir+ndjson"


class ExportSource:
    """A `ServerSource`. State: the jobs still to be fetched, the files of the one at hand, and how often it began anew."""

    def __init__(self, mapping: FhirMapping, asking: Asking, sleep: Callable[[float], None] = time.sleep):
        assert mapping.server is not None
        self.mapping, self._server, self._asking, self._sleep = mapping, mapping.server, asking, sleep
        self._companions = Companions(companion_kinds(mapping.patient_by, mapping.resources), lambda kind, ids: [])
        self._learned: str | None = None
        self._referred = companion_kinds(mapping.patient_by, mapping.resources)

    @property
    def origin(self) -> str:
        return self._asking.origin

    def plan(self, cursor: State | None, known: dict[str, Any]) -> Plan:
        """Asks for the exports; waiting for them is part of the fetching, so that a cut pull goes on waiting."""
        since = cursor.get("since") if cursor else None
        kinds = list(dict.fromkeys([*self.mapping.resources, *self._referred]))
        whole = [] if since is None or not self._referred else [{"kinds": list(self._referred), "since": None}]
        asked = [*whole, {"kinds": kinds, "since": since}]
        jobs = [{**one, "url": self._kick_off(one)} for one in asked]
        return Plan({"since": since}, {"jobs": jobs, "files": None, "at": 0, "restarts": 0, "referred": None})

    def fetch(self, about: State, state: State) -> Page:
        try:
            return self._fetched(state)
        except Gone:
            if state["restarts"] >= _MOST_RESTARTS:
                raise
            first, *rest = state["jobs"]
            again = {**first, "url": self._kick_off(first)}
            return self._fetched(
                {**state, "jobs": [again, *rest], "files": None, "at": 0, "restarts": state["restarts"] + 1}
            )

    def close(self, about: State, loadeds: list[Loaded], known: dict[str, Any]) -> Closing:
        """The next pull asks for what changed after the time that the server itself named."""
        times = [stamp for loaded in loadeds if loaded.path and (stamp := _told_time(loaded.path))]
        since = min(times, default=about["since"])
        return Closing({"since": since})

    def _fetched(self, state: State) -> Page:
        job = state["jobs"][0]
        if state["files"] is None:
            manifest = self._wait(job["url"])
            state = {**state, "files": self._files(manifest), "time": manifest["transactionTime"]}
            if job["since"] is None:
                state["referred"] = [one for one in state["files"] if one["type"] in REFERRED]
        content = self._content(state)
        at = state["at"] + 1
        following = {**state, "at": at} if at < len(state["files"]) else self._next_job(state)
        stamp = state["time"] if len(state["jobs"]) == 1 else None
        return Page(gzip.compress(_with_time(content, stamp), 4), following)

    def _next_job(self, state: State) -> State | None:
        done, *rest = state["jobs"]
        self._clear(done["url"])
        return {**state, "jobs": rest, "files": None, "at": 0} if rest else None

    def _content(self, state: State) -> bytes:
        """The file at hand, with the people and medicines that it speaks of."""
        if not state["files"]:
            return b""
        file = state["files"][state["at"]]
        content = self._download(file)
        if file["type"] in REFERRED or not self._referred:
            return content
        self._learn(state["referred"] or [])
        return b"\n".join([content.rstrip(b"\n"), *self._companions.missing_from(content, set())])

    def _learn(self, files: list[State]) -> None:
        """The people and medicines of an export, once per process: a pull that goes on fetches their files again."""
        name = json.dumps([file["url"] for file in files])
        if self._learned == name:
            return
        for file in files:
            self._companions.remember(_resources(self._download(file)))
        self._learned = name

    def _download(self, file: State) -> bytes:
        headers = {"Accept": _NDJSON}
        return self._asking.get(file["url"], lambda answer: answer.body, **headers)

    # The job itself

    def _kick_off(self, asked: State) -> str:
        level = {"patient": "Patient/$export", "system": "$export", "group": f"Group/{self._server.group}/$export"}
        query = {"_type": ",".join(asked["kinds"]), "_outputFormat": _NDJSON}
        if asked["since"]:
            query["_since"] = asked["since"]
        url = self._asking.address(level[self._server.level], query)
        return self._asking.get(url, lambda answer: _location(answer, url), Prefer="respond-async")

    def _wait(self, url: str) -> dict[str, Any]:
        """The manifest, when the export is ready."""
        waited, pause = 0.0, 2.0
        while True:
            found = self._asked_for_progress(url)
            if isinstance(found, dict):
                return self._whole(found)
            wanted = min(found, _MOST_PAUSE) if found else pause
            waited, pause = waited + wanted, min(pause * 2, _MOST_PAUSE)
            if waited > _LONGEST_WAIT:
                raise SourceError(f"{self.origin} did not finish the export within {_LONGEST_WAIT / 3600:.0f} hours.")
            self._sleep(wanted)

    def _asked_for_progress(self, url: str) -> dict[str, Any] | float:
        try:
            return self._asking.get(url, _progress, Accept="application/json")
        except Gone:
            raise
        except SourceError as error:
            raise SourceError(f"{error} If it stays so, pull with --full to begin anew.") from None

    def _whole(self, manifest: dict[str, Any]) -> dict[str, Any]:
        """The manifest with the files of all its pages."""
        page, seen = manifest, set()
        while (url := next_link(page)) is not None and url not in seen:
            seen.add(url)
            page = self._asking.get(url, json_of, Accept="application/json")
            for key in ("output", "deleted", "error", "outcome"):
                manifest = {**manifest, key: [*(manifest.get(key) or []), *(page.get(key) or [])]}
        return manifest

    def _files(self, manifest: dict[str, Any]) -> list[State]:
        """Output files, people first; then what was deleted, then what went wrong (a server may call it `outcome`)."""
        output = sorted(_listed(manifest, "output"), key=lambda file: file["type"] != "Patient")
        wrong = [*_listed(manifest, "error"), *_listed(manifest, "outcome")]
        return [*output, *_listed(manifest, "deleted"), *wrong]

    def _clear(self, url: str) -> None:
        """A server that does not let its exports be cleared away clears them by itself."""
        with suppress(SourceError):
            self._asking.send("DELETE", url, lambda answer: None, {})


def _location(answer: Answer, asked: str) -> str:
    """Where the export's progress is told."""
    if answer.status != 202:
        raise SourceError("The server does not begin a bulk export when asked for one (no status 202).")
    place = answer.headers.get("content-location", "")
    if not place:
        raise SourceError("The server begins a bulk export, but does not say where (no Content-Location).")
    return urljoin(asked, place)


def _progress(answer: Answer) -> dict[str, Any] | float:
    """The manifest, or the seconds after which to ask again (0: not told)."""
    if answer.status == 202:
        text = answer.headers.get("retry-after", "").strip()
        return float(text[:6]) if text.isascii() and text.isdecimal() else 0.0
    found = json_of(answer)
    if not isinstance(found, dict) or not isinstance(found.get("transactionTime"), str) or "output" not in found:
        raise BadAnswer("it is no manifest of an export")
    try:
        version_stamp(found["transactionTime"])
    except Fault:
        raise BadAnswer("its transactionTime is no instant") from None
    return found


def _listed(manifest: dict[str, Any], key: str) -> list[State]:
    files = manifest.get(key) or []
    if not isinstance(files, list) or not all(
        isinstance(one, dict) and isinstance(one.get("url"), str) for one in files
    ):
        raise SourceError(f"The manifest of the export is damaged: {key} is no list of files.")
    return [{"type": str(one.get("type", "")), "url": one["url"]} for one in files]


def _with_time(content: bytes, stamp: str | None) -> bytes:
    """Every page is a FHIR file by itself; an empty bundle at its end tells the time of the export."""
    mark = {"resourceType": "Bundle", "type": "collection", **({"timestamp": stamp} if stamp else {})}
    lines = [content.rstrip(b"\n")] if content.strip() else []
    return b"\n".join([*lines, json.dumps(mark).encode()]) + b"\n"


def _told_time(path: Path) -> str | None:
    last = b""
    with gzip.open(path) as lines:
        for line in lines:
            last = line
    found = json.loads(last)
    return found.get("timestamp") if isinstance(found, dict) and found.get("resourceType") == "Bundle" else None


def _resources(content: bytes) -> list[Any]:
    found = []
    for line in content.split(b"\n"):
        try:
            found.append(json.loads(line))
        except (ValueError, RecursionError):
            continue
    return found
