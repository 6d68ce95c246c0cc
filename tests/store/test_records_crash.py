"""kill -9 while somebody records, settles or signs: what was said is kept whole or not at all, and the next writer goes on.

LANDINGS_KILLS sets how many random instants are tried in all.
"""

import json
import multiprocessing
import os
import random
import shutil
import time
from collections import Counter
from datetime import date

import pytest

from access.asker import local_user
from access.door import Door
from access.settling import bring_up_to_date
from domain.entry import EntryKind
from domain.loaded import RowKind
from domain.packet_register import PacketDraft, PacketState
from store.audit import read_trail, verify_trail
from store.audit_queue import flush_openings
from store.settlement import is_carried_over
from store.snapshot_files import find_current
from store.writer import load
from tests.small_clinic import course_of_care, file_of, registration, score, write_clinic

KILLS = max(4, int(os.environ.get("LANDINGS_KILLS", "50")) // 8)
PATIENCE_SECONDS = 120
FILES = {"packet.pdf": b"%PDF" + bytes(200_000), "evidence.json": b"{}"}
TODAY = date(2025, 11, 17)

processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["pytest", "access.door", "tests.small_clinic"])


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    folder = tmp_path_factory.mktemp("crash") / "prepared"
    clinic = write_clinic(folder)
    kinds = {RowKind.PATIENT: registration("P1"), RowKind.EPISODE: [course_of_care("P1")],
             RowKind.OBSERVATION: [score("P1", 0, 40), score("P1", 0, 44, mode="paper")]}  # fmt: skip
    load(
        folder, clinic, [file_of(k, rows, folder=folder, name=f"{k}.csv", mapping=k.value) for k, rows in kinds.items()]
    )
    door = Door(folder, local_user())
    door.save_draft(PacketDraft(patient_of(door), "continuation"))
    return folder


def patient_of(door) -> str:
    return door.find_people("P1")["patient_id"].iloc[0]


STEPS = ("note 0", "note 1", "note 2", "signed", "settled")


def work(folder, pipe) -> None:
    """What a morning brings: a note, a signature, a settled conflict. Each step begins when it is called for, so that a kill
    falls into the step it is meant for, however busy the machine is."""
    door = Door(folder, local_user())
    patient = patient_of(door)
    (group,), (packet,) = door.conflict_groups(), door.packets()
    rows = [row.row_id for row in group.rows]
    pipe.send("begun")
    for step in STEPS:
        pipe.recv()
        if step == "signed":
            door.sign_packet(packet.packet_id, 1, FILES)
        elif step == "settled":
            door.settle_conflict(group.row_kind, rows, rows[0], "Read from the form")
        else:
            door.record(EntryKind.NOTE, patient, {"text": step}, on_date=TODAY)
        pipe.send(step)


def at_work(folder):
    """The process and the pipe to it, once it has begun."""
    here, there = processes.Pipe()
    process = processes.Process(target=work, args=(folder, there))
    process.start()
    there.close()
    assert heard(here) == "begun"
    return process, here


def heard(pipe) -> str:
    assert pipe.poll(PATIENCE_SECONDS), "the work does not go on"
    return pipe.recv()


def done(pipe, steps) -> dict[str, float]:
    """Call for these steps one after the other; how long each took, in seconds."""
    took = {}
    for step in steps:
        began = time.monotonic()
        pipe.send("go on")
        assert heard(pipe) == step
        took[step] = time.monotonic() - began
    return took


def killed_in(folder, step: str, seconds: float) -> list[str]:
    """What the process had acknowledged when it was killed, so long after this step began."""
    process, pipe = at_work(folder)
    before = STEPS[: STEPS.index(step)]
    done(pipe, before)
    pipe.send("go on")
    time.sleep(seconds)
    process.kill()
    process.join()
    try:
        return [*before, pipe.recv()] if pipe.poll() else [*before]
    except EOFError:
        return [*before]


def check_what_a_kill_left(folder, said: list[str]) -> str:
    """Everything that was acknowledged is there; nothing is there by half; the next writer completes it."""
    door = Door(folder, local_user())
    patient, (packet,) = patient_of(door), door.packets()
    entries = door.entries(patient)
    notes = {entry.says["text"] for entry in entries if entry.kind is EntryKind.NOTE}
    assert {word for word in said if word.startswith("note")} <= notes
    assert "signed" not in said or packet.state is PacketState.SIGNED
    if packet.state is PacketState.SIGNED:
        assert door.packet_files(packet.packet_id, 1) == FILES
    else:
        assert door.sign_packet(packet.packet_id, 1, FILES).state is PacketState.SIGNED
    settled = [entry for entry in entries if entry.kind is EntryKind.SETTLEMENT]
    assert "settled" not in said or (settled and is_carried_over(folder, find_current(folder)))
    bring_up_to_date(folder, door.clinic)
    assert len(door.conflicts()) == (0 if settled else 2)
    assert verify_trail(folder).fault is None
    written = [row.about for row in read_trail(folder, patient) if row.about.startswith("entry")]
    assert written == [f"entry {entry.entry_id}" for entry in entries]
    return "settled" if settled else "signed" if packet.state is PacketState.SIGNED else f"{len(notes)} notes"


def test_a_morning_cut_off_at_random_instants_loses_nothing_that_was_acknowledged(prepared, tmp_path):
    process, pipe = at_work(shutil.copytree(prepared, tmp_path / "whole"))
    took = done(pipe, STEPS)
    process.join()
    instants, left = random.Random(20251117), Counter()
    for attempt in range(KILLS):
        folder = shutil.copytree(prepared, tmp_path / f"attempt{attempt}")
        step = STEPS[-1 - attempt % len(STEPS)]
        said = killed_in(folder, step, took[step] * instants.uniform(0, 1.2))
        left[check_what_a_kill_left(folder, said)] += 1
        flush_openings(folder)  # whoever still writes the trail would write it into a folder that goes
        shutil.rmtree(folder)
    print(json.dumps(left))
    assert left.total() > left["settled"]
