"""What a criterion may be made of: declarative tests of one patient's record. `metrics/criteria.py` evaluates them.

Measures are named by code; where several are named, any of them will do. Shares are 0–1 (0.5 is 50 %), days whole.
"""

from dataclasses import dataclass
from enum import StrEnum

from domain.outcome import Outcome

ROUTINE = ("routine",)


class Which(StrEnum):
    """Which of several events of a kind is meant; later than the day of service none counts."""

    FIRST = "first"
    LATEST = "latest"


class Reading(StrEnum):
    """Which of several scores in a stretch of days is meant: the policy's words decide."""

    FIRST = "first"
    BEST = "best"
    WORST = "worst"
    LAST = "last"


@dataclass(frozen=True)
class Region:
    """A region of the body by the words that stand for it in an event's detail."""

    name: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class EventMatch:
    """Events of one kind; where `words` are given one of them stands in the detail, and none of `unless` does."""

    kind: str
    words: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    name: str = ""
    """What a sentence calls one: 'epidural injection'; else the first word, else the kind."""


# When a score was taken


@dataclass(frozen=True)
class AtIntake:
    """The score that fills the intake checkpoint of the episode: the baseline. Never the first one available."""


@dataclass(frozen=True)
class AtCheckpoint:
    """The score that fills a checkpoint of the episode."""

    code: str


@dataclass(frozen=True)
class AtLatest:
    """The latest score of the episode after its intake window's score; `within_days` of the day of evaluation."""

    within_days: int | None = None
    occasions: tuple[str, ...] = ROUTINE


@dataclass(frozen=True)
class BeforeEvent:
    """The last score up to an event: earlier days, and its own day where taken before it."""

    event: EventMatch
    which: Which = Which.LATEST
    within_days: int | None = None
    occasions: tuple[str, ...] = ("routine", "before_block")


@dataclass(frozen=True)
class AfterEvent:
    """Scores from `from_day` to `to_day` after an event (0: its own day, where taken after it), read as `reading` says."""

    event: EventMatch
    which: Which = Which.LATEST
    from_day: int = 0
    to_day: int | None = None
    reading: Reading = Reading.LAST
    occasions: tuple[str, ...] = ("routine", "after_block")


Moment = AtIntake | AtCheckpoint | AtLatest | BeforeEvent | AfterEvent


# Parts


@dataclass(frozen=True)
class Score:
    """A score is recorded at that moment, and lies within `least`–`most` (in the measure's unit) where these are given."""

    measures: tuple[str, ...]
    at: Moment
    least: float | None = None
    most: float | None = None


@dataclass(frozen=True)
class Change:
    """One of `measures` improved from `since` to `until` by every amount named, on the same measure and form.

    `points` in the measure's unit; `share` of the score before (0.5 is 50 %); `meaningful`: by the registry's meaningful
    change; `beyond_error`: by at least the measurement error. None named: it is better at all. With `worse` the change in
    the other direction is asked. `sustained_days`: the amount stays reached for so many days (see docs/explanation/criteria.md).
    """

    measures: tuple[str, ...]
    since: Moment
    until: Moment
    points: float | None = None
    share: float | None = None
    meaningful: bool = False
    beyond_error: bool = False
    worse: bool = False
    sustained_days: int = 0


@dataclass(frozen=True)
class BlockRelief:
    """Each of the latest `least` diagnostic blocks brought at least `share` relief, on one scale.

    `event`: what a block is called; scores around a procedure that says otherwise are of another kind of block.
    """

    measures: tuple[str, ...]
    share: float
    least: int = 2
    within_days: int = 0
    reading: Reading = Reading.BEST
    event: EventMatch | None = None


@dataclass(frozen=True)
class EventCount:
    """At least `least` or at most `most` events in the last `window_months` or `window_days` before the day of service, in
    the episode (`in_episode`), or since the latest score of `since_score_of`.

    `regions`: counted within the requested region. `with_requested`: what is requested counts as one more. `by_day`: several
    of one day count as one.
    """

    event: EventMatch
    least: int | None = None
    most: int | None = None
    window_days: int | None = None
    window_months: int | None = None
    in_episode: bool = False
    since_score_of: tuple[str, ...] = ()
    regions: tuple[Region, ...] = ()
    with_requested: bool = False
    by_day: bool = False


