"""The simulated truth of the sample clinic as frames, and the windows its checkpoints close in."""

from datetime import date

import pandas as pd
import pytest

from domain.program import window_of
from sample_data.generator.population import Case, simulate
from sample_data.generator.setting import AS_OF


@pytest.fixture(scope="session")
def cases() -> list[Case]:
    return simulate()


@pytest.fixture(scope="session")
def windows(cases) -> pd.DataFrame:
    """One row per episode × checkpoint: when it closes, whether it is due by AS_OF, what is in."""
    return pd.DataFrame(row for case in cases for episode in case.episodes for row in _windows_of(case, episode))


def _windows_of(case, episode):
    for checkpoint in episode.program.checkpoints:
        ending = episode.ending
        window = window_of(checkpoint, episode.started, ending.ended, ending.planned_end, episode.first_session_on)
        excused = case.died_on or case.withdrew_on or date.max
        inside = [s for s in episode.scores if s.checkpoint == checkpoint.code and window.holds(s.on_date)]
        yield {
            "episode": episode.record_number,
            "program": episode.program.code,
            "payer": episode.person.payer,
            "checkpoint": checkpoint.code,
            "left_early": ending.left_early,
            "is_due": window.closes_on < AS_OF and excused > window.closes_on,
            "any_form": bool(inside),
        }


@pytest.fixture(scope="session")
def scores(cases) -> pd.DataFrame:
    """One row per episode × measure with the score inside each checkpoint's window as columns."""
    rows = []
    for case in cases:
        for episode in case.episodes:
            for checkpoint in episode.program.checkpoints:
                ending = episode.ending
                window = window_of(
                    checkpoint, episode.started, ending.ended, ending.planned_end, episode.first_session_on
                )
                rows += [
                    (
                        episode.record_number,
                        episode.program.code,
                        episode.person.payer,
                        s.measure,
                        checkpoint.code,
                        s.value,
                    )
                    for s in episode.scores
                    if s.checkpoint == checkpoint.code and window.holds(s.on_date)
                ]
    long = pd.DataFrame(rows, columns=["episode", "program", "payer", "measure", "checkpoint", "value"])
    return long.pivot_table(
        index=["episode", "program", "payer", "measure"], columns="checkpoint", values="value", aggfunc="first"
    ).reset_index()
