"""Observations: which values are scores, what becomes of every other one, and on which day of the clinic they count.

The shapes are those of https://hl7.org/fhir/R4/observation.html and https://hl7.org/fhir/R4/datatypes.html.
"""

import json
from datetime import date

import pytest

from domain.loaded import RowKind
from loaders.mapping_files import parse_mapping
from loaders.source_mapping import MappingError

MAPPING = """
name = "ehr"
format = "fhir"
patient_by = "id"
[codes]
"urn:local|WALK" = "walk_6min"
"urn:local|TUG" = "tug"
"urn:local|NRS" = "nrs_average"
"urn:local|WORST" = "nrs_worst"
"snomed|225908003" = { measure = "nrs_now", occasion = "before_block", mode = "nurse" }
[values]
"unable" = 0
"loinc|LA10138-8" = 4
"""


def observation(**changes):
    body = {
        "resourceType": "Observation", "id": "o1", "meta": {"versionId": "1"}, "status": "final",
        "code": {"coding": [{"system": "urn:local", "code": "NRS"}]}, "subject": {"reference": "Patient/p1"},
        "effectiveDateTime": "2025-05-01", "valueQuantity": {"value": 6},
    } | changes  # fmt: skip
    return {key: value for key, value in body.items() if value is not None}


def test_the_free_text_beside_a_missing_value_is_not_repeated(one):
    _, (rejected,), _ = one(valueQuantity=None, dataAbsentReason={"text": "Testperson Alba did not come"})
    assert (rejected["code"], rejected["reason"]) == ("empty", "The source gives no value.")


def coded(code, system="urn:local"):
    return {"coding": [{"system": system, "code": code}]}


@pytest.fixture
def one(read):
    """one(**changes) → (scores, rejected, notes) of one Observation."""

    def run(mapping=MAPPING, **changes):
        loaded = read(mapping, json.dumps(observation(**changes)), "x.json")
        rows = loaded.rows.get(RowKind.OBSERVATION)
        return ([] if rows is None else rows.to_dict("records")), loaded.rejected.to_dict("records"), loaded

    return run


@pytest.mark.parametrize(
    ("value", "score"),
    [
        ({"valueQuantity": {"value": 6}}, 6),
        ({"valueQuantity": {"value": 6.0, "unit": "{score}", "system": "http://unitsofmeasure.org", "code": "{score}"}}, 6),
        ({"valueInteger": 0}, 0),
        ({"valueDecimal": 7.0}, 7),
        ({"valueString": "8"}, 8),
        ({"valueString": "unable"}, 0),
        ({"valueCodeableConcept": coded("LA10138-8", "http://loinc.org")}, 4),
        ({"valueCodeableConcept": {"text": "unable"}}, 0),
        ({"valueCodeableConcept": {"coding": [{"code": "x", "extension": [
            {"url": "http://hl7.org/fhir/StructureDefinition/ordinalValue", "valueDecimal": 3}]}]}}, 3),
    ],
)  # fmt: skip
def test_a_value_of_any_kind_that_is_a_number_is_the_score(one, value, score):
    rows, rejected, _ = one(**{"valueQuantity": None} | value)
    assert rejected == []
    assert [row["value"] for row in rows] == [score]


