"""The registry: every number has a source, and carries its doubt."""

import csv
import importlib
import inspect
import math
import pkgutil
from pathlib import Path

import numpy as np
import pytest

import domain.measures
import domain.measures.sources as sources
from domain.measure import Better, ChangeTerm, Combine, Construct, MeaningfulChange, ThresholdUnit
from domain.measures import MEASURE_CODES, MEASURES, UnknownMeasure, measure
from domain.scoring_rule import MissingItems
from domain.source import Source

ALL = list(MEASURES.values())
every_measure = pytest.mark.parametrize("m", ALL, ids=[m.code for m in ALL])

SCALES = {
    row["code"]: row
    for row in csv.DictReader(
        line
        for line in Path(__file__).with_name("scales.csv").read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
    )
}


def test_the_registry_holds_the_measures_of_the_list_of_scales():
    assert frozenset(SCALES) == MEASURE_CODES
    assert list(MEASURES) == [m.code for m in ALL]


def test_measures_stand_in_the_order_of_their_constructs_function_first():
    order = list(Construct)
    places = [order.index(m.construct) for m in ALL]
    assert places == sorted(places)
    assert ALL[0].construct is Construct.PHYSICAL_FUNCTION


def test_no_test_that_takes_seconds_can_take_none():
    assert {m.code: m.lowest for m in ALL if m.unit == "s"} == {"sts_5x": 1, "tug": 1}


def test_an_unknown_measure_is_named_in_one_sentence():
    with pytest.raises(UnknownMeasure, match=r"^There is no measure 'oswestry'; known are odi, "):
        measure("oswestry")


@every_measure
def test_scale_and_direction_are_the_manuals(m):
    scale = SCALES[m.code]
    ends = (float(scale["lowest"]), float(scale["highest"]) if scale["highest"] else None)
    assert (m.lowest, m.highest, m.step, m.better.value) == (*ends, float(scale["step"]), scale["better"])


@every_measure
def test_the_default_threshold_and_its_doubt_are_on_record(m):
    change, scale = m.meaningful_change, SCALES[m.code]
    assert (change.wording if change else "") == scale["default"]
    assert change is None or change.verified == (scale["verified"] == "yes")


@every_measure
def test_every_number_has_a_source_with_a_title(m):
    assert all(isinstance(source, Source) and len(source.title) > 10 for source in m.sources)


@every_measure
def test_no_fact_is_verified_whose_source_was_not_read(m):
    facts = [
        *m.thresholds,
        *m.bands,
        *m.norms,
        m.licence,
        m.meaningful_change,
        m.response_category,
        m.measurement_error,
        m.scoring,
    ]
    for fact in filter(None, facts):
        assert fact.source.verified or not fact.verified, fact


@every_measure
def test_thresholds_are_positive_and_say_in_whom_and_how(m):
    for threshold in m.thresholds:
        amounts = [a for a in (threshold.value, threshold.low, threshold.high) if a is not None]
        assert amounts or threshold.text
        assert all(a > 0 for a in amounts)
        assert (threshold.low is None) == (threshold.high is None)
        assert threshold.low is None or threshold.low < threshold.high
        assert threshold.population
        assert threshold.method


@every_measure
def test_bands_rise_without_gaps_and_end_at_the_top_of_the_scale(m):
    if not m.bands:
        return
    uppers = [band.upto for band in m.bands]
    assert uppers == sorted(set(uppers))
    assert uppers[-1] == (math.inf if m.highest is None else m.highest)
    assert m.bands[-1].upto_included
    top = 500 if m.highest is None else m.highest
    for value in np.linspace(m.lowest, top, 2001):
        assert m.band_of(float(value)) is not None


@every_measure
def test_a_chart_range_is_finite_and_inside_the_scale(m):
    top = m.chart_highest or m.highest
    assert math.isfinite(top)
    assert m.highest is None or top <= m.highest


@every_measure
def test_whole_steps_are_claimed_only_where_nothing_is_prorated_averaged_or_converted(m):
    if m.whole_steps:
        assert not m.physical_unit
        assert m.scoring is None or m.scoring.missing in (MissingItems.ALL_NEEDED, MissingItems.NOT_TICKED)
        assert m.scoring is None or m.scoring.total == "sum"


@every_measure
def test_the_scoring_rule_reaches_both_ends_of_the_scale(m):
    rule = m.scoring
    if rule is None or rule.tables:
        return
    weights = rule.weights or (1,) * rule.items
    ends = [sum(weights) * answer if rule.total == "sum" else answer for answer in rule.each]
    if rule.rescale_to:
        ends = [rule.rescale_to * (end - ends[0]) / (ends[1] - ends[0]) for end in ends]
    assert ends == pytest.approx([m.lowest, m.highest])


def test_bands_of_the_odi_include_their_upper_end():
    odi = measure("odi")
    assert [odi.band_of(s).label for s in (0, 20, 20.2, 40, 60, 80, 100)] == [
        "minimal disability", "minimal disability", "moderate disability", "moderate disability", "severe disability", "very severe",
        "extreme",
    ]  # fmt: skip


