"""Where a score comes from, in words: its line in a file, how it was computed, what it replaced."""

from datetime import datetime, tzinfo

from charts import numbers
from domain.measure import Measure
from domain.measure_sheet import sheet_of
from metrics.score_origin import FormerValue, Place, ScoreOrigin

MOST_PLACES = 3
GIVEN = "the number as its source gives it; nothing was computed"


def origin_entries(name: str, measure: Measure, origin: ScoreOrigin, zone: tzinfo) -> list[tuple[str, str]]:
    """Term and text: 'Intake 58%, from' 'ehr_scores.csv, line 512; load 1 of 17 Nov 2025 08:30', then what was computed and
    replaced. `name` says which number it is; times are written in `zone`."""
    entries = [(f"{name}, from", _places(origin, zone)), (f"{name}, scored", how_scored(measure, origin))]
    entries += [(f"{name}, replaced", _former(measure, one, zone)) for one in origin.former]
    return entries


def place_in_words(place: Place, zone: tzinfo) -> str:
    return f"{place.file}, line {place.line:,}; load {place.batch_id} of {moment(place.loaded_at, zone)}"


def moment(text: str, zone: tzinfo) -> str:
    """'17 Nov 2025 08:30'."""
    at = datetime.fromisoformat(text)
    local = at.astimezone(zone) if at.tzinfo else at
    return f"{numbers.day(local.date())} {local:%H:%M}"


def how_scored(measure: Measure, origin: ScoreOrigin) -> str:
    """The rule in force where the score was computed here, with its source; otherwise that it was given."""
    if origin.is_derived:
        return "the week's value, from the days that are listed"
    if not origin.is_computed:
        return GIVEN
    rule = next((fact for fact in sheet_of(measure).scoring.facts if fact.label == "Rule"), None)
    if rule is None:
        return "from the item answers"
    known = "" if rule.source is None else f" ({rule.source.label}; {'✓ verified' if rule.verified else 'unverified'})"
    return f"{rule.text}{known}"


def _places(origin: ScoreOrigin, zone: tzinfo) -> str:
    said = [place_in_words(place, zone) for place in origin.places[:MOST_PLACES]]
    more = len(origin.places) - MOST_PLACES
    joint = "; and " if origin.is_derived else "; the same in "
    return joint.join(said) + (f"; and {more:,} more line{'s' if more > 1 else ''}" if more > 0 else "")


def _former(measure: Measure, former: FormerValue, zone: tzinfo) -> str:
    value = "no value" if former.value is None else numbers.with_unit(measure, former.value)
    return f"{value} ({place_in_words(former.place, zone)}): {former.why}"
