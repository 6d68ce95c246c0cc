"""From a clinic without data to a drawn chart, and to the sample clinic and back."""

import shutil
from pathlib import Path

from access.asker import local_user
from access.door import Door

ROOT = Path(__file__).resolve().parents[2]


def test_an_empty_clinic_looks_at_the_sample_comes_back_and_loads_its_own(empty_clinic, start_server, visit):
    for folder in ("mappings", "sources"):
        shutil.copytree(ROOT / "sample_data" / folder, empty_clinic / folder)
    visitor = visit(start_server(empty_clinic))
    page = visitor.open()
    page.get_by_role("button", name="Look at the sample clinic").click()
    said = page.get_by_text("Sample clinic: every person and every number here is made up.")
    said.wait_for(timeout=120_000)
    page.get_by_role("link", name="Cohort review").first.click()
    page.locator("main svg, [data-testid=stMain] svg").nth(5).wait_for(state="attached", timeout=15_000)
    assert said.count() == 1
    assert Door(empty_clinic, local_user(None)).current_number() == 0
    page.get_by_role("button", name="Back to your clinic").click()
    page.get_by_text("No data yet.").wait_for(timeout=60_000)
    said.wait_for(state="detached", timeout=60_000)
    page.get_by_role("button", name="Load", exact=False).filter(has_text="files").click()
    page.wait_for_url("**/cohort**", timeout=120_000)
    page.locator("main svg, [data-testid=stMain] svg").nth(5).wait_for(state="attached", timeout=15_000)
    assert Door(empty_clinic, local_user(None)).current_number() == 1
    assert visitor.foreign_requests == []
    assert visitor.complaints == []
