"""Red flags: only what the record supports, and each pair of medicines with the warning that it rests on."""

import datetime as dt

import pandas as pd
import pytest

from charts.flags import FlagKind
from domain.clinic import parse_clinic
from domain.measures import MEASURES
from pages.parts.episode_course import Episode, episode_course
from pages.parts.red_flags import UNSURE, deficits, forms_changed, sedatives
from tests.pages.test_episode_course import CLINIC, START, day, rows

TODAY = day(60)
COLUMNS = (
    "medication_id", "patient_id", "drug", "strength", "dose", "dose_unit", "per_day", "daily_amount", "route", "form",
    "as_needed", "basis", "started", "stopped", "status", "days_supply", "quantity", "indication", "in_conflict",
)  # fmt: skip


def medications(*lines: dict) -> pd.DataFrame:
    plain = dict.fromkeys(COLUMNS) | {
        "patient_id": "P", "strength": "5 mg", "dose": "1", "dose_unit": "tablet", "per_day": "bid", "route": "oral",
        "started": day(0), "status": "active", "in_conflict": False,
    }  # fmt: skip
    found = [plain | {"medication_id": f"M{i}"} | line for i, line in enumerate(lines)]
    return pd.DataFrame(found, columns=list(COLUMNS), dtype=object)


@pytest.mark.parametrize(
    ("sedative", "kind", "said"),
    [
        ("lorazepam", FlagKind.SAFETY, "FDA boxed warning (2016)"),
        ("gabapentin", FlagKind.SAFETY, "FDA warning (2019)"),
        ("zolpidem", FlagKind.NOTE, "No warning was checked at its source"),
    ],
)
def test_an_opioid_beside_a_sedative_is_flagged_with_its_warning(sedative, kind, said):
    (flag,) = sedatives(medications({"drug": "oxycodone"}, {"drug": sedative}), TODAY)
    assert flag.kind is kind
    assert said in flag.why
    assert flag.why.startswith(f"Oxycodone and {sedative.capitalize()}")


@pytest.mark.parametrize(
    "lines",
    [
        ({"drug": "oxycodone"},),
        ({"drug": "lorazepam"},),
        ({"drug": "oxycodone", "stopped": day(59)}, {"drug": "lorazepam"}),
        ({"drug": "oxycodone", "started": day(61)}, {"drug": "lorazepam"}),
        ({"drug": "oxycodone"}, {"drug": "lorazepam", "status": "entered_in_error"}),
        ({"drug": "ibuprofen"}, {"drug": "gabapentin"}),
        (),
    ],
)
def test_where_the_list_of_today_does_not_hold_both_nothing_is_flagged(lines):
    assert sedatives(medications(*lines), TODAY) == []


def test_a_line_whose_days_are_not_readable_is_said_to_leave_it_open():
    (flag,) = sedatives(medications({"drug": "oxycodone"}, {"drug": "lorazepam", "status": "stopped"}), TODAY)
    assert (flag.kind, flag.why) == (FlagKind.NOTE, UNSURE)
    assert "a benzodiazepine" in flag.fact


@pytest.fixture
def course():
    program = parse_clinic(CLINIC, "clinic.toml", frozenset(MEASURES)).programs[0]

    def make(frame, asked=None):
        return episode_course(Episode("e", program, START, None, None, None, TODAY), frame, asked=asked)

    return make


def events(*found: tuple[str, dt.date | None, str | None]) -> pd.DataFrame:
    return pd.DataFrame(
        [(f"E{i}", *one) for i, one in enumerate(found)],
        columns=["event_id", "kind", "on_date", "detail"],
        dtype=object,
    )


def test_each_new_deficit_of_the_episode_is_a_safety_flag_the_newest_first(course):
    told = deficits(
        events(
            ("neurological_deficit", day(10), "Numb left foot"), ("neurological_deficit", day(40), None), ("flare", day(50), "Flare"),
            ("neurological_deficit", day(-30), "Before the episode"), ("neurological_deficit", None, "Undated"),
        ),
        course(rows(odi=(52, 36, None))),
    )  # fmt: skip
    assert [flag.fact for flag in told] == [
        "New neurological deficit, 10 Feb 2025",
        "New neurological deficit, 11 Jan 2025",
    ]
    assert {flag.kind for flag in told} == {FlagKind.SAFETY}
    assert told[1].why.startswith("Numb left foot. ")


def test_a_form_that_changed_since_intake_is_flagged_by_name(course):
    frame = rows(odi=(52, 36, None), isi=(20, 14, None))
    frame["form"] = ["a" if code == "intake" else "b" for code in frame["checkpoint"]]
    frame.loc[frame["measure"] == "isi", "form"] = None
    (flag,) = forms_changed(course(frame))
    assert flag.fact == "Form changed since intake: Disability (ODI)"
    assert forms_changed(course(rows(odi=(52, 36, None)))) == []
