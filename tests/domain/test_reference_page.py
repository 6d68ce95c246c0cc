"""The reference page says what the registry says, each number with its source, and is not stale."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from domain import measure_words as words
from domain.__main__ import app
from domain.clinic_measure import parse_measure
from domain.instruments import INSTRUMENTS, columns_in_words
from domain.measure import LicenceClass, ThresholdUnit
from domain.measure_sheet import Row, sheet_of, what_it_is
from domain.measures import MEASURES
from domain.reference_page import reference_page
from domain.source import CLINIC_RULE, Source

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "measures.md"
ALL = list(MEASURES.values())
every_measure = pytest.mark.parametrize("m", ALL, ids=[m.code for m in ALL])
A_NUMBER = re.compile(r"(?<![\w-])\d")
"""A figure that stands by itself, unlike those of PHQ-9 or VR-12."""


def section_of(page: str, name: str) -> str:
    return page.partition(f"\n### {name}\n")[2].partition("\n### ")[0].partition("\n## ")[0]


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\\", ""))


def test_the_page_is_not_stale():
    assert PAGE.read_text(encoding="utf-8") == reference_page(ALL), "the registry has changed: run `make reference`"


def test_a_changed_number_makes_another_page():
    odi = MEASURES["odi"]
    changed = replace(odi, thresholds=(replace(odi.thresholds[0], value=11), *odi.thresholds[1:]))
    assert reference_page([changed]) != reference_page([odi])


def test_the_command_prints_the_page():
    assert CliRunner().invoke(app, ["reference"]).stdout == reference_page(ALL)


@every_measure
def test_a_number_without_a_source_stands_nowhere(m):
    sheet = sheet_of(m)
    unsourced = [c for c in sheet.claims if not (c.source and c.source.title.strip())]
    assert [c for c in unsourced if isinstance(c, Row)] == []
    assert [c for c in unsourced if A_NUMBER.search(" ".join((c.text, *c.details)))] == []


def test_a_number_whose_source_has_no_title_would_be_found():
    odi = MEASURES["odi"]
    sheet = sheet_of(replace(odi, bands=(replace(odi.bands[0], source=Source("")),)))
    assert [c for c in sheet.claims if c.source and not c.source.title.strip()] != []


@every_measure
def test_nothing_is_called_verified_whose_source_was_not_read(m):
    assert [c for c in sheet_of(m).claims if c.verified and not (c.source and c.source.verified)] == []


@every_measure
def test_the_sheet_holds_every_fact_of_the_registry(m):
    said = plain(section_of(PAGE.read_text(encoding="utf-8"), m.name))
    change = m.meaningful_change
    expected = [
        m.code, m.notes, m.recall_period, m.licence.note, m.licence.kind.value, *m.aliases,
        *(text for t in m.thresholds for text in (t.population, t.method, t.text, t.condition, t.note, t.source.title)),
        *(text for band in m.bands for text in (band.label, band.source.title)),
        *(text for norm in m.norms for text in (norm.population, norm.source.title)),
        *(text for code in m.loinc for text in (code.code, code.display)),
        *([change.why.rstrip("."), change.population, change.source.title] if change and m.judged else []),
        *([m.measurement_error.note, m.measurement_error.source.title] if m.measurement_error else []),
    ]  # fmt: skip
    assert [text for text in expected if plain(text).strip() not in said] == []


@every_measure
def test_every_threshold_row_ends_in_its_state(m):
    states = [row.verified for listing in sheet_of(m).change.listings for row in listing.rows]
    assert states == [t.verified for t in m.thresholds]


def test_every_table_row_has_as_many_cells_as_its_head():
    tables = re.findall(r"(?:^\|.*\|\n?)+", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert len(tables) > len(ALL)
    for table in tables:
        assert len({len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()}) == 1, table


def test_links_inside_the_page_lead_to_a_heading():
    page = PAGE.read_text(encoding="utf-8")
    anchors = {
        re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")
        for title in re.findall(r"^### (.*)$", page, re.MULTILINE)
    }
    assert len(anchors) == len(ALL)
    assert set(re.findall(r"\]\(#([^)]*)\)", page)) == anchors


# Words. Expected values: Fairbank 2000 (ODI), PHQ-9 manual, PROMIS manuals as the registry records them.


def test_bands_leave_no_gap_and_say_where_a_cut_off_belongs():
    assert words.bands_in_words(MEASURES["odi"])[:2] == [
        ("minimal disability", "0–20"),
        ("moderate disability", "above 20 to 40"),
    ]
    assert words.bands_in_words(MEASURES["phq9"])[1:3] == [("mild", "5 to below 10"), ("moderate", "10 to below 15")]
    assert words.bands_in_words(MEASURES["phq2"]) == [("negative screen", "0–2"), ("positive screen", "3–6")]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("odi", "0–100 %"), ("walk_6min", "0–1,000 m"), ("promis_pi_tscore", "T-score 40.7–78.3"),
        ("mme_day", "0 mg/day and up"), ("propr", "−0.022 to 1 (utility)"), ("sf12_pcs", "9.9–70.2 (norm-based)"),
    ],
)  # fmt: skip
def test_a_range_is_said_with_its_unit(code, said):
    assert words.range_in_words(MEASURES[code]) == said


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("odi", "10 points or 30 % of baseline"), ("nrs_average", "2 points and 30 % of baseline"), ("walk_6min", "60 m"),
        ("pgic", "2 or lower"), ("promis29", "by score"), ("mme_day", "not judged"), ("phq2", "none found"),
    ],
)  # fmt: skip
def test_the_default_threshold_is_said_in_a_few_words(code, said):
    assert words.default_in_words(MEASURES[code]) == said


def test_amounts_carry_no_more_decimals_than_anybody_measures():
    assert words.amount_in_words(MEASURES["nrs_average"], 2.8273, ThresholdUnit.POINTS) == "2.83 points"
    assert words.amount_in_words(MEASURES["eq5d5l_index"], 0.0744, ThresholdUnit.POINTS) == "0.074"
    assert words.amount_in_words(MEASURES["pgic"], 1, ThresholdUnit.POINTS) == "1 point"


def test_scoring_and_missing_rule_are_said_in_words():
    odi, phq9, promis = (MEASURES[code].scoring for code in ("odi", "phq9", "promis_pi_tscore"))
    assert words.scoring_in_words(odi) == [
        "10 items; answers 0–5. The sum is divided by the highest that is possible, times 100."
    ]
    assert (
        words.missing_in_words(odi)
        == "At least 9 of 10 items must be answered; the sum is divided by what the answered items could reach."
    )
    assert words.scoring_in_words(phq9)[-1] == "Item 9 above 0 is a safety flag, whatever the total."
    assert "Forms 4a, 6a, 6b, 8a" in words.scoring_in_words(promis)[0]
    assert "rounded up" in words.missing_in_words(promis)


def test_reliability_with_a_standard_deviation_becomes_the_reliable_change():
    """Jacobson & Truax 1991: 1.96·SD·√(2(1 − r)); r = 0.84, SD = 5 gives 1.96·5·√0.32 = 5.54."""
    phq9 = MEASURES["phq9"]
    error = replace(phq9.measurement_error, reliability=0.84, sd=5)
    assert words.error_in_words(phq9, error).startswith("5.54 points")


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ("phq9", "Its columns are q1 to q9."),
        ("promis29", "Its columns are q1 to q29, version."),
        ("wpai", "Its columns are employed, q2, q3, q4, q5, q6."),
    ],
)
def test_columns_that_count_up_are_said_as_a_range(form, said):
    assert columns_in_words(INSTRUMENTS[form]) == said


def test_what_a_measure_is_names_its_kind_and_construct():
    assert what_it_is(MEASURES["odi"]) == "A questionnaire of 10 items about physical function."
    assert what_it_is(MEASURES["nrs_average"]) == "A single rating about pain intensity."


OWN = """
code = "garden_minutes"
name = "Gardening without a break"
construct = "activity"
unit = "min"
better = "higher"
lowest = 0
highest = 240
step = 1
licence = { kind = "free", note = "Our own count.", source = "clinic" }
meaningful_change = { points = 10, why = "agreed by the team", population = "our patients", source = "clinic" }
"""


def test_a_clinics_own_measure_has_a_sheet_that_says_whose_rule_it_is():
    sheet = sheet_of(parse_measure(OWN, "measures/garden.toml"))
    assert sheet.is_own
    assert sheet.measure.licence.kind is LicenceClass.FREE
    assert sheet.sources == (CLINIC_RULE,)
    assert sheet.change.facts[0].text == "10 min"
    assert [c for c in sheet.claims if c.verified] == []


def test_only_a_web_address_or_a_doi_becomes_a_link():
    assert Source("A paper", doi="10.1000/x").link == "https://doi.org/10.1000/x"
    assert Source("A page", url="https://example.org/a").link == "https://example.org/a"
    assert Source("A trap", url="javascript:alert(1)").link == ""
