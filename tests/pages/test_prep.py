"""Reassessment prep: one patient at one checkpoint, on the sample clinic."""

import pytest

from access.asker import local_user
from access.door import Door


@pytest.fixture(scope="module")
def door(sample_clinic):
    return Door(sample_clinic, local_user(None))


@pytest.fixture(scope="module")
def visits(door):
    day = door.clinic.clock.today()
    return door.worklist(day, day)


def test_every_patient_of_today_can_be_prepared(sample_clinic, open_screen, visits):
    for patient_id in visits["patient_id"]:
        shown = open_screen(sample_clinic, "prep", chosen_patient=patient_id)
        assert shown.failures == []
        assert "Check before you go in" in shown.text
        assert "Talking points" in shown.text
