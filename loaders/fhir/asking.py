"""One FHIR server asked: signed in, every refusal in plain words, every answer checked for what it is."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from urllib.parse import urlencode

from loaders.fhir.sign_in import SignIn
from loaders.server.transport import Answer, BadAnswer, Refused, Transport
from loaders.source_error import SourceError

T = TypeVar("T")

FHIR_JSON = "application/fhir+json"
_TOLD = (200, 202, 204, 400, 401, 404, 405, 406, 410, 412, 415, 422, 501)
_MOST_WORDS = 200
_PRIVATE = re.compile(r"(\"[^\"]*\"|'[^']*'|\S*[0-9@/]\S*)")


class Gone(SourceError):
    """The server does not have it any more (404, 410)."""


class Asking:
    """Requests below one base address. `read` sees only answers of status 200 or 202."""

    def __init__(self, transport: Transport, sign_in: SignIn):
        self._transport, self._sign_in = transport, sign_in

    @property
    def origin(self) -> str:
        return self._transport.origin

    def address(self, path: str, query: Mapping[str, str] | None = None) -> str:
        """Below the base address; the query is escaped, but for the characters that FHIR means literally."""
        told = f"?{urlencode(query, safe=':,|$/')}" if query else ""
        return f"{self._transport.address}/{path}{told}"

    def get(self, url: str, read: Callable[[Answer], T], **headers: str) -> T:
        return self.send("GET", url, read, headers)

    def send(self, method: str, url: str, read: Callable[[Answer], T], headers: Mapping[str, str]) -> T:
        """Ask; after a 401 once more with a new token.

        Raises:
            Gone: status 404 or 410.
            SourceError: the server refuses or fails.
        """
        found = self._once(method, url, read, headers)
        if isinstance(found, _Unauthorized) and self._sign_in.forget():
            found = self._once(method, url, read, headers)
        if isinstance(found, _Unauthorized):
            raise Refused(f"{self.origin} refuses the sign-in (status 401): the token or key is wrong or lacks rights.")
        return found

    def _once(
        self, method: str, url: str, read: Callable[[Answer], T], headers: Mapping[str, str]
    ) -> "T | _Unauthorized":
        sent = {"Accept": FHIR_JSON, **headers, **self._sign_in.header()}
        return self._transport.send(
            method, lambda answer: self._judged(answer, read), url=url, headers=sent, accepted=_TOLD
        )

    def _judged(self, answer: Answer, read: Callable[[Answer], T]) -> "T | _Unauthorized":
        if answer.status in (200, 202, 204):
            return read(answer)
        if answer.status == 401:
            return _Unauthorized()
        words = f" {outcome_words(answer.body)}"
        if answer.status in (404, 410):
            raise Gone(f"{self.origin} does not have what was asked for (status {answer.status}).{words}".rstrip())
        raise Refused(f"{self.origin} refuses the request (status {answer.status}).{words}".rstrip())


class _Unauthorized:
    """Stands for an answer of status 401."""


def json_of(answer: Answer) -> Any:
    """The JSON of an answer.

    Raises:
        BadAnswer: it is none, so that it is asked for again.
    """
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError):
        raise BadAnswer("it is no JSON") from None


def bundle_of(answer: Answer) -> dict[str, Any]:
    """A bundle.

    Raises:
        BadAnswer: it is no JSON object.
        SourceError: it is an OperationOutcome, or another resource.
    """
    found = json_of(answer)
    if not isinstance(found, dict):
        raise BadAnswer("it is no FHIR resource")
    kind = found.get("resourceType")
    if kind == "OperationOutcome":
        raise SourceError(f"The server answers with a problem. {outcome_words(answer.body)}".rstrip())
    if kind != "Bundle":
        raise BadAnswer("it is no Bundle")
    return found


def outcome_words(body: bytes) -> str:
    """What an OperationOutcome says, without anything that may be a number, a name or an address in it."""
    try:
        found = json.loads(body)
        issue = found["issue"][0]
        said = issue.get("diagnostics") or (issue.get("details") or {}).get("text") or issue.get("code") or ""
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
        return ""
    words = " ".join(_PRIVATE.sub("…", str(said)[: 2 * _MOST_WORDS]).split())
    words = "".join(c if c.isprintable() else " " for c in words)[:_MOST_WORDS]
    return f"It says: {words}" if words else ""
