"""The small pieces: flags, states, track, counts, rows, lanes, tables. Each carries its words and escapes its text."""

import xml.etree.ElementTree as ElementTree

import pytest

from charts import states
from charts.checkpoint_track import Step, draw_checkpoint_track
from charts.event_lanes import Happening, draw_event_lanes, lanes_of
from charts.flags import Flag, FlagKind, draw_flags, short_flags
from charts.kpi_strip import Kpi, draw_kpi_strip
from charts.page_text import heading, lead, person_strip
from charts.sparkline import draw_sparkline
from charts.table import Column, draw_table
from charts.words import Mark
from charts.worklist import WorklistRow, worklist_head, worklist_row
from domain.measures import MEASURES
from domain.program import CheckpointStatus
from metrics.verdict import change_verdict

NASTY = "<script>alert('x')</script>\n\n& more"
ODI = MEASURES["odi"]


def words(markup: str) -> str:
    return "".join(ElementTree.fromstring(f"<x>{markup}</x>").itertext())


def row(**changes) -> WorklistRow:
    verdict = change_verdict(ODI, 62, 38)
    given = {
        "time": "09:20",
        "name": "Test Person",
        "age": "61",
        "place": "Interdisciplinary · wk 12",
        "measure": ODI,
        "scores": (62, 54, None, 38),
    }
    return WorklistRow(**{**given, "slots": 7, "verdict": verdict, "forms": "8 of 8", **changes})


@pytest.mark.parametrize(
    "drawn",
    [
        draw_flags([Flag(FlagKind.WORSE, NASTY, NASTY)]),
        states.empty(NASTY, NASTY),
        states.failed(NASTY, NASTY),
        states.missing_form(NASTY, NASTY),
        states.stale(NASTY, True),
        draw_checkpoint_track([Step(NASTY, CheckpointStatus.DONE, when=NASTY)]),
        draw_kpi_strip([Kpi(NASTY, NASTY, NASTY)]),
        lead(NASTY, NASTY),
        heading(NASTY, NASTY),
        person_strip(NASTY, NASTY, NASTY),
        worklist_head(NASTY),
        worklist_row(row(name=NASTY, place=NASTY, forms=NASTY, time=NASTY, flags=(Flag(FlagKind.SAFETY, NASTY),))),
        draw_table([Column(NASTY)], [[NASTY]], NASTY),
    ],
)
def test_text_from_outside_is_escaped_and_stays_on_one_line(drawn):
    ElementTree.fromstring(drawn)
    assert "<script" not in drawn
    assert "\n" not in drawn


def test_safety_comes_first_and_alone_is_red():
    drawn = draw_flags(
        [Flag(FlagKind.MISSING, "PHQ-9 was not done."), Flag(FlagKind.SAFETY, "Item 9 was 1.", "Ask today.")]
    )
    assert words(drawn).index("Item 9") < words(drawn).index("PHQ-9 was not done")
    assert drawn.count("flag-safety") == 1


def test_flags_in_a_row_keep_their_word_for_screen_readers():
    assert "Safety: " in words(short_flags([Flag(FlagKind.SAFETY, "Item 9 was 1")]))


def test_too_few_says_from_how_many_a_percentage_appears():
    assert words(states.too_few(7, 20)) == "7 patients. Too few to show a percentage.Percentages appear at 20 or more."
    assert words(states.too_few(1, 20)).startswith("1 patient. ")


def test_the_track_says_what_was_missed_and_where_we_are():
    drawn = draw_checkpoint_track(
        [
            Step("Intake", CheckpointStatus.DONE),
            Step("Week 2", CheckpointStatus.MISSED),
            Step("Week 6", CheckpointStatus.OPEN, True),
            Step("End", CheckpointStatus.UPCOMING),
        ]
    )
    assert words(drawn) == "Intake, doneWeek 2 · not doneWeek 6 · openEnd, to come"
    assert drawn.count('aria-current="step"') == 1


def test_a_sparkline_states_its_values_and_breaks_at_a_missing_one():
    drawn = ElementTree.fromstring(draw_sparkline(ODI, (62, 54, None, 38), Mark.BETTER, 7))
    assert drawn.find("title").text == "Disability (ODI): 62%, 54%, not done, 38%"
    styles = [node.get("class") for node in drawn]
    assert styles.count("course") == 1
    assert styles.count("spark-tick") == 7
    assert styles.count("now now-better") == 1


def test_the_sparkline_scale_is_the_measures_own():
    heights = {draw_sparkline(ODI, (v,)).split("cy=")[1].split('"')[1] for v in (0, 100)}
    assert heights == {"4", "28"}


def test_a_first_visit_has_no_chip():
    drawn = worklist_row(row(verdict=None, scores=(), instead="first visit"))
    assert "first visit" in words(drawn)
    assert "chip" not in drawn
    assert "<svg" not in drawn


def test_a_row_says_what_weakens_its_word():
    within = change_verdict(MEASURES["pseq"], 26, 15)
    assert "!Worsewithin error" in words(worklist_row(row(verdict=within)))
    unverified = change_verdict(MEASURES["standing_tolerance"], 15, 45)
    assert "error not known · unverified" in words(worklist_row(row(verdict=unverified)))


def test_a_note_is_not_drawn_as_an_alert():
    drawn = draw_flags([Flag(FlagKind.NOTE, "Worse on an unverified threshold"), Flag(FlagKind.WORSE, "ODI worse")])
    assert words(drawn).index("ODI worse") < words(drawn).index("unverified")
    assert "Note: " in words(drawn)
    assert drawn.count("flag-worse") == 1


def test_lanes_tell_sessions_as_a_count_and_everything_else_with_its_week(in_program):
    given = [
        Happening("session_attended", 3),
        Happening("session_missed", 5),
        Happening("procedure", 18, NASTY),
        Happening("work_status", 0, "off work"),
        Happening("work_status", 28, "light duties"),
    ]
    lanes = lanes_of(given, until_day=43)
    assert [lane.name for lane in lanes] == ["Sessions", "Procedures", "Work"]
    drawn = draw_event_lanes(lanes, in_program, "week_6", 43)
    assert "\n" not in drawn
    assert "<script" not in drawn
    said = ElementTree.fromstring(drawn).find(".//title").text
    assert "Sessions: 1 of 2 attended" in said
    assert "off work, week 0 to week 4; light duties, week 4 to week 6" in said
    assert drawn.count("lane-missed") == 1
    assert "today" in words(drawn)


def test_events_off_the_axis_are_not_drawn(in_program):
    drawn = draw_event_lanes(lanes_of([Happening("flare", 300, "later")], until_day=300), in_program)
    assert "later" not in drawn


def test_a_lane_text_that_would_run_into_the_next_mark_stays_in_its_title(in_program):
    near = [
        Happening("medication_change", 10, "a rather long text on a dose"),
        Happening("medication_change", 12, "short"),
    ]
    drawn = ElementTree.fromstring(draw_event_lanes(lanes_of(near, 43), in_program))
    written = [node.text for node in drawn.iter("text") if node.get("class") == "lane-text"]
    assert written == ["short"]


def test_no_event_gives_no_lane(in_program):
    assert lanes_of([], until_day=10) == []
    ElementTree.fromstring(draw_event_lanes([], in_program))


def test_a_table_row_of_another_length_is_refused():
    with pytest.raises(ValueError, match="zip"):
        draw_table([Column("a"), Column("b")], [["1"]], "name")
