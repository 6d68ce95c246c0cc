"""Criteria about what a record states: how long pain has lasted, and what somebody attested."""

from datetime import date, timedelta

from domain.attestation import FACTS
from domain.criterion_parts import Attested, PainDuration
from domain.evidence import Evidence
from domain.written import day
from metrics.criterion_finding import Finding, ProofRow, cannot_tell, counted, met, not_met, one_line
from metrics.criterion_scores import NO_EPISODE
from metrics.months import months_before


def find_pain_duration(evidence: Evidence, part: PainDuration) -> Finding:
    """From whole months of pain at the start of the episode: the onset lies between two days, and both must be early enough."""
    episode = evidence.episode
    if episode is None:
        return cannot_tell(NO_EPISODE)
    if episode.pain_months is None:
        return cannot_tell("how long the pain lasts is not recorded", "Enter the duration of pain in its source.")
    on = evidence.day_of_service
    latest = months_before(episode.started, episode.pain_months)
    earliest = months_before(episode.started, episode.pain_months + 1) + timedelta(days=1)
    months = counted(episode.pain_months, "month")
    said = f"pain for {months} at the start of the episode on {day(episode.started)}, {_since(episode.started, on)}"
    needed = counted(part.months, "month") if part.months is not None else counted(part.weeks or 0, "week")
    required = f"{'more than' if part.more else 'at least'} {needed} required"
    proof = [ProofRow("episode", episode.episode_id, episode.started, f"pain for {months} on {day(episode.started)}")]
    if _long_enough(part, latest, on):
        return met(f"{said}; {required}", proof)
    if _long_enough(part, earliest, on):
        collect = "Enter in the record since when exactly the pain lasts."
        return cannot_tell(f"{said}; {required}, and only whole months are recorded", collect, proof)
    return not_met(f"{said}; {required}", proof, f"{said}; {required}", (on - latest).days / max(_days(part), 1))


def _since(started: date, on: date) -> str:
    gone = (on - started).days
    return (
        f"{counted(gone, 'day')} before the day of service"
        if gone >= 0
        else f"which is {counted(-gone, 'day')} after the day of service"
    )


def _long_enough(part: PainDuration, onset: date, on: date) -> bool:
    last = months_before(on, part.months) if part.months is not None else on - timedelta(weeks=part.weeks or 0)
    return onset < last if part.more else onset <= last


def _days(part: PainDuration) -> float:
    return (part.months or 0) * 30.4375 + (part.weeks or 0) * 7


def find_attested(evidence: Evidence, part: Attested) -> Finding:
    """The newest that was attested stands, if it is not too old."""
    fact = FACTS[part.fact]
    said = evidence.attestations(part.fact)
    ask = f"Ask and enter whether {fact.name}: {fact.asks}"
    if not said:
        return cannot_tell(f"nobody has attested yet that {fact.name}", ask)
    newest = said[-1]
    on_date = newest.on_date or date.min
    text = one_line(newest.says.get("text"))
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
