"""What the contents of a request are made with: answers, and what the record holds of function."""

from collections.abc import Callable, Sequence

from documents.asking import Asking
from documents.request_kind import Look, Looked
from domain.criterion import Criterion
from domain.criterion_parts import Part
from domain.measure import Measure
from domain.outcome import Outcome
from domain.source import Source
from domain.written import day
from metrics.checkpoint_change import ChangeAt
from metrics.criteria import evaluate
from metrics.criterion_finding import ProofRow
from metrics.record_facts import FUNCTION


def ready(says: str, proof: Sequence[ProofRow] = ()) -> Looked:
    return Looked(Outcome.MET, says, tuple(proof))


def lacking(says: str, collect: str = "") -> Looked:
    return Looked(Outcome.CANNOT_TELL, says, (), (collect,) if collect else ())


def by_part(part: Part) -> Look:
    """Looked for as a criterion is."""

    def look(asking: Asking) -> Looked:
        answer = evaluate(Criterion("content", "", part, Source("")), asking.evidence)
        return Looked(answer.outcome, answer.sentence, answer.proof, answer.to_collect)

    return look


def episode_row(asking: Asking) -> tuple[ProofRow, ...]:
    episode = asking.evidence.episode
    if episode is None:
        return ()
    return (ProofRow("episode", episode.episode_id, episode.started, f"course of care from {day(episode.started)}"),)


def is_function(measure: Measure) -> bool:
    return measure.construct in FUNCTION and measure.judged


def is_performance(measure: Measure) -> bool:
    return is_function(measure) and measure.physical_unit


def is_reported(measure: Measure) -> bool:
    return is_function(measure) and not measure.physical_unit


def score_rows(asking: Asking, scores) -> tuple[ProofRow, ...]:
    found = []
    for measure, score in scores:
        row_id = asking.facts.observation_of(measure, score)
        if row_id is not None:
            found.append(ProofRow("observation", row_id, score.on_date, measure.short_name))
    return tuple(found)


def changes_told(asking: Asking, fits: Callable[[Measure], bool]) -> list[ChangeAt]:
    return [
        change
        for change in asking.facts.changes
        if fits(change.measure) and change.measure.needs_baseline and change.verdict.change is not None
    ]
