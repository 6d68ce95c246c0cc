"""Criteria about what a record states: how long pain has lasted, and what somebody attested."""

from datetime import date, timedelta

from domain.attestation import FACTS
from domain.criterion_parts import Attested, PainDuration
from domain.evidence import Evidence
from domain.measure import TOLERANCE
from domain.written import day, number
from metrics.criterion_finding import Finding, ProofRow, cannot_tell, met, not_met
from metrics.criterion_scores import NO_EPISODE
from metrics.months import whole_months

WEEKS_A_MONTH = 365.25 / 12 / 7


def find_pain_duration(evidence: Evidence, part: PainDuration) -> Finding:
    """Whole months of pain at the start of the episode, and those since: the least that it can be."""
    episode = evidence.episode
    if episode is None:
        return cannot_tell(NO_EPISODE)
    if episode.pain_months is None:
        return cannot_tell("how long the pain lasts is not recorded", "Enter the duration of pain in its source.")
    since = max(whole_months(episode.started, evidence.day_of_service), 0)
    months = episode.pain_months + since
    said = (
        f"pain for {episode.pain_months} months at the start of the episode, {day(episode.started)}, and {since} since"
    )
    proof = [ProofRow("episode", episode.episode_id, episode.started, said)]
    needed, unit = (part.months, "months") if part.months is not None else (part.weeks or 0.0, "weeks")
    lasted = months if unit == "months" else months * WEEKS_A_MONTH
    required = f"{'more than ' if part.more else 'at least '}{number(needed)} {unit} required"
    if lasted > needed + TOLERANCE or (not part.more and lasted >= needed - TOLERANCE):
        return met(f"{said}; {required}", proof)
    if _may_be_longer(months, needed, unit, part.more):
        collect = "Enter in the record since when exactly the pain lasts."
        return cannot_tell(f"{said}; {required}, and only whole months are recorded", collect, proof)
    return not_met(f"{said}; {required}", proof, f"{months} of the {required}", lasted / needed if needed else 0.0)


def _may_be_longer(months: int, needed: float, unit: str, more: bool) -> bool:
    """Whole months hide up to one: 3 recorded may be 3.9."""
    longest = (months + 1) * (1 if unit == "months" else WEEKS_A_MONTH)
    return longest > needed


def find_attested(evidence: Evidence, part: Attested) -> Finding:
    """The newest that was attested stands, if it is not too old."""
    fact = FACTS[part.fact]
    said = evidence.attestations(part.fact)
    ask = f"Ask and enter: {fact.asks}"
    if not said:
        return cannot_tell(f"nobody has attested yet that {fact.name}", ask)
    newest = said[-1]
    on_date = newest.on_date or date.min
    text = str(newest.says.get("text") or "")
    told = f"attested on {day(on_date)}" + (f": {text}" if text else "")
    holds = newest.says.get("holds")
    proof = [ProofRow("entry", newest.entry_id, on_date, f"{fact.name}, {told}")]
    if part.within_days is not None and on_date < evidence.day_of_service - timedelta(days=part.within_days):
        says = f"that {fact.name} was {told}, more than {part.within_days} days before"
        return cannot_tell(says, ask, proof)
    if holds is True:
        return met(f"{fact.name} ({told})", proof)
    if holds is False:
        return not_met(
            f"it is not so that {fact.name} ({told})", [ProofRow(*_row(proof[0]), f"not so: {proof[0].says}")]
        )
    return cannot_tell(f"whether {fact.name} was left open", ask, proof)


def _row(proof: ProofRow) -> tuple[str, str, date | None]:
    return proof.table, proof.row_id, proof.on_date
