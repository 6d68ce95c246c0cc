"""Where a patient stands in the program: its checkpoints in a row, each with what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from charts.markup import Markup, element
from domain.program import CheckpointStatus

WORDS = {
    CheckpointStatus.DONE: "done",
    CheckpointStatus.UPCOMING: "to come",
    CheckpointStatus.OPEN: "open",
    CheckpointStatus.LATE: "overdue",
    CheckpointStatus.MISSED: "not done",
    CheckpointStatus.LEFT: "left before",
    CheckpointStatus.NOT_DUE: "no longer due",
}
WRITTEN = (
    CheckpointStatus.OPEN,
    CheckpointStatus.LATE,
    CheckpointStatus.MISSED,
    CheckpointStatus.LEFT,
    CheckpointStatus.NOT_DUE,
)
"""States said in words; done and to come are told by the filled and the open dot."""


@dataclass(frozen=True)
class Step:
    """A checkpoint of one episode. `when` is its date in words, said on hover and to a screen reader."""

    label: str
    status: CheckpointStatus
    is_current: bool = False
    when: str = ""


def draw_checkpoint_track(steps: Sequence[Step]) -> Markup:
    return element("div", *[_step(step) for step in steps], class_="track", role="list", aria_label="Checkpoints")


def _step(step: Step) -> Markup:
    word = WORDS[step.status]
    written = element("span", f" · {word}", class_="track-word") if step.status in WRITTEN else None
    aloud = None if written else element("span", f", {word}", class_="only-read-aloud")
    return element(
        "span",
        element("span", class_="track-dot", aria_hidden="true"),
        element("span", step.label, written, aloud),
        class_=f"track-step track-{step.status.name.lower()}" + (" track-current" if step.is_current else ""),
        role="listitem",
        aria_current="step" if step.is_current else None,
        title=step.when or None,
    )
