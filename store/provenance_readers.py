"""Where the numbers of one patient come from, and what stood in their place before."""

import pandas as pd

from store.snapshot import Snapshot


def read_patient_sources(snapshot: Snapshot, patient_id: str) -> pd.DataFrame:
    """Every place where an observation of the patient stood, the first one first: observation_id, row_id, on_date, value,
    score_status, file_id, file, mapping, line, batch_id, loaded_at, is_first, origin (None: a file that was handed over),
    loader_version. `read_source` for all observations of a patient at once."""
    return snapshot.ask("patient_sources", {"patient_id": patient_id})


def read_versions(snapshot: Snapshot, patient_id: str) -> pd.DataFrame:
    """Every row about the patient's scores that ever arrived: row_id, record_key, measure, on_date, at_time, occasion, value,
    unit, version, retracted, file_id, file, line, batch_id, loaded_at, standing (None for what is no longer in force),
    until_at, is_undone."""
    return snapshot.ask("versions", {"patient_id": patient_id})
