"""What a person sees in a real browser, on the sample clinic."""

import re
import shutil

import pytest

from access.asker import local_user
from access.door import Door
from tests.browser.conftest import PATIENCE, ROOT, SCREENS, load


@pytest.fixture(scope="module")
def server(sample_clinic, module_server):
    return module_server(sample_clinic)


@pytest.fixture
def door(sample_clinic):
    return Door(sample_clinic, local_user(None))


@pytest.fixture
def todays_people(door):
    day = door.clinic.clock.today()
    return door.people(tuple(door.worklist(day, day)["patient_id"]))


VISITS = ".st-key-card_worklist"
"""The visits of the day; checkpoints that close soon and papers stand in cards of their own, in the same rows."""


def open_first_preparation(visitor):
    page = visitor.open("/")
    page.get_by_role("button", name="Prepare").nth(3).click()
    page.get_by_text("Check before you go in").wait_for(timeout=PATIENCE)
    return visitor.settled()


def open_first_patient(visitor):
    page = open_first_preparation(visitor)
    page.get_by_role("button", name="Whole record").click()
    page.wait_for_url("**/patient")
    return visitor.settled()


OPENED = {"patient": open_first_patient, "prep": open_first_preparation}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", SCREENS)
def test_a_screen_fits_asks_nobody_else_and_complains_of_nothing(path, scheme, server, visit, keep_picture):
    visitor = visit(server, scheme=scheme)
    page = OPENED[path](visitor) if path in OPENED else visitor.open(f"/{path}")
    for width in (1440, 768):
        page.set_viewport_size({"width": width, "height": 900})
        visitor.settled()
        keep_picture(page, f"{path}_{scheme}_{width}")
        assert visitor.sideways_scroll == 0
    assert page.get_by_text("did not load").count() == 0
    assert visitor.foreign_requests == []
    assert visitor.complaints == []


def test_today_lists_the_visits_in_order_of_time(server, visit, todays_people):
    page = visit(server).open("/")
    times = page.locator(f"{VISITS} .wl-time").all_inner_texts()[1:]
    assert len(times) == len(todays_people)
    assert times == sorted(times)
    for name in todays_people["name"]:
        assert page.get_by_text(name).count() >= 1


def test_a_filter_of_the_worklist_stands_in_the_address_and_works_from_it(server, visit):
    page = visit(server).open("/")
    everybody = page.locator(f"{VISITS} button").filter(has_text="Prepare").count()
    page.get_by_role("button", name="Forms missing").click()
    page.wait_for_function("location.search.includes('Forms')")
    page.wait_for_function(f"document.querySelectorAll('{VISITS} [class*=st-key-open_] button').length < {everybody}")
    few = page.locator(f"{VISITS} button").filter(has_text="Prepare").count()
    assert 0 < few < everybody
    again = visit(server).open(page.url.removeprefix(server.url))
    assert again.locator(f"{VISITS} button").filter(has_text="Prepare").count() == few


def test_a_patients_panels_lanes_and_sources_are_drawn(server, visit):
    visitor = visit(server)
    page = open_first_patient(visitor)
    assert page.locator("svg.plot").count() >= 10
    assert page.get_by_text("higher is better").count() >= 1
    page.get_by_role("radio", name="Treatment").or_(page.get_by_role("button", name="Treatment")).first.click()
    page.locator("svg.lanes-plot").first.wait_for()
    assert visitor.settled().locator("svg.lanes-plot").count() == 1
    page.get_by_role("radio", name="Forms").or_(page.get_by_role("button", name="Forms")).first.click()
    page.get_by_text("Where these numbers come from").click()
    page.get_by_text(re.compile(r"\.csv|\.xlsx")).first.wait_for()


def test_the_keyboard_goes_to_the_next_visit(server, visit):
    page = open_first_patient(visit(server))
    before = page.get_by_role("heading", level=1).inner_text()
    page.keyboard.press("Shift+ArrowRight")
    page.wait_for_function(
        "name => document.querySelector('[role=heading][aria-level=\"1\"]').innerText !== name", arg=before
    )


def test_a_patient_is_found_by_record_number_and_no_address_names_anybody(server, visit, todays_people):
    wanted = next(todays_people.itertuples())
    visitor = visit(server)
    page = visitor.open("/patient")
    box = page.get_by_role("searchbox", name="Find a patient").or_(page.get_by_label("Find a patient"))
    box.first.fill(wanted.record_number)
    page.get_by_role("button", name="Open").first.click()
    page.get_by_text("Check before you go in").wait_for(timeout=PATIENCE)
    visitor.settled()
    family = wanted.name.split(",")[0]
    assert family in page.get_by_role("heading", level=1).inner_text()
    for address in [*visitor.addresses, *visitor.requests, page.url]:
        assert wanted.record_number not in address
        assert wanted.patient_id not in address
        assert family not in address