@pytest.mark.parametrize(
    ("changes", "code", "said"),
    [
        ({"valueQuantity": None}, "empty", "It has no value."),
        ({"valueQuantity": {"unit": "points"}}, "empty", "The quantity has no value."),
        ({"valueQuantity": None, "dataAbsentReason": coded("asked-unknown")}, "empty", "'asked-unknown'"),
        ({"dataAbsentReason": coded("error")}, "bad_number", "a value and a reason"),
        ({"valueInteger": 5}, "bad_number", "two values"),
        ({"valueQuantity": {"value": 6, "comparator": "<"}}, "bad_number", "only a limit"),
        ({"valueQuantity": {"value": "6"}}, "bad_number", "value is no number"),
        ({"valueQuantity": {"value": True}}, "bad_number", "value is no number"),
        ({"valueQuantity": {"value": 6.5}}, "off_step", "6.5 is no score"),
        ({"valueQuantity": {"value": 11}}, "out_of_range", "11 is outside 0–10"),
        ({"valueQuantity": {"value": -1}}, "out_of_range", "-1 is outside"),
        ({"valueQuantity": {"value": 6, "unit": "kg"}}, "unit_wrong_for_measure", "no unit of score"),
        ({"valueQuantity": {"value": 6, "unit": "paces"}}, "unknown_unit", "'paces' is not known"),
        ({"valueQuantity": None, "valueString": "bad"}, "bad_number", "The value is no number"),
        ({"valueQuantity": None, "valueCodeableConcept": coded("LA0-0")}, "bad_number", "'urn:local|LA0-0' is no number"),
        ({"valueQuantity": None, "valueBoolean": True}, "bad_number", "is no number"),
        ({"valueQuantity": None, "valueRange": {"low": {"value": 1}}}, "bad_number", "A Range is no score"),
        ({"valueQuantity": None, "valueSampledData": {"data": "1 2"}}, "bad_number", "A SampledData is no score"),
        ({"status": "finished"}, "unknown_label", "'finished' is none that FHIR R4 knows"),
        ({"status": None}, "required_missing", "status is missing"),
        ({"subject": None}, "no_patient", "names no patient"),
        ({"subject": {"reference": "Device/d"}}, "no_patient", "not about a Patient"),
        ({"subject": {"display": "Ove Falk"}}, "no_patient", "names no patient"),
        ({"meta": {"lastUpdated": "yesterday"}}, "bad_version", "lastUpdated is no FHIR instant"),
    ],
)  # fmt: skip
def test_what_is_no_score_is_rejected_with_its_reason_and_never_0(one, changes, code, said):
    rows, rejected, _ = one(**changes)
    assert rows == []
    assert [row["code"] for row in rejected] == [code]
    assert said in rejected[0]["reason"]
    assert "Falk" not in rejected[0]["reason"]


@pytest.mark.parametrize("status", ["final", "amended", "corrected"])
def test_results_count(one, status):
    assert len(one(status=status)[0]) == 1


@pytest.mark.parametrize("status", ["registered", "preliminary", "cancelled", "unknown"])
def test_what_is_no_result_yet_is_left_and_counted(one, status):
    rows, rejected, loaded = one(status=status)
    assert (rows, rejected) == ([], [])
    assert loaded.notes == (f"Not used: Observation resources with the status {status} (1).",)


def test_entered_in_error_withdraws_the_record(one):
    ((row,), rejected, _) = one(status="entered-in-error", valueQuantity=None, effectiveDateTime=None)
    assert rejected == []
    assert (row["retracted"], row["record"], row["measure"]) == (
        True,
        "Observation/o1",
        "nrs_average",
    )


def test_a_withdrawn_record_without_its_code_withdraws_whatever_it_gave(one):
    rows, _, _ = one(status="entered-in-error", code=None, valueQuantity=None)
    assert {"nrs_average", "phq9", "walk_6min"} <= {row["measure"] for row in rows}
    assert all(row["retracted"] for row in rows)


def test_a_code_that_is_not_listed_is_left_and_named(one):
    rows, rejected, loaded = one(code=coded("85354-9", "http://loinc.org"))
    assert (rows, rejected) == ([], [])
    assert loaded.notes == (
        "Not used: Observation resources with the code 'http://loinc.org|85354-9', which the mapping does not list (1).",
    )


def test_codes_of_two_measures_are_no_code(one):
    both = {"coding": [*coded("NRS")["coding"], *coded("WORST")["coding"]]}
    assert [row["code"] for row in one(code=both)[1]] == ["unknown_measure"]


def test_the_registry_s_loinc_codes_need_no_table_and_can_be_left_out(one):
    phq9 = coded("44261-6", "http://loinc.org")
    assert one(code=phq9)[0][0]["measure"] == "phq9"
    assert one(MAPPING.replace("[codes]", "loinc = false\n[codes]"), code=phq9)[0] == []


