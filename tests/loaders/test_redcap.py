"""REDCap exports as the project's own screens and API write them, and what becomes of every row.

Shapes as in the documented exports: the data dictionary's 18 columns, `record_id, redcap_event_name,
redcap_repeat_instrument, redcap_repeat_instance, …, <form>_complete`, and blank or 0 on forms nobody opened, as in
github.com/OuhscBbmc/REDCapR inst/test-data/projects/longitudinal-with-repeating-instrument (data.csv, dictionary.csv)
and checkboxes-1; EAV, label and checkbox rules as in REDCap's API page "Export Records"
(github.com/hebrewseniorlife/data_science_workshops redcap_doc.md). The people are invented.
"""

import json
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.loaded import RowKind
from loaders.mapping_files import parse_mapping, read_mapping
from loaders.read import read_file
from loaders.redcap import fits_redcap
from loaders.source_error import SourceError
from loaders.source_mapping import MappingError
from tests.small_clinic import MemoryStore

TODAY = date(2025, 6, 30)

DICTIONARY_HEADER = (
    '"Variable / Field Name","Form Name","Section Header","Field Type","Field Label","Choices, Calculations, OR Slider Labels",'
    '"Field Note","Text Validation Type OR Show Slider Number","Text Validation Min","Text Validation Max",Identifier?,'
    '"Branching Logic (Show field only if...)","Required Field?","Custom Alignment","Question Number (surveys only)",'
    '"Matrix Group Name","Matrix Ranking?","Field Annotation"\n'
)
SCALE = '"0, Not at all | 1, Several days | 2, More than half the days | 3, Nearly every day"'
DICTIONARY = (
    DICTIONARY_HEADER
    + 'record_id,demographics,,text,"Record ID",,,,,,,,,,,,,\n'
    + "mrn,demographics,,text,MRN,,,,,,y,,,,,,,\n"
    + 'first_name,demographics,,text,"First name",,,,,,y,,,,,,,\n'
    + 'last_name,demographics,,text,"Last name",,,,,,y,,,,,,,\n'
    + 'dob,demographics,,text,"Date of birth",,,date_mdy,,,y,,,,,,,\n'
    + 'sex,demographics,,radio,Sex,"1, Female | 2, Male | 3, <i>Another</i>, or none",,,,,,,,,,,,\n'
    + 'program,enrolment,,dropdown,Program,"FRP8, Functional restoration",,,,,,,,,,,,\n'
    + "start_date,enrolment,,text,Date,,,date_ymd,,,,,,,,,,\n"
    + 'end_date,enrolment,,text,"End date",,,date_ymd,,,,,,,,,,\n'
    + 'outcome,enrolment,,radio,Outcome,"1, Completed | 2, Left",,,,,,,,,,,,\n'
    + "phq9_date,phq9,,text,Date,,,date_ymd,,,,,,,,,,\n"
    + "".join(f"phq9_{i:02},phq9,,radio,Item {i},{SCALE},,,,,,,,,,,,\n" for i in range(1, 10))
    + "pain_date,pain,,text,Date,,,date_ymd,,,,,,,,,,\n"
    + 'nrs_avg,pain,,text,"Average pain",,,integer,0,8,,,,,,,,\n'
    + 'work,pain,,checkbox,Work,"1, At work | 2, On leave",,,,,,,,,,,,\n'
    + 'notes,pain,,notes,"Anything else",,,,,,,,,,,,,\n'
)

PHQ9 = [f"phq9_{i:02}" for i in range(1, 10)]

MAPPING = f"""
name = "registry"
format = "redcap"
patient = "mrn"
missing = ["-99", "UNK"]
dictionary = "sources/dictionary.csv"

[events.week_2_arm_1]
occasion = "before_block"

[patients]
form = "demographics"
[patients.columns]
name = ["first_name", "last_name"]
birth_date = "dob"
sex = "sex"
[patients.values.sex]
1 = "female"
2 = "male"
3 = "other"

[sites]
north_clinic = "north"

[[episodes]]
form = "enrolment"
[episodes.columns]
program = "program"
started = "start_date"
ended = "end_date"
how_ended = "outcome"
[episodes.values]
program = {{ FRP8 = "functional" }}
how_ended = {{ 1 = "completed", 2 = "left" }}

[[forms]]
form = "phq9"
date = "phq9_date"
mode = "tablet"
[[forms.items]]
measure = "phq9"
items = {json.dumps(PHQ9)}

[[forms]]
form = "pain"
date = "pain_date"
[[forms.scores]]
column = "nrs_avg"
measure = "nrs_average"
"""

