"""A link to a screen opens that screen, also as the very first request to a freshly started server."""

import pytest

from tests.browser.conftest import SCREENS, TWICE_ENROLLED


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


@pytest.mark.parametrize(
    ("link", "shown"),
    [
        ("/packets?request=appeal", "Appeal"),
        ("/prep?checkpoint=intake", "Intake"),
        ("/patient?tab=forms", "Forms"),
    ],
)
def test_choosing_the_patient_that_a_link_needs_keeps_the_view_that_it_names(
    link, shown, sample_clinic, start_server, visit
):
    visitor = visit(start_server(sample_clinic))
    page = visitor.choose_patient(TWICE_ENROLLED, link)
    assert page.url == visitor.home + link
    chosen = page.locator("[role=radio][aria-checked=true], [aria-pressed=true]").all_inner_texts()
    written = page.evaluate("[...document.querySelectorAll('[role=combobox]')].map(one => one.value)")
    assert any(shown.lower() in text.lower() for text in [*chosen, *written])
    assert visitor.complaints == []
