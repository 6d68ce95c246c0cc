"""Registrations and episodes, as an EHR exports them: UTF-8 with a byte order mark, American dates."""

from datetime import date

PATIENTS = """
name = "patients"
rows = "patients"
date_format = "%m/%d/%Y"
[columns]
patient = "MRN"
name = "Patient Name"
birth_date = "DOB"
sex = "Sex"
died_on = "Deceased"
version = "Updated"
[values.sex]
F = "female"
M = "male"
"""

EPISODES = """
name = "episodes"
rows = "episodes"
missing = ["n/a"]
[columns]
record = "id"
patient = "mrn"
program = "program"
started = "start"
planned_end = "planned"
ended = "end"
how_ended = "outcome"
why_left = "why"
site = "site"
payer = "payer"
clinician = "lead"
[values.program]
FRP = "functional"
IDP = "interdisciplinary"
[values.how_ended]
Completed = "completed"
"Dropped out" = "left"
Active = ""
"""
EPISODE_HEADER = "id,mrn,program,start,planned,end,outcome,why,site,payer,lead\n"


def test_a_registration_export_gives_patients(read):
    text = '﻿MRN,Patient Name,DOB,Sex,Deceased,Updated\n0042,"Testperson, Alba",02/15/1975,F,,3\n0043,NA,,,,1\n'
    loaded = read(PATIENTS, text)
    assert loaded.only_rows[["patient", "name", "birth_date", "sex", "died_on"]].to_numpy().tolist() == [
        ["0042", "Testperson, Alba", date(1975, 2, 15), "female", None],
        ["0043", "NA", None, "unknown", None],
    ]


def test_a_birth_date_is_never_quoted_in_a_reason(read, reasons):
    header = "MRN,Patient Name,DOB,Sex,Deceased,Updated\n"
    loaded = read(PATIENTS, header + "1,A,1975-02-15,F,,1\n2,B,02/15/2031,F,,1\n3,C,02/15/1975,F,02/14/1974,1\n")
    assert reasons(loaded) == [(2, "DOB", "bad_date"), (3, "DOB", "future_date"), (4, "Deceased", "date_before_birth")]
    assert not any(ch.isdigit() for ch in "".join(loaded.rejected["reason"]).replace("%m/%d/%Y", ""))


def test_an_episode_export_gives_episodes(read):
    loaded = read(
        EPISODES, EPISODE_HEADER + "E1,7,FRP,2025-01-06,2025-03-03,2025-02-01,Dropped out,moved,north,commercial,lee\n"
    )
    row = loaded.only_rows.iloc[0]
    assert (row["program"], row["started"], row["planned_end"], row["ended"]) == (
        "functional",
        date(2025, 1, 6),
        date(2025, 3, 3),
        date(2025, 2, 1),
    )
    assert (row["how_ended"], row["why_left"], row["site"], row["payer"], row["clinician"]) == (
        "left",
        "moved",
        "north",
        "commercial",
        "lee",
    )


def test_without_a_planned_end_the_length_of_the_program_gives_it(read):
    loaded = read(EPISODES, EPISODE_HEADER + "E1,7,FRP,2025-01-06,,,Active,,,,\n")
    assert loaded.only_rows["planned_end"].tolist() == [date(2025, 3, 3)]  # 8 weeks
    assert loaded.only_rows["how_ended"].tolist() == [None]


def test_an_end_without_a_way_of_ending_is_not_guessed(read, reasons):
    body = "E1,7,FRP,2025-01-06,,2025-02-01,,,,,\nE2,7,FRP,2025-01-06,,,Completed,,,,\n"
    assert reasons(read(EPISODES, EPISODE_HEADER + body)) == [
        (2, "outcome", "required_missing"),
        (3, "end", "required_missing"),
    ]


def test_an_episode_must_name_a_program_of_the_clinic_and_its_start(read, reasons):
    body = "E1,7,IDP,2025-01-06,,,,,,,\nE2,7,XYZ,2025-01-06,,,,,,,\nE3,7,,2025-01-06,,,,,,,\nE4,7,FRP,,,,,,,,\nE5,7,FRP,2025-03-01,,2025-02-01,Completed,,,,\n"
    assert reasons(read(EPISODES, EPISODE_HEADER + body)) == [
        (2, "program", "unknown_program"),
        (3, "program", "unknown_program"),
        (4, "program", "required_missing"),
        (5, "start", "required_missing"),
        (6, "end", "bad_date"),
    ]


def test_a_site_or_payer_that_the_clinic_does_not_declare_is_kept_with_a_note(read):
    loaded = read(EPISODES, EPISODE_HEADER + "E1,7,FRP,2025-01-06,,,,,south,barter,\n")
    assert loaded.only_rows["site"].tolist() == ["south"]
    assert loaded.notes == (
        "Site 'south' is not among the sites in clinic.toml; it is kept as it is.",
        "Payer 'barter' is not among the payers in clinic.toml; it is kept as it is.",
    )