def test_a_code_may_carry_its_occasion_and_mode(one):
    ((row,), _, _) = one(code=coded("225908003", "http://snomed.info/sct"))
    assert (row["measure"], row["occasion"], row["mode"]) == ("nrs_now", "before_block", "nurse")


def test_components_are_scores_of_their_own(one):
    parts = [
        {"code": coded("NRS"), "valueInteger": 5},
        {"code": coded("WORST"), "valueInteger": 12},
        {"code": coded("other"), "valueString": "left"},
    ]
    rows, rejected, _ = one(code=coded("panel"), valueQuantity=None, component=parts)
    assert [(row["measure"], row["value"]) for row in rows] == [("nrs_average", 5)]
    assert [row["code"] for row in rejected] == ["out_of_range"]


def test_a_panel_that_lists_members_has_no_score_of_its_own(one):
    rows, rejected, loaded = one(valueQuantity=None, hasMember=[{"reference": "Observation/o2"}])
    assert (rows, rejected) == ([], [])
    assert "only list members" in loaded.notes[0]


def test_a_panel_whose_components_are_items_is_scored_and_its_item_9_is_told(one):
    items = [f"i{n}" for n in range(1, 10)]
    sheet = f'\n[[questionnaires]]\nquestionnaire = "loinc|44249-1"\nmeasure = "phq9"\nitems = {items}\n'
    parts = [{"code": coded(item), "valueInteger": 1} for item in items[:8]]
    parts.append({"code": coded("i9"), "valueInteger": 2})
    panel = {"code": coded("44249-1", "http://loinc.org"), "valueQuantity": None, "component": parts}
    ((row,), _, loaded) = one(MAPPING + sheet, **panel)
    assert (row["measure"], row["value"]) == ("phq9", 10)
    assert loaded.flags[["level", "basis"]].values.tolist() == [[2, "items"]]


PANEL = coded("44249-1", "http://loinc.org")
SHEET = (
    MAPPING
    + f"""
[[questionnaires]]
questionnaire = "loinc|44249-1"
measure = "phq9"
items = {[f"loinc|item-{n}" for n in range(1, 10)]}
"""
)


def item(number, level, **changes):
    code = coded(f"item-{number}", "http://loinc.org")
    return observation(id=f"i{number}", code=code, valueQuantity=None, valueInteger=level, **changes)


def lines(*bodies):
    return "\n".join(json.dumps(body) for body in bodies)


def test_members_of_a_panel_are_put_together_wherever_they_stand(read):
    members = [{"reference": f"Observation/i{n}"} for n in range(1, 10)]
    panel = observation(id="panel", code=PANEL, valueQuantity=None, hasMember=members)
    loaded = read(
        SHEET, lines(*(item(n, 1) for n in range(1, 6)), panel, *(item(n, 2) for n in range(6, 10))), "x.ndjson"
    )
    ((row,), rejected) = loaded.only_rows.to_dict("records"), loaded.rejected
    assert (row["measure"], row["value"], row["record"], row["line"]) == ("phq9", 13, "Observation/panel", 6)
    assert rejected.empty
    assert loaded.flags[["level", "record"]].values.tolist() == [[2, "Observation/panel"]]


def test_an_item_without_its_panel_is_no_score_but_item_9_is_told(read):
    loaded = read(SHEET, lines(item(9, 3), item(1, 1)), "x.ndjson")
    assert loaded.rejected[["line", "code"]].values.tolist() == [[1, "not_scored"], [2, "not_scored"]]
    assert loaded.flags[["level", "record"]].values.tolist() == [[3, "Observation/i9"]]


def test_a_member_that_was_entered_in_error_is_not_answered(read):
    members = [{"reference": f"Observation/i{n}"} for n in range(1, 10)]
    panel = observation(id="panel", code=PANEL, valueQuantity=None, hasMember=members)
    loaded = read(SHEET, lines(panel, *(item(n, 1, status="entered-in-error") for n in range(1, 10))), "x.ndjson")
    assert loaded.rejected["code"].tolist() == ["not_scored"]


# Units


