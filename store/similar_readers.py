"""What the store can be asked for expected courses, norms of one's own, and the quality of forms.

Readers take a Snapshot first, as in `store/readers.py`, and return frames with the columns they name.
"""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from domain.measure import Measure
from domain.scope import Scope
from domain.similarity import AGE_WITHIN_YEARS, PAIN_BANDS, Rung, Trait, Traits, ladder
from store.snapshot import Snapshot

_ANY = 1_000_000


@dataclass(frozen=True)
class Similar:
    """One patient's traits at intake, the rungs that were asked, and how similar past patients scored.

    `counts`: checkpoint, ordinal, due_day_from_start, rung, state ('observed', 'left', 'missed'), score, n (episodes); a
    checkpoint without anybody has one row with n 0. Empty where the patient has no intake score.
    """

    traits: Traits | None
    rungs: tuple[Rung, ...]
    counts: pd.DataFrame


def read_similar(snapshot: Snapshot, patient_id: str, episode_id: str, measure: Measure, as_of: date) -> Similar:
    """How past patients similar to this episode's scored on one measure, at each later checkpoint of its program."""
    traits = read_traits(snapshot, patient_id, episode_id, measure.code, as_of)
    rungs = () if traits is None or traits.baseline is None else ladder(measure, traits.baseline)
    counts = snapshot.ask(
        "similar_scores",
        {"patient_id": patient_id, "episode_id": episode_id, "measure": measure.code, "as_of": as_of},
        ladder=ladder_frame(rungs),
        pain_band=pain_bands(),
    )
    return Similar(traits, rungs, counts)


def read_traits(snapshot: Snapshot, patient_id: str, episode_id: str, measure: str, as_of: date) -> Traits | None:
    """What is known of one episode at intake; None where this patient has no such episode."""
    parameters = {"patient_id": patient_id, "episode_id": episode_id, "measure": measure, "as_of": as_of}
    rows = snapshot.ask("episode_traits", parameters)
    if rows.empty:
        return None
    known = {name: _known(rows[name].iloc[0]) for name in rows.columns}
    whole = {name: None if known[name] is None else int(known[name]) for name in ("birth_year", "pain_months")}
    return Traits(**{**known, **whole})


def read_similar_rows(snapshot: Snapshot, program: str, measure: str, as_of: date) -> pd.DataFrame:
    """Every past episode with its score, for calibrating the band: checkpoint, ordinal, episode_id, patient_id, baseline,
    form ('' not stated), score, sex, age_days, payer, pain_band."""
    return snapshot.ask(
        "similar_rows", {"program": program, "measure": measure, "as_of": as_of}, pain_band=pain_bands()
    )


def read_intake_sums(snapshot: Snapshot, scope: Scope, as_of: date) -> pd.DataFrame:
    """Sufficient statistics of the intake scores: measure, n, total, total_sq."""
    return snapshot.ask("intake_sums", scope.parameters_on(as_of))


def read_score_counts(snapshot: Snapshot, scope: Scope, as_of: date, checkpoint: str) -> pd.DataFrame:
    """Frequency table of the scores due at one checkpoint: measure, form, score (NaN: none), n (episodes)."""
    return snapshot.ask("score_counts", {**scope.parameters_on(as_of), "checkpoint": checkpoint})


def read_form_timing(snapshot: Snapshot, scope: Scope, as_of: date) -> pd.DataFrame:
    """When due forms arrived: checkpoint, measure, state ('filled', 'after closing', 'not filled'), days_from_due (NaN unless
    filled), items ('scored', 'prorated', another word or None: not known), n (episodes)."""
    return snapshot.ask("form_timing", scope.parameters_on(as_of))


def ladder_frame(rungs: tuple[Rung, ...]) -> pd.DataFrame:
    """The rungs as the table `ladder` of `similar_scores.sql`."""
    asked = {"same_sex": Trait.SEX, "same_age": Trait.AGE, "same_payer": Trait.PAYER, "same_pain": Trait.PAIN_DURATION}
    return pd.DataFrame(
        {
            "rung": pd.Series([r.rung for r in rungs], dtype="int64"),
            "baseline_within": pd.Series([r.baseline_within for r in rungs], dtype="float64"),
            "age_within_days": pd.Series([365.25 * AGE_WITHIN_YEARS] * len(rungs), dtype="float64"),
            **{
                name: pd.Series([int(trait in r.traits) for r in rungs], dtype="int64") for name, trait in asked.items()
            },
        }
    )


def pain_bands() -> pd.DataFrame:
    """The bands of pain duration as the table `pain_band`."""
    rows = [(name, first, _ANY if above is None else above) for name, first, above in PAIN_BANDS]
    return pd.DataFrame(rows, columns=["band", "from_months", "below_months"])


def _known(value):
    """A cell of one row: None where it is null."""
    if value is None or pd.isna(value):
        return None
    return value if isinstance(value, str) else float(value)
