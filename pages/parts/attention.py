"""What to know before going in: safety answers, what got worse, what is missing, what contradicts itself."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from charts import numbers
from charts.course import Course, CoursePoint
from charts.flags import Flag, FlagKind
from domain.measure import Measure
from metrics.discordance import Split, discordance
from metrics.patient_summary import MeasureChange
from metrics.verdict import Beyond, Verdict, Word
from pages.parts.episode_course import EpisodeCourse
from pages.parts.wording import count, listed, sentence_start

ITEM_9 = "phq9_item9"


def safety_flags(answers: pd.DataFrame) -> list[Flag]:
    """From a patient's answers to item 9 of the PHQ-9: the one in force, and the last unknown one after it.

    A total without items is *item 9 unknown*, which is not safe.
    """
    own = _item_9(answers)
    flags = [
        Flag(FlagKind.SAFETY, f"PHQ-9 item 9 positive, {_answered(row)}", ITEM_9_POSITIVE)
        for row in own
        if row.state == "current" and row.level > 0
    ]
    unknown = [row for row in own if row.state == "unknown"]
    if unknown:
        flags.append(Flag(FlagKind.SAFETY, f"PHQ-9 item 9 unknown, {_answered(unknown[-1])}", ITEM_9_UNKNOWN))
    return flags


def earlier_positive(answers: pd.DataFrame) -> list[Flag]:
    """A note where item 9 is 0 now and was positive before."""
    own = _item_9(answers)
    before = [row for row in own if row.state == "earlier" and row.level > 0]
    now = [row for row in own if row.state == "current" and row.level == 0]
    if not before or not now:
        return []
    return [
        Flag(FlagKind.NOTE, f"PHQ-9 item 9 was 0 on {_answered(now[0])}", f"Earlier positive: {_answered(before[-1])}.")
    ]


def _item_9(answers: pd.DataFrame) -> list:
    return list(answers[answers["kind"] == ITEM_9].itertuples()) if len(answers) else []


def _answered(row) -> str:
    return numbers.day(row.on_date) if row.on_date is not None else "day not known"


ITEM_9_POSITIVE = "Thoughts of being better off dead or of self-harm were reported, whatever the total. Ask today."
ITEM_9_UNKNOWN = "The form came as a total, or item 9 was left blank. Unknown is not safe: ask today."


def worsened(course: EpisodeCourse) -> list[Course]:
    """Measures that got worse, on a verified threshold; beyond error first."""
    worse = [own for own in _worse(course) if course.verdicts[own.measure.code].may_alert]
    order = [Beyond.YES, Beyond.NOT_KNOWN, None, Beyond.WITHIN_ERROR]
    return sorted(worse, key=lambda own: order.index(course.verdicts[own.measure.code].beyond))


def worsened_unverified(course: EpisodeCourse) -> list[Course]:
    """Measures that got worse by a threshold that nobody here has read at its source: said, but no alert."""
    return [own for own in _worse(course) if not course.verdicts[own.measure.code].may_alert]


def _worse(course: EpisodeCourse) -> list[Course]:
    verdicts = course.verdicts
    return [c for c in course.courses if c.measure.code in verdicts and verdicts[c.measure.code].word is Word.WORSE]


def worse_flags(course: EpisodeCourse) -> list[Flag]:
    """One alert per worsening on a verified threshold, beyond error first; then one note with all the others."""
    alerts = [_alert(own, course.verdicts[own.measure.code]) for own in worsened(course)]
    doubtful = [
        f"{own.measure.short_name}{_from_to(own, course.verdicts[own.measure.code])}"
        for own in worsened_unverified(course)
    ]
    if not doubtful:
        return alerts
    return [*alerts, Flag(FlagKind.NOTE, f"Worse on an unverified threshold: {', '.join(doubtful)}", NO_ALERT)]


NO_ALERT = "The threshold was not checked at its source, so this is no alert."
GATES = {Beyond.WITHIN_ERROR: "within measurement error", Beyond.NOT_KNOWN: "measurement error not known"}


def _alert(own: Course, verdict: Verdict) -> Flag:
    measure, why = own.measure, ""
    gate = f", {GATES[verdict.beyond]}" if verdict.beyond in GATES else ""
    if verdict.meaningful is not None:
        why = f"A meaningful change is {numbers.amount(measure, verdict.meaningful)}."
    return Flag(FlagKind.WORSE, f"{measure.short_name} worse{_from_to(own, verdict)} since intake{gate}", why)


def _from_to(own: Course, verdict: Verdict) -> str:
    """' 13 → 19/28'; for a rating that is itself a change its category: ', much worse'."""
    if own.now is None or own.now.value is None:
        return ""
    if verdict.change is None:
        band = own.measure.band_of(own.now.value)
        return f", {band.label}" if band else ""
    written = numbers.written_change(own.measure, own.now.value - verdict.change, own.now.value, verdict.meaningful)
    return f" {written.before} → {written.after}{numbers.unit_after(own.measure)}"


SPLITS = {
    Split.FUNCTION_AHEAD: ("Function is better, pain shows no clear change", "A pain score alone would hide this."),
    Split.PAIN_AHEAD: ("Pain is better, function shows no clear change", "A pain score alone would flatter this."),
    Split.OPPOSED_FUNCTION_UP: ("Function is better while pain is worse", ""),
    Split.OPPOSED_PAIN_DOWN: ("Pain is better while function is worse", ""),
}
WEAKENED = "Not all of these changes are beyond error on a verified threshold."


def split_flags(changes: Iterable[MeasureChange]) -> list[Flag]:
    """A note where function and pain went different ways at the current checkpoint."""
    told = discordance(changes)
    if not told.is_discordant:
        return []
    fact, why = SPLITS[told.split]
    who = f"{listed(told.function_says)}: {told.function.value}. {listed(told.pain_says)}: {told.pain.value}."
    return [Flag(FlagKind.NOTE, fact, " ".join(filter(None, [who, why, WEAKENED if told.is_weakened else ""])))]


def worse_in_short(course: EpisodeCourse) -> list[Flag]:
    """The same for a row of the worklist: at most one alert and one note."""
    alerting, doubtful = worsened(course), worsened_unverified(course)
    flags = []
    if alerting:
        beyond = [course.verdicts[own.measure.code].beyond for own in alerting]
        names = listed([own.measure.short_name for own in alerting], 2)
        flags.append(Flag(FlagKind.WORSE, f"{names} worse{_gates_in_short(beyond)}"))
    if doubtful:
        names = listed([own.measure.short_name for own in doubtful], 2)
        flags.append(Flag(FlagKind.NOTE, f"{names} worse, unverified"))
    return flags


def _gates_in_short(beyond: Sequence[Beyond | None]) -> str:
    """', within error' where all are; '; 2 within error, 1 error not known' where some are."""
    gates = Counter(gate for gate in beyond if gate in GATES)
    if len(gates) == 1 and gates.total() == len(beyond):
        return f", {beyond[0]}"
    return f"; {', '.join(f'{n} {gate}' for gate, n in gates.items())}" if gates else ""


def gone_flags(course: EpisodeCourse) -> list[Flag]:
    """A note that the patient died or withdrew consent."""
    gone = course.episode.gone
    return [Flag(FlagKind.NOTE, sentence_start(gone), "No form is due any more.")] if gone else []


def nothing_to_flag(course: EpisodeCourse, checkpoint: str | None, answers: pd.DataFrame) -> str:
    """What was looked at, where none of it raised a flag."""
    looked = [_answer_in_words(answers), _changes_in_words(course), _forms_in_words(course, checkpoint)]
    return f"Nothing to flag. {sentence_start('; '.join(part for part in looked if part))}."


def _answer_in_words(answers: pd.DataFrame) -> str:
    current = [row for row in _item_9(answers) if row.state == "current"]
    return f"PHQ-9 item 9 was 0 on {_answered(current[0])}" if current else "there is no answer to PHQ-9 item 9"


def _changes_in_words(course: EpisodeCourse) -> str:
    """'none of 12 measures is worse since intake, 3 cannot be told'."""
    judged = [v for v in course.verdicts.values() if v.word is not Word.NOT_JUDGED]
    untold = sum(v.word is Word.CANNOT_TELL for v in judged)
    if len(judged) == untold:
        return "no change since intake can be told yet"
    said = f"none of {count(len(judged) - untold, 'measure')} is worse since intake"
    return said + (f", {untold} cannot be told" if untold else "")


def _forms_in_words(course: EpisodeCourse, checkpoint: str | None) -> str:
    done, due = course.done_of_due(checkpoint)
    if not checkpoint or not due:
        return "no form is due now"
    return f"{done} of {count(due, 'form')} at {course.label(checkpoint).lower()} are in"


def missing_at(course: EpisodeCourse, checkpoint: str | None) -> list[str]:
    """Measures due at the checkpoint that have no score there."""
    points = course.points_at(checkpoint) if checkpoint else {}
    wanted = course.due.get(checkpoint, ()) if checkpoint else ()
    return [code for code in points if code in wanted and points[code].value is None and not points[code].in_conflict]


def missing_flags(course: EpisodeCourse, checkpoint: str | None) -> list[Flag]:
    """One flag for what is not done at a checkpoint, one for what has no intake score."""
    flags, missing = [], missing_at(course, checkpoint)
    if checkpoint and missing:
        _, total = course.done_of_due(checkpoint)
        what = f"{count(total, 'form')} at {course.label(checkpoint).lower()}"
        done = f"None of {what} is in" if len(missing) == total else f"{len(missing)} of {what} not in"
        flags.append(Flag(FlagKind.MISSING, f"{done}.", sentence_of(missing, course.episode.measures)))
    intake = course.episode.program.intake.code
    without = [code for code in missing_at(course, intake) if course.episode.measures[code].needs_baseline]
    if without and checkpoint != intake and intake in course.windows:
        flags.append(
            Flag(
                FlagKind.MISSING,
                f"No intake score for {listed(short_names(without, course.episode.measures))}.",
                "Change since intake cannot be told.",
            )
        )
    return flags


def conflict_flags(course: EpisodeCourse) -> list[Flag]:
    """Scores that two sources give differently: neither is used until somebody decides."""
    found = [(c, p) for c in course.courses for p in c.points if p.in_conflict]
    return [
        Flag(FlagKind.MISSING, _conflict(course, c, p), "Sources disagree; neither value is used. See Imports.")
        for c, p in found
    ]


def _conflict(course: EpisodeCourse, own: Course, point: CoursePoint) -> str:
    return f"{own.measure.short_name} has two different values at {course.label(point.checkpoint).lower()}."


def sentence_of(codes: Iterable[str], measures: Mapping[str, Measure]) -> str:
    names = short_names(codes, measures)
    return f"Missing: {listed(names, 4)}."


def short_names(codes: Iterable[str], measures: Mapping[str, Measure]) -> list[str]:
    return [measures[code].short_name for code in codes]
