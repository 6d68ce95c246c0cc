"""What can honestly be said of one patient, drafted from stored rows: function first, then pain, then the rest.

What worsened and what is missing is always said. A change is called improved only where the table of
`metrics/verdict.py` says so; one within measurement error is said to be. Every sentence names the rows it rests on.
"""

from collections.abc import Callable, Iterator, Sequence

from documents.sentence import Kind, Sentence
from documents.statement_words import change_sentence, goal_sentence, plain_work_status, scores_in_words
from domain.criterion_parts import EventMatch
from domain.evidence import CheckpointWindow
from domain.measure import Measure
from domain.written import day, with_unit
from metrics.block_relief import BlockRelief, Relief
from metrics.checkpoint_change import ChangeAt, ScoreAt
from metrics.criterion_finding import ProofRow, event_proof, listed, score_proof
from metrics.goal_progress import GoalProgress
from metrics.patient_statistics import AROUND_A_BLOCK
from metrics.procedure_relief import relief_after
from metrics.record_facts import FUNCTION, PAIN, RecordFacts
from metrics.verdict import FORM_CHANGED, IN_CONFLICT, NO_BASELINE, NO_SCORE, Beyond, Word

Wanted = Callable[[Measure], bool]
"""Which measures a reader may be told of."""


def every_measure(measure: Measure) -> bool:
    return True


def work_function_only(measure: Measure) -> bool:
    """What an employer needs: tests of physical function and time at work in physical units. Questionnaires of symptoms and
    anything about pain, mood, sleep or medication stay out, also by name."""
    return measure.construct in FUNCTION and measure.physical_unit


def statement(
    facts: RecordFacts, kinds: frozenset[Kind], wanted: Wanted = every_measure, *, plain: bool = False
) -> tuple[Sentence, ...]:
    """The sentences that a document may hold, in the order in which they are read.

    `kinds`: what the reader is told of. `plain`: work statuses in a few fixed words instead of the record's own, which may
    tell more.
    """
    changes = [change for change in facts.changes if wanted(change.measure)]
    work = plain_work(facts) if plain else _work(facts)
    drafted = [
        *_summary(facts, changes),
        *_changes(facts, changes),
        *work,
        *_attendance(facts),
        *_missing(facts, changes),
    ]
    order = list(Kind)
    return tuple(sorted((s for s in drafted if s.kind in kinds), key=lambda s: order.index(s.kind)))


def intake_statement(facts: RecordFacts, wanted: Wanted = every_measure) -> tuple[Sentence, ...]:
    """What is on record before care begins: how long there has been pain, function first, then pain, the rest, work."""
    scored = [(measure, score) for measure, score in facts.at_intake if wanted(measure)]
    groups = (
        ("Function at intake", [one for one in scored if one[0].construct in FUNCTION]),
        ("Pain at intake", [one for one in scored if one[0].construct in PAIN]),
        ("Also at intake", [one for one in scored if one[0].construct not in (*FUNCTION, *PAIN)]),
    )
    said = [*_pain_months(facts)]
    for opening, group in groups:
        rows = [_score_proof(facts, measure, score) for measure, score in group]
        if group:
            text = "; ".join(_intake_said(measure, score) for measure, score in group)
            said.append(Sentence(f"{opening}: {text}.", tuple(row for row in rows if row is not None), Kind.INTAKE))
    return (*said, *_work(facts), *_not_done_at_intake(facts, wanted))


def _pain_months(facts: RecordFacts) -> Iterator[Sentence]:
    episode = facts.evidence.episode
    if episode is not None and episode.pain_months is not None:
        text = f"Pain for {episode.pain_months} months at the start of care ({day(episode.started)})."
        yield Sentence(text, _episode_proof(facts), Kind.INTAKE)


def _intake_said(measure: Measure, score: ScoreAt) -> str:
    """'Disability (ODI) 44% on 21 Oct 2025, severe disability'"""
    value = score.value or 0.0
    band = measure.band_of(value)
    label = f", {band.label}{'' if band.verified else ' (band unverified)'}" if band else ""
    on = f" on {day(score.on_date)}" if score.on_date else ""
    return f"{measure.short_name} {with_unit(measure, value)}{on}{label}"


