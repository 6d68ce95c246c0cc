"""Did each of the latest diagnostic blocks bring enough relief, all on one scale?"""

from datetime import date

import pandas as pd

from domain.criterion_parts import BlockRelief, EventMatch
from domain.evidence import Evidence
from domain.measure import Measure
from domain.outcome import Outcome, all_of, outcome_of
from domain.written import day, number
from metrics.block_relief import BlockRelief as RelievedBlock
from metrics.block_relief import Reading as BlockReading
from metrics.block_relief import block_relief
from metrics.criterion_events import fits, is_before_service, says_any
from metrics.criterion_finding import Finding, ProofRow, cannot_tell, met, not_met
from metrics.criterion_scores import any_measure
from metrics.months import months_before

RECENT_MONTHS = 12
"""A block of longer ago than this may not count any more; no source names an age, so the product does not call it met."""
BLOCK_WORDS = ("block", "MBB", "diagnostic")
NOT_SCORED = "not scored before and after"


def find_blocks(evidence: Evidence, part: BlockRelief) -> Finding:
    """Each of the latest diagnostic blocks brought enough relief, all on one scale."""
    found = [(evidence.measures[code], _blocks(evidence, part, evidence.measures[code])) for code in part.measures]
    return any_measure(found)


def _blocks(evidence: Evidence, part: BlockRelief, measure: Measure) -> Finding:
    rows = evidence.scores.get(measure.code, ())
    scores = pd.DataFrame(
        [
            {"on_date": r.on_date, "at_time": r.at_time, "occasion": r.occasion, "value": r.value, "form": r.form,
             "standing": "conflict" if r.in_conflict else "used"}
            for r in rows
        ],
        columns=["on_date", "at_time", "occasion", "value", "form", "standing"],
    )  # fmt: skip
    around = [row for row in rows if row.occasion in ("before_block", "after_block")]
    series = block_relief(measure, scores, within_days=part.within_days)
    kept = [block for block in series.blocks if not is_of_another_kind(evidence, part.event, block.on_date)]
    latest = _with_unscored(evidence, part, kept)[-part.least :]
    days = {block.on_date for block in latest}
    proof = [
        ProofRow(
            "observation",
            r.observation_id,
            r.on_date,
            f"{measure.short_name} {number(r.value)}, {r.occasion.replace('_', ' the ')}",
        )
        for r in around
        if any(0 <= (r.on_date - on).days <= part.within_days for on in days)
    ]
    ask = f"Take {measure.short_name} before and after each block, on one scale."
    if not kept:
        name = part.event.name if part.event and part.event.name else "diagnostic block"
        return cannot_tell(f"no {measure.short_name} around a {name} is recorded", ask)
    if not series.same_scale:
        return cannot_tell(f"{measure.short_name}: {series.caution}", ask, proof)
    reading = BlockReading(part.reading.value) if part.reading.value != "last" else BlockReading.FIRST
    said = "; ".join(_block_said(block, reading) for block in latest)
    percent = 100 * part.share
    required = f"{number(percent)} % in each of {part.least} required"
    outcomes = [outcome_of(block.reaches(percent, reading)) for block in latest]
    outcome = all_of(outcomes)
    if outcome is Outcome.NOT_MET:
        reached = outcomes.count(Outcome.MET)
        miss = f"{reached} of the {part.least} blocks required reached {number(percent)} %"
        return not_met(f"{said}; {required}", proof, miss, reached / part.least)
    if len(latest) < part.least:
        return not_met(
            f"{said}; {required}", proof, f"{len(latest)} of the {part.least} blocks required", len(latest) / part.least
        )
    if outcome is Outcome.CANNOT_TELL:
        return cannot_tell(f"{said}; {required}", ask, proof)
    if latest[0].on_date < months_before(evidence.day_of_service, RECENT_MONTHS):
        says = f"{said}; {required}; whether a block of more than {RECENT_MONTHS} months ago still counts is not known"
        return cannot_tell(says, "Ask the payer whether the older block counts.", proof)
    return met(f"{said}; {required}", proof)


def is_of_another_kind(evidence: Evidence, event: EventMatch | None, on: date) -> bool:
    """Does the record name what was done on that day, and nothing of it is such a block of the requested region?

    A day without a procedure, or with one that does not say what it was, holds what the scores around it say: a block.
    """
    if event is None:
        return False
    rows = [row for row in evidence.event_list if row.kind == event.kind and row.on_date == on]
    return bool(rows) and not any(row.detail is None or fits(evidence, event, row) for row in rows)


def _with_unscored(evidence: Evidence, part: BlockRelief, scored: list[RelievedBlock]) -> list[RelievedBlock]:
    """Blocks in order of time, those among them that nobody scored: of these nothing can be told."""
    if part.event is None:
        return scored
    taken = {block.on_date for block in scored}
    bare = {
        row.on_date
        for row in evidence.event_list
        if row.kind == part.event.kind and row.on_date not in taken and fits(evidence, part.event, row)
        if says_any(row.detail or "", BLOCK_WORDS) and is_before_service(evidence, row)
    }
    missing = [RelievedBlock(on, None, None, None, (), NOT_SCORED) for on in bare]
    return sorted((*scored, *missing), key=lambda block: block.on_date)


def _block_said(block: RelievedBlock, reading: BlockReading) -> str:
    return f"block of {day(block.on_date)}: {block.wording(number, reading)}"
