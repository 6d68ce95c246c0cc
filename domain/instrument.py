"""A form that gives one score or several, and how its answers become score columns."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import pandas as pd

from domain.answers import Filled, Part, invalid_reasons, read
from domain.source import Source


class ScoreStatus(StrEnum):
    SCORED = "scored"
    PRORATED = "prorated"
    NOT_SCORED = "not_scored"
    INVALID = "invalid"


@dataclass(frozen=True)
class Problem:
    """Why the forms `where` (a mask) are not scored, or contradict themselves. One sentence, or one per form."""

    where: np.ndarray
    reason: str | list[str]
    status: ScoreStatus = ScoreStatus.NOT_SCORED


@dataclass(frozen=True)
class Scores:
    """What a scorer gives: columns (float with NaN, or object with None), and problems, the gravest last.

    A scorer leaves what it cannot know as NaN or None; a score that is known stays, also where the
    form as a whole is not scored (one subscale of two).
    """

    columns: dict[str, np.ndarray]
    problems: tuple[Problem, ...] = ()
    prorated: np.ndarray | None = None


Scorer = Callable[[Filled], Scores]


@dataclass(frozen=True)
class Instrument:
    """One form.

    Among `columns` there is one named by the code of each measure that the form gives. `lists` names
    columns that may hold several parts at once ('[0, 1, 2]'). `band_columns` names the column of a
    measure's severity band where that is not 'band'. `alerts` are columns that stand whatever became of
    the form. `paired` is the form filled in at two
    times, where a change is more than the difference of two scores. `how` and `missing` state the rule in words.
    `form_part` names the part that says which variant was used (the value set of the EQ-5D), where there is one.
    """

    code: str
    name: str
    parts: tuple[Part, ...]
    columns: tuple[str, ...]
    measures: tuple[str, ...]
    scorer: Scorer = field(repr=False)
    source: Source
    verified: bool
    how: str = ""
    missing: str = ""
    by_position: bool = True
    alerts: tuple[str, ...] = ()
    paired: "Instrument | None" = None
    lists: tuple[tuple[str, tuple[str, ...]], ...] = ()
    band_columns: tuple[tuple[str, str], ...] = ()
    form_part: str = ""


def run(instrument: Instrument, answers: pd.DataFrame, by_position: bool | None = None) -> pd.DataFrame:
    """The score columns of many forms, then `n_answered`, `status`, `reason`; same index, no bands.

    Args:
        answers: one row per form, columns by part name or number (see `domain.answers.read`).
        by_position: whether a number stands for the part at that place; the instrument's own word if None.

    An unusable answer makes the form invalid, without any score; a blank form is never scored.
    """
    filled = read(instrument.parts, answers, instrument.by_position if by_position is None else by_position)
    scores = instrument.scorer(filled)
    status, reason = _judge(instrument, filled, scores)
    unusable = (status == ScoreStatus.INVALID.value) | filled.is_blank
    columns = {
        name: _without(scores.columns[name], unusable & (name not in instrument.alerts)) for name in instrument.columns
    }
    columns |= {"n_answered": filled.answered, "status": status, "reason": reason}
    # Texts stay objects: turning each into a string array costs more than scoring.
    return pd.DataFrame({name: pd.Series(c, index=answers.index, dtype=c.dtype) for name, c in columns.items()})


def _judge(instrument: Instrument, filled: Filled, scores: Scores) -> tuple[np.ndarray, np.ndarray]:
    status = np.full(len(filled), ScoreStatus.SCORED.value, dtype=object)
    reason = np.full(len(filled), "", dtype=object)
    if scores.prorated is not None:
        status[scores.prorated] = ScoreStatus.PRORATED.value
    invalid = filled.is_invalid
    found = (
        *scores.problems,
        Problem(filled.is_blank, f"Nothing is answered; {instrument.name} is not scored."),
        Problem(invalid, invalid_reasons(filled, instrument.name, invalid), ScoreStatus.INVALID),
    )
    for problem in found:
        status[problem.where], reason[problem.where] = problem.status.value, problem.reason
    return status, reason


def _without(column: np.ndarray, unusable: np.ndarray) -> np.ndarray:
    blanked = np.array(column, dtype=float if column.dtype.kind in "fiu" else object)
    blanked[unusable] = np.nan if blanked.dtype.kind == "f" else None
    return blanked


def unanswered(filled: Filled, names: Iterable[str], name: str) -> Problem:
    """The forms in which one of the parts `names` is blank, with a sentence that says which."""
    wanted = list(names)
    blank = np.isnan(filled.block(wanted))
    where = blank.any(axis=1)
    labels = {part.name: part.label for part in filled.parts}
    return Problem(where, _blank_reasons([labels[part] for part in wanted], blank[where], name))


def _blank_reasons(labels: list[str], blank: np.ndarray, name: str) -> list[str]:
    """One sentence per form; each pattern of blanks is put into words once."""
    packed = np.packbits(blank, axis=1)
    _, first, place = np.unique(packed, axis=0, return_index=True, return_inverse=True)
    sentences = [_blank_reason([labels[i] for i in np.flatnonzero(row)], name) for row in blank[first]]
    return [sentences[i] for i in place.ravel().tolist()]


def _blank_reason(labels: list[str], name: str) -> str:
    shown = f"{', '.join(labels[:3])} and {len(labels) - 3} more" if len(labels) > 3 else " and ".join(labels)
    return f"{shown} {'is' if len(labels) == 1 else 'are'} not answered; {name} needs {'it' if len(labels) == 1 else 'them'}."


def contradiction(where: np.ndarray, reason: str) -> Problem:
    """Answers that cannot all be true."""
    return Problem(where, reason, ScoreStatus.INVALID)


def flags(where: np.ndarray, known: np.ndarray) -> np.ndarray:
    """The values (True, False, words) where they are known, else None."""
    found = np.array(where, dtype=object)
    found[~known] = None
    return found