HEADER = (
    "record_id,redcap_event_name,redcap_repeat_instrument,redcap_repeat_instance,redcap_data_access_group,mrn,first_name,last_name,dob,"
    "sex,demographics_complete,program,start_date,end_date,outcome,enrolment_complete,phq9_date,"
    + ",".join(PHQ9)
    + ",phq9_complete,pain_date,nrs_avg,work___1,work___2,notes,pain_complete\n"
)
NO_PHQ9 = ",,,,,,,,,,0"
NO_PAIN = ",,,,,"
EXPORT = (
    HEADER
    # the base row of the first event: registration, enrolment and PHQ-9, no pain form (it repeats)
    + "1,intake_arm_1,,,north_clinic,000417,Ada,Example,1970-03-05,1,2,FRP8,2025-03-03,,,2,2025-03-03,1,1,1,1,1,1,1,1,0,2"
    + f",{NO_PAIN}\n"
    + f"1,intake_arm_1,pain,1,north_clinic,,,,,,,,,,,,{',' * 9},,2025-03-03,7,1,0,,2\n"
    + f"1,intake_arm_1,pain,2,north_clinic,,,,,,,,,,,,{',' * 9},,2025-03-10,6,0,1,,1\n"
    + f"1,week_2_arm_1,,,north_clinic,,,,,,,,,,,,2025-03-17,1,1,1,1,1,1,-99,UNK,2,2,{NO_PAIN}\n"
    + f"2,intake_arm_1,,,,000522,Bo,Invented,1988-11-30,2,2,,,,,0,{NO_PHQ9},{NO_PAIN}\n"
)


@pytest.fixture
def read_redcap(clinic, clinic_folder):
    """read_redcap(export, mapping=…, dictionary=…, name=…) -> Loaded; every account is checked to add up."""

    def read(content, mapping=MAPPING, dictionary=DICTIONARY, name="export.csv"):
        (clinic_folder / "sources" / "dictionary.csv").write_text(dictionary, encoding="utf-8")
        (clinic_folder / "mappings" / "registry.toml").write_text(mapping, encoding="utf-8")
        path = clinic_folder / "sources" / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        loaded = read_file(path, read_mapping(clinic_folder / "mappings" / "registry.toml"), clinic, TODAY)
        assert loaded.rows_read == sum(map(len, loaded.rows.values())) + len(loaded.rejected)
        return loaded

    return read


def scores(loaded):
    rows = loaded.rows[RowKind.OBSERVATION]
    columns = ["patient", "measure", "value", "on_date", "occasion", "line"]
    return sorted(map(tuple, rows[columns].to_numpy(dtype=object)), key=lambda row: (row[5], row[1]))


def test_one_longitudinal_export_gives_people_episodes_and_scores(read_redcap):
    loaded = read_redcap(EXPORT)
    people = loaded.rows[RowKind.PATIENT]
    assert people[["patient", "name", "birth_date", "sex", "line"]].to_numpy().tolist() == [
        ["000417", "Ada Example", date(1970, 3, 5), "female", 2],
        ["000522", "Bo Invented", date(1988, 11, 30), "male", 6],
    ]
    (episode,) = loaded.rows[RowKind.EPISODE].to_dict("records")
    assert (episode["program"], episode["started"], episode["site"]) == ("functional", date(2025, 3, 3), "north")
    assert episode["planned_end"] == date(2025, 4, 28)
    # PHQ-9 with two of nine answers missing is prorated by its own rule: 8 points of 7 items
    assert scores(loaded) == [
        ("000417", "phq9", 8.0, date(2025, 3, 3), "routine", 2),
        ("000417", "nrs_average", 7.0, date(2025, 3, 3), "routine", 3),
        ("000417", "nrs_average", 6.0, date(2025, 3, 10), "routine", 4),
        ("000417", "phq9", 8 * 9 / 7, date(2025, 3, 17), "before_block", 5),
    ]
    assert loaded.rejected.empty
    assert loaded.rows_read == 7
    assert loaded.lines_read == 5


def test_every_row_carries_the_sources_own_number_of_its_form(read_redcap):
    rows = read_redcap(EXPORT).rows[RowKind.OBSERVATION].sort_values("line")
    assert [json.loads(record) for record in rows["record"]] == [
        ["1", "intake_arm_1", "phq9", ""],
        ["1", "intake_arm_1", "pain", "1"],
        ["1", "intake_arm_1", "pain", "2"],
        ["1", "week_2_arm_1", "phq9", ""],
    ]
    assert rows["version"].isna().all()


