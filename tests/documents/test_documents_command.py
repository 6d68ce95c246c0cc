"""The command line of the documents on the sample clinic, and its exit codes."""

import io
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdf
import pytest
from typer.testing import CliRunner

from access.asker import local_user
from access.door import Door
from access.evidence import read_evidence
from documents.__main__ import DoorRecords, app
from documents.asking import Edits
from documents.frozen import PDF, frozen_files
from documents.making import Asked, built_packet
from documents.packet import Packet, build_packet
from documents.requests import REQUESTS
from domain.packet_register import PacketDraft
from domain.scope import Scope

TODAY = date(2025, 11, 17)


def run(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def door(sample_clinic) -> Door:
    return Door(sample_clinic, local_user())


@pytest.fixture(scope="module")
def under_way(door) -> list[str]:
    """Patients in a course of care, by record number, which does not change from load to load."""
    rows = door.patients(Scope())
    ids = list(rows.loc[rows["ended"].isna(), "patient_id"])
    people = door.people(ids).sort_values("record_number")
    return list(people["patient_id"])


@pytest.fixture(scope="module")
def makeable(door, under_way) -> str:
    records = DoorRecords(door)
    return next(one for one in under_way if not built_packet(records, Asked("continuation"), one).refusals)


@pytest.fixture(scope="module")
def refused(door, under_way) -> str:
    records = DoorRecords(door)
    return next(one for one in under_way if built_packet(records, Asked("continuation"), one).refusals)


def identifiers(door: Door, patient_id: str) -> list[str]:
    row = door.people([patient_id]).iloc[0]
    return [row["record_number"], *row["name"].replace(",", " ").split(), row["birth_date"].isoformat()]


def test_a_packet_is_written_under_its_number(door, sample_clinic, makeable, tmp_path):
    done = run("packet", "continuation", "--patient", makeable, "--out", tmp_path, "--clinic", sample_clinic)
    assert done.exit_code == 0
    names = sorted(path.name for path in tmp_path.iterdir())
    number = names[0].removesuffix("-annex.csv")
    assert names == [f"{number}-annex.csv", f"{number}-policy.txt", f"{number}.docx", f"{number}.pdf"]
    assert "ready" in done.stdout
    said = done.stdout.replace(str(tmp_path), "") + " ".join(names)
    assert [one for one in identifiers(door, makeable) if one in said] == []


def test_the_same_packet_is_written_twice_alike(sample_clinic, makeable, tmp_path):
    for folder in ("one", "two"):
        run("packet", "continuation", "--patient", makeable, "--out", tmp_path / folder, "--clinic", sample_clinic)
    one, two = ({p.name: p.read_bytes() for p in (tmp_path / folder).iterdir()} for folder in ("one", "two"))
    assert one == two


def test_a_refused_packet_names_the_gap_and_writes_nothing(sample_clinic, refused, tmp_path):
    done = run("packet", "continuation", "--patient", refused, "--out", tmp_path, "--clinic", sample_clinic)
    assert done.exit_code == 3
    assert "so that" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_policy_that_was_not_in_effect_is_refused(sample_clinic, makeable, tmp_path):
    edits = tmp_path / "edits.json"
    edits.write_text(json.dumps({"day_of_service": "2027-01-05"}))
    toml = sample_clinic / "clinic.toml"
    assert toml.exists()
    done = run("packet", "program_authorization", "--patient", makeable, "--policy", "generic_program_continuation",
               "--edits", edits, "--out", tmp_path / "out", "--clinic", sample_clinic)  # fmt: skip
    assert done.exit_code == 3
    assert "answers another request" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("packet", "other", "--patient", "x"), "There is no request 'other'"),
        (("packet", "continuation", "--patient", "nobody"), "There is no patient with this id"),
        (("packet", "continuation", "--patient", "{id}", "--policy", "other"), "There is no policy 'other'"),
        (("packet", "continuation", "--patient", "{id}", "--edits", "missing.json"), "cannot be read"),
        (("batch", "continuation", "--due", "soon"), "'soon' is no number of days"),
    ],
)
def test_what_cannot_be_asked_ends_in_one_sentence(sample_clinic, makeable, tmp_path, arguments, says):
    filled = [argument.replace("{id}", makeable) for argument in arguments]
    done = run(*filled, "--out", tmp_path / "out", "--clinic", sample_clinic)
    assert done.exit_code == 2
    assert says in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("[]", "no JSON object"),
        ("{", "no JSON object"),
        ('{"surname": "x"}', "The edits have no 'surname'"),
        ('{"day_of_service": "17 Nov"}', "A day in the edits"),
        (json.dumps({"rationale": "x" * 4001}), "4,001 characters"),
        ('{"statement": 5}', "text"),
        ('{"units": "many"}', "number"),
        ('{"rebuttal": {"1": 2}}', "text"),
    ],
)
def test_edits_that_cannot_be_used_end_in_one_sentence(sample_clinic, makeable, tmp_path, content, says):
    edits = tmp_path / "edits.json"
    edits.write_text(content)
    done = run(
        "packet", "continuation", "--patient", makeable, "--edits", edits, "--out", tmp_path, "--clinic", sample_clinic
    )
    assert done.exit_code == 2
    assert says in done.stderr


