"""The Programs screen in a real browser: links by code, the switch for those unseen, narrow screens."""

import pytest

from tests.browser.conftest import PATIENCE


@pytest.fixture(scope="module")
def server(sample_clinic, module_server):
    return module_server(sample_clinic)


def test_a_link_holds_codes_and_opens_the_comparison_that_it_names(server, visit):
    visitor = visit(server)
    page = visitor.open("/programs?by=clinician&at=month_3&of_payer=medicaid&unseen=weighted&on=isi")
    assert (
        page.get_by_role("heading", level=1).inner_text() == "Clinicians compared, 3 months: Interdisciplinary 12-week"
    )
    for part in ("by=clinician", "at=month_3", "of_payer=medicaid", "unseen=weighted", "on=isi"):
        assert part in page.url
    assert "Dr" not in page.url
    assert "%20" not in page.url
    assert visitor.complaints == []


def test_choosing_writes_the_code_into_the_address_and_the_default_leaves_it(server, visit):
    visitor = visit(server)
    page = visitor.open("/programs")
    assert "?" not in page.url
    page.get_by_role("radio", name="Sites").or_(page.get_by_role("button", name="Sites", exact=True)).first.click()
    page.wait_for_function("location.search.includes('by=site')")
    visitor.settled()
    page.get_by_role("radio", name="Programs").or_(
        page.get_by_role("button", name="Programs", exact=True)
    ).first.click()
    page.wait_for_function("location.search === ''")


def test_coming_from_the_cohort_screen_breaks_nothing(server, visit):
    visitor = visit(server)
    page = visitor.open("/cohort")
    page.get_by_role("radio", name="Not improved").or_(page.get_by_role("button", name="Not improved")).first.click()
    page.wait_for_function("location.search.includes('missing')")
    page.get_by_role("link", name="Programs").click()
    page.get_by_text("Improvement beyond expected").wait_for(timeout=PATIENCE)
    visitor.settled()
    page.get_by_role("link", name="Cohort review").click()
    page.get_by_text("Patients who improved meaningfully").first.wait_for(timeout=PATIENCE)
    visitor.settled()
    page.get_by_role("link", name="Programs").click()
    page.get_by_text("Improvement beyond expected").wait_for(timeout=PATIENCE)
    assert page.get_by_text("did not load").count() == 0
    assert visitor.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_from_a_telephone_to_a_desk_and_every_figure_has_its_words(scheme, server, visit, keep_picture):
    visitor = visit(server, scheme=scheme)
    page = visitor.open("/programs?by=clinician&on=odi")
    page.locator(".js-plotly-plot .main-svg").nth(1).wait_for(timeout=PATIENCE)
    for width in (1440, 1024, 768, 390):
        page.set_viewport_size({"width": width, "height": 900})
        visitor.settled()
        keep_picture(page, f"programs_clinicians_{scheme}_{width}")
        assert visitor.sideways_scroll == 0
    for words in ("Improvement beyond expected on Oswestry", "Share improved by number of patients"):
        assert page.locator(f'[aria-label*="{words}"], [alt*="{words}"]').or_(page.get_by_text(words)).count() >= 1
    page.get_by_text("Show as table").first.click()
    page.get_by_role("group", name="Improvement beyond expected, by group").wait_for()
