"""The reassessment brief: always one page, everything on it where it fits, and counted where it does not."""

import io
import re
from dataclasses import replace

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from charts.flags import Flag, FlagKind
from documents.brief import GoalLine, PanelGroup, Point
from documents.brief_pdf import brief_pdf
from documents.paper import Run, Size, Tone
from documents.typst_brief import PLANS, shortened, shown_panels
from documents.typst_values import plain
from tests.documents.sample_brief import LONG, groups, longest, many_lanes, usual


def reader(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


def text_of(pdf: bytes) -> str:
    return re.sub(r"[\u200b]", "", "\n".join(page.extract_text() for page in reader(pdf).pages))


@pytest.fixture(scope="module")
def usual_text() -> str:
    return text_of(brief_pdf(usual()))


def test_a_usual_brief_holds_everything(usual_text):
    brief = usual()
    texts = [brief.name, brief.facts, brief.second, *[run.text for run in brief.sentence], brief.key, brief.rule_says]
    texts += [flag.fact for flag in brief.flags] + [flag.why for flag in brief.flags]
    texts += [part for point in brief.points for part in (point.text, point.basis)]
    texts += [line.text for line in brief.rule] + [part for goal in brief.goals for part in (goal.text, goal.state)]
    texts += [picture.head.title for group in brief.groups for picture in group.pictures]
    texts += [brief.payer, brief.prepared, brief.number, *[step.label for step in brief.steps]]
    found = re.sub(r"\s+", "", usual_text)
    assert [text for text in texts if re.sub(r"\s+", "", text) not in found] == []
    assert "more on screen" not in usual_text


def test_safety_stands_before_worse_before_missing(usual_text):
    places = [usual_text.index(words) for words in ("Oxycodone", "Insomnia rose", "PHQ-9 was not done")]
    assert places == sorted(places)


def test_function_stands_before_the_rest_and_directions_apart(usual_text):
    assert (
        usual_text.index("higher is better")
        < usual_text.index("Standing tolerance")
        < usual_text.index("lower is better")
    )


@pytest.mark.parametrize("size", Size)
@pytest.mark.parametrize("make", [usual, longest])
def test_it_is_one_page_of_its_size(make, size):
    (page,) = reader(brief_pdf(make(size))).pages
    assert float(page.mediabox.height) == pytest.approx(792 if size is Size.LETTER else 841.89, abs=0.01)


def test_what_was_left_out_is_counted_and_panels_are_named():
    found = re.sub(r"\s+", " ", text_of(brief_pdf(longest())))
    assert "and 15 more on screen" in found  # 20 flags, the 5 of safety on the page
    assert "and 10 more on screen" in found  # 12 talking points, 2 on the page
    assert re.search(r"and 9 more on screen: Sleep efficiency", found)  # 17 panels, 8 on the page


def test_many_lanes_are_drawn_smaller_before_they_are_left_out():
    crowded = replace(usual(), groups=groups(7, 10), lanes=many_lanes())
    assert "it did not fit this page" not in text_of(brief_pdf(crowded))
    assert "it did not fit this page" in text_of(brief_pdf(longest()))


def test_a_flag_of_safety_is_never_left_out_and_its_fact_never_cut():
    fact = "A safety sentence that is as long as a hundred and twenty letters, which is about two lines of half a page of text."
    eight = tuple(Flag(FlagKind.SAFETY, f"{i}. {fact}"[:120], LONG) for i in range(8))
    others = tuple(flag for flag in longest().flags if flag.kind is not FlagKind.SAFETY)
    pdf = brief_pdf(replace(longest(), flags=(*others, *eight)))
    found = text_of(pdf)
    assert len(reader(pdf).pages) == 1
    assert found.count("▲") == 8
    assert re.sub(r"\s+", "", f"7. {fact}"[:120]) in re.sub(r"\s+", "", found)


def test_without_flags_the_page_says_so():
    assert "Nothing in the record raises a flag." in text_of(brief_pdf(replace(usual(), flags=())))


def test_it_is_tagged_titled_and_the_same_each_time():
    pdf = brief_pdf(usual())
    assert reader(pdf).metadata.title == "Reassessment brief"
    assert reader(pdf).trailer["/Root"]["/MarkInfo"]["/Marked"] == True  # noqa: E712, a boolean of the file
    assert "Person Example" not in str(dict(reader(pdf).metadata))
    assert brief_pdf(usual()) == pdf


def test_an_empty_brief_is_a_page_too():
    bare = replace(
        usual(), flags=(), points=(), groups=(), lanes=None, rule=(), rule_says="", goals=(), payer="", key="", steps=()
    )
    assert "Person Example" in text_of(brief_pdf(bare))
    assert "What was done" not in text_of(brief_pdf(bare))


def test_markup_in_a_name_is_printed_as_it_was_written():
    name = '#eval("1") *x* <b>Vega</b> $y$'
    assert name in text_of(
        brief_pdf(replace(usual(), name=name, points=(Point(name, name),), goals=(GoalLine(name, name),)))
    )


def test_a_cut_text_ends_at_a_word_with_an_ellipsis_and_keeps_its_tones():
    assert shortened("one two three", 13) == "one two three"
    assert shortened("one two three", 10) == (Run("one two…"),)
    runs = (Run("Bold start. ", Tone.STRONG), Run("The rest of it."))
    assert shortened(runs, 20) == (runs[0], Run("The…"))


@given(some.text(max_size=300), some.integers(2, 120))
def test_no_cut_text_is_longer_than_asked(text, most):
    assert len(plain(shortened(text, most))) <= most


def test_every_group_gets_a_row_before_any_gets_a_second():
    kept, left_out = shown_panels(groups(7, 10), 2)
    assert [len(group.pictures) for group in kept] == [4, 4]
    assert len(left_out) == 9
    kept, left_out = shown_panels(groups(2, 10), 3)
    assert [len(group.pictures) for group in kept] == [2, 8]
    assert len(left_out) == 2


@given(some.integers(0, 7), some.integers(0, 10), some.integers(1, 8))
@settings(max_examples=25)
def test_no_panel_is_lost_between_shown_and_left_out(up, down, rows):
    given_groups = groups(up, down)
    kept, left_out = shown_panels(given_groups, rows)
    assert sum(len(group.pictures) for group in kept) + len(left_out) == up + down


def test_later_versions_of_the_page_hold_no_more_text():
    with_lanes = [plan.letters for plan in PLANS if plan.lanes_share == 1]
    without = [plan.letters for plan in PLANS if plan.lanes_share == 0]
    assert with_lanes == sorted(with_lanes, reverse=True)
    assert without == sorted(without, reverse=True)


@given(
    some.integers(0, 12), some.integers(0, 12), some.integers(0, 12), some.integers(0, 12), some.integers(0, 3),
    some.sampled_from(Size), some.booleans(),
)  # fmt: skip
@settings(max_examples=25)
def test_any_mixture_of_lengths_is_one_page(flags, points, goals, rule, panels, size, has_lanes):
    whole = longest(size)
    brief = replace(
        whole, flags=whole.flags[:flags], points=whole.points[:points], goals=whole.goals[:goals], rule=whole.rule[:rule],
        groups=whole.groups[: panels % 3], lanes=whole.lanes if has_lanes else None, second=LONG if panels else "",
    )  # fmt: skip
    assert len(reader(brief_pdf(brief)).pages) == 1


def test_a_group_of_a_measure_without_direction_is_printed_too():
    only = (PanelGroup("neither", groups(1, 0)[0].pictures),)
    assert "neither" in text_of(brief_pdf(replace(usual(), groups=only)))
