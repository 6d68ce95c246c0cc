"""Pictures of one patient on a sheet to take away."""

from datetime import date
from xml.etree.ElementTree import fromstring

import pytest

from charts.history_panel import DatedScore, History, Strand, axis_of, draw_history_panel, spoken_history
from charts.paper_style import style_of
from charts.paper_svg import Frame, PaperPicture, PictureHead, paper_panel, paper_plot
from charts.picture_sheet import Group, sheet
from charts.words import Mark
from domain.measures import MEASURES

NS = "{http://www.w3.org/2000/svg}"


def texts(svg: str) -> list[str]:
    return ["".join(node.itertext()) for node in fromstring(svg).iter(NS + "text")]


def test_groups_stand_below_one_another_each_under_its_heading(make_course, in_program):
    odi, pseq = (paper_panel(make_course(code, 40, 30, 20), in_program) for code in ("odi", "pseq"))
    drawn = texts(sheet([Group("↑ higher is better", (pseq,)), Group("↓ lower is better", (odi,))], 4, "both"))
    assert (
        drawn.index("↑ higher is better") < drawn.index("Pain self-efficacy (PSEQ)") < drawn.index("↓ lower is better")
    )
    assert "20% −20 from 40" in drawn


def test_a_sheet_is_as_wide_as_its_longest_row_and_says_all_its_values(make_course, in_program):
    panels = tuple(paper_panel(make_course("odi", 40, 30, 20), in_program) for _ in range(5))
    three, one = (fromstring(sheet([Group("", panels)], across, "all values")) for across in (3, 1))
    assert float(three.get("width")) > 2.5 * float(one.get("width"))
    assert float(one.get("height")) > 2 * float(three.get("height"))
    assert three[0].text == "all values"


def test_words_that_would_run_into_the_next_picture_are_cut():
    head = PictureHead("A measure", mark=Mark.MISSING, word="Cannot tell", small="because " * 30)
    picture = PaperPicture("", "", 200, 50, head)
    cut = next(text for text in texts(sheet([Group("", (picture, picture))], 2, "")) if text.startswith("Cannot tell"))
    assert cut.endswith("…")
    assert len(cut) < 40


def test_a_sheet_without_a_picture_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        sheet([Group("", ())], 3, "")


def test_any_plot_of_the_house_needs_no_style_sheet_once_it_is_fixed():
    strand = Strand("Short", date(2025, 1, 6), date(2025, 3, 1), (DatedScore(date(2025, 1, 6), 50, "Intake"), DatedScore(date(2025, 3, 1), 30, "End")))  # fmt: skip
    history = History(MEASURES["odi"], (strand,))
    fixed = paper_plot(
        draw_history_panel(history, axis_of([history])), spoken_history(history), Frame(400, 40, 20, 8, 20)
    )
    assert "class=" not in fixed.svg
    assert "%" not in fixed.svg.replace("50%", "").replace("30%", "")
    assert fixed.alt.startswith("Oswestry")


def test_a_level_of_days_is_a_word_and_not_a_grey_field():
    assert style_of("text", ["level"])["fill"] != style_of("rect", ["level"])["fill"]
