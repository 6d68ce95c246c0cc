"""Every number, date and verdict of one record that a text about the patient may speak of, ready to be looked up."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from documents.statement_words import percent_of_baseline
from domain.measure import Construct, Measure
from domain.work_status import Restriction, work_status
from domain.written import amount, day, number, unit_after, with_unit, written_change
from metrics.checkpoint_change import ChangeAt
from metrics.goal_progress import GoalState
from metrics.procedure_relief import ProcedureRelief
from metrics.record_facts import FUNCTION, PAIN, RecordFacts
from metrics.verdict import Beyond, Word


@dataclass(frozen=True)
class Value:
    """One number of the record. `says` as a person would read it; `unit` as in `UNITS`; `place`: code of the checkpoint.

    `is_score`: taken on `on_date`; else a change, a threshold, a target.
    """

    number: float
    unit: str
    says: str
    on_date: date | None = None
    place: str = ""
    is_score: bool = False
    is_target: bool = False
    is_share: bool = False
    """A percentage of an earlier score: never points, even where the scale itself is a percentage."""

    @property
    def is_level(self) -> bool:
        """A place on the measure's scale, as 52/100 is; a change or a threshold is none."""
        return self.is_score or self.is_target


UNITS: Mapping[str, str] = {
    **dict.fromkeys(("min", "mins", "minute", "minutes", "min/day"), "min"),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours", "hours/week"), "h"),
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), "s"),
    **dict.fromkeys(("m", "meter", "meters", "metre", "metres"), "m"),
    **dict.fromkeys(("km", "kilometers", "kilometres"), "km"),
    **dict.fromkeys(("ft", "feet", "foot"), "ft"),
    **dict.fromkeys(("mi", "mile", "miles"), "mi"),
    **dict.fromkeys(("lb", "lbs", "pound", "pounds"), "lb"),
    **dict.fromkeys(("kg", "kilogram", "kilograms"), "kg"),
    **dict.fromkeys(("rep", "reps", "repetition", "repetitions"), "reps"),
    **dict.fromkeys(("step", "steps", "steps/day"), "steps"),
    **dict.fromkeys(("%", "percent", "per cent"), "%"),
    **dict.fromkeys(("point", "points", "pt", "pts", "t-score", "category", "norm-based", "utility"), "points"),
    **dict.fromkeys(("mme", "mg", "mg/day", "mme/day"), "mg"),
    **dict.fromkeys(("session", "sessions", "visit", "visits"), "sessions"),
    **dict.fromkeys(("unit", "units"), "units"),
    **dict.fromkeys(("day", "days"), "days"),
    **dict.fromkeys(("week", "weeks", "weeks'"), "weeks"),
    **dict.fromkeys(("month", "months"), "months"),
    **dict.fromkeys(("year", "years"), "years"),
    **dict.fromkeys(("measure", "measures", "test", "tests"), "measures"),
    **dict.fromkeys(("goal", "goals"), "goals"),
}
"""Spellings of a unit by the one word that it is compared under."""

CONVERTED: Mapping[tuple[str, str], float] = {
    ("h", "min"): 60, ("min", "h"): 1 / 60, ("min", "s"): 60, ("s", "min"): 1 / 60, ("km", "m"): 1000, ("m", "km"): 0.001,
    ("years", "months"): 12, ("ft", "m"): 0.3048, ("lb", "kg"): 0.45359237, ("mi", "km"): 1.609344, ("mi", "m"): 1609.344,
    ("ft/s", "m/s"): 0.3048, ("mi/day", "m/day"): 1609.344,
}  # fmt: skip
"""How many of the second unit one of the first is."""


@dataclass(frozen=True)
class Told:
    """What the record says of one measure: its verdict and the scores behind it, in words."""

    measure: Measure
    word: Word
    change: float | None
    says: str
    ratio: float | None = None
    """The latest score as a multiple of the intake score; None where either is missing or the first is 0."""
    beyond: Beyond | None = None


@dataclass(frozen=True)
class Work:
    """The latest work status; None where none is recorded, and `status` None where its words are not understood."""

    says: str
    status: Restriction | None


