"""The Measures screen lists every measure, finds one, and shows its sheet; it needs no rows."""

import shutil

import pytest

from domain.measures import MEASURES
from tests.domain.test_reference_page import OWN


def opened(shown) -> list[str]:
    """Codes of the listed measures."""
    return [b.key.removeprefix("open_") for b in shown.app.button if b.key.startswith("open_")]


def test_every_measure_is_listed_before_anything_was_loaded(empty_clinic, open_screen):
    shown = open_screen(empty_clinic, "method")
    assert shown.failures == []
    assert opened(shown) == list(MEASURES)
    with_default = [m for m in MEASURES.values() if m.judged and (m.meaningful_change or m.response_category)]
    assert f"{len(MEASURES)} measures, {len(with_default)} with a default threshold." in shown.text


@pytest.mark.parametrize("typed", ["oswestry", "ODI", "disability oswestry"])
def test_a_measure_is_found_by_name_abbreviation_or_words_in_any_order(typed, empty_clinic, open_screen):
    assert "odi" in opened(open_screen(empty_clinic, "method", find=typed))


def test_a_search_without_a_match_says_so(empty_clinic, open_screen):
    shown = open_screen(empty_clinic, "method", find="zzz")
    assert opened(shown) == []
    assert "No measure matches." in shown.text


def test_the_construct_filter_lists_its_measures_only(empty_clinic, open_screen):
    shown = open_screen(empty_clinic, "method", construct="mood")
    assert opened(shown) == [code for code, m in MEASURES.items() if m.construct == "mood"]


@pytest.mark.parametrize("code", MEASURES)
def test_every_measure_has_a_sheet_with_each_threshold_population_and_source(code, sheet_of_code):
    m, shown = MEASURES[code], sheet_of_code(code)
    assert shown.failures == []
    said = shown.text
    for threshold in m.thresholds:
        assert " ".join(threshold.population.split()) in said
        assert threshold.source.title in said
    assert [s.title for s in m.sources if s.title not in said] == []


@pytest.fixture(scope="module")
def sheets_clinic(tmp_path_factory):
    folder = tmp_path_factory.mktemp("clinic")
    shutil.copy("sample_data/clinic.toml", folder)
    return folder


@pytest.fixture
def sheet_of_code(sheets_clinic, open_screen):
    return lambda code: open_screen(sheets_clinic, "method", measure=code)


def test_open_shows_the_sheet_and_all_measures_the_list(empty_clinic, open_screen):
    shown = open_screen(empty_clinic, "method", construct="sleep")
    shown.app.button(key="open_isi").click().run()
    assert "Insomnia Severity Index" in shown.text
    assert "Meaningful change" in shown.text
    assert shown.app.query_params["measure"] == "isi"
    shown.app.button(key="all_measures").click().run()
    assert "measure" not in shown.app.query_params
    assert opened(shown) == [code for code, m in MEASURES.items() if m.construct == "sleep"]


def test_searching_leaves_the_sheet(empty_clinic, open_screen):
    shown = open_screen(empty_clinic, "method", measure="odi")
    shown.app.text_input(key="find").set_value("insomnia").run()
    assert opened(shown) == ["isi"]


def test_a_clinics_own_measure_is_listed_and_marked(empty_clinic, open_screen):
    (empty_clinic / "measures").mkdir()
    (empty_clinic / "measures" / "garden.toml").write_text(OWN, encoding="utf-8")
    shown = open_screen(empty_clinic, "method", find="gardening")
    assert opened(shown) == ["garden_minutes"]
    assert "clinic's own" in shown.text
    sheet = open_screen(empty_clinic, "method", measure="garden_minutes")
    assert "The clinic's own measure." in sheet.text
    assert "The clinic's own rule" in sheet.text
