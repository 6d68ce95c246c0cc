"""WordprocessingML written element by element, each in the place that its schema asks for; widths and sizes in points.

python-docx looks up classes, styles and successors for each element that it adds, which took two thirds of a document's time.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from lxml import etree

NS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
Element = Any


@cache
def tag(name: str) -> str:
    """'w:p' by its last letter: '{http://…}p'."""
    return f"{{{NS}}}{name}"


def add(parent: Element, name: str, **attributes: str) -> Element:
    """A child at the end of `parent`, with its attributes."""
    made = etree.SubElement(parent, tag(name))
    for key, value in attributes.items():
        made.set(tag(key), value)
    return made


def twentieths(points: float) -> str:
    return str(round(20 * points))


def paragraph(
    parent: Element,
    style: str = "",
    *,
    before: float | None = None,
    after: float | None = None,
    line: float | None = None,
    left: float | None = None,
    align: str = "",
    tab: float | None = None,
    tab_kind: str = "left",
    rule: tuple[str, str, int] | None = None,
    number: int | None = None,
    keep_with_next: bool = False,
    from_right: bool = False,
) -> Element:
    """An empty paragraph. `before`, `after`, `line`, `left`, `tab`: points; `rule`: side, colour and eighths of a point; `number`:
    of the list that it is an item of."""
    made = etree.SubElement(parent, tag("p"))
    asked = (before, after, line, left, tab, rule, number)
    if not (style or align or keep_with_next or from_right) and all(one is None for one in asked):
        return made
    own = add(made, "pPr")
    if style:
        add(own, "pStyle", val=style)
    if keep_with_next:
        add(own, "keepNext")
    if number is not None:
        listed = add(own, "numPr")
        add(listed, "ilvl", val="0")
        add(listed, "numId", val=str(number))
    if rule is not None:
        side, colour, eighths = rule
        add(add(own, "pBdr"), side, val="single", sz=str(eighths), space="4", color=colour)
    if tab is not None:
        add(add(own, "tabs"), "tab", val=tab_kind, pos=twentieths(tab))
    if from_right:
        add(own, "bidi")
    _set_spacing(own, before, after, line)
    if left is not None:
        add(own, "ind", left=twentieths(left))
    if align:
        add(own, "jc", val=align)
    return made


def _set_spacing(own: Element, before: float | None, after: float | None, line: float | None) -> None:
    found = {name: twentieths(value) for name, value in (("before", before), ("after", after)) if value is not None}
    if line is not None:
        found |= {"line": twentieths(line), "lineRule": "exact"}
    if found:
        add(own, "spacing", **found)


def run(
    parent: Element, text: str, *, bold: bool = False, colour: str = "", size: float | None = None, underline: str = "",
    fill: str = "", from_right: bool = False,
) -> Element:  # fmt: skip
    """Text at the end of a paragraph; tabs and line ends in it are those of Word. Colours as 'RRGGBB', `size` in points."""
    made = etree.SubElement(parent, tag("r"))
    if bold or colour or size or underline or fill or from_right:
        own = add(made, "rPr")
        if bold:
            add(own, "b")
        if colour:
            add(own, "color", val=colour)
        if size:
            add(own, "sz", val=str(round(2 * size)))
        if underline:
            add(own, "u", val=underline)
        if fill:
            add(own, "shd", val="clear", color="auto", fill=fill)
        if from_right:
            add(own, "rtl")
    _set_text(made, text)
    return made


def _set_text(made: Element, text: str) -> None:
    for i, line in enumerate(text.split("\n")):
        if i:
            add(made, "br")
        for j, piece in enumerate(line.split("\t")):
            if j:
                add(made, "tab")
            if piece:
                written = etree.SubElement(made, tag("t"))
                written.text = piece
                if piece[0].isspace() or piece[-1].isspace():
                    written.set(SPACE, "preserve")


def table(parent: Element, widths: Sequence[float]) -> Element:
    """An empty table of fixed columns."""
    made = etree.SubElement(parent, tag("tbl"))
    own = add(made, "tblPr")
    add(own, "tblW", type="auto", w="0")
    add(own, "jc", val="left")
    add(own, "tblLayout", type="fixed")
    add(
        own, "tblLook", firstRow="1", lastRow="0", firstColumn="0", lastColumn="0", noHBand="0", noVBand="1", val="0420"
    )
    grid = add(made, "tblGrid")
    for width in widths:
        add(grid, "gridCol", w=twentieths(width))
    return made


def row(
    parent: Element, widths: Sequence[float], *, line: str = "", is_header: bool = False, is_whole: bool = False
) -> Iterator[Element]:
    """The cells of a new row. `line`: colour of the line below it; `is_whole`: the row does not break over pages."""
    made = etree.SubElement(parent, tag("tr"))
    if is_header or is_whole:
        own = add(made, "trPr")
        if is_whole:
            add(own, "cantSplit")
        if is_header:
            add(own, "tblHeader")
    for width in widths:
        cell = etree.SubElement(made, tag("tc"))
        of_cell = add(cell, "tcPr")
        add(of_cell, "tcW", type="dxa", w=twentieths(width))
        if line:
            add(add(of_cell, "tcBorders"), "bottom", val="single", sz="4", space="0", color=line)
        yield cell
