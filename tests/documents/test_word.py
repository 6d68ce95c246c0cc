"""What is in the Word file of a paper."""

import io
import zipfile
from datetime import datetime

import docx
import pytest
from docx.oxml.ns import qn

from documents.document_words import TEMPLATE_WORDS
from documents.paper import Fact, Facts, Heading, Items, Paragraph, Run, Size, Tone
from documents.word import write_word
from tests.documents.sample_paper import EVERY_TEXT, measures_table, paper

HEBREW = "שרה כהן"


def opened(content: bytes) -> docx.document.Document:
    return docx.Document(io.BytesIO(content))


def parts(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name).decode("utf-8", "replace") for name in package.namelist()}


def text_of(content: bytes) -> str:
    """All words of body, head and foot, in the order of the file."""
    section = opened(content).sections[0]
    roots = (section.header._element, opened(content).element.body, section.footer._element)
    return "".join("".join(node.itertext()) for root in roots for node in root.iter(qn("w:t"), qn("w:br")))


@pytest.fixture(scope="module")
def word() -> bytes:
    return write_word(paper())


def test_every_text_of_the_paper_can_be_read_in_the_word_file(word):
    found = text_of(word).replace(" ", "")
    assert [text for text in EVERY_TEXT if text.replace(" ", "") not in found] == []


def test_title_and_headings_are_real_headings(word):
    styles = [(p.style.name, p.text) for p in opened(word).paragraphs if p.style.name.startswith(("Title", "Heading"))]
    assert styles[0] == ("Title", "Request to continue the program, weeks 9–12")
    assert ("Heading 1", "Function and symptoms") in styles
    assert ("Heading 2", "Goals") in styles


def test_a_table_s_head_is_marked_so_that_it_repeats(word):
    heads = [
        table.rows[0] for table in opened(word).tables if table.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None
    ]
    assert [head.cells[0].text for head in heads] == ["Measure", TEMPLATE_WORDS["answer"]]


def test_every_picture_is_there_with_its_values_in_words(word):
    shapes = opened(word).element.body.findall(f".//{qn('wp:docPr')}")
    assert len(shapes) == 3
    assert "Oswestry Disability Index" in shapes[1].get("descr")
    assert sum(name.endswith(".png") for name in parts(word)) == 3


def test_two_numbered_lists_each_begin_at_one(word):
    body = opened(word).element.body
    numbers = [n.get(qn("w:val")) for n in body.iter(qn("w:numId"))]
    assert len(set(numbers)) == 2
    assert parts(word)["word/numbering.xml"].count("<w:startOverride") >= 2


def test_the_properties_hold_title_clinic_and_the_paper_s_own_time_and_nothing_of_the_library(word):
    said = opened(word).core_properties
    assert (said.title, said.author, said.subject) == (paper().title, "Example Clinic", "continuation request")
    assert said.created == said.modified
    assert said.created.replace(tzinfo=None) == datetime(2025, 11, 17, 8, 30)
    assert "python-docx" not in "".join(parts(word).values())


def test_the_language_and_page_numbers_are_set(word):
    everything = parts(word)
    assert 'w:lang w:val="en-US"' in everything["word/styles.xml"]
    header = next(text for name, text in everything.items() if "header" in name and name.endswith(".xml"))
    assert " PAGE " in header
    assert " NUMPAGES " in header


@pytest.mark.parametrize(("size", "inches"), [(Size.LETTER, (8.5, 11)), (Size.A4, (8.27, 11.69))])
def test_the_sheet_is_letter_or_a4(size, inches):
    section = opened(write_word(paper(Paragraph("x"), size=size))).sections[0]
    assert (section.page_width.inches, section.page_height.inches) == pytest.approx(inches, abs=0.01)


def test_the_same_paper_gives_the_same_bytes_and_every_part_its_time(word):
    assert write_word(paper()) == word
    with zipfile.ZipFile(io.BytesIO(word)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(2025, 11, 17, 8, 30, 0)}


def test_markup_in_a_name_is_text():
    name = "<w:p>O'Neill</w:p> & *Sons*"
    assert name in text_of(write_word(paper(Paragraph(name), Facts((Fact(name, name),)), Heading(name), title=name)))


def test_control_characters_are_replaced_and_said_and_an_emoji_is_kept():
    found = text_of(write_word(paper(Paragraph("a\x00b\x1b 😀 漢"))))
    assert "a�b� 😀 漢" in found
    assert "U+0000, U+001B" in found


def test_right_to_left_words_are_marked_so():
    body = parts(write_word(paper(Paragraph(HEBREW))))["word/document.xml"]
    assert "<w:bidi/>" in body
    assert "<w:rtl/>" in body
    assert HEBREW in body


def test_what_a_person_changed_is_underlined_with_dots():
    body = parts(write_word(paper(Paragraph((Run("Changed", Tone.EDITED),)))))["word/document.xml"]
    assert '<w:u w:val="dotted"/>' in body


def test_a_long_table_and_lists_make_a_file():
    long = write_word(paper(measures_table(120), Items(tuple(f"Item {i}" for i in range(40)))))
    assert "Item 39" in text_of(long)
    assert len(opened(long).tables[0].rows) == 121
