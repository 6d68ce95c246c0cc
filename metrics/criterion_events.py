"""Criteria about what was done: which event is meant, how many there were, how far apart, how many sessions were attended."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from domain.criterion_parts import DaysBetween, EventCount, EventMatch, Region, Which
from domain.evidence import Evidence
from domain.evidence_rows import EventRow
from domain.outcome import Outcome
from domain.written import day
from metrics.criterion_finding import Finding, ProofRow, cannot_tell, event_proof, listed, met, not_met
from metrics.months import months_before


@dataclass(frozen=True)
class ChosenEvent:
    """The event that is meant and the day of the next such one, or one clause why none can be named."""

    event: EventRow | None
    next_on: date | None = None
    why_not: str = ""
    collect: str = ""


NAMES = {
    "session_attended": "attended session", "session_missed": "missed session", "medication_change": "change of medication",
    "care_plan_change": "change of plan", "neurological_deficit": "new neurological deficit",
}  # fmt: skip
"""What a sentence calls one event of a kind, where the kind itself does not read well."""


def event_name(match: EventMatch) -> str:
    return match.name or NAMES.get(match.kind) or (match.words[0] if match.words else match.kind.replace("_", " "))


def says_any(text: str, words: Sequence[str]) -> bool:
    """Does one of the words begin somewhere in the text as a word of its own, in upper or lower case?

    Of an abbreviation of two or three letters no letter follows but the s of the plural: 'OT' does not stand in 'other'.
    """
    return any(re.search(_beginning(word), text, re.IGNORECASE) for word in words)


def _beginning(word: str) -> str:
    is_short = word.isalpha() and word.isupper() and len(word) <= 3
    return rf"(?<!\w){re.escape(word)}" + (r"s?(?![^\W\d_])" if is_short else "")


def matching(evidence: Evidence, match: EventMatch) -> tuple[list[EventRow], list[EventRow]]:
    """Events before the day of service that match, and those of the kind that do not say what they were."""
    found, unclear = [], []
    for row in evidence.event_list:
        if row.kind != match.kind or not is_before_service(evidence, row):
            continue
        if says_so(match, row):
            found.append(row)
        elif row.detail is None:
            unclear.append(row)
    return found, unclear


def says_so(match: EventMatch, row: EventRow) -> bool:
    """Do the row's own words say that it is such an event?"""
    return not match.words or (
        row.detail is not None and says_any(row.detail, match.words) and not says_any(row.detail, match.unless)
    )


def fits(evidence: Evidence, match: EventMatch, row: EventRow) -> bool:
    """Such an event, and not one that names another region of the spine than the request does."""
    return says_so(match, row) and not _is_elsewhere(evidence, row)


SPINE = (
    Region("cervical", ("cervical", "cervico", "neck", "C2", "C3", "C4", "C5", "C6", "C7")),
    Region("thoracic", ("thoracic", "T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8", "T9")),
    Region("lumbar or sacral", ("lumbar", "lumbosacral", "sacral", "caudal", "L1", "L2", "L3", "L4", "L5", "S1")),
)  # fmt: skip
"""What a procedure of one region of the spine brought says nothing of another; 'cervicothoracic' is of two."""


def _is_elsewhere(evidence: Evidence, row: EventRow) -> bool:
    asked = {region.name for region in SPINE if says_any(evidence.request.region or "", region.words)}
    done = {region.name for region in SPINE if region_holds(region, row)}
    return bool(asked and done) and not asked & done


def is_before_service(evidence: Evidence, row: EventRow) -> bool:
    """What stands on the requested day may be what is requested."""
    asked = evidence.request.on_date
    return row.on_date <= evidence.as_of if asked is None else row.on_date < asked


def choose_event(evidence: Evidence, match: EventMatch, which: Which) -> ChosenEvent:
    """The first or the latest matching event of the requested region, as far as both name one. One of the kind without detail
    that could be it leaves that open."""
    found, unclear = matching(evidence, match)
    found = [row for row in found if not _is_elsewhere(evidence, row)]
    name = event_name(match)
    if not found:
        if unclear:
            return _unclear(unclear[-1])
        return ChosenEvent(
            None, why_not=f"no {name} is recorded", collect=f"Enter the {name} as an event, if one was done."
        )
    place = 0 if which is Which.FIRST else -1
    chosen = found[place]
    rivals = [row for row in unclear if (row.on_date <= chosen.on_date) == (which is Which.FIRST)]
    if rivals:
        return _unclear(rivals[place])
    later = [row.on_date for row in found if row.on_date > chosen.on_date]
    return ChosenEvent(chosen, min(later, default=None))


