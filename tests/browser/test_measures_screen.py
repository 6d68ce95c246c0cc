"""The Measures screen in a real browser, on a clinic that has loaded nothing."""

import shutil

import pytest

from tests.browser.conftest import ROOT

OPEN = "[class*=st-key-open_] button"


@pytest.fixture(scope="module")
def server(tmp_path_factory, module_server):
    clinic = tmp_path_factory.mktemp("clinic")
    shutil.copy(ROOT / "sample_data" / "clinic.toml", clinic)
    return module_server(clinic)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("code", ["odi", "nrs_average", "promis29"])
def test_a_sheet_opens_from_its_link_and_fits(code, scheme, server, visit, keep_picture):
    visitor = visit(server, scheme=scheme)
    page = visitor.open(f"/measures?measure={code}")
    assert page.get_by_text("Sources of this sheet").count() == 1
    for width in (1440, 768):
        page.set_viewport_size({"width": width, "height": 900})
        visitor.settled()
        keep_picture(page, f"measure_{code}_{scheme}_{width}")
        assert visitor.sideways_scroll == 0
    assert visitor.foreign_requests == []
    assert visitor.complaints == []


def test_a_measure_opened_far_down_the_list_starts_at_its_top_and_stands_in_the_address(server, visit):
    visitor = visit(server)
    page = visitor.open("/measures")
    last = page.locator(OPEN).last
    last.scroll_into_view_if_needed()
    last.click()
    page.get_by_text("Sources of this sheet").wait_for()
    page.wait_for_function("document.querySelector('[data-testid=stMain]').scrollTop === 0")
    title = page.get_by_role("heading", level=1).inner_text()
    again = visit(server).open(page.url.removeprefix(server.url))
    assert again.get_by_role("heading", level=1).inner_text() == title


def test_a_search_filters_while_typing_and_stands_in_the_address(server, visit):
    page = visit(server).open("/measures")
    page.get_by_label("Find a measure").first.fill("insomnia")
    page.wait_for_function(f"document.querySelectorAll('{OPEN}').length === 1")
    assert "find=insomnia" in page.url
    again = visit(server).open(page.url.removeprefix(server.url))
    assert again.locator(OPEN).count() == 1
    assert again.get_by_text("Insomnia Severity Index").count() >= 1
