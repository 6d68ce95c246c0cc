"""By which rules are these numbers made, where does each rule come from, and what changed between versions?"""

from collections.abc import Callable

from pages.parts import method_changes, method_definitions, method_measures, method_policies, method_thresholds
from pages.parts.coded import switch_coded

PARTS: dict[str, tuple[str, Callable[[], None]]] = {
    "measures": ("Measures", method_measures.show),
    "thresholds": ("Thresholds in force", method_thresholds.show),
    "definitions": ("Definitions", method_definitions.show),
    "policies": ("Policies", method_policies.show),
    "changes": ("What changed", method_changes.show),
}


def method() -> None:
    chosen = switch_coded(
        "Part of the method", "part", list(PARTS), lambda code: PARTS[code][0], "measures", hides_label=True
    )
    _, show = PARTS[chosen]
    show()
