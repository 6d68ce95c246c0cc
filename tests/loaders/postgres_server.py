"""A real PostgreSQL server on loopback, in a folder of its own, run by a user who is not root."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

USER, PASSWORD = "landings_reader", "hush-4711"
_PLACES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


def programs() -> Path | None:
    """The folder of initdb and postgres; None where the machine has none, or no user to run them."""
    beside = shutil.which("initdb")
    found = [
        folder for folder in [*_PLACES, *([Path(beside).parent] if beside else [])] if (folder / "postgres").exists()
    ]
    if not found or (os.geteuid() == 0 and not shutil.which("setpriv")):
        return None
    return found[0]


@dataclass(frozen=True)
class PostgresServer:
    port: int

    def url(self, password: str = PASSWORD, database: str = "postgres", host: str = "127.0.0.1") -> str:
        return f"postgresql://{USER}:{password}@{host}:{self.port}/{database}"


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """The owner of everything is `USER`, who signs in with `PASSWORD`."""
    # not among pytest's folders, which are closed to other users
    with tempfile.TemporaryDirectory(prefix="landings-postgres-", ignore_cleanup_errors=True) as place:
        yield from _running(Path(place))


def _running(folder: Path) -> Iterator[PostgresServer]:
    bin_folder = programs()
    assert bin_folder is not None
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    as_nobody = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] if os.geteuid() == 0 else []
    password = folder / "password"
    password.write_text(PASSWORD)
    data = folder / "data"
    data.mkdir()
    if as_nobody:
        for path in (folder, password, data):
            shutil.chown(path, "nobody", "nogroup")
    subprocess.run(
        [*as_nobody, str(bin_folder / "initdb"), "-D", str(data), "-U", USER, "--auth=scram-sha-256", "-E", "UTF8",
         f"--pwfile={password}", "--no-sync", "--locale=C"],
        check=True, capture_output=True, cwd=folder,
    )  # fmt: skip
    server = subprocess.Popen(
        [*as_nobody, str(bin_folder / "postgres"), "-D", str(data), "-p", str(port), "-c", "listen_addresses=127.0.0.1",
         "-c", "unix_socket_directories=", "-c", "fsync=off"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder,
    )  # fmt: skip
    try:
        _wait_for(port)
        yield PostgresServer(port)
    finally:
        server.terminate()
        server.wait(20)


def _wait_for(port: int) -> None:
    for _ in range(150):
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("PostgreSQL did not start")