@pytest.mark.parametrize(
    ("quantity", "metres"),
    [
        ({"value": 400, "code": "m"}, 400), ({"value": 0.4, "code": "km"}, 400), ({"value": 1000, "code": "[ft_i]"}, 304.8),
        ({"value": 1000, "unit": "feet"}, 304.8), ({"value": 0.25, "unit": "mi", "code": "[mi_i]"}, 402.336),
    ],
)  # fmt: skip
def test_ucum_units_are_converted(one, quantity, metres):
    # NIST SP 811, appendix B: 1 ft = 0.3048 m, 1 mi = 1609.344 m
    assert one(code=coded("WALK"), valueQuantity=quantity)[0][0]["value"] == pytest.approx(metres)


def test_a_physical_measure_without_a_unit_is_rejected_unless_the_mapping_names_it(one):
    told = {"code": coded("WALK"), "valueQuantity": {"value": 400}}
    assert [row["code"] for row in one(**told)[1]] == ["unit_missing"]
    assert one(MAPPING + '[units]\nwalk_6min = "ft"\n', **told)[0][0]["value"] == pytest.approx(121.92)


def test_a_converted_value_out_of_range_says_what_the_source_says(one):
    _, (rejected,), _ = one(code=coded("WALK"), valueQuantity={"value": 90, "code": "km"})
    assert rejected["code"] == "out_of_range"
    assert "The source says 90 km." in rejected["reason"]


def test_unable_is_no_number_of_seconds_in_a_timed_test(one):
    _, (rejected,), _ = one(code=coded("TUG"), valueQuantity=None, valueString="unable")
    assert rejected["code"] == "bad_number"
    assert "is timed" in rejected["reason"]


# When


@pytest.mark.parametrize(
    ("effective", "day", "clock", "offset"),
    [
        ({"effectiveDateTime": "2025-05-01"}, date(2025, 5, 1), None, None),
        ({"effectiveDateTime": "2025-05-01T23:30:00-05:00"}, date(2025, 5, 1), "23:30", -300),
        ({"effectiveDateTime": "2025-05-02T04:30:00Z"}, date(2025, 5, 1), "23:30", -300),
        ({"effectiveDateTime": "2025-01-02T04:30:10.123+00:00"}, date(2025, 1, 1), "22:30:10", -360),
        ({"effectiveDateTime": "2025-05-01T10:00:00"}, date(2025, 5, 1), "10:00", None),
        ({"effectiveInstant": "2025-05-02T01:00:00+02:00"}, date(2025, 5, 1), "18:00", -300),
        ({"effectivePeriod": {"start": "2025-05-01T00:00:00-05:00", "end": "2025-05-02T00:00:00-05:00"}}, date(2025, 5, 1), "00:00", -300),
        ({"effectivePeriod": {"start": "2025-05-01T22:30:00-05:00", "end": "2025-05-02T06:15:00-05:00"}}, date(2025, 5, 2), None, None),
        ({"effectivePeriod": {"start": "2025-05-01", "end": "2025-05-07"}}, date(2025, 5, 7), None, None),
        ({"effectivePeriod": {"start": "2025-05-01"}}, date(2025, 5, 1), None, None),
        ({"effectiveTiming": {"event": ["2025-05-01T09:00:00-05:00"]}}, date(2025, 5, 1), "09:00", -300),
    ],
)  # fmt: skip
def test_a_moment_counts_on_the_clinic_s_own_day(one, effective, day, clock, offset):
    ((row,), _, _) = one(**{"effectiveDateTime": None} | effective)
    assert (row["on_date"], row["at_time"], row["utc_offset_minutes"]) == (day, clock, offset)


