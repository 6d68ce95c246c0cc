"""`clinic.toml`: what it declares, and the one sentence that each mistake gets."""

import re
from datetime import date
from pathlib import Path

import pytest

from domain.clinic import ClinicError, parse_clinic
from domain.measures import MEASURE_CODES

SAMPLE = Path(__file__).parents[2] / "sample_data" / "clinic.toml"

SMALL = """
name = "Small clinic"
time_zone = "Europe/Helsinki"

[[sites]]
code = "north"
name = "North"

[[programs]]
code = "short"
name = "Short program"
weeks = 4
measures = ["odi"]

[[programs.checkpoints]]
code = "intake"
name = "Intake"
kind = "intake"
due_day = 0
opens_day = -14
closes_day = 3

[[programs.checkpoints]]
code = "program_end"
name = "Program end"
kind = "completion"
anchor = "end"
due_day = 0
opens_day = -7
closes_day = 14
also = ["pgic"]
"""


def parse(text):
    return parse_clinic(text, "clinic.toml", MEASURE_CODES)


def test_a_small_clinic_reads_as_written():
    clinic = parse(SMALL)
    short = clinic.program("short")
    assert [c.code for c in short.checkpoints] == ["intake", "program_end"]
    assert short.intake.measures == ("odi",)
    assert short.checkpoint("program_end").measures == ("odi", "pgic")
    assert (clinic.percentage_from, clinic.suppress_below) == (20, 11)
    assert clinic.name_of("sites", "north") == "North"
    assert clinic.name_of("sites", "elsewhere") == "elsewhere"
    assert clinic.name_of("sites", None) == "not recorded"


LINE = re.compile(r"line \d+, ")


def test_the_sample_clinic_is_valid_and_stands_still():
    clinic = parse(SAMPLE.read_text(encoding="utf-8"))
    assert len(clinic.programs) == 3
    assert clinic.clock.today() == date(2025, 11, 17)


@pytest.mark.parametrize(
    ("written", "instead", "said"),
    [
        ('name = "Small clinic"', 'name = "Small', "clinic.toml is not valid TOML: "),
        ("Europe/Helsinki", "Helsinki", "clinic.toml: time_zone: 'Helsinki' is not a time zone; write one like 'America/Chicago'."),
        ("weeks = 4", "weeks = 0", "clinic.toml: programs[0].weeks: Input should be greater than 0."),
        ("weeks = 4", "weeks = 4\ncolour = 1", "clinic.toml: programs[0].colour: there is no key 'colour'."),
        ("opens_day = -14", "opens_day = 2", "clinic.toml: programs[0].checkpoints[0]: opens_day, due_day and closes_day must be in this order."),
        ('kind = "completion"', 'kind = "ending"', "clinic.toml: programs[0].checkpoints[1].kind: "),
        ('code = "program_end"', 'code = "intake"', "clinic.toml: programs[0]: two checkpoints have the same code."),
        ('kind = "completion"', 'kind = "intake"', "clinic.toml: programs[0]: exactly one checkpoint must have kind 'intake'."),
        ('["odi"]', '["oswestry"]', "clinic.toml: program 'short' names an unknown measure 'oswestry'."),
        ('also = ["pgic"]', 'also = ["rating"]', "clinic.toml: program 'short', checkpoint 'program_end' names an unknown measure 'rating'."),
        ("Europe/Helsinki", "Europe", "clinic.toml: time_zone: 'Europe' is not a time zone; write one like 'America/Chicago'."),
        ('name = "Small clinic"', 'name = "Small clinic"\nas_of = 5', "clinic.toml: as_of: Input should be a valid datetime."),
        ('name = "Small clinic"', 'name = "Small clinic"\nas_of = 2025-11-17T08:30:00Z', "clinic.toml: as_of: Input should not have timezone info."),
        ('name = "Small clinic"', 'name = "Small clinic"\nas_of = 9999-12-31T00:00:00', "clinic.toml: as_of: Input should be less than 2200"),
        ('name = "Small clinic"', 'name = " "', "clinic.toml: name: "),
        ('name = "Small clinic"', 'name = "Small clinic"\nsuppress_below = true', "clinic.toml: suppress_below: Input should be a valid integer."),
        ("weeks = 4", 'weeks = "4"', "clinic.toml: programs[0].weeks: Input should be a valid integer."),
        ("closes_day = 3\n", "closes_day = 3.0\n", "clinic.toml: programs[0].checkpoints[0].closes_day: Input should be a valid integer."),
        ("closes_day = 3\n", "closes_day = 99999\n", "clinic.toml: programs[0].checkpoints[0].closes_day: Input should be less than or equal to 3653."),
        ("closes_day = 3\n", "closes_day = 3\noccasions = ['rutine']\n", "clinic.toml: programs[0].checkpoints[0].occasions: 'rutine' is not an occasion; known are routine, before_block, after_block, diary, daily."),
        ("closes_day = 3\n", "closes_day = 3\noccasions = []\n", "clinic.toml: programs[0].checkpoints[0].occasions: Tuple should have at least 1 item after validation, not 0."),
        ('also = ["pgic"]', 'also = ["pcic"]', "clinic.toml: program 'short', checkpoint 'program_end' names an unknown measure 'pcic'."),
        ('code = "north"', 'code = "North Side"', "clinic.toml: sites[0].code: "),
        ('time_zone = "Europe/Helsinki"', "", "clinic.toml: time_zone: Field required."),
    ],
)  # fmt: skip
def test_a_mistake_is_one_sentence_that_names_its_place(written, instead, said):
    with pytest.raises(ClinicError) as error:
        parse(SMALL.replace(written, instead, 1))
    assert LINE.sub("", str(error.value)).startswith(said)
    assert "\n" not in str(error.value)


def test_a_mistake_names_its_line():
    text = SMALL.replace("weeks = 4", 'weeks = "4"', 1)
    line = text.splitlines().index('weeks = "4"') + 1
    with pytest.raises(ClinicError, match=f"line {line}, programs"):
        parse(text)


def test_two_sites_with_one_code_are_refused():
    twice = SMALL + '\n[[sites]]\ncode = "north"\nname = "Again"\n'
    with pytest.raises(ClinicError, match=r"^clinic.toml: top level: two entries of sites have the same code\.$"):
        parse(twice)


def test_the_fingerprint_changes_with_the_windows_and_not_with_names_of_sites():
    clinic = parse(SMALL)
    assert parse(SMALL.replace("closes_day = 14", "closes_day = 15")).fingerprint != clinic.fingerprint
    assert parse(SMALL.replace('name = "North"', 'name = "Far north"')).fingerprint == clinic.fingerprint
