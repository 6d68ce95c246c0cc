"""Published and derived worked examples of a day's opioid dose, through the public function. Synthetic products."""

import json
from pathlib import Path

import pandas as pd
import pytest

from domain.opioid.command import score_products
from domain.opioid.day import day_total
from domain.opioid.lines import Basis
from domain.opioid.period import period_total
from domain.opioid.series import dose_series
from tests.domain.opioid_lists import day, line, medicines

CASES = json.loads(Path(__file__).with_name("opioid_cases.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["case"])
def test_a_day_of_products_gives_the_expected_total_and_status(case):
    result = day_total(case["products"], case["table"])
    expected = case["expected"]
    assert result.table == case["table"]
    assert result.status == case["status"]
    assert result.total == (
        None if expected["total"] is None else pytest.approx(expected["total"], abs=case["tolerance"])
    )
    assert result.complete == expected.get("complete", True)
    assert result.recorded_subtotal == pytest.approx(
        expected.get("recorded_subtotal", expected["total"]), abs=case["tolerance"]
    )


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["case"])
def test_the_command_line_gives_the_same(case):
    products = pd.DataFrame(case["products"]).assign(id="1")
    row = score_products(case["measure"], products).iloc[0]
    expected = case["expected"]["total"]
    assert (row["status"], row["table"]) == (case["status"], case["table"])
    assert pd.isna(row[case["measure"]]) if expected is None else row[case["measure"]] == pytest.approx(expected)


# CDC 2022, footnote of the table of factors: two worked examples.


def test_hydrocodone_5_mg_with_paracetamol_four_times_a_day_is_20():
    listed = medicines(line("hydrocodone/acetaminophen", "5/325", 4))
    assert dose_series(listed, until=day(1)).spans.total.tolist() == [20]


def test_oxycodone_er_10_mg_twice_a_day_is_30():
    assert dose_series(medicines(line("oxycodone ER", 10, "bid")), until=day(1)).spans.total.tolist() == [30]


def test_a_week_of_one_tablet_on_weekdays_and_two_at_the_weekend():
    """Oxycodone 5 mg: cumulative 67.5, mean 9.642857 a day, highest day 15 (worked example of an untraceable public source)."""
    taken = [line(frequency=2 if n in (6, 7) else 1, start=n, stop=n, basis="taken") for n in range(1, 8)]
    week = period_total(dose_series(medicines(*taken), until=day(7), basis=Basis.TAKEN), day(1), day(7)).iloc[0]
    assert (week.cumulative, week.highest, week.known_days) == (67.5, 15, 7)
    assert week["mean"] == pytest.approx(67.5 / 7)
