"""`[letterhead]` and `paper` of a `clinic.toml`: what documents print beside the clinic's name."""

import pytest

from domain.clinic import ClinicError, parse_clinic
from domain.measures import MEASURE_CODES

PLAIN = 'name = "Small clinic"\ntime_zone = "Europe/Helsinki"\n'
WHOLE = PLAIN + (
    'paper = "a4"\n[letterhead]\naddress = ["120 Quay Street", "Riverside"]\n'
    'phone = "555 0100"\nidentifiers = ["NPI 0000000000"]\n'
)


def parse(text):
    return parse_clinic(text, "clinic.toml", MEASURE_CODES)


def test_address_phone_and_numbers_stand_in_this_order():
    clinic = parse(WHOLE)
    assert clinic.letterhead.lines == ("120 Quay Street", "Riverside", "555 0100", "NPI 0000000000")
    assert clinic.paper == "a4"


def test_a_clinic_that_says_nothing_prints_letter_without_address():
    clinic = parse(PLAIN)
    assert (clinic.letterhead.lines, clinic.paper) == ((), "letter")


@pytest.mark.parametrize(
    ("written", "instead", "said"),
    [
        ('paper = "a4"', 'paper = "a5"', "paper: Input should be 'letter' or 'a4'"),
        ('phone = "555 0100"', 'fax = "1"', "letterhead.fax: there is no key 'fax'"),
        ('"Riverside"', '" "', "letterhead.address[1]: String should match pattern"),
    ],
)
def test_a_mistake_is_one_sentence_that_names_its_place(written, instead, said):
    with pytest.raises(ClinicError, match=r"clinic\.toml: line ") as raised:
        parse(WHOLE.replace(written, instead))
    assert said in str(raised.value)


def test_the_letterhead_changes_no_matching():
    assert parse(WHOLE).fingerprint == parse(PLAIN).fingerprint
