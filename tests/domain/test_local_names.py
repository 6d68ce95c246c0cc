"""A clinic's own names of medicines."""

from datetime import date, timedelta

import pandas as pd
import pytest

from domain.clinic import ClinicError, parse_clinic
from domain.measures import MEASURES
from domain.medication_dose import dose_doubts, weekly_doses
from domain.opioid.local_names import NO_NAMES, LocalNameError, local_names
from domain.opioid.medicine import MEDICINES, NO_OPIOID

CLINIC = 'name = "c"\ntime_zone = "Europe/Berlin"\n[medicines]\n'
OURS = local_names({"Oxygesic": "oxycodone", "Targin": "oxycodone/naloxone"}, ["Vitamin D3", "Macrogol 13.7 g sachets"])
MONDAY = date(2025, 1, 6)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Oxygesic", "oxycodone"),
        ("OXYGESIC 20 mg retard", "OXYGESIC 20 mg retard"),  # 'retard' is no word that is dropped
        ("Oxygesic 20 mg tablets", "oxycodone"),
        ("Targin", "oxycodone/naloxone"),
        ("vitamin d3", NO_OPIOID),
        ("Vitamin D3/tramadol", f"{NO_OPIOID}/tramadol"),
        ("macrogol sachets", NO_OPIOID),
        ("ibuprofen 400 mg", "ibuprofen 400 mg"),
        ("something else", "something else"),
        (None, None),
        ("", ""),
    ],
)
def test_a_text_is_read_by_its_whole_name_or_by_its_ingredients(text, read):
    assert OURS.read(text) == read


def test_what_is_still_unknown_is_named_ingredient_by_ingredient():
    assert OURS.unknown_in("Oxygesic/madeupol") == ("madeupol",)
    assert OURS.unknown_in("Vitamin D3") == OURS.unknown_in("paracetamol 500 mg") == OURS.unknown_in(None) == ()
    assert NO_NAMES.unknown_in("Vitamin D3") == ("vitamin d3",)
    assert MEDICINES[NO_OPIOID].group == "other"


@pytest.mark.parametrize(
    ("names", "not_opioids", "said"),
    [
        ({}, ["Oxycodone 5 mg"], "not_opioids: 'Oxycodone 5 mg' is an opioid (oxycodone)"),
        ({}, ["paracetamol/codeine"], "not_opioids: 'paracetamol/codeine' is an opioid (codeine)"),
        ({"Oxygesic": "oxycodon"}, [], "names: 'Oxygesic' must stand for a generic name"),
        ({"Oxygesic": ""}, [], "names: 'Oxygesic' must stand for a generic name"),
        ({"morphine": "paracetamol"}, [], "names: 'morphine' is known already, as morphine"),
        ({"Oxygesic": "oxycodone"}, ["OXYGESIC"], "'OXYGESIC' is said to be two things"),
        ({}, [" "], "a name of a medicine is blank"),
    ],
)
def test_a_name_that_contradicts_what_is_known_is_refused(names, not_opioids, said):
    with pytest.raises(LocalNameError) as error:
        local_names(names, not_opioids)
    assert str(error.value).startswith(said)


def test_clinic_toml_declares_them_and_the_store_is_computed_anew():
    plain = parse_clinic(CLINIC, "clinic.toml", frozenset(MEASURES))
    named = parse_clinic(
        CLINIC + 'not_opioids = ["Vitamin D3"]\nnames = { Oxygesic = "oxycodone" }', "clinic.toml", frozenset(MEASURES)
    )
    assert named.medicine_names.read("Oxygesic") == "oxycodone"
    assert named.fingerprint != plain.fingerprint
    with pytest.raises(ClinicError, match=r"^clinic.toml: line \d+, medicines: not_opioids: 'tramadol' is an opioid"):
        parse_clinic(CLINIC + 'not_opioids = ["tramadol"]', "clinic.toml", frozenset(MEASURES))


def listed(*drugs):
    about = {
        "strength": "5 mg",
        "dose": "1",
        "dose_unit": "tablet",
        "per_day": "tid",
        "route": "oral",
        "started": MONDAY,
    }
    columns = [
        "medication_id",
        "patient_id",
        "drug",
        *about,
        "daily_amount",
        "as_needed",
        "basis",
        "stopped",
        "status",
        "indication",
        "in_conflict",
    ]
    rows = [
        {"medication_id": f"m{place}", "patient_id": "p", "drug": drug, **about, "in_conflict": False}
        for place, drug in enumerate(drugs)
    ]
    return pd.DataFrame(rows, columns=columns).astype(object).where(lambda frame: frame.notna(), None)


def test_a_week_with_a_name_that_nobody_knows_has_no_dose_until_the_clinic_says_what_it_is():
    """3 tablets of 5 mg oxycodone a day at 1.5 (CDC 2022) are 22.5 mg."""
    until, rows = MONDAY + timedelta(days=6), listed("oxycodone", "Vitamin D3")
    assert weekly_doses(rows, until).empty
    assert list(dose_doubts(rows, until)["drug"]) == ["vitamin d3"]
    found = weekly_doses(rows, until, names=OURS)
    assert found[["value", "medication_id"]].to_numpy().tolist() == [[22.5, "m0"]]
    assert dose_doubts(rows, until, names=OURS).empty


def test_a_brand_counts_as_what_the_clinic_says_it_is():
    until = MONDAY + timedelta(days=6)
    assert weekly_doses(listed("Oxygesic"), until).empty
    assert weekly_doses(listed("Oxygesic"), until, names=OURS)["value"].tolist() == [22.5]
