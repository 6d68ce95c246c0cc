"""A brief as values for its template: several versions of the page, each shorter than the one before.

The template takes the first that fits. So the page is always one, and what it leaves out is counted on it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from charts.checkpoint_track import WORDS, WRITTEN, Step
from charts.flags import GLYPHS, Flag, FlagKind, in_order
from documents.brief import Brief, GoalLine, PanelGroup, Point, RuleLine
from documents.document_words import BRIEF_TITLE, TEMPLATE_WORDS
from documents.paper import Picture, Run, Words
from documents.typst_values import Values, answer_values, picture_values, plain, runs_of, text_values

ACROSS = 4
"""Panels in a row."""
STEPS = 12
"""Checkpoints on the track."""


@dataclass(frozen=True)
class Plan:
    """How much of everything a version holds; `letters` is the longest text of a line, `rows` of panels over all groups,
    `lanes_share` the part of the page's width that the lanes take, 0 without them."""

    flags: int
    points: int
    goals: int
    criteria: int
    rows: int
    letters: int
    lanes_share: float = 1.0


PLANS = (
    Plan(flags=8, points=8, goals=8, criteria=8, rows=8, letters=400),
    Plan(flags=5, points=6, goals=5, criteria=6, rows=4, letters=280),
    Plan(flags=5, points=5, goals=4, criteria=5, rows=3, letters=240),
    Plan(flags=4, points=4, goals=4, criteria=4, rows=3, letters=220),
    Plan(flags=4, points=4, goals=3, criteria=4, rows=2, letters=200),
    Plan(flags=4, points=3, goals=3, criteria=4, rows=2, letters=200),
    Plan(flags=3, points=3, goals=3, criteria=3, rows=2, letters=160),
    Plan(flags=4, points=4, goals=3, criteria=4, rows=2, letters=180, lanes_share=0.8),
    Plan(flags=3, points=3, goals=2, criteria=2, rows=2, letters=140, lanes_share=0.8),
    Plan(flags=6, points=6, goals=5, criteria=6, rows=3, letters=240, lanes_share=0),
    Plan(flags=4, points=4, goals=4, criteria=4, rows=2, letters=220, lanes_share=0),
    Plan(flags=3, points=3, goals=2, criteria=3, rows=2, letters=160, lanes_share=0),
    Plan(flags=3, points=2, goals=2, criteria=2, rows=2, letters=90, lanes_share=0),
    Plan(flags=3, points=2, goals=1, criteria=1, rows=2, letters=60, lanes_share=0),
    Plan(flags=3, points=1, goals=1, criteria=1, rows=1, letters=50, lanes_share=0),
)
"""From everything to what always fits: lists and texts are cut first, then the lanes shrink, then
they go and the lists get their room."""


def brief_values(brief: Brief, note: str = "") -> Values:
    """Everything that the template prints; pictures once, named by their place."""
    pictures = [picture for group in brief.groups for picture in group.pictures]
    pictures += [brief.lanes] if brief.lanes else []
    language, _, region = brief.language.partition("-")
    return {
        "title": BRIEF_TITLE,
        "size": brief.size.value,
        "language": language,
        "region": region or None,
        "clinic": brief.clinic,
        "foot": text_values(" ".join(plain(shortened(part, 200)) for part in (brief.prepared, note) if part)),
        "number": text_values(brief.number),
        "pictures": [picture_values(picture) for picture in pictures],
        "steps": [_step(step) for step in brief.steps[:STEPS]],
        "plans": [_version(brief, plan, pictures) for plan in PLANS],
    }


