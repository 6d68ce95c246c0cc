"""Typed entries beside loaded rows: goals, plan changes and flares that were entered by hand."""

import pandas as pd

from store.snapshot import Snapshot


def is_registered(snapshot: Snapshot, patient_id: str) -> bool:
    """Whether a patient has a registration that stands."""
    asked = pd.DataFrame({"patient_id": pd.Series([patient_id], dtype="str")})
    return len(snapshot.ask("person_keys", asked_patient=asked)) > 0
