"""A clinic's own measure: the same dataclass, the same checks, and no number without a source."""

import re
from pathlib import Path

import pandas as pd
import pytest

from domain.clinic import ClinicError, parse_clinic
from domain.clinic_measure import (
    MeasureError,
    _Band,
    _Change,
    _Citation,
    _Error,
    _Loinc,
    _MeasureTable,
    _Norm,
    _Response,
    _Scoring,
    _Threshold,
    own_measures,
    parse_measure,
)
from domain.measure import Better, Construct, LicenceClass, ThresholdKind
from domain.measures import MEASURES
from domain.scoring import score
from domain.scoring_rule import MissingItems
from domain.source import CLINIC_RULE
from domain.unit import convert, unit_fault
from tests.small_clinic import CLINIC_TOML

STAIRS = """
code = "stair_flights"
name = "Flights of stairs climbed"
short_name = "Stairs"
construct = "physical function"
unit = "flights"
better = "higher"
lowest = 0
highest = 40
step = 1
whole_steps = true

[licence]
kind = "free"
note = "the clinic's own test"
source = "clinic"

[meaningful_change]
points = 2
percent = 30
why = "the team's choice"
population = "our patients"
source = "clinic"

[[thresholds]]
kind = "MDC95"
value = 3
population = "chronic pain"
method = "test-retest"
[thresholds.source]
title = "A synthetic paper about climbing stairs"
year = 2019
verified = true
how = "abstract read by the team"

[[bands]]
label = "limited"
below = 10
source = "clinic"
[[bands]]
label = "usual"
source = "clinic"
"""

CONFIDENCE = """
code = "confidence4"
name = "Confidence in four tasks"
construct = "self-efficacy"
unit = "points"
better = "higher"
lowest = 0
highest = 10
step = 0.25
[licence]
kind = "free"
note = "the clinic's own questions"
source = "clinic"
[scoring]
items = 4
each = [0, 10]
total = "mean"
missing = "mean of the answered items"
least_answered = 3
reversed_items = [2]
source = "clinic"
"""


def test_a_file_builds_the_same_dataclass_as_the_registry():
    stairs = parse_measure(STAIRS, "measures/stairs.toml")
    assert type(stairs) is type(MEASURES["odi"])
    assert (stairs.code, stairs.short_name, stairs.construct, stairs.better) == (
        "stair_flights", "Stairs", Construct.PHYSICAL_FUNCTION, Better.HIGHER,
    )  # fmt: skip
    assert (stairs.lowest, stairs.highest, stairs.step, stairs.whole_steps) == (0, 40, 1, True)
    assert stairs.meaningful_change.wording == "2 and 30 % of baseline"
    assert stairs.meaningful_change.at(5) == 2
    assert [stairs.band_of(n).label for n in (9, 10, 40)] == ["limited", "usual", "usual"]
    assert stairs.licence.kind is LicenceClass.FREE


def test_a_rule_of_the_clinic_is_shown_as_such_and_never_verified():
    stairs = parse_measure(STAIRS, "measures/stairs.toml")
    assert stairs.meaningful_change.source is CLINIC_RULE
    assert not stairs.meaningful_change.verified
    cited = stairs.thresholds[0]
    assert (cited.kind, cited.value, cited.verified, cited.source.year) == (ThresholdKind.MDC95, 3, True, 2019)


def test_items_are_scored_by_the_declared_rule():
    confidence = parse_measure(CONFIDENCE, "c.toml")
    assert confidence.scoring.missing is MissingItems.MEAN_OF_ANSWERED
    scores = score(
        confidence, pd.DataFrame([[10, 0, 10, 10], [10, 4, None, 4], [10, None, None, 4]], columns=[1, 2, 3, 4])
    )
    assert scores["status"].tolist() == ["scored", "prorated", "not_scored"]
    assert scores["score"].tolist()[:2] == pytest.approx([10, 20 / 3])