@pytest.mark.parametrize(
    ("effective", "code"),
    [
        ({}, "bad_date"), ({"effectiveDateTime": "2025"}, "bad_date"), ({"effectiveDateTime": "2025-05"}, "bad_date"),
        ({"effectiveDateTime": "01.05.2025"}, "bad_date"), ({"effectiveDateTime": "2025-02-30"}, "bad_date"),
        ({"effectiveDateTime": "2025-05-01T25:00:00Z"}, "bad_date"), ({"effectiveDateTime": "1850-05-01"}, "bad_date"),
        ({"effectiveDateTime": "2025-05-01T10:00:00+25:00"}, "bad_date"), ({"effectiveDateTime": "2025-07-01"}, "future_date"),
        ({"effectivePeriod": {"start": "2025-05-02", "end": "2025-05-01"}}, "bad_date"), ({"effectivePeriod": {}}, "bad_date"),
        ({"effectiveTiming": {"event": ["2025-05-01", "2025-05-02"]}}, "bad_date"),
        ({"effectiveTiming": {"repeat": {"frequency": 1}}}, "bad_date"),
    ],
)  # fmt: skip
def test_a_date_that_names_no_past_day_is_rejected(one, effective, code):
    rows, rejected, _ = one(**{"effectiveDateTime": None} | effective)
    assert rows == []
    assert [row["code"] for row in rejected] == [code]


# Versions, people, safety


@pytest.mark.parametrize(
    ("meta", "version"),
    [
        ({"versionId": "12"}, "12".zfill(24)),
        ({"versionId": "6f0b-11", "lastUpdated": "2025-05-01T10:00:00.5+02:00"}, "2025-05-01T08:00:00.500000Z"),
        ({"lastUpdated": "2025-05-01T10:00:00Z"}, "2025-05-01T10:00:00.000000Z"),
        ({}, None),
    ],
)
def test_a_version_is_a_number_or_the_time_of_the_last_update(one, meta, version):
    assert one(meta=meta)[0][0]["version"] == version


@pytest.mark.parametrize(
    "reference",
    [
        {"reference": "Patient/p1"}, {"reference": "https://ehr.example.org/r4/Patient/p1"},
        {"reference": "https://EHR.example.org/r4/Patient/p1/_history/4"}, {"reference": "Patient/p1/_history/4"},
        {"reference": "urn:uuid:p1"},
    ],
)  # fmt: skip
def test_a_patient_is_known_by_the_logical_id_where_the_mapping_says_so(one, reference):
    ours = MAPPING.replace("[codes]", 'base = "https://ehr.example.org/r4/"\n[codes]')
    assert one(ours, subject=reference)[0][0]["patient"] == "p1"


@pytest.mark.parametrize(
    "said", ["", 'base = "https://ehr.example.org/r4"\n', '[server]\nurl = "https://ehr.example.org/r4"\n']
)
@pytest.mark.parametrize(
    "other", ["https://lab.example.org/r4", "https://ehr.example.org/r3", "http://ehr.example.org/r4"]
)
def test_the_same_id_at_another_server_is_another_person(one, said, other):
    """https://hl7.org/fhir/R4/references.html#literal: an absolute address names a resource of that server."""
    mapping = MAPPING.replace("[codes]", f"{said}[codes]")
    scores, (rejected,), _ = one(mapping, subject={"reference": f"{other}/Patient/p1"})
    assert (scores, rejected["code"]) == ([], "no_patient")
    assert rejected["reason"].startswith(f"It refers to a Patient of another server, '{other}'.")
    assert "p1" not in rejected["reason"]


def test_an_entry_of_a_bundle_names_people_where_it_lies_itself(read):
    def bundle(where):
        told = observation(subject={"reference": "https://ehr.example.org/r4/Patient/p1"})
        return json.dumps(
            {"resourceType": "Bundle", "entry": [{"fullUrl": f"{where}/Observation/o1", "resource": told}]}
        )

    there, elsewhere = "https://ehr.example.org/r4", "https://lab.example.org/r4"
    assert read(MAPPING, bundle(there), "x.json").rows[RowKind.OBSERVATION]["patient"].tolist() == ["p1"]
    assert read(MAPPING, bundle(elsewhere), "x.json").rejected["code"].tolist() == ["no_patient"]
    ours = MAPPING.replace("[codes]", f'base = "{elsewhere}"\n[codes]')
    assert read(ours, bundle(there), "x.json").rejected["code"].tolist() == ["no_patient"]


