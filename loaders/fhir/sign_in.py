"""Signing in to a FHIR server: no token, a token from the environment, or SMART backend services.

SMART App Launch 2, Backend Services, https://hl7.org/fhir/smart-app-launch/backend-services.html: a JWT signed with the
client's private key (RS384 or ES384) is given for an access token. No key and no token stands in any message.
"""

import json
import os
import re
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.exceptions import PyJWTError

from loaders.fhir.server_table import ServerTable
from loaders.server.address import endpoint
from loaders.server.secret import secret
from loaders.server.transport import Answer, BadAnswer, Limits, Transport
from loaders.source_error import SourceError

_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_LIFETIME = 300
_RENEWED_BEFORE = 60
_WORD = re.compile(r"[a-z_]{1,60}")


class SignIn(Protocol):
    def header(self) -> dict[str, str]:
        """The Authorization header, fresh; empty where none is needed."""

    def forget(self) -> bool:
        """The server does not accept the token any more; True where a new one can be had."""


class NoSignIn:
    def header(self) -> dict[str, str]:
        return {}

    def forget(self) -> bool:
        return False


class GivenToken:
    def __init__(self, variable: str):
        self._token = secret(variable, "The token of the FHIR server")

    def header(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._token}"}

    def forget(self) -> bool:
        return False


class SmartSignIn:
    """An access token for as long as the server lets it live; a new one is asked for when it is about to end."""

    def __init__(
        self, table: ServerTable, transport: Transport, limits: Limits | None = None, clock: Callable[[], float] = time.monotonic,
        **more: Any,
    ):  # fmt: skip
        self._table, self._transport, self._clock = table, transport, clock
        self._limits, self._more = limits, more
        self._key, self._key_id = _private_key(table)
        self._token, self._until = "", 0.0

    def header(self) -> dict[str, str]:
        if not self._token or self._clock() >= self._until:
            self._renew()
        return {"Authorization": f"Bearer {self._token}"}

    def forget(self) -> bool:
        had = bool(self._token)
        self._token = ""
        return had

    def _renew(self) -> None:
        address = self._table.token_url or self._discovered()
        form = {
            "grant_type": "client_credentials", "scope": self._table.scope, "client_assertion_type": _ASSERTION,
            "client_assertion": self._assertion(address),
        }  # fmt: skip
        with Transport(address, self._limits, **self._more) as asked:
            answer = asked.send(
                "POST", _token_of, form=form, headers={"Accept": "application/json"}, accepted=(200, 400, 401, 403)
            )
        token, lifetime = answer
        self._token = token
        self._until = self._clock() + max(lifetime - _RENEWED_BEFORE, lifetime / 2)

    def _discovered(self) -> str:
        address = f"{self._table.url}/.well-known/smart-configuration"
        found = self._transport.send("GET", _json_of, url=address, headers={"Accept": "application/json"})
        token_url = found.get("token_endpoint") if isinstance(found, dict) else None
        if not isinstance(token_url, str):
            raise SourceError(f"{endpoint(address)} names no token_endpoint; the server does not offer SMART sign-in.")
        return token_url

    def _assertion(self, address: str) -> str:
        now = int(time.time())
        client = self._table.client_id
        claims = {
            "iss": client,
            "sub": client,
            "aud": address,
            "iat": now,
            "exp": now + _LIFETIME,
            "jti": uuid.uuid4().hex,
        }
        headers = {"kid": self._key_id} if self._key_id else {}
        try:
            return jwt.encode(claims, self._key, algorithm=self._table.algorithm, headers=headers)
        except (PyJWTError, ValueError, TypeError):
            raise SourceError(f"The private key cannot sign with {self._table.algorithm}.") from None


def sign_in_of(table: ServerTable, transport: Transport, limits: Limits | None = None, **more: Any) -> SignIn:
    """The way in that the mapping declares.

    Raises:
        SourceError: the token or key is missing or cannot be used.
    """
    if table.sign_in == "token":
        return GivenToken(table.token_env or "")
    if table.sign_in == "smart":
        return SmartSignIn(table, transport, limits, **more)
    return NoSignIn()


def _private_key(table: ServerTable) -> tuple[Any, str | None]:
    """(the key, its id): a PEM or JWK text in the environment variable, or a file that it names."""
    variable = table.key_env or ""
    text = os.environ.get(variable, "").strip()
    if not text:
        raise SourceError(f"The private key is missing: set the environment variable {variable} to it, or to its file.")
    if not text.startswith(("-----BEGIN", "{")):
        text = _file_text(text, variable)
    key, own_id = _read_key(text.replace("\\n", "\n") if text.startswith("-----") else text, variable)
    if isinstance(key, rsa.RSAPrivateKey) is not (table.algorithm == "RS384"):
        raise SourceError(f"The private key in {variable} is not one for {table.algorithm}.")
    return key, table.key_id or own_id


def _file_text(place: str, variable: str) -> str:
    try:
        return Path(place).read_text().strip()
    except (OSError, ValueError, UnicodeDecodeError):
        raise SourceError(
            f"The environment variable {variable} holds no private key and names no file that can be read."
        ) from None


def _read_key(text: str, variable: str) -> tuple[Any, str | None]:
    try:
        if text.startswith("{"):
            jwk = jwt.PyJWK.from_json(text)
            key, own_id = jwk.key, jwk.key_id
        else:
            algorithm = jwt.get_algorithm_by_name("ES384" if "EC PRIVATE" in text else "RS384")
            try:
                key, own_id = algorithm.prepare_key(text), None
            except (PyJWTError, ValueError, TypeError):
                key, own_id = jwt.get_algorithm_by_name("ES384").prepare_key(text), None
    except (PyJWTError, ValueError, TypeError, KeyError):
        raise SourceError(
            f"The private key in {variable} cannot be read; it must be PEM without a password, or a JWK."
        ) from None
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise SourceError(f"The key in {variable} is not a private one.")
    return key, own_id


def _json_of(answer: Answer) -> Any:
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError):
        raise BadAnswer("it is no JSON") from None


def _token_of(answer: Answer) -> tuple[str, float]:
    """(access token, seconds that it lives)."""
    found = _json_of(answer)
    found = found if isinstance(found, dict) else {}
    if answer.status != 200:
        word = found.get("error")
        told = f" ({word})" if isinstance(word, str) and _WORD.fullmatch(word) else ""
        raise SourceError(
            f"The token endpoint refuses the sign-in{told}: check client_id, key and scope with the server's owner."
        )
    token, lifetime = found.get("access_token"), found.get("expires_in", 300)
    if not isinstance(token, str) or not token or not token.isprintable() or not token.isascii():
        raise SourceError("The token endpoint answers without an access token.")
    if isinstance(lifetime, bool) or not isinstance(lifetime, int | float) or not 0 < lifetime < 10**7:
        lifetime = 300
    return token, float(lifetime)