@dataclass(frozen=True, eq=False)
class RecordNumbers:
    """`by_measure` and `told` by code. `general`: numbers of no measure (sessions, weeks). `pairs`: 'n of m' that the record
    bears out. `dates`: every day that something is recorded on. `names`: what a text may call a measure, longest first, with
    the codes meant; a wide word ('pain') means several."""

    by_measure: Mapping[str, tuple[Value, ...]]
    told: Mapping[str, Told]
    general: tuple[Value, ...]
    pairs: frozenset[tuple[float, float]]
    dates: frozenset[date]
    names: Mapping[str, tuple[str, ...]]
    highest: Mapping[str, float | None]
    sessions: tuple[int, int] = (0, 0)
    goals: tuple[int, int, int] = (0, 0, 0)
    """Met, known not to be met, and all that were not dropped."""
    started: date | None = None
    work: Work | None = None
    places: Mapping[str, str] = field(default_factory=dict)
    written: tuple[str, ...] = ()
    """Texts of the record that hold numbers of no count, such as a service code; they are passed over."""
    counts: Mapping[Word, frozenset[int]] = field(default_factory=dict)
    """How many measures, of function or of all, have each verdict."""
    within: frozenset[int] = frozenset()
    """How many measures improved or are worse within measurement error, of function and of all."""
    private: frozenset[str] = frozenset()
    """What the reader is not told of, in lower case: a text for an employer names no pain and no mood."""


WIDE_WORDS: tuple[tuple[str, Callable[[Measure], bool]], ...] = (
    ("function", lambda m: m.construct in FUNCTION),
    ("pain intensity", lambda m: m.construct in PAIN),
    ("pain", lambda m: m.construct in PAIN),
    ("sleep", lambda m: m.construct is Construct.SLEEP),
    ("sleeps", lambda m: m.construct is Construct.SLEEP),
    ("sleeping", lambda m: m.construct is Construct.SLEEP),
    ("mood", lambda m: m.construct is Construct.MOOD),
    ("depression", lambda m: m.construct is Construct.MOOD),
    ("anxiety", lambda m: m.construct is Construct.ANXIETY),
    ("standing", lambda m: m.code == "standing_tolerance"),
    ("stands", lambda m: m.code == "standing_tolerance"),
    ("stand", lambda m: m.code == "standing_tolerance"),
    ("walking", lambda m: m.code.startswith("walk_")),
    ("walks", lambda m: m.code.startswith("walk_")),
    ("walk", lambda m: m.code.startswith("walk_")),
    ("lifting", lambda m: m.code.startswith("pile")),
    ("lifts", lambda m: m.code.startswith("pile")),
    ("sit-to-stand", lambda m: "stand" in m.code and "tolerance" not in m.code),
    ("oswestry", lambda m: m.code == "odi"),
    ("roland-morris", lambda m: m.code == "rmdq"),
    ("disability", lambda m: m.code in ("odi", "rmdq", "ndi", "pdi")),
    ("self-efficacy", lambda m: m.construct is Construct.SELF_EFFICACY),
    ("catastrophizing", lambda m: m.construct is Construct.CATASTROPHIZING),
)
"""Words of daily speech for measures, as far as this record has such a measure."""


def record_numbers(
    facts: RecordFacts, wanted: Callable[[Measure], bool], relief: Iterable[ProcedureRelief] = ()
) -> RecordNumbers:
    """What a text about this record may say, of the measures that its reader is told of."""
    measures = [m for code, m in facts.evidence.measures.items() if wanted(m) and _is_seen(facts, code)]
    places = {one.code: one.name for one in facts.evidence.checkpoints}
    return RecordNumbers(
        by_measure={m.code: tuple(_values(facts, m, relief)) for m in measures},
        told={change.measure.code: _told(change) for change in facts.changes if wanted(change.measure)},
        general=tuple(_general(facts)),
        pairs=frozenset(_pairs(facts, wanted)),
        dates=frozenset(_dates(facts)),
        names=_names(measures),
        highest={m.code: m.highest for m in measures},
        sessions=(len(facts.sessions.attended), facts.sessions.recorded),
        goals=_goal_counts(facts),
        started=facts.evidence.episode.started if facts.evidence.episode else None,
        work=_work(facts),
        places=places,
        written=(*_written(facts), *_band_labels(measures)),
        counts=_counts(facts, wanted),
        within=_within(facts, wanted),
        private=_private(facts, wanted),
    )


