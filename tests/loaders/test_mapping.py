"""Mapping files: each fault is one sentence that names the file and the key."""

import pytest

from loaders.mapping_files import parse_mapping, read_mapping, read_mappings
from loaders.source_mapping import MappingError

GOOD = """
name = "portal"
rows = "observations"
[columns]
patient = "mrn"
date = "day"
measure = "scale"
value = "score"
"""

WIDE = 'name="w"\nrows="observations"\nlayout="wide"\n[columns]\npatient="mrn"\ndate="day"\n'


def test_a_small_mapping_takes_the_documented_defaults():
    mapping = parse_mapping(GOOD, "m.toml")
    assert (mapping.layout, mapping.level, mapping.format) == ("long", "scores", "csv")
    assert (mapping.encoding, mapping.delimiter, mapping.decimal, mapping.header_row) == ("utf-8", ",", ".", 1)
    assert mapping.date_format == ("%Y-%m-%d",)
    assert mapping.headers == ["mrn", "day", "scale", "score"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name = ", "m.toml is not valid TOML"),
        (GOOD.replace('name = "portal"', ""), "m.toml: name is missing."),
        (GOOD.replace("rows", "row"), "m.toml: rows is missing."),
        (GOOD + 'colour = "red"\n', "m.toml: columns.colour is not a field of observations"),
        ('colour = "red"\n' + GOOD, "m.toml: colour is not a key of a mapping."),
        (GOOD.replace('"observations"', '"scores"'), "m.toml: rows: Input should be 'patients'"),
        (GOOD.replace('value = "score"\n', ""), "m.toml: columns.value is missing; observations need it."),
        ('encoding = "latin1"\n' + GOOD, "m.toml: encoding: Input should be 'utf-8', 'utf-16' or 'cp1252'."),
        ('date_format = "%d.%m."\n' + GOOD, "m.toml: date_format: '%d.%m.' lacks a year, a month or a day"),
        ('time_format = "%M"\n' + GOOD, "m.toml: time_format: '%M' lacks an hour"),
        ('version_format = "latest"\n' + GOOD, "m.toml: version_format: 'latest' is neither 'number' nor a date format"),
        ('date_format = "%d/%d/%m/%Y"\n' + GOOD, "m.toml: date_format: '%d/%d/%m/%Y' holds the same part twice"),
        ('date_format = "%Q %d/%m/%Y"\n' + GOOD, "m.toml: date_format: '%Q %d/%m/%Y' holds %Q; only %d %m"),
        ('date_format = "%z %d/%m/%Y"\n' + GOOD, "m.toml: date_format: '%z %d/%m/%Y' holds %z, which can only stand at the end"),
        ('files = [""]\n' + GOOD, "m.toml: files: '' is no file pattern"),
        ('files = ["**a.csv"]\n' + GOOD, "m.toml: files: '**a.csv' is no file pattern"),
        ('files = ["../x.csv"]\n' + GOOD, "m.toml: files: '../x.csv' must be a pattern inside the clinic folder"),
        ('sheet = "Tests"\n' + GOOD, "m.toml: sheet applies to format = 'excel' only."),
        (GOOD + '[values.measure]\nODI = "oswestry"\n', "m.toml: measure: 'oswestry' is not one of"),
        (GOOD + '[values.mood]\nODI = "odi"\n', "m.toml: values.mood is not a field of observations"),
        (GOOD + '[constants]\nmeasure = "odi"\n', "m.toml: measure stands under both columns and constants."),
        (GOOD + '[units]\nwalking = "ft"\n', "m.toml: units: 'walking' is not a measure"),
        (GOOD + '[[scores]]\ncolumn = "x"\nmeasure = "odi"\n', "m.toml: scores do not apply to"),
        (WIDE, "m.toml: a wide layout needs [[scores]]"),
        (WIDE + '[[scores]]\ncolumn = "x"\nmeasure = "odi"\n[[scores]]\nmeasure = "odi"\n', "m.toml: scores[2].column is missing."),
        (WIDE.replace('"wide"', '"wide"\nlevel="items"') + '[[forms]]\nmeasure = "walk_6min"\nitems = ["a"]\n', "is not scored from items"),
        (WIDE.replace('"wide"', '"wide"\nlevel="items"') + '[[forms]]\nmeasure = "phq9"\nitems = ["a", "a"]\n', "an item of 'phq9' is listed twice"),
        ('layout = "wide"\n' + GOOD.replace("observations", "patients"), "m.toml: layout and level apply to observations only"),
    ],
)  # fmt: skip
def test_a_fault_is_one_sentence_that_names_the_file_and_the_key(text, told):
    with pytest.raises(MappingError) as error:
        parse_mapping(text, "m.toml")
    assert told in str(error.value)
    assert "\n" not in str(error.value)


def test_a_number_may_be_written_where_a_text_is_meant():
    mapping = parse_mapping("missing = [-99, 999]\n" + GOOD, "m.toml")
    assert mapping.missing == ("-99", "999")


def test_the_hash_changes_with_the_meaning_and_not_with_a_comment_or_a_file_pattern():
    first = parse_mapping(GOOD, "m.toml")
    assert parse_mapping("# a comment\n" + GOOD, "m.toml").hash == first.hash
    assert parse_mapping('files = ["new/*.csv"]\n' + GOOD, "m.toml").hash == first.hash
    assert parse_mapping('decimal = ","\n' + GOOD, "m.toml").hash != first.hash


def test_a_missing_mapping_file_is_told(tmp_path):
    with pytest.raises(MappingError, match=r"nowhere\.toml cannot be read: No such file or directory"):
        read_mapping(tmp_path / "nowhere.toml")


def test_two_mappings_of_a_clinic_cannot_share_a_name(clinic_folder):
    for name in ("a", "b"):
        (clinic_folder / "mappings" / f"{name}.toml").write_text(GOOD)
    with pytest.raises(MappingError, match=r"b\.toml: name 'portal' is already the name of another mapping"):
        read_mappings(clinic_folder)
