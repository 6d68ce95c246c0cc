"""What a request must hold and what a policy asks: one line each, with its answer, on what it rests and what would settle it."""

from collections.abc import Sequence
from dataclasses import dataclass

from charts.markup import Markup, element, join
from domain.outcome import Outcome

GLYPHS = {Outcome.MET: "✓", Outcome.NOT_MET: "✗", Outcome.CANNOT_TELL: "?"}


@dataclass(frozen=True)
class RequirementLine:
    """`word` is the answer as it is read ('ready', 'needed', 'met'); `says` on what it rests; `needs` what would settle it."""

    outcome: Outcome
    word: str
    text: str
    says: str = ""
    needs: str = ""


def draw_progress(ready: int, total: int) -> Markup:
    """How many of all stand, as a bar; the numbers stand in the title beside it."""
    share = 100 * ready / total if total else 0
    bar = element("span", style=f"width:{share:.1f}%", class_="progress-done")
    return element("div", bar, class_="progress", role="img", aria_label=f"{ready} of {total} ready")


def draw_requirements(lines: Sequence[RequirementLine]) -> Markup:
    return element("div", *[_line(line) for line in lines], class_="requirements", role="list")


def _line(line: RequirementLine) -> Markup:
    state = line.outcome.name.lower()
    glyph = element("span", GLYPHS[line.outcome], class_=f"req-glyph req-{state}", aria_hidden="true")
    says = element("div", line.says, class_="req-says") if line.says else None
    needs = element("div", line.needs, class_="req-needs") if line.needs else None
    text = element("div", element("div", line.text, class_="req-text"), says, needs)
    word = element("span", line.word, class_=f"req-word req-{state}")
    return element("div", join(glyph, text, word), class_="requirement", role="listitem")
