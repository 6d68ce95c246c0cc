"""Which score of a patient's record does a moment name: at intake, at a checkpoint, the latest, before or after an event?"""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from domain.criterion_parts import AfterEvent, AtCheckpoint, AtIntake, AtLatest, BeforeEvent, Moment, Reading, Score
from domain.evidence import CheckpointWindow, Evidence
from domain.evidence_rows import EventRow, ScoreRow
from domain.measure import TOLERANCE, Better, Measure
from domain.outcome import Outcome
from domain.written import amount, day, with_unit
from metrics import criterion_finding as told
from metrics.criterion_events import choose_event, event_name
from metrics.criterion_finding import Finding, ProofRow, cannot_tell, met, not_met, score_proof
from metrics.verdict import IN_CONFLICT, NO_BASELINE

NO_EPISODE = "the patient has no episode of care in this clinic"


@dataclass(frozen=True)
class Picked:
    """The score that a moment names (`row`), or one clause why there is none, and what would settle that.

    `series`: the score and every later one that the moment could also have named, in order of time. `event`: the event that the
    moment hangs on.
    """

    row: ScoreRow | None
    why_not: str = ""
    collect: str = ""
    series: tuple[ScoreRow, ...] = ()
    event: EventRow | None = None
    seen: tuple[ProofRow, ...] = field(default=())


def pick(evidence: Evidence, measure: Measure, moment: Moment, after: date | None = None) -> Picked:
    """The score of one measure at a moment. `after`: the latest one counts only from the day after this."""
    if isinstance(moment, AtIntake):
        if evidence.intake is None:
            return Picked(None, NO_EPISODE)
        return _at_window(evidence, measure, evidence.intake, NO_BASELINE)
    if isinstance(moment, AtCheckpoint):
        window = evidence.checkpoint(moment.code)
        if window is None:
            return Picked(None, "the program of this episode has no such checkpoint")
        return _at_window(evidence, measure, window, f"{measure.short_name} was not done at {_spoken(window.name)}")
    if isinstance(moment, AtLatest):
        return _latest(evidence, measure, moment, after)
    return _around_event(evidence, measure, moment)


def _spoken(name: str) -> str:
    return name[:1].lower() + name[1:]


def _at_window(evidence: Evidence, measure: Measure, window: CheckpointWindow, why_not: str) -> Picked:
    cells = evidence.cells.get((window.code, measure.code), ())
    rows = evidence.scores.get(measure.code, ())
    found = {row.observation_id: row for row in rows}
    filled = [found[id_] for id_, _ in cells if id_ in found]
    if filled and (filled[0].in_conflict or any(in_conflict for _, in_conflict in cells)):
        return Picked(None, f"{measure.short_name}: {IN_CONFLICT}", _settle(measure), seen=_shown(measure, filled))
    if not filled:
        said = why_not if measure.short_name in why_not else f"{measure.short_name}: {why_not}"
        return Picked(None, said, _to_take(evidence, measure, window))
    return Picked(filled[0], series=tuple(row for row in rows if row.on_date >= filled[0].on_date))


def _shown(measure: Measure, rows) -> tuple[ProofRow, ...]:
    return tuple(score_proof(measure, row) for row in rows)


def _settle(measure: Measure) -> str:
    return f"Settle which value of {measure.short_name} stands (Imports)."


def _to_take(evidence: Evidence, measure: Measure, window: CheckpointWindow) -> str:
    """What can still be done about an empty window; nothing once it has closed."""
    if evidence.as_of > window.window.closes_on:
        return ""
    return f"Take {measure.short_name} by {day(window.window.closes_on)}."


