"""How long until the sentence stands, and until the last picture does? In Chromium, beside an empty page of the same run.

`python -m benchmarks.screens [PATIENTS ...] [--repeats N]` (0: the sample clinic as it is). Seconds at the 75th percentile, minus
those of the empty page for the same act (opening, going to another screen, a click that draws anew).
Every patient and every scope is asked for once, so nothing comes from an answer that was kept for the same question.
"""

import argparse
import itertools
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks._large_clinic import ROOT, write_large, write_sample
from benchmarks._stopwatch import Seconds, click, opening, timed
from pages.parts.screens import SCREENS
from setup.browser import installed_browser

GOALS = {"Prepare": 0.7, "next patient": 0.4, "change scope": 0.8}
"""Seconds to the last picture, on top of an empty page."""
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
VISITS = '[class*="st-key-visit_"]:not([class*="_paper_"], [class*="_chase_"]) button'
"""Prepare, of each visit of the day."""
SITES = ("All sites", "Riverside", "Northgate")
PROGRAMS = ("Functional restoration 8-week", "Opioid taper and rehabilitation 10-week", "All programs")
Timings = dict[str, list[Seconds]]


@contextmanager
def serving(command: list[str], port: int, clinic: Path | None = None) -> Iterator[str]:
    """The address of a server, stopped at the end."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)} | ({"LANDINGS_CLINIC": str(clinic)} if clinic else {})
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def _wait_for(port: int) -> None:
    for _ in range(400):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("The server did not start.")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def time_empty_page(browser: Browser, repeats: int) -> Timings:
    port, found = free_port(), defaultdict(list)
    script = [sys.executable, "-m", "streamlit", "run", "benchmarks/_empty_page.py", "--server.port", str(port)]
    with serving([*script, "--server.address", "127.0.0.1", "--server.headless", "true"], port) as home:
        page = _page(browser)
        for _ in range(repeats):
            found["opening"].append(opening(page, home))
            found["another screen"].append(timed(page, click(page.get_by_role("link", name="Other").first)))
            found["another screen"].append(timed(page, click(page.get_by_role("link", name="One").first)))
            found["drawing anew"].append(timed(page, click(page.get_by_role("button", name="Again"))))
        page.context.close()
    return found


def time_screens(browser: Browser, clinic: Path, repeats: int) -> Timings:
    port, found = free_port(), defaultdict(list)
    with serving([sys.executable, "server.py", "--clinic", str(clinic), "--port", str(port)], port) as home:
        page = _page(browser)
        opening(page, home)
        for _ in range(repeats):
            _go_round(page, home, found)
        _prepare_everybody(page, home, found)
        _change_scope(page, home, found)
        page.context.close()
    return found


def _page(browser: Browser) -> Page:
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.set_default_timeout(60_000)
    return page


def _go_round(page: Page, home: str, found: Timings) -> None:
    """Each screen by its address, and from another one."""
    for screen in SCREENS:
        found[f"open {screen.title}"].append(
            opening(page, f"{home}/{screen.address if screen is not SCREENS[0] else ''}")
        )
    for screen in SCREENS:
        link = page.get_by_test_id("stTopNavLink").filter(has_text=screen.title).first
        if link.count():
            found[f"go to {screen.title}"].append(timed(page, click(link)))


def _prepare_everybody(page: Page, home: str, found: Timings) -> None:
    """Half of the day's visits by their button, the others one after the other by the key."""
    opening(page, home)
    buttons = page.locator(VISITS)
    visits = buttons.count()
    for i in range(visits // 2):
        opening(page, home)
        page.wait_for_timeout(1500)  # a reader looks at the list before the first click
        found["Prepare"].append(timed(page, click(buttons.nth(i))))
    for _ in range(visits - visits // 2):
        page.wait_for_timeout(1500)
        found["next patient"].append(timed(page, lambda: page.keyboard.press("Shift+ArrowRight")))


def _change_scope(page: Page, home: str, found: Timings) -> None:
    opening(page, f"{home}/cohort")
    chosen = {"Program": "", "Site": SITES[0]}
    for program, site in itertools.product(PROGRAMS, SITES):
        for label, wanted in (("Program", program), ("Site", site)):
            if chosen[label] == wanted:
                continue
            chosen[label] = wanted
            page.get_by_label(label, exact=True).first.click()
            option = page.get_by_role("option", name=wanted, exact=True)
            found["change scope"].append(timed(page, option.click))


def p75(times: list[float]) -> float:
    return statistics.quantiles(times, n=4, method="inclusive")[2] if len(times) > 1 else times[0]


def report(title: str, found: Timings, empty: Timings) -> None:
    print(f"\n{title}: seconds at the 75th percentile on top of an empty page")
    print(f"  {'':32}{'n':>4}{'sentence':>10}{'last picture':>14}   goal")
    for act, times in found.items():
        kind = (
            "opening"
            if act.startswith("open ")
            else "another screen"
            if act.startswith(("go ", "Prep"))
            else "drawing anew"
        )
        floor = [p75([time[i] for time in empty[kind]]) for i in (0, 1)]
        over = [p75([time[i] for time in times]) - floor[i] for i in (0, 1)]
        goal = GOALS.get(act)
        verdict = "" if goal is None else f"   {goal} {'held' if over[1] <= goal else 'missed'}"
        print(f"  {act:32}{len(times):>4}{over[0]:>10.2f}{over[1]:>14.2f}{verdict}")


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("patients", nargs="*", type=int, default=[0, 100_000])
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--clinic", type=Path, help="a clinic folder that is loaded already, in place of one made here")
    asked = parser.parse_args([] if arguments is None else arguments)
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as scratch:
        browser = playwright.chromium.launch(executable_path=installed_browser(), args=ARGUMENTS)
        for patients in asked.patients:
            folder = Path(scratch) / f"clinic-{patients}"
            clinic = asked.clinic or (write_large(folder, patients) if patients else write_sample(folder))
            empty = time_empty_page(browser, asked.repeats)
            for kind, times in empty.items():
                print(f"empty page, {kind}: {p75([last for _, last in times]):.3f} s")
            report(
                f"{patients:,} patients" if patients else "sample clinic",
                time_screens(browser, clinic, asked.repeats),
                empty,
            )
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