def _goal_counts(facts: RecordFacts) -> tuple[int, int, int]:
    states = [goal.state for goal in facts.goals if goal.state is not GoalState.DROPPED]
    open_ = states.count(GoalState.CANNOT_TELL)
    return states.count(GoalState.MET), len(states) - states.count(GoalState.MET) - open_, len(states)


PRIVATE_WORDS = (
    "pain", "diagnos", "depress", "anxi", "mood", "sleep", "insomnia", "opioid", "medication", "medicine", "drug", "psycholog",
    "psychiatr", "injection", "surgery", "catastroph", "suicid", "substance", "alcohol", "mental",
)  # fmt: skip
"""Beginnings of words that a statement for an employer does not hold, besides the names of the measures left out."""


def _private(facts: RecordFacts, wanted: Callable[[Measure], bool]) -> frozenset[str]:
    seen = [m for code, m in facts.evidence.measures.items() if _is_seen(facts, code)]
    left_out = [m for m in seen if not wanted(m)]
    if not left_out:
        return frozenset()
    told = _names([m for m in seen if wanted(m)])
    return frozenset({*PRIVATE_WORDS, *(name for name in _names(left_out) if len(name) > 2 and name not in told)})


def _counts(facts: RecordFacts, wanted: Callable[[Measure], bool]) -> dict[Word, frozenset[int]]:
    changes = [change for change in facts.changes if wanted(change.measure)]
    function = [change for change in changes if change.measure.construct in FUNCTION]
    return {
        word: frozenset(sum(change.verdict.word is word for change in group) for group in (changes, function))
        for word in Word
    }


def _is_seen(facts: RecordFacts, code: str) -> bool:
    return code in facts.evidence.scores or code in facts.scores


def _unit(measure: Measure) -> str:
    return UNITS.get(measure.unit.lower(), measure.unit.lower())


def _within(facts: RecordFacts, wanted: Callable[[Measure], bool]) -> frozenset[int]:
    changes = [change for change in facts.changes if wanted(change.measure)]
    function = [change for change in changes if change.measure.construct in FUNCTION]
    return frozenset(
        sum(change.verdict.word is word and change.verdict.beyond is Beyond.WITHIN_ERROR for change in group)
        for group in (changes, function)
        for word in (Word.IMPROVED, Word.WORSE)
    )


def _values(facts: RecordFacts, measure: Measure, relief: Iterable[ProcedureRelief]) -> Iterable[Value]:
    unit, name = _unit(measure), measure.short_name
    at = {
        facts.observation_of(measure, score): score.checkpoint
        for score in facts.scores.get(measure.code, ())
        if score.value is not None
    }
    for row in facts.evidence.scores.get(measure.code, ()):
        says = f"{name} {with_unit(measure, row.value)} on {day(row.on_date)}"
        yield Value(row.value, unit, says, row.on_date, at.get(row.observation_id, ""), True)
    change = facts.change(measure.code)
    if change is not None:
        yield from _changed(change, unit)
    for goal in facts.goals:
        if goal.measure is measure and goal.target is not None:
            says = f"target of {name}: {with_unit(measure, goal.target)}"
            yield Value(goal.target, unit, says, goal.due_on, is_target=True)
    for told in relief:
        if told.measure is measure:
            for one in told.series:
                says = f"{abs(one.percent)} % relief on {day(one.row.on_date)}"
                yield Value(abs(one.percent), "%", says, is_share=True)
                yield Value(one.days, "days", f"day {one.days} after the {told.name}")


