"""Lines of a FHIR medication list as record systems of the field write them: tapers, patches, names with brands."""

import json
from datetime import date

import pandas as pd
import pytest

from domain.loaded import RowKind
from domain.medication import medicine_lines
from domain.opioid.lines import ingredient_lines
from tests.loaders.test_fhir_care import MAPPING, SUBJECT

TABLET = {"doseAndRate": [{"doseQuantity": {"value": 1, "unit": "tablet"}}]}


@pytest.fixture
def line_of(read):
    """line_of(name, *instructions, **elements) → the row of one prescription of 2025-03-04."""

    def run(name, *instructions, **elements):
        body = {
            "resourceType": "MedicationRequest", "id": "x", "meta": {"versionId": "1"}, "status": "active", "intent": "order",
            "subject": SUBJECT, "authoredOn": "2025-03-04", "medicationCodeableConcept": {"text": name},
            "dosageInstruction": list(instructions), **elements,
        }  # fmt: skip
        loaded = read(MAPPING, json.dumps(body), "x.json")
        assert loaded.rejected.empty
        return loaded.rows[RowKind.MEDICATION]

    return run


def doses(row):
    """{drug: amount} as the opioid reader has it."""
    lines = medicine_lines(row.rename(columns={"patient": "patient_id"}).reset_index(drop=True))
    return ingredient_lines(lines).set_index("drug")["amount"].to_dict()


def a_day(times, **repeat):
    return {"timing": {"repeat": {"frequency": times, "period": 1, "periodUnit": "d", **repeat}}, **TABLET}


def test_a_taper_whose_last_step_has_no_end_goes_on(line_of):
    steps = [
        a_day(3, boundsPeriod={"start": "2025-03-04", "end": "2025-03-10"}),
        a_day(1, boundsPeriod={"start": "2025-03-11"}),
    ]
    row = line_of("oxycodone 10 mg tablet", *steps).iloc[0]
    assert (row["started"], row["stopped"], row["per_day"]) == (date(2025, 3, 4), None, None)


def test_a_line_begins_with_the_step_that_has_no_day_of_its_own(line_of):
    row = line_of("oxycodone 10 mg tablet", a_day(3), a_day(1, boundsPeriod={"start": "2025-03-20"})).iloc[0]
    assert row["started"] == date(2025, 3, 4)


@pytest.mark.parametrize(
    ("bounds", "stopped"),
    [
        ({"value": 7, "code": "d"}, date(2025, 3, 10)), ({"value": 2, "code": "wk"}, date(2025, 3, 17)),
        ({"value": 7, "unit": "days"}, date(2025, 3, 10)), ({"value": 3, "code": "mo"}, None), ({"value": -7, "code": "d"}, None),
    ],
)  # fmt: skip
def test_an_instruction_for_some_days_ends_with_the_last_of_them(line_of, bounds, stopped):
    row = line_of("oxycodone 10 mg tablet", a_day(2, boundsDuration=bounds)).iloc[0]
    assert (row["started"], row["stopped"]) == (date(2025, 3, 4), stopped)


@pytest.mark.parametrize(
    ("name", "strength", "drugs"),
    [
        ("HYDROcodone-acetaminophen (NORCO) 5-325 mg per tablet", "5 mg/325 mg", {"hydrocodone", "paracetamol"}),
        ("hydrocodone/acetaminophen 5 mg-325 mg tablet", "5 mg/325 mg", {"hydrocodone", "paracetamol"}),
        ("oxycodone-acetaminophen 10-325 mg per tablet", "10 mg/325 mg", {"oxycodone", "paracetamol"}),
        ("buprenorphine-naloxone (SUBOXONE) 8-2 mg SL film", "8 mg/2 mg", {"buprenorphine", "naloxone"}),
        ("oxyCODONE (ROXICODONE) 5 mg immediate release tablet", "5 mg", {"oxycodone"}),
        ("morphine (MS CONTIN) 15 mg 12 hr tablet", "15 mg", {"morphine"}),
        ("fentaNYL (DURAGESIC) 25 mcg/hr", "25 mcg/hr", {"fentanyl"}),
        ("buprenorphine 10 mcg/hr transdermal patch weekly", "10 mcg/hr", {"buprenorphine"}),
    ],
)
def test_a_name_with_its_brand_and_strength_is_known_by_its_ingredients(line_of, name, strength, drugs):
    row = line_of(name, a_day(1))
    assert row["strength"].tolist() == [strength]
    assert set(doses(row)) == drugs