def test_the_cohort_screen_draws_its_five_figures_and_says_them_in_words(server, visit):
    visitor = visit(server)
    page = visitor.open("/cohort")
    page.locator(".js-plotly-plot").nth(4).wait_for(timeout=PATIENCE)
    visitor.settled()
    assert page.locator(".js-plotly-plot").count() == 5
    assert "improved" in page.locator(".lead").inner_text()
    page.get_by_text("How this is counted").first.click()
    page.get_by_text("Every episode that started in the chosen scope.").wait_for()


def test_counting_missing_forms_as_not_improved_changes_the_shares(server, visit):
    visitor = visit(server)
    page = visitor.open("/cohort")
    page.locator(".js-plotly-plot .main-svg").first.wait_for()
    before = page.locator(".js-plotly-plot").first.inner_text()
    page.get_by_role("radio", name="Not improved").or_(page.get_by_role("button", name="Not improved")).first.click()
    page.wait_for_function(
        "text => document.querySelector('.js-plotly-plot').innerText !== text", arg=before, timeout=20_000
    )
    assert "missing=" in page.url


@pytest.mark.parametrize("view", ["improvement", "who_left", "over_time", "checks"])
def test_no_view_of_the_cohort_scrolls_sideways_on_a_telephone(view, server, visit):
    visitor = visit(server)
    page = visitor.open(f"/cohort?view={view}")
    page.set_viewport_size({"width": 390, "height": 900})
    visitor.settled()
    assert page.get_by_text("did not load").count() == 0
    assert visitor.sideways_scroll == 0
    assert visitor.foreign_requests == []


def test_going_back_to_the_cohort_finds_its_filters_as_codes_in_the_address(server, visit):
    visitor = visit(server)
    page = visitor.open("/cohort?program=functional&checkpoint=month_6")
    page.get_by_text("Functional restoration 8-week, 6 months").wait_for(timeout=PATIENCE)
    page.get_by_role("link", name="Today").first.click()
    page.get_by_text("Visits", exact=True).first.wait_for(timeout=PATIENCE)
    visitor.settled()
    page.go_back()
    page.get_by_text("Functional restoration 8-week, 6 months").wait_for(timeout=PATIENCE)
    assert page.url.endswith("/cohort?program=functional&checkpoint=month_6")


def test_what_the_address_asks_for_and_does_not_exist_is_said_and_not_repeated(server, visit):
    visitor = visit(server)
    page = visitor.open("/cohort?site=atlantis")
    page.get_by_text("What the address asks for under Site does not exist here").wait_for(timeout=PATIENCE)
    visitor.settled()
    assert "atlantis" not in page.content()
    assert "atlantis" not in page.url


def test_figures_follow_when_the_theme_is_switched(server, visit):
    visitor = visit(server, scheme="light")
    page = visitor.open("/cohort")
    page.locator(".js-plotly-plot .main-svg").nth(2).wait_for()
    assert tick_color(page) == "rgb(91, 106, 116)"
    visitor.choose_theme("Dark")
    page.wait_for_function(
        "getComputedStyle(document.querySelector('.xtick text')).fill === 'rgb(149, 163, 173)'", timeout=20_000
    )


def tick_color(page) -> str:
    return page.evaluate("getComputedStyle(document.querySelector('.xtick text')).fill")


def test_rejected_rows_can_be_taken_home(server, visit, door):
    page = visit(server).open("/imports")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download as CSV").click()
    assert re.fullmatch(r"rejected-rows-[0-9a-f]{64}\.csv", waiting.value.suggested_filename)
    lines = waiting.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 1 + len(door.rejected())


def test_a_load_shows_on_a_page_that_is_open_without_a_restart(empty_clinic, start_server, visit):
    for folder in ("mappings", "sources"):
        shutil.copytree(ROOT / "sample_data" / folder, empty_clinic / folder)
    visitor = visit(start_server(empty_clinic))
    page = visitor.open("/imports")
    assert page.get_by_text("No data yet.").count() == 1
    load(empty_clinic)
    page.get_by_text("Last loads").wait_for(timeout=20_000)
    assert page.get_by_text("ehr_patients.csv").count() >= 1
