"""What PDF/A-2a and PDF/UA-1 ask of a file and a library can look up; no validator of the whole standards is run."""

import io
import itertools
from collections.abc import Iterator

import pypdf
import pytest
from pypdf.generic import ContentStream, DictionaryObject

from documents.packet_paper import paper_of
from documents.paper import Column, Paragraph, Size, Table
from documents.requests import REQUESTS
from documents.typst_paper import typeset
from tests.documents.sample_paper import paper
from tests.documents.small_record import made

SHOWS_TEXT = (b"Tj", b"TJ", b"'", b'"')


@pytest.fixture(scope="module", params=["every block", "continuation", "functional_gain", "primary_care_letter", "a4"])
def pdf(request) -> pypdf.PdfReader:
    whole = paper(size=Size.A4) if request.param == "a4" else paper()
    if request.param in REQUESTS:
        whole = paper_of(made(request.param))
    return pypdf.PdfReader(io.BytesIO(typeset(whole)))


def objects(pdf: pypdf.PdfReader) -> Iterator[DictionaryObject]:
    """Every dictionary and stream of the file."""
    for number in range(1, len(pdf.xref_objStm) + sum(len(table) for table in pdf.xref.values()) + 1):
        found = pdf.get_object(number)
        if isinstance(found, DictionaryObject):
            yield found


def elements(node) -> Iterator[DictionaryObject]:
    """The structure tree, parents before children."""
    found = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(found, list):
        for one in found:
            yield from elements(one)
    elif isinstance(found, DictionaryObject):
        if "/S" in found:
            yield found
        if "/K" in found:
            yield from elements(found["/K"])


def roles(pdf) -> list[str]:
    return [one["/S"] for one in elements(pdf.trailer["/Root"]["/StructTreeRoot"])]


def test_nothing_in_the_file_acts_is_encrypted_or_reaches_out(pdf):
    assert not pdf.is_encrypted
    forbidden = {"/JavaScript", "/JS", "/Launch", "/SubmitForm", "/EmbeddedFiles", "/AA", "/OpenAction", "/XFA", "/URI"}
    for one in objects(pdf):
        assert forbidden & {str(key) for key in one} == set()
        assert one.get("/S") not in ("/JavaScript", "/Launch", "/URI", "/GoToR")


def test_the_metadata_names_both_standards_and_the_title_is_shown(pdf):
    root = pdf.trailer["/Root"]
    metadata = root["/Metadata"].get_data().decode()
    for said in ("pdfaid:part>2<", "pdfaid:conformance>A<", "pdfuaid:part>1<", "dc:title"):
        assert said in metadata
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert root["/Lang"].startswith("en")
    assert root["/MarkInfo"]["/Marked"].value is True


def test_colours_have_a_profile_and_every_font_is_embedded_and_can_be_copied(pdf):
    (intent,) = pdf.trailer["/Root"]["/OutputIntents"]
    assert "/DestOutputProfile" in intent.get_object()
    fonts = [one for one in objects(pdf) if one.get("/Type") == "/Font"]
    descriptors = [one for one in objects(pdf) if one.get("/Type") == "/FontDescriptor"]
    assert fonts
    assert all({"/FontFile", "/FontFile2", "/FontFile3"} & set(one) for one in descriptors)
    assert all("/ToUnicode" in one for one in fonts if one["/Subtype"] in ("/Type0", "/Type3", "/TrueType"))


def test_all_text_of_a_page_is_tagged_or_an_artifact_and_tabs_follow_the_tags(pdf):
    for page in pdf.pages:
        depth = 0
        for _, operator in ContentStream(page["/Contents"], pdf).operations:
            depth += (operator in (b"BDC", b"BMC")) - (operator == b"EMC")
            assert operator not in SHOWS_TEXT or depth > 0
        assert depth == 0
        assert page.get("/Tabs", "/S") == "/S"
        assert "/StructParents" in page


def test_headings_skip_no_level_and_stand_in_the_outline(pdf):
    levels = [int(role[2:]) for role in roles(pdf) if role[:2] == "/H" and role[2:].isdigit()]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert len(pdf.outline) > 0


def test_figures_say_their_values_and_tables_name_their_heads(pdf):
    tree = list(elements(pdf.trailer["/Root"]["/StructTreeRoot"]))
    assert all(one.get("/Alt") for one in tree if one["/S"] == "/Figure")
    heads = [one for one in tree if one["/S"] == "/TH"]
    assert bool(heads) == ("/Table" in roles(pdf))
    for one in heads:
        told = one["/A"].get_object()
        told = told if isinstance(told, list) else [told]
        assert any(each.get_object().get("/Scope") in ("/Column", "/Row", "/Both") for each in told)


def test_a_row_that_is_longer_than_a_page_is_broken_and_not_lost():
    words = " ".join(f"word{i}" for i in range(1500))
    long = Table((Column("What"), Column("Said")), (("short", "row"), ("long", words)))
    found = pypdf.PdfReader(io.BytesIO(typeset(paper(blocks=(Paragraph("Before."), long)))))
    text = "".join("".join(page.extract_text().split()) for page in found.pages)
    assert len(found.pages) > 1
    assert [word for word in words.split() if word not in text] == []
