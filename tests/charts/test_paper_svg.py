"""The screen's pictures on paper: the same marks in the same places, at a fixed size, in light colours."""

import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from charts.course_in_words import spoken_course
from charts.course_panel import draw_course_panel
from charts.event_lanes import Happening, draw_event_lanes, lanes_of
from charts.paper_style import LIGHT, STYLES, style_of
from charts.paper_svg import LANES_WIDTH, PANEL_WIDTH, paper_lanes, paper_panel
from charts.time_axis import Stop, TimeAxis
from charts.words import Mark
from domain.program import CheckpointKind

ROOT = Path(__file__).parents[2]
SVG = "{http://www.w3.org/2000/svg}"
DRAWN_BY = ("course_panel", "course_band", "course_labels", "event_lanes", "level_lane", "medication_lanes", "lane")


def marks(svg: str) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(svg).find(f"{SVG}g"))


def lanes(*happenings: Happening):
    return lanes_of(happenings, 60)


def test_nothing_fluid_is_left(in_program, make_course):
    svg = paper_panel(make_course("isi", 14, None, 22), in_program).svg
    for word in ("%", "class=", "var(", "light-dark", "preserveAspectRatio", "vector-effect"):
        assert word not in svg
    root = ElementTree.fromstring(svg)
    assert (root.get("width"), root.get("height")) == ("229", "132")


def test_a_score_stands_where_the_screen_has_it(in_program, make_course):
    """ODI 36 of 0–100 at week 6: 64 % of the plot's height from its top; its place across is the axis's."""
    picture = paper_panel(make_course("odi", 52, 48, 36), in_program)
    now = next(mark for mark in marks(picture.svg) if mark.get("r") == "5.4")
    plot_width = PANEL_WIDTH - 26 - 38
    assert float(now.get("cy")) == pytest.approx(0.64 * 104, abs=0.01)
    assert float(now.get("cx")) == pytest.approx(in_program.position(42) / 100 * plot_width, abs=0.01)
    assert now.get("fill") == LIGHT["better"]


def test_the_line_goes_through_the_dots(in_program, make_course):
    drawn = marks(paper_panel(make_course("odi", 52, 48, 36), in_program).svg)
    ends = [
        (m.get("x2"), m.get("y2")) for m in drawn if m.get("stroke") == LIGHT["ink"] and m.get("stroke-width") == "2"
    ]
    now = next(m for m in drawn if m.get("r") == "5.4")
    x, y = ends[-1]
    assert float(x) == pytest.approx(float(now.get("cx")), abs=0.02)
    assert float(y) == pytest.approx(float(now.get("cy")), abs=0.02)


def test_screen_and_paper_show_the_same_words(in_program, make_course):
    course = make_course("isi", 14, 17, 22)
    screen = ElementTree.fromstring(draw_course_panel(course, in_program))
    on_screen = ["".join(node.itertext()) for node in screen.iter("text") if "if-wide" not in node.get("class")]
    on_paper = [
        "".join(node.itertext()) for node in marks(paper_panel(course, in_program).svg) if node.tag == f"{SVG}text"
    ]
    assert on_paper == on_screen


def test_the_head_is_text_of_its_own(in_program, make_course):
    head = paper_panel(make_course("standing_tolerance", 15, 25, 45), in_program).head
    assert (head.title, head.value, head.unit, head.change) == ("Standing tolerance", "45", " min", "+30 from 15")
    assert (head.mark, head.word) == (Mark.BETTER, "Improved")
    assert "error not known" in head.small


def test_the_head_of_a_missing_score_says_so(in_program, make_course):
    head = paper_panel(make_course("phq9", 13, 12, None), in_program).head
    assert head.value == "–"
    assert "not done, last 12 at wk 2" in head.change
    assert head.mark is Mark.MISSING


def test_at_intake_there_is_no_verdict(in_program, make_course):
    head = paper_panel(make_course("odi", 52, current="intake"), in_program).head
    assert (head.mark, head.word, head.change) == (None, "", "at intake")


def test_the_words_of_the_picture_are_those_of_the_screen(in_program, make_course):
    course = make_course("odi", 52, 48, 36)
    assert paper_panel(course, in_program).alt == spoken_course(course, in_program)


def test_a_wide_panel_shows_the_labels_there_is_room_for(whole_axis, make_course):
    course = make_course("odi", 52, 48, 36, 30, 31, 32, 33)
    wide, narrow = (paper_panel(course, whole_axis, width).svg for width in (640, PANEL_WIDTH))
    assert len(re.findall("<text", wide)) > len(re.findall("<text", narrow))


