"""Criteria about a change of one measure: enough of it, on one scale and form, and for long enough."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from domain.criterion_parts import AtIntake, Change, Dose
from domain.evidence import Evidence
from domain.evidence_rows import ScoreRow
from domain.measure import TOLERANCE, Measure
from domain.outcome import Outcome
from domain.written import day, number, second_unit, spoken_amount, unit_after, with_unit
from metrics.criterion_amounts import (
    Amount,
    amounts_of,
    as_written,
    miss_words,
    missed_by_most,
    moved,
    needed_words,
    reached,
    size_words,
)
from metrics.criterion_finding import Finding, ProofRow, cannot_tell, met, not_met, score_proof
from metrics.criterion_scores import Picked, any_measure, pick
from metrics.held import Held, longest_held
from metrics.measurement_error import measurement_error
from metrics.verdict import FORM_CHANGED, Word, change_verdict, forms_differ

FORM_NOT_STATED = "the form of one of the two scores is not recorded"
IS_A_RATING = "it is itself a rating of change and has no amount"

Looks = list[tuple[date, bool | None]]


def find_change(evidence: Evidence, part: Change) -> Finding:
    """The change of any one of the measures, each on its own scale and form."""
    measures = [evidence.measures[code] for code in part.measures]
    return any_measure([(measure, _one_change(evidence, part, measure)) for measure in measures])


def _one_change(evidence: Evidence, part: Change, measure: Measure) -> Finding:
    if not measure.needs_baseline:
        return _rating(evidence, part, measure)
    since = pick(evidence, measure, part.since)
    until = pick(evidence, measure, part.until, _after(evidence, part, since))
    if since.row is None or until.row is None:
        return _not_both(measure, since, until)
    proof = [score_proof(measure, since.row), score_proof(measure, until.row)]
    obstacle = form_obstacle(since.row, until.row)
    if obstacle:
        return cannot_tell(f"{measure.short_name}: {obstacle}", _same_form(measure, since.row), proof)
    amounts = amounts_of(part, measure, since.row, until.row)
    if part.sustained_days:
        return _sustained(evidence, part, measure, since, until, amounts)
    return _judged(part, measure, since.row, until.row, amounts)


def _after(evidence: Evidence, part: Change, since: Picked) -> date | None:
    """A latest score counts from the day after the score before; without one, after the intake window."""
    if since.row is not None:
        return since.row.on_date
    return evidence.intake.window.closes_on if evidence.intake and isinstance(part.since, AtIntake) else None


def _not_both(measure: Measure, since: Picked, until: Picked) -> Finding:
    """What is missing, and what to take; nothing where the score before can no longer be had."""
    ends = [one for one in (since, until) if one.row is None]
    rows = [score_proof(measure, one.row) for one in (since, until) if one.row is not None]
    seen = [row for one in ends for row in one.seen if row.table == "observation"]
    lost = since.row is None and not since.collect
    collect = () if lost else tuple(dict.fromkeys(one.collect for one in ends if one.collect))
    return cannot_tell("; ".join(dict.fromkeys(one.why_not for one in ends)), collect, [*rows, *seen])


def form_obstacle(one: ScoreRow, other: ScoreRow) -> str:
    """Why two scores are not of one scale: different forms, or one that nobody recorded beside one that is."""
    if forms_differ(one.form, other.form):
        return FORM_CHANGED
    return FORM_NOT_STATED if (one.form is None) != (other.form is None) else ""


def _same_form(measure: Measure, before: ScoreRow) -> str:
    return (
        f"Take {measure.short_name} on the form of {day(before.on_date)}{f' ({before.form})' if before.form else ''}."
    )


def _judged(part: Change, measure: Measure, before: ScoreRow, after: ScoreRow, amounts: tuple[Amount, ...]) -> Finding:
    way = moved(part, measure, before.value, after.value)
    outcome = reached(way, amounts)
    proof = [score_proof(measure, before), score_proof(measure, after)]
    counted = (missed_by_most(way, amounts),) if outcome is Outcome.NOT_MET and not part.worse else amounts
    said = _course(measure, before, after, counted)
    cautions = (*cautions_of(before, after, amounts), *_within_error(part, measure, before, after, outcome))
    if outcome is Outcome.CANNOT_TELL:
        return cannot_tell(f"{said}, but {_why_not(amounts)}", (), proof)
    size = size_words(measure, before.value, after.value, amounts)
    if part.worse:
        worse = f"worse by {size}" if outcome is Outcome.MET else f"not worse by {needed_words(amounts)}"
        return Finding(outcome, f"{said}, {worse}", tuple(proof), cautions=cautions)
    if outcome is Outcome.MET:
        return met(f"{said}, {size}{_required(amounts)}", proof, cautions)
    miss, near = miss_words(measure, before.value, after.value, way, amounts)
    return not_met(f"{said}: it {miss}", proof, f"{measure.short_name} {miss}", near, cautions)


def _why_not(amounts: tuple[Amount, ...]) -> str:
    return next(amount.why_not for amount in amounts if amount.needed is None)


def _required(amounts: tuple[Amount, ...]) -> str:
    return f"; {needed_words(amounts)} required"


def _course(measure: Measure, before: ScoreRow, after: ScoreRow, amounts: Sequence[Amount] = ()) -> str:
    """'ODI went from 44% on 3 Sep 2025 to 30% on 12 Nov 2025'; with as many decimals as its change by these amounts."""
    told = as_written(measure, before.value, after.value, amounts)
    start, end = (
        text + unit_after(measure) + second_unit(measure, value)
        for text, value in ((told.before, before.value), (told.after, after.value))
    )
    return f"{measure.short_name} went from {start} on {day(before.on_date)} to {end} on {day(after.on_date)}"


def cautions_of(before: ScoreRow, after: ScoreRow, amounts: tuple[Amount, ...]) -> tuple[str, ...]:
    found = [amount.caution for amount in amounts if amount.caution]
    if before.mode and after.mode and before.mode != after.mode:
        found.append(f"given in two ways: {before.mode}, then {after.mode}")
    return tuple(found)


def _within_error(
    part: Change, measure: Measure, before: ScoreRow, after: ScoreRow, outcome: Outcome
) -> tuple[str, ...]:
    """A change that reaches what is required and is still smaller than the measurement error says so."""
    error = measurement_error(measure, before.standard_error, after.standard_error).value
    if outcome is not Outcome.MET or error is None:
        return ()
    if moved(part, measure, before.value, after.value) >= error - TOLERANCE:
        return ()
    return (
        f"the change of {measure.short_name} is within measurement error ({spoken_amount(measure, number(error))})",
    )


def _sustained(
    evidence: Evidence, part: Change, measure: Measure, since: Picked, until: Picked, amounts: tuple[Amount, ...]
) -> Finding:
    """The amount stays reached for so many days, by every score of the stretch."""
    before, last = since.row, until.row
    assert before is not None
    assert last is not None
    rows = [row for row in until.series if row.on_date > before.on_date or row.occasion == "after_block"]
    looks = [(row.on_date, _held(part, measure, before, row)) for row in rows]
    if all(held is None for _, held in looks):
        return cannot_tell(
            f"{_course(measure, before, last)}, but {_why_none(amounts)}", (), _proof(measure, before, rows)
        )
    if not any(held for _, held in looks):
        return _judged(part, measure, before, _nearest(part, measure, before, rows), amounts)
    begins = until.event.on_date if until.event else None
    start = [] if until.event else [(before.on_date, False)]
    until_day = min(evidence.as_of, evidence.day_of_service) if until.event else evidence.as_of
    held = longest_held([*start, *looks], until_day, begins)
    return _told_how_long(part, measure, before, rows, looks, held, amounts, until_day)


def _held(part: Change, measure: Measure, before: ScoreRow, row: ScoreRow) -> bool | None:
    if row.in_conflict or form_obstacle(before, row):
        return None
    outcome = reached(moved(part, measure, before.value, row.value), amounts_of(part, measure, before, row))
    return {Outcome.MET: True, Outcome.NOT_MET: False}.get(outcome)


def _why_none(amounts: tuple[Amount, ...]) -> str:
    return next((amount.why_not for amount in amounts if amount.needed is None), "no later score is on the same form")


def _nearest(part: Change, measure: Measure, before: ScoreRow, rows: list[ScoreRow]) -> ScoreRow:
    told = [row for row in rows if not row.in_conflict and not form_obstacle(before, row)]
    return max(told, key=lambda row: moved(part, measure, before.value, row.value))


def _proof(measure: Measure, before: ScoreRow, rows: list[ScoreRow]) -> tuple[ProofRow, ...]:
    return tuple(score_proof(measure, row) for row in (before, *rows))


def _told_how_long(
    part: Change, measure: Measure, before: ScoreRow, rows: list[ScoreRow], looks: Looks, held: Held,
    amounts: tuple[Amount, ...], today: date,
) -> Finding:  # fmt: skip
    proof, cautions = _proof(measure, before, rows), cautions_of(before, rows[-1], amounts)
    needed = f"{part.sustained_days} days of {needed_words(amounts)} required"
    kept = [row for row, (_, is_held) in zip(rows, looks, strict=True) if is_held]
    best = _course(measure, before, kept[-1])
    if held.least_days >= part.sustained_days:
        return met(f"{best}; the change held for at least {held.least_days} days; {needed}", proof, cautions)
    still_held, name = bool(looks[-1][1]), measure.short_name
    if held.most_days < part.sustained_days:
        miss = f"{name}: the change held for at most {held.most_days} of the {part.sustained_days} days required"
        told = not_met(
            f"{best}; it held for at most {held.most_days} days; {needed}",
            proof,
            miss,
            held.most_days / part.sustained_days,
        )
        earliest = today + timedelta(days=part.sustained_days - held.most_days)
        return replace(told, collect=(f"Take {name} again on {day(earliest)} or later.",)) if still_held else told
    seen = f"from {held.least_days} to {held.most_days} days by the scores on file"
    collect = f"Take {name} again: one more score shows whether the change lasts." if still_held else ""
    return cannot_tell(f"{best}; it may have held {seen}, {part.sustained_days} required", collect, proof)


def _rating(evidence: Evidence, part: Change, measure: Measure) -> Finding:
    """A rating of change is itself the change: its own category decides what is meaningful."""
    picked = pick(evidence, measure, part.until)
    if picked.row is None:
        return cannot_tell(picked.why_not, picked.collect, picked.seen)
    proof = [score_proof(measure, picked.row)]
    said = f"{measure.short_name} was {with_unit(measure, picked.row.value)} on {day(picked.row.on_date)}"
    if part.points is not None or part.share is not None or part.sustained_days or not part.meaningful:
        return cannot_tell(f"{said}; {IS_A_RATING}", (), proof)
    verdict = change_verdict(measure, None, picked.row.value)
    if verdict.word is Word.CANNOT_TELL and not (measure.response_category and not part.worse):
        return cannot_tell(f"{said}, but {verdict.why_not}", (), proof)
    wanted = Word.WORSE if part.worse else Word.IMPROVED
    cautions = (
        (f"what counts as improved on {measure.short_name} was not read at its source",) if verdict.unverified else ()
    )
    if verdict.word is wanted:
        return met(f"{said}, which counts as {wanted.value}", proof, cautions)
    return not_met(f"{said}, which does not count as {wanted.value}", proof, cautions=cautions)


def find_dose(evidence: Evidence, part: Dose) -> Finding:
    """The weekly dose fell by a share, or is low enough. Neither is called good: whether it should fall is for people."""
    measure = evidence.measures[part.measure]
    if part.reduced_share is not None:
        change = Change((part.measure,), part.since, part.until, share=part.reduced_share)
        return _one_change(evidence, change, measure)
    picked = pick(evidence, measure, part.until)
    if picked.row is None:
        return cannot_tell(picked.why_not, picked.collect, picked.seen)
    proof = [score_proof(measure, picked.row)]
    said = f"the opioid dose was {with_unit(measure, picked.row.value)} on {day(picked.row.on_date)}"
    most = part.most or 0.0
    if picked.row.value <= most + TOLERANCE:
        return met(f"{said}; at most {with_unit(measure, most)} allowed", proof)
    near = most / picked.row.value
    return not_met(f"{said}; at most {with_unit(measure, most)} allowed", proof, said, near)