def _changed(change: ChangeAt, unit: str) -> Iterable[Value]:
    """The change, in points and as a share, the thresholds it is held against, and the written forms of all of them."""
    measure, verdict, name = change.measure, change.verdict, change.measure.short_name
    if verdict.change is None or change.baseline is None or change.now.value is None:
        return
    written = written_change(measure, change.baseline, change.now.value, verdict.meaningful)
    says = f"{name} changed by {amount(measure, verdict.change)}"
    for size in {abs(verdict.change), abs(_read(written.change))}:
        yield Value(size, "points" if unit == "%" else unit, says)
    share = percent_of_baseline(measure, change.baseline, change.now.value)
    if share is not None:
        for told in (share, 100 * abs(verdict.change) / change.baseline):
            yield Value(told, "%", f"{name} changed by {share} % of the intake score", is_share=True)
    for needed, what in ((verdict.meaningful, "meaningful change"), (verdict.error, "measurement error")):
        if needed is not None:
            for shown in (unit, "points") if unit == "%" else (unit,):
                yield Value(needed, shown, f"{what} of {name}: {amount(measure, needed)}")
    if written.meaningful:
        yield Value(abs(_read(written.meaningful)), unit, f"meaningful change of {name}: {written.meaningful}")
    if measure.meaningful_change is not None:
        for term in measure.meaningful_change.terms:
            is_share = "%" in term.unit.value
            says = f"meaningful change of {name}: {measure.meaningful_change.wording}"
            yield Value(term.amount, "%" if is_share else unit, says, is_share=is_share)


def _read(text: str) -> float:
    digits = re.sub(r"[^\d.]", "", text)
    return float(digits) if digits else 0.0


def _told(change: ChangeAt) -> Told:
    measure, verdict = change.measure, change.verdict
    scores = [(change.baseline, change.intake), (change.now.value, change.now)]
    said = [
        f"{with_unit(measure, value)} on {day(at.on_date)}" if at and at.on_date else with_unit(measure, value)
        for value, at in scores
        if value is not None
    ]
    why = f" ({verdict.why_not})" if verdict.why_not else ""
    ratio = change.now.value / change.baseline if change.baseline and change.now.value is not None else None
    told = f"{measure.short_name}: {', then '.join(said)}; {verdict.phrase}{why}"
    shown = ratio if measure.lowest == 0 else None
    return Told(measure, verdict.word, verdict.change, told, shown, verdict.beyond)


