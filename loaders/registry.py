"""Who is treated, and in which program: registration and episode exports."""

from datetime import date, timedelta

import numpy as np

from domain.clinic import Clinic
from domain.loaded import RowKind
from loaders.dates import earlier
from loaders.fields import SEXES
from loaders.lines import Lines
from loaders.notes import unknown_codes
from loaders.parts import Parts, settle

_MOST_MONTHS = 1_200


def read_patients(lines: Lines, clinic: Clinic) -> Parts:
    """One row per registration. Sex is 'unknown' where the source says nothing."""
    lines.reject_empty()
    columns = {
        "patient": lines.patients(),
        "name": lines.free_text("name"),
        "birth_date": lines.days("birth_date", "The birth date", secret=True),
        "sex": lines.codes("sex", "The sex", known=SEXES),
        "died_on": lines.days("died_on", "The day of death"),
        "withdrew_on": lines.days("withdrew_on", "The day on which consent was withdrawn"),
        **lines.records(),
    }
    columns["sex"] = np.where(columns["sex"] == None, "unknown", columns["sex"])  # noqa: E711
    for field, what in (("died_on", "The day of death"), ("withdrew_on", "The withdrawal of consent")):
        early = earlier(columns[field], columns["birth_date"])
        lines.reject(early, field, "date_before_birth", f"{what} lies before the birth date.")
    return settle(RowKind.PATIENT, columns, lines.ledger, lines.lines)


def read_episodes(lines: Lines, clinic: Clinic) -> Parts:
    """One row per state of an episode. Without a planned end, the program's length gives it."""
    lines.reject_empty()
    programs = {program.code: program.weeks for program in clinic.programs}
    columns = {
        "patient": lines.patients(),
        "program": _programs(lines, programs),
        "started": lines.days("started", "The start"),
        "planned_end": lines.days("planned_end", "The planned end", future=True),
        "ended": lines.days("ended", "The end"),
        "how_ended": lines.codes("how_ended", "The way of ending"),
        "why_left": lines.free_text("why_left"),
        "site": lines.codes("site", "The site"),
        "payer": lines.codes("payer", "The payer"),
        "clinician": lines.codes("clinician", "The clinician"),
        "pain_months": _whole_months(lines),
        **lines.records(),
    }
    lines.require("started", "The start of the episode")
    for field, what in (("planned_end", "planned end"), ("ended", "end")):
        lines.reject(
            earlier(columns[field], columns["started"]), field, "bad_date", f"The {what} lies before the start."
        )
    _check_endings(lines, columns)
    columns["planned_end"] = _planned_ends(columns, programs)
    notes = unknown_codes(columns, lines.ledger, clinic)
    return settle(RowKind.EPISODE, columns, lines.ledger, lines.lines, notes=notes)


def _whole_months(lines: Lines) -> np.ndarray:
    """How long the pain had lasted at the start; a begun month is not counted."""
    months = lines.numbers("pain_months", "The duration of pain")
    with np.errstate(invalid="ignore"):
        outside = (months < 0) | (months > _MOST_MONTHS)
    lines.reject(outside, "pain_months", "out_of_range", f"The duration of pain is not 0 to {_MOST_MONTHS} months.")
    return np.array([None if np.isnan(n) else int(n) for n in months], dtype=object)


def _programs(lines: Lines, programs: dict[str, int]) -> np.ndarray:
    """Our program of each row; a label that the clinic does not know is rejected as an unknown program."""
    lines.require("program", "The program")
    found = lines.codes("program", "The program", code="unknown_program")
    unknown = np.array([code is not None and code not in programs for code in found], dtype=bool)
    lines.reject(unknown, "program", "unknown_program", "The clinic's clinic.toml declares no such program.")
    return found


def _check_endings(lines: Lines, columns: dict[str, np.ndarray]) -> None:
    """An end without a way of ending could be a success or a loss, so it is not guessed."""
    ended, how = _filled(columns["ended"]), _filled(columns["how_ended"])
    lines.reject(ended & ~how, "how_ended", "required_missing", "The episode has ended, but how it ended is missing.")
    lines.reject(
        how & ~ended, "ended", "required_missing", "It says how the episode ended, but the day of its end is missing."
    )


def _planned_ends(columns: dict[str, np.ndarray], programs: dict[str, int]) -> np.ndarray:
    found = zip(columns["planned_end"], columns["started"], columns["program"], strict=True)
    ends = [_planned_end(end, started, programs.get(program)) for end, started, program in found]
    return np.array([*ends, None], dtype=object)[:-1]


def _planned_end(end: date | None, started: date | None, weeks: int | None) -> date | None:
    if end is not None or started is None or weeks is None:
        return end
    return started + timedelta(weeks=weeks)


def _filled(values: np.ndarray) -> np.ndarray:
    return np.array([value is not None for value in values], dtype=bool)
