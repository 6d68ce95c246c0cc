"""What a request must hold, thing by thing, and where in the record each is looked for.

A thing that is not found is not guessed: the answer says what would settle it.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from documents.appeal import build_appeal, deadline_in_words, deadline_of, denied
from documents.asking import Asking
from documents.request_kind import Content, Look, Looked
from documents.statement import plain_work, work_function_only
from domain.attestation import FACTS
from domain.criterion import Criterion
from domain.criterion_parts import Attested, AuthorizationState, EventCount, EventMatch, PainDuration, Part
from domain.measure import Measure
from domain.outcome import Outcome
from domain.source import Source
from domain.written import day, number
from metrics.checkpoint_change import ChangeAt
from metrics.criteria import evaluate
from metrics.criterion_finding import ProofRow, listed
from metrics.procedure_relief import relief_after
from metrics.record_facts import FUNCTION
from metrics.verdict import Word

EPIDURAL = EventMatch("procedure", ("epidural",), name="epidural injection")
ABLATION = EventMatch(
    "procedure", ("radiofrequency", "radio-frequency", "ablation", "RFA", "neurotomy"), name="ablation"
)
TRIAL = EventMatch("procedure", ("stimulator trial", "stimulation trial", "SCS trial"), name="stimulator trial")


def _ready(says: str, proof: Sequence[ProofRow] = ()) -> Looked:
    return Looked(Outcome.MET, says, tuple(proof))


def _lacking(says: str, collect: str = "") -> Looked:
    return Looked(Outcome.CANNOT_TELL, says, (), (collect,) if collect else ())


def _part(part: Part) -> Look:
    """Looked for as a criterion is."""

    def look(asking: Asking) -> Looked:
        answer = evaluate(Criterion("content", "", part, Source("")), asking.evidence)
        return Looked(answer.outcome, answer.sentence, answer.proof, answer.to_collect)

    return look


def attested(code: str, needs: str, source: Source, text: str = "") -> Content:
    """A fact that somebody entered (`domain.attestation`)."""
    fact = FACTS[code]
    return Content(code, text or fact.name[:1].upper() + fact.name[1:], needs, _part(Attested(code)), source)


def member(source: Source) -> Content:
    def look(asking: Asking) -> Looked:
        person = asking.person
        missing = [name for name, value in (("name", person.name), ("date of birth", person.birth_date)) if not value]
        if missing:
            return _lacking(
                f"The register holds no {listed(missing)} for this patient.", f"Register the {listed(missing)}."
            )
        return _ready("Name and date of birth are registered.")

    return Content("member", "Member's name and date of birth", "the member's name and date of birth", look, source)


def plan_number(source: Source) -> Content:
    def look(asking: Asking) -> Looked:
        numbers = [text for text in (asking.edits.plan_number, asking.edits.claim_number) if text.strip()]
        if not numbers:
            return _lacking(
                "No plan or claim number is written.", "Write the member's plan number or the claim number."
            )
        return _ready("Plan or claim number is written.")

    return Content("plan_number", "Plan or claim number", "the plan or claim number", look, source)


def service(source: Source) -> Content:
    """What is asked for: service, units, first and last day."""

    def look(asking: Asking) -> Looked:
        edits = asking.edits
        wanted = {
            "service": edits.service.strip(), "units": edits.units, "first day": edits.period_from, "last day": edits.period_to,
        }  # fmt: skip
        missing = [name for name, value in wanted.items() if value in ("", None)]
        if missing:
            return _lacking(f"Not written: {listed(missing)}.", f"Write the {listed(missing)} of what is asked for.")
        days = f"{day(edits.period_from)} to {day(edits.period_to)}" if edits.period_from and edits.period_to else ""
        return _ready(f"{edits.service.strip()}, {number(edits.units or 0)} units, {days}.")

    return Content(
        "service", "Service, units and dates asked for", "the service, its units and dates", look, source
    )  # fmt: skip


def clinician(source: Source) -> Content:
    def look(asking: Asking) -> Looked:
        if asking.setting.clinician:
            return _ready(asking.setting.clinician, _episode(asking))
        return _lacking("The course of care names no clinician.", "Enter the clinician of this course of care.")

    return Content("clinician", "Treating clinician", "the treating clinician", look, source)


def _episode(asking: Asking) -> tuple[ProofRow, ...]:
    episode = asking.evidence.episode
    if episode is None:
        return ()
    return (ProofRow("episode", episode.episode_id, episode.started, f"course of care from {day(episode.started)}"),)


def pain_duration(source: Source) -> Content:
    """That the length of pain is stated; how long it must be is the policy's to say."""
    return Content(
        "pain_duration", "Duration of pain", "the duration of pain", _part(PainDuration(months=0)), source
    )  # fmt: skip