def test_a_safety_answer_is_told_with_its_level(read_redcap):
    flags = read_redcap(EXPORT).flags
    assert flags[["patient", "kind", "level"]].to_numpy().tolist() == [
        ["000417", "phq9_item9", 0],
        ["000417", "phq9_item9", 2],
    ]


def flat_json(text):
    header, *lines = text.rstrip("\n").split("\n")
    return [dict(zip(header.split(","), line.split(","), strict=True)) for line in lines]


def test_json_tells_what_csv_tells(read_redcap):
    from_csv, from_json = read_redcap(EXPORT), read_redcap(json.dumps(flat_json(EXPORT)), name="export.json")
    for kind, rows in from_csv.rows.items():
        assert rows.drop(columns="line").equals(from_json.rows[kind].drop(columns="line")), kind
    # the ordinal of an entry, where the text has a line
    assert from_json.rows[RowKind.PATIENT]["line"].tolist() == [1, 5]


def eav(flat, record="record_id"):
    """The same project as data points: unchecked boxes, blanks and 0 of forms nobody opened are left out."""
    place = ("redcap_event_name", "redcap_repeat_instrument", "redcap_repeat_instance")
    points = []
    for row in flat:
        head = {"record": row[record], **{name: row[name] for name in place}}
        for name, value in row.items():
            if name in place or not value or (name.endswith("_complete") and value == "0"):
                continue
            base, box, code = name.partition("___")
            if box and value == "0":
                continue
            points.append({**head, "field_name": base, "value": code if box else value})
    return points


def test_the_eav_layout_tells_what_the_flat_one_tells(read_redcap):
    flat = read_redcap(json.dumps(flat_json(EXPORT)), name="export.json")
    loaded = read_redcap(json.dumps(eav(flat_json(EXPORT))), 'layout = "eav"\n' + MAPPING, name="eav.json")
    for kind, rows in flat.rows.items():
        assert rows.drop(columns="line").equals(loaded.rows[kind].drop(columns="line")), kind
    assert loaded.rejected.empty


def test_an_eav_csv_without_events_is_read(read_redcap):
    text = "record,field_name,value\n7,record_id,7\n7,pain_date,2025-05-02\n7,nrs_avg,4\n7,pain_complete,2\n"
    mapping = """
        name = "registry"
        format = "redcap"
        layout = "eav"
        [[forms]]
        form = "pain"
        date = "pain_date"
        scores = [{ column = "nrs_avg", measure = "nrs_average" }]
    """
    assert scores(read_redcap(text, mapping)) == [("7", "nrs_average", 4.0, date(2025, 5, 2), "routine", 2)]


def test_boxes_that_nobody_asked_for_disturb_no_eav_row(read_redcap):
    text = "record,field_name,value\n7,work,1\n7,work,2\n7,pain_date,2025-05-02\n7,nrs_avg,4\n"
    mapping = """
        name = "registry"
        format = "redcap"
        layout = "eav"
        [[forms]]
        form = "pain"
        date = "pain_date"
        scores = [{ column = "nrs_avg", measure = "nrs_average" }]
    """
    assert [row[2] for row in scores(read_redcap(text, mapping))] == [4.0]


def test_two_values_of_one_field_in_an_eav_export_reject_the_place(read_redcap):
    text = "record,field_name,value\n7,pain_date,2025-05-02\n7,nrs_avg,4\n7,nrs_avg,5\n8,nrs_avg,3\n8,pain_date,2025-05-02\n"
    mapping = """
        name = "registry"
        format = "redcap"
        layout = "eav"
        [[forms]]
        form = "pain"
        date = "pain_date"
        scores = [{ column = "nrs_avg", measure = "nrs_average" }]
    """
    loaded = read_redcap(text, mapping)
    assert [row[0] for row in scores(loaded)] == ["8"]
    assert loaded.rejected[["line", "code", "reason"]].to_numpy().tolist() == [
        [2, "bad_line", "A field has two values in one record, event and instance."]
    ]


LABELS = {
    "sex": {"1": "Female", "2": "Male"},
    "program": {"FRP8": "Functional restoration"},
    "redcap_event_name": {"intake_arm_1": "Intake", "week_2_arm_1": "Week 2"},
    "redcap_repeat_instrument": {"pain": "Pain"},
    "redcap_data_access_group": {"north_clinic": "North Clinic"},
    **{
        name: {"0": "Not at all", "1": "Several days", "2": "More than half the days", "3": "Nearly every day"}
        for name in PHQ9
    },
    **{name: {"0": "Unchecked", "1": "Checked"} for name in ("work___1", "work___2")},
    **{
        f"{form}_complete": {"0": "Incomplete", "1": "Unverified", "2": "Complete"}
        for form in ("demographics", "enrolment", "phq9", "pain")
    },
}
LABEL_HEADERS = (
    "Record ID,Event Name,Repeat Instrument,Repeat Instance,Data Access Group,MRN,First name,Last name,Date of birth,Sex,Complete?,"
    "Program,Date,End date,Outcome,Complete?,Date,"
    + ",".join(f"Item {i}" for i in range(1, 10))
    + ",Complete?,Date,Average pain,Work (choice=At work),Work (choice=On leave),Anything else,Complete?"
).split(",")


