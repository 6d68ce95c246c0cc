"""On Imports a file that nobody has mapped gets a proposal, a preview, and can be loaded; a mapping can be mended."""

import pytest
import streamlit as st

CONTENT = b"MRN,Date,PHQ-9,GAD-7\n7,2025-03-14,12,9\n8,2025-03-15,85,8\n"


@pytest.fixture
def imports(open_screen, empty_clinic):
    return open_screen(empty_clinic, "imports")


def choose(screen, content, name="forms.csv"):
    screen.app.file_uploader[0].set_value((name, content, "text/csv"))
    screen.app.run()
    return screen


def test_an_empty_clinic_can_begin_with_a_file(imports, empty_clinic):
    screen = choose(imports, CONTENT)
    assert screen.failures == []
    assert "4 rows read: 3 could be loaded, 1 rejected." in screen.text
    assert "85 is outside" in screen.text
    next(b for b in screen.app.button if b.label == "Load the file with it").click()
    screen.app.run()
    assert "4 rows read = 0 accepted + 0 corrected + 0 duplicates + 3 waiting + 1 rejected." in screen.text
    assert list((empty_clinic / "archive").iterdir())


def test_who_brings_a_file_that_is_too_large_or_no_table_is_told_the_way(imports):
    size = st.get_option("server.maxUploadSize")
    assert f"Larger files than {size} MB" in imports.text
    assert "python -m loaders load" in imports.text


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("empty.csv", b"", "'empty.csv' is empty."),
        ("book.xlsx", b"PK no book", "book.xlsx is no workbook that can be read"),
    ],
)
def test_a_file_that_is_no_table_is_told_in_a_sentence(imports, name, content, told):
    screen = choose(imports, content, name)
    assert screen.failures == []
    assert told in screen.text


def test_the_mapping_is_kept_where_it_is_asked_for_and_never_over_another(imports, empty_clinic):
    screen = choose(imports, CONTENT)
    next(b for b in screen.app.button if b.label == "Keep this mapping").click()
    screen.app.run()
    assert "Kept as the mapping forms." in screen.text
    kept = (empty_clinic / "mappings" / "forms.toml").read_text()
    assert 'measure = "phq9"' in kept
    next(b for b in screen.app.button if b.label == "Keep this mapping").click()
    screen.app.run()
    assert "already" in screen.text
    assert (empty_clinic / "mappings" / "forms.toml").read_text() == kept


def test_what_the_file_does_not_tell_is_asked(imports):
    screen = choose(imports, b"Nr,Date,PHQ-9\n7,03/04/2025,12\n8,05/06/2025,9\n")
    assert screen.failures == []
    screen.app.selectbox[0].select("Nr")
    screen.app.run()
    assert "could be %m/%d/%Y or %d/%m/%Y" in screen.text
    formats = next(box for box in screen.app.selectbox if "written as" in box.label)
    formats.select("%d/%m/%Y")
    screen.app.run()
    assert "2 rows read: 2 could be loaded" in screen.text
    assert "2025-04-03" in screen.text


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"hello\n", "No table was found in 'forms.csv'"),
        (b"\xff\xfe\x00", "No table was found"),
        (b"a,b\n1,2\n", "recognised in 'forms.csv'"),
    ],
)
def test_a_file_without_anything_for_us_is_told_without_its_place_on_disk(imports, content, told):
    screen = choose(imports, content)
    assert screen.failures == []
    assert told in screen.text
    assert "/tmp" not in screen.text


def test_an_edited_mapping_that_cannot_be_used_says_why(imports):
    screen = choose(imports, CONTENT)
    screen.app.text_area[0].set_value("name = 5")
    screen.app.run()
    assert screen.failures == []
    assert "name: Input should be a valid string" in screen.text
    assert not [b for b in screen.app.button if b.label == "Load the file with it"]


def test_a_mapping_is_mended_and_its_files_are_read_again(own_sample_clinic, open_screen):
    screen = open_screen(own_sample_clinic, "imports")
    names = screen.app.selectbox(key="mend_mapping")
    names.select("standing_and_activity")
    screen.app.run()
    area = next(a for a in screen.app.text_area if a.label == "Mapping file")
    area.set_value(area.value.replace("[columns]", '[units]\nstanding_tolerance = "min"\n\n[columns]'))
    next(b for b in screen.app.button if b.label == "Try it").click()
    screen.app.run()
    assert screen.failures == []
    assert "would be picked up" in screen.text
    assert "[units]" not in (own_sample_clinic / "mappings" / "standing_and_activity.toml").read_text()
