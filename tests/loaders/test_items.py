"""Item answers, scored by each measure's own rule; the safety item is told whatever becomes of the form."""

import json
from datetime import date

ITEMS = ", ".join(f'"phq_{i}"' for i in range(1, 10))
WIDE = f"""
name = "forms"
rows = "observations"
layout = "wide"
level = "items"
missing = ["-99"]
[columns]
patient = "mrn"
date = "day"
[[forms]]
measure = "phq9"
items = [{ITEMS}]
[[forms]]
measure = "promis_pi_tscore"
form = "4a"
items = ["p1", "p2", "p3", "p4"]
"""
HEADER = "mrn,day," + ",".join(f"phq_{i}" for i in range(1, 10)) + ",p1,p2,p3,p4\n"

LONG = """
name = "answers"
rows = "observations"
level = "items"
[columns]
patient = "mrn"
date = "day"
measure = "scale"
item = "question"
answer = "answer"
[values.measure]
PHQ = "phq9"
"""


def phq_lines(patient, day, answers):
    return "".join(f"{patient},{day},PHQ,{i},{answer}\n" for i, answer in enumerate(answers, start=1))


def flags(loaded):
    return [(f.patient, f.level, f.on_date, f.line) for f in loaded.flags.itertuples()]


def test_a_wide_line_gives_one_row_per_form(read):
    loaded = read(WIDE, HEADER + "M-1,2025-03-01,1,1,1,1,1,1,1,1,0,3,3,3,3\n")
    assert loaded.only_rows[["measure", "value", "form", "score_status"]].to_numpy().tolist()[0] == [
        "phq9",
        8.0,
        None,
        "scored",
    ]
    assert loaded.only_rows["measure"].tolist() == ["phq9", "promis_pi_tscore"]
    assert loaded.only_rows["form"].tolist() == [None, "4a"]
    assert loaded.only_rows["standard_error"].notna().tolist() == [False, True]


def test_answers_are_kept_beside_the_score(read):
    loaded = read(WIDE, HEADER + "M-1,2025-03-01,1,-99,1,1,1,1,1,1,0,,,,\n")
    assert json.loads(loaded.only_rows["answers"][0]) == {
        "1": 1,
        "2": None,
        "3": 1,
        "4": 1,
        "5": 1,
        "6": 1,
        "7": 1,
        "8": 1,
        "9": 0,
    }


def test_a_form_that_was_not_given_is_no_row(read):
    loaded = read(WIDE, HEADER + "M-1,2025-03-01,,,,,,,,,,3,3,3,3\n")
    assert (loaded.rows_read, loaded.only_rows["measure"].tolist()) == (1, ["promis_pi_tscore"])


def test_a_line_without_any_answer_is_one_rejected_row(read, reasons):
    assert reasons(read(WIDE, HEADER + "M-1,2025-03-01,,,,-99,,,,,,,,,\n")) == [(2, None, "empty")]


def test_too_few_answers_give_no_score_and_the_reason_says_how_many_are_needed(read, reasons):
    loaded = read(WIDE, HEADER + "M-1,2025-03-01,1,1,1,1,,,,,0,,,,\n")
    assert reasons(loaded) == [(2, None, "not_scored")]
    assert "needs at least 7" in loaded.rejected["reason"][0]


def test_an_answer_outside_its_scale_or_in_words_rejects_the_form(read, reasons):
    loaded = read(WIDE, HEADER + "M-1,2025-03-01,4,1,1,1,1,1,1,1,0,,,,\nM-1,2025-03-02,often,1,1,1,1,1,1,1,0,,,,\n")
    assert reasons(loaded) == [(2, None, "bad_answer"), (3, None, "bad_answer")]
    assert "often" not in " ".join(loaded.rejected["reason"])


def test_an_offset_moves_each_answer(read):
    mapping = WIDE.replace('measure = "phq9"', 'measure = "phq9"\noffset = -1')
    loaded = read(mapping, HEADER + "M-1,2025-03-01,1,1,1,1,1,1,1,1,2,,,,\n")
    assert loaded.only_rows["value"].tolist() == [1.0]


def test_item_9_is_told_for_a_scored_form_a_0_too(read):
    loaded = read(WIDE, HEADER + "M-1,2025-03-01,0,0,0,0,0,0,0,0,1,,,,\nM-2,2025-03-01,0,0,0,0,0,0,0,0,0,,,,\n")
    assert flags(loaded) == [("M-1", 1, date(2025, 3, 1), 2), ("M-2", 0, date(2025, 3, 1), 3)]
    assert loaded.flags[["kind", "basis"]].to_numpy().tolist() == [["phq9_item9", "items"]] * 2


def test_item_9_comes_with_the_record_that_a_correction_or_retraction_names(read):
    mapping = WIDE.replace(
        'date = "day"', 'date = "day"\nrecord = "id"\nversion = "rev"\nretracted = "gone"\ntime = "at"'
    )
    mapping += '[values.retracted]\nyes = "true"\n'
    body = "M-1,2025-03-01,0,0,0,0,0,0,0,0,2,,,,,r1,1,,08:30\nM-1,2025-03-01,0,0,0,0,0,0,0,0,0,,,,,r1,2,yes,\n"
    loaded = read(mapping, HEADER.replace("\n", ",id,rev,gone,at\n") + body)
    told = loaded.flags[["level", "record", "retracted", "at_time"]].to_numpy().tolist()
    assert told == [[2, "r1", False, "08:30"], [0, "r1", True, None]]
    assert loaded.flags["version"].tolist() == loaded.only_rows["version"].tolist()


