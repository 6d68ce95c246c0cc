"""A link to a screen opens that screen, also as the very first request to a freshly started server."""

import pytest

from tests.browser.conftest import SCREENS


@pytest.mark.parametrize("path", SCREENS)
def test_the_first_visitor_of_a_fresh_server_gets_the_screen_that_the_link_names(
    path, empty_clinic, start_server, visit
):
    page = visit(start_server(empty_clinic)).open(f"/{path}")
    assert page.get_by_role("heading", level=1).inner_text().startswith(SCREENS[path])
    assert page.get_by_role("link", name="Cohort review").count() == 1
    assert page.get_by_test_id("stSidebar").count() == 0
    assert page.get_by_text("Page not found").count() == 0


def test_the_address_of_the_first_screen_keeps_its_filters(empty_clinic, start_server, visit):
    page = visit(start_server(empty_clinic)).open("/today?show=Worse")
    assert page.url.endswith("/?show=Worse")


def test_no_file_in_pages_can_be_run_by_its_name(empty_clinic, start_server, visit):
    server = start_server(empty_clinic)
    for path in ("reading", "parts", "__init__", "no_such_screen"):
        page = visit(server).open(f"/{path}")
        assert page.get_by_role("heading", level=1).inner_text() == "Today"