def labelled(rows):
    return [{name: LABELS.get(name, {}).get(value, value) for name, value in row.items()} for row in rows]


def test_a_label_export_with_label_headers_tells_what_the_raw_one_tells(read_redcap):
    raw = read_redcap(EXPORT)
    rows = labelled(flat_json(EXPORT))
    text = "\n".join([",".join(LABEL_HEADERS), *(",".join(row.values()) for row in rows)]) + "\n"
    mapping = 'content = "label"\nheaders = "label"\n' + MAPPING.replace("week_2_arm_1", '"Week 2"').replace(
        "north_clinic", '"North Clinic"'
    )
    loaded = read_redcap(text, mapping)
    for kind, rows_of_kind in raw.rows.items():
        assert rows_of_kind.drop(columns="record").equals(loaded.rows[kind].drop(columns="record")), kind


def test_headers_that_cannot_be_told_apart_are_refused(read_redcap):
    # a report without the enrolment date: two columns are headed Date where the project has three
    header = ",".join(["Record ID", "MRN", "Date", "Item 1", "Date", "Average pain"])
    with pytest.raises(SourceError, match="2 columns are headed 'Date' where the project has 3"):
        read_redcap(f"{header}\n1,000417,2025-03-03,1,2025-03-03,7\n", 'headers = "label"\n' + MAPPING)


def test_labels_without_a_dictionary_are_what_the_mapping_says(read_redcap):
    mapping = """
        name = "registry"
        format = "redcap"
        content = "label"
        [[forms]]
        form = "pain"
        date = "pain_date"
        answers = { "None at all" = "0", "The worst" = "10" }
        items = [{ measure = "nrs_average", items = ["nrs_avg"] }]
    """
    text = "record_id,pain_date,nrs_avg,pain_complete\n1,2025-03-03,The worst,Complete\n2,2025-03-03,Hmm,Complete\n"
    loaded = read_redcap(text, mapping)
    assert [row[:3] for row in scores(loaded)] == [("1", "nrs_average", 10.0)]
    assert loaded.rejected["code"].tolist() == ["bad_answer"]


def of_phq9(answers, status="2", day="2025-03-17"):
    row = dict.fromkeys(HEADER.rstrip("\n").split(","), "")
    row |= {"record_id": "1", "redcap_event_name": "intake_arm_1", "mrn": "000417", "phq9_date": day}
    return row | dict(zip(PHQ9, answers, strict=True)) | {"phq9_complete": status}


def test_an_answer_that_its_field_does_not_offer_rejects_the_form_but_not_its_safety_answer(read_redcap):
    loaded = read_redcap(json.dumps([of_phq9("11111711" + "3")]), name="export.json")
    assert loaded.rejected["code"].tolist() == ["bad_answer"]
    assert loaded.flags["level"].tolist() == [3]


def test_an_incomplete_form_counts_where_it_is_complete_enough_and_the_account_says_so(read_redcap):
    whole, half = of_phq9("111111110", "0"), of_phq9(["1", "1", *[""] * 7], "0", "2025-03-18")
    loaded = read_redcap(json.dumps([whole, half | {"record_id": "2", "mrn": "000522"}]), name="export.json")
    assert [row[:3] for row in scores(loaded)] == [("000417", "phq9", 8.0)]
    (rejection,) = loaded.rejected.to_dict("records")
    assert rejection["code"] == "not_scored"
    assert rejection["reason"].endswith("REDCap marks the form Incomplete.")
    assert (
        "1 row of the form 'phq9' came from copies marked Incomplete in REDCap, yet complete enough to count."
        in loaded.notes
    )


def test_statuses_that_do_not_count_are_rejected_with_their_safety_answer_told(read_redcap):
    mapping = 'statuses = ["complete"]\n' + MAPPING
    loaded = read_redcap(json.dumps([of_phq9("111111112", "1")]), mapping, name="export.json")
    assert len(loaded.rows[RowKind.OBSERVATION]) == 0
    (rejection,) = loaded.rejected.to_dict("records")
    assert (rejection["column"], rejection["code"]) == ("phq9_complete", "form_status")
    assert rejection["reason"] == "REDCap marks the form Unverified, which the mapping's statuses do not count."
    assert loaded.flags["level"].tolist() == [2]


