"""Procedures: when the last one was, what relief it brought, the diagnostic blocks."""

import re
from dataclasses import replace

from documents.asking import Asking
from documents.contents.looking import by_part, is_reported, lacking, ready
from documents.request_kind import Content, Looked
from domain.criterion_parts import EventCount, EventMatch, Which
from domain.outcome import Outcome
from domain.source import Source
from domain.written import day
from metrics.criterion_events import choose_event
from metrics.criterion_finding import ProofRow, event_proof, one_line
from metrics.procedure_relief import relief_after

EPIDURAL = EventMatch(
    "procedure", ("epidural", "ESI", "TFESI", "ILESI", "caudal"), ("blood patch",), name="epidural injection"
)
"""In the words of the shipped policies, so that statement and requirements speak of the same one."""


ABLATION = EventMatch(
    "procedure", ("radiofrequency", "radio-frequency", "ablation", "RFA", "neurotomy"), name="ablation"
)


TRIAL = EventMatch(
    "procedure",
    (
        "stimulator trial",
        "SCS trial",
        "spinal cord stimulation trial",
        "trial stimulator",
        "temporary electrode",
        "trial lead",
    ),
    name="stimulator trial",
)


LEVEL = re.compile(r"(?<!\w)(?:C[1-8]|T(?:1[0-2]|[1-9])|L[1-6]|S[1-5])(?!\d)|\bcaudal\b", re.IGNORECASE)
SIDE = re.compile(r"\b(?:left|right|bilateral(?:ly)?|both sides|midline|interlaminar|caudal)\b", re.IGNORECASE)
"""An interlaminar or a caudal injection has no side."""


def last_procedure(match: EventMatch, source: Source, *, stops: bool = False) -> Content:
    """Date, level and side of the last procedure of this kind, as far as its own words name them."""
    name = match.name
    found = by_part(EventCount(match, least=1))

    def look(asking: Asking) -> Looked:
        looked, last = found(asking), choose_event(asking.evidence, match, Which.LATEST).event
        ask = (f"Enter the last {name} as an event, with level and side.",)
        if looked.outcome is not Outcome.MET or last is None:
            return replace(looked, collect=ask, outcome=Outcome.CANNOT_TELL, is_part=looked.outcome is Outcome.MET)
        words = last.detail or ""
        unnamed = [one for one, says in (("level", LEVEL), ("side", SIDE)) if not says.search(words)]
        if unnamed:
            says = f"The {name} of {day(last.on_date)} names no {' and no '.join(unnamed)}."
            return Looked(Outcome.CANNOT_TELL, says, (event_proof(last),), ask, is_part=True)
        return ready(f"{one_line(words)}, {day(last.on_date)}.", (event_proof(last),))

    return Content(
        "last_procedure", f"Date, level and side of the last {name}", f"the level and side of the last {name}", look, source,
        stops=f"No {name} is recorded for this patient." if stops else "",
    )  # fmt: skip


def relief(match: EventMatch, source: Source, *, stops: bool = False) -> Content:
    """Pain before and after the last procedure of this kind, on one scale."""

    def look(asking: Asking) -> Looked:
        told = relief_after(asking.evidence, match)
        if told is None or not told.series:
            return lacking(
                told.why_not if told else f"No {match.name} is recorded.",
                f"Pain on the same scale before and after the {match.name}.",
            )
        return ready(told.says, told.proof)

    return Content(
        "relief", f"Relief after the last {match.name} and how long it lasted, on one scale",
        f"pain before and after the last {match.name} on one scale", look, source,
        stops=f"Pain was not scored before and after the last {match.name} on one scale." if stops else "",
    )  # fmt: skip


def two_blocks(source: Source) -> Content:
    def look(asking: Asking) -> Looked:
        known = [
            (told.measure, block)
            for told in asking.facts.blocks
            for block in told.series.blocks
            if any(relief.share is not None for relief in block.after)
        ]
        if len(known) < 2:
            return lacking(
                f"{len(known)} of 2 diagnostic blocks with pain before and after on one scale.",
                "Score pain right before and after each diagnostic block, with the time.",
            )
        return ready(f"{len(known)} diagnostic blocks with pain before and after on one scale.", _block_rows(asking))

    return Content(
        "two_blocks", "Two diagnostic blocks, each with pain before and after on one scale",
        "two diagnostic blocks with pain before and after on one scale", look, source,
        stops="Fewer than two diagnostic blocks have pain scored before and after on one scale.",
    )  # fmt: skip


def _block_rows(asking: Asking) -> tuple[ProofRow, ...]:
    rows = asking.evidence.observations
    rows = rows[rows["occasion"].isin(["before_block", "after_block"])]
    return tuple(
        ProofRow("observation", row.observation_id, row.on_date, row.occasion.replace("_", " "))
        for row in rows.itertuples()
    )


def disability_before_block(source: Source) -> Content:
    """A disability questionnaire older than the first block."""

    def look(asking: Asking) -> Looked:
        days = [block.on_date for told in asking.facts.blocks for block in told.series.blocks]
        if not days:
            return lacking("No diagnostic block is recorded.", "")
        first = min(days)
        rows = [
            row
            for code, scores in asking.evidence.scores.items()
            if is_reported(asking.evidence.measures[code])
            for row in scores
            if row.on_date <= first and not row.in_conflict
        ]
        if not rows:
            return lacking(
                f"No disability scale was filled in before the first block ({day(first)}).",
                "It cannot be made up for: say where else it was recorded.",
            )
        latest = max(rows, key=lambda row: row.on_date)
        name = asking.evidence.measures[latest.measure].short_name
        proof = ProofRow("observation", latest.observation_id, latest.on_date, name)
        return ready(f"{name} on {day(latest.on_date)}, the first block on {day(first)}.", (proof,))

    return Content(
        "disability_before_block", "A disability scale from before the first block",
        "a disability scale from before the first block", look, source,
    )  # fmt: skip