def _is_function(measure: Measure) -> bool:
    return measure.construct in FUNCTION and measure.judged


def _is_performance(measure: Measure) -> bool:
    return _is_function(measure) and measure.physical_unit


def _is_reported(measure: Measure) -> bool:
    return _is_function(measure) and not measure.physical_unit


def function_at_intake(source: Source) -> Content:
    """A questionnaire and a performance test at intake."""

    def look(asking: Asking) -> Looked:
        here = asking.facts.at_intake
        missing = [
            name
            for name, fits in (("questionnaire of function", _is_reported), ("performance test", _is_performance))
            if not any(fits(measure) for measure, _ in here)
        ]
        if missing:
            wanted = f"A {listed(missing, 'or')} in the intake window is missing"
            return _lacking(
                f"{wanted}.", f"Without a score in the intake window there is no baseline: {listed(missing)}."
            )
        named = [measure.short_name for measure, _ in here if _is_function(measure)]
        rows = [(measure, score) for measure, score in here if _is_function(measure)]
        return _ready(f"Measured at intake: {listed(named)}.", _score_rows(asking, rows))

    return Content(
        "function_at_intake", "Function at intake by questionnaire and by performance test",
        "function at intake by questionnaire and by performance test", look, source,
    )  # fmt: skip


def _score_rows(asking: Asking, scores) -> tuple[ProofRow, ...]:
    found = []
    for measure, score in scores:
        row_id = asking.facts.observation_of(measure, score)
        if row_id is not None:
            found.append(ProofRow("observation", row_id, score.on_date, measure.short_name))
    return tuple(found)


def _told(asking: Asking, fits: Callable[[Measure], bool]) -> list[ChangeAt]:
    return [
        change
        for change in asking.facts.changes
        if fits(change.measure) and change.measure.needs_baseline and change.verdict.change is not None
    ]


def function_change(source: Source, least: int = 1, *, stops: bool = False) -> Content:
    """At least `least` function measures with intake and later score on one scale."""

    def look(asking: Asking) -> Looked:
        told = _told(asking, _is_function)
        if len(told) < least:
            lacking = _lacking(_why_no_change(asking, len(told), least), _change_to_collect(asking))
            return replace(lacking, is_part=bool(told))
        scores = [(change.measure, score) for change in told for score in (change.intake, change.now)]
        names = listed([change.measure.short_name for change in told])
        return _ready(f"Measured at intake and since, on one scale: {names}.", _score_rows(asking, scores))

    many = "A function measure" if least == 1 else f"{_COUNT[least]} or more function measures"
    return Content(
        "function_change", f"{many}, at intake and now, on the same scale",
        "function at intake and now on the same scale", look, source,
        stops="No function measure has a score in the intake window and a later one on the same scale, so that no change "
        "can be stated." if stops else "",
    )  # fmt: skip


_COUNT = {1: "One", 2: "Two", 3: "Three"}


def _why_no_change(asking: Asking, told: int, least: int) -> str:
    reasons = dict.fromkeys(
        f"{change.measure.short_name}: {change.verdict.why_not}"
        for change in asking.facts.changes
        if _is_function(change.measure) and change.verdict.change is None
    )
    named = f" {'; '.join(reasons)}." if reasons else " No function measure was scored."
    return f"{told} of the {least} needed.{named}"


def _change_to_collect(asking: Asking) -> str:
    untold = [
        change.measure.short_name
        for change in asking.facts.changes
        if _is_function(change.measure) and change.baseline is not None and change.now.value is None
    ]
    return f"Take {listed(untold, 'or')}." if untold else "A measure of function with a score in the intake window."


