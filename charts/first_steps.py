"""One numbered step of the way to a first chart: what it is, how far it is, what was found."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from charts.markup import Markup, element


class StepState(StrEnum):
    """How far a step is; `NEXT` is the one to do now."""

    DONE = "done"
    NEXT = "next"
    LATER = "later"


GLYPHS = {StepState.DONE: "✓", StepState.NEXT: "→", StepState.LATER: "·"}
NAMES = {StepState.DONE: "Done", StepState.NEXT: "Next", StepState.LATER: "Later"}


@dataclass(frozen=True)
class Step:
    """`found`: what the clinic's folder holds of it; `todo`: what to do, where anything is."""

    number: int
    title: str
    state: StepState
    found: Sequence[str] = ()
    todo: str = ""


def draw_step(step: Step) -> Markup:
    chip = element(
        "span",
        element("i", GLYPHS[step.state], aria_hidden="true"),
        NAMES[step.state],
        class_=f"chip chip-{'better' if step.state is StepState.DONE else 'plain'}",
    )
    head = element(
        "div",
        element("span", str(step.number), class_="step-number", aria_hidden="true"),
        element("span", f"{step.title}", class_="step-title", role="heading", aria_level=2),
        chip,
        class_="step-head",
    )
    found = element("ul", *[element("li", line) for line in step.found]) if step.found else None
    todo = element("div", step.todo, class_="step-todo") if step.todo else None
    return element("div", head, found, todo, class_=f"step step-{step.state}")
