"""What share of the patients improved by the published amount, and how far could missing scores move it?"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from domain.measure import Measure
from domain.source import Source
from metrics.proportion import NOBODY, Proportion, wilson
from metrics.verdict import Beyond, Word
from metrics.verdict_list import verdicts

NOT_JUDGED = "a change in either direction is not good or bad in itself"
NO_RULE = "no meaningful change is known for this measure"


@dataclass(frozen=True)
class ResponderRate:
    """Responders by the meaningful change alone, as published, under three denominators at once.

    Counts of episodes: `due` ≤ `enrolled`; `due` = `n_observed` + `n_missing`; `n_observed` counts those with
    both scores (a global rating: with the rating); `n_unjudged` of them have no known threshold at their
    baseline, or scores from two forms, and stand with the missing ones below. `not_due` = `enrolled` − `due`: not yet due, or excused.

    - `observed`: improved among those observed and judged;
    - `of_due`, `of_enrolled`: improved among all due, all enrolled; a missing score counts as not improved;
    - `worst_case`, `best_case`: over due, every missing score counted as not improved, as improved;
    - `beyond_error`: improved by both the threshold and measurement error, among those whose error is
      known; None where it is known for nobody;
    - `worse`: worse by the same threshold, among those observed and judged; None where the measure has
      no rule for worse;
    - `worse_beyond_error`: worse by both, among those whose error is known; None where it is known for nobody.

    `why_not` is empty, or says why the measure has no responders; then every share is that of nobody.
    """

    measure: str
    enrolled: int
    due: int
    n_observed: int
    n_missing: int
    n_unjudged: int
    n_improved: int
    n_worse: int | None
    observed: Proportion
    of_due: Proportion
    of_enrolled: Proportion
    worst_case: Proportion
    best_case: Proportion
    beyond_error: Proportion | None
    worse: Proportion | None
    worse_beyond_error: Proportion | None
    threshold: str
    population: str
    source: Source | None
    verified: bool
    why_not: str = ""

    @property
    def not_due(self) -> int:
        return self.enrolled - self.due

    @property
    def n_unclear(self) -> int | None:
        """Judged, and neither improved nor worse."""
        return None if self.n_worse is None else self.observed.total - self.n_improved - self.n_worse


def responder_rate(
    measure: Measure,
    baseline,
    follow_up,
    weights=None,
    is_due=None,
    *,
    form_changed=None,
    error_before=None,
    error_after=None,
) -> ResponderRate:
    """Responders on one measure at one checkpoint.

    Sequences of one length, one entry per group of equal episodes. Scores (and standard errors) in the measure's
    unit, NaN or None missing; `weights`: how many episodes (whole numbers, default 1); `is_due`: the checkpoint
    is due (default all); `form_changed`: the two scores come from different forms, so that nothing can be told
    (default none). Intervals: Wilson 95 % (Newcombe 1998, method 3).
    Raises ValueError for weights that are negative or not whole.
    """
    frame = verdicts(measure, baseline, follow_up, error_before=error_before, error_after=error_after)
    size = len(frame)
    n = _whole(np.ones(size) if weights is None else weights)
    due = np.ones(size, bool) if is_due is None else np.asarray(is_due, bool)
    present = _present(measure, baseline, follow_up)
    comparable = np.ones(size, bool) if form_changed is None else ~np.asarray(form_changed, bool)
    return _rate(measure, frame, n, due, due & present, comparable)


def responder_rates(measures: Iterable[Measure], pairs: pd.DataFrame) -> dict[str, ResponderRate]:
    """`responder_rate` for every measure that `pairs` holds, in the order of `measures`.

    `pairs`: measure, baseline, follow_up, is_closed (due), n; where the frame has them, also form_changed and
    the standard errors baseline_error and follow_up_error.
    """
    groups = dict(list(pairs.groupby("measure", sort=False)))
    return {m.code: _rate_of_group(m, groups[m.code]) for m in measures if m.code in groups}


def _rate_of_group(measure: Measure, rows: pd.DataFrame) -> ResponderRate:
    return responder_rate(
        measure,
        rows["baseline"],
        rows["follow_up"],
        rows["n"],
        rows["is_closed"],
        form_changed=rows.get("form_changed"),
        error_before=rows.get("baseline_error"),
        error_after=rows.get("follow_up_error"),
    )


def _rate(
    measure: Measure, frame: pd.DataFrame, n: np.ndarray, due: np.ndarray, seen: np.ndarray, comparable: np.ndarray
) -> ResponderRate:
    def count(which) -> int:
        return int(n[np.asarray(which, bool)].sum())

    improved, worse, judged = _sides(measure, frame, seen & comparable)
    why_not = _why_not(measure)
    share = _share_of_nobody if why_not else wilson
    n_due, n_enrolled, n_judged, n_improved = count(due), int(n.sum()), count(judged), count(improved)
    error_known = judged & frame["error"].notna().to_numpy()
    beyond = (frame["beyond"] == Beyond.YES.value).to_numpy()
    has_worse = not why_not and _has_rule_for_worse(measure)
    threshold, population, source, verified = responder_rule(measure)
    return ResponderRate(
        measure=measure.code,
        enrolled=n_enrolled,
        due=n_due,
        n_observed=count(seen),
        n_missing=n_due - count(seen),
        n_unjudged=count(seen) - n_judged,
        n_improved=n_improved,
        n_worse=count(worse) if has_worse else None,
        observed=share(n_improved, n_judged),
        of_due=share(n_improved, n_due),
        of_enrolled=share(n_improved, n_enrolled),
        worst_case=share(n_improved, n_due),
        best_case=share(n_improved + n_due - n_judged, n_due),
        beyond_error=wilson(count(improved & beyond), count(error_known)) if count(error_known) else None,
        worse=wilson(count(worse), n_judged) if has_worse else None,
        worse_beyond_error=wilson(count(worse & beyond), count(error_known))
        if has_worse and count(error_known)
        else None,
        threshold=threshold,
        population=population,
        source=source,
        verified=verified,
        why_not=why_not,
    )


def _sides(measure: Measure, frame: pd.DataFrame, usable: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Who improved, who worsened, who could be judged; the meaningful change alone decides."""
    known = usable & (frame["meaningful"].notna().to_numpy() if measure.needs_baseline else True)
    judged = known if not _why_not(measure) else np.zeros(len(frame), bool)
    word = frame["word"].to_numpy()
    return judged & (word == Word.IMPROVED.value), judged & (word == Word.WORSE.value), judged


