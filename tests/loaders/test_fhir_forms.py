"""QuestionnaireResponses: scored by each measure's own rule, whatever kind of answers a server sends; item 9 always told."""

import json
from datetime import date

import pytest

from domain.loaded import RowKind
from loaders.source_mapping import MappingError

ITEMS = [f"i{n}" for n in range(1, 10)]
MAPPING = f"""
name = "portal"
format = "fhir"
patient_by = "id"
[[questionnaires]]
questionnaire = ["https://forms.example.org/phq9", "loinc|44249-1"]
measure = "phq9"
items = {ITEMS}
total = "sum"
mode = "portal"
[questionnaires.answers]
"never" = 0
"LA6569-3" = 1
"loinc|LA6570-1" = 2
"""


def answers(levels, kind="valueInteger"):
    return [{"linkId": item, "answer": [{kind: level}]} for item, level in zip(ITEMS, levels, strict=False)]


def response(items, **changes):
    body = {
        "resourceType": "QuestionnaireResponse", "id": "r1", "meta": {"versionId": "1"}, "status": "completed",
        "questionnaire": "https://forms.example.org/phq9|2.0", "subject": {"reference": "Patient/p1"},
        "authored": "2025-05-02T04:30:00Z", "item": items,
    } | changes  # fmt: skip
    return {key: value for key, value in body.items() if value is not None}


@pytest.fixture
def one(read):
    """one(items, **changes) → (rows, rejected, flags) of one response."""

    def run(items, mapping=MAPPING, **changes):
        loaded = read(mapping, json.dumps(response(items, **changes)), "x.json")
        rows = loaded.rows.get(RowKind.OBSERVATION)
        return ([] if rows is None else rows.to_dict("records")), loaded.rejected.to_dict("records"), loaded.flags

    return run


ALL_ONES = [1] * 9


def test_a_completed_form_is_one_row_on_the_clinic_s_day(one):
    ((row,), _, _) = one(answers([3, 2, 1, 0, 1, 2, 3, 0, 0]))
    assert (row["measure"], row["value"], row["mode"]) == ("phq9", 12, "portal")
    assert (row["on_date"], row["at_time"], row["utc_offset_minutes"]) == (date(2025, 5, 1), "23:30", -300)
    assert row["answers"] == '{"1": 3, "2": 2, "3": 1, "4": 0, "5": 1, "6": 2, "7": 3, "8": 0, "9": 0}'


@pytest.mark.parametrize(
    ("answer", "level"),
    [
        ({"valueInteger": 2}, 2), ({"valueDecimal": 2.0}, 2), ({"valueString": "2"}, 2), ({"valueString": "never"}, 0),
        ({"valueBoolean": True}, 1), ({"valueQuantity": {"value": 3}}, 3), ({"valueCoding": {"code": "LA6569-3"}}, 1),
        ({"valueCoding": {"system": "loinc", "code": "LA6570-1"}}, 2), ({"valueCoding": {"display": "never"}}, 0),
        ({"valueCoding": {"code": "x", "extension": [{"url": "http://hl7.org/fhir/StructureDefinition/ordinalValue", "valueDecimal": 3}]}}, 3),
        ({"valueCoding": {"code": "x"}, "extension": [{"url": "http://hl7.org/fhir/StructureDefinition/itemWeight", "valueDecimal": 3}]}, 3),
    ],
)  # fmt: skip
def test_an_answer_of_any_kind_has_its_number(one, answer, level):
    items = answers(ALL_ONES)
    items[8]["answer"] = [answer]
    ((row,), _, flags) = one(items)
    assert row["value"] == 8 + level
    assert flags["level"].tolist() == [level]


@pytest.mark.parametrize(
    "answer",
    [{"valueString": "often"}, {"valueCoding": {"code": "x"}}, {"valueDate": "2025-05-01"}, {"valueInteger": 4}],
)
def test_an_answer_that_is_no_number_of_the_scale_rejects_the_form(one, answer):
    items = answers(ALL_ONES)
    items[0]["answer"] = [answer]
    rows, rejected, flags = one(items)
    assert rows == []
    assert [row["code"] for row in rejected] == ["bad_answer"]
    assert flags[["level", "basis"]].values.tolist() == [[1, "items"]]


@pytest.mark.parametrize("status", ["in-progress", "stopped"])
def test_a_form_that_is_not_completed_gives_no_score_but_its_item_9(one, status):
    rows, rejected, flags = one(answers([0] * 8 + [2]), status=status)
    assert rows == []
    assert [row["code"] for row in rejected] == ["not_scored"]
    assert flags["level"].tolist() == [2]


def test_an_open_form_without_item_9_says_nothing_of_it_yet(one):
    assert one(answers([1, 1]), status="in-progress")[2].empty
    assert one(answers([1, 1]), status="completed")[2]["level"].tolist() == [None]


def test_entered_in_error_withdraws_score_and_flag(one):
    ((row,), rejected, flags) = one(answers(ALL_ONES), status="entered-in-error")
    assert rejected == []
    assert (row["retracted"], row["record"]) == (True, "QuestionnaireResponse/r1")
    assert flags["retracted"].tolist() == [True]