def test_a_patient_of_another_server_in_a_bundle_is_not_registered_under_an_id_of_ours(read):
    ours = MAPPING.replace("[codes]", 'base = "https://ehr.example.org/r4"\n[codes]')
    people = [{"fullUrl": f"https://{host}.example.org/r4/Patient/p1", "resource": {"resourceType": "Patient", "id": "p1", "gender": sex}}
              for host, sex in (("ehr", "female"), ("lab", "male"))]  # fmt: skip
    loaded = read(ours, json.dumps({"resourceType": "Bundle", "entry": people}), "x.json")
    assert loaded.rows[RowKind.PATIENT][["patient", "sex"]].to_numpy().tolist() == [["p1", "female"]]
    assert loaded.rejected["code"].tolist() == ["no_patient"]


def test_a_base_that_is_no_address_is_refused():
    with pytest.raises(MappingError, match="base: 'ehr' is no base address"):
        parse_mapping(MAPPING.replace("[codes]", 'base = "ehr"\n[codes]'), "ehr.toml")


@pytest.mark.parametrize(
    "reference",
    [
        {"identifier": {"system": "urn:mrn", "value": "0042"}},
        {"reference": "Patient?identifier=urn:mrn|0042"},
    ],
)
def test_a_reference_may_name_the_record_number_itself(one, reference):
    by_number = MAPPING.replace('patient_by = "id"', 'patient_system = "urn:mrn"')
    assert one(by_number, subject=reference)[0][0]["patient"] == "0042"
    assert (
        one(by_number, subject={"identifier": {"system": "urn:other", "value": "0042"}})[1][0]["code"] == "no_patient"
    )


@pytest.mark.parametrize("changes", [{}, {"effectiveDateTime": None}, {"valueInteger": 99}, {"valueInteger": "x"}])
def test_a_phq9_total_leaves_item_9_unknown_also_where_it_is_rejected(one, changes):
    body = {"code": coded("44261-6", "http://loinc.org"), "valueQuantity": None, "valueInteger": 12} | changes
    _, _, loaded = one(**body)
    assert loaded.flags[["patient", "kind", "level", "basis"]].values.tolist() == [["p1", "phq9_item9", None, "total"]]


MODIFIER = {"modifierExtension": [{"url": "https://example.org/not-this-person", "valueBoolean": True}]}


@pytest.mark.parametrize(
    "changes", [MODIFIER, {"implicitRules": "urn:rules"}, {"referenceRange": [MODIFIER]}, {"component": [MODIFIER]}]
)
def test_what_a_modifier_may_have_turned_round_is_rejected(one, changes):
    # https://hl7.org/fhir/R4/extensibility.html#modifierExtension: such a resource must not be used by who does not know it
    scores, (rejected,), _ = one(**changes)
    assert (scores, rejected["code"]) == ([], "bad_line")
    assert rejected["reason"].endswith("changes what it says in a way that is not known here.")


def test_a_record_with_a_modifier_can_still_be_withdrawn_and_one_that_is_not_used_is_left(one):
    (withdrawn,), _, _ = one(status="entered-in-error", **MODIFIER)
    assert (withdrawn["retracted"], withdrawn["patient"]) == (True, "p1")
    scores, rejected, loaded = one(code=coded("unlisted"), **MODIFIER)
    assert (scores, rejected) == ([], [])
    assert any("does not list" in note for note in loaded.notes)


def held(*identifiers):
    return [{"resourceType": "Patient", "id": "inside", "identifier": list(identifiers)}]


def test_a_patient_held_inside_the_resource_is_known_by_the_declared_identifier_only(one):
    by_number = MAPPING.replace('patient_by = "id"', 'patient_system = "urn:mrn"')
    subject = {"reference": "#inside"}
    number = {"system": "urn:mrn", "value": "0042"}
    assert one(by_number, subject=subject, contained=held(number))[0][0]["patient"] == "0042"
    refused = [
        one(by_number, subject=subject, contained=held({"system": "urn:other", "value": "0042"})),
        one(by_number, subject=subject),
        one(subject=subject, contained=held(number)),
    ]
    assert [rejected[0]["reason"] for _, rejected, _ in refused] == [
        "The Patient has no identifier of the declared system.",
        "It refers to a Patient that it says it holds itself, but holds none.",
        "It refers to a Patient that it holds itself, whose id is nobody's record number.",
    ]