def both_kinds_of_gain(source: Source) -> Content:
    """A reported and a measured change: what the patient says and what was tested."""

    def look(asking: Asking) -> Looked:
        reported, tested = _told(asking, lambda m: m.judged and not m.physical_unit), _told(asking, _is_performance)
        missing = [name for name, group in (("reported", reported), ("tested", tested)) if not group]
        if missing:
            return _lacking(
                f"No change of a {listed(missing, 'or')} measure can be stated.",
                f"A {listed(missing)} measure with intake and later score on one scale.",
            )
        gains = [change.measure.short_name for change in (*reported, *tested) if change.verdict.word is Word.IMPROVED]
        said = f"Improved: {listed(gains)}." if gains else "None of them improved."
        scores = [(change.measure, score) for change in (*reported, *tested) for score in (change.intake, change.now)]
        return _ready(f"A reported and a tested change are stated. {said}", _score_rows(asking, scores))

    return Content(
        "both_kinds_of_gain", "A reported and a tested change", "a reported and a tested change", look, source
    )  # fmt: skip


def thresholds(source: Source) -> Content:
    """Change against a published threshold."""

    def look(asking: Asking) -> Looked:
        held = [change for change in _told(asking, _is_function) if change.verdict.meaningful is not None]
        if not held:
            return _lacking("No change of function can be held against a meaningful change.", "")
        read = [change.measure.short_name for change in held if not change.verdict.unverified]
        said = f"{len(held)} function measures are held against a meaningful change"
        checked = f"; read at its source for {listed(read)}." if read else "; none was read at its source."
        scores = [(change.measure, score) for change in held for score in (change.intake, change.now)]
        return _ready(said + checked, _score_rows(asking, scores))

    return Content(
        "thresholds", "Change stated against a published threshold", "a change with a published threshold", look, source
    )  # fmt: skip


def work(source: Source, *, plain: bool = False) -> Content:
    """`plain`: only a status that can be put into the few words that an employer is told counts."""

    def look(asking: Asking) -> Looked:
        statuses = asking.facts.work
        if plain and (told := plain_work(asking.facts)):
            return _ready(told[0].text, told[0].proof)
        if plain or not statuses:
            return _lacking("No work status is recorded.", "Enter the work status.")
        proof = tuple(ProofRow("event", row.event_id, row.on_date, row.detail or "work status") for row in statuses)
        return _ready(
            f"{len(statuses)} work statuses are recorded." if len(statuses) > 1 else "Work status recorded.", proof
        )

    return Content("work", "Work status and its limits", "the work status", look, source)


def medication(source: Source) -> Content:
    def look(asking: Asking) -> Looked:
        rows = asking.evidence.medications
        changes = [row for row in asking.facts.treatment if row.kind == "medication_change"]
        dose = asking.facts.change("mme_day")
        if not len(rows) and not changes and dose is None:
            return _lacking(
                "Neither a medication list nor a change of medication is recorded.", "Load the medication list."
            )
        proof = [ProofRow("medication", row, None, "medication list") for row in rows["medication_id"]]
        proof += [ProofRow("event", row.event_id, row.on_date, row.detail or "medication") for row in changes]
        return _ready("Medication is recorded.", proof)

    return Content("medication", "Medication and its changes", "the medication", look, source)


def attendance(source: Source, *, stops: bool = False) -> Content:
    def look(asking: Asking) -> Looked:
        sessions = asking.facts.sessions
        if not sessions.recorded:
            return _lacking("No session is recorded, attended or missed.", "Load the sessions attended and missed.")
        return _ready(f"Attended {len(sessions.attended)} of {sessions.recorded} sessions.", sessions.proof)

    return Content(
        "attendance", "Sessions attended and missed", "the attendance", look, source,
        stops="No session is recorded, attended or missed, so that attendance cannot be stated." if stops else "",
    )  # fmt: skip


def authorized_units(source: Source) -> Content:
    return Content(
        "authorized_units", "Units approved and used so far", "the units approved so far", _part(AuthorizationState()), source
    )  # fmt: skip


def goals(source: Source) -> Content:
    """Measurable goals of the period that is over, with where they stand."""

    def look(asking: Asking) -> Looked:
        measurable = [goal for goal in asking.facts.goals if goal.is_measurable]
        if not measurable:
            return _lacking(
                "No goal with a measure and a target is on file.", "Agree a goal with a measure and a target."
            )
        rows = [ProofRow("goal", g.goal_id, g.set_on, "goal") for g in measurable]
        return _ready(f"{len(measurable)} measurable goals are on file.", rows)

    return Content("goals", "Progress on each measurable goal", "measurable goals on file", look, source)


