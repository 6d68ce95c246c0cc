"""A paper with every kind of block, about a person who does not exist."""

from datetime import datetime

from charts.paper_svg import paper_panel
from charts.time_axis import TimeAxis
from charts.words import Mark
from documents.paper import (
    Align,
    Answered,
    Cell,
    Checklist,
    Column,
    Fact,
    Facts,
    Foot,
    Head,
    Heading,
    Items,
    Notes,
    PageBreak,
    Paper,
    Paragraph,
    Pictures,
    Quote,
    Requirement,
    Run,
    Running,
    Signature,
    Size,
    Table,
    Tone,
    picture_of,
)
from tests.charts.conftest import STOPS, course_of

AXIS = TimeAxis(STOPS[:4])
SHA256 = "0123456789abcdef" * 4
NOTICE = "The text of this policy was not read at its source: unverified."


def panel(code: str, *scores: float | None):
    return picture_of(paper_panel(course_of(code, *scores), AXIS))


def measures_table(rows: int = 3) -> Table:
    names = ("Standing tolerance", "Disability (ODI)", "Insomnia (ISI)")
    columns = (Column("Measure"), Column("Intake", Align.RIGHT), Column("Now", Align.RIGHT), Column("Result"))
    verdicts = (
        Cell("Improved", mark=Mark.BETTER),
        Cell("Worse", mark=Mark.WORSE),
        Cell("Cannot tell", mark=Mark.MISSING),
    )
    lines = tuple(
        (
            Cell(f"{names[i % 3]} {i + 1}", hint="↑ higher is better"),
            "15",
            Cell((Run("45", Tone.STRONG),)),
            verdicts[i % 3],
        )
        for i in range(rows)
    )
    return Table(columns, lines, caption="Intake to week 6", note="Function is listed first.")


EVERY_BLOCK = (
    Facts((Fact("To", "Example Health, Utilization Review"), Fact("Member", "Person Example · ID ··0001"))),
    Paragraph(
        (Run("Function has improved. ", Tone.STRONG), Run("She stands 45 minutes.", Tone.EDITED), Run(" So it is."))
    ),
    Heading("Function and symptoms"),
    measures_table(),
    Pictures(
        (panel("standing_tolerance", 15, 25, 45), panel("odi", 52, 48, 36), panel("phq9", 13, None, 11)), across=3
    ),
    Heading("What the policy asks"),
    Checklist(
        (
            Requirement(Answered.MET, "Sessions attended", "21 of 23 sessions (91 %).", source="Example policy 4.2"),
            Requirement(Answered.NOT_MET, "Pain lower by 30 %", "7 → 6, 14 %.", source="Example policy 4.3"),
            Requirement(Answered.CANNOT_TELL, "Depression screened", needs="a PHQ-9 form", source="Example policy 4.4"),
            Requirement(Answered.TO_DO, "Signature"),
        )
    ),
    Heading("Goals", 3),
    Items(("Walk 420 m.", "Garden twice a week."), numbered=True),
    Items(("Progress report", "Plan of care")),
    Items(("A second list",), numbered=True),
    Quote("Documentation does not show functional improvement.", "Denial of 3 Nov 2025"),
    Signature("Dr. A. Example", "Pain medicine", "I have reviewed this packet."),
    Signature("Dr. B. Example", "Pain medicine", signed_on="17 November 2025"),
    PageBreak(),
    Notes(("PHQ-9 was not done at week 2 and no value was filled in.",), "How these numbers were made"),
)


def paper(*blocks, size: Size = Size.LETTER, **changes) -> Paper:
    """The sample with all its blocks, or with those given."""
    whole = {
        "kind": "continuation request",
        "title": "Request to continue the program, weeks 9–12",
        "size": size,
        "made_at": datetime(2025, 11, 17, 8, 30),
        "head": Head("Example Clinic", ("120 Quay Street", "555 0100")),
        "running": Running("Packet LP-0001-01 · draft, not sent", "Member ··0001", (NOTICE,)),
        "blocks": blocks or EVERY_BLOCK,
        "foot": Foot(
            "Data of 17 Nov 2025, snapshot 4", "Example policy, from 1 Jan 2025", ("ODI 10 (Example 2008)",), SHA256
        ),
    }
    return Paper(**(whole | changes))


EVERY_TEXT = (
    "Request to continue the program, weeks 9–12", "Example Clinic", "120 Quay Street", "Packet LP-0001-01 · draft, not sent",
    "Example Health, Utilization Review", "Person Example · ID ··0001", "Function has improved.", "She stands 45 minutes.",
    "Function and symptoms", "Intake to week 6", "Standing tolerance 1", "higher is better", "Improved", "Worse", "Cannot tell",
    "Function is listed first.", "+30 from 15", "What the policy asks", "Sessions attended", "21 of 23 sessions (91 %).",
    "not met", "cannot tell", "a PHQ-9 form", "Example policy 4.3", "Walk 420 m.", "Plan of care", "A second list",
    "Documentation does not show functional improvement.", "Denial of 3 Nov 2025", "I have reviewed this packet.",
    "Dr. A. Example, Pain medicine", "Signed electronically", "17 November 2025", "How these numbers were made",
    "PHQ-9 was not done at week 2 and no value was filled in.", NOTICE, "snapshot 4", "ODI 10 (Example 2008)", SHA256,
)  # fmt: skip
"""What a reader of the sample must find, whatever the format."""
