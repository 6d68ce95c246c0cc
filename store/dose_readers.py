"""What the store can say of opioid doses that follow from medication lists; the conventions of `store.readers`."""

from datetime import date

import pandas as pd

from domain.medication_dose import DOUBT_COLUMNS, dose_doubts
from store.readers import read_medications
from store.snapshot import Snapshot


def read_dose_doubts(snapshot: Snapshot, patient_id: str) -> pd.DataFrame:
    """Why weeks of a patient's medication list have no derived opioid dose, or may be wrong: drug, route, first_day and
    last_day of the doubt (None: not known or open), reason. Empty where the list raises none, or there is no list."""
    seen_at = snapshot.ask("medications_seen", {"patient_id": patient_id})["seen_at"].iloc[0]
    if seen_at is None:
        return pd.DataFrame(columns=list(DOUBT_COLUMNS), dtype=object)
    return dose_doubts(read_medications(snapshot, patient_id), date.fromisoformat(seen_at[:10]))
