"""What the store can say of opioid doses that follow from medication lists; the conventions of `store.readers`."""

from datetime import date

import pandas as pd

from domain.medication_dose import DOSE_MEASURE, DOUBT_COLUMNS, dose_doubts
from domain.opioid.local_names import LocalNames
from store.readers import read_medications
from store.snapshot import Snapshot


def read_dose_doubts(snapshot: Snapshot, patient_id: str) -> pd.DataFrame:
    """Why weeks of a patient's medication list have no derived opioid dose, or may be wrong: drug, route, first_day and
    last_day of the doubt (None: not known or open), reason. Empty where the list raises none, or there is no list."""
    seen_at = snapshot.ask("medications_seen", {"patient_id": patient_id})["seen_at"].iloc[0]
    if seen_at is None:
        return pd.DataFrame(columns=list(DOUBT_COLUMNS), dtype=object)
    listed = read_medications(snapshot, patient_id)
    return dose_doubts(listed, date.fromisoformat(seen_at[:10]), names=read_medicine_names(snapshot))


def read_medicine_names(snapshot: Snapshot) -> LocalNames:
    """The clinic's own names of medicines, as the store was computed with them."""
    frame = snapshot.ask("medicine_names")
    return LocalNames(tuple(zip(frame["name"], frame["means"], strict=True)))


def read_unknown_medicines(snapshot: Snapshot) -> pd.DataFrame:
    """Names on medication lists that nobody knows, most people first: name (in small letters, without amounts and forms),
    lines, people, without_stated_dose (of these people, whose weekly opioid dose follows from the list, or would)."""
    names, texts = read_medicine_names(snapshot), snapshot.ask("medicine_texts")["drug"]
    unknown = [(text, name) for text in texts for name in dict.fromkeys(names.unknown_in(text))]
    asked = pd.DataFrame(unknown, columns=["drug", "name"], dtype="str")
    return snapshot.ask("unknown_medicines", {"measure": DOSE_MEASURE}, unknown_text=asked)
