"""What is in the picture of one measure."""

import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as some

from charts.course import Course, CoursePoint, OutsideScore
from charts.course_groups import draw_course_groups, leading_measures
from charts.course_panel import draw_course_panel
from charts.time_axis import Stop, TimeAxis
from domain.measures import MEASURES
from domain.program import CheckpointKind, CheckpointStatus
from metrics.verdict import change_verdict


def texts(markup: str) -> list[str]:
    return ["".join(node.itertext()) for node in ElementTree.fromstring(markup).iter("text")]


def title(markup: str) -> str:
    return ElementTree.fromstring(markup).find(".//title").text


def classes(markup: str) -> list[str]:
    return [name for node in ElementTree.fromstring(markup).iter() for name in node.get("class", "").split()]


def test_the_head_says_value_unit_change_and_verdict(in_program, make_course):
    panel = draw_course_panel(make_course("standing_tolerance", 15, 25, 45), in_program)
    words = "".join(ElementTree.fromstring(panel).itertext())
    for expected in ("Standing tolerance", "45 min", "+30 from 15", "Improved", "error not known"):
        assert expected in words


def test_the_head_does_not_round_a_change_up_to_the_meaningful_one(in_program, make_course):
    panel = draw_course_panel(make_course("pile_lumbar", 11.8, 13, 16.79), in_program)
    words = "".join(ElementTree.fromstring(panel).itertext())
    assert "No clear change" in words  # a meaningful change is 5 kg
    assert "16.79 kg+4.99 from 11.8" in words


def test_the_title_states_every_value(in_program, make_course):
    said = title(draw_course_panel(make_course("odi", 52, 48, 36), in_program))
    for expected in (
        "Oswestry Disability Index, lower is better",
        "Intake 52%",
        "wk 2 48%",
        "wk 6 36%",
        "−16",
        "improved",
        "±8.5",
    ):
        assert expected in said


def test_a_missed_checkpoint_is_named_and_the_line_is_dotted_across_it(in_program, make_course):
    panel = draw_course_panel(make_course("phq9", 13, None, 11), in_program)
    assert "not done" in texts(panel)
    assert classes(panel).count("course-skips") == 1


def test_without_intake_score_no_change_and_no_verdict_colour(in_program, make_course):
    panel = draw_course_panel(make_course("gad7", None, 9, 8), in_program)
    assert "no intake score: change cannot be told" in panel
    assert "now-missing" in classes(panel)
    assert "improved-line" not in classes(panel)
    assert " from " not in panel


def test_at_intake_nothing_is_judged(in_program, make_course):
    panel = draw_course_panel(make_course("odi", 52, current="intake"), in_program)
    assert "at intake" in panel
    assert "chip " not in panel


def test_a_score_not_done_today_says_so_and_gives_the_last_one(in_program, make_course):
    panel = draw_course_panel(make_course("phq9", 13, 12, None), in_program)
    assert "not done, last 12 at wk 2" in panel
    assert "Cannot tell" in panel


def test_a_conflict_is_shown_and_neither_value_used(in_program, make_course):
    panel = draw_course_panel(make_course("peg", 6, 5, None, conflict="week_6"), in_program)
    assert "two values" in texts(panel)
    assert "sources disagree, neither value is used" in panel


def test_an_error_bar_is_drawn_only_where_the_error_is_known(in_program, make_course):
    assert "error-bar" in classes(draw_course_panel(make_course("odi", 52, 48, 36), in_program))
    assert "error-bar" not in classes(draw_course_panel(make_course("walk_6min", 310, 320, 392), in_program))


def test_an_unverified_threshold_is_marked(in_program, make_course):
    panel = draw_course_panel(make_course("chair_stand_30s", 8, 9, 12), in_program)
    assert "line-unverified" in classes(panel)
    assert "unverified" in panel
    assert "line-unverified" not in classes(draw_course_panel(make_course("pseq", 18, 20, 29), in_program))


