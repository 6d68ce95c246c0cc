"""Serves dashboard.py on this machine: `python server.py [--clinic DIR] [--port N]`.

The door knows one local user, so only this machine may knock: the server listens on 127.0.0.1, and the
guard refuses other clients, foreign Host headers and foreign Origins. Sign-in will stand here too.
"""

import argparse
import base64
import hashlib
import logging
import os
import re
import sys
from contextlib import asynccontextmanager
from importlib import import_module
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from texts import hook

if __name__ == "__main__":
    hook.speak_as_told(sys.argv)  # before anything that speaks is imported

import streamlit as st
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.routing import Route
from streamlit.runtime.pages_manager import PagesManager

from access.asker import local_user
from access.door import Door, StoreError, find_clinic
from domain.clinic import ClinicError
from pages.parts import addresses, fault

ADDRESS = "127.0.0.1"
HOSTS = {"127.0.0.1", "localhost", "::1"}
CLOSED_PATHS = ("/_stcore/metrics",)
NO_PAGES = ("/_stcore", "/media", "/static", "/app/static")

HOME_SCRIPT = "window.__streamlit = { BACKEND_BASE_URL: location.origin };"
"""Said in Streamlit's page, so that its front end does not first look for the server below the path of a deep link,
which would cost two requests that fail and two errors in the browser's console."""


def inline_script_hashes() -> str:
    """The scripts that Streamlit writes into its own page, and ours, by hash: no other inline script runs."""
    page = Path(st.__file__).with_name("static") / "index.html"
    scripts = re.findall(r"<script>(.*?)</script>", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    scripts.append(HOME_SCRIPT)
    digests = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
    return " ".join(f"'sha256-{digest}'" for digest in digests)


CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "style-src 'self' 'unsafe-inline'",
        # Streamlit's front end compiles table filters and charts, and loads components as blobs.
        f"script-src 'self' 'unsafe-eval' 'wasm-unsafe-eval' blob: {inline_script_hashes()}",
        "worker-src 'self' blob:",
        "connect-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "object-src 'none'",
    ]
)
HEADERS = [
    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
]


class Guard:
    """Refuses whoever is not at this machine, and puts security headers on every answer."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
        elif reason := refusal(HTTPConnection(scope)):
            await self._refuse(reason, scope, receive, send)
        else:
            await self.app(scope, receive, _with_headers(scope, send))

    @staticmethod
    async def _refuse(reason, scope, receive, send):
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 4403, "reason": reason})
        else:
            await PlainTextResponse(reason, status_code=403)(scope, receive, _with_headers(scope, send))


def refusal(connection: HTTPConnection) -> str | None:
    """Why this request is refused, or None where it is let through."""
    if connection.client is None or not ip_address(connection.client.host.partition("%")[0]).is_loopback:
        return "This dashboard answers only on the machine it runs on."
    if _host_of(f"//{connection.headers.get('host', '')}") not in HOSTS:
        return "Unknown host name."
    if connection.scope["path"].startswith(CLOSED_PATHS):
        return "Closed."
    if connection.scope["type"] == "websocket" and not _same_origin(connection):
        return "Foreign origin."
    return None


def _same_origin(connection: HTTPConnection) -> bool:
    return urlsplit(connection.headers.get("origin", "")).netloc == connection.headers.get("host")


def _host_of(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None


def _with_headers(scope, send):
    # Downloads and pictures made for one visitor lie under /media; no cache may keep them.
    extra = [(b"cache-control", b"no-store")] if scope["path"].startswith("/media") else []
    replaced = {name for name, _ in HEADERS + extra} | {b"server"}

    async def send_with_headers(message):
        if message["type"] == "http.response.start":
            kept = [pair for pair in message.get("headers", []) if pair[0].lower() not in replaced]
            message = {**message, "headers": kept + HEADERS + extra}
        await send(message)

    return send_with_headers


class FrontPage:
    """Writes `HOME_SCRIPT` and the language into every HTML page that goes out. It asks for the page as it is; who stands before it compresses."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http" or scope["method"] != "GET" or scope["path"].startswith(NO_PAGES):
            return await self.app(scope, receive, send)
        held, parts = [], []

        async def send_with_script(message):
            if message["type"] == "http.response.start" and _is_page(message):
                held.append(message)
            elif not held:
                await send(message)
            else:
                parts.append(message.get("body", b""))
                if not message.get("more_body"):
                    body = b"".join(parts).replace(b"<head>", f"<head><script>{HOME_SCRIPT}</script>".encode(), 1)
                    body = body.replace(b'<html lang="en">', f'<html lang="{hook.language()}">'.encode(), 1)
                    await send({**held[0], "headers": _sized(held[0]["headers"], body)})
                    await send({"type": "http.response.body", "body": body})

        asked = [pair for pair in scope["headers"] if pair[0] not in (b"accept-encoding", b"range")]
        await self.app({**scope, "headers": asked}, receive, send_with_script)