@pytest.mark.parametrize("name", ["Norco 5-325 mg tablet", "Brandname 5/325 mg", "oxycodone (MYBRAND) 5-325 mg tablet"])
def test_of_two_amounts_under_one_name_none_is_taken(line_of, name):
    # 325 mg of acetaminophen must not stand as the strength of an opioid
    assert line_of(name, a_day(1))["strength"].tolist() == [None]


def test_a_name_in_brackets_that_is_itself_a_medicine_is_not_dropped(line_of):
    # the text in brackets is no brand here, but says what the product holds besides: the name stays unknown
    assert set(doses(line_of("oxycodone (naloxone) 10 mg tablet", a_day(1)))) == {"oxycodone naloxone"}


def test_days_that_a_refill_may_begin_anew_end_no_line(line_of):
    instruction = a_day(2, boundsDuration={"value": 7, "code": "d"})
    refilled = line_of("oxycodone 10 mg tablet", instruction, dispenseRequest={"numberOfRepeatsAllowed": 2})
    assert refilled["stopped"].tolist() == [None]


@pytest.mark.parametrize(
    "given",
    [
        {"doseQuantity": {"value": 50, "unit": "ug/h", "code": "ug/h"}},
        {"doseQuantity": {"value": 50, "unit": "mcg/hr"}},
        {"rateQuantity": {"value": 50, "unit": "mcg/h", "code": "ug/h"}},
        {"rateQuantity": {"value": 0.05, "code": "mg/h"}},
    ],
)
def test_a_patch_prescribed_by_what_it_gives_an_hour(line_of, given):
    timing = {"repeat": {"frequency": 1, "period": 72, "periodUnit": "h"}}
    found = doses(line_of("fentanyl patch", {"timing": timing, "doseAndRate": [given]}))
    assert found["fentanyl"] == pytest.approx(50)


def test_a_patch_of_unknown_rate_has_no_dose(line_of):
    row = line_of("fentanyl patch", {"doseAndRate": [{"doseQuantity": {"value": 1, "unit": "patch"}}]})
    assert pd.isna(doses(row)["fentanyl"])


def at_most(value, unit="tablet", days=1, code="d"):
    return {
        "maxDosePerPeriod": {"numerator": {"value": value, "unit": unit}, "denominator": {"value": days, "code": code}}
    }


@pytest.mark.parametrize(
    ("limit", "amount"),
    [
        ({}, 60.0),
        (at_most(4), 40.0),
        (at_most(8), 60.0),
        (at_most(2, days=12, code="h"), 40.0),
        # 40 mg are no number of tablets, and a month is no number of days: then the whole order counts
        (at_most(40, unit="mg"), 60.0),
        (at_most(90, code="mo"), 60.0),
        (at_most(0), 60.0),
    ],
)
def test_no_more_counts_than_the_highest_dose_per_period(line_of, limit, amount):
    # one 10 mg tablet every four hours
    row = line_of("oxycodone 10 mg oral tablet", a_day(1, period=4, periodUnit="h") | limit)
    assert doses(row) == {"oxycodone": pytest.approx(amount)}


def test_a_limit_alone_tells_the_most_a_day(line_of):
    row = line_of("oxycodone 10 mg oral tablet", TABLET | at_most(3) | {"asNeededBoolean": True})
    assert doses(row) == {"oxycodone": pytest.approx(30.0)}
    assert row["as_needed"].tolist() == [True]


@pytest.mark.parametrize(
    ("words", "needed"),
    [
        ({"text": "1 tablet every 6 hours as needed for pain"}, True),
        ({"timing": {"code": {"text": "Q6H PRN"}}}, True),
        ({"text": "1 tablet every 6 hours"}, False),
        ({"text": "1 tablet as needed", "asNeededBoolean": False}, False),
    ],
)
def test_as_needed_is_read_from_the_words_where_no_element_says_it(line_of, words, needed):
    assert bool(line_of("oxycodone 10 mg oral tablet", TABLET | words)["as_needed"].item()) is needed