def test_an_empty_clinic_says_what_to_run(empty_clinic, tmp_path):
    done = run("packet", "continuation", "--patient", "x", "--out", tmp_path, "--clinic", empty_clinic)
    assert (done.exit_code, done.stderr) == (2, "Nothing has been loaded yet. Run: python -m loaders load\n")


def test_what_the_author_wrote_is_printed(sample_clinic, makeable, tmp_path):
    edits = tmp_path / "edits.json"
    edits.write_text(json.dumps({"next_goals": "Carry the shopping home.", "service": "97799", "units": 12}))
    out = tmp_path / "out"
    run("packet", "continuation", "--patient", makeable, "--edits", edits, "--out", out, "--paper", "a4", "--no-word",
        "--clinic", sample_clinic)  # fmt: skip
    (pdf,) = out.glob("*.pdf")
    reader = pypdf.PdfReader(pdf)
    assert "Carry the shopping home." in "".join(page.extract_text() for page in reader.pages)
    assert round(float(reader.pages[0].mediabox.width)) == 595
    assert not list(out.glob("*.docx"))


def test_a_batch_makes_what_is_due_and_reports_the_rest(door, sample_clinic, tmp_path):
    done = run(
        "batch", "therapy_continuation", "--due", "2d", "--out", tmp_path, "--no-word", "--clinic", sample_clinic
    )
    report = json.loads((tmp_path / "report.json").read_text())
    assert done.exit_code == (4 if report["not_made"] else 0)
    assert report["made"] == len(list(tmp_path.glob("*.pdf"))) > 0
    assert report["not_made"] > 0
    for one in report["packets"]:
        assert one["is_made"] != bool(one["reasons"])
        assert all((tmp_path / name).exists() for name in one["files"])
    text = (tmp_path / "report.txt").read_text()
    assert text.startswith("therapy_continuation, as of 17 Nov 2025, due within 2 days: ")
    said = text + json.dumps(report) + " ".join(path.name for path in tmp_path.iterdir())
    for one in report["packets"]:
        assert [word for word in identifiers(door, one["patient"]) if word in said] == []


def test_requests_and_policies_are_listed(sample_clinic):
    listed = run("requests").stdout
    assert all(f"{code}: " in listed for code in REQUESTS)
    assert [one["code"] for one in json.loads(run("requests", "--json").stdout)] == list(REQUESTS)
    lines = run("policies", "--clinic", sample_clinic).stdout.splitlines()
    assert len(lines) == len(json.loads(run("policies", "--clinic", sample_clinic, "--json").stdout))
    assert any("unverified" in line for line in lines)
    assert any("effective from 1 Jan 2026" in line for line in lines)


# Verification of what was signed


def signed_packet(door: Door, patient_id: str) -> Packet:
    told = built_packet(DoorRecords(door), Asked("continuation"), patient_id)
    stamp = replace(told.asking.stamp, number="P-TEST", signed_by="Dr. Sample", signed_on=TODAY, state="signed")
    asking = told.asking
    return build_packet(told.kind, asking.evidence, told.policy, asking.setting, asking.person, stamp, asking.edits)


@pytest.fixture
def own_door(own_sample_clinic) -> Door:
    return Door(own_sample_clinic, local_user())