def _general(facts: RecordFacts) -> Iterable[Value]:
    sessions, episode = facts.sessions, facts.evidence.episode
    for count, what in (
        (len(sessions.attended), "attended"), (len(sessions.missed), "missed"), (sessions.recorded, "recorded"),
    ):  # fmt: skip
        yield Value(count, "sessions", f"{count} sessions {what}")
    if sessions.share is not None:
        shown = int(100 * sessions.share + 1e-9)
        yield Value(100 * sessions.share, "%", f"{shown} % of sessions attended")
        yield Value(shown, "%", f"{shown} % of sessions attended")
    if episode is not None:
        if episode.pain_months is not None:
            yield Value(episode.pain_months, "months", f"{episode.pain_months} months of pain at the start")
        for until, what in (
            (facts.evidence.as_of, "so far"),
            (episode.ended, "to its end"),
            (episode.planned_end, "planned"),
        ):
            if until is not None:
                days = (until - episode.started).days
                yield Value(days, "days", f"{days} days of the course of care {what}")
                yield Value(days // 7, "weeks", f"{days // 7} weeks of the course of care {what}")
                yield Value(round(days / 7), "weeks", f"{round(days / 7)} weeks of the course of care {what}")
    for place in facts.evidence.checkpoints:
        for digits in re.findall(r"\d+", place.name):
            yield Value(
                float(digits), "weeks" if "week" in place.name.lower() else "months", f"checkpoint {place.name}"
            )
    for row in facts.evidence.authorizations.to_dict("records"):
        for column in ("units_requested", "units_approved", "units_used"):
            if row.get(column) is not None and row[column] == row[column]:
                yield Value(float(row[column]), "units", f"{number(float(row[column]))} {column.replace('_', ' ')}")
    for event in facts.work:
        status = work_status(event.detail)
        if status is not None and status.hours is not None:
            yield Value(status.hours, "h", f"{event.detail} ({day(event.on_date)})")
    for blocks in facts.blocks:
        for block in blocks.series.blocks:
            for one in block.after:
                if one.share is not None:
                    shown = int(abs(one.share) * 100 + 1e-9)
                    yield Value(shown, "%", f"{shown} % relief after the block of {day(block.on_date)}")


def _pairs(facts: RecordFacts, wanted: Callable[[Measure], bool]) -> Iterable[tuple[float, float]]:
    """'n of m' of sessions, of measures by verdict, of goals met, of units."""
    sessions = facts.sessions
    yield (len(sessions.attended), sessions.recorded)
    yield (len(sessions.missed), sessions.recorded)
    changes = [change for change in facts.changes if wanted(change.measure)]
    function = [change for change in changes if change.measure.construct in FUNCTION]
    for group in (changes, function):
        told = [change for change in group if change.verdict.word is not Word.CANNOT_TELL]
        for word in Word:
            count = sum(change.verdict.word is word for change in group)
            yield (count, len(group))
            yield (count, len(told))
        yield (len(told), len(group))
    goals = [goal for goal in facts.goals if goal.is_measurable]
    yield (sum(goal.state is GoalState.MET for goal in goals), len(goals))
    for row in facts.evidence.authorizations.to_dict("records"):
        used, approved, asked = (row.get(name) for name in ("units_used", "units_approved", "units_requested"))
        for one, other in ((used, approved), (approved, asked)):
            if one is not None and other is not None and one == one and other == other:
                yield (float(one), float(other))


def _dates(facts: RecordFacts) -> Iterable[date]:
    evidence, episode = facts.evidence, facts.evidence.episode
    yield evidence.as_of
    if episode is not None:
        yield from (d for d in (episode.started, episode.planned_end, episode.ended, episode.first_session_on) if d)
    for rows in evidence.scores.values():
        yield from (row.on_date for row in rows)
    yield from (row.on_date for row in evidence.event_list)
    for place in evidence.checkpoints:
        yield from (place.window.opens_on, place.window.due_on, place.window.closes_on)
    for goal in facts.goals:
        yield from (d for d in (goal.set_on, goal.due_on) if d)
    for frame, columns in (
        (evidence.authorizations, ("requested_on", "decided_on", "valid_from", "valid_to", "deadline_on")),
        (evidence.medications, ("started", "stopped")),
        (evidence.appointments, ("on_date",)),
    ):
        for column in columns:
            yield from (value for value in frame[column] if isinstance(value, date) and value == value)
    yield from (entry.on_date for entry in evidence.entries if entry.on_date is not None)


def _names(measures: Iterable[Measure]) -> dict[str, tuple[str, ...]]:
    """What a text may call each measure. 'Disability (ODI)' is called so, 'Disability', 'ODI', and by its name and aliases."""
    found: dict[str, list[str]] = {}
    own = list(measures)
    for measure in own:
        inside = re.findall(r"\(([^()]*[A-Za-z][^()]*)\)", measure.short_name)
        outside = re.sub(r"\s*\([^()]*\)", "", measure.short_name)
        aliases = [alias for alias in measure.aliases if len(alias) > 2]
        for name in {measure.short_name, measure.name, outside, *inside, *aliases}:
            found.setdefault(name.strip().lower(), []).append(measure.code)
    for word, fits in WIDE_WORDS:
        codes = [m.code for m in own if fits(m)]
        if codes and word not in found:
            found[word] = codes
    return {name: tuple(dict.fromkeys(found[name])) for name in sorted(found, key=lambda n: (-len(n), n))}


def _work(facts: RecordFacts) -> Work | None:
    if not facts.work:
        return None
    latest = facts.work[-1]
    status = work_status(latest.detail)
    return Work(f"{latest.detail or 'not described'} ({day(latest.on_date)})", status.restriction if status else None)


def _band_labels(measures: Iterable[Measure]) -> Iterable[str]:
    """Names of severity that hold a number or a word that would else be questioned: '50 to under 90'."""
    for measure in measures:
        yield from (band.label for band in measure.bands if re.search(r"\d|significan", band.label))


def _written(facts: RecordFacts) -> Iterable[str]:
    for row in facts.evidence.authorizations.to_dict("records"):
        if isinstance(row.get("service"), str):
            yield row["service"]
    for event in (*facts.treatment, *facts.work):
        if event.detail and re.search(r"\d", event.detail):
            yield event.detail
    for goal in facts.goals:
        if re.search(r"\d", goal.text):
            yield goal.text
    for entry in facts.evidence.entries:
        yield from (text for text in entry.says.values() if isinstance(text, str) and re.search(r"\d", text))


__all__ = ["CONVERTED", "UNITS", "RecordNumbers", "Told", "Value", "record_numbers", "unit_after"]
