"""Who is let through to the dashboard: this machine, under its own name, from its own pages."""

import asyncio
import base64
import hashlib
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from starlette.requests import HTTPConnection

import server


def connection(kind="http", client="127.0.0.1", host="127.0.0.1:8501", path="/", **headers):
    pairs = {"host": host, **headers}
    raw = [(name.encode(), value.encode()) for name, value in pairs.items()]
    return HTTPConnection({"type": kind, "client": (client, 50000), "headers": raw, "path": path, "query_string": b""})


@pytest.mark.parametrize("host", ["127.0.0.1:8501", "localhost:8501", "[::1]:8501", "localhost"])
def test_this_machine_is_let_through(host):
    assert server.refusal(connection(host=host)) is None


@pytest.mark.parametrize("client", ["192.0.2.7", "10.0.0.5", "2001:db8::1"])
def test_another_machine_is_refused(client):
    assert "only on the machine" in server.refusal(connection(client=client))


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "evil.example:8501", "[::1"])
def test_a_foreign_host_header_is_refused(host):
    assert server.refusal(connection(host=host)) == "Unknown host name."


@pytest.mark.parametrize("origin", ["http://evil.example", "http://127.0.0.1:9999", "null", ""])
def test_a_socket_opened_by_a_foreign_page_or_by_nobody_is_refused(origin):
    assert server.refusal(connection("websocket", origin=origin)) == "Foreign origin."


def test_a_socket_of_the_dashboards_own_page_is_let_through():
    assert server.refusal(connection("websocket", origin="http://127.0.0.1:8501")) is None


def test_memory_statistics_are_closed():
    assert server.refusal(connection(path="/_stcore/metrics")) == "Closed."


def run(coroutine):
    """In a thread of its own: a browser test that ran before may have left a loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


def answer(path: str, inner_headers=()):
    """Headers with which the guard answers a request, over an app that answers 200."""
    sent = []

    async def app(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": list(inner_headers)})

    async def send(message):
        sent.append(message)

    scope = connection(path=path).scope
    run(server.Guard(app)(scope, None, send))
    return {name.decode(): value.decode() for name, value in sent[0]["headers"]}


def test_every_answer_carries_the_security_headers():
    headers = answer("/patient")
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_no_cache_keeps_a_download():
    headers = answer("/media/0123.csv", [(b"cache-control", b"max-age=600")])
    assert headers["cache-control"] == "no-store"


def test_fonts_and_styles_may_be_cached():
    headers = answer("/app/static/fonts/IBMPlexSans-Regular.woff2", [(b"cache-control", b"max-age=600")])
    assert headers["cache-control"] == "max-age=600"


def page_through(body: bytes, content_type: bytes, path="/cohort"):
    """Status line and body of a page in two pieces, as it leaves the front page."""
    sent = []

    async def app(scope, receive, send):
        assert (b"accept-encoding", b"gzip") not in scope["headers"] or path.startswith("/static")
        headers = [(b"content-type", content_type), (b"content-length", b"%d" % len(body)), (b"etag", b"x")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body[:4], "more_body": True})
        await send({"type": "http.response.body", "body": body[4:]})

    async def send(message):
        sent.append(message)

    scope = {**connection(path=path).scope, "method": "GET", "headers": [(b"accept-encoding", b"gzip")]}
    run(server.FrontPage(app)(scope, None, send))
    return dict(sent[0]["headers"]), b"".join(message["body"] for message in sent[1:])


def test_a_page_tells_the_front_end_where_its_server_is():
    headers, body = page_through(b"<html><head><title>x</title></head></html>", b"text/html; charset=utf-8")
    assert body.startswith(b"<html><head><script>window.__streamlit")
    assert headers[b"content-length"] == b"%d" % len(body)


def test_a_page_says_in_which_language_it_is(monkeypatch):
    monkeypatch.setattr("texts.hook.language", lambda: "pt-BR")
    headers, body = page_through(b'<html lang="en"><head></head></html>', b"text/html; charset=utf-8")
    assert body.startswith(b'<html lang="pt-BR"><head>')
    assert b"etag" not in headers


@pytest.mark.parametrize(("path", "content_type"), [("/cohort", b"application/json"), ("/static/a", b"text/html")])
def test_what_is_no_page_goes_out_as_it_is(path, content_type):
    headers, body = page_through(b"<html><head></head></html>", content_type, path)
    assert body == b"<html><head></head></html>"
    assert headers[b"etag"] == b"x"


def test_the_policy_lets_this_script_run_and_no_other():
    digest = base64.b64encode(hashlib.sha256(server.HOME_SCRIPT.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in server.CONTENT_SECURITY_POLICY
    assert "'unsafe-inline'" not in server.CONTENT_SECURITY_POLICY.split("script-src")[1].split(";")[0]


def serve(clinic):
    command = [sys.executable, str(Path(server.__file__)), "--clinic", str(clinic)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_a_folder_that_is_no_clinic_is_refused_in_one_sentence(tmp_path):
    answer = serve(tmp_path)
    assert answer.returncode == 2
    assert answer.stderr.strip().endswith("it holds no clinic.toml.")
    assert len(answer.stderr.strip().splitlines()) == 1


def test_a_wrong_clinic_file_is_refused_with_its_place(tmp_path):
    (tmp_path / "clinic.toml").write_text('name = "A"\ntime_zone = "Mars/Olympus"\n')
    answer = serve(tmp_path)
    assert answer.returncode == 2
    assert "clinic.toml: line " in answer.stderr
    assert "time_zone: 'Mars/Olympus' is not a time zone" in answer.stderr
