"""A link to a screen opens that screen, also as the very first request to a freshly started server."""

import shutil

import pytest

from tests.browser.conftest import ROOT, SCREENS


@pytest.fixture
def bare_clinic(tmp_path):
    shutil.copy(ROOT / "sample_data" / "clinic.toml", tmp_path)
    return tmp_path


@pytest.mark.parametrize("path", SCREENS)
def test_the_first_visitor_of_a_fresh_server_gets_the_screen_that_the_link_names(path, bare_clinic, start_server, visit):
    page = visit(start_server(bare_clinic)).open(f"/{path}")
    assert page.locator("h1").first.inner_text().startswith(SCREENS[path])
    assert page.get_by_test_id("stTopNavLink").count() + page.get_by_test_id("stTopNavLinkContainer").count() >= len(SCREENS)
    assert page.get_by_test_id("stSidebar").count() == 0
    assert page.get_by_text("Page not found").count() == 0
