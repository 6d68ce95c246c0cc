"""Files in the shapes that real systems export (tests/loaders/fhir_files/README.md), read from end to end."""

import gzip
import io
import zipfile
from datetime import date
from pathlib import Path

import pytest

from domain.loaded import RowKind
from loaders.source_error import SourceError

FILES = Path(__file__).parent / "fhir_files"
LOINC_OF_PHQ9 = ["44250-9", "44255-8", "44259-0", "44254-1", "44251-7", "44258-2", "44252-5", "44253-3", "44260-8"]
BY_NUMBER = 'name = "ehr"\nformat = "fhir"\n'
BY_ID = BY_NUMBER + 'patient_by = "id"\n'
PHQ9 = f"""
[[questionnaires]]
questionnaire = "https://forms.example.org/Questionnaire/phq9"
measure = "phq9"
items = {LOINC_OF_PHQ9}
total = "44261-6"
[questionnaires.answers]
LA6568-5 = 0
LA6569-3 = 1
LA6570-1 = 2
LA6571-9 = 3
"""


def content(name):
    return (FILES / name).read_bytes()


def test_a_synthetic_hospital_s_bundle_gives_each_resource_its_row(read):
    mapping = BY_NUMBER + 'patient_type = "MR"\n[codes]\n"loinc|72514-3" = "nrs_now"\n'
    loaded = read(mapping, content("transaction_bundle.json"), "bundle.json")
    assert loaded.rejected.empty
    (person,) = loaded.rows[RowKind.PATIENT].to_dict("records")
    assert (person["patient"], person["name"], person["sex"]) == ("000417", "Ines7 Maud3 Bergstrom4", "female")
    assert person["birth_date"] == date(1968, 11, 2)
    assert [set(rows["patient"]) for rows in loaded.rows.values()] == [{"000417"}] * 5
    (visit,) = loaded.rows[RowKind.APPOINTMENT].to_dict("records")
    assert (visit["on_date"], visit["at_time"], visit["attendance"]) == (date(2025, 5, 1), "23:40", "attended")
    (event,) = loaded.rows[RowKind.EVENT].to_dict("records")
    assert (event["on_date"], event["kind"]) == (date(2025, 5, 1), "procedure")
    assert (event["detail"], event["reason"]) == ("Injection of facet joint (procedure)", "Low back pain")
    (pain,) = loaded.rows[RowKind.OBSERVATION].to_dict("records")
    # 04:45 UTC is a quarter to midnight of the day before in Chicago
    assert (pain["on_date"], pain["at_time"], pain["utc_offset_minutes"]) == (date(2025, 5, 1), "23:45", -300)
    assert (pain["measure"], pain["value"], pain["line"]) == ("nrs_now", 6, 3)
    (medicine,) = loaded.rows[RowKind.MEDICATION].to_dict("records")
    assert (medicine["strength"], medicine["dose"], medicine["per_day"]) == ("5 mg", "1", "4")
    assert loaded.notes == ("Not used: Claim resources (1).",)
    assert loaded.lines_read == 6


def test_a_page_of_a_search_resolves_its_included_patient(read, reasons):
    mapping = (
        BY_NUMBER
        + 'patient_system = "urn:oid:1.2.840.114350.1.13.0.1.7.5.737384.14"\n[codes]\n'
        + '"urn:oid:1.2.840.114350.1.13.0.1.7.2.707679|304020" = "walk_6min"\n'
    )
    loaded = read(mapping, content("searchset_page.json"), "page.json")
    scores = loaded.rows[RowKind.OBSERVATION].set_index("measure")
    assert set(scores["patient"]) == {"E1234"}
    assert (scores.loc["phq9", "value"], scores.loc["phq9", "at_time"]) == (12, "14:05:30")
    assert scores.loc["phq9", "version"] == "3".zfill(24)
    assert scores.loc["walk_6min", "value"] == pytest.approx(1312.3 * 0.3048)
    assert (scores.loc["walk_6min", "unit"], scores.loc["walk_6min", "on_date"]) == ("m", date(2025, 5, 19))
    assert reasons(loaded) == [(3, "Observation.value", "empty")]
    assert loaded.rejected["reason"][0] == "The source gives no value: 'not-performed'."
    assert loaded.rows[RowKind.PATIENT]["birth_date"].tolist() == [None]
    assert loaded.notes == (
        "Birth dates without a day are left out: 1.",
        "Problems that the server itself tells of (warning suppressed): 1.",
    )
    assert loaded.flags[["kind", "level", "basis"]].values.tolist() == [["phq9_item9", None, "total"]]


def test_one_form_from_four_kinds_of_servers_has_one_score(read):
    loaded = read(BY_ID + PHQ9, content("phq9_responses.ndjson"), "QuestionnaireResponse.ndjson")
    scores = loaded.rows[RowKind.OBSERVATION].set_index("record")["value"]
    assert scores.tolist() == [13, 13, 13, 13]  # 3+2+1+0+1+2+3+0+1, and the total as it was given
    status = loaded.rows[RowKind.OBSERVATION].set_index("record")["score_status"]
    assert status["QuestionnaireResponse/r1"] == "scored"
    assert status["QuestionnaireResponse/r4"] == "given"
    levels = loaded.flags.set_index("record")[["level", "basis"]]
    assert levels.loc["QuestionnaireResponse/r3"].tolist() == [1, "items"]
    assert levels.loc["QuestionnaireResponse/r4"].tolist() == [None, "total"]


