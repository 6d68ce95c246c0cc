"""How do the groups compare on one measure, once the case mix is taken off? The whole chain, from the store's rows.

Small groups are put together before anything is computed, so that no number of a few people exists to be shown.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from domain.case_mix import NOT_RECORDED
from domain.measure import Measure
from metrics.case_mix import CaseMix, case_mix
from metrics.censoring_weights import CensoringWeights, censoring_weights
from metrics.comparison_design import comparison_design
from metrics.expected_change import ExpectedChange, expected_change
from metrics.funnel import Funnel, funnel_of_shares
from metrics.observed_minus_expected import GroupDifference, ObservedMinusExpected, observed_minus_expected
from metrics.proportion import Proportion, wilson
from metrics.responders import responder_rates
from metrics.shrinkage import Shrinkage, shrinkage
from metrics.small_numbers import small_groups_together, together


@dataclass(frozen=True)
class Version:
    """One way to count: with or without weights for those who were missed."""

    model: ExpectedChange
    differences: ObservedMinusExpected
    shrunken: Shrinkage


@dataclass(frozen=True)
class GroupComparison:
    """`plain`: everybody seen counts once; `weighted`: by `weights`, the same as `plain` where these say `why_not`.

    `groups`: all that were found, as coded, NOT_RECORDED among them; `put_together`: those of them with fewer than the limit seen, which stand under `small_numbers.together`. `why_not` is empty,
    or says why nothing can be compared: fewer than two groups have enough patients.
    """

    measure: str
    plain: Version
    weighted: Version
    weights: CensoringWeights
    groups: tuple[str, ...]
    put_together: tuple[str, ...]
    why_not: str = ""

    @property
    def words_agree(self) -> bool:
        """Do the weights leave every group's word as it was?"""
        pairs = zip(self.plain.differences.groups, self.weighted.differences.groups, strict=True)
        return all(one.word == two.word for one, two in pairs)


def group_comparison(
    measure: Measure, cells: pd.DataFrame, cuts: Sequence[float], *, percentage_from: int
) -> GroupComparison:
    """`cells` as `read_comparison_cells` gives them, `cuts` those they were asked with.

    Raises ValueError for a measure that needs no baseline.
    """
    design = comparison_design(measure, small_groups_together(cells, percentage_from), cuts)
    weights = censoring_weights(design)
    plain = _version(design, None, percentage_from)
    weighted = plain if weights.why_not else _version(design, weights.weights, percentage_from)
    told = [group for group in plain.differences.groups if group.low is not None]
    return GroupComparison(
        measure=measure.code,
        plain=plain,
        weighted=weighted,
        weights=weights,
        groups=tuple(dict.fromkeys(_named(cells["grp"]))),
        put_together=small_groups(cells, percentage_from),
        why_not="" if len(told) > 1 else _why_not(plain.differences.groups, percentage_from),
    )


def _version(design, weights, percentage_from: int) -> Version:
    model = expected_change(design, weights)
    differences = observed_minus_expected(design, model, weights, interval_from=percentage_from)
    told = [group for group in differences.groups if group.low is not None]
    shrunken = shrinkage([g.group for g in told], [g.difference for g in told], [g.standard_error for g in told])
    return Version(model, differences, shrunken)


def _why_not(groups: Sequence[GroupDifference], percentage_from: int) -> str:
    if not groups:
        return "nobody is due here yet"
    if len(groups) == 1 and groups[0].group != together(percentage_from):
        return "there is one group only"
    return f"fewer than two groups have {percentage_from} patients with both scores"


def small_groups(rows: pd.DataFrame, limit: int, count: str = "n") -> tuple[str, ...]:
    """Groups that `small_groups_together` puts together, in alphabetical order."""
    sizes = rows.assign(grp=_named(rows["grp"])).groupby("grp")[count]
    return tuple(str(group) for group, n in sizes.sum().items() if n < limit)


def _named(column: pd.Series) -> pd.Series:
    return column.astype(object).where(column.notna(), NOT_RECORDED)


def case_mix_together(
    mix: pd.DataFrame, baselines: pd.DataFrame, measures: Iterable[Measure], *, percentage_from: int
) -> CaseMix:
    """`case_mix` with groups of fewer than `percentage_from` episodes put together."""
    small = small_groups(mix, percentage_from)
    return case_mix(_renamed(mix, small, percentage_from), _renamed(baselines, small, percentage_from), measures)


def _renamed(rows: pd.DataFrame, small: Sequence[str], limit: int) -> pd.DataFrame:
    groups = _named(rows["grp"])
    return rows.assign(grp=groups.where(~groups.isin(small), together(limit)))


@dataclass(frozen=True)
class GroupShare:
    """How many of a group's patients with both scores improved by the meaningful change."""

    group: str
    share: Proportion


def shares_improved(
    measure: Measure,
    groups: Iterable[str],
    put_together: Sequence[str],
    pairs_of: Callable[[str | None], pd.DataFrame],
    *,
    percentage_from: int,
) -> tuple[GroupShare, ...]:
    """Responders by group, those `put_together` as one. `groups`: all that were found, NOT_RECORDED among them.

    `pairs_of` gives the paired scores of one group, or of everybody (None); what no group has is not recorded.
    """
    named = {group: _improved(measure, pairs_of(group)) for group in groups if group != NOT_RECORDED}
    if NOT_RECORDED in groups:
        whole = _improved(measure, pairs_of(None))
        named[NOT_RECORDED] = (
            whole[0] - sum(count for count, _ in named.values()),
            whole[1] - sum(total for _, total in named.values()),
        )
    shares = {group: pair for group, pair in named.items() if group not in put_together}
    if put_together:
        shares[together(percentage_from)] = (
            sum(named[group][0] for group in put_together if group in named),
            sum(named[group][1] for group in put_together if group in named),
        )
    return tuple(GroupShare(group, wilson(*pair)) for group, pair in shares.items())


def _improved(measure: Measure, pairs: pd.DataFrame) -> tuple[int, int]:
    rate = responder_rates([measure], pairs).get(measure.code)
    return (0, 0) if rate is None else (rate.observed.count, rate.observed.total)


def funnel_of_groups(shares: Sequence[GroupShare], *, percentage_from: int) -> Funnel:
    """`funnel_of_shares` of the groups with enough patients, against the share of all of these together."""
    told = [row for row in shares if row.share.total >= percentage_from]
    return funnel_of_shares(
        [row.group for row in told], [row.share.count for row in told], [row.share.total for row in told]
    )


def in_order(groups: Iterable[str], declared: Sequence[str], limit: int) -> list[str]:
    """The clinic's own order; then groups it does not declare, by name; then what is not recorded; last those together."""
    places: Mapping[str, int] = {code: place for place, code in enumerate(declared)}
    last = {NOT_RECORDED: len(places) + 1, together(limit): len(places) + 2}
    return sorted(groups, key=lambda group: (last.get(group, places.get(group, len(places))), group))
