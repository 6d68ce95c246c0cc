"""What was done with a patient, as lanes on the weeks of the panels: medicines and dose first, then care, then life."""

from collections.abc import Sequence

import pandas as pd

from charts.event_lanes import Happening, lanes_of
from charts.lane import Lane
from charts.medication_lanes import MOST_MEDICINES, dose_lane, medicine_lanes
from metrics.dose_course import DoseCourse
from pages.parts.episode_course import EpisodeCourse
from pages.parts.wording import count

KEY = "filled dot attended · open dot missed"


def lanes(
    course: EpisodeCourse, events: pd.DataFrame, medications: pd.DataFrame, dose: DoseCourse | None
) -> tuple[Lane, ...]:
    """Medicines, opioid dose and events. Medicines that do not touch the weeks shown are left out."""
    episode = course.episode
    happenings = [
        Happening(row.kind, episode.day_of(row.on_date), row.detail or "")
        for row in events.itertuples()
        if row.on_date is not None
    ]
    done = lanes_of(happenings, until_day=episode.day_of(episode.ended or episode.today))
    doses = dose_lane(dose, episode.day_of) if dose else None
    listed = medicine_lanes(medications.itertuples(), episode.day_of, episode.today)
    return (*_shown(listed, course)[:MOST_MEDICINES], *([doses] if doses else []), *done)


def _shown(listed: Sequence[Lane], course: EpisodeCourse) -> list[Lane]:
    first = course.axis.first_day
    return [lane for lane in listed if any((event.until_day or event.day) >= first for event in lane.events)]


def notes(course: EpisodeCourse, medications: pd.DataFrame, dose: DoseCourse | None, doubts: pd.DataFrame) -> list[str]:
    """What the lanes leave out or rest upon."""
    episode = course.episode
    listed = _shown(medicine_lanes(medications.itertuples(), episode.day_of, episode.today), course)
    said = []
    if len(listed) > MOST_MEDICINES:
        rest = ", ".join(lane.name for lane in listed[MOST_MEDICINES:])
        said.append(f"{count(len(listed) - MOST_MEDICINES, 'more medicine')} on the list: {rest}.")
    if dose is not None:
        said.append(_dose_note(dose))
    if len(doubts):
        drugs = ", ".join(dict.fromkeys(str(drug) for drug in doubts["drug"] if drug))
        said.append(f"Not counted or not sure in the opioid dose: {drugs or 'lines of the list'}.")
    return said


def _dose_note(dose: DoseCourse) -> str:
    source = "from the medication list" if dose.is_derived else "as its source states it"
    table = f", factor table {dose.table}" if dose.table else ", factor table not stated"
    said = f"Opioid dose {source}{table}; for monitoring, not a dosing tool."
    if dose.other_tables:
        said += f" Doses under {', '.join(dose.other_tables)} are left out: totals of two tables do not compare."
    return (
        said if dose.baseline is not None else said + " No dose is known for the first day, so no milestone is counted."
    )
