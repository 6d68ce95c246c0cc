"""What one line of a medication list says per day. What cannot be read is unknown, never 0."""

import numpy as np
import pytest

from domain.opioid.lines import ListError, ingredient_lines, repeated_lines
from domain.opioid.medicine import ingredients_named, route_named
from domain.opioid.strength import doses_per_day, quantity_of, strength_of
from tests.domain.opioid_lists import line, medicines, patch


@pytest.mark.parametrize(
    ("strength", "unit", "amounts"),
    [
        (5, "mg", (5,)), ("5", " MG ", (5,)), (100, "mcg", (0.1,)), (0.5, "g", (500,)), ("5/325", "mg", (5, 325)), ("5-325 mg", None, (5, 325)),
        ("5 mg/325 mg", "", (5, 325)), ("10 mg/5 mL", None, (2,)), (10, "mg/mL", (10,)), ("120-12 mg/5 mL", "", (24, 2.4)), ("500 µg/mL", "", (0.5,)),
    ],
)  # fmt: skip
def test_a_strength_is_read_in_mg_per_tablet_or_ml(strength, unit, amounts):
    assert strength_of(strength, unit).amounts == pytest.approx(amounts)


@pytest.mark.parametrize("text", [(25, "mcg/h"), ("25 mcg/hr", None), ("25", "µg/hour"), (0.025, "mg/h")])
def test_a_patch_is_read_in_mcg_per_hour(text):
    read = strength_of(*text)
    assert read.by_hour
    assert read.amounts == pytest.approx((25,))


@pytest.mark.parametrize(
    "text",
    [(5, None), (5, "tablet"), ("", "mg"), ("1,000", "mg"), ("10 mg", "mcg"), ("2.5", "%"), (-5, "mg"), ("five", "mg")],
)
def test_a_strength_without_a_clear_unit_is_not_guessed(text):
    assert strength_of(*text) is None


@pytest.mark.parametrize(
    ("text", "per_day"),
    [
        (3, 3), ("0.5", 0.5), ("daily", 1), ("at bedtime", 1), ("BID", 2), ("b.i.d.", 2), ("twice daily", 2), ("tds", 3), ("three times a day", 3),
        ("qid", 4), ("q6h", 4), ("every 8 hours", 3), ("8-hourly", 3), ("every other day", 0.5), ("once weekly", 1 / 7), ("every 72 hours", 1 / 3),
        ("every 4-6 hours as needed", 6), ("q4-6h prn", 6), ("1-2 times daily", 2), ("2/day", 2), ("0", 0),
    ],
)  # fmt: skip
def test_a_frequency_is_read_as_the_most_it_allows(text, per_day):
    assert doses_per_day(text) == pytest.approx(per_day)


@pytest.mark.parametrize("text", ["", None, np.nan, "as directed", "once", "prn", "with meals", -2, "1000 mg"])
def test_a_frequency_that_says_no_number_is_unknown(text):
    assert doses_per_day(text) is None


def test_a_quantity_is_pieces_or_ml_and_never_a_dose():
    assert [quantity_of(text).most for text in (2, "1-2", "1 to 2 tablets", "5 mL", 0)] == [2, 2, 2, 5, 0]
    assert [quantity_of(text) for text in ("10 mg", "a few", "", None, -1, "1 tsp")] == [None] * 6


def test_names_lose_salts_and_forms_and_combinations_come_apart():
    assert ingredients_named("Morphine sulfate ER 15 mg tablet") == ("morphine",)
    assert ingredients_named("oxyCODONE-acetaminophen") == ("oxycodone", "paracetamol")
    assert ingredients_named("Codeine and paracetamol") == ingredients_named("co-codamol") == ("codeine", "paracetamol")
    assert ingredients_named("Pethidine") == ("meperidine",)
    assert ingredients_named("Painaway Forte") == ("painaway forte",)


def test_routes_have_many_names_and_one_that_is_not_known_is_none():
    assert [route_named(text) for text in ("PO", "by mouth", "Patch", "i.v.", "SL", "epidural")] == [
        "oral", "oral", "transdermal", "parenteral", "sublingual", "intrathecal",
    ]  # fmt: skip
    assert route_named("via pump") is None
    assert route_named(None) is None


def amount_of(**more):
    return ingredient_lines(medicines(line(**more))).iloc[0]


def test_the_dose_per_day_is_strength_times_quantity_times_frequency():
    assert amount_of(strength=5, quantity=2, frequency="tid").amount == 30
    assert amount_of(strength="10 mg/5 mL", unit=None, quantity="7.5 mL", frequency="q4h").amount == pytest.approx(90)


def test_an_amount_per_day_stands_for_the_rest():
    assert amount_of(daily_amount=40, strength=None, frequency=None).amount == 40


def test_a_patch_counts_by_the_hour_whatever_its_change_interval():
    rows = ingredient_lines(medicines(patch(), patch(frequency=None), patch(quantity=2, frequency="every 48 hours")))
    assert rows.amount.tolist() == [25, 25, 50]
    assert rows.by_hour.all()


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"strength": None}, "the dose is not stated"),
        ({"unit": None}, "the strength with its unit is not stated or cannot be read"),
        ({"frequency": "as directed"}, "the doses per day are not stated or cannot be read"),
        ({"quantity": "10 mg"}, "the quantity per dose is not stated, cannot be read or does not fit the strength"),
        ({"quantity": "5 mL"}, "the quantity per dose is not stated, cannot be read or does not fit the strength"),
        ({"drug": "oxycodone/naloxone", "strength": 10}, "1 strengths are stated for 2 ingredients"),
        ({"daily_amount": "some"}, "the amount per day with its unit cannot be read"),
        ({"start": None}, "the start is not stated or is no date"),
        ({"start": 5, "stop": 2}, "it stops before it starts"),
        ({"basis": "maybe"}, "it does not say whether it is prescribed or taken"),
    ],
)
def test_what_cannot_be_read_makes_the_dose_unknown_and_says_why(more, why):
    row = amount_of(**more)
    assert np.isnan(row.amount)
    assert row.why_unknown == why


def test_none_taken_is_0_also_where_the_strength_is_not_stated():
    assert amount_of(quantity=0, strength=None).amount == 0
    assert amount_of(daily_amount=0, unit=None).amount == 0


def test_the_same_line_twice_counts_once_unless_its_record_differs():
    assert len(ingredient_lines(medicines(line(), line()))) == 1
    assert repeated_lines(medicines(line(), line(), line())) == 2
    assert len(ingredient_lines(medicines(line(record="1"), line(record="2")))) == 2


def test_a_list_without_drug_or_patient_is_refused_in_one_sentence():
    with pytest.raises(ListError, match=r"^The medication list has no column 'drug'\.$"):
        ingredient_lines(medicines(line()).drop(columns="drug"))


def test_an_empty_list_gives_no_lines():
    assert ingredient_lines(medicines(line()).iloc[:0]).empty
