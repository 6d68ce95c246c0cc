"""Who cannot do a performance test has its worst result, where the mapping says which number that is."""

import pytest

from loaders.mapping_files import parse_mapping
from loaders.source_mapping import MappingError

LONG = """
name = "tests"
rows = "observations"
[columns]
patient = "mrn"
date = "day"
measure = "test"
value = "result"
unit = "unit"
[values.value]
unable = "0"
"not able" = 0
"""
WIDE = """
name = "tests"
rows = "observations"
layout = "wide"
missing = ["not done"]
[columns]
patient = "mrn"
date = "day"
[values.value]
unable = "0"
[[scores]]
column = "stands"
measure = "chair_stand_30s"
[[scores]]
column = "walk"
measure = "walk_6min"
unit = "ft"
"""


def long(read, *lines):
    return read(
        LONG, "mrn,day,test,result,unit\n" + "".join(f"M-1,2025-03-0{i},{line}\n" for i, line in enumerate(lines, 1))
    )


def test_unable_is_0_repetitions_or_0_metres_in_a_long_file(read):
    loaded = long(
        read,
        "chair_stand_30s,unable,",
        "walk_6min,not able,ft",
        "standing_tolerance,unable,h:mm",
        "chair_stand_30s,12,",
    )
    assert loaded.only_rows["value"].tolist() == [0, 0, 0, 12]
    assert loaded.only_rows["unit"].tolist() == ["repetitions", "m", "min", "repetitions"]
    assert loaded.only_rows["score_status"].tolist() == ["given"] * 4


def test_unable_is_0_in_a_wide_file_and_a_test_not_done_is_no_row(read):
    loaded = read(WIDE, "mrn,day,stands,walk\nM-1,2025-03-01,unable,1000\nM-2,2025-03-01,not done,unable\n")
    assert loaded.only_rows[["patient", "measure", "value"]].to_numpy().tolist() == [
        ["M-1", "chair_stand_30s", 0],
        ["M-1", "walk_6min", pytest.approx(304.8)],
        ["M-2", "walk_6min", 0],
    ]


@pytest.mark.parametrize("test", ["tug", "sts_5x"])
def test_unable_is_no_number_of_seconds_in_a_timed_test(read, reasons, test):
    loaded = long(read, f"{test},unable,s", f"{test},12.5,s")
    assert reasons(loaded) == [(2, "result", "bad_number")]
    assert "timed" in loaded.rejected["reason"][0]
    assert loaded.only_rows["value"].tolist() == [12.5]


@pytest.mark.parametrize("test", ["tug", "sts_5x"])
@pytest.mark.parametrize("seconds", ["0", "0.0", "0.5"])
def test_no_timed_test_takes_no_time(read, reasons, test, seconds):
    """0 s stands in exports for a test that was not done, and would be the best result of all."""
    loaded = long(read, f"{test},{seconds},s", f"{test},4,s")
    assert reasons(loaded) == [(2, "result", "out_of_range")] or reasons(loaded) == [(2, None, "out_of_range")]
    assert loaded.only_rows["value"].tolist() == [4]


def test_a_word_that_is_not_listed_is_no_number(read, reasons):
    assert reasons(long(read, "chair_stand_30s,refused,")) == [(2, "result", "bad_number")]


def test_a_number_that_the_measure_cannot_have_is_rejected_all_the_same(read, reasons):
    assert reasons(
        read(
            LONG.replace('unable = "0"', 'unable = "-1"'),
            "mrn,day,test,result,unit\nM-1,2025-03-01,chair_stand_30s,unable,\n",
        )
    ) == [(2, "result", "out_of_range")]


@pytest.mark.parametrize("number", ["none", "", "1,5", "inf"])
def test_a_word_must_stand_for_a_number(number):
    with pytest.raises(MappingError, match=r"values.value"):
        parse_mapping(LONG.replace('unable = "0"', f'unable = "{number}"'), "m.toml")


def test_words_for_scores_belong_to_files_of_scores():
    with pytest.raises(MappingError, match=r"values.value"):
        parse_mapping(
            'name = "e"\nrows = "events"\n[columns]\npatient = "a"\ndate = "b"\nkind = "c"\n[values.value]\nunable = "0"\n',
            "m.toml",
        )
