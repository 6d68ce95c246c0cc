"""Items, forms, enlarged measures, histories, medicines, authorizations, sources: what stands in each cell."""

from collections import namedtuple
from datetime import UTC, date, datetime

import pytest

from charts.authorization_table import authorization_rows, packet_rows
from charts.course import OutsideScore
from charts.form_matrix import form_table
from charts.history_panel import DatedScore, History, Strand, axis_of, draw_histories, spoken_history, table_of
from charts.item_answers import AnsweredForm, item_table
from charts.measure_detail import detail_rows
from charts.medication_table import medication_rows
from charts.score_origin_words import GIVEN, how_scored, origin_entries
from domain.measures import MEASURES
from domain.packet_register import PacketDraft, PacketRow, PacketState, PayerAnswer, PayerDecision
from domain.program import CheckpointStatus, Window
from metrics.score_origin import FormerValue, Gone, Place, ScoreOrigin
from tests.charts.conftest import STOPS

ODI, PHQ9 = MEASURES["odi"], MEASURES["phq9"]
MARCH = date(2025, 3, 1)
NAMES = {stop.code: stop.label for stop in STOPS}


def titles(columns):
    return [column.title for column in columns]


def test_items_stand_in_the_order_of_their_numbers_and_forms_in_the_order_of_their_days():
    later = AnsweredForm(date(2025, 4, 1), "End", '{"1": 0, "2": 1, "10": 3}')
    first = AnsweredForm(MARCH, "Intake", '{"1": 3, "2": null, "10": 2}')
    columns, rows = item_table([later, first])
    assert titles(columns) == ["Item", "Intake 1 Mar 2025", "End 1 Apr 2025"]
    assert rows == [["1", "3", "0"], ["2", "–", "1"], ["10", "2", "3"]]


def test_named_parts_of_a_form_follow_its_numbered_items():
    _, rows = item_table([AnsweredForm(MARCH, "", '{"to_bed": 23.5, "q2": 1, "q1": 0}')])
    assert [row[0] for row in rows] == ["1", "2", "To bed"]


@pytest.mark.parametrize("text", ["", "no json", "[1, 2]", "3"])
def test_what_is_no_object_of_answers_gives_no_row(text):
    assert item_table([AnsweredForm(MARCH, "Intake", text)])[1] == []


def test_each_checkpoint_of_an_enlarged_measure_has_its_score_change_and_band(make_course, whole_axis):
    course = make_course("odi", 44, None, 20, outside=(OutsideScore(70, 24, date(2025, 5, 10)),))
    rows = detail_rows(course, whole_axis, NAMES.__getitem__)
    assert [row[0] for row in rows] == ["Intake", "wk 2", "wk 6", "outside every window"]
    assert [row[2] for row in rows] == ["44%", "not done", "20%", "24%"]
    assert [row[3] for row in rows] == ["±0", "–", "−24", "–"]
    assert rows[0][4] == ODI.band_of(44).label


def test_without_intake_score_no_change_is_told(make_course, whole_axis):
    rows = detail_rows(make_course("odi", None, 30, 20), whole_axis, NAMES.__getitem__)
    assert {row[3] for row in rows} == {"–"}


WINDOWS = {
    "intake": Window(date(2025, 2, 1), date(2025, 2, 8), date(2025, 2, 15)),
    "week_2": Window(date(2025, 2, 16), date(2025, 2, 22), date(2025, 3, 4)),
    "week_6": Window(date(2025, 3, 12), date(2025, 3, 22), date(2025, 4, 1)),
}


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (CheckpointStatus.MISSED, "not done"),
        (CheckpointStatus.OPEN, "open until 4 Mar 2025"),
        (CheckpointStatus.LATE, "overdue, open until 4 Mar 2025"),
        (CheckpointStatus.UPCOMING, "from 16 Feb 2025"),
        (CheckpointStatus.LEFT, "left"),
        (CheckpointStatus.NOT_DUE, "no longer due"),
    ],
)
def test_a_form_that_is_not_in_says_why(make_course, status, said):
    course = make_course("odi", 44, None)
    points = (course.points[0], type(course.points[1])("week_2", status))
    columns, rows = form_table([type(course)(ODI, points, "intake")], WINDOWS, NAMES.__getitem__)
    assert titles(columns) == ["Measure", "Intake", "wk 2", "wk 6"]
    assert rows == [["Disability (ODI)", "44%", said, "–"]]


def test_two_values_are_said_whatever_the_status(make_course):
    course = make_course("odi", 44, None, conflict="week_2")
    assert form_table([course], WINDOWS, NAMES.__getitem__)[1][0][2] == "two values"


FIRST = Strand(
    "Short program",
    MARCH,
    date(2025, 4, 1),
    (DatedScore(MARCH, 50, "Intake"), DatedScore(date(2025, 3, 29), 30, "End")),
)
SECOND = Strand("Long program", date(2026, 3, 1), date(2026, 6, 1), (DatedScore(date(2026, 3, 2), 44, "Intake"),))
HISTORY = History(ODI, (FIRST, SECOND), (DatedScore(date(2025, 9, 1), 36),))


def test_no_line_joins_two_courses_of_care():
    drawn = draw_histories([HISTORY], axis_of([HISTORY]))
    assert drawn.count('class="course"') == 1
    assert drawn.count('class="dot"') == 3
    assert drawn.count('class="dot-outside"') == 1
    assert drawn.count('class="episode-span"') == 2
    assert "50 → 30, then 44" in drawn


