"""Of those who should have been seen at a checkpoint, who was, and why not the others?"""

from dataclasses import dataclass

import pandas as pd

from metrics.proportion import Proportion, wilson


@dataclass(frozen=True)
class CheckpointCompleteness:
    """Counts of episodes at one checkpoint, each episode in exactly one place:

    `enrolled` = `excused` (died, withdrew consent) + `not_yet_due` + `due`, and
    `due` = `observed` (at least one due measure) + `missing_still_in` + `missing_left`.
    `complete` of the observed have every due measure.
    """

    checkpoint: str
    name: str
    ordinal: int
    enrolled: int
    excused: int
    not_yet_due: int
    due: int
    observed: int
    complete: int
    missing_still_in: int
    missing_left: int

    @property
    def missing(self) -> int:
        return self.missing_still_in + self.missing_left

    @property
    def observed_of_due(self) -> Proportion:
        return wilson(self.observed, self.due)

    @property
    def complete_of_due(self) -> Proportion:
        return wilson(self.complete, self.due)

    @property
    def observed_of_enrolled(self) -> Proportion:
        return wilson(self.observed, self.enrolled)

    @property
    def closes(self) -> bool:
        """Do the counts add up?"""
        whole = self.enrolled == self.excused + self.not_yet_due + self.due
        return whole and self.due == self.observed + self.missing and self.complete <= self.observed

    def reasons(self) -> str:
        """'12 not yet due, 9 missed while in the program, 4 left, 1 excused': why enrolled are not observed."""
        parts = (
            (self.not_yet_due, "not yet due"),
            (self.missing_still_in, "missed while in the program"),
            (self.missing_left, "left"),
            (self.excused, "excused"),
        )
        return ", ".join(f"{count} {text}" for count, text in parts if count)

    def sentence(self, limit: int) -> str:
        """'Program end: 68 of 93 due have at least one form (73%); 12 not yet due, …' (no percentage below `limit`)."""
        percent = self.observed_of_due.percent(limit)
        share = "" if percent is None else f" ({percent}%)"
        head = f"{self.name}: {self.observed} of {self.due} due have at least one form{share}"
        rest = self.reasons()
        return f"{head}; {rest}." if rest else f"{head}."


def completeness(counts: pd.DataFrame) -> tuple[CheckpointCompleteness, ...]:
    """One answer per checkpoint, in order, from `counts`: checkpoint, name, ordinal, enrolled, excused, not_yet,
    due, any_form, all_forms, missing_still_in, missing_left.

    Raises ValueError, naming the checkpoint, when the counts do not add up.
    """
    rows = counts.sort_values("ordinal", kind="stable").to_dict("records")
    answers = tuple(_answer(row) for row in rows)
    for answer in answers:
        if not answer.closes:
            raise ValueError(f"the counts at checkpoint {answer.checkpoint} do not add up")
    return answers


def _answer(row: dict) -> CheckpointCompleteness:
    return CheckpointCompleteness(
        checkpoint=row["checkpoint"],
        name=row.get("name", row["checkpoint"]),
        ordinal=int(row["ordinal"]),
        enrolled=int(row["enrolled"]),
        excused=int(row["excused"]),
        not_yet_due=int(row["not_yet"]),
        due=int(row["due"]),
        observed=int(row["any_form"]),
        complete=int(row["all_forms"]),
        missing_still_in=int(row["missing_still_in"]),
        missing_left=int(row["missing_left"]),
    )


@dataclass(frozen=True)
class MeasureCompleteness:
    """Episodes with both scores (a global rating: with the rating) of one measure at one checkpoint."""

    checkpoint: str
    measure: str
    enrolled: int
    due: int
    observed: int

    @property
    def observed_of_due(self) -> Proportion:
        return wilson(self.observed, self.due)


def completeness_by_measure(counts: pd.DataFrame) -> tuple[MeasureCompleteness, ...]:
    """One answer per row of `counts`: checkpoint, measure, enrolled, due, observed."""
    fields = ("enrolled", "due", "observed")
    return tuple(
        MeasureCompleteness(row["checkpoint"], row["measure"], *(int(row[name]) for name in fields))
        for row in counts.to_dict("records")
    )