def _unclear(row: EventRow) -> ChosenEvent:
    what = row.kind.replace("_", " ")
    return ChosenEvent(
        None,
        why_not=f"the {what} of {day(row.on_date)} does not say what was done",
        collect=f"Complete the {what} of {day(row.on_date)} in its source.",
    )


def find_count(evidence: Evidence, part: EventCount) -> Finding:
    """Events counted between what is certain and what is possible: one that does not say what or where it was may count."""
    found, unclear = matching(evidence, part.event)
    first = _first_day(evidence, part)
    if isinstance(first, Finding):
        return first
    found, unclear = ([row for row in rows if first is None or row.on_date >= first] for rows in (found, unclear))
    counted = _by_region(evidence, part, found)
    extra = 1 if part.with_requested else 0
    sure = _number(part, counted.sure) + extra
    possible = _number(part, [*counted.sure, *counted.perhaps, *unclear]) + extra
    proof = tuple(map(event_proof, (*counted.sure, *counted.perhaps, *unclear)))
    said = _count_said(part, sure, possible, first, counted.where)
    if part.most is not None:
        return _at_most(part, sure, possible, said, proof, counted.doubt)
    least = part.least or 1
    if sure >= least:
        return met(f"{said}, {least} required", proof)
    if possible >= least or not (found or unclear):
        return cannot_tell(f"{said}, {least} required", _counted_if_entered(part), proof)
    return not_met(f"{said}, {least} required", proof, f"{sure} of the {least} required", sure / least)


def _number(part: EventCount, rows: list[EventRow]) -> int:
    return len({row.on_date for row in rows}) if part.by_day else len(rows)


def _counted_if_entered(part: EventCount) -> str:
    return f"Enter each {event_name(part.event)} as an event with its date and site."


def _at_most(part: EventCount, sure: int, possible: int, said: str, proof: tuple[ProofRow, ...], doubt: str) -> Finding:
    most = part.most or 0
    if possible <= most:
        return met(f"{said}, at most {most} allowed", proof)
    if sure > most:
        return not_met(
            f"{said}, at most {most} allowed", proof, f"{sure} where at most {most} are allowed", most / sure
        )
    return cannot_tell(f"{said}, at most {most} allowed; {doubt}", _counted_if_entered(part), proof)


def _count_said(part: EventCount, sure: int, possible: int, first: date | None, where: str) -> str:
    """'3 epidural injections since 18 Nov 2024 in the lumbar region, the requested one included'"""
    many = f"{sure}" if sure == possible else f"{sure} to {possible}"
    since = f" since {day(first)}" if first is not None else ""
    requested = ", the requested one included" if part.with_requested else ""
    name = event_name(part.event)
    noun = f"day{'' if many == '1' else 's'} with {name}s" if part.by_day else f"{name}{'' if many == '1' else 's'}"
    return f"{many} {noun} recorded{since}{where}{requested}"


def _first_day(evidence: Evidence, part: EventCount) -> date | Finding | None:
    """The first day that counts; None for all; a finding where it cannot be told."""
    on = evidence.day_of_service
    if part.window_months is not None:
        return months_before(on, part.window_months) + timedelta(days=1)
    if part.window_days is not None:
        return on - timedelta(days=part.window_days - 1)
    if part.since_score_of:
        days = [row.on_date for code in part.since_score_of for row in evidence.scores.get(code, ())]
        if not days:
            names = [evidence.measures[code].short_name for code in part.since_score_of]
            return cannot_tell(f"{listed(names, 'or')} was never done", f"Take {listed(names, 'or')}.")
        return max(days) + timedelta(days=1)
    if part.in_episode:
        return evidence.episode.started if evidence.episode else cannot_tell("the patient has no episode of care here")
    return None


@dataclass(frozen=True)
class Counted:
    """Events that count for certain, and those that may."""

    sure: list[EventRow]
    perhaps: list[EventRow]
    where: str = ""
    doubt: str = "not every event says what was done"


def _by_region(evidence: Evidence, part: EventCount, found: list[EventRow]) -> Counted:
    """The events of the requested region; where none is named, the region with the most of them, which settles an
    upper limit for every region."""
    if not part.regions:
        return Counted(found, [])
    held = {region.name: [row for row in found if region_holds(region, row)] for region in part.regions}
    nowhere = [row for row in found if not any(row in rows for rows in held.values())]
    wanted = requested_region(evidence, part.regions)
    if wanted is not None:
        return Counted(held[wanted.name], nowhere, f" ({wanted.name})", "not every event says which region it was")
    fullest = max(held, key=lambda name: len(held[name]))
    doubt = "which region is requested is not known, or not every event says which it was"
    return Counted([], [*held[fullest], *nowhere], " in any one region", doubt)


