"""The sentence that the Measures screen opens with."""

from collections.abc import Iterable

from domain.measure import Measure
from domain.measure_sheet import Sheet
from domain.measure_words import default_in_words, default_is_verified, range_in_words
from pages.parts.wording import count


def of_list(shown: Iterable[Measure]) -> tuple[str, str]:
    """'96 measures, 70 with a default threshold.' 'Somebody read 43 of these at their source; 27 are unverified.'"""
    listed = list(shown)
    checks = [default_is_verified(measure) for measure in listed]
    known = [verified for verified in checks if verified is not None]
    head = f"{count(len(listed), 'measure')}, {len(known)} with a default threshold."
    if not known:
        return head, ""
    return (
        head,
        f"{sum(known)} of {len(known)} were read at their source; {len(known) - sum(known)} are unverified and marked.",
    )


def of_measure(sheet: Sheet) -> tuple[str, str]:
    """'0–100 %, lower is better.' 'Improved means a change of at least 10 points or 30 % of baseline (verified).'"""
    measure = sheet.measure
    if measure.panel:
        return sheet.what, "Each score is a measure with a direction and a threshold of its own."
    side = f", {measure.direction[2:]}." if measure.judged else "; its change is not judged."
    return range_in_words(measure)[:1].upper() + range_in_words(measure)[1:] + side, _improved(measure)


def _improved(measure: Measure) -> str:
    verified = default_is_verified(measure)
    if verified is None:
        return "" if not measure.judged else "No meaningful change is on record."
    mark = "verified" if verified else "unverified"
    if measure.response_category:
        return f"Improved means a rating of {default_in_words(measure)} ({mark})."
    return f"Improved means a change of at least {default_in_words(measure)} ({mark})."
