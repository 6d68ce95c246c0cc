"""Make sure that a Chromium is there for the browser tests; print what was found.

Order: one that is installed, Debian's package when root, Playwright's download with a time limit.
None to be had is said loudly; with CI=true it is a failure (exit code 1).
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
DEBIAN_SECONDS = 600
DOWNLOAD_SECONDS = 300


def installed_browser() -> str | None:
    """Path of a Chromium or Chrome that is already there: LANDINGS_BROWSER, the PATH, or Playwright's own."""
    named = os.environ.get("LANDINGS_BROWSER")
    if named:
        return named
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    return found or _playwright_browser()


def _playwright_browser() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def _quietly(command: list[str], seconds: int) -> bool:
    try:
        return subprocess.run(command, capture_output=True, timeout=seconds, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _install_debian() -> bool:
    if os.name != "posix" or os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    print("No Chromium here; installing Debian's package.", flush=True)
    return _quietly(["apt-get", "update", "-qq"], DEBIAN_SECONDS) and _quietly(
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"], DEBIAN_SECONDS
    )


def _download() -> bool:
    print(f"No Chromium here; asking Playwright for its own (at most {DOWNLOAD_SECONDS} s).", flush=True)
    return _quietly([sys.executable, "-m", "playwright", "install", "chromium"], DOWNLOAD_SECONDS)


def main() -> int:
    browser = installed_browser()
    if browser is None and (_install_debian() or _download()):
        browser = installed_browser()
    if browser:
        print(f"Browser tests will use {browser}")
        return 0
    print(
        "=" * 78 + "\nNO BROWSER: no Chromium could be found or installed. BROWSER TESTS WILL BE SKIPPED.\n" + "=" * 78
    )
    return 1 if os.environ.get("CI") == "true" else 0


if __name__ == "__main__":
    sys.exit(main())
