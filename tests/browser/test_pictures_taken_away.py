"""Pictures to take away: drawn on the server as the browser draws them, offered under a name that tells of nobody."""

import re

import plotly.graph_objects as go
import pytest

from charts.figure_svg import figure_svg
from tests.browser.conftest import PATIENCE, TWICE_ENROLLED

PLOTS = """
() => [...document.querySelectorAll('.js-plotly-plot')].map(gd => ({
  data: gd.data, layout: gd.layout, width: gd.getBoundingClientRect().width,
  marks: [...gd.querySelectorAll('.scatterlayer .point')].map(mark => centre(mark, gd)),
  bars: [...gd.querySelectorAll('.barlayer .point path')].map(mark => centre(mark, gd)),
  texts: [...gd.querySelectorAll('.annotation-text')].map(text => [text.textContent, ...centre(text, gd)]),
}))
"""
CENTRE = """
() => {
  window.centre = (mark, picture) => {
    const [box, frame] = [mark.getBoundingClientRect(), picture.getBoundingClientRect()];
    return [box.left - frame.left + box.width / 2, box.top - frame.top + box.height / 2];
  };
}
"""
OURS = """
svg => {
  const place = document.createElement('div');
  place.style.cssText = 'position:absolute;left:0;top:0;z-index:99;line-height:0';
  place.innerHTML = svg;
  document.body.append(place);
  const picture = place.firstElementChild;
  const found = {
    marks: [...picture.querySelectorAll('svg circle, svg polygon:not([fill-opacity]), svg path')].map(mark => centre(mark, picture)),
    bars: [...picture.querySelectorAll('svg rect')].map(mark => centre(mark, picture)),
    texts: [...picture.querySelectorAll('text')].map(text => [text.textContent, ...centre(text, picture)]),
  };
  place.remove();
  return found;
}
"""
VIEWS = ("cohort", "cohort?view=who_left", "cohort?view=over_time", "cohort?view=checks", "programs")


@pytest.fixture(scope="module")
def server(sample_clinic, module_server):
    return module_server(sample_clinic)


def near(place, others, within) -> bool:
    return any(abs(place[0] - x) <= within and abs(place[1] - y) <= within for x, y in others)


@pytest.mark.parametrize("view", VIEWS)
def test_every_mark_and_text_stands_where_the_browser_puts_it(view, server, visit):
    visitor = visit(server)
    page = visitor.open(f"/{view}")
    page.locator(".js-plotly-plot .main-svg").first.wait_for(timeout=PATIENCE)
    visitor.settled()
    page.evaluate(CENTRE)
    plots = page.evaluate(PLOTS)
    assert plots
    for told in plots:
        svg = figure_svg(go.Figure(told["data"], told["layout"]), "", told["width"])
        ours = page.evaluate(OURS, f"{svg}")
        assert [mark for mark in told["marks"] if not near(mark, ours["marks"], 1.5)] == []
        assert [bar for bar in told["bars"] if not near(bar, ours["bars"], 1.5)] == []
        for text, *place in told["texts"]:
            same = [other[1:] for other in ours["texts"] if squeezed(other[0]) == squeezed(text)]
            assert near(place, same, 4), (text, place, same)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def unfolded(page) -> None:
    """A click that hits a button which still moves lands beside it."""
    page.wait_for_function("document.getAnimations().every(one => one.playState !== 'running')")


def take(page, form: str, place: int = 0):
    unfolded(page)
    with page.expect_download() as waiting:
        page.get_by_role("button", name=form, exact=True).nth(place).click()
    return waiting.value


def test_a_picture_that_tells_no_small_number_can_be_taken_in_three_forms(server, visit):
    visitor = visit(server)
    page = visitor.open("/programs")
    page.get_by_text("Show as table").first.click()
    names = {}
    for form, begins in (("CSV", b"\xef\xbb\xbf"), ("SVG", b"<svg"), ("PNG", b"\x89PNG")):
        taken = take(page, form)
        names[form] = taken.suggested_filename
        assert taken.path().read_bytes().startswith(begins)
    assert all(re.fullmatch(r"differences-[0-9a-f]{64}\.(csv|svg|png)", name) for name in names.values())
    assert len({name.rpartition(".")[0] for name in names.values()}) == 1
    assert visitor.foreign_requests == []
    assert visitor.complaints == []


def test_small_numbers_are_blotted_out_of_what_is_taken_away_and_stand_on_the_screen(server, visit):
    visitor = visit(server)
    page = visitor.open("/cohort")
    box = page.locator(".st-key-card_who_is_in")
    box.get_by_text("Show as table").click()
    box.get_by_role("group", name="Who is still in the data").wait_for()
    assert box.get_by_text("The picture stays here").count() == 1
    assert box.get_by_role("button", name="PNG", exact=True).count() == 0
    unfolded(page)
    with page.expect_download() as waiting:
        box.get_by_role("button", name="CSV", exact=True).click()
    rows = [line.split(",") for line in waiting.value.path().read_text(encoding="utf-8-sig").splitlines()[1:]]
    counts = [int(cell) for row in rows for cell in row[1:] if cell != "suppressed"]
    assert "suppressed" in {cell for row in rows for cell in row}
    assert not [n for n in counts if 0 < n < 11]


def test_a_patients_picture_carries_nothing_of_them_in_its_name(server, visit):
    visitor = visit(server)
    page = visitor.choose_patient(TWICE_ENROLLED)
    page.get_by_text("Show as table").first.click()
    taken = take(page, "CSV")
    assert re.fullmatch(r"course-[0-9a-f]{64}\.csv", taken.suggested_filename)
    content = taken.path().read_text(encoding="utf-8-sig")
    assert content.startswith("Measure,Checkpoint,On,Score")
    assert "Sedgestead" not in content
    assert TWICE_ENROLLED not in content