def test_a_form_marked_complete_that_holds_nothing_is_told(read_redcap):
    loaded = read_redcap(json.dumps([of_phq9([""] * 9)]), name="export.json")
    assert loaded.rejected[["column", "code"]].to_numpy().tolist() == [["phq9_complete", "empty"]]


def test_a_form_nobody_opened_is_no_row(read_redcap):
    loaded = read_redcap(json.dumps([of_phq9([""] * 9, "0", "")]), name="export.json")
    assert RowKind.OBSERVATION not in loaded.rows or loaded.rows[RowKind.OBSERVATION].empty
    assert loaded.rejected.empty


BOXES = [f"rmdq___{i}" for i in range(1, 25)]
RMDQ = f"""
name = "registry"
format = "redcap"
[[forms]]
form = "rmdq"
date = "rmdq_date"
[[forms.items]]
measure = "rmdq"
items = {json.dumps(BOXES)}
"""


@pytest.mark.parametrize(
    ("checked", "status", "score"),
    [(3, "2", 3.0), (0, "2", 0.0), (0, "0", None), (0, "", None)],
    ids=["three boxes", "seen and none checked", "never opened", "not of this event"],
)
def test_unchecked_boxes_answer_only_where_somebody_saw_the_form(read_redcap, checked, status, score):
    boxes = {name: "1" if i < checked else "0" for i, name in enumerate(BOXES)}
    row = {"record_id": "1", "rmdq_date": "2025-03-03", **boxes, "rmdq_complete": status}
    loaded = read_redcap(json.dumps([row]), RMDQ, name="export.json")
    found = [row[2] for row in scores(loaded)] if RowKind.OBSERVATION in loaded.rows else []
    assert found == ([] if score is None else [score])
    assert loaded.rejected.empty


def test_the_day_of_a_survey_is_its_time_stamp_where_no_field_holds_one(read_redcap):
    mapping = """
        name = "registry"
        format = "redcap"
        [[forms]]
        form = "pain"
        scores = [{ column = "nrs_avg", measure = "nrs_average" }]
    """
    text = (
        "record_id,redcap_survey_identifier,pain_timestamp,nrs_avg,pain_complete\n"
        "1,,2025-03-03 14:05:10,5,2\n2,,[not completed],6,0\n"
    )
    loaded = read_redcap(text, mapping)
    row = loaded.rows[RowKind.OBSERVATION].iloc[0]
    assert (row["on_date"], row["at_time"], row["value"]) == (date(2025, 3, 3), "14:05:10", 5.0)
    assert loaded.rejected[["line", "column", "code"]].to_numpy().tolist() == [[3, "pain_timestamp", "bad_date"]]
    with pytest.raises(SourceError, match="has no 'pain_timestamp'; name the form's date field"):
        read_redcap("record_id,nrs_avg,pain_complete\n1,5,2\n", mapping)


def test_a_repeated_form_takes_the_day_of_its_visit_from_the_same_event(read_redcap):
    mapping = """
        name = "registry"
        format = "redcap"
        [[forms]]
        form = "pain"
        date = "visit_date"
        scores = [{ column = "nrs_avg", measure = "nrs_average" }]
    """
    text = (
        "record_id,redcap_event_name,redcap_repeat_instrument,redcap_repeat_instance,visit_date,nrs_avg,pain_complete\n"
        "1,visit_1_arm_1,,,2025-03-03,,\n1,visit_1_arm_1,pain,1,,5,2\n1,visit_2_arm_1,pain,1,,4,2\n"
    )
    loaded = read_redcap(text, mapping)
    assert [(row[2], row[3]) for row in scores(loaded)] == [(5.0, date(2025, 3, 3))]
    assert loaded.rejected[["line", "code"]].to_numpy().tolist() == [[4, "bad_date"]]


def test_two_patients_in_one_record_are_not_guessed(read_redcap):
    second = of_phq9("111111110") | {"redcap_event_name": "week_2_arm_1", "mrn": "000418"}
    loaded = read_redcap(json.dumps([of_phq9("111111110"), second]), name="export.json")
    assert set(loaded.rejected["reason"]) == {"The rows of the record name two different patients."}
    assert set(loaded.rejected["code"]) == {"no_patient"}


