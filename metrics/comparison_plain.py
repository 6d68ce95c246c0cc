"""A comparison of groups as plain values for JSON. What the screen would not show of a few people is null here too."""

from typing import Any

from metrics.case_mix import CaseMix, MixCell
from metrics.comparison_statistics import Question
from metrics.funnel import Funnel
from metrics.group_comparison import GroupComparison, GroupShare, Version
from metrics.observed_minus_expected import GroupDifference
from metrics.plain_answer import INSIDE, plain_answer


def comparison_plain(
    question: Question, mix: CaseMix, told: GroupComparison, shares: tuple[GroupShare, ...], funnel: Funnel
) -> dict[str, Any]:
    """Groups by code, 'fewer than n' for those put together; improvements in the measure's unit, positive is better."""
    weights = told.weights
    return {
        "by": question.by.value,
        "scope": {name: plain_answer(value) for name, value in question.scope.parameters().items()},
        "as_of": plain_answer(question.as_of),
        "checkpoint": question.checkpoint.code,
        "measure": question.measure.code,
        "percentage_from": question.limit,
        "note": INSIDE,
        "why_not": told.why_not,
        "put_together": list(told.put_together),
        "caution": told.plain.differences.caution,
        "case_mix": [
            {"trait": row.trait, "level": row.level, "cells": [_cell(cell, question.limit) for cell in row.cells]}
            for row in mix.rows
        ],
        "plain": _version(told.plain),
        "weighted": None if weights.why_not else _version(told.weighted),
        "weights": {
            "why_not": weights.why_not,
            **{
                name: plain_answer(getattr(weights, name))
                for name in ("n", "n_due", "effective_n", "lowest", "highest")
            },
        },
        "improved": [_share(row, question.limit) for row in shares],
        "funnel": plain_answer(funnel),
    }


def _cell(cell: MixCell, limit: int) -> dict[str, Any]:
    counts = {"group": cell.group, "n": cell.n, "missing": cell.missing}
    told = cell.n >= limit
    return counts | {
        "mean": plain_answer(cell.mean) if told else None,
        "sd": plain_answer(cell.sd) if told else None,
        "share": plain_answer(cell.share.share) if told and cell.share else None,
        "difference": plain_answer(cell.difference) if told else None,
    }


def _version(version: Version) -> dict[str, Any]:
    shrunken = {group.group: group for group in version.shrunken.groups}
    return {
        "model": plain_answer(version.model),
        "groups": [
            _group(group) | {"shrunken": plain_answer(shrunken.get(group.group))}
            for group in version.differences.groups
        ],
        "not_shrunken": version.shrunken.why_not,
    }


def _group(group: GroupDifference) -> dict[str, Any]:
    """Counts always; numbers only where there is an interval."""
    counts = ("group", "n", "missing", "without_baseline")
    numbers = ("observed", "expected", "difference", "low", "high", "standard_error", "effective_n")
    told = group.low is not None
    return {
        **{name: getattr(group, name) for name in counts},
        **{name: plain_answer(getattr(group, name)) if told else None for name in numbers},
        "word": group.word,
    }


def _share(row: GroupShare, limit: int) -> dict[str, Any]:
    share = row.share.share if row.share.total >= limit else None
    return {"group": row.group, "count": row.share.count, "total": row.share.total, "share": plain_answer(share)}
