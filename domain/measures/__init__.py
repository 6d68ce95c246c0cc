"""The registry of measures: one file per construct, function first, pain after."""

from domain.measure import Measure
from domain.measures.activity import ACTIVITY
from domain.measures.anxiety import ANXIETY
from domain.measures.catastrophizing import CATASTROPHIZING
from domain.measures.central_sensitization import CENTRAL_SENSITIZATION
from domain.measures.fatigue import FATIGUE
from domain.measures.fear_of_movement import FEAR_OF_MOVEMENT
from domain.measures.fibromyalgia import FIBROMYALGIA
from domain.measures.general_function import GENERAL_FUNCTION
from domain.measures.global_change import GLOBAL_CHANGE
from domain.measures.medication import MEDICATION
from domain.measures.mood import MOOD
from domain.measures.neuropathic_pain import NEUROPATHIC_PAIN
from domain.measures.opioid_risk import OPIOID_RISK
from domain.measures.pain_disability import PAIN_DISABILITY
from domain.measures.pain_intensity import PAIN_INTENSITY
from domain.measures.pain_interference import PAIN_INTERFERENCE
from domain.measures.performance_tests import PERFORMANCE_TESTS
from domain.measures.physical_function import PHYSICAL_FUNCTION
from domain.measures.prognosis import PROGNOSIS
from domain.measures.quality_of_life import QUALITY_OF_LIFE
from domain.measures.regional_function import REGIONAL_FUNCTION
from domain.measures.self_efficacy import SELF_EFFICACY
from domain.measures.sleep import SLEEP
from domain.measures.sleep_quality import SLEEP_QUALITY
from domain.measures.social_roles import SOCIAL_ROLES
from domain.measures.work import WORK

_IN_ORDER = (
    *PHYSICAL_FUNCTION,
    *GENERAL_FUNCTION,
    *REGIONAL_FUNCTION,
    *PERFORMANCE_TESTS,
    *ACTIVITY,
    *WORK,
    *SOCIAL_ROLES,
    *QUALITY_OF_LIFE,
    *PAIN_INTERFERENCE,
    *PAIN_DISABILITY,
    *SELF_EFFICACY,
    *SLEEP,
    *SLEEP_QUALITY,
    *FATIGUE,
    *MOOD,
    *ANXIETY,
    *FEAR_OF_MOVEMENT,
    *CATASTROPHIZING,
    *CENTRAL_SENSITIZATION,
    *FIBROMYALGIA,
    *PAIN_INTENSITY,
    *NEUROPATHIC_PAIN,
    *MEDICATION,
    *OPIOID_RISK,
    *PROGNOSIS,
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
