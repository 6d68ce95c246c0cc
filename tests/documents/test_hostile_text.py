"""Names and free text that would break a document: the document is right all the same, or says what it could not print."""

import io
import re

import pypdf
import pytest
from PIL import Image

from documents.paper import (
    Column,
    Fact,
    Facts,
    Head,
    Items,
    Notes,
    Paragraph,
    Quote,
    Run,
    Running,
    Signature,
    Table,
    Tone,
)
from documents.printable import rewritten
from documents.typst_compiler import PaperError, SignRefused, compile_pdf, compile_png
from documents.typst_paper import paper_values, typeset
from tests.documents.sample_paper import paper

TYPST = (
    '#import "x": y; $x^2$ *bold* _it_ `raw` <label> @ref #sys.inputs \\ // gone /* gone */ = Title [a] {b} ~ -- ---'
)
XML = "</text><script>alert(1)</script>&amp;<!-- --><![CDATA[x]]>\"'&#60;"
FREE_TEXT = ("She walks to the mailbox. " * 154)[:4000]
HEBREW = "שרה כהן הולכת שלושים דקות"
ARABIC = "تمشي ثلاثين دقيقة"


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def joined(text: str) -> str:
    return re.sub(r"[\s\u200b\u2066-\u2069]+", "", text)


def everywhere(text: str):
    """A paper with one text in every place that takes one."""
    return paper(
        Facts((Fact(text, text),)),
        Paragraph((Run(text), Run(text, Tone.STRONG), Run(text, Tone.EDITED))),
        Table((Column(text), Column("Plain")), ((text, "1"), ("2", text)), caption=text, note=text),
        Items((text,), numbered=True),
        Quote(text, text),
        Signature(text, text, text, text),
        Notes((text,), text),
        title=text,
        head=Head(text, (text,)),
        running=Running(text, text, (text,)),
    )


@pytest.mark.parametrize("text", [TYPST, XML], ids=["typst", "xml"])
def test_markup_in_any_place_is_printed_as_it_was_written(text):
    found = joined(text_of(typeset(everywhere(text))))
    assert found.count(joined(text)) >= 16


def test_four_thousand_letters_are_all_printed():
    assert joined(FREE_TEXT) in joined(text_of(typeset(paper(Paragraph(FREE_TEXT)))))


def test_four_thousand_letters_in_a_cell_and_in_a_checklist_break_over_pages():
    table = Table((Column("Note"), Column("Seen")), ((FREE_TEXT, "yes"),))
    assert joined(text_of(typeset(paper(table)))).count("mailbox") == FREE_TEXT.count("mailbox")


@pytest.mark.parametrize(
    "block",
    [
        Paragraph("x" * 4000),
        Facts((Fact("Label", "x" * 400),)),
        Table((Column("One"), Column("Two")), (("x" * 300, "y" * 300),)),
        Quote("x" * 400),
        Items(("x" * 400,)),
        Notes(("x" * 400,)),
    ],
    ids=lambda block: type(block).__name__,
)
def test_a_word_without_spaces_stays_inside_the_margins(block):
    values = paper_values(paper(block, title="x" * 300, running=Running("y" * 150)))
    for page in compile_png("paper.typ", values, ppi=48):
        image = Image.open(io.BytesIO(page)).convert("L")
        margin = round(50 / 612 * image.width)
        for side in ((0, margin), (image.width - margin, image.width)):
            assert min(image.crop((side[0], 0, side[1], image.height)).get_flattened_data()) > 250


@pytest.mark.parametrize("text", [HEBREW, ARABIC], ids=["hebrew", "arabic"])
def test_right_to_left_text_is_printed_whole(text):
    found = set(text_of(typeset(paper(Paragraph(text), Facts((Fact("Member", text),))))))
    assert {letter for letter in text if letter.isalpha()} <= found


def test_a_right_to_left_name_does_not_reorder_the_number_beside_it():
    found = text_of(typeset(paper(Paragraph((Run("Member "), Run(HEBREW.split()[0]), Run(" 17 of 23"))))))
    assert "17 of 23" in found


def test_signs_that_no_font_has_are_shown_and_named():
    found = text_of(typeset(paper(Paragraph("Better 😀 today"), head=Head("漢字 Clinic"))))
    assert "Better � today" in found
    assert "�� Clinic" in found
    assert "U+6F22, U+5B57" in found.replace("\n", " ") or "U+5B57, U+6F22" in found.replace("\n", " ")
    assert "U+1F600" in found


@pytest.mark.parametrize("text", ["\u06eb alone", "\n\u08e5", "line\n\u0301", "\u200d\u05bc", "\x00\x07\x1b[31m"])
def test_marks_without_a_letter_and_controls_make_a_document(text):
    assert joined("Another line") in joined(text_of(typeset(everywhere(f"{text} Another line"))))


THAT_STOPPED_TYPST = (
    "\u21b1\u06ca\u274b\u0343\u03b4\u0355\ufe93\u2574\u059d\u0344\u06d6*\u0321\u04b7\u20ab\u225c\u06ca\ufd24\u039c\u0621"
    "\u2648\U000a14c8\u05e0\u2547\xa9\u2537T\u06c9Z\u0362\u2044\u25c8\u2206\u04b5\u068f\ufeaf\U0008b228\U00097a82"
    "\U00081bbf\u0353\u2213\U00081bbf\ufef4\ufeac\ua4a8\u2657\U0003bd06\U0008468a\u0165\u0447\u059d\u0366\u0395\u062f"
    "\u2598\u0338\U000caa41"
)


def test_a_text_at_which_typst_stops_makes_a_document_and_the_next_one_too():
    assert typeset(paper(Facts((Fact(THAT_STOPPED_TYPST, THAT_STOPPED_TYPST),)))).startswith(b"%PDF")
    assert typeset(paper()).startswith(b"%PDF")


def test_a_refusal_says_nothing_of_the_record():
    clean, _ = rewritten(paper(Paragraph("Secret \x00 name")), lambda text: (text, frozenset()))
    with pytest.raises(SignRefused) as raised:
        compile_pdf("paper.typ", paper_values(clean), clean.made_at)
    assert "Secret" not in str(raised.value)
    assert raised.value.__cause__ is None
    assert isinstance(raised.value, PaperError)
