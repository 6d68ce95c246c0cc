"""Scores at intake and since, on one scale, against a threshold."""

from dataclasses import replace

from documents.asking import Asking
from documents.contents.looking import (
    changes_told,
    is_function,
    is_performance,
    is_reported,
    lacking,
    ready,
    score_rows,
)
from documents.request_kind import Content, Looked
from documents.statement import work_function_only
from domain.source import Source
from metrics.criterion_finding import listed
from metrics.verdict import Word


def function_at_intake(source: Source) -> Content:
    """A questionnaire and a performance test at intake."""

    def look(asking: Asking) -> Looked:
        here = asking.facts.at_intake
        missing = [
            name
            for name, fits in (("questionnaire of function", is_reported), ("performance test", is_performance))
            if not any(fits(measure) for measure, _ in here)
        ]
        if missing:
            wanted = f"A {listed(missing, 'or')} in the intake window is missing"
            return lacking(
                f"{wanted}.", f"Without a score in the intake window there is no baseline: {listed(missing)}."
            )
        named = [measure.short_name for measure, _ in here if is_function(measure)]
        rows = [(measure, score) for measure, score in here if is_function(measure)]
        return ready(f"Measured at intake: {listed(named)}.", score_rows(asking, rows))

    return Content(
        "function_at_intake", "Function at intake by questionnaire and by performance test",
        "function at intake by questionnaire and by performance test", look, source,
    )  # fmt: skip


def function_change(source: Source, least: int = 1, *, stops: bool = False) -> Content:
    """At least `least` function measures with intake and later score on one scale."""

    def look(asking: Asking) -> Looked:
        told = changes_told(asking, is_function)
        if len(told) < least:
            missing = lacking(_why_no_change(asking, len(told), least), _change_to_collect(asking))
            return replace(missing, is_part=bool(told))
        scores = [(change.measure, score) for change in told for score in (change.intake, change.now)]
        names = listed([change.measure.short_name for change in told])
        return ready(f"Measured at intake and since, on one scale: {names}.", score_rows(asking, scores))

    many = "A function measure" if least == 1 else f"{_COUNT[least]} or more function measures"
    return Content(
        "function_change", f"{many}, at intake and now, on the same scale",
        "function at intake and now on the same scale", look, source,
        stops="No function measure has a score in the intake window and a later one on the same scale, so that no change "
        "can be stated." if stops else "",
    )  # fmt: skip


_COUNT = {1: "One", 2: "Two", 3: "Three"}


def _why_no_change(asking: Asking, told: int, least: int) -> str:
    reasons = dict.fromkeys(
        f"{change.measure.short_name}: {change.verdict.why_not}"
        for change in asking.facts.changes
        if is_function(change.measure) and change.verdict.change is None
    )
    named = f" {'; '.join(reasons)}." if reasons else " No function measure was scored."
    return f"{told} of the {least} needed.{named}"


def _change_to_collect(asking: Asking) -> str:
    untold = [
        change.measure.short_name
        for change in asking.facts.changes
        if is_function(change.measure) and change.baseline is not None and change.now.value is None
    ]
    return f"Take {listed(untold, 'or')}." if untold else "A measure of function with a score in the intake window."


def both_kinds_of_gain(source: Source) -> Content:
    """A reported and a measured change: what the patient says and what was tested."""

    def look(asking: Asking) -> Looked:
        reported, tested = (
            changes_told(asking, lambda m: m.judged and not m.physical_unit),
            changes_told(asking, is_performance),
        )
        missing = [name for name, group in (("reported", reported), ("tested", tested)) if not group]
        if missing:
            return lacking(
                f"No change of a {listed(missing, 'or')} measure can be stated.",
                f"A {listed(missing)} measure with intake and later score on one scale.",
            )
        gains = [change.measure.short_name for change in (*reported, *tested) if change.verdict.word is Word.IMPROVED]
        said = f"Improved: {listed(gains)}." if gains else "None of them improved."
        scores = [(change.measure, score) for change in (*reported, *tested) for score in (change.intake, change.now)]
        return ready(f"A reported and a tested change are stated. {said}", score_rows(asking, scores))

    return Content(
        "both_kinds_of_gain", "A reported and a tested change", "a reported and a tested change", look, source
    )  # fmt: skip


def thresholds(source: Source) -> Content:
    """Change against a published threshold."""

    def look(asking: Asking) -> Looked:
        held = [change for change in changes_told(asking, is_function) if change.verdict.meaningful is not None]
        if not held:
            return lacking("No change of function can be held against a meaningful change.", "")
        read = [change.measure.short_name for change in held if not change.verdict.unverified]
        said = f"{len(held)} function measures are held against a meaningful change"
        checked = f"; read at its source for {listed(read)}." if read else "; none was read at its source."
        scores = [(change.measure, score) for change in held for score in (change.intake, change.now)]
        return ready(said + checked, score_rows(asking, scores))

    return Content(
        "thresholds", "Change stated against a published threshold", "a change with a published threshold", look, source
    )  # fmt: skip


def any_change(source: Source) -> Content:
    """At least one measure with intake and later score."""

    def look(asking: Asking) -> Looked:
        told = changes_told(asking, lambda measure: True)
        if not told:
            return lacking(
                "No measure has a score in the intake window and a later one.", "Take a measure scored at intake."
            )
        scores = [(change.measure, score) for change in told for score in (change.intake, change.now)]
        return ready(f"{len(told)} measures scored at intake and since.", score_rows(asking, scores))

    return Content(
        "any_change", "A measure scored at intake and since", "a measure scored at intake and since", look, source,
        stops="No measure has a score in the intake window and a later one on the same scale, so that no change can be stated.",
    )  # fmt: skip


def work_function(source: Source) -> Content:
    """At least one test of physical function or time at work with intake and later score."""

    def look(asking: Asking) -> Looked:
        told = changes_told(asking, work_function_only)
        if not told:
            return lacking(
                "No test of physical function has a score in the intake window and a later one.",
                "Repeat a test of physical function that was done at intake.",
            )
        scores = [(change.measure, score) for change in told for score in (change.intake, change.now)]
        return ready(f"{len(told)} tests done at intake and since.", score_rows(asking, scores))

    return Content(
        "work_function", "A test of physical function at intake and now", "a test of physical function at intake and now",
        look, source,
        stops="No test of physical function has a score in the intake window and a later one on the same scale, so that no "
        "change can be stated.",
    )  # fmt: skip