def _why_not(measure: Measure) -> str:
    if not measure.judged:
        return NOT_JUDGED
    rule = measure.meaningful_change if measure.needs_baseline else measure.response_category
    return "" if rule else NO_RULE


def _has_rule_for_worse(measure: Measure) -> bool:
    return measure.needs_baseline or (
        measure.response_category is not None and measure.response_category.worse_from is not None
    )


def responder_rule(measure: Measure) -> tuple[str, str, Source | None, bool]:
    """The rule in words, the population it comes from, its source, and whether it was read there; blanks without one."""
    if measure.needs_baseline and measure.meaningful_change:
        rule = measure.meaningful_change
        return rule.wording, rule.population, rule.source, rule.verified
    category = measure.response_category
    if not measure.needs_baseline and category:
        return f"a rating of {category.improved_from:g} or better", "", category.source, category.verified
    return "", "", None, False


def _present(measure: Measure, baseline, follow_up) -> np.ndarray:
    after = pd.notna(np.atleast_1d(follow_up))
    return after & pd.notna(np.atleast_1d(baseline)) if measure.needs_baseline else after


def _share_of_nobody(count: int, total: int) -> Proportion:
    return NOBODY


def _whole(weights) -> np.ndarray:
    n = np.asarray(weights, float)
    if (n < 0).any() or (n != np.round(n)).any():
        raise ValueError("frequency weights count episodes: whole numbers, none negative")
    return n.astype(np.int64)