def test_a_value_above_the_chart_is_marked_and_not_silently_moved(in_program, make_course):
    assert "130 ↑" in texts(draw_course_panel(make_course("standing_tolerance", 15, 130, 45), in_program))


def test_a_score_outside_every_window_is_a_hollow_dot_off_the_line(in_program, make_course):
    course = make_course("odi", 52, 48, 36, outside=(OutsideScore(25, 44, date(2025, 3, 4)),))
    panel = draw_course_panel(course, in_program)
    assert classes(panel).count("dot-outside") == 1
    assert classes(panel).count("course") == 2
    assert "Outside every checkpoint window: 44% on 4 Mar 2025" in title(panel)


def test_the_axis_has_scale_ends_and_cut_offs_and_no_other_number(in_program, make_course):
    panel = ElementTree.fromstring(draw_course_panel(make_course("phq9", 13, 12, 11), in_program))
    assert [t.text for t in panel.iter("text") if t.get("class") == "scale-label"] == ["0", "5", "10", "15", "20", "27"]


def test_text_from_outside_is_escaped(in_program, make_course):
    measure = replace(MEASURES["odi"], short_name="<script>alert(1)</script>", name="<script>\n\n</script>")
    panel = draw_course_panel(make_course("odi", 52, 48, 36, measure=measure), in_program)
    assert "<script" not in panel
    assert "\n" not in panel


def test_groups_are_by_direction_and_the_unjudged_stand_apart(in_program, make_course):
    courses = [make_course(code, 30, 20, 20) for code in ("nrs_average", "mme_day", "odi", "pseq")]
    drawn = draw_course_groups(courses, in_program)
    order = [
        "↑ higher is better",
        "Pain self-efficacy",
        "↓ lower is better",
        "Disability",
        "Average pain",
        "not judged",
        "Opioid dose",
    ]
    places = [drawn.index(f">{text}") for text in order]
    assert places == sorted(places)


def test_the_key_names_only_what_is_drawn(in_program, whole_axis, make_course):
    plain = draw_course_groups([make_course("walk_6min", 310, 330, 392)], in_program)
    assert "meaningful improvement" in plain
    for absent in ("measurement error", "checkpoint missed", "unverified", "early weeks"):
        assert absent not in plain
    rich = draw_course_groups([make_course("isi", 17, None, 24), make_course("odi", 52, 48, 36)], whole_axis)
    for present in ("measurement error", "checkpoint missed", "early weeks"):
        assert present in rich


STOPS = tuple(
    Stop(f"checkpoint_{i}", f"wk {i}", day, kind)
    for i, (day, kind) in enumerate(
        zip((0, 14, 42, 84, 175, 266, 449), [CheckpointKind.INTAKE] + [CheckpointKind.REASSESSMENT] * 6, strict=True)
    )
)
scores = some.one_of(some.none(), some.floats(-50, 1500, allow_nan=False))


@settings(max_examples=150, deadline=None)
@given(
    code=some.sampled_from(sorted(MEASURES)),
    values=some.lists(scores, min_size=1, max_size=7),
    error=some.one_of(some.none(), some.floats(0, 20)),
    conflict=some.booleans(),
    stops=some.integers(1, 7),
    data=some.data(),
)
def test_any_course_gives_one_line_of_valid_xml_without_nan(code, values, error, conflict, stops, data):
    points = tuple(
        CoursePoint(
            stop.code,
            CheckpointStatus.DONE if v is not None else data.draw(some.sampled_from(CheckpointStatus)),
            v,
            None,
            error,
            conflict,
        )
        for stop, v in zip(STOPS, values, strict=False)
    )
    current = data.draw(some.sampled_from([None, *(p.checkpoint for p in points)]))
    now = next((p.value for p in points if p.checkpoint == current), None)
    verdict = change_verdict(MEASURES[code], values[0], now, error_before=error, error_after=error)
    course = Course(MEASURES[code], points, current, verdict, (OutsideScore(data.draw(some.integers(-400, 900)), 5.0),))
    drawn = draw_course_groups([course], TimeAxis(STOPS[:stops]))
    ElementTree.fromstring(drawn)
    assert "\n" not in drawn
    assert "nan" not in drawn.lower().replace("unanswered", "")