def _version(brief: Brief, plan: Plan, pictures: Sequence[Picture]) -> Values:
    def text(words: Words, longest: int = plan.letters) -> Values:
        return text_values(shortened(words, longest))

    groups, left_out = shown_panels(brief.groups, plan.rows)
    return {
        "name": text(brief.name, min(90, plan.letters)),
        "facts": text(brief.facts, 2 * plan.letters),
        "second": text(brief.second, plan.letters),
        "sentence": text(brief.sentence, 2 * plan.letters),
        "flags": _some(in_order(brief.flags), max(plan.flags, _safety(brief)), lambda flag: _flag(flag, text)),
        "points": _some(brief.points, plan.points, lambda point: _point(point, text)),
        "goals": _some(brief.goals, plan.goals, lambda goal: _goal(goal, text)),
        "criteria": _some(brief.rule, plan.criteria, lambda line: _rule_line(line, text)),
        "rule": text(brief.rule_says),
        "payer": text(brief.payer, 2 * plan.letters),
        "key": text(brief.key, min(130, plan.letters)),
        "groups": [{"direction": g.direction, "places": [pictures.index(p) for p in g.pictures]} for g in groups],
        "more_panels": text(_more_panels(left_out), 2 * plan.letters),
        "lanes": len(pictures) - 1 if brief.lanes and plan.lanes_share else None,
        "lanes_percent": 100 * plan.lanes_share,
        "lanes_left_out": bool(brief.lanes) and not plan.lanes_share,
    }


Text = Callable[..., Values]


def _some(every: Sequence[Any], most: int, written: Callable[[Any], Values]) -> Values:
    return {"items": [written(one) for one in every[:most]], "more": max(0, len(every) - most)}


SAFETY_FLAGS = 8
"""So many flags of safety stand on the page however full it is, and so many letters of each."""
SAFETY_LETTERS = 120


def _safety(brief: Brief) -> int:
    return min(SAFETY_FLAGS, sum(flag.kind is FlagKind.SAFETY for flag in brief.flags))


def _flag(flag: Flag, text: Text) -> Values:
    fact = text(flag.fact)
    if flag.kind is FlagKind.SAFETY and len(flag.fact) <= SAFETY_LETTERS:
        fact = text(flag.fact, SAFETY_LETTERS)
    return {"name": flag.kind.value, "glyph": GLYPHS[flag.kind], "fact": fact, "why": text(flag.why)}


def _point(point: Point, text: Text) -> Values:
    return {"text": text(point.text), "basis": text(point.basis)}


def _goal(goal: GoalLine, text: Text) -> Values:
    return {"text": text(goal.text), "state": text(goal.state)}


def _rule_line(line: RuleLine, text: Text) -> Values:
    return {"answer": answer_values(line.answer), "text": text(line.text)}


def _step(step: Step) -> Values:
    word = WORDS[step.status] if step.status in WRITTEN else ""
    return {"label": step.label, "word": word, "status": step.status.name.lower(), "is_current": step.is_current}


def shown_panels(groups: Sequence[PanelGroup], rows: int) -> tuple[list[PanelGroup], list[Picture]]:
    """The panels that `rows` rows hold, every group given one row before any gets a second; and those left out."""
    granted = [0] * len(groups)
    wanted = [-(-len(group.pictures) // ACROSS) for group in groups]
    while sum(granted) < rows and any(g < w for g, w in zip(granted, wanted, strict=True)):
        for i in range(len(groups)):
            if granted[i] < wanted[i] and sum(granted) < rows:
                granted[i] += 1
    kept = [
        PanelGroup(g.direction, g.pictures[: ACROSS * n]) for g, n in zip(groups, granted, strict=True) if n
    ]  # fmt: skip
    left_out = [p for g, n in zip(groups, granted, strict=True) for p in g.pictures[ACROSS * n :]]
    return kept, left_out


def _more_panels(left_out: Sequence[Picture]) -> str:
    if not left_out:
        return ""
    names = [picture.head.title for picture in left_out if picture.head]
    counted = f"{TEMPLATE_WORDS['and']} {len(left_out)} {TEMPLATE_WORDS['more_on_screen']}"
    return f"{counted}: {', '.join(names)}" if names else counted


def shortened(words: Words, longest: int) -> Words:
    """The words cut at a space before `longest` letters, with an ellipsis where anything was cut."""
    if len(plain(words)) <= longest:
        return words
    kept: list[Run] = []
    left = longest - 1
    for run in runs_of(words):
        if len(run.text) > left:
            cut = run.text[:left]
            kept.append(Run((cut.rpartition(" ")[0] or cut).rstrip(" ,;:.") + "…", run.tone))
            break
        kept.append(run)
        left -= len(run.text)
    return tuple(kept)