def _not_done_at_intake(facts: RecordFacts, wanted: Wanted) -> Iterator[Sentence]:
    done, intake = {measure.code for measure, _ in facts.at_intake}, facts.evidence.intake
    if intake is None:
        return
    due = [
        facts.evidence.measures[code].short_name
        for code, scores in facts.scores.items()
        if code not in done and any(s.checkpoint == intake.code and s.is_due for s in scores)
        if wanted(facts.evidence.measures[code])
    ]
    if due and (rows := _episode_proof(facts)):
        yield Sentence(f"Not done at intake: {listed(due)}.", rows, Kind.MISSING)


def _summary(facts: RecordFacts, changes: Sequence[ChangeAt]) -> Iterator[Sentence]:
    """'Function since intake: 2 of 4 measures improved (1 within measurement error), 1 is worse, 1 cannot be told.'"""
    function = [
        change for change in changes if change.measure.construct in FUNCTION and change.verdict.word in _COUNTED
    ]
    told = [change for change in function if change.verdict.word is not Word.CANNOT_TELL]
    if len(told) < 2:
        return
    counts = []
    for word, said in _COUNTED.items():
        group = [change for change in function if change.verdict.word is word]
        if group or word is Word.IMPROVED:
            within = sum(change.verdict.beyond is Beyond.WITHIN_ERROR for change in group)
            directed = word in (Word.IMPROVED, Word.WORSE)
            named = listed([change.measure.short_name for change in group]) if directed else ""
            error = f", {within} within measurement error" if within and directed else ""
            error = f" ({named}{error})" if named else ""
            counts.append(
                f"{len(group)}{f' of {len(function)} measures' if word is Word.IMPROVED else ''} {said}{error}"
            )
    yield Sentence(f"Function since intake: {', '.join(counts)}.", _all_rows(facts, told), Kind.SUMMARY)


_COUNTED = {
    Word.IMPROVED: "improved",
    Word.WORSE: "worse",
    Word.NO_CLEAR_CHANGE: "without clear change",
    Word.CANNOT_TELL: "that cannot be told",
}


def _changes(facts: RecordFacts, changes: Sequence[ChangeAt]) -> Iterator[Sentence]:
    told = [change for change in changes if change.verdict.word is not Word.CANNOT_TELL]
    for change in told:
        kind = _kind(change)
        if kind is not Kind.OTHER:
            is_worse = change.verdict.word is Word.WORSE
            yield Sentence(change_sentence(change), _rows(facts, change), kind, change.measure.code, is_worse)
    rest = [change for change in told if _kind(change) is Kind.OTHER]
    for word, opening in ((Word.IMPROVED, "Also improved"), (Word.NO_CLEAR_CHANGE, "No clear change")):
        if group := [change for change in rest if change.verdict.word is word]:
            yield Sentence(f"{opening}: {'; '.join(map(_brief, group))}.", _all_rows(facts, group), Kind.OTHER)


def _kind(change: ChangeAt) -> Kind:
    if change.measure.construct in FUNCTION:
        return Kind.FUNCTION
    if change.measure.construct in PAIN:
        return Kind.PAIN
    if change.verdict.word is Word.NOT_JUDGED:
        return Kind.MEDICATION
    return Kind.WORSE if change.verdict.word is Word.WORSE else Kind.OTHER


def _brief(change: ChangeAt) -> str:
    """'Insomnia (ISI) from 23/28 to 14/28 (within error)'; dates stand in the table."""
    before, after = scores_in_words(change)
    marks = [part for part in (change.verdict.phrase.partition(", ")[2],) if part]
    marks += ["threshold unverified"] if change.verdict.unverified else []
    scores = f"from {before} to {after}" if before and change.measure.needs_baseline else after
    return f"{change.measure.short_name} {scores}" + (f" ({', '.join(marks)})" if marks else "")


def _rows(facts: RecordFacts, change: ChangeAt) -> tuple[ProofRow, ...]:
    """The scores behind a change: at intake, where one is needed, and now."""
    scores = [change.intake, change.now] if change.measure.needs_baseline else [change.now]
    found = [_score_proof(facts, change.measure, score) for score in scores]
    return tuple(row for row in found if row is not None)


def _all_rows(facts: RecordFacts, changes: Sequence[ChangeAt]) -> tuple[ProofRow, ...]:
    return tuple(row for change in changes for row in _rows(facts, change))


def _score_proof(facts: RecordFacts, measure: Measure, score) -> ProofRow | None:
    row_id = facts.observation_of(measure, score)
    if row_id is None or score.value is None:
        return None
    says = f"{measure.short_name} {with_unit(measure, score.value)}"
    return ProofRow("observation", row_id, score.on_date, says + (f" on {day(score.on_date)}" if score.on_date else ""))