def test_a_prorated_score_below_a_cut_off_has_not_reached_it():
    assert measure("phq9").band_of(9.9).label == "mild"
    assert measure("phq9").band_of(10).label == "moderate"
    assert measure("pcs").band_of(30).label == "clinically relevant"
    assert measure("sleep_efficiency").band_of(84.995).label == "reduced"
    assert measure("mme_day").band_of(49.999).label == "20 to under 50"
    assert measure("mme_day").band_of(50).label == "50 to under 90"


def test_a_missing_score_or_one_above_the_scale_has_no_band():
    assert measure("odi").band_of(math.nan) is None
    assert measure("odi").band_of(101) is None


def test_measurement_error_is_what_the_sources_give():
    errors = {m.code: m.measurement_error for m in ALL if m.measurement_error}
    assert errors["odi"].mdc95 == 12  # 10 · 1.960/1.645, rounded up
    assert errors["peg"].mdc95 == pytest.approx(1.96 * math.sqrt(2) * 1.22)  # highest SEM of Reed 2024
    assert (errors["pseq"].mdc95, errors["pcs"].mdc95) == (11.52, 12.8)  # Dubé 2021; Fernandes 2012
    assert errors["nrs_average"].mdc95 == pytest.approx(2.83, abs=0.005)  # 1.96·√2·1.02, Childs 2005
    assert errors["nrs_average"].verified
    assert errors["tsk17"].mdc95 == pytest.approx(8.76, abs=0.005)  # 1.96·√2·3.16, Woby 2005
    assert errors["tsk11"].mdc95 == pytest.approx(7.04, abs=0.005)  # 1.96·√2·2.54, Woby 2005
    assert (errors["fabq_pa"].mdc95, errors["fabq_w"].mdc95) == (3.69, 5.95)  # Monticone 2020
    assert errors["whodas12"].mdc95 == 8.6
    assert errors["promis_pi_tscore"].per_score
    for code in ("phq9", "gad7", "isi"):
        assert (errors[code].mdc95, errors[code].sd) == (None, None)
        assert errors[code].reliability


def test_opioid_dose_has_no_meaningful_change_and_no_verdict():
    mme = measure("mme_day")
    assert mme.meaningful_change is None
    assert not mme.judged


def test_a_global_rating_has_no_baseline_and_no_improvement():
    pgic = measure("pgic")
    assert pgic.meaningful_change is None
    assert not pgic.response_category.worse_verified
    with pytest.raises(ValueError, match="itself a rating of change"):
        pgic.improvement(4, 2)


def test_the_phq9_names_its_safety_item():
    assert measure("phq9").scoring.safety_item == 9


def test_untraceable_sources_are_never_verified():
    files = [found.name for found in pkgutil.iter_modules(domain.measures.__path__) if found.name.startswith("sources")]
    modules = [importlib.import_module(f"domain.measures.{name}") for name in files]
    assert len(modules) >= 4
    named = [value for module in modules for _, value in inspect.getmembers(module) if isinstance(value, Source)]
    for source in named:
        untraceable = any(
            word in source.title.lower() for word in ("unnamed", "pragmatic", "recalled", "not traceable")
        )
        assert not (untraceable and source.verified), source.title
        assert source.doi == "" or source.doi.startswith("10.")


def test_an_unconfirmed_licence_is_unknown_and_says_what_is_on_record():
    for m in ALL:
        if m.licence.kind == "unknown":
            assert not m.licence.verified
            assert m.licence.note.startswith("Check before enabling. On record as ")
        else:
            assert m.licence.verified


@every_measure
def test_improvement_is_positive_when_the_score_moves_to_the_better_end(m):
    if not m.needs_baseline:
        return
    worse, better = (1, 2) if m.better is Better.HIGHER else (2, 1)
    assert m.improvement(worse, better) == 1
    assert m.improvement(better, worse) == -1
    assert np.isnan(m.improvement(np.nan, better))


def test_from_7_to_4_9_is_thirty_percent():
    nrs = measure("nrs_average")
    thirty = MeaningfulChange((ChangeTerm(30, ThresholdUnit.PERCENT_OF_BASELINE),), "", sources.DWORKIN_2008, "", True)
    assert nrs.improvement(7.0, 4.9) >= thirty.at(7.0) - 1e-9


def test_both_terms_must_be_reached_for_pain_and_either_for_disability():
    pain, disability = measure("nrs_average").meaningful_change, measure("odi").meaningful_change
    assert pain.at(np.array([3.0, 6.0, 10.0])) == pytest.approx([2, 2, 3])
    assert disability.at(np.array([20.0, 33.0, 60.0])) == pytest.approx([6, 9.9, 10])


def test_a_share_of_a_baseline_of_0_is_left_out():
    terms = (ChangeTerm(2, ThresholdUnit.POINTS), ChangeTerm(30, ThresholdUnit.PERCENT_OF_BASELINE))
    both = MeaningfulChange(terms, "", sources.DWORKIN_2008, "", True, Combine.ALL)
    share_only = MeaningfulChange(terms[1:], "", sources.PRAGMATIC, "", False)
    assert both.at(0) == 2
    assert np.isnan(share_only.at(0))
    assert np.isnan(both.at(np.nan))


@every_measure
def test_nothing_that_is_shown_of_a_measure_reads_like_a_question(m):
    shown = [
        m.name,
        m.short_name,
        m.notes,
        m.licence.note,
        *(b.label for b in m.bands),
        *(code.display for code in m.loinc),
    ]
    assert not [text for text in shown if "?" in text]
