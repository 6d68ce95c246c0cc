"""What can be said of one cohort at one checkpoint? Rows are asked for as each answer needs them, and nothing before."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd

from domain.benchmark import Benchmark, BenchmarkKind, Statistic, registry_norms
from domain.clinic import Clinic
from domain.dated_change import DatedChange
from domain.measure import Measure, NormGroup
from domain.program import Checkpoint, CheckpointKind
from domain.scope import Scope
from domain.source import CLINIC_RULE
from metrics.benchmark_comparison import BenchmarkComparison, mean_against_benchmark, share_against_benchmark
from metrics.completeness import CheckpointCompleteness, completeness
from metrics.control_chart import ControlChart, Gap
from metrics.control_chart_months import month_values
from metrics.control_chart_xmr import xmr_chart
from metrics.course_calibration import episode_paces
from metrics.early_response import EarlyResponses, early_responses
from metrics.effect_size import EffectSizes, effect_sizes
from metrics.expected_course import Pace
from metrics.floor_ceiling import FloorCeiling, floor_ceiling
from metrics.form_quality import FormQuality, form_quality
from metrics.lasting import Lasting, lasting_of_measures
from metrics.mean_interval import MeanInterval, mean_interval
from metrics.plan_change import PlanChangeRate, plan_change_rate
from metrics.regression_to_mean import Reference, RegressionToMean, published, regression_to_mean
from metrics.repeated_measures import RepeatedMeasures, repeated_measures
from metrics.responder_curve import ResponderCurve, responder_curve
from metrics.responders import ResponderRate, responder_rates
from metrics.response_scores import response_scores
from metrics.time_to_improvement import (
    ImprovedFirst,
    TimeToImprovement,
    function_and_pain,
    improved_first,
    times_to_improvement,
)
from metrics.tipping_point import TippingPoint, tipping_point
from metrics.who_left import WhoLeft, who_left

OWN_REFERRALS = "all of this clinic's patients at intake"
QUARTER = 3


MOST_COMPARED = 5_000
"""Episodes up to which each is held against the course of the others: that takes longer with the square of their number."""


@dataclass(frozen=True)
class OverTime:
    """A chart with a point for every `months_each` months: 1, or 3 where most months have too few people to be shown."""

    chart: ControlChart
    months_each: int


@dataclass(frozen=True)
class FunctionAndPain:
    """Time to first improvement of one function and one pain measure, chosen by their place in the registry. Each is None
    where the scope has no such measure with a meaningful change; `first` where it has only one of them."""

    function: TimeToImprovement | None
    pain: TimeToImprovement | None
    first: ImprovedFirst | None


@dataclass(frozen=True)
class Cohort:
    """A scope on a day, read at `checkpoint`. `ask(question, **parameters)` is the way to the rows: the door's questions by name.

    `checkpoints`: codes in order, `intake` among them; `due`: codes of the measures due at `checkpoint`; `measures`: every
    measure by code, function first. No percentage and no interval from fewer than `percentage_from` people.
    """

    ask: Callable[..., pd.DataFrame]
    scope: Scope
    as_of: date
    checkpoint: str
    checkpoints: tuple[str, ...]
    intake: str
    due: tuple[str, ...]
    measures: Mapping[str, Measure]
    percentage_from: int
    changes: tuple[DatedChange, ...] = ()
    benchmarks: tuple[Benchmark, ...] = ()

    @property
    def due_measures(self) -> list[Measure]:
        return [self.measures[code] for code in self.due]

    @property
    def earlier(self) -> tuple[str, ...]:
        """Checkpoints between intake and this one."""
        return tuple(c for c in self.checkpoints[: self.checkpoints.index(self.checkpoint)] if c != self.intake)

    @property
    def later(self) -> tuple[str, ...]:
        return self.checkpoints[self.checkpoints.index(self.checkpoint) + 1 :]

    @cached_property
    def pairs(self) -> pd.DataFrame:
        return self._asked("paired_scores", checkpoint=self.checkpoint)

    @cached_property
    def rates(self) -> dict[str, ResponderRate]:
        return responder_rates(self.due_measures, self.pairs)

    @cached_property
    def seen(self) -> tuple[CheckpointCompleteness, ...]:
        return completeness(self._asked("checkpoint_counts"))

    @property
    def here(self) -> CheckpointCompleteness | None:
        return next((row for row in self.seen if row.checkpoint == self.checkpoint), None)

    def modelled(self, measure: Measure) -> RepeatedMeasures:
        """Means over all checkpoints that count those who left."""
        sums = self._asked("course_patterns", measure=measure.code)
        baseline = self.intake if measure.needs_baseline else None
        return repeated_measures(measure, sums, baseline=baseline, interval_from=self.percentage_from)

    def tipping(self, measure: Measure) -> TippingPoint:
        """How much worse the unseen of those due here must have fared."""
        sums = self._asked("course_patterns", measure=measure.code, due_at=self.checkpoint)
        rate = self.rates.get(measure.code)
        improved = None if rate is None or rate.why_not else rate.n_improved
        return tipping_point(measure, sums, baseline=self.intake, checkpoint=self.checkpoint, n_improved=improved)

    def who_left(self) -> WhoLeft:
        rows = self._asked("who_left", checkpoint=self.checkpoint, measure=None)
        return who_left(rows, self.measures, interval_from=self.percentage_from)

    def curve(self, measure: Measure) -> ResponderCurve:
        rows = self._pairs_of(measure)
        return responder_curve(
            measure,
            rows["baseline"],
            rows["follow_up"],
            rows["n"],
            rows["is_closed"],
            form_changed=rows["form_changed"],
        )

    def thresholds(self, measure: Measure) -> tuple[float, float] | None:
        """Least and largest meaningful change at the intake scores of those seen; None where none is known."""
        rule, rows = measure.meaningful_change, self._pairs_of(measure)
        if rule is None or not measure.needs_baseline:
            return None
        starts = rows.loc[rows["is_closed"].astype(bool) & rows["follow_up"].notna(), "baseline"].to_numpy(float)
        amounts = rule.at(starts)
        amounts = amounts[~np.isnan(amounts)]
        return (float(amounts.min()), float(amounts.max())) if amounts.size else None

    def lasting(self, later: str) -> dict[str, Lasting]:
        rows = self._asked("lasting_scores", checkpoint=self.checkpoint, later=later)
        return lasting_of_measures(self.due_measures, rows)

    def effects(self) -> dict[str, EffectSizes]:
        measures = [measure for measure in self.due_measures if measure.needs_baseline and measure.judged]
        return {measure.code: self._effects_of(measure) for measure in measures}

    def share_by_month(self, measure: Measure, *, of_due: bool) -> OverTime:
        """Share improved at this checkpoint by the month in which its window closed; a missing score left out, or counted as
        not improved."""
        rows = self._scored("monthly_shares")
        rows = rows[(rows["measure"] == measure.code) & (rows["checkpoint"] == self.checkpoint)]
        return self._by_month(rows, "improved", "due" if of_due else "judged", Statistic.RESPONDERS, measure.code)

    def completeness_by_month(self) -> OverTime:
        """Share of those due with at least one form."""
        rows = self._asked("monthly_completeness")
        rows = rows[rows["checkpoint"] == self.checkpoint]
        return self._by_month(rows, "any_form", "due", Statistic.COMPLETENESS, None)

    def function_and_pain(self) -> FunctionAndPain:
        """First improvement on function and on pain, in all episodes and in the same ones."""
        function, pain = function_and_pain(self.measures.values(), self.due)
        rows = self._scored("first_improvement")
        told = times_to_improvement([m for m in (function, pain) if m], rows)
        both = None
        if function and pain:
            pairs = self._scored("first_improvement_pair", first=function.code, second=pain.code)
            both = improved_first(function, pain, pairs)
        return FunctionAndPain(
            told.get(function.code) if function else None, told.get(pain.code) if pain else None, both
        )

    def regressions(self, measure: Measure) -> tuple[RegressionToMean, ...]:
        """Expected regression towards each named mean: published norms of patients in care, and the clinic's own referrals."""
        rows = self._pairs_of(measure)
        rows = rows[~rows["form_changed"].astype(bool)]
        means: list[Reference | None] = [*self._reference_means(measure)]
        return tuple(
            regression_to_mean(
                measure, rows["baseline"], rows["follow_up"], mean, weights=rows["n"], is_due=rows["is_closed"]
            )
            for mean in means or [None]
        )

    def early(self, measure: Measure, early: str) -> EarlyResponses:
        """Does a change by checkpoint `early` tell whether `measure` has improved here?"""
        rows = self._scored("early_response", early=early, later=self.checkpoint, outcome=measure.code)
        return early_responses(self.measures.values(), rows, measure.code, percentage_from=self.percentage_from)

    def plan_changes(self) -> PlanChangeRate:
        """How often plans change after a verdict that was worse, or behind the expected course."""
        counted = self.here is not None and self.here.enrolled <= MOST_COMPARED
        behind = self.behind if counted else None
        return plan_change_rate(self._scored("plan_changes", behind=behind), behind_counted=counted)

    def behind(self) -> pd.DataFrame:
        """Scores behind the course of similar past patients: episode_id, checkpoint, measure."""
        programs = self.ask("checkpoints")["program"].unique() if self.scope.program is None else [self.scope.program]
        found = [self._behind_in(program, measure) for program in programs for measure in self.measures.values()]
        return pd.concat(found, ignore_index=True)

    def _behind_in(self, program: str, measure: Measure) -> pd.DataFrame:
        rows = self.ask("similar_rows", program=program, measure=measure.code, as_of=self.as_of)
        paces = episode_paces(measure, rows)
        late = paces.loc[paces["pace"] == Pace.BEHIND.value, ["episode_id", "checkpoint"]]
        return late.assign(measure=measure.code)

    def scale_ends(self, checkpoint: str) -> dict[str, FloorCeiling]:
        rows = self._asked("score_counts", checkpoint=checkpoint)
        groups = dict(list(rows.groupby("measure", sort=False)))
        return {
            m.code: floor_ceiling(m, groups[m.code]["score"], groups[m.code]["n"], forms=groups[m.code]["form"])
            for m in self.due_measures
            if m.code in groups
        }

    def forms(self) -> dict[str, FormQuality]:
        rows = self._asked("form_timing")
        told = form_quality(rows[rows["checkpoint"] == self.checkpoint])
        return {row.measure: row for row in told}

    def _asked(self, question: str, **more) -> pd.DataFrame:
        return self.ask(question, scope=self.scope, as_of=self.as_of, **more)

    def _scored(self, question: str, **more) -> pd.DataFrame:
        """Ask with the scores from which on a follow-up counts as improved, or as worse."""
        scores = response_scores(self.measures.values(), self._asked("starting_scores"))
        return self._asked(question, response_scores=scores, **more)

    def _pairs_of(self, measure: Measure) -> pd.DataFrame:
        return self.pairs[self.pairs["measure"] == measure.code]

    def _effects_of(self, measure: Measure) -> EffectSizes:
        rows = self._pairs_of(measure)
        rows = rows[~rows["form_changed"].astype(bool)]
        return effect_sizes(measure, rows["baseline"], rows["follow_up"], rows["n"], rows["is_closed"])

    def _by_month(
        self, rows: pd.DataFrame, count: str, total: str, statistic: Statistic, measure: str | None
    ) -> OverTime:
        """By month, or by quarter where most months with anybody have too few people to be shown."""
        months = month_values(rows, count, total, limit=self.percentage_from)
        small = sum(month.gap is Gap.SUPPRESSED for month in months)
        months_each = QUARTER if small > sum(month.value is not None for month in months) else 1
        if months_each > 1:
            months = month_values(rows, count, total, limit=self.percentage_from, months_each=months_each)
        return OverTime(xmr_chart(months, changes=self.changes, target=self._target(statistic, measure)), months_each)

    def against_benchmarks(self, measure: Measure) -> tuple[BenchmarkComparison, ...]:
        """The group held against each norm and target of a measure: published norms of people in care, then the clinic's own
        entries. Mean scores at intake, responder shares at this checkpoint (of those with both scores)."""
        known = (*registry_norms([measure]), *(b for b in self.benchmarks if b.measure == measure.code))
        limit, found = self.percentage_from, []
        for one in known:
            if one.statistic is Statistic.MEAN and one.checkpoint in (None, self.intake):
                found.append(mean_against_benchmark(one, self._mean_at_intake(measure), measure, percentage_from=limit))
            rate = self.rates.get(measure.code)
            if one.statistic is Statistic.RESPONDERS and one.checkpoint in (None, self.checkpoint) and rate:
                found.append(share_against_benchmark(one, rate.observed, percentage_from=limit))
        return tuple(found)

    def _mean_at_intake(self, measure: Measure) -> MeanInterval:
        sums = self._asked("intake_sums")
        rows = sums[sums["measure"] == measure.code]
        n, total, total_sq = (float(rows[name].sum()) for name in ("n", "total", "total_sq"))
        return mean_interval(int(n), total, total_sq, interval_from=self.percentage_from)

    def _target(self, statistic: Statistic, measure: str | None) -> float | None:
        """The clinic's own target here, where it has a source."""
        fits = (
            b.value
            for b in self.benchmarks
            if b.kind is BenchmarkKind.TARGET and b.statistic is statistic and b.measure == measure
            and b.checkpoint in (None, self.checkpoint) and b.is_sourced
        )  # fmt: skip
        return next(fits, None)

    def _reference_means(self, measure: Measure) -> list[Reference]:
        norms = [published(norm) for norm in measure.norms if norm.group is NormGroup.IN_CARE]
        own = self._own_referrals(measure)
        return [*norms, own] if own else norms

    def _own_referrals(self, measure: Measure) -> Reference | None:
        sums = self.ask("intake_sums", scope=Scope(), as_of=self.as_of)
        rows = sums[sums["measure"] == measure.code]
        if rows.empty or int(rows["n"].iloc[0]) < self.percentage_from:
            return None
        n, total, total_sq = int(rows["n"].iloc[0]), float(rows["total"].iloc[0]), float(rows["total_sq"].iloc[0])
        told = mean_interval(n, total, total_sq)
        assert told.mean is not None
        return Reference(OWN_REFERRALS, told.mean, told.sd, CLINIC_RULE, True, n)


def cohort_at(clinic: Clinic, scope: Scope, checkpoint: str, ask: Callable[..., pd.DataFrame]) -> Cohort | None:
    """The cohort of a scope today, at a checkpoint after intake; None where no program of the scope has it."""
    programs = [p for p in clinic.programs if scope.program in (None, p.code)]
    having = [p for p in programs if any(_is_follow_up(c, checkpoint) for c in p.checkpoints)]
    if not having:
        return None
    due = {m for p in having for c in p.checkpoints if c.code == checkpoint for m in c.measures}
    return Cohort(
        ask=ask,
        scope=scope,
        as_of=clinic.clock.today(),
        checkpoint=checkpoint,
        checkpoints=tuple(dict.fromkeys(c.code for p in having for c in p.checkpoints)),
        intake=having[0].intake.code,
        due=tuple(code for code in clinic.measures if code in due),
        measures=clinic.measures,
        percentage_from=clinic.percentage_from,
        changes=clinic.changes,
        benchmarks=clinic.benchmarks,
    )


def _is_follow_up(row: Checkpoint, code: str) -> bool:
    return row.code == code and row.kind is not CheckpointKind.INTAKE
