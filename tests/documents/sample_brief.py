"""A brief about a person who does not exist: as usual, and as long as anybody could make it."""

from dataclasses import replace
from datetime import datetime
from functools import cache

from charts.checkpoint_track import Step
from charts.event_lanes import Happening, lanes_of
from charts.flags import Flag, FlagKind
from charts.paper_svg import paper_lanes
from documents.brief import Brief, GoalLine, PanelGroup, Point, RuleLine
from documents.paper import Answered, Run, Size, Tone, picture_of
from domain.program import CheckpointStatus
from tests.documents.sample_paper import AXIS, panel

UP = ("standing_tolerance", "chair_stand_30s", "walk_6min", "pseq", "sleep_efficiency", "pile_lumbar", "time_on_task")
DOWN = ("odi", "promis_pi_tscore", "bpi_interference", "peg", "nrs_average", "isi", "phq9", "gad7", "pcs", "mme_day")
LONG = (
    "A sentence of the record that goes on for rather longer than anybody would like to read in front of a door. " * 3
)


@cache
def lanes(days: int = 84):
    done = [Happening("session_attended", day) for day in range(2, days, 3)]
    done += [
        Happening("procedure", 30, "L4–5 injection, leg pain −60 % at 2 weeks"),
        Happening("work_status", 0, "off work"),
    ]
    return picture_of(paper_lanes(lanes_of(done, days), AXIS, "week_6", 42))


@cache
def many_lanes():
    kinds = (
        "session_attended", "procedure", "prehabilitation", "medication_change", "care_plan_change", "case_conference",
        "flare", "work_status", "work_restriction",
    )  # fmt: skip
    done = [Happening(kind, 7 * i, "something that was done") for kind in kinds for i in range(12)]
    return picture_of(paper_lanes(lanes_of(done, 84), AXIS, "week_6", 42))


@cache
def groups(up: int, down: int) -> tuple[PanelGroup, ...]:
    def drawn(codes):
        return tuple(panel(code, 10, 12, 14) for code in codes)

    return (
        PanelGroup("↑ higher is better", drawn(UP[:up])),
        PanelGroup("↓ lower is better", drawn(DOWN[:down])),
    )


def usual(size: Size = Size.LETTER) -> Brief:
    return Brief(
        clinic="Example Clinic",
        name="Person Example",
        facts="52 F · record ··0001 · visit 10:40 today with Dr. Example",
        second="Interdisciplinary 12-week, week 6 of 12; Blue Plan, authorized to 12 Dec 2025",
        steps=(
            Step("Intake", CheckpointStatus.DONE),
            Step("Week 2", CheckpointStatus.MISSED),
            Step("Week 6", CheckpointStatus.DONE, is_current=True),
            Step("Program end", CheckpointStatus.UPCOMING),
        ),
        sentence=(Run("Function has improved and pain is about the same. ", Tone.STRONG), Run("Sleep has worsened.")),
        made_at=datetime(2025, 11, 17, 10, 31),
        size=size,
        flags=(
            Flag(FlagKind.MISSING, "PHQ-9 was not done at week 2.", "Item 9 today: 0."),
            Flag(FlagKind.SAFETY, "Oxycodone 20 MME/day and a sedative.", "No sleep study on file."),
            Flag(FlagKind.WORSE, "Insomnia rose 14 → 19 since week 2.", "A meaningful change is 6."),
        ),
        points=(
            Point("Start with the goal she set: cooking while standing 30 min.", "Patient goal"),
            Point("Pain is one point lower, within measurement error.", "NRS, MCID 2"),
            Point("Ask what changed at night since week 2.", "ISI 14 → 19"),
            Point("Agree one target for week 12.", "Expected range 350–428 m"),
        ),
        groups=groups(4, 4),
        key="grey: expected range",
        lanes=lanes(),
        rule_says="Rule suggests continuing: 2 of 4 met. The decision is yours.",
        rule=(
            RuleLine(Answered.MET, "Two function measures improved"),
            RuleLine(Answered.MET, "At least 80 % of sessions attended"),
            RuleLine(Answered.CANNOT_TELL, "PHQ-9 in the last 30 days"),
            RuleLine(Answered.NOT_MET, "Pain lower by 30 %"),
        ),
        goals=(GoalLine("Stand 30 min to cook", "met"), GoalLine("Walk 420 m", "progressing")),
        payer="Continuation: 6 of 8 ready. Collect a PHQ-9.",
        prepared="Prepared 17 Nov 2025 10:31 for Dr. A. Example.",
        number="Brief LB-0001-06",
    )


def longest(size: Size = Size.LETTER) -> Brief:
    """Every list and text far longer than a page can hold."""
    return replace(
        usual(size),
        name="Person Example-With-A-Very-Long-Family-Name " * 4,
        facts=LONG,
        second=LONG,
        steps=tuple(Step(f"Checkpoint {i}", CheckpointStatus.MISSED) for i in range(9)),
        sentence=(Run(LONG, Tone.STRONG), Run(LONG)),
        flags=tuple(Flag(kind, f"{i} {LONG}", LONG) for i in range(5) for kind in FlagKind),
        points=tuple(Point(f"{i} {LONG}", LONG) for i in range(12)),
        groups=groups(7, 10),
        key=LONG,
        lanes=many_lanes(),
        rule_says=LONG,
        rule=tuple(RuleLine(Answered.CANNOT_TELL, f"{i} {LONG}") for i in range(15)),
        goals=tuple(GoalLine(f"{i} {LONG}", "progressing") for i in range(12)),
        payer=LONG,
        prepared=LONG,
        number="Brief LB-0001-06",
    )
