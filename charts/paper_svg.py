"""The pictures of the screen as they stand on paper: fixed size, light colours, styles written into each mark.

The drawing functions are those of the screen. Their fluid SVG (percentages, a stretched picture inside, classes of a
style sheet) is computed to a given width here, because a PDF has no style sheet and no window to flow in.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element, fromstring

from charts.course import Course
from charts.course_in_words import spoken_course
from charts.course_panel import draw_course_panel
from charts.event_lanes import Lane, draw_event_lanes, spoken_lanes
from charts.markup import Markup, element
from charts.paper_style import style_of
from charts.time_axis import TimeAxis
from charts.words import Mark

PANEL_WIDTH = 229.0
"""Pixels of a panel with its labels: its plot is as narrow as the screen shows one. Three across a page its axis labels are
printed in 7.9 points, four across in 6.5."""
LANES_WIDTH = 800.0
"""Pixels of the lanes with their names, for which their texts are spaced. Across a page they are printed at five sixths."""
WIDE_LABELS_FROM = 300.0
"""From this width of a panel on, labels are shown for which a narrow one has no room (see app.css)."""


@dataclass(frozen=True)
class PictureHead:
    """The words above a panel, as text: title, value, change since intake, verdict, small print."""

    title: str
    value: str = ""
    unit: str = ""
    change: str = ""
    mark: Mark | None = None
    word: str = ""
    small: str = ""


@dataclass(frozen=True)
class PaperPicture:
    """An SVG that needs no style sheet, its values in words, and what stands above and below it.

    Width and height in CSS pixels: 96 to the inch.
    """

    svg: Markup
    alt: str
    width: float
    height: float
    head: PictureHead | None = None
    note: str = ""


def paper_panel(course: Course, axis: TimeAxis, width: float = PANEL_WIDTH) -> PaperPicture:
    """The panel of one measure (`draw_course_panel`), `width` pixels wide with its labels."""
    panel = fromstring(draw_course_panel(course, axis))
    plot = next(node for node in panel.iter("svg"))
    frame = Frame(width, left=26, right=38, top=8, bottom=20)  # at the right, room for the last value
    svg, height = _fixed(plot, frame)
    return PaperPicture(svg, spoken_course(course, axis), width, height, _head(panel), _words(panel, "band-note"))


def paper_lanes(
    lanes: Sequence[Lane],
    axis: TimeAxis,
    current: str | None = None,
    today_day: int | None = None,
    width: float = LANES_WIDTH,
) -> PaperPicture | None:
    """What was done (`draw_event_lanes`); None where nothing is to be drawn."""
    drawn = fromstring(draw_event_lanes(lanes, axis, current, today_day))
    plot = next(node for node in drawn.iter("svg"))
    if float(plot.get("height", "0")) <= 0:
        return None
    frame = Frame(width, left=112, right=8, top=16, bottom=20)
    svg, height = _fixed(plot, frame)
    return PaperPicture(svg, spoken_lanes(lanes, axis), width, height)


def paper_plot(drawn: Markup, alt: str, frame: "Frame") -> PaperPicture:
    """Any other plot of the house's own (the SVG inside `drawn`), fixed to a frame; `alt` says its values."""
    plot = next(node for node in fromstring(drawn).iter("svg"))
    svg, height = _fixed(plot, frame)
    return PaperPicture(svg, alt, frame.width, height)


@dataclass(frozen=True)
class Frame:
    """The outer width, and the room for labels around the plot."""

    width: float
    left: float
    right: float
    top: float
    bottom: float

    @property
    def inner(self) -> float:
        return self.width - self.left - self.right


@dataclass(frozen=True)
class _Room:
    """How lengths become pixels: percent of a width and a height, units of a stretched picture."""

    width: float
    height: float
    across: float = 1.0
    down: float = 1.0

    def x(self, written: str) -> float:
        return float(written[:-1]) / 100 * self.width if written.endswith("%") else float(written) * self.across

    def y(self, written: str) -> float:
        return float(written[:-1]) / 100 * self.height if written.endswith("%") else float(written) * self.down


DIGIT = 0.6
"""Width of a digit of IBM Plex Sans, in sizes of the type; letters are about as wide."""


def _overflow(plot: Element, frame: Frame) -> float:
    """How far the longest text that begins in the plot runs out of the picture at the right."""
    room = _Room(frame.inner, 0)
    ends = [0.0]
    for node in plot.iter("text"):
        style = style_of("text", node.get("class", "").split())
        if (node.get("text-anchor") or style.get("text-anchor", "start")) == "start":
            begins = frame.left + room.x(node.get("x", "0")) + float(node.get("dx", "0"))
            ends.append(begins + len(_text_of(node)) * float(style["font-size"]) * DIGIT)
    return max(ends) - frame.width


