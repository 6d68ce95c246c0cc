"""What is in the PDF of a paper: text, tags, properties, the same bytes each time."""

import io
import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pypdf
import pytest

from documents.paper import Heading, Notes, PageBreak, Paragraph, Size
from documents.typst_paper import typeset
from tests.documents.sample_paper import EVERY_TEXT, NOTICE, SHA256, measures_table, paper

ROOT = Path(__file__).parents[2]


def reader(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


def pages(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in reader(pdf).pages]


def joined(text: str) -> str:
    """Without white space and the invisible breaks of long words: lines may end anywhere."""
    return re.sub(r"[\s\u200b]+", "", text)


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return typeset(paper())


def test_every_text_of_the_paper_can_be_read_in_the_pdf(pdf):
    found = joined("".join(pages(pdf)))
    assert [text for text in EVERY_TEXT if joined(text) not in found] == []


def test_every_page_says_packet_page_notice_and_hash(pdf):
    texts = pages(pdf)
    assert len(texts) > 1
    for number, text in enumerate(texts, 1):
        for expected in (
            f"Page {number} of {len(texts)}",
            "Packet LP-0001-01",
            NOTICE,
            SHA256,
            "snapshot 4",
            "Example 2008",
        ):
            assert expected in text


def test_the_pdf_is_tagged_and_says_that_it_is_pdf_a_and_pdf_ua(pdf):
    root = reader(pdf).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712, a boolean of the file and not of Python
    assert root["/Lang"] == "en-US"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712
    metadata = root["/Metadata"].get_data().decode()
    for statement in ("<pdfaid:part>2</pdfaid:part>", "<pdfaid:conformance>A<", "<pdfuaid:part>1</pdfuaid:part>"):
        assert statement in metadata
    assert "/OutputIntents" in root


def roles(node, found: list[str] | None = None) -> list[str]:
    """Every role of the tag tree, from the top."""
    found = [] if found is None else found
    children = node.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        child = child.get_object() if hasattr(child, "get_object") else child
        if isinstance(child, dict) and "/S" in child:
            found.append(str(child["/S"]))
            roles(child, found)
    return found


def alternatives(node) -> list[str]:
    children = node.get("/K", [])
    found = [str(node["/Alt"])] if "/Alt" in node else []
    for child in children if isinstance(children, list) else [children]:
        child = child.get_object() if hasattr(child, "get_object") else child
        if isinstance(child, dict):
            found += alternatives(child)
    return found


def test_headings_lists_tables_and_figures_have_their_roles(pdf):
    found = roles(reader(pdf).trailer["/Root"]["/StructTreeRoot"])
    for role in ("/H1", "/H2", "/L", "/LI", "/Table", "/THead", "/TH", "/TD", "/Figure"):
        assert role in found, role
    assert found.count("/Figure") == 3


def test_every_picture_carries_its_values_in_words(pdf):
    said = alternatives(reader(pdf).trailer["/Root"]["/StructTreeRoot"])
    assert len(said) == 3
    assert "Oswestry Disability Index" in said[1]
    assert "52" in said[1]
    assert "36" in said[1]


def test_the_properties_name_title_clinic_kind_and_the_paper_s_own_time(pdf):
    said = reader(pdf).metadata
    assert said.title == "Request to continue the program, weeks 9–12"
    assert (said.author, said.subject) == ("Example Clinic", "continuation request")
    assert (
        said.creation_date.replace(tzinfo=None)
        == datetime(2025, 11, 17, 8, 30)
        == said.modification_date.replace(tzinfo=None)
    )


def test_every_font_is_embedded(pdf):
    fonts = {}
    for page in reader(pdf).pages:
        for font in page["/Resources"].get("/Font", {}).values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            fonts[inner["/BaseFont"]] = "/FontFile2" in inner["/FontDescriptor"]
    assert fonts
    assert all(fonts.values()), fonts
    assert any("IBMPlexSans" in name for name in fonts)


@pytest.mark.parametrize(("size", "points"), [(Size.LETTER, (612, 792)), (Size.A4, (595.28, 841.89))])
def test_the_sheet_is_letter_or_a4(size, points):
    box = reader(typeset(paper(size=size))).pages[0].mediabox
    assert (float(box.width), float(box.height)) == pytest.approx(points, abs=0.01)


def test_a_table_that_breaks_repeats_its_head_on_each_page():
    texts = pages(typeset(paper(measures_table(90))))
    assert len(texts) >= 3
    assert all(re.search(r"Measure\s+Intake\s+Now\s+Result", text) for text in texts)
    assert all(f"{i + 1}" in "".join(texts) for i in range(90))


def test_a_page_break_begins_a_page():
    assert len(pages(typeset(paper(Paragraph("One"), PageBreak(), Paragraph("Two"))))) == 2


def test_a_first_heading_of_a_lower_level_skips_none():
    found = roles(reader(typeset(paper(Heading("Deep", 4), Heading("Deeper", 6)))).trailer["/Root"]["/StructTreeRoot"])
    assert [role for role in found if role.startswith("/H")] == ["/H1", "/H2"]


def test_a_paper_without_foot_or_address_is_still_a_paper():
    bare = paper(Notes(("A line.",)), **{"foot": type(paper().foot)(), "head": type(paper().head)("Example Clinic")})
    assert "A line." in pages(typeset(bare))[0]


IN_ANOTHER_PROCESS = """
import hashlib
from documents.typst_paper import typeset
from documents.word import write_word
from tests.documents.sample_paper import paper
print(hashlib.sha256(typeset(paper())).hexdigest(), hashlib.sha256(write_word(paper())).hexdigest())
"""


def test_two_processes_make_the_same_bytes():
    made = {
        subprocess.run(
            [sys.executable, "-c", IN_ANOTHER_PROCESS],
            cwd=ROOT,
            env={"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed, "TZ": zone, "PATH": "/usr/bin:/bin"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    }
    assert len(made) == 1


def test_another_word_makes_other_bytes(pdf):
    assert typeset(paper(title="Another title")) != pdf