def _episode_proof(facts: RecordFacts) -> tuple[ProofRow, ...]:
    episode = facts.evidence.episode
    if episode is None:
        return ()
    return (ProofRow("episode", episode.episode_id, episode.started, f"course of care from {day(episode.started)}"),)


def _missing(facts: RecordFacts, changes: Sequence[ChangeAt]) -> Iterator[Sentence]:
    untold = [change for change in changes if change.verdict.word is Word.CANNOT_TELL]
    only = [change for change in untold if _is_intake_only(change)]
    if only:
        said = [f"{change.measure.short_name} {scores_in_words(change)[0]}{_at_intake_on(change)}" for change in only]
        rows = tuple(row for change in only for row in _rows(facts, change))
        yield Sentence(f"Done at intake and not since, so no change is stated: {'; '.join(said)}.", rows, Kind.MISSING)
    for change in untold:
        if change not in only and not _is_never_done(change):
            rows = _rows(facts, change) or _episode_proof(facts)
            yield Sentence(_why_untold(change), rows, Kind.MISSING, change.measure.code)
    never = [change.measure.short_name for change in untold if _is_never_done(change)]
    if never:
        yield Sentence(f"Not done in this course of care: {listed(never)}.", _episode_proof(facts), Kind.MISSING)
    yield from _not_done_later(facts, changes)


def _is_intake_only(change: ChangeAt) -> bool:
    return change.verdict.why_not == NO_SCORE and change.baseline is not None and change.measure.needs_baseline


def _at_intake_on(change: ChangeAt) -> str:
    return f" ({day(change.intake.on_date)})" if change.intake and change.intake.on_date else ""


def _is_never_done(change: ChangeAt) -> bool:
    start = change.baseline if change.measure.needs_baseline else None
    return change.now.value is None and start is None and not change.now.in_conflict


def _why_untold(change: ChangeAt) -> str:
    """Why a change cannot be stated of a measure that was done."""
    name, why, (before, after) = change.measure.short_name, change.verdict.why_not, scores_in_words(change)
    if why == IN_CONFLICT:
        return (
            f"{name}: two different values stand for the same day and nobody has decided between them; neither is used."
        )
    if why == FORM_CHANGED:
        forms = [score.form for score in (change.intake, change.now) if score and score.form]
        return f"{name} was taken with form {listed(forms)}; two forms are not compared, so no change is stated."
    if why == NO_BASELINE:
        return f"{name} was {after}{_on(change)}, with no score in the intake window, so no change is stated."
    start = f"from {before} at intake to {after}" if change.measure.needs_baseline else after
    return f"{name}, {start}{_on(change)}, is not judged: {why}."


def _on(change: ChangeAt) -> str:
    return f" on {day(change.now.on_date)}" if change.now.on_date else ""


def _not_done_later(facts: RecordFacts, changes: Sequence[ChangeAt]) -> Iterator[Sentence]:
    """Measures whose latest score is older than a checkpoint that asked for them; checkpoints alike are named together."""
    groups: dict[tuple[bool, tuple[str, ...]], list[CheckpointWindow]] = {}
    for place in facts.evidence.checkpoints:
        late = tuple(change.measure.short_name for change in changes if _skips(facts, change, place.code))
        if late and place.kind != "intake" and place.window.opens_on <= facts.evidence.as_of:
            groups.setdefault((place.window.closes_on >= facts.evidence.as_of, late), []).append(place)
    rows = _episode_proof(facts)
    for (is_open, late), places in groups.items():
        where, last = listed([_spoken(place.name) for place in places]), places[-1].window.closes_on
        state = f"the window is open until {day(last)}" if is_open else f"closed {day(last)}"
        if rows:
            yield Sentence(f"Not done at {where} ({state}): {listed(late)}.", rows, Kind.MISSING)


def _skips(facts: RecordFacts, change: ChangeAt, checkpoint: str) -> bool:
    """Was the measure due at this checkpoint, and left out, though done at another?"""
    if change.now.value is None and not change.now.in_conflict:
        return False
    own = next((one for one in facts.scores.get(change.measure.code, ()) if one.checkpoint == checkpoint), None)
    if own is None or not own.is_due or own.in_conflict:
        return False
    return own.value is None or (own.on_date is not None and own.on_date > facts.evidence.as_of)


