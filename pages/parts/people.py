"""Names and record numbers, asked anew each time and kept nowhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from pages.parts import reading
from pages.parts.wording import age_on, masked


@dataclass(frozen=True)
class Person:
    patient_id: str
    record_number: str | None
    name: str | None
    birth_date: date | None

    @property
    def shown_name(self) -> str:
        return self.name or "Name not recorded"

    @property
    def spoken_name(self) -> str:
        """'Marisol Vega', also where the record says 'Vega, Marisol'."""
        family, comma, given = self.shown_name.partition(",")
        return f"{given.strip()} {family.strip()}" if comma else self.shown_name

    @property
    def shown_record(self) -> str:
        return f"record {masked(self.record_number)}" if self.record_number else "no record number"

    def age(self, day: date) -> str:
        return age_on(day, self.birth_date)


def people(patient_ids: Sequence[str]) -> dict[str, Person]:
    """By internal id."""
    frame = reading.ask("people", patient_ids=patient_ids)
    return {one.patient_id: one for one in _persons(frame)}


def person(patient_id: str) -> Person:
    return people((patient_id,)).get(patient_id, Person(patient_id, None, None, None))


def matching(typed: str) -> list[Person]:
    """Who matches a part of a name or a record number."""
    return _persons(reading.ask("find_people", wanted=typed))


def _persons(frame: pd.DataFrame) -> list[Person]:
    return [Person(row.patient_id, row.record_number, row.name, row.birth_date) for row in frame.itertuples()]