def test_two_birth_dates_in_one_record_are_not_guessed(read_redcap):
    first, second = of_phq9("111111110") | {"dob": "1970-01-01"}, of_phq9("111111110") | {"dob": "1971-01-01"}
    loaded = read_redcap(json.dumps([first, second | {"redcap_event_name": "week_2_arm_1"}]), name="export.json")
    assert ("dob", "bad_line") in loaded.rejected[["column", "code"]].itertuples(index=False, name=None)
    assert not loaded.rejected["reason"].str.contains("19").any()


def test_a_soft_range_is_told_and_the_measure_decides(read_redcap):
    row = dict.fromkeys(HEADER.rstrip("\n").split(","), "")
    row |= {"record_id": "1", "mrn": "000417", "pain_date": "2025-03-03", "pain_complete": "2"}
    loaded = read_redcap(
        json.dumps([row | {"nrs_avg": "9"}, row | {"nrs_avg": "11", "redcap_repeat_instance": "2"}]), name="e.json"
    )
    assert [r[2] for r in scores(loaded)] == [9.0]
    assert loaded.rejected["code"].tolist() == ["out_of_range"]
    assert any(
        note.startswith("2 values of 'nrs_avg' outside the range in the data dictionary") for note in loaded.notes
    )


def test_a_row_without_record_is_one_rejection(read_redcap):
    loaded = read_redcap(json.dumps([of_phq9("111111110") | {"record_id": ""}, of_phq9("111111110")]), name="e.json")
    assert loaded.rejected[["line", "column", "code"]].to_numpy().tolist() == [[1, "record_id", "bad_line"]]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (('"phq9_09"', '"phq9_99"'), "the data dictionary knows no field 'phq9_99'"),
        (('column = "nrs_avg"', 'column = "phq9_01"'), "the field 'phq9_01' belongs to the form 'phq9', not to 'pain'"),
        (('column = "nrs_avg"', 'column = "notes"'), "the field 'notes' is of type 'notes' and holds neither score nor answer"),
        (('column = "nrs_avg"', 'column = "work___7"'), "the data dictionary knows no field 'work___7'"),
        (('measure = "nrs_average"', 'measure = "nrs_mean"'), "'nrs_mean' is not a measure"),
        (('occasion = "before_block"', 'occasion = "noon"'), "'noon' is not one of"),
        (('patient = "mrn"', 'patientt = "mrn"'), "patientt is not a key of a mapping"),
        (('started = "start_date"', ""), "columns.started is missing; episodes need it"),
        (("sources/dictionary.csv", "../dictionary.csv"), "must be a file inside the clinic folder"),
        (("sources/dictionary.csv", "sources/none.csv"), "There is no file"),
    ],
)  # fmt: skip
def test_a_mapping_that_does_not_fit_the_project_is_refused_by_name(read_redcap, change, message):
    with pytest.raises(MappingError, match=message):
        read_redcap(EXPORT, MAPPING.replace(*change))


def test_the_recorded_text_alone_reads_the_file_again(read_redcap, clinic, clinic_folder):
    loaded = read_redcap(EXPORT)
    (clinic_folder / "sources" / "dictionary.csv").unlink()
    again = read_file(loaded.path, parse_mapping(loaded.mapping_text, "recorded"), clinic, TODAY)
    assert again.mapping_hash == loaded.mapping_hash
    for kind, rows in loaded.rows.items():
        assert rows.equals(again.rows[kind])


def test_a_changed_choice_is_another_reading(read_redcap):
    changed = DICTIONARY.replace("2, Male", "2, Man")
    assert read_redcap(EXPORT).mapping_hash != read_redcap(EXPORT, dictionary=changed).mapping_hash


def test_a_dictionary_behind_a_link_out_of_the_folder_is_not_read(read_redcap, clinic_folder, tmp_path):
    read_redcap(EXPORT)
    outside = tmp_path / "dictionary.csv"
    (clinic_folder / "sources" / "dictionary.csv").rename(outside)
    (clinic_folder / "sources" / "dictionary.csv").symlink_to(outside)
    with pytest.raises(MappingError, match="is a link that leads out of the clinic folder"):
        read_mapping(clinic_folder / "mappings" / "registry.toml")


@pytest.mark.parametrize("content", ["null", "false", "5", '"no data"', "{}", '{"rows": null}', " null\n"])
def test_json_without_a_list_of_rows_is_no_export_of_no_rows(read_redcap, content):
    with pytest.raises(SourceError, match="is no REDCap export: it holds no list of rows"):
        read_redcap(content, name="answer.json")


@pytest.mark.parametrize("content", ["a,b\n", "mrn\n", "a,b\n1,2\n"])
def test_a_table_without_the_field_of_the_records_is_no_export_of_no_rows(read_redcap, content):
    with pytest.raises(SourceError, match="has no field '"):
        read_redcap(content)


