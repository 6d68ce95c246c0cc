"""The bad rows, all in one place: what real exports get wrong, a few of each, so that the ledger has something to show.

`Fault.expected` says what must become of the row: a rejection code, or waiting, duplicate, corrected,
retracted, conflict. Tests hold the loaded sample to it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sample_data.generator.figures import PEOPLE
from sample_data.generator.population import Case
from sample_data.generator.setting import AS_OF, generator_for
from sample_data.generator.tables import Table

UNREGISTERED = ("S-199001", "S-199002")
"""Two record numbers that registration has not sent yet: their rows wait."""


@dataclass(frozen=True)
class Fault:
    """One bad row of `file_name`, made from a copy of a good one (`column`: its index)."""

    file_name: str
    expected: str
    spoil: Callable[[list], list]
    column: int | None = None


def cell(place: int, value) -> Callable[[list], list]:
    """The row with another cell at `place`."""
    return lambda row: [*row[:place], value, *row[place + 1 :]]


def cells(**changes) -> Callable[[list], list]:
    """The row with other cells; keys are c0, c1, ..."""
    places = {int(key[1:]): value for key, value in changes.items()}
    return lambda row: [places.get(i, old) for i, old in enumerate(row)]


def same(row: list) -> list:
    return list(row)


def short(row: list) -> list:
    return row[:3]


_NEXT_YEAR = AS_OF + timedelta(days=365)

FAULTS: tuple[Fault, ...] = (
    Fault("ehr_patients.csv", "bad_date", cells(c0="S-199011", c2="13/45/1971")),
    Fault("ehr_patients.csv", "unknown_label", cells(c0="S-199012", c3="Q")),
    Fault("ehr_patients.csv", "no_patient", cell(0, "")),
    Fault("ehr_patients.csv", "duplicate", same),
    Fault("ehr_episodes.csv", "unknown_program", cells(c0="E9001-1", c2="IDP99")),
    Fault("ehr_episodes.csv", "bad_date", cells(c0="E9002-1", c3="2024-02-30")),
    Fault("ehr_appointments.csv", "bad_time", cells(c0="A90001", c3="25:10 PM")),
    Fault("ehr_appointments.csv", "bad_line", short),
    Fault("ehr_appointments.csv", "unknown_label", cells(c0="A90002", c7="???")),
    Fault("ehr_events.csv", "unknown_label", cells(c0="V900001", c3="XRAY")),
    Fault("ehr_events.csv", "future_date", cells(c0="V900002", c2=_NEXT_YEAR.strftime("%m/%d/%Y"))),
    Fault("ehr_events.csv", "waiting", cells(c0="V900003", c1=UNREGISTERED[0])),
    Fault("ehr_events.csv", "waiting", cells(c0="V900004", c1=UNREGISTERED[1])),
    Fault("redcap_questionnaires.csv", "out_of_range", cells(c1="unscheduled_arm_1", c4="2025-03-04", c5="110", c6="", c7="", c8="", c9="")),
    Fault("redcap_questionnaires.csv", "out_of_range", cells(c1="unscheduled_arm_1", c4="2025-04-15", c5="", c6="64", c7="", c8="", c9="")),
    Fault("redcap_questionnaires.csv", "bad_number", cells(c1="unscheduled_arm_1", c4="2025-05-06", c5="", c6="", c7="see note", c8="", c9="")),
    Fault("redcap_questionnaires.csv", "future_date", cells(c1="unscheduled_arm_1", c4=_NEXT_YEAR.isoformat(), c5="38", c6="", c7="", c8="", c9="")),
    Fault("redcap_questionnaires.csv", "empty", cells(c1="unscheduled_arm_1", c5="-99", c6="-99", c7="-99", c8="-99", c9="-99")),
    Fault("redcap_questionnaires.csv", "waiting", cells(c0="9991", c3=UNREGISTERED[0], c5="44", c6="", c7="", c8="", c9="")),
    Fault("redcap_phq9_items.csv", "bad_answer", cells(c1="unscheduled_arm_1", c4="2025-02-11", c5="4", c14="", c15="", c16="", c17="")),
    Fault("redcap_phq9_items.csv", "not_scored", cells(
        c1="unscheduled_arm_1", c4="2025-06-10", c5="-99", c6="-99", c7="2", c8="-99", c9="1", c10="-99", c11="2", c12="-99", c13="1",
        c14="", c15="", c16="", c17="")),
    Fault("portal_scores_long.csv", "unknown_measure", cells(c0="P990001", c3="Fatigue 0-10")),
    Fault("portal_scores_long.csv", "unknown_measure", cells(c0="P990002", c3="Mood thermometer")),
    Fault("portal_scores_long.csv", "out_of_range", cells(c0="P990003", c3="Average pain 0-10", c4="11")),
    Fault("portal_scores_long.csv", "bad_date", cells(c0="P990004", c5="31.02.2025")),
    Fault("portal_scores_long.csv", "bad_number", cells(c0="P990005", c4="6-7")),
    Fault("portal_scores_long.csv", "empty", cells(c0="P990006", c4="")),
    Fault("portal_scores_long.csv", "bad_line", short),
    Fault("portal_scores_long.csv", "waiting", cells(c0="P990007", c2=UNREGISTERED[1], c3="Average pain 0-10", c4="7")),
    Fault("portal_scores_long.csv", "duplicate", same),
    Fault("portal_scores_long.csv", "duplicate", same),
    Fault("physio_tests.xlsx", "out_of_range", cells(c0="T39001", c4=None, c5=14830, c6=None)),
    Fault("physio_tests.xlsx", "bad_number", cells(c0="T39002", c4="unable", c5=None, c6=None)),
    Fault("physio_tests.xlsx", "waiting", cells(c0="T39003", c1=UNREGISTERED[0], c4=9, c5=None, c6=None)),
    Fault("sleep_diary.csv", "bad_time", cell(2, "25:10 PM")),
    Fault("pharmacy_mme.csv", "unknown_unit", cells(c0="RX99001", c5="mcg/h")),
    Fault("pharmacy_mme.csv", "out_of_range", cells(c0="RX99002", c4="-20.0")),
    Fault("pharmacy_mme.csv", "unit_missing", cells(c0="RX99003", c5="")),
    Fault("pharmacy_mme.csv", "future_date", cells(c0="RX99004", c3=f"{_NEXT_YEAR:%Y%m%d}")),
    Fault("standing_and_activity.csv", "unit_wrong_for_measure", cells(c2="Standing tolerance", c3="40", c4="ft")),
    Fault("standing_and_activity.csv", "bad_date", cell(1, "31-Nov-2025")),
)  # fmt: skip


def add_faults(tables: list[Table], cases: list[Case]) -> None:
    """Put every bad row at a drawn place of its file, then the corrections, retractions and conflicts."""
    by_name = {table.file_name: table for table in tables}
    add_corrections(by_name["portal_scores_long.csv"])
    add_conflicts(
        by_name, {case.person.surname: case.person.record_number for case in cases if case.person.number > PEOPLE}
    )
    for number, fault in enumerate(FAULTS):
        table, rng = by_name[fault.file_name], generator_for(20, number)
        model = next(
            row for row in table.rows[int(rng.integers(40, len(table.rows) - 400)) :] if len(row) == len(table.header)
        )
        place = int(rng.integers(table.rows.index(model) + 1, len(table.rows)))
        table.rows.insert(place, fault.spoil(model))


def add_corrections(portal: Table) -> None:
    """30 entries are sent again with a higher version and another score; 3 are voided."""
    rng = generator_for(21)
    pain = [
        i
        for i, row in enumerate(portal.rows)
        if row[3] == "Average pain 0-10" and row[4] not in ("0", "10") and i < len(portal.rows) - 300
    ]
    chosen = sorted(int(i) for i in rng.choice(pain, size=33, replace=False))
    for count, place in enumerate(chosen):
        row = portal.rows[place]
        if count % 11 == 10:
            portal.rows.append([*row[:1], "2", *row[2:9], "voided"])
        else:  # what stands in the truth is the corrected score, so the first version gets the slip
            portal.rows.append([*row[:1], "2", *row[2:]])
            portal.rows[place] = [*row[:4], str(int(row[4]) - 1), *row[5:]]


def add_conflicts(by_name: dict[str, Table], staged: dict[str, str]) -> None:
    """Two scores for one patient, measure and moment without a version: the source must say which is right.

    `staged`: surname → record number of the people on the list of AS_OF; two of them are affected.
    """
    questionnaires, portal = by_name["redcap_questionnaires.csv"], by_name["portal_scores_long.csv"]
    odi = [row for row in questionnaires.rows if row[3] == staged["Copperdale"]][-1]
    questionnaires.rows.append([*odi[:5], "26", "", "", "", "", "1"])
    for row in [r for r in questionnaires.rows if r[6] not in ("", "-99") and int(r[6]) > 9][300:900:400]:
        questionnaires.rows.append([*row[:5], "", str(int(row[6]) - 9), "", "", "", "1"])
    pain = [row for row in portal.rows if row[2] == staged["Ambergrove"] and row[3] == "Average pain 0-10"][-1]
    portal.rows.append(["P990021", "1", *pain[2:4], "8", *pain[5:]])
