"""Wide files: one line a visit, one column a score, as REDCap exports them."""

from datetime import date

REDCAP = """
name = "redcap"
rows = "observations"
layout = "wide"
missing = ["-99"]
[columns]
patient = "mrn"
date = "visit_date"
[[scores]]
column = "odi_total"
measure = "odi"
[[scores]]
column = "pain_avg"
measure = "nrs_average"
[[scores]]
column = "promis_t"
measure = "promis_pi_tscore"
form = "4a"
standard_error = "promis_se"
[[scores]]
column = "walk_m"
measure = "walk_6min"
unit = "m"
date = "walk_date"
"""
HEADER = (
    "record_id,redcap_event_name,mrn,visit_date,odi_total,pain_avg,promis_t,promis_se,walk_m,walk_date,visit_complete\n"
)


def test_each_filled_score_cell_is_one_row(read):
    loaded = read(
        REDCAP,
        HEADER
        + "1,intake_arm_1,M-1,2025-03-01,44,7,62.5,2.1,410,2025-03-02,2\n1,week_6_arm_1,M-1,2025-04-12,-99,5,,,,,2\n",
    )
    found = loaded.only_rows[["measure", "value", "on_date", "line"]].itertuples(index=False, name=None)
    assert list(found) == [
        ("odi", 44.0, date(2025, 3, 1), 2),
        ("nrs_average", 7.0, date(2025, 3, 1), 2),
        ("promis_pi_tscore", 62.5, date(2025, 3, 1), 2),
        ("walk_6min", 410.0, date(2025, 3, 2), 2),
        ("nrs_average", 5.0, date(2025, 4, 12), 3),
    ]
    assert (loaded.lines_read, loaded.rows_read) == (2, 5)


def test_form_and_standard_error_stand_beside_their_score_only(read):
    loaded = read(REDCAP, HEADER + "1,intake_arm_1,M-1,2025-03-01,44,,62.5,2.1,,,2\n")
    assert loaded.only_rows["form"].tolist() == [None, "4a"]
    assert loaded.only_rows["standard_error"].fillna(0).tolist() == [0, 2.1]


def test_a_bad_cell_rejects_itself_and_not_its_neighbours(read, reasons):
    loaded = read(REDCAP, HEADER + "1,intake_arm_1,M-1,2025-03-01,440,7,,,,,2\n")
    assert loaded.only_rows["measure"].tolist() == ["nrs_average"]
    assert reasons(loaded) == [(2, "odi_total", "out_of_range")]


def test_a_bad_date_rejects_every_score_of_its_line(read, reasons):
    loaded = read(REDCAP, HEADER + "1,intake_arm_1,M-1,2025-02-30,44,7,,,,,2\n")
    assert reasons(loaded) == [(2, "visit_date", "bad_date")] * 2


def test_a_line_without_any_score_is_one_rejected_row(read, reasons):
    loaded = read(REDCAP, HEADER + "1,intake_arm_1,M-1,2025-03-01,,-99,,,,,0\n")
    assert reasons(loaded) == [(2, None, "empty")]
    assert loaded.rows_read == 1