def test_an_item_answered_twice_is_no_answer_and_a_positive_item_9_stays(one):
    rows, rejected, flags = one([*answers([1] * 8 + [2]), {"linkId": "i9", "answer": [{"valueInteger": 0}]}])
    assert rows == []
    assert [row["code"] for row in rejected] == ["bad_answer"]
    assert flags["level"].tolist() == [2]


def test_too_few_answers_are_not_scored(one):
    rows, rejected, _ = one(answers([1, 1, 1]))
    assert rows == []
    assert [row["code"] for row in rejected] == ["not_scored"]


def test_nested_groups_and_items_below_answers_are_found(one):
    inner = [{"linkId": "deep", "answer": [{"valueBoolean": True, "item": answers(ALL_ONES)[4:]}]}]
    ((row,), _, _) = one([{"linkId": "group", "item": [*answers(ALL_ONES)[:4], *inner]}])
    assert row["value"] == 9


@pytest.mark.parametrize("link", ["i1", "/44249-1/i1", "44249-1/i1"])
def test_the_last_part_of_a_linkid_names_the_item_too(one, link):
    items = answers(ALL_ONES)
    items[0]["linkId"] = link
    assert one(items)[0][0]["value"] == 9


@pytest.mark.parametrize(
    "questionnaire",
    ["https://forms.example.org/phq9", "https://forms.example.org/phq9|1.0", "Questionnaire/44249-1", "http://x.org/Questionnaire/44249-1|3"],
)  # fmt: skip
def test_a_questionnaire_is_known_whatever_its_version(one, questionnaire):
    assert len(one(answers(ALL_ONES), questionnaire=questionnaire)[0]) == 1


def test_another_questionnaire_is_left_and_named(read):
    loaded = read(MAPPING, json.dumps(response([], questionnaire="Questionnaire/other")), "x.json")
    assert loaded.rows_read == 0
    assert loaded.notes == (
        "Not used: QuestionnaireResponse resources of 'Questionnaire/other', which the mapping does not list (1).",
    )


def test_a_total_counts_only_where_no_item_is_answered(one):
    total = {"linkId": "sum", "answer": [{"valueDecimal": 20}]}
    assert one([total])[0][0]["value"] == 20
    assert one([*answers(ALL_ONES), total])[0][0]["value"] == 9


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"authored": None}, "bad_date"), ({"authored": "2025-05"}, "bad_date"), ({"authored": "2025-07-09"}, "future_date"),
        ({"subject": None}, "no_patient"), ({"status": None}, "required_missing"), ({"item": "text"}, "bad_line"),
    ],
)  # fmt: skip
def test_what_cannot_be_placed_is_rejected(one, changes, code):
    rows, rejected, _ = one(answers(ALL_ONES), **changes)
    assert rows == []
    assert [row["code"] for row in rejected] == [code]


def test_the_patient_may_stand_as_the_source_of_the_answers(one):
    ((row,), _, _) = one(answers(ALL_ONES), subject=None, source={"reference": "Patient/p7"})
    assert row["patient"] == "p7"


def test_answers_that_count_from_one_are_moved(one):
    mapping = MAPPING.replace('mode = "portal"\n', 'mode = "portal"\noffset = -1\n', 1)
    assert one(answers([2] * 9), mapping)[0][0]["value"] == 9


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (str(ITEMS), str(ITEMS[:-1]), "has 9 items, and 8 are listed"),
        ("'i9'", "'i8'", "listed twice"),
        ('measure = "phq9"', 'measure = "nothing"', "is not a measure"),
        ('"never" = 0', '"never" = "no"', "must stand for a number"),
        ('patient_by = "id"\n', "", "patient_system is missing"),
        ('patient_by = "id"\n', 'patient_by = "id"\nresources = ["Claim"]\n', "'Claim' is not one of"),
        ('patient_by = "id"\n', 'patient_by = "id"\nshape = 1\n', "shape is not a key"),
        ("[[questionnaires]]", '[codes]\n"44261-6" = "phq9"\n[[questionnaires]]', "must be written 'system|code'"),
        ("[[questionnaires]]", '[server]\nurl = "http://ehr.example.org/fhir"\n[[questionnaires]]', "use https"),
        ("[[questionnaires]]", '[server]\nurl = "https://x.org/fhir"\nsign_in = "smart"\n[[questionnaires]]', "client_id and key_env"),
        ("[[questionnaires]]", '[how_ended]\nfinished = "well"\n[[questionnaires]]', "'well' is not one of"),
        ("[[questionnaires]]", '[procedures]\n"snomed|1" = "party"\n[[questionnaires]]', "'party' is not one of"),
    ],
)  # fmt: skip
def test_a_mapping_that_cannot_be_meant_is_refused_in_one_sentence(one, old, new, said):
    text = MAPPING.replace(old, new)
    assert text != MAPPING
    with pytest.raises(MappingError, match=r"test\.toml") as error:
        one([], text)
    assert said in str(error.value)