def next_goals(source: Source) -> Content:
    """Goals for the period that is asked for: written for it, or open and due in it."""

    def look(asking: Asking) -> Looked:
        if asking.edits.next_goals.strip():
            return _ready("Written for this request.")
        ahead = [
            goal
            for goal in asking.facts.goals
            if goal.is_measurable
            and goal.recorded == "open"
            and (goal.due_on is None or goal.due_on > asking.evidence.as_of)
        ]
        if not ahead:
            return _lacking("No open measurable goal is due after today.", "Write the goals of the period asked for.")
        rows = [ProofRow("goal", g.goal_id, g.set_on, "goal") for g in ahead]
        return _ready(f"{len(ahead)} open measurable goals are due in it.", rows)

    return Content(
        "next_goals", "Measurable goals for the next period", "measurable goals for the next period", look, source
    )  # fmt: skip


def end_date(source: Source) -> Content:
    def look(asking: Asking) -> Looked:
        episode = asking.evidence.episode
        if episode is None or episode.planned_end is None:
            return _lacking("No planned end of the course of care is recorded.", "Enter the planned end.")
        return _ready(f"Planned to end {day(episode.planned_end)}.", _episode(asking))

    return Content("end_date", "Planned end of the program", "the planned end of the program", look, source)


def rationale(source: Source) -> Content:
    """Remaining deficit and why more is expected to work: the author's own words, never drafted."""

    def look(asking: Asking) -> Looked:
        if asking.edits.rationale.strip():
            return _ready("Written by the author.")
        return _lacking(
            "Not written.", "Write what still limits the patient and why more of this care is expected to help."
        )

    return Content(
        "rationale", "Remaining limits, and why more is expected to help", "the remaining limits and why more will help",
        look, source,
    )  # fmt: skip


def last_procedure(match: EventMatch, source: Source, *, stops: bool = False) -> Content:
    """Date and site of the last procedure of this kind."""
    name = match.name
    found = _part(EventCount(match, least=1))

    def look(asking: Asking) -> Looked:
        looked = found(asking)
        missing = looked.outcome is not Outcome.MET
        return (
            replace(looked, collect=(f"Enter the last {name} as an event, with level and side.",))
            if missing
            else looked
        )

    return Content(
        "last_procedure", f"Date, level and side of the last {name}", f"the last {name}", look, source,
        stops=f"No {name} is recorded for this patient." if stops else "",
    )  # fmt: skip


def relief(match: EventMatch, source: Source, *, stops: bool = False) -> Content:
    """Pain before and after the last procedure of this kind, on one scale."""

    def look(asking: Asking) -> Looked:
        told = relief_after(asking.evidence, match)
        if told is None or not told.series:
            return _lacking(
                told.why_not if told else f"No {match.name} is recorded.",
                f"Pain on the same scale before and after the {match.name}.",
            )
        return _ready(told.says, told.proof)

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
            return _lacking(
                f"{len(known)} of 2 diagnostic blocks with pain before and after on one scale.",
                "Score pain right before and after each diagnostic block, with the time.",
            )
        return _ready(f"{len(known)} diagnostic blocks with pain before and after on one scale.", _block_rows(asking))

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
            return _lacking("No diagnostic block is recorded.", "")
        first = min(days)
        rows = [
            row
            for code, scores in asking.evidence.scores.items()
            if _is_reported(asking.evidence.measures[code])
            for row in scores
            if row.on_date <= first and not row.in_conflict
        ]
        if not rows:
            return _lacking(
                f"No disability scale was filled in before the first block ({day(first)}).",
                "It cannot be made up for: say where else it was recorded.",
            )
        latest = max(rows, key=lambda row: row.on_date)
        name = asking.evidence.measures[latest.measure].short_name
        proof = ProofRow("observation", latest.observation_id, latest.on_date, name)
        return _ready(f"{name} on {day(latest.on_date)}, the first block on {day(first)}.", (proof,))

    return Content(
        "disability_before_block", "A disability scale from before the first block",
        "a disability scale from before the first block", look, source,
    )  # fmt: skip


