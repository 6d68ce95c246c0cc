"""Each talking point is made of the stored rows that it names: change one and the sentence changes, delete one and it goes."""

import datetime as dt

import pandas as pd
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from domain.measures import MEASURES
from metrics.talking_points import MOST, PointKind
from tests.talking import course_rows, day, event_rows, goal_rows, points_of, say

STEPS = {
    "odi": range(0, 101, 2),
    "walk_6min": range(150, 600),
    "nrs_average": range(11),
    "isi": range(29),
    "phq9": range(28),
}
PAST = {"odi": range(20, 63), "walk_6min": range(300, 380)}
ORDER = list(PointKind)

value = {code: st.sampled_from(list(steps)) for code, steps in STEPS.items()}
dose, rated = st.integers(0, 200), st.integers(1, 7)


def three(one):
    """Mostly complete: a score at intake, at week 6 and perhaps at the end."""
    return st.tuples(one | one | one | st.none(), one | one | one | st.none(), st.none() | one)


rows = st.fixed_dictionaries(
    {**{code: three(one) for code, one in value.items()}, "mme_day": three(dose), "pgic": st.tuples(st.none(), rated, st.none())}
).map(lambda scores: course_rows(**scores))  # fmt: skip
goal = st.fixed_dictionaries({
    "goal_id": st.uuids().map(str), "text": st.sampled_from(["", "Walk the dog"]), "measure": st.just("walk_6min"),
    "target": st.integers(200, 590), "unit": st.just("m"), "status": st.sampled_from(["open", "open", "met", "dropped"]),
})  # fmt: skip
wish = st.fixed_dictionaries({"goal_id": st.uuids().map(str), "text": st.just("Sleep through the night")})
goals = st.lists(goal | wish, max_size=2, unique_by=lambda one: one["text"]).map(lambda found: goal_rows(*found))
event = st.tuples(
    st.sampled_from(["flare", "medication_change", "session_attended", "procedure"]), st.integers(1, 83), st.uuids().map(str)
)  # fmt: skip
events = st.lists(event, max_size=4).map(lambda found: event_rows(*found))
record = st.tuples(rows, goals, events)
EXAMPLES = settings(max_examples=40, suppress_health_check=list(HealthCheck))


def points(rows, goals, events):
    return points_of(rows, goals=goals, events=events, past=PAST)


def ids(rows, goals, events) -> set[str]:
    return {*rows["observation_id"].dropna(), *goals["goal_id"], *events["event_id"]}


def without(frame: pd.DataFrame, name: str, row_id: str) -> pd.DataFrame:
    return frame[frame[name] != row_id].reset_index(drop=True)


def unseen(rows: pd.DataFrame, row_id: str) -> pd.DataFrame:
    """The checkpoint without its score."""
    gone = rows["observation_id"] == row_id
    blank = rows.assign(
        value=rows["value"].mask(gone),
        observation_id=rows["observation_id"].mask(gone),
        on_date=rows["on_date"].mask(gone),
    )
    blank["on_date"] = [None if pd.isna(on) else on for on in blank["on_date"].astype(object)]
    return blank


def deleted(row_id, rows, goals, events):
    return unseen(rows, row_id), without(goals, "goal_id", row_id), without(events, "event_id", row_id)


@EXAMPLES
@given(record)
def test_every_point_names_rows_that_are_there_and_there_are_at_most_five_in_their_order(record):
    found = points(*record)
    assert len(found) <= MOST
    assert [ORDER.index(point.kind) for point in found] == sorted({ORDER.index(point.kind) for point in found})
    for point in found:
        assert point.rows
        assert len(set(point.rows)) == len(point.rows)
        assert set(point.rows) <= ids(*record)


@EXAMPLES
@given(record, st.data())
def test_without_one_of_its_rows_no_sentence_stands(record, data):
    found = points(*record)
    assume(found)
    point = data.draw(st.sampled_from(found))
    row_id = data.draw(st.sampled_from(point.rows))
    (said,) = say([point])
    assert said not in say(points(*deleted(row_id, *record)))


@EXAMPLES
@given(record, st.data())
def test_another_value_in_one_of_its_rows_makes_another_sentence(record, data):
    rows, goals, events = record
    found = points(*record)
    scored = [(point, row) for point in found for row in point.rows if "@" in row]
    assume(scored)
    point, row_id = data.draw(st.sampled_from(scored))
    here = rows["observation_id"] == row_id
    measure = MEASURES[rows.loc[here, "measure"].iloc[0]]
    steps = STEPS.get(measure.code, range(1, 8) if measure.code == "pgic" else range(201))
    other = data.draw(st.sampled_from([step for step in steps if step != rows.loc[here, "value"].iloc[0]]))
    changed = rows.assign(value=rows["value"].mask(here, other))
    (said,) = say([point])
    assert said not in say(points(changed, goals, events))


@EXAMPLES
@given(record, st.data())
def test_another_day_or_text_of_a_goal_or_an_event_makes_another_sentence(record, data):
    rows, goals, events = record
    named = [
        (point, row)
        for point in points(*record)
        for row in point.rows
        if "@" not in row and point.kind is not PointKind.TARGET
    ]
    assume(named)
    point, row_id = data.draw(st.sampled_from(named))
    goals = goals.assign(due_on=[on + dt.timedelta(days=1) if g == row_id else on for g, on in zip(goals["goal_id"], goals["due_on"], strict=True)])  # fmt: skip
    events = events.assign(detail=[f"{d}, again" if e == row_id else d for e, d in zip(events["event_id"], events["detail"], strict=True)])  # fmt: skip
    (said,) = say([point])
    assert said not in say(points(rows, goals, events))


@EXAMPLES
@given(record, st.randoms())
def test_the_order_in_which_rows_lie_makes_no_difference(record, shuffled):
    mixed = tuple(frame.iloc[shuffled.sample(range(len(frame)), len(frame))].reset_index(drop=True) for frame in record)
    assert say(points(*mixed)) == say(points(*record))


def test_the_twin_of_a_deleted_row_is_noticed():
    """A test that deletes nothing proves nothing."""
    rows = course_rows(odi=(52, 36, None))
    assert say(points(rows, goal_rows(), event_rows())) != say(
        points(unseen(rows, "odi@week_6"), goal_rows(), event_rows())
    )
    assert day(1) > day(0)