def _is_page(start) -> bool:
    return any(name.lower() == b"content-type" and b"text/html" in value for name, value in start.get("headers", []))


def _sized(headers, body: bytes) -> list[tuple[bytes, bytes]]:
    """The headers of a page whose body was changed: its length anew, and no mark of the file it was."""
    gone = (b"content-length", b"etag", b"last-modified")
    kept = [pair for pair in headers if pair[0].lower() not in gone]
    return [*kept, (b"content-length", str(len(body)).encode())]


@asynccontextmanager
async def announced(_app):
    """Settle what a visitor may open before the first one comes, then say where the dashboard is.

    A folder named pages/ beside the script makes Streamlit run its files one by one, until the first
    script calls `st.navigation`: the first visitor of a fresh server would get a bare file instead of
    the screen that the link names. `st.navigation` would turn this off for the process; so does this line,
    but before the first visitor (held by tests/browser/test_deep_links.py).
    """
    PagesManager.uses_pages_directory = False
    import_module("pages.parts.screens")  # now, so that the first visitor does not wait for it
    print(f"Landings is open at http://{ADDRESS}:{st.get_option('server.port')}", flush=True)
    yield
    import_module("pages.parts.sample_visit").forget()  # a signal ends the process without its exit handlers


async def home(request):
    """/today is the first screen, which Streamlit knows only as /."""
    return RedirectResponse(request.url.replace(path="/"))


async def method(request):
    """/measures is part of the method; links to a sheet keep working."""
    return RedirectResponse(request.url.replace(path=f"/{addresses.METHOD}"))


app = st.App(
    Path(__file__).with_name("dashboard.py"),
    lifespan=announced,
    routes=[Route(f"/{addresses.TODAY}", home), Route(f"/{addresses.MEASURES}", method)],
    middleware=[
        Middleware(Guard),
        Middleware(GZipMiddleware, minimum_size=1024, compresslevel=5),
        Middleware(FrontPage),
    ],
    on_script_error=fault.show_unexpected,
)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--clinic", default=os.environ.get("LANDINGS_CLINIC", "sample_data"), help="clinic folder")
    arguments.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8501")))
    chosen = arguments.parse_args()
    if not 1 <= chosen.port <= 65535:
        arguments.error(f"{chosen.port} is no port; choose one from 1 to 65535")
    os.environ["LANDINGS_CLINIC"] = str(Path(chosen.clinic).resolve())
    sys.argv = sys.argv[:1]
    _stop_if_unusable()
    fault.keep_scores_out_of_logs()
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
    app.run(config={"server.port": chosen.port, "server.address": ADDRESS})


def _stop_if_unusable() -> None:
    """One clear sentence and exit code 2 where there is no clinic to serve."""
    try:
        Door(find_clinic(), local_user(None))
    except (ClinicError, StoreError) as error:
        print(error, file=sys.stderr)
        raise SystemExit(2) from None


if __name__ == "__main__":
    main()
