"""For whom a batch makes packets, and in which version of a policy."""

from datetime import date, timedelta
from types import SimpleNamespace

import pandas as pd
import pytest

from documents.asking import Edits
from documents.batch import due_patients
from documents.making import Asked, chosen_policy
from documents.requests import REQUESTS
from domain.plan_class import PlanClass
from domain.policy import Policy
from domain.reminder import Reminder, ReminderKind
from domain.source import Source
from tests.documents.small_record import usual

TODAY = date(2025, 11, 17)
LAST = TODAY + timedelta(days=14)


def reminder(kind: str, on_date: date, patient_id: str = "p1") -> Reminder:
    return Reminder(ReminderKind(kind), patient_id, "plan", "program", on_date, (on_date - TODAY).days)


def due(request: str, *reminders: Reminder, visits: tuple[str, ...] = (), ended: date | None = None) -> tuple[str, ...]:
    patients = pd.DataFrame([{"patient_id": "p1", "started": date(2025, 10, 1), "ended": ended}])
    worklist = pd.DataFrame({"patient_id": list(visits)})
    return due_patients(REQUESTS[request], TODAY, 14, worklist=worklist, reminders=reminders, patients=patients)


@pytest.mark.parametrize(("on_date", "expected"), [(LAST, ("p1",)), (LAST + timedelta(days=1), ())])
def test_the_last_of_the_days_counts(on_date, expected):
    assert due("continuation", reminder("authorization_ends", on_date)) == expected
    assert due("appeal", reminder("appeal_due", on_date)) == expected


def test_units_nearly_used_are_due_however_long_the_authorization_runs():
    assert due("continuation", reminder("units_nearly_used", TODAY + timedelta(days=76))) == ("p1",)


def test_a_course_that_is_over_is_not_continued_and_each_patient_is_named_once():
    ends = reminder("authorization_ends", TODAY)
    assert due("continuation", ends, visits=("p1",)) == ("p1",)
    assert due("continuation", ends, visits=("p1",), ended=TODAY - timedelta(days=1)) == ()


def version(first: date, last: date | None) -> Policy:
    return Policy(
        "own", "Own policy", "Plan", PlanClass.COMMERCIAL, "program", "continuation", "", first, last,
        Source(title="Own"), None, False, (),
    )  # fmt: skip


OLD, NEW = version(date(2024, 1, 1), date(2025, 9, 30)), version(date(2025, 10, 1), None)


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        (Edits(day_of_service=date(2025, 9, 30)), OLD),
        (Edits(day_of_service=date(2025, 10, 1)), NEW),
        (Edits(period_from=date(2025, 9, 30), period_to=date(2025, 12, 1)), OLD),
        (Edits(day_of_service=date(2025, 10, 1), period_from=date(2025, 9, 1)), NEW),
    ],
)
def test_the_date_of_service_decides_between_two_versions_of_a_policy(edits, expected):
    clinic = SimpleNamespace(policies=(OLD, NEW), payers=())
    chosen = chosen_policy(clinic, REQUESTS["continuation"], usual(), Asked("continuation", "own", edits=edits))
    assert chosen is expected
