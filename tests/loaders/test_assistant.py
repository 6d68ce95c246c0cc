"""The mapping assistant proposes what a person would have written, and asks where the file does not tell."""

import tomllib
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.clinic import parse_clinic
from domain.measures import MEASURES
from loaders.assistant.mapping_text import mapping_text, write_mapping
from loaders.assistant.preview import first_rows, preview, reasons
from loaders.assistant.proposal import Proposal
from loaders.assistant.propose import propose
from loaders.assistant.sniff import Look
from loaders.assistant.synonyms import CODE_WORDS, FIELD_WORDS, measure_for
from loaders.fields import FIELDS, known_codes
from loaders.mapping_files import parse_mapping, read_mapping
from loaders.source_error import SourceError
from loaders.source_mapping import MappingError

SAMPLE = Path(__file__).parents[2] / "sample_data"
SOURCES = {mapping.name: mapping for mapping in map(read_mapping, sorted((SAMPLE / "mappings").glob("*.toml")))}


@pytest.fixture
def sample_clinic():
    return parse_clinic((SAMPLE / "clinic.toml").read_text(encoding="utf-8"), "clinic.toml", frozenset(MEASURES))


@pytest.fixture
def proposed(tmp_path, clinic):
    """proposed(text, **asked) -> the proposal for a file of this text."""

    def look(content: str, name: str = "export.csv", **asked) -> Proposal:
        path = tmp_path / name
        path.write_text(content, encoding="utf-8")
        return propose(path, clinic, **asked)

    return look


@pytest.mark.parametrize("name", sorted(SOURCES))
def test_the_proposal_for_each_sample_file_agrees_with_the_mapping_that_a_person_wrote(name, sample_clinic):
    """Our sample mappings were written by hand before there was an assistant. What it may leave out: a column that only the
    clinic can explain."""
    written = SOURCES[name]
    path = next(iter(SAMPLE.glob(written.files[0])))
    found = propose(path, sample_clinic)
    one_score = len(found.scores) == 1 and found.scores[0]["measure"] == written.constants.get("measure")
    assert (found.rows, found.level) == (written.rows, written.level)
    assert found.layout == written.layout or one_score
    look = found.look
    assert (look.format, look.header_row) == (written.format, written.header_row)
    if look.format == "csv":
        assert (look.encoding, look.delimiter, look.decimal) == (written.encoding, written.delimiter, written.decimal)
    wrong = {key: header for key, header in found.columns.items() if written.columns.get(key, header) != header}
    assert wrong == {}
    needed = {key for key in FIELDS[written.shape].required if key in written.columns}
    assert needed <= found.columns.keys() | ({"value"} if one_score else set())
    measures = {score.column: score.measure for score in written.scores} or {
        score["column"]: score["measure"] for score in found.scores if one_score
    }
    assert {s["column"]: s["measure"] for s in found.scores} == measures
    for field, labels in found.values.items():
        assert all(written.values.get(field, {}).get(label, code) == code for label, code in labels.items())
    assert found.questions == []


def test_a_day_that_could_be_a_month_is_a_question_and_the_mapping_is_unusable_until_it_is_answered(proposed):
    content = "MRN,Date,Test,Score\n7,03/04/2025,ODI,36\n8,05/06/2025,ODI,40\n"
    found = proposed(content)
    assert "could be %m/%d/%Y or %d/%m/%Y" in found.questions[0]
    answered = proposed(content, date_format="%d/%m/%Y")
    assert answered.questions == []
    assert answered.date_format == ["%d/%m/%Y"]


