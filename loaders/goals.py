"""What a patient and the team agreed to reach: goal lists."""

import numpy as np

from domain.clinic import Clinic
from domain.loaded import RowKind
from loaders.dates import earlier
from loaders.fields import GOAL_STATUSES
from loaders.lines import Lines
from loaders.observations import in_own_unit, units_given
from loaders.operations import reject_unknown_checkpoints
from loaders.parts import Parts, settle
from loaders.source_mapping import Registry


def read_goals(lines: Lines, clinic: Clinic) -> Parts:
    """One row per goal: in words, on a measure with a target in its own unit, or both. It is open unless it says more."""
    lines.reject_empty()
    registry = lines.mapping.registry
    patients = lines.patients()
    measures = lines.codes("measure", "The measure", code="unknown_measure", known=tuple(registry))
    without = lines.blank("text") & (measures == None)  # noqa: E711
    lines.reject(without, "text", "required_missing", "The goal is neither written nor set on a measure.")
    lines.require("set_on", "The day on which the goal was set")
    targets = lines.numbers("target", "The target")
    alone = ~np.isnan(targets) & (measures == None)  # noqa: E711
    lines.reject(alone, "target", "required_missing", "There is a target, but no measure to which it belongs.")
    targets, units = in_own_unit(lines, targets, measures, units_given(lines, measures))
    _check_targets(lines, targets, measures, registry)
    units[np.isnan(targets)] = None
    statuses = lines.codes("status", "The status", known=GOAL_STATUSES)
    columns = {
        "patient": patients,
        "text": lines.free_text("text"),
        "measure": measures,
        "target": targets,
        "unit": units,
        "set_on": lines.days("set_on", "The day on which the goal was set"),
        "due_on": lines.days("due_on", "The day on which the goal is due", future=True),
        "checkpoint": _checkpoints(lines, clinic),
        "status": np.where(statuses == None, "open", statuses),  # noqa: E711
        **lines.records(),
    }
    early = earlier(columns["due_on"], columns["set_on"])
    lines.reject(early, "due_on", "bad_date", "The goal is due before it was set.")
    return settle(RowKind.GOAL, columns, lines.ledger, lines.lines)


def _checkpoints(lines: Lines, clinic: Clinic) -> np.ndarray:
    found = lines.codes("checkpoint", "The checkpoint")
    reject_unknown_checkpoints(lines, found, clinic)
    return found


def _check_targets(lines: Lines, targets: np.ndarray, measures: np.ndarray, registry: Registry) -> None:
    """A target lies on its measure's scale; it need not be a value that a form can give."""
    for code in {code for code in measures if code is not None}:
        measure = registry[code]
        with np.errstate(invalid="ignore"):
            outside = (targets < measure.lowest) | (measure.highest is not None and targets > measure.highest)
        sentence = f"The target lies outside the scale of {measure.name}."
        lines.reject((measures == code) & outside, "target", "out_of_range", sentence)