NO_SOURCE = 'no source; cite one as a table, or write source = "clinic" for the clinic\'s own rule.'


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('population = "our patients"\nsource = "clinic"', 'population = "our patients"', f"meaningful_change.source: {NO_SOURCE}"),
        ('note = "the clinic\'s own test"\nsource = "clinic"', 'note = "x"\nsource = "ours"', f"licence.source: {NO_SOURCE}"),
        ('label = "usual"\nsource = "clinic"', 'label = "usual"', f"bands[1].source: {NO_SOURCE}"),
        ('how = "abstract read by the team"', "", "thresholds[0].source: verified = true needs 'how': what was read, by whom."),
        ('title = "A synthetic paper about climbing stairs"', 'title = "paper"', "thresholds[0].source.title: String should have at least 10 characters."),
        ('code = "stair_flights"', 'code = "odi"', "code: 'odi' is a measure of the registry already; choose another code."),
        ('code = "stair_flights"', 'code = "Stair flights"', "code: String should match pattern '^[a-z][a-z0-9_]*$'."),
        ('unit = "flights"', "", "unit: Field required."),
        ('better = "higher"', 'better = "more"', "better: Input should be 'higher' or 'lower'."),
        ("highest = 40", "highest = 0", "highest: must lie above lowest."),
        ("highest = 40", "", "chart_highest: a scale without highest needs it."),
        ("highest = 40", "highest = nan", "highest: Input should be a finite number."),
        ("step = 1\n", "step = 3\n", "whole_steps: the scale is no whole number of steps long."),
        ("step = 1\n", 'step = 1\ncolour = "red"\n', "colour: Extra inputs are not permitted."),
        ("value = 3", "", "thresholds[0]: needs one of value, low with high, or text."),
        ("value = 3", "low = 4\nhigh = 2", "thresholds[0]: low and high go together, low below high."),
        ("value = 3", "value = -3", "thresholds[0].value: Input should be greater than 0."),
        ("points = 2\npercent = 30", "", "meaningful_change: needs points, percent of baseline, or both."),
        ("below = 10", "upto = 60", "bands: must rise, and the last one must reach the top of the scale."),
        ("step = 1\n", "step = 1\nneeds_baseline = false\n", "needs_baseline: a rating of change has no meaningful_change and no measurement_error; it takes response_category."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_one_sentence_that_names_file_and_key(old, new, said):
    assert old in STAIRS
    with pytest.raises(MeasureError) as error:
        parse_measure(STAIRS.replace(old, new, 1), "measures/stairs.toml")
    assert str(error.value) == f"measures/stairs.toml: {said}"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("highest = 10\n", "highest = 40\n", "scoring: the answers reach from 0 to 10, but the scale does not."),
        ("reversed_items = [2]", "reversed_items = [5]", "scoring: there is no item 5; the form has 4."),
        (
            "least_answered = 3",
            "",
            "scoring: missing = 'mean of the answered items' needs least_answered, from 1 to 4.",
        ),
        ("each = [0, 10]", "each = [10, 0]", "scoring: each needs the lowest answer, then the highest."),
        (
            "step = 0.25",
            "step = 0.25\nphysical_unit = true",
            "physical_unit: a score from items has no unit to convert.",
        ),
    ],
)
def test_a_scoring_rule_must_fit_its_scale(old, new, said):
    with pytest.raises(MeasureError) as error:
        parse_measure(CONFIDENCE.replace(old, new, 1), "c.toml")
    assert str(error.value) == f"c.toml: {said}"


def test_a_text_that_is_no_toml_is_refused():
    with pytest.raises(ClinicError, match=r"^c\.toml is not valid TOML: "):
        parse_measure("code = = 1", "c.toml")


def test_two_files_cannot_declare_one_code():
    stairs = parse_measure(STAIRS, "a.toml")
    with pytest.raises(MeasureError, match=r"^b\.toml: code: 'stair_flights' is declared in a\.toml as well\.$"):
        own_measures([("a.toml", stairs), ("b.toml", stairs)])


def test_a_clinic_lists_its_measures_with_those_of_the_same_construct():
    stairs = parse_measure(STAIRS, "a.toml")
    clinic = parse_clinic(
        CLINIC_TOML.replace('"odi", "nrs_average"', '"odi", "stair_flights"'),
        "clinic.toml",
        frozenset(MEASURES),
        [stairs],
    )
    codes = list(clinic.measures)
    assert set(codes) == {*MEASURES, "stair_flights"}
    assert clinic.measures[codes[codes.index("stair_flights") - 1]].construct is Construct.PHYSICAL_FUNCTION
    assert clinic.measures["odi"] is MEASURES["odi"]
    assert "stair_flights" not in MEASURES
    assert clinic.program("short").checkpoints[0].measures == ("odi", "stair_flights")


def test_without_the_file_the_program_cannot_name_it():
    text = CLINIC_TOML.replace('"odi", "nrs_average"', '"odi", "stair_flights"')
    with pytest.raises(ClinicError, match="names an unknown measure 'stair_flights'"):
        parse_clinic(text, "clinic.toml", frozenset(MEASURES))


def test_a_unit_of_its_own_converts_into_no_other():
    stairs = parse_measure(STAIRS, "a.toml")
    assert convert([3], "flights", stairs).values.tolist() == [3]
    assert convert([3], None, stairs).values.tolist() == [3]
    assert (
        unit_fault("km", stairs).sentence
        == "Flights of stairs climbed is measured in flights, and km is no unit of flights."
    )
    assert (
        unit_fault("storeys", stairs).sentence
        == "The unit 'storeys' is not known; Flights of stairs climbed can be read in flights."
    )


PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "define-a-measure.md").read_text(encoding="utf-8")


def test_the_example_of_the_how_to_can_be_read():
    text = re.search(r"^ *```toml\n(.*?)^ *```", PAGE, re.M | re.S)[1]
    example = parse_measure("\n".join(line.removeprefix("   ") for line in text.splitlines()), "page.toml")
    assert example.code == "stair_flights"


def test_the_how_to_names_every_key():
    for model in (_MeasureTable, _Scoring, _Change, _Error, _Threshold, _Band, _Norm, _Response, _Loinc, _Citation):
        for name, field in model.model_fields.items():
            assert re.search(rf"\b{field.alias or name}\b", PAGE), name


def test_the_how_to_names_every_missing_rule_but_the_one_by_table():
    for rule in MissingItems:
        assert (f"`{rule.value}`" in re.sub(r"\s+", " ", PAGE)) == (rule is not MissingItems.PRORATED_UP)
