"""Starts the dashboard as a user would and opens it in a real Chromium."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from pages.parts import screens
from setup.browser import installed_browser

ROOT = Path(__file__).resolve().parents[2]
STARTED_WITHIN_SECONDS = 180
PATIENCE = 120_000
"""Milliseconds until something that has to appear is given up: long, because a busy machine is slow and nothing waits in vain."""
SCREENS = {screen.address: screen.title for screen in screens.SCREENS}
"""Address → what its heading begins with on a clinic without data."""

FURTHER_VIEWS = (
    "cohort?view=who_left",
    "cohort?view=over_time",
    "cohort?view=checks",
    "programs?by=clinician&on=odi",
    "method?measure=odi",
    "method?part=thresholds",
    "method?part=definitions&about=verdict",
    "method?part=policies",
    "method?part=changes",
)
"""Views of the sample clinic that have an address of their own; a screen is tested without being listed here."""

OF_A_PATIENT = (
    "prep",
    "patient",
    "patient?tab=treatment",
    "patient?tab=forms",
    "patient?tab=documents",
    "patient?episode=all",
    "patient?known=2025-11-16",
)
"""Views about somebody who was chosen."""
TWICE_ENROLLED = "S-170789"
"""A synthetic record number: two courses of care, a corrected score, an opioid dose."""

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items):
    for item in items:
        if HERE in Path(item.path).parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser():
    path = installed_browser()
    if path is None:
        message = "NO BROWSER: no Chromium or Chrome was found, so the browser tests did not run."
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield running
        running.close()


class Server:
    """`python server.py` on a free port, for one clinic folder."""

    def __init__(self, clinic: Path, log: Path):
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = log
        environment = {**os.environ, "PORT": str(self.port), "LANDINGS_CLINIC": str(clinic)}
        with log.open("w") as out:
            self.process = subprocess.Popen(
                [sys.executable, str(ROOT / "server.py")], cwd=ROOT, env=environment, stdout=out, stderr=out
            )
        self._wait()

    def _wait(self):
        deadline = time.monotonic() + STARTED_WITHIN_SECONDS
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            try:
                urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=2).close()
                return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError(f"the server did not start: {self.log.read_text()}")

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _starter(folder: Path):
    running = []

    def start(clinic: Path) -> Server:
        running.append(Server(Path(clinic), folder / f"server-{len(running)}.log"))
        return running[-1]

    yield start
    for server in running:
        server.stop()


@pytest.fixture
def start_server(tmp_path):
    """Call it with a clinic folder for a freshly started server, as often as needed."""
    yield from _starter(tmp_path)


@pytest.fixture(scope="module")
def module_server(tmp_path_factory):
    """`start_server` for a server that the tests of a module share."""
    yield from _starter(tmp_path_factory.mktemp("server"))


def load(clinic: Path) -> None:
    """Load a clinic's files through the command line, as a user would."""
    subprocess.run(
        [sys.executable, "-m", "loaders", "load", "--clinic", str(clinic)], cwd=ROOT, check=True, capture_output=True
    )


@pytest.fixture
def keep_picture():
    """Call it with a page and a name: the picture lands in LANDINGS_PICTURES, where that is set."""
    folder = os.environ.get("LANDINGS_PICTURES")

    def keep(page, name: str) -> None:
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=Path(folder) / f"{name}.png")

    return keep


class Visit:
    """One browser page that remembers what it asked for and what went wrong."""

    def __init__(self, page, home: str):
        self.page, self.home = page, home
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.addresses: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("websocket", lambda socket: self.requests.append(socket.url))
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("framenavigated", lambda frame: self.addresses.append(frame.url))

    def _hear(self, message):
        if message.type == "error":
            self.complaints.append(f"{message.text} {message.location.get('url', '')}".strip())

    def open(self, path: str = "/"):
        self.page.goto(self.home + path)
        return self.settled()

    def settled(self):
        """Wait until the script has run to its end and everything is drawn."""
        self.page.wait_for_selector('[data-testid="stAppViewContainer"]', timeout=PATIENCE)
        self.page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]', timeout=PATIENCE)
        self.page.wait_for_selector('[role="heading"][aria-level="1"]', timeout=PATIENCE)
        self.page.wait_for_function("document.fonts.status === 'loaded'")
        self.page.wait_for_function("!document.querySelector('[data-testid=stSkeleton]')")
        self.page.wait_for_timeout(250)
        return self.page

    def choose_theme(self, theme: str):
        self.page.get_by_test_id("stMainMenuButton").click()
        self.page.get_by_test_id(f"stMainMenuItem-theme-{theme}").click()
        self.page.keyboard.press("Escape")
        return self.settled()

    def choose_scheme(self, scheme: str):
        """What the reader's system asks for, while the page is open."""
        self.page.emulate_media(color_scheme=scheme)
        self.page.wait_for_function(
            "scheme => getComputedStyle(document.querySelector('.stApp')).colorScheme.includes(scheme)", arg=scheme
        )
        self.page.wait_for_timeout(400)  # the theme watch asks for one rerun
        return self.settled()

    def open_view(self, view: str):
        """A view by its address; where it is about a patient, of somebody who is chosen there."""
        return self.choose_patient(TWICE_ENROLLED, f"/{view}") if view in OF_A_PATIENT else self.open(f"/{view}")

    def choose_patient(self, wanted: str, path: str = "/patient"):
        """Find and open somebody on a screen about one patient."""
        page = self.open(path)
        page.get_by_label("Find a patient").first.fill(wanted)
        page.get_by_role("button", name="Open").first.click()
        page.get_by_role("button", name="Find another patient").wait_for(timeout=PATIENCE)
        return self.settled()

    def unfold(self):
        """Open whatever on the page can be unfolded, so that it is looked at too."""
        folded = self.page.locator("[data-testid=stExpander] details:not([open]) > summary")
        for _ in range(folded.count()):
            folded.first.click()
        self.page.evaluate("document.querySelectorAll('details').forEach(one => (one.open = true))")
        return self.settled()

    def resize(self, width: int):
        self.page.set_viewport_size({"width": width, "height": 900})
        return self.settled()

    @property
    def foreign_requests(self) -> list[str]:
        here = (self.home, self.home.replace("http", "ws"), "data:", "blob:", "about:")
        return [url for url in self.requests if not url.startswith(here)]

    @property
    def sideways_scroll(self) -> float:
        """Pixels by which something reaches beyond the right edge of the page."""
        return self.page.evaluate(
            "() => Math.max(0, ...[document.documentElement, document.querySelector('[data-testid=stMain]')]"
            ".map(e => e.scrollWidth - e.clientWidth))"
        )


@pytest.fixture
def visit(browser):
    """Call it with a server (and a width, a colour scheme) for a new visitor."""
    yield from _visitors(browser)


@pytest.fixture(scope="module")
def module_visit(browser):
    """`visit` for a page that the tests of a module share."""
    yield from _visitors(browser)


def _visitors(browser):
    contexts = []

    def start(server: Server, width: int = 1440, height: int = 900, scheme: str = "light") -> Visit:
        context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        return Visit(context.new_page(), server.url)

    yield start
    for context in contexts:
        context.close()
