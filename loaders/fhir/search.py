"""Search with paging: what changed since the last pull, one kind of resource after the other.

FHIR R4, https://hl7.org/fhir/R4/search.html and https://hl7.org/fhir/R4/http.html#paging: only the server's own `next` links are
followed, and only on the same server. A search does not tell what was deleted.
"""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urljoin

from domain.loaded import Loaded
from loaders.fhir.asking import Asking, bundle_of, json_of
from loaders.fhir.companions import Companions, companion_kinds, on_one_line
from loaders.fhir.mapping import FhirMapping
from loaders.pull import Closing, Page, Plan, State
from loaders.server.transport import Answer, BadAnswer
from loaders.source_error import SourceError

STRICT = {"Prefer": "handling=strict"}
_MOST_PAGES = 1_000_000


class SearchSource:
    """A `ServerSource`. State: the kind being asked, its page's address, and how many pages came."""

    def __init__(self, mapping: FhirMapping, asking: Asking):
        assert mapping.server is not None
        self.mapping, self._server, self._asking = mapping, mapping.server, asking
        self._companions = Companions(companion_kinds(mapping.patient_by, mapping.resources), self._referred)

    @property
    def origin(self) -> str:
        return self._asking.origin

    def plan(self, cursor: State | None, known: dict[str, Any]) -> Plan:
        told = self._asking.get(self._asking.address("metadata"), _capability)
        asked_at = told - timedelta(minutes=self._server.overlap_minutes)
        kinds = [kind for kind in self.mapping.resources if kind != "Patient"]
        # people first, so that those whom later pages speak of are known
        about = {
            "asked_at": asked_at.isoformat(timespec="seconds"), "since": cursor and cursor.get("since"),
            "kinds": [*(["Patient"] if "Patient" in self.mapping.resources else []), *kinds],
        }  # fmt: skip
        return Plan(about, {"kind": 0, "url": None, "pages": 0})

    def fetch(self, about: State, state: State) -> Page:
        kind = about["kinds"][state["kind"]]
        url = state["url"] or self._first(kind, about["since"])
        bundle, content = self._asking.get(url, lambda answer: (bundle_of(answer), answer.body), **STRICT)
        following = self._following(bundle, url, about, state)
        return Page(self._with_people(bundle, content), following)

    def close(self, about: State, loadeds: list[Loaded], known: dict[str, Any]) -> Closing:
        return Closing({"since": about["asked_at"]})

    def _first(self, kind: str, since: str | None) -> str:
        query = dict(parse_qsl(self._server.parameters.get(kind, ""), keep_blank_values=True))
        query |= {"_count": str(self._server.count)}
        if self._server.sort:
            query["_sort"] = "_lastUpdated"
        if since:
            query["_lastUpdated"] = f"ge{since}"
        return self._asking.address(kind, query)

    def _following(self, bundle: dict[str, Any], url: str, about: State, state: State) -> State | None:
        told = next_link(bundle)
        following = told and urljoin(url, told)
        count = state["pages"] + 1
        if following == url or count > _MOST_PAGES:
            raise SourceError(f"{self.origin} names a page as its own next page; the pull would never end.")
        if following is not None:
            return {"kind": state["kind"], "url": following, "pages": count}
        further = state["kind"] + 1
        return {"kind": further, "url": None, "pages": count} if further < len(about["kinds"]) else None

    def _with_people(self, bundle: dict[str, Any], content: bytes) -> bytes:
        """The page on one line as it came, and below it the people and medicines that it speaks of."""
        page = on_one_line(content)
        entries = bundle.get("entry")
        resources = (
            [one.get("resource") for one in entries if isinstance(one, dict)] if isinstance(entries, list) else []
        )
        present = self._companions.remember(resources)
        return b"\n".join([page, *self._companions.missing_from(page, present)])

    def _referred(self, kind: str, ids: list[str]) -> list[Any]:
        url = self._asking.address(kind, {"_id": ",".join(ids), "_count": str(len(ids))})
        return _resources(self._asking.get(url, bundle_of))


def _resources(bundle: dict[str, Any]) -> list[Any]:
    entries = bundle.get("entry")
    return [one.get("resource") for one in entries if isinstance(one, dict)] if isinstance(entries, list) else []


def _capability(answer: Answer) -> datetime:
    """The server's time, where it is a FHIR R4 server.

    Raises:
        BadAnswer: it is no JSON.
        SourceError: it is no FHIR server, or speaks another version.
    """
    found = json_of(answer)
    if not isinstance(found, dict) or found.get("resourceType") != "CapabilityStatement":
        raise BadAnswer("it is no CapabilityStatement")
    version = str(found.get("fhirVersion", ""))
    if not version.startswith("4."):
        raise SourceError("The server speaks another version of FHIR than R4 (4.0).")
    return answer.server_time or datetime.now(UTC)


def next_link(bundle: dict[str, Any]) -> str | None:
    links = bundle.get("link")
    for link in links if isinstance(links, list) else []:
        if isinstance(link, dict) and link.get("relation") == "next":
            url = link.get("url")
            if not isinstance(url, str) or not url:
                raise SourceError("The server's page names a next page without an address.")
            return url
    return None
