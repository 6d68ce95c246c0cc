"""A paper as a Word file, for those who must edit it."""

import zipfile
from functools import cache
from io import BytesIO
from pathlib import Path

import docx
from docx.document import Document
from docx.opc.package import OpcPackage
from docx.opc.packuri import PackURI
from docx.opc.pkgwriter import PackageWriter
from docx.section import _Footer, _Header
from docx.shared import Pt

from documents.document_words import TEMPLATE_WORDS, evidence_words, thresholds_words
from documents.paper import Notes, Paper, Pictures, Run, Size, Tone, Words
from documents.printable import exchangeable, printable, replaced_note, rewritten
from documents.typst_compiler import compile_png
from documents.typst_values import picture_values
from documents.word_blocks import Drawn, write_body
from documents.word_parts import colour, hexed, part, write, write_field
from documents.word_xml import Element, paragraph

FONT = "Arial"
"""A font that every office has; the documents' own is not installed there."""
SHEETS = {Size.LETTER: (612.0, 792.0), Size.A4: (595.3, 841.9)}
SIDE = 54.0
PICTURE_PPI = 220


def write_word(paper: Paper) -> bytes:
    """The paper as DOCX: real headings, tables with header rows, pictures with their values in words. The same paper gives
    the same bytes.

    Raises:
        PaperError: a picture cannot be drawn.
    """
    clean, replaced = rewritten(paper, exchangeable)
    note = replaced_note(replaced)
    blocks = (*clean.blocks, Notes((note,))) if note else clean.blocks
    document = docx.Document(BytesIO(_template()))
    width = _set_sheet(document, clean)
    _set_styles(document)
    _set_properties(document, clean)
    _write_head(document, clean, width)
    _write_foot(document, clean)
    write_body(document, clean.title, " · ".join(clean.head.lines), blocks, width, _drawn(clean))
    return _with_fixed_times(document, clean)


@cache
def _template() -> bytes:
    """The library's own template, unpacked once: each document begins as a copy of it."""
    with zipfile.ZipFile(Path(docx.__file__).parent / "templates" / "default.docx") as packed:
        unpacked = BytesIO()
        with zipfile.ZipFile(unpacked, "w", zipfile.ZIP_STORED) as copy:
            for name in packed.namelist():
                copy.writestr(zipfile.ZipInfo(name), packed.read(name))
    return unpacked.getvalue()


def _set_sheet(document: Document, paper: Paper) -> float:
    """Page size and margins; the width of the text in points."""
    section, (width, height) = document.sections[0], SHEETS[paper.size]
    section.page_width, section.page_height = Pt(width), Pt(height)
    section.left_margin = section.right_margin = Pt(SIDE)
    section.top_margin, section.bottom_margin = Pt(66), Pt(72)
    section.header_distance, section.footer_distance = Pt(34), Pt(28)
    return width - 2 * SIDE


SIZES = {"Normal": 10.0, "Title": 15.0, "Heading 1": 11.5, "Heading 2": 10.5}


def _set_styles(document: Document) -> None:
    for name, size in SIZES.items():
        style = document.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), colour("ink")
        style.font.bold = True if name != "Normal" else None
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in [key for key in fonts.attrib if key.endswith("Theme")]:
            del fonts.attrib[theme]
        for script in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(f"{{{fonts.nsmap['w']}}}{script}", FONT)
    document.styles["Normal"].paragraph_format.space_after = Pt(6)
    title = document.styles["Title"].element.get_or_add_pPr()
    for border in title.findall(f"{{{title.nsmap['w']}}}pBdr"):
        title.remove(border)


def _set_properties(document: Document, paper: Paper) -> None:
    properties = document.core_properties
    properties.title, properties.author, properties.subject = paper.title[:255], paper.head.clinic[:255], paper.kind
    properties.last_modified_by, properties.comments, properties.keywords = paper.head.clinic[:255], "", ""
    properties.language, properties.revision = paper.language, 1
    properties.created = properties.modified = paper.made_at.replace(tzinfo=None)
    defaults = document.styles.element.find(f".//{{{document.styles.element.nsmap['w']}}}rPrDefault")
    for language in defaults.iter(f"{{{defaults.nsmap['w']}}}lang"):
        language.getparent().replace(language, part("w:lang", val=paper.language))


def _write_head(document: Document, paper: Paper, width: float) -> None:
    made = _alone(document.sections[0].header, tab=width, tab_kind="right", rule=("bottom", hexed("ink"), 8))
    write(made, (Run(paper.head.clinic, Tone.STRONG),), size=10)
    write(made, f"\t{paper.running.packet} · {TEMPLATE_WORDS['page']} ", size=8, token="ink2")
    write_field(made, "PAGE", "ink2", 8)
    write(made, f" {TEMPLATE_WORDS['of']} ", size=8, token="ink2")
    write_field(made, "NUMPAGES", "ink2", 8)


def _write_foot(document: Document, paper: Paper) -> None:
    foot, footer = paper.foot, document.sections[0].footer
    lines: list[Words] = [(Run(notice, Tone.STRONG),) for notice in paper.running.notices]
    lines += [
        " · ".join(words for words in (paper.running.subject, foot.snapshot, foot.policy) if words),
        thresholds_words(foot.thresholds),
        evidence_words(foot.evidence_sha256),
    ]
    made = None
    for line in (line for line in lines if line):
        if made is None:
            made = _alone(footer, rule=("top", hexed("line"), 4), after=1)
        else:
            made = paragraph(footer._element, after=1)
        write(made, line, size=7, token="ink3")


def _alone(place: _Header | _Footer, **look) -> Element:
    """The only paragraph of a head or foot."""
    whole = place._element
    for one in list(whole):
        whole.remove(one)
    return paragraph(whole, **look)


def _drawn(paper: Paper) -> Drawn:
    """Every picture as PNG; signs that no shipped font has are replaced in it."""
    pictures = [picture for block in paper.blocks if isinstance(block, Pictures) for picture in block.pictures]
    if not pictures:
        return {}
    values = [picture_values(rewritten(picture, printable)[0]) for picture in pictures]
    images = compile_png("pictures.typ", {"pictures": values}, PICTURE_PPI)
    return {picture.svg: image for picture, image in zip(pictures, images, strict=True)}


class _Parts:
    """Takes the parts of a package as they are written: bytes by the name that they have in it."""

    def __init__(self) -> None:
        self.found: dict[str, bytes] = {}

    def write(self, uri: PackURI, content: bytes) -> None:
        self.found[uri.membername] = content

    @classmethod
    def of(cls, package: OpcPackage) -> dict[str, bytes]:
        taken, parts = cls(), package.parts
        for one in parts:
            one.before_marshal()
        PackageWriter._write_content_types_stream(taken, parts)
        PackageWriter._write_pkg_rels(taken, package.rels)
        PackageWriter._write_parts(taken, parts)  # type: ignore[arg-type]
        return taken.found


def _with_fixed_times(document: Document, paper: Paper) -> bytes:
    """The package with the paper's own time on each of its parts, in the order of their names."""
    parts, fixed = _Parts.of(document.part.package), BytesIO()
    stamp = paper.made_at.timetuple()[:6] if paper.made_at.year >= 1980 else (1980, 1, 1, 0, 0, 0)
    with zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as package:
        for name in sorted(parts, key=lambda name: (name != "[Content_Types].xml", name)):
            entry = zipfile.ZipInfo(name, stamp)
            entry.compress_type = zipfile.ZIP_STORED if name.endswith(".png") else zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            package.writestr(entry, parts[name], compresslevel=4)
    return fixed.getvalue()