def test_a_history_is_said_in_words_and_rows():
    said = spoken_history(HISTORY)
    assert said.startswith(
        "Oswestry Disability Index, lower is better. Short program: Intake 50% on 1 Mar 2025; End 30%"
    )
    assert said.endswith("Outside every window: 36% on 1 Sep 2025.")
    assert [row[1:3] for row in table_of([HISTORY])] == [
        ["Short program", "Intake"], ["Short program", "End"], ["Long program", "Intake"], ["outside every window", "–"],
    ]  # fmt: skip


def test_directions_are_never_mixed_in_one_display_of_histories():
    both = [HISTORY, History(MEASURES["pseq"], (FIRST,))]
    drawn = draw_histories(both, axis_of(both))
    assert drawn.index("higher is better") < drawn.index("Pain self-efficacy") < drawn.index("↓ lower is better")


def test_without_a_course_of_care_there_is_no_axis():
    with pytest.raises(ValueError, match="at least one course"):
        axis_of([])


Drug = namedtuple(
    "Drug", "drug strength dose dose_unit per_day daily_amount as_needed started stopped status in_conflict"
)


def drug(name, started, stopped=None, status="active", in_conflict=False, strength="300 mg"):
    return Drug(name, strength, None, None, None, None, None, started, stopped, status, in_conflict)


def test_medicines_that_run_come_first():
    listed = [drug("ibuprofen", date(2024, 1, 1), date(2024, 2, 1), "stopped"), drug("gabapentin", date(2025, 1, 1))]
    rows = medication_rows(listed, MARCH)
    assert [row[0] for row in rows] == ["Gabapentin", "Ibuprofen"]
    assert rows[0] == ["Gabapentin", "300 mg", "1 Jan 2025", "–", "active"]


def test_a_medicine_on_which_sources_differ_says_so():
    assert medication_rows([drug("gabapentin", None, in_conflict=True)], MARCH)[0][2:] == [
        "not known",
        "–",
        "two sources differ",
    ]


Asked = namedtuple(
    "Asked",
    "service level payer requested_on decided_on decision units_requested units_approved units_used valid_from valid_to reason in_conflict",
)


def test_an_authorization_tells_what_was_asked_approved_and_used():
    row = Asked(
        "97799", "initial", "medicare", MARCH, date(2025, 3, 9), "approved", 36.0, 24.0, 6.0, MARCH, None, None, False
    )
    (told,) = authorization_rows([row], str.title)
    assert told == [
        "97799",
        "initial",
        "Medicare",
        "1 Mar 2025",
        "approved, 9 Mar 2025",
        "24 of 36, 6 used",
        "1 Mar 2025 to …",
        "–",
    ]


def test_packets_come_newest_first_with_their_states():
    at = datetime(2025, 3, 1, 9, tzinfo=UTC)
    draft = PacketDraft("someone", "continuation", payer="medicare")
    old = PacketRow("P-OLD", 1, PacketState.DECIDED, draft, 4, "A. Okafor", at, "A. Okafor", at, signed_by="A. Okafor", signed_at=at,
                    sent_on=MARCH, answer=PayerAnswer(PayerDecision.DENIED, date(2025, 3, 20)))  # fmt: skip
    new = PacketRow("P-NEW", 1, PacketState.DRAFT, draft, 1, "A. Okafor", at.replace(month=4), "A. Okafor", at)
    rows = packet_rows([old, new], str.title)
    assert [row[0] for row in rows] == ["P-NEW, version 1", "P-OLD, version 1"]
    assert rows[1][3:] == [
        "decided",
        "1 Mar 2025, A. Okafor",
        "1 Mar 2025, A. Okafor",
        "1 Mar 2025",
        "denied on 20 Mar 2025",
    ]
    assert rows[0][5:] == ["–", "–", "–"]


PLACE = Place("scores.csv", 512, 3, "2025-03-02T08:00:00-06:00")


def test_a_score_tells_its_line_load_and_time_in_the_clinics_zone():
    entries = origin_entries("Intake 40%", ODI, ScoreOrigin("a", "given", (PLACE,)), UTC)
    assert entries == [
        ("Intake 40%, from", "scores.csv, line 512; load 3 of 2 Mar 2025 14:00"),
        ("Intake 40%, scored", GIVEN),
    ]


def test_a_computed_score_names_its_rule_and_whether_its_source_was_read():
    said = how_scored(PHQ9, ScoreOrigin("a", "scored", (PLACE,)))
    assert said.startswith("9 items; answers 0–3.")
    assert PHQ9.scoring.source.label in said
    assert said.endswith("verified)")


def test_what_a_score_replaced_is_told_with_its_reason():
    former = FormerValue(44.0, PLACE, Gone.NEWER_VERSION)
    entries = dict(origin_entries("Intake 40%", ODI, ScoreOrigin("a", "given", (PLACE,), (former,)), UTC))
    assert (
        entries["Intake 40%, replaced"]
        == "44% (scores.csv, line 512; load 3 of 2 Mar 2025 14:00): a newer version came"
    )


def test_a_derived_score_names_a_few_of_its_lines_and_counts_the_others():
    days = tuple(Place("diary.csv", line, 1, "2025-03-02T08:00:00+00:00") for line in range(2, 9))
    entries = dict(
        origin_entries("Intake 80%", MEASURES["sleep_efficiency"], ScoreOrigin("w", None, days, (), True), UTC)
    )
    assert entries["Intake 80%, from"].count("diary.csv") == 3
    assert entries["Intake 80%, from"].endswith("; and 4 more lines")
    assert entries["Intake 80%, scored"] == "the week's value, from the days that are listed"
