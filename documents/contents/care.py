"""What care was given and what it aims at: attested facts, sessions, units, goals, work, medication."""

from datetime import date

from documents.asking import Asking
from documents.contents.looking import by_part, episode_row, lacking, ready
from documents.request_kind import Content, Looked
from documents.statement import plain_work
from domain.attestation import FACTS
from domain.criterion_parts import Attested, AuthorizationState, PainDuration
from domain.source import Source
from domain.written import day
from metrics.criterion_finding import ProofRow


def attested(code: str, needs: str, source: Source, text: str = "") -> Content:
    """A fact that somebody entered (`domain.attestation`)."""
    fact = FACTS[code]
    return Content(code, text or fact.name[:1].upper() + fact.name[1:], needs, by_part(Attested(code)), source)


def conservative_care(source: Source) -> Content:
    return attested("conservative_care_tried", "conservative care with type, dates and response", source)


def referral(source: Source) -> Content:
    return attested("physician_order", "the referral", source)


def pain_duration(source: Source) -> Content:
    """That the length of pain is stated; how long it must be is the policy's to say."""
    return Content(
        "pain_duration", "Duration of pain", "the duration of pain", by_part(PainDuration(months=0)), source
    )  # fmt: skip


def work(source: Source, *, plain: bool = False) -> Content:
    """`plain`: only a status that can be put into the few words that an employer is told counts."""

    def look(asking: Asking) -> Looked:
        statuses = asking.facts.work
        if plain and (told := plain_work(asking.facts)):
            return ready(told[0].text, told[0].proof)
        if plain or not statuses:
            return lacking("No work status is recorded.", "Enter the work status.")
        proof = tuple(ProofRow("event", row.event_id, row.on_date, row.detail or "work status") for row in statuses)
        return ready(
            f"{len(statuses)} work statuses are recorded." if len(statuses) > 1 else "Work status recorded.", proof
        )

    return Content("work", "Work status and its limits", "the work status", look, source)


def medication(source: Source) -> Content:
    def look(asking: Asking) -> Looked:
        rows = asking.evidence.medications
        changes = [row for row in asking.facts.treatment if row.kind == "medication_change"]
        dose = asking.facts.change("mme_day")
        if not len(rows) and not changes and dose is None:
            return lacking(
                "Neither a medication list nor a change of medication is recorded.", "Load the medication list."
            )
        proof = [_listed_medicine(row) for row in rows.to_dict("records")]
        proof += [ProofRow("event", row.event_id, row.on_date, row.detail or "medication") for row in changes]
        return ready("Medication is recorded.", proof)

    return Content("medication", "Medication and its changes", "the medication", look, source)


def _listed_medicine(row: dict) -> ProofRow:
    names = [row[name].strip() for name in ("drug", "strength") if isinstance(row.get(name), str)]
    started = row.get("started")
    on_date = started if isinstance(started, date) and started == started else None
    return ProofRow("medication", row["medication_id"], on_date, f"medication list: {' '.join(names) or 'not named'}")


def attendance(source: Source, *, stops: bool = False) -> Content:
    def look(asking: Asking) -> Looked:
        sessions = asking.facts.sessions
        if not sessions.recorded:
            return lacking("No session is recorded, attended or missed.", "Load the sessions attended and missed.")
        return ready(f"Attended {len(sessions.attended)} of {sessions.recorded} sessions.", sessions.proof)

    return Content(
        "attendance", "Sessions attended and missed", "the attendance", look, source,
        stops="No session is recorded, attended or missed, so that attendance cannot be stated." if stops else "",
    )  # fmt: skip


def authorized_units(source: Source) -> Content:
    return Content(
        "authorized_units", "Units approved and used so far", "the units approved so far", by_part(AuthorizationState()), source
    )  # fmt: skip


def goals(source: Source) -> Content:
    """Measurable goals of the period that is over, with where they stand."""

    def look(asking: Asking) -> Looked:
        measurable = [goal for goal in asking.facts.goals if goal.is_measurable]
        if not measurable:
            return lacking(
                "No goal with a measure and a target is on file.", "Agree a goal with a measure and a target."
            )
        rows = [ProofRow("goal", g.goal_id, g.set_on, "goal") for g in measurable]
        found = len(measurable)
        said = "1 measurable goal is on file." if found == 1 else f"{found} measurable goals are on file."
        return ready(said, rows)

    return Content("goals", "Progress on each measurable goal", "measurable goals on file", look, source)


def next_goals(source: Source) -> Content:
    """Goals for the period that is asked for: written for it, or open and due in it."""

    def look(asking: Asking) -> Looked:
        if asking.edits.next_goals.strip():
            return ready("Written for this request.")
        ahead = [
            goal
            for goal in asking.facts.goals
            if goal.is_measurable
            and goal.recorded == "open"
            and (goal.due_on is None or goal.due_on > asking.evidence.as_of)
        ]
        if not ahead:
            return lacking("No open measurable goal is due after today.", "Write the goals of the period asked for.")
        rows = [ProofRow("goal", g.goal_id, g.set_on, "goal") for g in ahead]
        return ready(f"{len(ahead)} open measurable goals are due in it.", rows)

    return Content(
        "next_goals", "Measurable goals for the next period", "measurable goals for the next period", look, source
    )  # fmt: skip


def end_date(source: Source, *, runs_on: bool = False) -> Content:
    """The planned end. `runs_on`: a course of care that has ended already is none of which more can be asked."""

    def look(asking: Asking) -> Looked:
        episode = asking.evidence.episode
        if episode is None or episode.planned_end is None:
            return lacking("No planned end of the course of care is recorded.", "Enter the planned end.")
        if runs_on and episode.ended is not None and episode.ended <= asking.evidence.as_of:
            ended = f"The course of care ended on {day(episode.ended)}."
            return lacking(ended, "Enter the course that is to be continued, or ask for a new one.")
        return ready(f"Planned to end {day(episode.planned_end)}.", episode_row(asking))

    needs = "a program that still runs, with its planned end" if runs_on else "the planned end of the program"
    return Content("end_date", "Planned end of the program", needs, look, source)
