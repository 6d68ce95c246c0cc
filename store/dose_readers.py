"""What the store can say of opioid doses that follow from medication lists; the conventions of `store.readers`."""

from collections import Counter
from datetime import date

import pandas as pd

from domain.medication_dose import DOSE_MEASURE, DOUBT_COLUMNS, dose_doubts, weeks_of_unknown_names
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
    lines, people, without_stated_dose (of these people, whose weekly opioid dose follows from the list, or would), weeks
    (of theirs, that have no dose while the name is listed; a week with two such names counts for both)."""
    names, texts = read_medicine_names(snapshot), snapshot.ask("medicine_texts")["drug"]
    unknown = [(text, name) for text in texts for name in dict.fromkeys(names.unknown_in(text))]
    asked = pd.DataFrame(unknown, columns=["drug", "name"], dtype="str")
    found = snapshot.ask("unknown_medicines", {"measure": DOSE_MEASURE}, unknown_text=asked)
    weeks = _weeks_without_dose(snapshot, asked[["drug"]].drop_duplicates(), names)
    return found.assign(weeks=[weeks.get(name, 0) for name in found["name"]])


def _weeks_without_dose(snapshot: Snapshot, texts: pd.DataFrame, names: LocalNames) -> dict[str, int]:
    """Name → weeks. Lists are read together that are known up to the same day."""
    lists = snapshot.ask("unknown_medicine_lists", {"measure": DOSE_MEASURE}, unknown_text=texts)
    counts: Counter[str] = Counter()
    for seen_on, rows in lists.groupby(lists["seen_at"].str[:10]):
        counts.update(weeks_of_unknown_names(rows, date.fromisoformat(str(seen_on)), names=names)["name"])
    return dict(counts)
