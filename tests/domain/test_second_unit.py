"""A clinic in the United States reads lengths and weights in feet and pounds too, beside the units in which they are kept."""

import pytest

from domain.measures import MEASURES
from domain.unit import convert, with_us_unit
from domain.written import amount, with_unit, written_change
from tests.small_clinic import CLINIC_TOML, small_clinic

US = small_clinic('units = "us"\n' + CLINIC_TOML)
WALK, LIFT = US.measures["walk_6min"], US.measures["pile_lumbar"]


def test_a_walk_is_read_in_feet_beside_metres():
    # 392 m / 0.3048 m per ft = 1286.09 ft (NIST SP 811)
    assert with_unit(WALK, 392) == "392 m (1,286 ft)"
    assert with_unit(MEASURES["walk_6min"], 392) == "392 m"


def test_a_weight_is_read_in_pounds_beside_kilograms():
    # 20.5 kg / 0.45359237 kg per lb = 45.19 lb
    assert with_unit(LIFT, 20.5) == "20.5 kg (45.2 lb)"


def test_a_meaningful_change_is_read_in_both_units():
    assert amount(WALK, 60) == "60 m (197 ft)"


def test_what_is_kept_and_judged_stays_in_the_units_of_the_measure():
    assert WALK.unit == "m"
    assert WALK.meaningful_change == MEASURES["walk_6min"].meaningful_change
    assert written_change(WALK, 310, 392).change == "+82"


def test_the_second_unit_is_the_conversion_of_the_loaders_turned_round():
    for code in ("walk_6min", "pile_lumbar", "gait_speed_10m", "distance_day"):
        measure = with_us_unit(MEASURES[code])
        there = 7.5 * measure.also_in.factor
        assert convert([there], measure.also_in.name, measure).values[0] == pytest.approx(7.5, rel=1e-12)


def test_scales_without_a_unit_of_length_or_weight_have_no_second_unit():
    assert US.measures["odi"].also_in is None
    assert US.measures["standing_tolerance"].also_in is None


def test_a_clinic_that_says_nothing_reads_metric_units_alone():
    assert small_clinic().measures["walk_6min"].also_in is None