def denial(source: Source) -> Content:
    """The decision that is appealed, in the payer's own words."""

    def look(asking: Asking) -> Looked:
        row = denied(asking.evidence, asking.edits.denial)
        if row is None:
            return _lacking("No denial or partial approval is recorded.", "Load or enter the payer's decision.")
        if not row.reason:
            return _lacking(f"The decision of {row.when} has no reason on file.", "Enter the reason word for word.")
        return _ready(f"Decision of {row.when}, with its reason.", (row.proof,))

    return Content(
        "denial", "The decision and its reason, word for word", "the decision and its reason, word for word", look, source,
        stops="No denial with its reason is recorded, so that there is nothing to answer.",
    )  # fmt: skip


def deadline(source: Source) -> Content:
    def look(asking: Asking) -> Looked:
        row = denied(asking.evidence, asking.edits.denial)
        found = deadline_of(asking, row) if row else None
        said = deadline_in_words(found, asking.evidence.as_of) if found else ""
        if row is None or not said:
            return _lacking(
                "No deadline is on the notice, and none is known for this plan.", "Read the deadline off the notice."
            )
        return _ready(said, (row.proof,))

    return Content("deadline", "Deadline of the appeal", "the deadline on the notice", look, source)


def rebutted(source: Source) -> Content:
    """Every point of the reason is answered by the record, or by the author."""

    def look(asking: Asking) -> Looked:
        told = build_appeal(asking, ())
        if told is None or not told.points:
            return _lacking("There is no reason to answer.", "Enter the reason word for word.")
        open_ = [p for p in told.points if p.outcome is not Outcome.MET and not p.added.strip()]
        if open_:
            places = listed([point.code for point in open_])
            return _lacking(
                f"Not answered from the record: point {places} of the reason.",
                f"Answer point {places} in your own words.",
            )
        return _ready(f"{len(told.points)} points answered.", (told.denial.proof,))

    return Content(
        "rebutted", "Each point of the reason answered", "an answer to each point of the reason", look, source
    )


def recipient(source: Source) -> Content:
    def look(asking: Asking) -> Looked:
        if asking.edits.recipient.strip():
            return _ready("Recipient is written.")
        return _lacking("No recipient is written.", "Write to whom it goes.")

    return Content("recipient", "Recipient", "the recipient", look, source)


def any_change(source: Source) -> Content:
    """At least one measure with intake and later score."""

    def look(asking: Asking) -> Looked:
        told = _told(asking, lambda measure: True)
        if not told:
            return _lacking(
                "No measure has a score in the intake window and a later one.", "Take a measure scored at intake."
            )
        scores = [(change.measure, score) for change in told for score in (change.intake, change.now)]
        return _ready(f"{len(told)} measures scored at intake and since.", _score_rows(asking, scores))

    return Content(
        "any_change", "A measure scored at intake and since", "a measure scored at intake and since", look, source,
        stops="No measure has a score in the intake window and a later one on the same scale, so that no change can be stated.",
    )  # fmt: skip


def work_function(source: Source) -> Content:
    """At least one test of physical function or time at work with intake and later score."""

    def look(asking: Asking) -> Looked:
        told = _told(asking, work_function_only)
        if not told:
            return _lacking(
                "No test of physical function has a score in the intake window and a later one.",
                "Repeat a test of physical function that was done at intake.",
            )
        scores = [(change.measure, score) for change in told for score in (change.intake, change.now)]
        return _ready(f"{len(told)} tests done at intake and since.", _score_rows(asking, scores))

    return Content(
        "work_function", "A test of physical function at intake and now", "a test of physical function at intake and now",
        look, source,
        stops="No test of physical function has a score in the intake window and a later one on the same scale, so that no "
        "change can be stated.",
    )  # fmt: skip


def signature(source: Source) -> Content:
    """A clinician has reviewed and signed. The product drafts and never signs."""

    def look(asking: Asking) -> Looked:
        stamp = asking.stamp
        if not stamp.is_signed or stamp.signed_on is None:
            return _lacking("Not signed.", "A clinician reviews and signs.")
        return _ready(f"Signed by {stamp.signed_by} on {day(stamp.signed_on)}.")

    return Content("signature", "Clinician's signature", "a clinician's signature", look, source)
