"""Did each of the latest diagnostic blocks bring enough relief, all on one scale?"""

import pandas as pd

from domain.criterion_parts import BlockRelief
from domain.evidence import Evidence
from domain.measure import Measure
from domain.outcome import Outcome, all_of, outcome_of
from domain.written import day, number
from metrics.block_relief import BlockRelief as RelievedBlock
from metrics.block_relief import Reading as BlockReading
from metrics.block_relief import block_relief
from metrics.criterion_finding import Finding, ProofRow, cannot_tell, met, not_met
from metrics.criterion_scores import any_measure


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
    latest = series.blocks[-part.least :]
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
    if not series.blocks:
        return cannot_tell(f"no {measure.short_name} around a diagnostic block is recorded", ask)
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
    return met(f"{said}; {required}", proof)


def _block_said(block: RelievedBlock, reading: BlockReading) -> str:
    return f"block of {day(block.on_date)}: {block.wording(number, reading)}"