def test_item_9_of_a_version_that_cannot_be_read_stands_by_itself(read, reasons):
    """Else a readable older version would pass for its correction."""
    mapping = WIDE.replace('date = "day"', 'date = "day"\nrecord = "id"\nversion = "rev"')
    body = "M-1,2025-03-01,0,0,0,0,0,0,0,0,0,,,,,r1,1\nM-1,2025-03-01,0,0,0,0,0,0,0,0,2,,,,,r1,two\n"
    loaded = read(mapping, HEADER.replace("\n", ",id,rev\n") + body)
    assert reasons(loaded) == [(3, "rev", "bad_version")]
    assert loaded.flags["record"].tolist() == ["r1", None]


def test_item_9_is_told_for_forms_that_are_rejected_too(read):
    body = (
        "M-1,2025-03-01,,,,,,,,,2,,,,\n"  # too few answers
        "M-2,2025-03-01,7,0,0,0,0,0,0,0,3,,,,\n"  # another answer is impossible
        "M-3,2099-03-01,0,0,0,0,0,0,0,0,1,,,,\n"  # a date in the future
        ",2025-03-01,0,0,0,0,0,0,0,0,3,,,,\n"  # nobody to tell it of
    )
    loaded = read(WIDE, HEADER + body)
    assert len(loaded.only_rows) == 0
    assert flags(loaded) == [("M-1", 2, date(2025, 3, 1), 2), ("M-2", 3, date(2025, 3, 1), 3), ("M-3", 1, None, 4)]


def test_an_item_9_that_cannot_be_read_is_unknown_and_not_safe(read):
    loaded = read(WIDE, HEADER + "M-1,2025-03-01,1,1,1,1,1,1,1,1,,,,,\nM-2,2025-03-01,1,1,1,1,1,1,1,1,9,,,,\n")
    assert flags(loaded) == [("M-1", None, date(2025, 3, 1), 2), ("M-2", None, date(2025, 3, 1), 3)]


def test_long_answers_are_one_row_per_form_whatever_their_order(read):
    header = "mrn,day,scale,question,answer\n"
    one, two = phq_lines("M-1", "2025-03-01", [1] * 9), phq_lines("M-2", "2025-03-01", [0] * 8 + [2])
    mixed = "".join(a + b for a, b in zip(reversed(one.splitlines(True)), two.splitlines(True), strict=True))
    loaded = read(LONG, header + mixed)
    assert loaded.only_rows[["patient", "value", "line"]].to_numpy().tolist() == [["M-1", 9.0, 2], ["M-2", 2.0, 3]]
    assert (loaded.lines_read, loaded.rows_read) == (18, 2)
    assert flags(loaded) == [("M-1", 1, date(2025, 3, 1), 2), ("M-2", 2, date(2025, 3, 1), 3)]


def test_a_long_form_with_an_unknown_or_repeated_item_is_rejected(read, reasons):
    header = "mrn,day,scale,question,answer\n"
    unknown = phq_lines("M-1", "2025-03-01", [1] * 9) + "M-1,2025-03-01,PHQ,total,9\n"
    repeated = phq_lines("M-2", "2025-03-01", [1] * 9) + "M-2,2025-03-01,PHQ,3,2\n"
    assert reasons(read(LONG, header + unknown + repeated)) == [
        (2, "question", "bad_answer"),
        (12, "question", "bad_answer"),
    ]


def test_item_9_answered_twice_keeps_the_answer_above_0_and_is_never_safe(read):
    header = "mrn,day,scale,question,answer\n"
    for answers, level in (((2, 0), 2), ((0, 2), 2), ((0, 0), None), ((0, ""), None), ((0, "often"), None)):
        nines = "".join(f"M-1,2025-03-01,PHQ,9,{answer}\n" for answer in answers)
        loaded = read(LONG, header + phq_lines("M-1", "2025-03-01", [0] * 8) + nines)
        assert flags(loaded) == [("M-1", level, date(2025, 3, 1), 2)]


def test_items_may_have_labels(read):
    mapping = LONG + '[[forms]]\nmeasure = "phq9"\nitems = [' + ITEMS + "]\n"
    body = "".join(f"M-1,2025-03-01,PHQ,phq_{i},1\n" for i in range(1, 10))
    assert read(mapping, "mrn,day,scale,question,answer\n" + body).only_rows["value"].tolist() == [9.0]


def test_long_lines_without_patient_date_or_known_scale_are_rejected_one_by_one(read, reasons):
    body = ",2025-03-01,PHQ,1,1\n,2025-03-01,PHQ,2,1\nM-1,,PHQ,1,1\nM-1,2025-03-01,MOOD,1,1\n"
    loaded = read(LONG, "mrn,day,scale,question,answer\n" + body)
    codes = [(line, code) for line, _, code in reasons(loaded)]
    assert codes == [(2, "no_patient"), (3, "no_patient"), (4, "bad_date"), (5, "unknown_measure")]


def test_a_wide_line_that_retracts_its_record_needs_no_answers(read):
    mapping = (
        WIDE.replace('date = "day"', 'date = "day"\nrecord = "id"\nretracted = "gone"')
        + '[values.retracted]\nyes = "true"\n'
    )
    loaded = read(mapping, HEADER.replace("\n", ",id,gone\n") + "M-1,2025-03-01" + "," * 13 + ",r1,yes\n")
    assert loaded.only_rows[["measure", "record", "retracted"]].to_numpy().tolist() == [
        ["phq9", "r1", True],
        ["promis_pi_tscore", "r1", True],
    ]
    assert loaded.flags[["record", "retracted"]].to_numpy().tolist() == [["r1", True]]