def region_holds(region: Region, row: EventRow) -> bool:
    return row.detail is not None and says_any(row.detail, region.words)


def requested_region(evidence: Evidence, regions: Sequence[Region]) -> Region | None:
    """The region that the request names, by its name or one of its words."""
    asked = evidence.request.region
    if not asked:
        return None
    return next((r for r in regions if r.name.casefold() == asked.casefold() or says_any(asked, r.words)), None)


def find_days_between(evidence: Evidence, part: DaysBetween) -> Finding:
    """Enough days since the latest event (and, where asked, between any two). An event that may be one leaves it open."""
    found, unclear = matching(evidence, part.event)
    name, needed = event_name(part.event), _needed_words(part)
    found, perhaps = _of_region(evidence, part, found)
    short = _short(part, found, evidence.day_of_service)
    if short:
        return _too_close(part, found, short, name, needed)
    rivals = _rivals(part, found, [*perhaps, *unclear], evidence.day_of_service)
    if rivals:
        says = f"the {rivals[-1].kind.replace('_', ' ')} of {day(rivals[-1].on_date)} may have been such a {name}"
        return cannot_tell(says, f"Complete what was done on {day(rivals[-1].on_date)}.", [event_proof(rivals[-1])])
    if not found and not perhaps:
        return _none_recorded(part, name)
    shown = sorted((*found, *perhaps), key=lambda row: (row.on_date, row.event_id))
    gone = (evidence.day_of_service - shown[-1].on_date).days
    proof = [event_proof(row) for row in (shown if part.each else shown[-1:])]
    return met(f"{gone} days since the {name} of {day(shown[-1].on_date)}, {needed} required", proof)


def _of_region(evidence: Evidence, part: DaysBetween, found: list[EventRow]) -> tuple[list[EventRow], list[EventRow]]:
    """Events of the requested region, and those that may be of it: all of them where none is named."""
    if not part.regions:
        return found, []
    wanted = requested_region(evidence, part.regions)
    if wanted is None:
        return [], found
    nowhere = [row for row in found if not any(region_holds(region, row) for region in part.regions)]
    return [row for row in found if region_holds(wanted, row)], nowhere


def _short(part: DaysBetween, found: list[EventRow], until: date) -> list[tuple[date, date]]:
    """Gaps that are too short: the last one, or any."""
    gaps = list(pairwise([*(row.on_date for row in found), until]))
    return [gap for gap in (gaps if part.each else gaps[-1:]) if not _enough(part, *gap)]


def _rivals(part: DaysBetween, found: list[EventRow], perhaps: list[EventRow], until: date) -> list[EventRow]:
    """Events that may count and, if they did, lay too close to the day of service, or, where asked, to any other."""
    near = [row for row in perhaps if not _enough(part, row.on_date, until)]
    if not part.each:
        return near
    rows = sorted((*found, *perhaps), key=lambda row: (row.on_date, row.event_id))
    close = {
        row.event_id for pair in pairwise(rows) if not _enough(part, pair[0].on_date, pair[1].on_date) for row in pair
    }
    return [row for row in perhaps if row in near or row.event_id in close]


def _none_recorded(part: DaysBetween, name: str) -> Finding:
    says = f"no {name} is recorded"
    if part.when_none is Outcome.MET:
        return met(says)
    return cannot_tell(says, f"Enter the {name} as an event, if one was done.")


def _enough(part: DaysBetween, earlier: date, later: date) -> bool:
    if part.least_months is not None:
        return earlier <= months_before(later, part.least_months)
    return (later - earlier).days >= (part.least_days or 0)


def _needed_words(part: DaysBetween) -> str:
    return f"{part.least_months} months" if part.least_months is not None else f"{part.least_days} days"


def _too_close(
    part: DaysBetween, found: list[EventRow], short: list[tuple[date, date]], name: str, needed: str
) -> Finding:
    earlier, later = short[-1]
    gone = (later - earlier).days
    proof = [event_proof(row) for row in found if row.on_date in (earlier, later)]
    wanted = part.least_days or round((part.least_months or 0) * 30.4375)
    miss = f"{gone} days since the {name} of {day(earlier)} where {needed} are required"
    return not_met(
        f"{gone} days between {day(earlier)} and {day(later)}, {needed} required", proof, miss, gone / wanted
    )