def _fixed(plot: Element, frame: Frame) -> tuple[Markup, float]:
    if (beyond := _overflow(plot, frame)) > 0:
        frame = replace(frame, right=frame.right + 1.1 * beyond)  # what is moved moves less than the edge
    inner_height = float(plot.get("height", "0"))
    room = _Room(frame.inner, inner_height)
    shows_wide = frame.width >= WIDE_LABELS_FROM
    marks = [mark for node in plot for mark in _marks(node, room, shows_wide)]
    height = inner_height + frame.top + frame.bottom
    picture = element(
        "svg",
        element("g", *marks, transform=f"translate({frame.left:g} {frame.top:g})"),
        xmlns="http://www.w3.org/2000/svg",
        width=frame.width,
        height=height,
        viewBox=f"0 0 {frame.width:.2f} {height:.2f}",
    )
    return picture, height


def _marks(node: Element, room: _Room, shows_wide: bool) -> list[Markup]:
    if node.tag == "title":
        return []
    if node.tag == "svg":
        _, _, across, down = (float(part) for part in node.get("viewBox", "0 0 1 1").split())
        inside = _Room(room.width, room.height, room.width / across, room.height / down)
        return [mark for child in node for mark in _marks(child, inside, shows_wide)]
    if node.tag == "g":
        return [mark for child in node for mark in _marks(child, room, shows_wide)]
    if "time-label-if-wide" in node.get("class", "") and not shows_wide:
        return []
    if _text_of(node) == "◆":
        return [_diamond(node, room)]
    return [element(node.tag, _text_of(node) or None, **_attributes(node, room))]


def _text_of(node: Element) -> str:
    """Its own words, without those of its title."""
    return "".join([node.text or "", *(child.tail or "" for child in node)]).strip() if node.tag == "text" else ""


ACROSS = ("x", "x1", "x2", "cx", "width")
DOWN = ("y", "y1", "y2", "cy", "height")


def _attributes(node: Element, room: _Room) -> dict[str, object]:
    written: dict[str, object] = {}
    for name, value in node.attrib.items():
        if name in ACROSS:
            written[name] = room.x(value)
        elif name in DOWN:
            written[name] = room.y(value)
        elif name == "points":
            pairs = (pair.split(",") for pair in value.split())
            written[name] = " ".join(f"{room.x(x):.2f},{room.y(y):.2f}" for x, y in pairs)
        elif name != "class":
            written[name] = value
    style = style_of(node.tag, node.get("class", "").split())
    return {key.replace("-", "_"): value for key, value in (style | written).items()}


def _diamond(node: Element, room: _Room) -> Markup:
    """The sign of a moment drawn, because the font of the documents lacks it."""
    style = style_of("text", node.get("class", "").split())
    size = float(style["font-size"])
    x, middle = room.x(node.get("x", "0")), room.y(node.get("y", "0")) + float(node.get("dy", "0")) - size / 3
    half = size * 0.36
    corners = ((x, middle - half), (x + half, middle), (x, middle + half), (x - half, middle))
    return element("polygon", points=" ".join(f"{a:.2f},{b:.2f}" for a, b in corners), fill=style["fill"])


def _head(panel: Element) -> PictureHead:
    """The head of the panel, read from the markup that the screen shows."""
    value = _find(panel, "panel-value")
    parts = list(value) if value is not None else []
    chip = _find(panel, "chip")
    notes = [_all_words(node) for node in panel.iter() if _first_class(node) in ("pace", "note")]
    return PictureHead(
        title=_words(panel, "panel-title"),
        value="".join(_all_words(node) for node in parts if node.tag == "b"),
        unit="".join(_all_words(node) for node in parts if _first_class(node) == "unit"),
        change="".join(_all_words(node) for node in parts if _first_class(node) == "panel-change"),
        mark=None if chip is None else Mark(chip.get("class", "").rpartition("chip-")[2]),
        word="" if chip is None else "".join(child.tail or "" for child in chip),
        small=" · ".join(note for note in notes if note),
    )


def _first_class(node: Element) -> str:
    return next(iter(node.get("class", "").split()), "")


def _find(panel: Element, name: str) -> Element | None:
    return next((node for node in panel.iter() if _first_class(node) == name), None)


def _words(panel: Element, name: str) -> str:
    node = _find(panel, name)
    return "" if node is None else _all_words(node)


def _all_words(node: Element) -> str:
    return "".join(node.itertext())
