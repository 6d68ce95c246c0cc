"""A document before it is a file: blocks of plain text, numbers already written, pictures as SVG.

One `Paper` becomes a PDF (`documents.typst_paper.typeset`), a Word file (`documents.word.write_word`) and a preview on screen
(`documents.preview`). Nothing in it is markup but the SVG of a picture, which `charts` drew.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from charts.paper_svg import PaperPicture, PictureHead
from charts.words import Mark


class Size(StrEnum):
    LETTER = "letter"
    A4 = "a4"


class Tone(StrEnum):
    """How a run of words stands out. `EDITED` marks what a person changed in a drafted text."""

    PLAIN = "plain"
    STRONG = "strong"
    QUIET = "quiet"
    EDITED = "edited"


@dataclass(frozen=True)
class Run:
    """Words in one tone."""

    text: str
    tone: Tone = Tone.PLAIN


Words = str | tuple[Run, ...]
"""Plain words, or runs of words in different tones, printed side by side as given."""


class Align(StrEnum):
    LEFT = "left"
    RIGHT = "right"
    CENTER = "center"


class Answered(StrEnum):
    """How a requirement stands. `TO_DO` waits for a person (a signature, a goal still to be written)."""

    MET = "met"
    NOT_MET = "not met"
    CANNOT_TELL = "cannot tell"
    TO_DO = "to do"


@dataclass(frozen=True)
class Heading:
    """Level 2 heads a section, level 3 a part of it; level 1 is the paper's title and printed by itself."""

    text: str
    level: int = 2


@dataclass(frozen=True)
class Paragraph:
    words: Words


@dataclass(frozen=True)
class Fact:
    label: str
    value: Words


@dataclass(frozen=True)
class Facts:
    """Label and value in two columns: To, Member, Diagnoses, Period."""

    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Column:
    """`share` is the part of the width relative to the other columns; None: as wide as its longest line."""

    name: str
    align: Align = Align.LEFT
    share: float | None = None


@dataclass(frozen=True)
class Cell:
    """`hint` is printed small behind the words; a cell with a `mark` is a verdict: glyph, word, tint."""

    words: Words
    hint: str = ""
    mark: Mark | None = None


@dataclass(frozen=True)
class Table:
    """Rows as wide as the columns, their heads repeated on each page. A plain string is a cell without frills.

    Raises:
        ValueError: a row is shorter or longer than the columns.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell | str, ...], ...]
    caption: str = ""
    """Says what the table holds, to a screen reader and as a line above it when not empty."""
    note: str = ""
    small: bool = False
    """An index rather than a finding: smaller words, closer rows."""

    def __post_init__(self):
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("a row of a table has another number of cells than it has columns")


@dataclass(frozen=True)
class Picture:
    """An SVG of fixed size with inline styles, as `charts.paper_svg` makes it. `alt` says its values in words."""

    svg: str
    alt: str
    caption: str = ""
    head: PictureHead | None = None

    def __post_init__(self):
        if not self.alt.strip():
            raise ValueError("a picture on paper needs its values in words")


def picture_of(drawn: PaperPicture, caption: str | None = None) -> Picture:
    """What `charts.paper_svg` drew, with its head; its own note is the caption unless another is given."""
    return Picture(drawn.svg, drawn.alt, drawn.note if caption is None else caption, drawn.head)


@dataclass(frozen=True)
class Pictures:
    """Pictures side by side, `across` in a row."""

    pictures: tuple[Picture, ...]
    across: int = 1


@dataclass(frozen=True)
class Requirement:
    """One line of a checklist: `proof` says on what it rests, `needs` what would settle it, `source` who asks for it."""

    answer: Answered
    text: str
    proof: Words = ""
    needs: str = ""
    source: str = ""


@dataclass(frozen=True)
class Checklist:
    requirements: tuple[Requirement, ...]


@dataclass(frozen=True)
class Items:
    """A list: goals, an index of records, the points of a rebuttal."""

    items: tuple[Words, ...]
    numbered: bool = False


@dataclass(frozen=True)
class Quote:
    """Words of somebody else, verbatim: the reason of a denial, a sentence of a policy."""

    text: str
    source: str = ""


@dataclass(frozen=True)
class Signature:
    """`signed_on` empty: an empty line to sign on. The product drafts and never signs."""

    name: str
    role: str = ""
    statement: str = ""
    signed_on: str = ""


@dataclass(frozen=True)
class Notes:
    """Small print: how numbers were made, thresholds with their sources."""

    lines: tuple[Words, ...]
    title: str = ""


@dataclass(frozen=True)
class PageBreak:
    """What follows begins on a new page."""


Block = (
    Heading
    | Paragraph
    | Facts
    | Table
    | Pictures
    | Checklist
    | Items
    | Quote
    | Signature
    | Notes
    | PageBreak
)  # fmt: skip


@dataclass(frozen=True)
class Head:
    """The letterhead: the clinic's name and, at the right, its address and numbers on one line or several."""

    clinic: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Running:
    """What stands on every page: the packet's number and state at the left ('Packet LP-2087-04 · draft, not sent'), whom it
    concerns in the middle ('Member ··4821'), and sentences that no page may be without ('The policy's text was not read
    at its source.'). Page x of y is added."""

    packet: str
    subject: str = ""
    notices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Foot:
    """What every page can be traced by. `thresholds`: each with its citation, short: 'ODI 10 points (Ostelo 2008)'."""

    snapshot: str = ""
    policy: str = ""
    thresholds: tuple[str, ...] = ()
    evidence_sha256: str = ""


@dataclass(frozen=True)
class Paper:
    """`kind` names what it is in the file's properties ('continuation request'); `made_at` is the clinic's clock and the
    only time in the file; `language` as in HTML ('en', 'en-US')."""

    kind: str
    title: str
    size: Size
    made_at: datetime
    head: Head
    running: Running
    blocks: tuple[Block, ...]
    foot: Foot = Foot()
    language: str = "en-US"

    def __post_init__(self):
        if not self.title.strip():
            raise ValueError("a paper needs a title")