@pytest.mark.parametrize("content", ["[]", EXPORT.partition("\n")[0] + "\n"])
def test_an_export_of_no_records_has_no_rows(read_redcap, content):
    assert read_redcap(content).rows_read == 0


def test_an_export_with_strange_bytes_is_known_by_its_header_and_refused_with_the_line(read_redcap):
    whole = read_redcap(EXPORT)
    torn = whole.path.read_bytes().rstrip(b"\n") + b"\xe9\n"
    whole.path.write_bytes(torn)
    mapping = read_mapping(whole.path.parents[1] / "mappings" / "registry.toml")
    assert fits_redcap(whole.path, mapping)
    with pytest.raises(SourceError, match=r"line \d+: the bytes are not utf-8"):
        read_redcap(torn)


def test_a_json_dictionary_says_what_the_csv_says(read_redcap):
    names = ("field_name", "form_name", "field_type", "field_label", "select_choices_or_calculations")
    rows = [line.split(",") for line in DICTIONARY.splitlines() if "phq9_0" not in line and '"' not in line][1:]
    entries = [{"field_name": row[0], "form_name": row[1], "field_type": row[3], "field_label": row[4]} for row in rows]
    assert set(names) - {"select_choices_or_calculations"} == set(entries[0])
    mapping = MAPPING.replace('patient = "mrn"', "").split("[patients]")[0] + (
        '[[forms]]\nform = "phq9"\ndate = "phq9_date"\nscores = [{ column = "phq9_total", measure = "phq9" }]\n'
    )
    entries.append({"field_name": "phq9_total", "form_name": "phq9", "field_type": "calc", "field_label": "Total"})
    entries.append({"field_name": "record_id", "form_name": "demographics", "field_type": "text", "field_label": "ID"})
    export = "record_id,redcap_event_name,phq9_date,phq9_total,phq9_complete\n1,intake_arm_1,2025-03-03,12,2\n"
    assert scores(read_redcap(export, mapping, json.dumps(entries)))[0][:3] == ("1", "phq9", 12.0)


def test_an_error_of_redcap_is_no_export(read_redcap):
    with pytest.raises(SourceError, match="holds an error message of REDCap"):
        read_redcap('{"error":"You do not have permissions to use the API"}', name="e.json")


def test_a_missing_field_is_named(read_redcap):
    with pytest.raises(SourceError, match="has no field 'nrs_avg'"):
        read_redcap(EXPORT.replace("nrs_avg", "nrs_average"))


OF_RECORDS = """
name = "registry"
format = "redcap"
[patients]
[[forms]]
form = "pain"
date = "day"
scores = [{ column = "nrs", measure = "nrs_average" }]
"""


@given(
    rows=st.lists(
        st.fixed_dictionaries(
            {
                "record_id": st.sampled_from(["1", "2", "3"]),
                "redcap_repeat_instance": st.sampled_from(["1", "2"]),
                "day": st.sampled_from(["2025-05-05", "2025-05-06", "soon"]),
                "nrs": st.sampled_from(["4", "7", "12", ""]),
                "pain_complete": st.sampled_from(["0", "2"]),
            }
        ),
        min_size=1,
        max_size=8,
    ),
    seed=st.randoms(use_true_random=False),
    cut=st.integers(0, 8),
)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_split_of_an_export_in_any_order_gives_the_same_store(rows, seed, cut, clinic, tmp_path):
    """Without versions: contradicting rows are a conflict whatever the order, equal ones a duplicate."""
    shuffled = list(rows)
    seed.shuffle(shuffled)
    splits = [[rows], [part for part in (shuffled[:cut], shuffled[cut:]) if part]]
    found = []
    for files in splits:
        store = MemoryStore(clinic)
        for number, part in enumerate(files):
            path = tmp_path / f"export_{number}.json"
            path.write_text(json.dumps(part))
            store.load(read_file(path, parse_mapping(OF_RECORDS, "test"), clinic, TODAY))
        found.append(
            (
                sorted(tuple(map(str, (r["on_date"], r["value"], r["standing"]))) for r in store.rows("observation")),
                len(store.rows("patient")),
                len(store.rows("conflict")),
            )
        )
        store.close()
    assert found[0] == found[1]


