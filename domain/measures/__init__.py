"""The registry of measures: one file per construct, function first, pain after."""

from domain.measure import Measure
from domain.measures.activity import ACTIVITY
from domain.measures.anxiety import ANXIETY
from domain.measures.catastrophizing import CATASTROPHIZING
from domain.measures.global_change import GLOBAL_CHANGE
from domain.measures.medication import MEDICATION
from domain.measures.mood import MOOD
from domain.measures.pain_intensity import PAIN_INTENSITY
from domain.measures.pain_interference import PAIN_INTERFERENCE
from domain.measures.physical_function import PHYSICAL_FUNCTION
from domain.measures.self_efficacy import SELF_EFFICACY
from domain.measures.sleep import SLEEP

_IN_ORDER = (
    *PHYSICAL_FUNCTION,
    *ACTIVITY,
    *PAIN_INTERFERENCE,
    *SELF_EFFICACY,
    *SLEEP,
    *MOOD,
    *ANXIETY,
    *CATASTROPHIZING,
    *PAIN_INTENSITY,
    *MEDICATION,
    *GLOBAL_CHANGE,
)

MEASURES: dict[str, Measure] = {measure.code: measure for measure in _IN_ORDER}
"""Every measure by its code, in the order in which pages list them."""

MEASURE_CODES = frozenset(MEASURES)


class UnknownMeasure(LookupError):
    """No measure has this code; the message is one plain sentence."""


def measure(code: str) -> Measure:
    """The measure with this code.

    Raises:
        UnknownMeasure: the registry has no such measure.
    """
    try:
        return MEASURES[code]
    except KeyError:
        raise UnknownMeasure(f"There is no measure '{code}'; known are {', '.join(MEASURES)}.") from None