def test_a_draft_of_the_register_keeps_its_number_and_words_on_the_command_line(
    own_door, own_sample_clinic, makeable, tmp_path
):
    """One packet has one number, whoever writes it."""
    words = Edits(plan_number="CP-88123", rationale="Standing is still short of a work shift.")
    draft = own_door.save_draft(
        PacketDraft(makeable, "continuation", policy="generic_program_continuation", content=words.content())
    )
    asked = ("packet", "continuation", "--patient", makeable, "--clinic", own_sample_clinic)
    assert run(*asked, "--out", tmp_path / "own").exit_code == 0
    assert {path.name[:12] for path in (tmp_path / "own").iterdir()} == {draft.packet_id}
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(tmp_path / "own" / f"{draft.packet_id}.pdf").pages)
    assert f"Packet {draft.packet_id}" in text
    assert "CP-88123" in text
    assert "short of a work shift" in text

    (tmp_path / "other.json").write_text('{"plan_number": "other"}')
    for i, more in enumerate([("--edits", tmp_path / "other.json"), ("--as-of", "2025-11-10"), ("--policy", "none")]):
        run(*asked, "--out", tmp_path / str(i), *more)
        assert all(path.name.startswith("D-") for path in (tmp_path / str(i)).iterdir()), more

    own_door.discard_draft(draft.packet_id, draft.version, "asked by telephone")
    run(*asked, "--out", tmp_path / "after")
    assert all(path.name.startswith("D-") for path in (tmp_path / "after").iterdir())


def test_a_signed_packet_in_the_register_is_proven(own_door, own_sample_clinic, makeable):
    files = frozen_files(signed_packet(own_door, makeable))
    draft = own_door.save_draft(PacketDraft(makeable, "continuation"))
    own_door.sign_packet(draft.packet_id, draft.version, files)
    done = run("verify", draft.packet_id, "--clinic", own_sample_clinic)
    assert done.exit_code == 0
    assert done.stdout.splitlines()[-1] == "The packet gives the same bytes again."
    told = json.loads(run("verify", draft.packet_id, "--clinic", own_sample_clinic, "--json").stdout)
    assert told["verdict"] == "agrees"

    pdf = own_sample_clinic / "packets" / draft.packet_id / str(draft.version) / PDF
    pdf.chmod(0o600)
    pdf.write_bytes(pdf.read_bytes()[:-1] + b"x")
    done = run("verify", draft.packet_id, "--clinic", own_sample_clinic)
    assert done.exit_code == 5
    assert "changed        packet.pdf: SHA-256" in done.stdout


def test_later_data_change_no_signed_packet(own_door, own_sample_clinic, makeable):
    """What was frozen is rebuilt from what was frozen, whatever the store says by now."""
    packet = signed_packet(own_door, makeable)
    files = frozen_files(packet)
    draft = own_door.save_draft(PacketDraft(makeable, "continuation"))
    own_door.sign_packet(draft.packet_id, draft.version, files)
    for path in (own_sample_clinic / "snapshots").iterdir():
        path.unlink() if path.is_file() else None
    assert run("verify", draft.packet_id, "--clinic", own_sample_clinic).exit_code == 0


def test_a_folder_of_frozen_files_is_proven_without_a_clinic(door, makeable, tmp_path):
    for name, content in frozen_files(signed_packet(door, makeable)).items():
        (tmp_path / name).write_bytes(content)
    assert run("verify", tmp_path).exit_code == 0


def test_what_is_no_packet_ends_in_one_sentence(sample_clinic, tmp_path):
    (tmp_path / "packet.pdf").write_bytes(b"%PDF")
    assert run("verify", tmp_path).exit_code == 2
    done = run("verify", "P-NOTHING", "--clinic", sample_clinic)
    assert done.exit_code == 2
    assert done.stderr.count("\n") == 1


def test_as_of_an_earlier_day_the_record_is_that_of_the_day(door, sample_clinic, makeable, tmp_path):
    evidence = read_evidence(door, makeable, known_then=False)
    assert evidence.episode is not None
    done = run("packet", "primary_care_letter", "--patient", makeable, "--as-of", "2025-11-01", "--out", tmp_path, "--no-word",
               "--clinic", sample_clinic)  # fmt: skip
    if done.exit_code == 0:
        (pdf,) = Path(tmp_path).glob("*.pdf")
        text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf.read_bytes())).pages)
        assert "Record as of 1 Nov 2025" in text
    else:
        assert done.exit_code == 3