def test_two_header_rows_under_merged_cells_name_the_columns_together(tmp_path, clinic):
    """A log with a title, checkpoints in merged cells, and under each of them a date and two tests."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Outcome log"])
    sheet.append([None, "Intake", None, None, "Week 6", None, None])
    sheet.append(["Chart #", *["Tested", "ODI", "6MWT (ft)"] * 2])
    for number in range(1, 6):
        sheet.append([f"C{number}", date(2025, 3, number), 40, 1200, date(2025, 4, number), 30, 1300])
    sheet.merge_cells("B2:D2")
    sheet.merge_cells("E2:G2")
    path = tmp_path / "log.xlsx"
    book.save(path)
    found = propose(path, clinic)
    assert (found.look.header_row, found.look.header_rows, found.questions) == (2, 2, [])
    assert found.columns == {"patient": "Chart #"}
    assert [(score["column"], score["measure"], score["date"]) for score in found.scores] == [
        (f"{when} / {what}", measure, f"{when} / Tested")
        for when in ("Intake", "Week 6")
        for what, measure in (("ODI", "odi"), ("6MWT (ft)", "walk_6min"))
    ]
    loaded = preview(path, mapping_text(found), clinic)
    assert (loaded.rows_read, len(loaded.rejected)) == (20, 0)
    assert set(loaded.only_rows["on_date"]) == {date(2025, month, number) for month in (3, 4) for number in range(1, 6)}


@pytest.mark.parametrize("header", ["Chart #", "Pt ID", "MRN#", "Case No."])
def test_a_record_number_is_known_by_the_names_that_clinics_give_it(proposed, header):
    assert proposed(f"{header},Date,ODI\n7,2025-03-14,40\n").columns["patient"] == header


def test_the_only_column_of_dates_is_the_date_whatever_it_is_called(proposed):
    assert proposed("MRN,DOB,When seen,ODI\n7,1970-01-02,2025-03-14,40\n").columns["date"] == "When seen"
    assert "date" not in proposed("MRN,First seen,Last seen,ODI\n7,2025-03-14,2025-03-20,40\n").columns


def test_who_has_to_name_a_column_is_told_which_there_are(proposed):
    with pytest.raises(SourceError, match=r"say which with --patient COLUMN\. Its columns: 'Who', 'Date', 'ODI'\."):
        proposed("Who,Date,ODI\n7,2025-03-14,40\n")


def test_one_day_above_twelve_tells(proposed):
    assert proposed("MRN,Date,Test,Score\n7,03/04/2025,ODI,36\n8,05/16/2025,ODI,40\n").date_format == ["%m/%d/%Y"]


def test_a_physical_measure_without_a_unit_is_a_question(proposed):
    found = proposed("MRN,Date,6MWT\n7,2025-03-04,400\n")
    assert found.questions == ["In which unit is '6MWT' (Six-minute walk distance)? Set its unit."]
    assert proposed("MRN,Date,6MWT (m)\n7,2025-03-04,400\n").scores == [
        {"column": "6MWT (m)", "measure": "walk_6min", "unit": "m"}
    ]


def test_numbers_that_the_measure_cannot_have_are_said(proposed):
    found = proposed("MRN,Date,PHQ-9\n7,2025-03-04,85\n8,2025-03-05,12\n")
    assert "1 of 2 numbers in 'PHQ-9' lie outside the scale" in found.notes[0]


def test_labels_that_nobody_knows_stand_in_the_file_as_comments(proposed):
    rows = "".join(f"7,2025-03-{day:02d},{test},5\n" for day in range(10, 20) for test in ("PEG", "Our own scale"))
    text = mapping_text(proposed("MRN,Date,Test,Score\n" + rows))
    assert '# "Our own scale" = ""   # not recognised' in text
    assert tomllib.loads(text)["values"]["measure"] == {"PEG": "peg"}


def test_title_rows_delimiter_and_decimal_sign_are_seen(proposed, tmp_path, clinic):
    content = "Rehazentrum\n\nMRN;Datum;Oswestry\n7;14.03.2025;36,5\n8;15.03.2025;40,0\n"
    found = proposed(content)
    look = found.look
    assert (look.header_row, look.delimiter, look.decimal, found.date_format) == (3, ";", ",", ["%d.%m.%Y"])
    assert len(preview(tmp_path / "export.csv", mapping_text(found), clinic).only_rows) == 2


def test_the_items_of_a_whole_form_are_a_form(proposed):
    header = ",".join(f"phq9_{n}" for n in range(1, 10))
    found = proposed(f"MRN,Date,{header}\n7,2025-03-14,1,1,1,1,1,1,1,1,0\n")
    assert [(form.measure, len(form.items)) for form in found.forms] == [("phq9", 9)]
    part = ",".join(f"phq9_{n}" for n in range(1, 8))
    with pytest.raises(SourceError, match="Nothing that Landings keeps"):
        proposed(f"MRN,Date,{part}\n7,2025-03-14,1,1,1,1,1,1,1\n")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("a,b\n1,2\n", "No column of"),
        ("hello\n", "No table was found"),
        ("MRN,Colour\n7,blue\n8,red\n", "Nothing that Landings keeps was recognised"),
        ("", "is empty"),
    ],
)
def test_a_file_without_anything_for_us_is_told_in_a_sentence(proposed, content, told):
    with pytest.raises(SourceError, match=told):
        proposed(content)


def test_the_preview_is_what_a_load_would_give(proposed, tmp_path, clinic):
    content = "MRN,Date,PHQ-9\n7,2025-03-14,12\n8,2025-03-15,85\n9,2025-03-16,\n"
    loaded = preview(tmp_path / "export.csv", mapping_text(proposed(content)), clinic)
    assert first_rows(loaded)[["line", "patient", "value"]].to_numpy().tolist() == [["2", "7", "12"]]
    assert reasons(loaded)[["code", "rows"]].to_numpy().tolist() == [["out_of_range", 1], ["empty", 1]]


def test_the_preview_writes_numbers_as_a_person_would(tmp_path, clinic):
    path = tmp_path / "walk.csv"
    path.write_text("mrn,day,ft\n7,2025-03-14,1000.5\n")
    text = 'name = "w"\nrows = "observations"\n[columns]\npatient = "mrn"\ndate = "day"\nvalue = "ft"\n[constants]\nmeasure = "walk_6min"\nunit = "ft"\n'
    assert first_rows(preview(path, text, clinic))["value"].tolist() == ["304.9524"]


def test_a_mapping_that_is_there_already_stays(tmp_path):
    path = write_mapping(tmp_path, "scores", "# one\n")
    with pytest.raises(MappingError, match="already"):
        write_mapping(tmp_path, "scores", "# other\n")
    assert path.read_text() == "# one\n"
    with pytest.raises(MappingError, match="is no name for a mapping"):
        write_mapping(tmp_path, "../scores", "# other\n")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("GAD-7", "gad7"), ("gad7_total", "gad7"), ("Pain Catastrophizing Scale", "pcs"), ("Timed Up & Go (s)", "tug"),
        ("30-s chair stand (reps)", "chair_stand_30s"), ("pain", None), ("HADS", None), ("PHQ-9 item 9", None), ("BPI", None),
    ],
)  # fmt: skip
def test_a_name_that_could_be_several_measures_is_none(text, code):
    meant = measure_for(text, MEASURES)
    assert (meant[0] if meant else None) == code


def test_every_measure_is_known_by_its_own_name():
    unknown = [
        m.code for m in MEASURES.values() if not m.panel and (measure_for(m.name, MEASURES) or ("",))[0] != m.code
    ]
    assert unknown == []


def test_words_are_kept_for_real_fields_and_codes_only():
    fields = {name for one in FIELDS.values() for name in (*one.required, *one.optional)}
    assert set(FIELD_WORDS) <= fields
    for field, codes in CODE_WORDS.items():
        assert set(codes) <= set(known_codes(field) or ()), field


TEXTS = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=12)


@given(st.dictionaries(TEXTS, TEXTS, max_size=4), TEXTS, st.lists(TEXTS, max_size=3))
def test_whatever_stands_in_a_header_or_a_label_the_proposal_is_toml_that_says_the_same(labels, header, missing):
    look = Look("csv", (header,), ())
    found = Proposal("made", look, rows="observations", columns={"patient": header}, missing=missing)
    found.values["measure"] = labels
    found.unknown["measure"] = list(labels)
    told = tomllib.loads(mapping_text(found))
    assert told["columns"]["patient"] == header
    assert told["values"]["measure"] == labels
    assert told.get("missing", []) == missing


def test_a_finished_proposal_is_a_mapping(proposed):
    found = proposed("MRN,Date,PHQ-9\n7,2025-03-14,12\n")
    assert parse_mapping(mapping_text(found), "made").scores[0].measure == "phq9"


def test_on_the_command_line_the_mapping_goes_to_stdout_and_the_preview_beside_it(clinic_folder, monkeypatch):
    from typer.testing import CliRunner

    from loaders.__main__ import app

    path = clinic_folder / "sources" / "scores.csv"
    path.write_text("MRN,Date,PHQ-9\n7,2025-03-14,12\n8,2025-03-15,85\n")
    run = CliRunner().invoke(app, ["map", str(path), "--clinic", str(clinic_folder), "--write", "--name", "forms"])
    assert run.exit_code == 0
    assert tomllib.loads(run.stdout)["name"] == "forms"
    assert "2 rows read: 1 could be loaded, 1 would be rejected" in run.stderr
    assert "mappings/forms.toml" in run.stderr
    assert read_mapping(clinic_folder / "mappings" / "forms.toml").name == "forms"
    again = CliRunner().invoke(app, ["map", str(path), "--clinic", str(clinic_folder), "--write", "--name", "forms"])
    assert again.exit_code == 2
    assert not list(clinic_folder.glob("book.sqlite"))
