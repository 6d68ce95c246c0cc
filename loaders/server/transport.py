"""Requests to one server: bounded in time and size, tried again where that can help, never led to another server.

Messages name the server's endpoint and what happened; never a query, a header, a form or a body, because those hold
tokens and record numbers.
"""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar
from urllib.parse import urlsplit

import httpx

from loaders.server.address import checked_address, endpoint, is_loopback, same_server
from loaders.source_error import SourceError

T = TypeVar("T")

# httpx writes every address it asks into its log at level INFO, with the query
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)


@dataclass(frozen=True)
class Limits:
    """Bounds of one request; seconds and bytes."""

    tries: int = 6
    first_wait: float = 1.0
    most_wait: float = 60.0
    most_retry_after: float = 300.0
    connect: float = 15.0
    silence: float = 120.0
    deadline: float = 900.0
    most_bytes: int = 256 * 1024**2


@dataclass(frozen=True)
class Answer:
    """A whole answer: its body has arrived to the last byte, decompressed."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def server_time(self) -> datetime | None:
        """The server's own clock (UTC), from its Date header."""
        return _http_date(self.headers.get("date", ""))


class Refused(SourceError):
    """The server answers, but will not do what was asked; asking again does not help."""


class BadAnswer(Exception):
    """Raised by a reader of answers: this one is damaged, ask again. The message is a clause: 'the page is cut short'."""


class Transport:
    """Asks one server. `sleep` and `clock` are replaced in tests.

    Raises:
        SourceError: the address may not be asked.
    """

    def __init__(
        self,
        address: str,
        limits: Limits | None = None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ):
        self.address = checked_address(address)
        self.limits = limits or Limits()
        self._sleep, self._clock = sleep, clock
        timeout = httpx.Timeout(self.limits.silence, connect=self.limits.connect)
        # no proxy stands between a computer and itself
        reaches_itself = is_loopback(urlsplit(address).hostname or "")
        self._client = httpx.Client(timeout=timeout, follow_redirects=False, trust_env=not reaches_itself)

    def __enter__(self) -> "Transport":
        return self

    def __exit__(self, *_) -> None:
        self._client.close()

    @property
    def origin(self) -> str:
        """The endpoint without its query."""
        return endpoint(self.address)

    def send(
        self,
        method: str,
        read: Callable[[Answer], T],
        *,
        url: str | None = None,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        accepted: tuple[int, ...] = (200,),
    ) -> T:
        """Ask, and return what `read` makes of the answer.

        Asked again, with growing pauses: after 429 (Retry-After honoured) and 5xx, when the connection could not be
        made or was cut, when it stayed silent too long, and when `read` raises `BadAnswer`.

        Args:
            url: another address of the same server; the transport's own by default.
            form: sent as the body, form-encoded.
            accepted: the statuses that `read` is shown; any other one ends the request.

        Raises:
            Refused: the server refuses (401, 403, another 4xx) or redirects.
            SourceError: it sends too much, or still fails after the last try. Any error of `read` but `BadAnswer`
                passes through.
        """
        target = self._target(url)
        for attempt in range(1, self.limits.tries + 1):
            pause = min(self.limits.first_wait * 2 ** (attempt - 1), self.limits.most_wait)
            try:
                answer = self._ask(method, target, form, headers)
                if answer.status in accepted:
                    return read(answer)
                self._refuse(answer)
                clause = f"answers with status {answer.status}"
                pause = self._pause(answer, pause)
            except BadAnswer as error:
                clause = f"sends a damaged answer: {error}"
            except httpx.InvalidURL:
                raise SourceError(f"{self.origin} gives an address that is none.") from None
            except httpx.TimeoutException:
                clause = "does not answer in time"
            except httpx.TransportError as error:
                clause = f"cannot be reached or cuts the connection ({type(error).__name__})"
            if attempt == self.limits.tries:
                break
            self._sleep(pause)
        raise SourceError(f"{self.origin} {clause}, after {self.limits.tries} tries.")

    def _target(self, url: str | None) -> str:
        if url is None:
            return self.address
        if not same_server(url, self.address):
            raise SourceError(f"{self.origin} points to another server; it is not asked.")
        return checked_address(url)

    def _ask(self, method: str, url: str, form, headers) -> Answer:
        """The whole answer, read piece by piece, so that neither a large nor a slow one can hold us."""
        until = self._clock() + self.limits.deadline
        body = bytearray()
        with self._client.stream(method, url, data=form, headers=headers) as response:
            try:
                for piece in response.iter_bytes():
                    body += piece
                    if len(body) > self.limits.most_bytes:
                        raise SourceError(
                            f"{self.origin} sends more than {self.limits.most_bytes // 1024**2} MB in one answer; ask for smaller pages."
                        )
                    if self._clock() > until:
                        raise httpx.ReadTimeout("deadline")
            except httpx.DecodingError:
                raise BadAnswer("its compression is broken") from None
            return Answer(response.status_code, response.headers, bytes(body))

    def _refuse(self, answer: Answer) -> None:
        status = answer.status
        if status in (401, 403):
            raise Refused(
                f"{self.origin} refuses the sign-in (status {status}): the token or key is wrong or lacks rights."
            )
        if 300 <= status < 400:
            raise Refused(
                f"{self.origin} sends us on to another address (status {status}); put the right one into the mapping."
            )
        if status != 429 and status < 500:
            raise Refused(f"{self.origin} refuses the request (status {status}).")

    def _pause(self, answer: Answer, otherwise: float) -> float:
        """What Retry-After asks for, in seconds or as a date."""
        text = answer.headers.get("retry-after", "").strip()
        if text.isascii() and text.isdecimal():
            wanted = float(text[:9])
        else:
            until = _http_date(text)
            if until is None:
                return otherwise
            wanted = max(0.0, (until - (answer.server_time or datetime.now(UTC))).total_seconds())
        if wanted > self.limits.most_retry_after:
            raise SourceError(f"{self.origin} asks us to wait {wanted:.0f} seconds; pull again later.")
        return wanted


def _http_date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