def _latest(evidence: Evidence, measure: Measure, moment: AtLatest, after: date | None) -> Picked:
    rows = [row for row in evidence.scores.get(measure.code, ()) if row.occasion in moment.occasions]
    opens_on = evidence.intake.window.opens_on if evidence.intake else date.min
    rows = [row for row in rows if row.on_date >= opens_on and (after is None or row.on_date > after)]
    within = " since then" if after is not None else ""
    if moment.within_days is not None:
        first = evidence.as_of - timedelta(days=moment.within_days)
        rows = [row for row in rows if row.on_date >= first]
        within = f" in the last {moment.within_days} days"
    if not rows:
        return Picked(None, f"{measure.short_name} was not done{within}", f"Take {measure.short_name}.")
    return _unless_conflict(measure, rows[-1], tuple(rows))


def _unless_conflict(measure: Measure, row: ScoreRow, series: tuple[ScoreRow, ...], event=None) -> Picked:
    rivals = [one for one in series if one.on_date == row.on_date and one.in_conflict]
    if row.in_conflict or rivals:
        seen = _shown(measure, rivals or [row])
        return Picked(None, f"{measure.short_name}: {IN_CONFLICT}", _settle(measure), event=event, seen=seen)
    return Picked(row, series=series, event=event)


def _around_event(evidence: Evidence, measure: Measure, moment: BeforeEvent | AfterEvent) -> Picked:
    chosen = choose_event(evidence, moment.event, moment.which)
    if chosen.event is None:
        return Picked(None, chosen.why_not, chosen.collect)
    if isinstance(moment, BeforeEvent):
        return _before(evidence, measure, moment, chosen.event)
    return _after(evidence, measure, moment, chosen.event, chosen.next_on)


def _before(evidence: Evidence, measure: Measure, moment: BeforeEvent, event: EventRow) -> Picked:
    first = None if moment.within_days is None else event.on_date - timedelta(days=moment.within_days)
    rows = [
        row
        for row in evidence.scores.get(measure.code, ())
        if row.occasion in moment.occasions
        and (first is None or row.on_date >= first)
        and (row.on_date < event.on_date or (row.on_date == event.on_date and row.occasion != "after_block"))
    ]
    name = event_name(moment.event)
    if not rows:
        within = f" in the {moment.within_days} days" if moment.within_days is not None else ""
        why_not = f"there is no score of {measure.short_name}{within} before the {name} of {day(event.on_date)}"
        return Picked(None, why_not, event=event, seen=(told.event_proof(event),))
    return _unless_conflict(measure, rows[-1], tuple(rows), event)


def _after(evidence: Evidence, measure: Measure, moment: AfterEvent, event: EventRow, next_on: date | None) -> Picked:
    first = event.on_date + timedelta(days=moment.from_day)
    last = None if moment.to_day is None else event.on_date + timedelta(days=moment.to_day)
    rows = [
        row
        for row in evidence.scores.get(measure.code, ())
        if row.occasion in moment.occasions
        and row.on_date >= first
        and (last is None or row.on_date <= last)
        and (row.on_date > event.on_date or row.occasion == "after_block")
        and (next_on is None or row.on_date < next_on)
        and _is_before_requested(evidence, row)
    ]
    if not rows:
        return _nothing_after(evidence, measure, moment, event, last)
    settled = [row for row in rows if not row.in_conflict]
    chosen = _read(measure, settled, moment.reading) if settled else rows[-1]
    if moment.reading in (Reading.FIRST, Reading.LAST):
        chosen = rows[0] if moment.reading is Reading.FIRST else rows[-1]
    return _unless_conflict(measure, chosen, tuple(rows), event)


def _is_before_requested(evidence: Evidence, row: ScoreRow) -> bool:
    """What was scored after the requested service may be its own effect, not that of the one before."""
    on = evidence.request.on_date
    return on is None or row.on_date < on or (row.on_date == on and row.occasion != "after_block")


