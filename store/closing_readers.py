"""Which checkpoints close soon: readers as in `store.readers`."""

from datetime import date

import pandas as pd

from store.snapshot import Snapshot


def read_closing_checkpoints(snapshot: Snapshot, as_of: date, to_day: date) -> pd.DataFrame:
    """Open checkpoints that close by `to_day` while forms are not in: patient_id, episode_id, program, checkpoint, due_on,
    closes_on, site, clinician, asked, filled (measures), next_visit_on (None: none booked by then), has_left (0 or 1)."""
    return snapshot.ask("closing_checkpoints", {"as_of": as_of, "to_day": to_day})