@dataclass(frozen=True)
class DaysBetween:
    """At least `least_days` (or months) lie between the latest event and the day of service, and, where `each`, also between
    any two events. `when_none`: the answer where no such event is recorded."""

    event: EventMatch
    least_days: int | None = None
    least_months: int | None = None
    each: bool = False
    regions: tuple[Region, ...] = ()
    when_none: Outcome = Outcome.CANNOT_TELL


@dataclass(frozen=True)
class PainDuration:
    """Pain has lasted at least so many months or weeks; longer than that where `more`."""

    months: int | None = None
    weeks: int | None = None
    more: bool = False


@dataclass(frozen=True)
class Attendance:
    """Share of the sessions recorded in the episode (or the last `window_days`) that were attended; at least `least_sessions`."""

    least_share: float
    window_days: int | None = None
    least_sessions: int = 1


@dataclass(frozen=True)
class GoalsSet:
    """At least `least` goals of the episode are on file that have a measure and a target."""

    least: int = 1


@dataclass(frozen=True)
class GoalProgress:
    """Of the goals of the episode that are measurable and not dropped, at least `least`, or the share `least_share`, came at
    least `progress` of the way from the score at their setting to the target (0: any step towards it, 1: reached)."""

    progress: float = 0.0
    least: int | None = None
    least_share: float | None = None


@dataclass(frozen=True)
class GoalsAssessed:
    """Of every goal of the episode that is measurable and not dropped it can be told how far it came, for better or worse."""


@dataclass(frozen=True)
class AuthorizationState:
    """The latest authorization of the episode that a payer approved, whole or in part (its `services` hold one of the words).

    `in_force` on the day of service; `units_left_least`/`units_left_most`; `ends_within_days` of the day of evaluation.
    """

    services: tuple[str, ...] = ()
    in_force: bool = False
    units_left_least: float | None = None
    units_left_most: float | None = None
    ends_within_days: int | None = None


@dataclass(frozen=True)
class Dose:
    """The weekly opioid dose fell by at least `reduced_share` from `since` to `until`, or is at most `most` at `until`."""

    measure: str = "mme_day"
    reduced_share: float | None = None
    most: float | None = None
    since: Moment = AtIntake()
    until: Moment = AtLatest()


@dataclass(frozen=True)
class WorkRestriction:
    """`reduced`: work is less restricted than at the start of the episode. `restricted`: work is (True) or is not (False)
    restricted now."""

    reduced: bool = False
    restricted: bool | None = None


@dataclass(frozen=True)
class Attested:
    """A fact that somebody entered (see `domain.attestation`), established at most `within_days` before the day of service."""

    fact: str
    within_days: int | None = None


@dataclass(frozen=True)
class AllOf:
    parts: tuple["Part", ...]


@dataclass(frozen=True)
class AnyOf:
    parts: tuple["Part", ...]


@dataclass(frozen=True)
class NotMet:
    """The part is not met."""

    part: "Part"


@dataclass(frozen=True)
class AtLeast:
    count: int
    parts: tuple["Part", ...]


@dataclass(frozen=True)
class Unknown:
    """What no record here can hold: always cannot tell. `why` is one clause."""

    why: str
    collect: str = ""


Part = (
    Score | Change | BlockRelief | EventCount | DaysBetween | PainDuration | Attendance | GoalsSet | GoalProgress
    | GoalsAssessed | AuthorizationState | Dose | WorkRestriction | Attested | AllOf | AnyOf | NotMet | AtLeast | Unknown
)  # fmt: skip


def facts_attested(part: Part) -> tuple[str, ...]:
    """The codes of the facts that a part, or a part within it, rests on, each once."""
    if isinstance(part, Attested):
        return (part.fact,)
    inner = (
        part.parts if isinstance(part, AllOf | AnyOf | AtLeast) else (part.part,) if isinstance(part, NotMet) else ()
    )
    return tuple(dict.fromkeys(code for one in inner for code in facts_attested(one)))
