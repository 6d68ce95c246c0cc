"""Norms from the registry, and a clinic's own norms and targets in clinic.toml."""

import re
from datetime import date
from pathlib import Path

import pytest

from domain.benchmark import BenchmarkKind, Statistic, registry_norms
from domain.clinic import ClinicError, parse_clinic
from domain.dated_change import DatedChange
from domain.measures import MEASURES
from tests.small_clinic import CLINIC_TOML, small_clinic

SOURCE = '[benchmarks.source]\ntitle = "Annual report of a made-up registry"\nyear = 2024\n'
TARGET = """
[[benchmarks]]
name = "Our target for ODI"
kind = "target"
measure = "odi"
statistic = "responder share"
value = 0.5
checkpoint = "end"
as_of = 2025-01-01
"""


def clinic_with(entry: str):
    return small_clinic(CLINIC_TOML + entry)


def test_a_target_is_read_with_its_source_and_day():
    (benchmark,) = clinic_with(TARGET + SOURCE).benchmarks
    assert (benchmark.kind, benchmark.statistic, benchmark.value) == (BenchmarkKind.TARGET, Statistic.RESPONDERS, 0.5)
    assert (benchmark.as_of, benchmark.checkpoint, benchmark.source.year) == (date(2025, 1, 1), "end", 2024)
    assert benchmark.label == "target: Our target for ODI"
    assert benchmark.is_sourced


def test_a_benchmark_without_a_source_is_kept_and_marked():
    (benchmark,) = clinic_with(TARGET).benchmarks
    assert not benchmark.is_sourced


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("value = 0.5", "value = 50.0", "a share lies between 0 and 1; write 0.5 for 50 %"),
        ("value = 0.5", 'value = "half"', "benchmarks[0].value"),
        ('"odi"', '"oodi"', "benchmark 'Our target for ODI' names an unknown measure 'oodi'"),
        ('"end"', '"finish"', "names a checkpoint 'finish' that no program has"),
        ('"target"', '"norm"', "a norm needs 'population'"),
        ('"target"', '"goal"', "benchmarks[0].kind"),
        ('measure = "odi"', "", "a responder share needs 'measure'"),
        ('"responder share"', '"completeness"', "leave 'measure' out"),
        ("as_of = 2025-01-01", "as_of = 2025", "benchmarks[0].as_of"),
        ("as_of = 2025-01-01", "asof = 2025-01-01", "benchmarks[0].asof"),
    ],
)
def test_a_wrong_entry_is_refused_in_one_sentence(old, new, sentence):
    with pytest.raises(ClinicError) as refused:
        clinic_with(TARGET.replace(old, new) + SOURCE)
    assert sentence in str(refused.value)
    assert str(refused.value).startswith("clinic.toml: ")


def test_a_mean_outside_the_scale_is_refused():
    entry = TARGET.replace("responder share", "mean score").replace("0.5", "120.0")
    with pytest.raises(ClinicError, match=r"120 is no score of odi \(0 to 100\)"):
        clinic_with(entry)


def test_a_rating_of_change_has_no_mean_improvement():
    entry = TARGET.replace("responder share", "mean improvement").replace('"odi"', '"pgic"').replace("0.5", "1.0")
    with pytest.raises(ClinicError, match="itself a rating of change"):
        clinic_with(entry)


def test_verified_says_how():
    with pytest.raises(ClinicError, match="verified = true needs 'how'"):
        clinic_with(TARGET + SOURCE + "verified = true\n")


def test_a_benchmark_or_a_change_does_not_ask_for_matching_anew():
    changes = '[[changes]]\non = 2025-03-01\nname = "Forms by text message"\n'
    clinic = clinic_with(TARGET + SOURCE + changes)
    assert clinic.changes == (DatedChange(date(2025, 3, 1), "Forms by text message"),)
    assert clinic.fingerprint == small_clinic().fingerprint


def test_a_change_without_a_name_is_refused():
    with pytest.raises(ClinicError, match="changes"):
        clinic_with('[[changes]]\non = 2025-03-01\nname = " "\n')


def test_the_eppoc_norms_are_the_published_means():
    """Nicholas 2019, Pain 160:1156–1165, abstract (PubMed 30694928), n = 13,343 at referral."""
    published = {
        "bpi_severity": 6.4, "bpi_interference": 7.0, "dass21_depression": 20.2, "dass21_anxiety": 14.0, "dass21_stress": 21.0,
        "pcs": 29.8, "pseq": 20.7,
    }  # fmt: skip
    eppoc = {b.measure: b for b in registry_norms(MEASURES.values()) if "13,343" in b.name}
    assert {code: b.value for code, b in eppoc.items()} == published
    assert {(b.kind, b.statistic, b.is_sourced) for b in eppoc.values()} == {(BenchmarkKind.NORM, Statistic.MEAN, True)}


def test_a_clinic_without_benchmarks_has_none():
    assert parse_clinic(CLINIC_TOML, "clinic.toml", frozenset(MEASURES)).benchmarks == ()


def test_the_how_to_page_shows_what_is_read():
    page = (Path(__file__).parents[2] / "docs" / "how-to" / "enter-a-benchmark.md").read_text(encoding="utf-8")
    entries = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    clinic = clinic_with("\n".join(entries).replace("program_end", "end"))
    assert [benchmark.is_sourced for benchmark in clinic.benchmarks] == [True]
    assert [change.name for change in clinic.changes] == ["Forms by text message"]
    assert all(f"`{statistic.value}`" in page for statistic in Statistic)
