"""The factor tables: each has a source, says what it leaves out, and stays apart from the others."""

import numpy as np
import pytest

from domain.measures import MEASURES
from domain.opioid.factor_table import FACTOR_TABLES, UnknownTable, factor_table
from domain.opioid.medicine import MEDICINES, OPIOID

every_table = pytest.mark.parametrize("table", FACTOR_TABLES.values(), ids=list(FACTOR_TABLES))

# The factors in which the tables differ (CDC 2022 | ANZCA 2021 | NIH HEAL 2025 | CDC 2016); None: no factor.
DIFFERENCES = {
    ("tapentadol", "oral"): (0.4, 0.3, 0.3, 0.4),
    ("codeine", "oral"): (0.15, 0.13, 0.15, 0.15),
    ("tramadol", "oral"): (0.2, 0.2, 0.2, 0.1),
    ("hydromorphone", "oral"): (5, 5, 5, 4),
    ("fentanyl", "transdermal"): (2.4, 3, 2.4, 2.4),
    ("buprenorphine", "transdermal"): (None, 2, 2.2, None),
    ("buprenorphine", "sublingual"): (None, 40, 38.8, None),
    ("morphine", "parenteral"): (None, 3, None, None),
    ("oxycodone", "oral"): (1.5, 1.5, 1.5, 1.5),
}


@every_table
def test_every_table_has_a_source_and_caveats_and_feeds_a_measure(table):
    assert len(table.source.title) > 10
    assert table.source.how
    assert table.caveats
    assert table.measure in (*MEASURES, "omedd_anzca")


@every_table
def test_no_factor_is_verified_where_the_table_was_not_read(table):
    assert table.source.verified or not any(f.verified for f in table.factors.values())


@every_table
def test_every_drug_of_a_table_is_a_known_opioid(table):
    drugs = {drug for drug, _ in table.factors} | {e.drug for e in table.exclusions} - {"any"}
    assert all(MEDICINES[drug].group == OPIOID for drug in drugs)


@pytest.mark.parametrize("key", DIFFERENCES, ids=" ".join)
def test_the_tables_differ_where_they_are_known_to(key):
    found = [table.factor(*key) for table in FACTOR_TABLES.values()]
    assert tuple(f and f.steps[0][1] for f in found) == DIFFERENCES[key]


def test_methadone_is_flat_in_2022_and_stepped_by_the_whole_day_in_2016():
    doses = np.array([0, 10, 20, 20.5, 40, 41, 60, 61, 100, np.nan])
    flat = factor_table("cdc_2022").factor("methadone", "oral").equivalent(doses)
    stepped = factor_table("cdc_2016").factor("methadone", "oral").equivalent(doses)
    assert flat == pytest.approx(doses * 4.7, nan_ok=True)
    assert stepped == pytest.approx([0, 40, 80, 164, 320, 410, 600, 732, 1200, np.nan], nan_ok=True)


def test_a_table_says_why_it_has_no_factor():
    cdc, anzca = factor_table("cdc_2022"), factor_table("anzca_2021")
    assert cdc.why_excluded("buprenorphine", "transdermal") == "no factor in this table (partial agonist)"
    assert cdc.why_excluded("morphine", "parenteral") == "injected and infused opioids have no factor in this table"
    assert cdc.why_excluded("morphine", "rectal") == "no factor for the rectal route in this table"
    assert anzca.why_excluded("methadone", "oral") == "no factor in this table (specialist conversion)"
    assert cdc.why_excluded("morphine", "oral") == ""


def test_an_unknown_table_is_named_in_one_sentence():
    with pytest.raises(UnknownTable, match=r"^There is no factor table 'cdc_1999'; known are cdc_2022, "):
        factor_table("cdc_1999")
