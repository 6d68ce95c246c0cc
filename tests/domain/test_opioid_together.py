"""Medicines taken at the same time: sedatives beside an opioid, and the number of pain-active classes."""

import numpy as np

from domain.opioid.lines import Basis
from domain.opioid.medicine import CLASS_SOURCE, PAIN_CLASSES
from domain.opioid.together import FDA_2016, FDA_2019, class_counts, co_prescribed_on, co_prescription
from tests.domain.opioid_lists import day, line, medicines, patch


def test_overlapping_days_are_counted_with_both_ends():
    listed = medicines(
        line(start=1, stop=10), line("diazepam", 5, 2, start=8, stop=20), line("Pregabalin", 75, 2, start=1, stop=4)
    )
    found = co_prescription(listed, until=day(30))
    assert found.to_dict("records") == [
        {"patient": "p", "group": "gabapentinoid", "first_day": day(1), "last_day": day(4), "days": 4},
        {"patient": "p", "group": "benzodiazepine", "first_day": day(8), "last_day": day(10), "days": 3},
    ]


def test_lines_that_follow_each_other_are_one_stretch():
    listed = medicines(line(stop=5), line("morphine", 10, 1, start=6, stop=9), line("lorazepam", 1, 1))
    assert co_prescription(listed, until=day(30)).days.tolist() == [9]


def test_an_opioid_without_a_factor_counts_and_so_does_an_unknown_dose():
    listed = medicines(patch("buprenorphine", None, stop=3), line("zolpidem", 10, "prn"))
    assert co_prescription(listed, until=day(3)).to_dict("records")[0]["group"] == "z-drug"


def test_a_dose_of_0_is_no_use():
    assert co_prescription(medicines(line(), line("diazepam", 5, 0)), until=day(3)).empty


def test_flags_of_a_day_are_1_0_or_unknown():
    listed = medicines(
        line(), line("diazepam", 5, 2, start=3), line(patient="q"), line("gabapentin", 300, 3, start=None, patient="q"),
        line("alprazolam", 1, 1, patient="r"),
    )  # fmt: skip
    found = co_prescribed_on(listed, day(2)).set_index("patient")
    assert found.loc["p", ["opioid", "benzodiazepine", "gabapentinoid"]].tolist() == [1, 0, 0]
    assert np.isnan(found.loc["q", "gabapentinoid"])
    assert found.loc["r", ["opioid", "benzodiazepine"]].tolist() == [0, 0]
    assert co_prescribed_on(listed, day(3)).benzodiazepine.tolist() == [1, 0, 0]


def test_what_was_taken_is_asked_apart():
    listed = medicines(line(basis="taken"), line("diazepam", 5, 1, basis="prescribed"))
    assert co_prescription(listed, until=day(1), basis=Basis.TAKEN).empty


def test_classes_are_counted_and_not_drugs():
    listed = medicines(
        line(), line("morphine", 10, 1), line("oxycodone/paracetamol", "5/325", 2), line("naproxen", 500, 2, start=3),
        line("zopiclone", 7.5, 1, start=3), line("diazepam", 5, 1, start=3), line("naloxone", 1, 1), line("lisinopril", 10, 1, start=4),
    )  # fmt: skip
    found = class_counts(listed, until=day(4))
    assert found[["first_day", "classes", "unknown_names"]].to_numpy().tolist() == [
        [day(1), 2, 0],
        [day(3), 4, 0],
        [day(4), 4, 1],
    ]
    assert found.names[1] == "NSAID, benzodiazepine or Z-drug, opioid, paracetamol"


def test_an_ssri_counts_only_for_pain():
    listed = medicines(line("sertraline", 50, 1), line("fluoxetine", 20, 1, patient="q", indication="pain"))
    assert class_counts(listed, until=day(1)).classes.tolist() == [0, 1]


def test_the_fifteen_classes_are_a_local_decision_and_the_warnings_have_sources():
    assert len(PAIN_CLASSES) == 15
    assert not CLASS_SOURCE.verified
    assert FDA_2016.verified
    assert FDA_2019.url.startswith("https://fda.gov/")