def _nothing_after(
    evidence: Evidence, measure: Measure, moment: AfterEvent, event: EventRow, last: date | None
) -> Picked:
    name = event_name(moment.event)
    days = f"{moment.from_day} to {moment.to_day} days " if last is not None else ""
    why_not = f"there is no score of {measure.short_name} {days}after the {name} of {day(event.on_date)}"
    is_open = last is None or evidence.as_of <= last
    by = "" if last is None else f" by {day(last)}"
    return Picked(
        None,
        why_not,
        f"Take {measure.short_name}{by}." if is_open else "",
        event=event,
        seen=(told.event_proof(event),),
    )


def _read(measure: Measure, rows: list[ScoreRow], reading: Reading) -> ScoreRow:
    sign = 1 if measure.better is Better.HIGHER else -1
    if reading is Reading.BEST:
        return max(rows, key=lambda row: sign * row.value)
    return min(rows, key=lambda row: sign * row.value) if reading is Reading.WORST else rows[-1]


def find_score(evidence: Evidence, part: Score) -> Finding:
    """A score is recorded at the moment and lies within its bounds; of several measures any will do.

    What is not recorded may still exist on paper, so a missing score is never *not met*.
    """
    measures = [evidence.measures[code] for code in part.measures]
    return any_measure([(measure, _one_score(evidence, part, measure)) for measure in measures])


def any_measure(found: list[tuple[Measure, Finding]]) -> Finding:
    """Any of several measures will do. One of which nothing is recorded does not count, unless that is so of all."""
    seen = [finding for _, finding in found if finding.proof]
    if not seen:
        if len(found) == 1:
            return found[0][1]
        names = [measure.short_name for measure, _ in found]
        collect = next((one.collect for _, one in found if one.collect), ())
        return cannot_tell(f"none of {told.listed(names)} is recorded there", collect)
    for outcome in (Outcome.MET, Outcome.CANNOT_TELL):
        deciding = [(measure, finding) for measure, finding in found if finding.proof and finding.outcome is outcome]
        if deciding:
            together = told.together(outcome, [finding for _, finding in deciding])
            return together if outcome is Outcome.MET else _shortened(together, deciding)
    return told.none_of(seen)


def _shortened(together: Finding, found: list[tuple[Measure, Finding]]) -> Finding:
    """Measures with one and the same gap told in one clause, and asked for in one: any of them will do."""
    says = _grouped([(measure.short_name, finding.says) for measure, finding in found], "and")
    asked = [(measure.short_name, text) for measure, finding in found for text in finding.collect]
    return replace(together, says="; ".join(says), collect=tuple(_grouped(asked, "or")))


def _grouped(said: list[tuple[str, str]], last: str) -> list[str]:
    """Sentences that differ in the name only, as one with all the names."""
    names: dict[str, list[str]] = {}
    for name, text in said:
        names.setdefault(text.replace(name, "{}", 1), []).append(name)
    frames = {
        frame: frame.replace("{} was not", "{} were not", 1) if len(some) > 1 else frame
        for frame, some in names.items()
    }
    return [
        frames[frame].replace("{}", told.listed(some, "or" if "is no score of {}" in frame else last), 1)
        for frame, some in names.items()
    ]


def _one_score(evidence: Evidence, part: Score, measure: Measure) -> Finding:
    picked = pick(evidence, measure, part.at)
    if picked.row is None:
        return cannot_tell(picked.why_not, picked.collect, picked.seen)
    row, proof = picked.row, (score_proof(measure, picked.row),)
    said = f"{measure.short_name} was {with_unit(measure, row.value)} on {day(row.on_date)}"
    if part.least is not None and row.value < part.least - TOLERANCE:
        miss = f"{said}, {amount(measure, part.least - row.value)} below the {with_unit(measure, part.least)} required"
        return not_met(miss, proof, miss, row.value / part.least if part.least else 0.0)
    if part.most is not None and row.value > part.most + TOLERANCE:
        miss = f"{said}, {amount(measure, row.value - part.most)} above the {with_unit(measure, part.most)} allowed"
        return not_met(miss, proof, miss, part.most / row.value if row.value else 0.0)
    return met(said, proof)