def test_the_intake_value_keeps_clear_of_a_worse_line_nearby(in_program, make_course):
    panel = ElementTree.fromstring(draw_course_panel(make_course("walk_6min", 310, 330, 290), in_program))
    shift = {
        node.get("class"): float(node.get("dy"))
        for node in panel.iter("text")
        if node.get("class") in ("value-intake", "worse-label")
    }
    assert shift["value-intake"] < 0 < shift["worse-label"]


def test_checkpoints_three_days_apart_share_one_label_in_a_panel_of_any_width(in_program, make_course):
    *before, end = in_program.stops
    axis = TimeAxis((*before, replace(end, day=45)))
    labels = texts(draw_course_panel(make_course("odi", 52, 48, 36), axis))
    assert [label for label in labels if label in ("6", "wk 6", "end")] in (["6"], ["wk 6"])


def test_what_got_worse_stands_open_then_function_then_pain_and_the_rest_is_folded_by_name(in_program, make_course):
    falling = [make_course(code, 20, 15, 8) for code in ("peg", "phq9", "gad7", "pcs", "odi", "nrs_average")]
    courses = [*falling[:5], make_course("nrs_average", 7, 7, 6), make_course("isi", 13, 15, 24)]
    leading = leading_measures(courses)
    assert leading == {"isi", "odi", "nrs_average", "peg"}
    drawn = draw_course_groups(courses, in_program, leading)
    open_part, folded = drawn.split("<details")
    assert "Insomnia (ISI)" in open_part
    assert "3 more measures, none worse: " in folded
    assert [code for code in ("Depression (PHQ-9)", "Anxiety (GAD-7)") if code not in folded] == []


def test_folded_measures_without_a_verdict_are_not_counted_as_not_worse(in_program, make_course):
    """Without an intake score nothing can be told, which is not 'none worse'."""
    untold = [make_course(code, None, 15, 8) for code in ("peg", "phq9")]
    none = draw_course_groups([make_course("odi", 52, 48, 36), *untold], in_program, {"odi"})
    assert "2 more measures, none can be told: " in none
    told = make_course("gad7", 12, 11, 10)
    one = draw_course_groups([make_course("odi", 52, 48, 36), told, *untold], in_program, {"odi"})
    assert "3 more measures, none worse, 2 cannot be told: " in one
    worse = draw_course_groups(
        [make_course("odi", 52, 48, 36), make_course("isi", 13, 15, 24), *untold], in_program, {"odi"}
    )
    assert "3 more measures, 1 worse, 2 cannot be told: " in worse


def test_a_few_measures_are_all_drawn_open(in_program, make_course):
    courses = [make_course("odi", 52, 48, 36), make_course("mme_day", 90, 60, 45)]
    assert leading_measures(courses) == {"odi", "mme_day"}
    assert "<details" not in draw_course_groups(courses, in_program, leading_measures(courses))


def test_the_words_of_the_worse_line_keep_clear_of_the_value_now(make_course):
    """Near the middle the value would run into words at the right end, 57 % to 94 % of a narrow panel."""
    axis = TimeAxis(
        (Stop("intake", "Intake", 0, CheckpointKind.INTAKE), Stop("week_6", "wk 6", 40), Stop("end", "end", 84))
    )
    course = replace(make_course("isi", 14, None, 22), points=make_course("isi", 14, None, 22).points[::2])
    label = next(
        node
        for node in ElementTree.fromstring(draw_course_panel(course, axis)).iter("text")
        if node.text == "worse by 6"
    )
    assert 45 < axis.position(40) < 50
    assert label.get("text-anchor") == "start"
