"""Everything that is known of one patient, read once: the one reader of screens, packets and command lines."""

from datetime import date, datetime, time

import pandas as pd

from access.door import Door
from domain.clinic import Clinic
from domain.evidence import CheckpointWindow, EpisodeFacts, Evidence
from domain.program import Program, window_of


def read_evidence(
    door: Door, patient_id: str, as_of: date | None = None, *, episode_id: str | None = None, known_then: bool = True
) -> Evidence:
    """The evidence of one patient on a day, today where none is named.

    Of a day in the past, observations and checkpoint scores are those that had been loaded by then and entries those that
    had been made; with `known_then` False today's, as far as they are dated by then. The other tables always are so, as
    no reader tells of their former states. The episode is the one named, else the newest whose intake window had opened.

    Raises:
        ValueError: the patient has no such episode.
        AccessRefused: the asker may not see the patient.
    """
    today = door.clinic.clock.today()
    day = as_of or today
    known_at = _end_of(day, door.clinic) if known_then and day < today else None
    episode = _episode(door, patient_id, day, episode_id)
    checkpoints = _windows(door.clinic, episode)
    observations, course = _scores(door, patient_id, known_at)
    return Evidence(
        patient_id=patient_id,
        as_of=day,
        episode=episode,
        checkpoints=checkpoints,
        course=_course_of(course, episode, checkpoints, observations, day),
        observations=_by(observations, "on_date", day),
        events=_by(door.events(patient_id), "on_date", day),
        appointments=door.appointments(patient_id),
        goals=_with_origin(_by(door.goals(patient_id), "set_on", day)),
        authorizations=_by(door.authorizations(patient_id), "requested_on", day),
        medications=_by(door.medications(patient_id), "started", day),
        entries=tuple(
            entry for entry in door.entries(patient_id, known_at) if entry.on_date is None or entry.on_date <= day
        ),
        measures=door.clinic.measures,
        known_then=known_at is not None,
    )


def _end_of(day: date, clinic: Clinic) -> datetime:
    return datetime.combine(day, time.max, clinic.clock.time_zone)


def _episode(door: Door, patient_id: str, day: date, wanted: str | None) -> EpisodeFacts | None:
    rows = list(door.episodes([patient_id]).to_dict("records"))
    if wanted is not None:
        rows = [row for row in rows if row["episode_id"] == wanted]
        if not rows:
            raise ValueError("the patient has no such episode")
    facts = [_facts(row, day) for row in rows]
    begun = [one for one in facts if wanted is not None or _opens_on(door.clinic, one) <= day]
    return max(begun, key=lambda one: (one.started, one.episode_id), default=None)


def _opens_on(clinic: Clinic, episode: EpisodeFacts) -> date:
    windows = _windows(clinic, episode)
    return min((one.window.opens_on for one in windows if one.kind == "intake"), default=episode.started)


def _facts(row: dict, day: date) -> EpisodeFacts:
    """What an episode's row says on a day: an end that is still to come is not known."""
    known = {name: _plain(row[name]) for name in ("planned_end", "ended", "how_ended", "site", "payer", "clinician")}
    if known["ended"] is not None and known["ended"] > day:
        known |= {"ended": None, "how_ended": None}
    months, first = _plain(row["pain_months"]), _plain(row["first_session_on"])
    return EpisodeFacts(
        row["episode_id"],
        row["program"],
        _plain(row["started"]),
        **known,
        pain_months=None if months is None else int(months),
        first_session_on=first if first is not None and first <= day else None,
    )


def _plain(value):
    return None if value is None or pd.isna(value) else value


def _windows(clinic: Clinic, episode: EpisodeFacts | None) -> tuple[CheckpointWindow, ...]:
    program = next((p for p in clinic.programs if episode is not None and p.code == episode.program), None)
    return (
        ()
        if program is None or episode is None
        else tuple(_window(one, program, episode) for one in program.checkpoints)
    )


def _window(checkpoint, program: Program, episode: EpisodeFacts) -> CheckpointWindow:
    planned_end = episode.planned_end or episode.started + pd.Timedelta(weeks=program.weeks).to_pytimedelta()
    days = (episode.started, episode.ended, planned_end, episode.first_session_on)
    return CheckpointWindow(checkpoint.code, checkpoint.name, checkpoint.kind.value, window_of(checkpoint, *days))


def _scores(door: Door, patient_id: str, known_at: datetime | None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Observations and checkpoint scores, as they stand or as they stood."""
    if known_at is None:
        return door.observations(patient_id), door.course(patient_id)
    known = door.as_known(patient_id, known_at)
    return known.observations, known.checkpoint_scores


def _course_of(
    course: pd.DataFrame,
    episode: EpisodeFacts | None,
    checkpoints: tuple[CheckpointWindow, ...],
    observations: pd.DataFrame,
    day: date,
) -> pd.DataFrame:
    """The checkpoint scores of the episode with the columns of `Door.course`; what is dated later is not there yet."""
    rows = course[course["episode_id"] == (episode.episode_id if episode else None)].reset_index(drop=True)
    later = rows["on_date"].map(lambda on: _plain(on) is not None and on > day).astype(bool)
    for name in ("observation_id", "on_date", "form"):
        rows[name] = rows[name].astype(object).where(~later, None)
    for name in ("value", "standard_error"):
        rows[name] = rows[name].where(~later)
    return rows if "ordinal" in rows else _completed(rows, episode, checkpoints, observations)


def _completed(rows, episode, checkpoints, observations) -> pd.DataFrame:
    places = {one.code: (place, one.kind) for place, one in enumerate(checkpoints)}
    rows["ordinal"] = [places.get(code, (-1, None))[0] for code in rows["checkpoint"]]
    rows["kind"] = [places.get(code, (-1, None))[1] for code in rows["checkpoint"]]
    rows["started"] = episode.started if episode else None
    where = observations[["observation_id", "file_id", "line", "batch_id", "score_status", "standing"]]
    rows = rows.merge(where, on="observation_id", how="left")
    rows["ended"], rows["how_ended"] = (episode.ended, episode.how_ended) if episode else (None, None)
    return rows.sort_values(["ordinal", "measure"], ignore_index=True)


def _by(rows: pd.DataFrame, name: str, day: date) -> pd.DataFrame:
    """Rows dated by that day, and those without a date."""
    kept = [_plain(on) is None or on <= day for on in rows[name]]
    return rows[pd.Series(kept, index=rows.index, dtype=bool)].reset_index(drop=True)


def _with_origin(goals: pd.DataFrame) -> pd.DataFrame:
    return goals if "origin" in goals else goals.assign(origin="loaded")
