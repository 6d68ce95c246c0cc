"""Units are declared and converted once; scipy's constants are the witness."""

import numpy as np
import pytest
import scipy.constants as constants

from domain.measures import MEASURES, measure
from domain.unit import convert, unit_named, unit_that_fits


@pytest.mark.parametrize(
    ("code", "unit", "factor"),
    [
        ("walk_6min", "m", 1), ("walk_6min", "ft", constants.foot), ("walk_6min", "km", 1000), ("walk_6min", "mi", constants.mile),
        ("pile_lumbar", "kg", 1), ("pile_lumbar", "lb", constants.pound), ("standing_tolerance", "min", 1),
        ("standing_tolerance", "h", constants.hour / constants.minute), ("time_on_task", "h/day", 60), ("standing_tolerance", "s", 1 / 60),
        ("sleep_efficiency", "%", 1), ("sleep_efficiency", "share", 100), ("mme_day", "mg/day", 1),
    ],
)  # fmt: skip
def test_a_unit_is_converted_by_its_exact_factor(code, unit, factor):
    converted = convert([0, 1, 250, np.nan], unit, measure(code))
    assert converted.reason is None
    assert converted.values == pytest.approx([0, factor, 250 * factor, np.nan], rel=1e-12, nan_ok=True)


def test_a_thousand_feet_are_304_8_metres():
    assert convert([1000], " Feet ", measure("walk_6min")).values[0] == pytest.approx(304.8, abs=1e-12)


@pytest.mark.parametrize(
    ("code", "unit", "fault", "said"),
    [
        ("walk_6min", None, "unit_missing", "Six-minute walk distance needs a unit, such as m, km, ft, mi."),
        ("walk_6min", "  ", "unit_missing", "Six-minute walk distance needs a unit, such as m, km, ft, mi."),
        ("walk_6min", "furlong", "unknown_unit", "The unit 'furlong' is not known; Six-minute walk distance can be read in m, km, ft, mi."),
        ("walk_6min", "lb", "unit_wrong_for_measure", "Six-minute walk distance is measured in m, and lb is no unit of length."),
        ("odi", "ft", "unit_wrong_for_measure", "Oswestry Disability Index is measured in %, and ft is no unit of share."),
        ("mme_day", "mg", "unknown_unit", "The unit 'mg' is not known; Daily oral morphine milligram equivalents (MME) can be read in mg/day."),
    ],
)  # fmt: skip
def test_a_unit_that_cannot_be_read_gives_a_reason_and_no_numbers(code, unit, fault, said):
    converted = convert([5.0], unit, measure(code))
    assert (converted.reason.code, converted.reason.sentence) == (fault, said)
    assert np.isnan(converted.values).all()


def test_points_need_no_unit():
    assert convert([5], None, measure("phq9")).values.tolist() == [5]


def test_every_measure_has_a_unit_that_can_be_converted_into():
    assert all(unit_named(m.unit) for m in MEASURES.values())


def test_a_value_is_only_ever_asked_about():
    assert unit_that_fits(110, measure("pile_lumbar")) == "Was it in lb? 110 lb is 49.9 kg."
    assert unit_that_fits(1200, measure("standing_tolerance")) == "Was it in s? 1200 s is 20 min."
    assert unit_that_fits(-5, measure("walk_6min")) is None
    assert unit_that_fits(110, measure("odi")) is None


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("1:30", 90), ("0:05", 5), ("7:00", 420), ("0:05:30", 5.5), ("8:00", 480), ("1:60", np.nan), ("1.5", np.nan), ("90", np.nan), ("", np.nan), ("-1:30", np.nan)],
)  # fmt: skip
def test_a_duration_in_h_mm_becomes_minutes_where_the_source_declares_it(text, minutes):
    converted = convert([text], "h:mm", measure("standing_tolerance"))
    assert converted.reason is None
    assert converted.values == pytest.approx([minutes], nan_ok=True)
    assert convert([text], "HH:MM", measure("time_on_task")).values == pytest.approx([minutes], nan_ok=True)


def test_h_mm_is_no_unit_of_length():
    assert convert(["1:30"], "h:mm", measure("walk_6min")).reason.code == "unit_wrong_for_measure"


def test_a_unit_is_repeated_without_what_a_terminal_would_obey():
    reason = convert(1, "\x1b[2Jfurlong\n", measure("walk_6min")).reason
    assert reason is not None
    assert reason.sentence.startswith("The unit ' [2Jfurlong ' is not known")
