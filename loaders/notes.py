"""Things worth telling that reject nothing: codes that clinic.toml does not name."""

import numpy as np

from domain.clinic import Clinic
from loaders.ledger import Ledger
from loaders.reasons import quoted_label

_NAMED = {"site": "sites", "payer": "payers", "clinician": "clinicians"}


def unknown_codes(columns: dict[str, np.ndarray], ledger: Ledger, clinic: Clinic) -> tuple[str, ...]:
    """One sentence for each site, payer or clinician that stands in a good row but not in clinic.toml."""
    notes = []
    for field, label in _NAMED.items():
        declared = {row.code for row in getattr(clinic, label)}
        found = {code for code in columns[field][ledger.open] if code is not None} if field in columns else set()
        if declared:
            notes += [
                f"{field.capitalize()} {quoted_label(code)} is not among the {label} in clinic.toml; it is kept as it is."
                for code in sorted(found - declared)
            ]
    return tuple(notes[:20])