def test_a_portal_s_pain_assessment_gives_several_measures(read):
    sheets = "".join(
        f'[[questionnaires]]\nquestionnaire = "9b1f7a2e-follow-up-assessment"\nmeasure = "{measure}"\n{rest}\n'
        for measure, rest in (
            ("nrs_average", 'total = "pain/average"'),
            ("nrs_worst", 'total = "pain/worst"'),
            ("peg", 'items = ["peg-1", "peg-2", "peg-3"]'),
        )
    )
    loaded = read(BY_ID + sheets, content("pain_assessment_response.json"), "response.json")
    rows = loaded.rows[RowKind.OBSERVATION].set_index("measure")
    assert rows["value"].to_dict() == {"nrs_average": 6, "nrs_worst": 8, "peg": 6}
    assert set(rows["version"]) == {None}
    assert set(rows["record"]) == {"QuestionnaireResponse/42"}
    assert rows.loc["peg", "answers"] == '{"1": 6, "2": 5, "3": 7}'
    assert "left side" not in repr(loaded)


def test_a_history_keeps_all_versions_and_ends_with_the_deletion(read):
    loaded = read(BY_ID, content("history.json"), "history.json")
    rows = loaded.rows[RowKind.OBSERVATION]
    mine = rows[rows["measure"] == "gad7"].sort_values("version")
    assert mine[["version", "retracted"]].values.tolist() == [
        ["1".zfill(24), False], ["2".zfill(24), False], ["3".zfill(24), True],
    ]  # fmt: skip
    assert set(rows["record"]) == {"Observation/a"}


def test_a_bulk_export_s_deletions_withdraw_rows_and_flags(read):
    loaded = read(BY_ID + PHQ9, content("deleted.ndjson"), "deleted.ndjson")
    assert loaded.rows[RowKind.OBSERVATION][["measure", "record", "version", "retracted"]].values.tolist() == [
        ["phq9", "QuestionnaireResponse/r9", "2025-06-01T02:56:00.000000Z", True]
    ]
    assert loaded.flags[["kind", "record", "retracted"]].values.tolist() == [
        ["phq9_item9", "QuestionnaireResponse/r9", True]
    ]
    assert loaded.notes == ("Not used: deletions of Condition resources (1).",)


def as_zip(**members):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(f"{name}.ndjson", text)
    return stream.getvalue()


OBSERVATION = (
    '{"resourceType":"Observation","id":"o","status":"final","code":{"coding":[{"system":"http://loinc.org",'
    '"code":"70274-6"}]},"subject":{"reference":"Patient/p"},"effectiveDateTime":"2025-05-01","valueInteger":4}\n'
)
PERSON = '{"resourceType":"Patient","id":"p","identifier":[{"system":"urn:mrn","value":"0042"}]}\n'
BY_MRN = BY_NUMBER + 'patient_system = "urn:mrn"\n'


def test_a_zip_of_an_export_is_one_file_and_its_people_are_known_in_all_of_it(read):
    loaded = read(BY_MRN, as_zip(Observation=OBSERVATION, Patient=PERSON), "export.zip")
    assert loaded.rows[RowKind.OBSERVATION]["patient"].tolist() == ["0042"]
    assert loaded.rows[RowKind.PATIENT]["line"].tolist() == [2]


@pytest.mark.parametrize("name", ["Observation.ndjson.gz", "page.json"])
def test_gzip_is_known_by_its_content(read, name):
    packed = gzip.compress((PERSON + OBSERVATION).encode())
    assert len(read(BY_MRN, packed, name).rows[RowKind.OBSERVATION]) == 1


def test_rows_of_people_of_another_file_wait_under_a_name_that_is_no_record_number(read):
    loaded = read(BY_MRN, OBSERVATION, "Observation.ndjson")
    assert loaded.rejected.empty
    assert loaded.rows[RowKind.OBSERVATION]["patient"].tolist() == ["ehr:Patient/p"]
    assert loaded.notes == (
        "People whose Patient resource has not come yet: 1. Their rows wait until a file of this source brings it.",
    )


def test_a_reference_within_a_bundle_to_nobody_is_rejected(read, reasons):
    loaded = read(BY_MRN, OBSERVATION.replace("Patient/p", "urn:uuid:5b1f7a2e"), "Observation.ndjson")
    assert reasons(loaded) == [(1, "Observation.subject", "no_patient")]
    assert "holds no such Patient" in loaded.rejected["reason"][0]


def test_a_bundle_may_stand_on_one_line_among_others(read):
    bundle = '{"resourceType":"Bundle","type":"searchset","entry":[{"resource":' + OBSERVATION.strip() + "},{}]}\n"
    loaded = read(BY_MRN, bundle + PERSON, "page.json")
    assert loaded.rows[RowKind.OBSERVATION]["line"].tolist() == [1]
    assert loaded.rows[RowKind.PATIENT]["line"].tolist() == [3]


def test_empty_lines_count_as_lines(read):
    loaded = read(BY_MRN, "\n" + PERSON + "\n\n" + OBSERVATION, "x.ndjson")
    assert loaded.rows[RowKind.OBSERVATION]["line"].tolist() == [5]


def test_a_byte_order_mark_is_no_fault(read):
    assert read(BY_MRN, b"\xef\xbb\xbf" + PERSON.encode(), "x.ndjson").rows_read == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"mrn,score\n1,2\n", "no FHIR file"),
        (b"{}", "no resourceType"),
        (b'"text"', "no resourceType"),
        (b'{"resourceType": "Bundle", "entry": [', "no FHIR file"),
        (b'{"resourceType": "Patient"\xff', "not UTF-8"),
        (b"PK\x03\x04broken", "no FHIR file|not UTF-8"),
    ],
)
def test_what_is_no_fhir_file_is_refused_in_one_sentence(read, text, said):
    with pytest.raises(SourceError, match=said):
        read(BY_MRN, text, "x.json")