def _spoken(name: str) -> str:
    """A checkpoint's name inside a sentence: 'program end', but 'PROMIS day' as it is."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def _work(facts: RecordFacts) -> Iterator[Sentence]:
    if not facts.work:
        return
    said = [f"{row.detail or 'not described'} ({day(row.on_date)})" for row in facts.work]
    proof = tuple(event_proof(row) for row in facts.work)
    later = "" if len(said) > 1 else "; no later status is on file"
    yield Sentence(f"Work status: {', then '.join(said)}{later}.", proof, Kind.WORK)


def plain_work(facts: RecordFacts) -> tuple[Sentence, ...]:
    """Work statuses in the few words that an employer needs; what is not understood is not repeated."""
    known = [(row, words) for row in facts.work if (words := plain_work_status(row))]
    if not known:
        return ()
    said = ", then ".join(f"{words} ({day(row.on_date)})" for row, words in known)
    later = "" if len(known) > 1 else "; no later status is on file"
    return (Sentence(f"Work status: {said}{later}.", tuple(event_proof(row) for row, _ in known), Kind.WORK),)


def _attendance(facts: RecordFacts) -> Iterator[Sentence]:
    sessions, episode = facts.sessions, facts.evidence.episode
    if not sessions.recorded or episode is None or sessions.share is None:
        return
    share = int(100 * sessions.share + 1e-9)
    text = (
        f"Attended {len(sessions.attended)} of {sessions.recorded} sessions recorded since "
        f"{day(episode.started)} ({share} %)."
    )
    yield Sentence(text, sessions.proof, Kind.ATTENDANCE)


def goal_statement(facts: RecordFacts) -> tuple[Sentence, ...]:
    """One sentence per goal of the episode."""
    return tuple(Sentence(goal_sentence(goal), _goal_rows(goal), Kind.GOAL) for goal in facts.goals)


def _goal_rows(goal: GoalProgress) -> tuple[ProofRow, ...]:
    rows = [
        ProofRow("goal", goal.goal_id, goal.set_on, "goal set" + (f" on {day(goal.set_on)}" if goal.set_on else ""))
    ]
    for seen in (goal.start, goal.now):
        if seen is not None and goal.measure is not None:
            says = f"{goal.measure.short_name} {with_unit(goal.measure, seen.value)} on {day(seen.on_date)}"
            rows.append(ProofRow("observation", seen.observation_id, seen.on_date, says))
    return tuple(dict.fromkeys(rows))


def relief_statement(facts: RecordFacts, procedure: EventMatch | None, *, blocks: bool = False) -> tuple[Sentence, ...]:
    """Relief after the last procedure, or after each diagnostic block, on one scale; nothing is chosen among the scores."""
    said = []
    if procedure is not None and (told := relief_after(facts.evidence, procedure)) is not None and told.says:
        said.append(Sentence(told.says, told.proof, Kind.RELIEF, told.measure.code if told.measure else ""))
    if blocks:
        said += [
            Sentence(
                _block_said(one.measure, block), _block_proof(facts, one.measure, block), Kind.RELIEF, one.measure.code
            )
            for one in facts.blocks
            for block in one.series.blocks
            if _block_proof(facts, one.measure, block)
        ]
    return tuple(said)


def _block_said(measure: Measure, block: BlockRelief) -> str:
    """'Block of 18 Jun 2025: Average pain (0–10) 8/10 before (09:50); after it 3/10 (11:05, 62 % relief).'"""
    head = f"Block of {day(block.on_date)}: {measure.short_name}"
    if block.before is None:
        return f"{head} was not scored before it, so that no relief can be stated."
    before = f"{with_unit(measure, block.before)} before{f' ({block.before_time})' if block.before_time else ''}"
    after = [_relief_said(measure, one) for one in block.after]
    return f"{head} {before}; after it {'; '.join(after)}." if after else f"{head} {before}; not scored after it."


def _relief_said(measure: Measure, relief: Relief) -> str:
    if relief.share is None:
        amount = relief.why_not
    else:
        amount = f"{int(abs(relief.share) * 100 + 1e-9)} % {'relief' if relief.share >= 0 else 'worse'}"
    when = ", ".join(part for part in (relief.at_time or "", amount) if part)
    return f"{with_unit(measure, relief.value)} ({when})"


def _block_proof(facts: RecordFacts, measure: Measure, block: BlockRelief) -> tuple[ProofRow, ...]:
    """The scores around one block, found again by day and time."""
    days = {block.on_date, *(one.on_date for one in block.after)}
    return tuple(
        score_proof(measure, row)
        for row in facts.evidence.scores.get(measure.code, ())
        if row.occasion in AROUND_A_BLOCK and row.on_date in days
    )
