"""The reassessment brief: one page to read before going in. `documents.brief_pdf.brief_pdf` prints it."""

from dataclasses import dataclass
from datetime import datetime

from charts.checkpoint_track import Step
from charts.flags import Flag
from documents.paper import Answered, Picture, Size, Words


@dataclass(frozen=True)
class Point:
    """A talking point and what it rests on ('NRS, MCID 2, SEM 0.7')."""

    text: str
    basis: str = ""


@dataclass(frozen=True)
class PanelGroup:
    """Panels of one direction: '↑ higher is better'. `pictures` are `picture_of(charts.paper_svg.paper_panel(…))`, function
    first."""

    direction: str
    pictures: tuple[Picture, ...]


@dataclass(frozen=True)
class RuleLine:
    """One criterion of the program's rule and how it is answered."""

    answer: Answered
    text: str


@dataclass(frozen=True)
class GoalLine:
    """A goal, and how it stands in words: 'met', 'progressing', 'stalled', 'cannot tell'."""

    text: str
    state: str


@dataclass(frozen=True)
class Brief:
    """Everything on the page, already in words; lists most important first, because what does not fit is cut from their
    ends and counted ('and 2 more on screen').

    `sentence`: the bold part first, as runs. `lanes`: what was done,
    `picture_of(charts.paper_svg.paper_lanes(…))`. `rule_says`: the
    rule's result in one line ('Rule suggests continuing: 3 of 4 met. The decision is yours.'); `payer`: readiness today in
    one line. `key` explains the panels. `prepared`: 'Prepared 17 Nov 2025 10:31 for Dr. A. Okafor. …'.
    """

    clinic: str
    name: str
    facts: str
    second: str
    steps: tuple[Step, ...]
    sentence: Words
    made_at: datetime
    size: Size = Size.LETTER
    flags: tuple[Flag, ...] = ()
    points: tuple[Point, ...] = ()
    groups: tuple[PanelGroup, ...] = ()
    key: str = ""
    lanes: Picture | None = None
    rule_says: str = ""
    rule: tuple[RuleLine, ...] = ()
    goals: tuple[GoalLine, ...] = ()
    payer: str = ""
    prepared: str = ""
    number: str = ""
    language: str = "en-US"