def test_lanes_keep_sessions_spans_and_moments(in_program):
    drawn = lanes(
        Happening("session_attended", 3), Happening("session_missed", 7), Happening("procedure", 30, "injection"),
        Happening("work_status", 0, "off work"),
    )  # fmt: skip
    picture = paper_lanes(drawn, in_program, "week_6", 42)
    found = marks(picture.svg)
    assert sum(mark.tag == f"{SVG}circle" for mark in found) == 2
    assert sum(mark.tag == f"{SVG}rect" for mark in found) == 1
    assert sum(mark.tag == f"{SVG}polygon" for mark in found) == 1  # the sign of a moment, drawn
    assert "◆" not in picture.svg
    assert "injection" in picture.svg
    assert "1 of 2 attended" in picture.alt
    assert picture.width == LANES_WIDTH


def test_without_lanes_there_is_no_picture(in_program):
    assert paper_lanes([], in_program) is None


def test_hostile_words_are_escaped(in_program):
    text = '<script>"x"</script> & ◆'
    picture = paper_lanes(lanes(Happening("procedure", 3, text)), in_program)
    assert "<script>" not in picture.svg
    assert text in ["".join(mark.itertext()) for mark in marks(picture.svg)]


def test_every_class_that_these_pictures_use_has_a_look_on_paper(in_program, make_course):
    """Read from the drawing modules, so that a new class cannot come to paper without one."""
    names: set[str] = set()
    for module in DRAWN_BY:
        path = ROOT / "charts" / f"{module}.py"
        source = path.read_text() if path.exists() else ""
        for written in re.findall(r'class_=f?"([^"{]+)"|else "([a-z- ]+)"', source):
            names |= {name for part in written for name in part.split()}
    boxes = {"panel", "plot", "plot-frame", "stretched", "lanes", "lanes-plot", "band-note"}
    drawn = {name for name in names if re.search(r"-|now|dot|cut|stop|course|gap|today", name)} - boxes
    assert sorted(name for name in drawn if name not in STYLES) == []


CSS = re.compile(r"^((?:svg )?[.\w ,-]+) \{ ([^}]*) \}$", re.MULTILINE)


def test_paper_has_the_colours_of_the_style_sheet():
    """Each `fill: var(--x)` and `stroke: var(--x)` of the style sheets for a class of these pictures, in its light value."""
    wrong = []
    sheets = "".join((ROOT / "static" / name).read_text() for name in ("app.css", "pages.css"))
    for selectors, body in CSS.findall(sheets):
        for selector in selectors.split(","):
            if selector.strip() == ".plot .level":
                continue  # a number of the day panel, which is not printed
            name = selector.strip().split(".")[-1]
            for key, token in re.findall(r"\b(fill|stroke): var\(--([\w-]+)\)", body):
                if name in STYLES and STYLES[name].get(key) != LIGHT[token.replace("-", "_")]:
                    wrong.append((name, key, STYLES[name].get(key), LIGHT[token.replace("-", "_")]))
    assert wrong == []


def test_a_later_class_overrides_an_earlier_one_whatever_the_order_in_the_element():
    assert style_of("circle", ["now-missing", "now"])["stroke"] == LIGHT["line2"]
    assert style_of("line", ["worse-line", "line-unverified"])["stroke-dasharray"] == "2 4"


def test_an_axis_of_one_checkpoint_can_be_printed(make_course):
    axis = TimeAxis((Stop("intake", "Intake", 0, CheckpointKind.INTAKE),))
    assert paper_panel(replace(make_course("odi", 52, current="intake")), axis).svg
    assert draw_event_lanes([], axis)


@pytest.mark.parametrize("scores", [(1000, 1050, 1100, 1204), (310, 330, 350, 392)])
def test_the_last_value_has_room_inside_the_picture(in_program, make_course, scores):
    """Letters are about 0.6 of their size wide (IBM Plex Sans digits: exactly 0.6)."""
    picture = paper_panel(make_course("walk_6min", *scores, current="program_end"), in_program)
    value = next(mark for mark in marks(picture.svg) if mark.get("font-size") == "13")
    right = 26 + float(value.get("x")) + float(value.get("dx")) + len(value.text) * 13 * 0.6
    assert right <= picture.width
