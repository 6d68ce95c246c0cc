"""What can be said of a clinic's data quality in one scope? Rows are asked for as each answer needs them, and nothing before."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pandas as pd

from domain.clinic import Clinic
from domain.measure import Construct, Measure
from domain.scope import Scope
from metrics.data_quality import (
    LateForms,
    RejectedReason,
    RowsRead,
    SameAnswers,
    SiteMonth,
    largest_gaps,
    late_forms,
    rejected_reasons,
    rows_read,
    same_answers,
    site_months,
    total_forms,
)
from metrics.form_quality import FormQuality, form_quality
from metrics.proportion import Proportion, wilson

MONTHS_SHOWN = 12
GAPS_SHOWN = 5


@dataclass(frozen=True)
class DataQuality:
    """A scope on a day. `ask(question, **parameters)` is the way to the rows: the door's questions by name.

    `checkpoints`: codes and names in order; `measures`: those that are due somewhere in the scope, function first. No percentage
    from fewer than `percentage_from`.
    """

    ask: Callable[..., pd.DataFrame]
    scope: Scope
    as_of: date
    checkpoints: Mapping[str, str]
    measures: Mapping[str, Measure]
    percentage_from: int

    @cached_property
    def timing(self) -> pd.DataFrame:
        rows = self.ask("form_timing", scope=self.scope, as_of=self.as_of)
        return rows[rows["measure"].isin(list(self.measures))]

    @cached_property
    def forms(self) -> dict[tuple[str, str], FormQuality]:
        """By measure and checkpoint, where anybody is due; measures and checkpoints in order."""
        told = {(one.measure, one.checkpoint): one for one in form_quality(self.timing)}
        places = [(measure, checkpoint) for measure in self.measures for checkpoint in self.checkpoints]
        return {place: told[place] for place in places if place in told}

    @property
    def total(self) -> Proportion:
        return total_forms(self.forms.values())

    @property
    def gaps(self) -> list[FormQuality]:
        return largest_gaps(self.forms.values(), GAPS_SHOWN)

    def late(self) -> tuple[LateForms, ...]:
        """All measures together, then each."""
        outside = self.ask("forms_outside", scope=self.scope, as_of=self.as_of)
        return late_forms(self.timing, outside, self.measures)

    def by_site(self) -> tuple[SiteMonth, ...]:
        """The last twelve months, this one included."""
        rows = self.ask("site_months", scope=self.scope, as_of=self.as_of)
        return site_months(rows, _months_before(self.as_of, MONTHS_SHOWN - 1))

    def rows(self) -> RowsRead:
        """Of the whole clinic: a row that was rejected belongs to no program."""
        counts = self.ask("rejected_counts")
        waiting, conflicts = len(self.ask("waiting")), len(self.ask("conflicts"))
        return rows_read(self.ask("batches"), int(counts["n"].sum()), waiting, conflicts)

    def rejected(self, measures: Mapping[str, Measure]) -> tuple[RejectedReason, ...]:
        """Of the whole clinic, by the reason and, of all `measures` that it knows, the one that the reason names."""
        return rejected_reasons(self.ask("rejected_counts"), measures)

    def same_answers(self) -> tuple[SameAnswers, ...]:
        """Of the whole clinic, for the measures told here."""
        return same_answers(self.ask("same_answers"), self.measures)

    def prorated(self) -> dict[str, Proportion]:
        """Scored around blank items, of the forms in whose items are known, by measure; only measures with such forms."""
        sums: dict[str, list[int]] = {}
        for (measure, _), one in self.forms.items():
            count = sums.setdefault(measure, [0, 0])
            count[0] += one.prorated.count
            count[1] += one.n_items_known
        return {measure: wilson(count, total) for measure, (count, total) in sums.items() if total}

    def period(self) -> tuple[date, date] | None:
        """First and last day of the scores that fill a checkpoint, of the whole clinic; None where there is none."""
        held = self.ask("held").iloc[0]
        return (held["first_day"], held["last_day"]) if held["first_day"] is not None else None


def data_quality_of(
    clinic: Clinic, scope: Scope, ask: Callable[..., pd.DataFrame], construct: Construct | None = None
) -> DataQuality:
    """The scope on the clinic's own day; `construct`: only its measures."""
    programs = [one for one in clinic.programs if scope.program in (None, one.code)]
    due = {code for program in programs for checkpoint in program.checkpoints for code in checkpoint.measures}
    measures = {
        code: measure
        for code, measure in clinic.measures.items()
        if code in due and construct in (None, measure.construct)
    }
    names: dict[str, str] = {}
    for program in programs:
        for checkpoint in program.checkpoints:
            names.setdefault(checkpoint.code, checkpoint.name)
    return DataQuality(ask, scope, clinic.clock.today(), names, measures, clinic.percentage_from)


def _months_before(day: date, months: int) -> date:
    """First day of the month so many months before that of `day`."""
    number = day.year * 12 + day.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)