def test_one_form_may_give_several_measures(read_redcap):
    items = [f"hads_{i:02}" for i in range(1, 15)]
    mapping = f"""
        name = "registry"
        format = "redcap"
        [[forms]]
        form = "hads"
        date = "day"
        items = [
            {{ measure = "hads_anxiety", items = {json.dumps(items)} }},
            {{ measure = "hads_depression", items = {json.dumps(items)} }},
        ]
    """
    row = {"record_id": "1", "day": "2025-03-03", **dict.fromkeys(items, "1"), "hads_complete": "2"}
    loaded = read_redcap(json.dumps([row]), mapping, name="export.json")
    assert [(measure, value) for _, measure, value, *_ in scores(loaded)] == [
        ("hads_anxiety", 7.0),
        ("hads_depression", 7.0),
    ]


def test_boxes_of_a_label_export_are_checked_or_unchecked(read_redcap):
    boxes = {name: "Checked" if i < 5 else "Unchecked" for i, name in enumerate(BOXES)}
    row = {"record_id": "1", "rmdq_date": "2025-03-03", **boxes, "rmdq_complete": "Complete"}
    loaded = read_redcap(json.dumps([row]), 'content = "label"\n' + RMDQ, name="export.json")
    assert [row[2] for row in scores(loaded)] == [5.0]


def test_boxes_as_labels_are_checked_where_a_label_stands(read_redcap):
    """exportCheckboxLabel=true: the choice's label where it is checked, nothing where it is not."""
    boxes = {name: "Stairs" if i < 5 else "" for i, name in enumerate(BOXES)}
    row = {"record_id": "1", "rmdq_date": "2025-03-03", **boxes, "rmdq_complete": "Complete"}
    loaded = read_redcap(json.dumps([row]), 'content = "label"\n' + RMDQ, name="export.json")
    assert [row[2] for row in scores(loaded)] == [5.0]
    (answers,) = loaded.rows[RowKind.OBSERVATION]["answers"]
    assert list(json.loads(answers).values()) == [1] * 5 + [0] * 19


@pytest.mark.parametrize("checked", [0, 5])
def test_an_eav_export_leaves_out_boxes_that_are_not_checked(read_redcap, checked):
    row = {"record_id": "1", "rmdq_date": "2025-03-03", "rmdq_complete": "2"}
    points = [{"record": "1", "field_name": name, "value": value} for name, value in row.items()]
    points += [{"record": "1", "field_name": "rmdq", "value": str(i)} for i in range(1, checked + 1)]
    loaded = read_redcap(json.dumps(points), 'layout = "eav"\n' + RMDQ, name="eav.json")
    assert [row[2] for row in scores(loaded)] == [float(checked)]


def test_a_repeating_event_is_a_visit_of_its_own(read_redcap):
    first = of_phq9("111111110") | {"redcap_repeat_instance": "1"}
    second = of_phq9("222222220", day="2025-03-24") | {"redcap_repeat_instance": "2"}
    rows = read_redcap(json.dumps([first, second]), name="export.json").rows[RowKind.OBSERVATION]
    assert rows["value"].tolist() == [8.0, 16.0]
    assert rows["record"].nunique() == 2


def test_a_field_with_a_decimal_comma_is_read_by_its_own_rule(read_redcap):
    mapping = """
        name = "registry"
        format = "redcap"
        fields = { walk_m = { form = "walk", validation = "number_1dp_comma_decimal" } , record_id = { form = "walk" }, day = { form = "walk" } }
        [[forms]]
        form = "walk"
        date = "day"
        scores = [{ column = "walk_m", measure = "walk_6min", unit = "m" }]
    """
    loaded = read_redcap('record_id,day,walk_m,walk_complete\n1,2025-03-03,"412,5",2\n', mapping)
    assert [row[2] for row in scores(loaded)] == [412.5]


def test_a_version_field_makes_a_changed_value_a_later_version(read_redcap):
    mapping = """
        name = "registry"
        format = "redcap"
        version = "changed_at"
        version_format = "%Y-%m-%d %H:%M"
        [[forms]]
        form = "pain"
        date = "day"
        scores = [{ column = "nrs", measure = "nrs_average" }]
    """
    text = "record_id,day,nrs,changed_at,pain_complete\n1,2025-03-03,4,2025-03-03 10:00,2\n2,2025-03-03,4,noon,2\n"
    loaded = read_redcap(text, mapping)
    assert loaded.rows[RowKind.OBSERVATION]["version"].tolist() == ["2025-03-03T10:00"]
    assert loaded.rejected["code"].tolist() == ["bad_version"]


def test_a_file_without_export_time_says_that_it_counts_as_older(read_redcap):
    loaded = read_redcap(EXPORT, 'version = "export_time"\n' + MAPPING)
    assert loaded.rows[RowKind.OBSERVATION]["version"].isna().all()
    assert any(note.startswith("The file does not say when it was exported") for note in loaded.notes)
