"""The way of an empty clinic to its first chart, and a look at the sample clinic, as a person goes it."""

import shutil

from tests.browser.conftest import ROOT
from tests.browser.test_accessibility import in_both_themes, violations


def contents(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def look_at_the_sample(visitor):
    page = visitor.open("/")
    page.get_by_role("button", name="Look at the sample clinic").click()
    page.get_by_role("button", name="Back to your clinic").wait_for()
    return visitor.settled()


def test_an_empty_clinic_comes_to_its_first_chart_in_three_steps(empty_clinic, start_server, visit, keep_picture):
    for folder in ("mappings", "sources"):
        shutil.copytree(ROOT / "sample_data" / folder, empty_clinic / folder)
    visitor = visit(start_server(empty_clinic))
    page = visitor.open("/")
    assert [one.inner_text() for one in page.locator(".step-number").all()] == ["1", "2", "3"]
    keep_picture(page, "first_steps")
    page.get_by_role("button", name="Load 14 files").click()
    page.wait_for_url("**/cohort*")
    page.locator(".st-key-responder_plot svg.main-svg").first.wait_for()
    assert visitor.foreign_requests == []
    assert visitor.complaints == []


def test_the_sample_is_one_click_away_and_marked_until_one_goes_back(empty_clinic, start_server, visit, keep_picture):
    before = contents(empty_clinic)
    visitor = visit(start_server(empty_clinic))
    page = look_at_the_sample(visitor)
    assert page.locator(".st-key-visit_0 button").count() == 1
    assert in_both_themes(visitor) == {}
    keep_picture(page, "sample_visit")
    page.get_by_role("link", name="Cohort review").click()
    page.wait_for_url("**/cohort*")
    page.locator(".st-key-responder_plot svg.main-svg").first.wait_for()
    assert page.get_by_text("every person and every number here is made up").count() == 1
    page.get_by_role("button", name="Back to your clinic").click()
    page.get_by_text("Three steps to the first chart.").wait_for()
    assert contents(empty_clinic) == before
    assert visitor.foreign_requests == []
    assert visitor.complaints == []


def test_the_copy_of_the_sample_is_gone_when_the_server_ends(empty_clinic, start_server, visit, tmp_path, monkeypatch):
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setenv("TMPDIR", str(place))
    server = start_server(empty_clinic)
    look_at_the_sample(visit(server))
    copies = list(place.glob("landings-sample-*"))
    assert len(copies) == 1
    server.stop()
    assert not copies[0].exists()


def test_the_steps_fit_a_telephone_and_have_no_violation(empty_clinic, start_server, visit):
    visitor = visit(start_server(empty_clinic))
    visitor.open("/")
    for width in (1024, 768, 390):
        visitor.resize(width)
        assert visitor.sideways_scroll == 0
        assert violations(visitor) == []
