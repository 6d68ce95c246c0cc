"""kill -9 at any instant of a load leaves the last whole snapshot, and loading again completes it.

LANDINGS_KILLS sets how many random instants are tried.
"""

import json
import multiprocessing
import os
import random
import shutil
import signal
import time
from collections import Counter

import pytest

from store.account import Account
from store.book import Book
from store.readers import open_snapshot, read_batches
from store.writer import load, settle
from tests.small_clinic import small_clinic
from tests.store.crash_clinic import KillAt, SayWhenBegun, first_load, portrait, second_load

KILLS = int(os.environ.get("LANDINGS_KILLS", "50"))
PATIENCE_SECONDS = 120
STEPS = ("recorded", "archived", "built", "synced", "renamed", "pointed", "published")

processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["pytest", "store.writer", "tests.store.crash_clinic"])


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """The clinic before the second load, how it looks then, and how it looks after an uninterrupted one."""
    folder = tmp_path_factory.mktemp("crash") / "prepared"
    first_load(folder)
    whole = folder.with_name("whole")
    shutil.copytree(folder, whole)
    before = portrait(folder)
    load(whole, small_clinic(), second_load(whole))
    return folder, before, portrait(whole)


def in_another_process(folder, step=None):
    """Start the second load in a process of its own; returns when it is about to write."""
    here, there = processes.Pipe()
    arguments = (folder, small_clinic(), second_load(folder), SayWhenBegun(there))
    process = processes.Process(target=load, args=arguments, kwargs={"step": step})
    process.start()
    there.close()
    assert here.poll(PATIENCE_SECONDS), "the load did not begin"
    assert here.recv() == "begun"
    return process


def uninterrupted_seconds(prepared, tmp_path) -> float:
    """How long a load takes from there to its end."""
    taken = []
    for attempt in range(3):
        shutil.copytree(prepared, tmp_path / f"timed{attempt}")
        process = in_another_process(tmp_path / f"timed{attempt}")
        began = time.monotonic()
        process.join()
        taken.append(time.monotonic() - began)
    return sorted(taken)[1]


def check_what_a_kill_left(folder, before, after) -> str:
    """The store opens in one of its two states; its accounts agree; loading again completes it."""
    found = portrait(folder)
    assert found in (before, after)
    with Book(folder) as book:
        settle(folder, book)
    accounts_agree(folder)
    accounts = load(folder, small_clinic(), second_load(folder))
    assert all(account.closes for account in accounts)
    assert all(account.already_loaded for account in accounts) == (found == after)
    assert portrait(folder) == after
    accounts_agree(folder)
    assert not list((folder / "snapshots").glob(".building*"))
    return "after" if found == after else "before"


def accounts_agree(folder) -> None:
    """The book and the snapshot list the same files with the same accounts, and these count the rows that are there."""
    snapshot = open_snapshot(folder)
    query = "select batch_id, file_id, account from reading order by batch_id desc, position"
    listed = [
        (batch_id, file_id, Account.from_json(text))
        for batch_id, file_id, text in snapshot.connection.execute(query).fetchall()
    ]
    booked = [(row.batch_id, row.file_id, row.accepted, row.waiting) for row in read_batches(folder).itertuples()]
    assert [(b, f, a.accepted, a.waiting) for b, f, a in listed] == booked
    kept = sum(account.accepted + account.corrected + account.waiting for _, _, account in listed)
    kinds = ("patient", "episode", "appointment", "event", "observation")
    assert kept == sum(snapshot.connection.execute(f"select count(*) from {kind}_row").fetchone()[0] for kind in kinds)
    snapshot.close()


def test_a_load_killed_at_random_instants_leaves_one_whole_state_and_can_be_completed(prepared, tmp_path):
    """Tries instants until KILLS loads died of them; a load that was done first tells that the machine got faster."""
    folder, before, after = prepared
    assert before != after
    seconds = uninterrupted_seconds(folder, tmp_path)
    instants = random.Random(20251117)
    killed_in = Counter()
    for attempt in range(4 * KILLS):
        clinic = tmp_path / f"attempt{attempt}"
        shutil.copytree(folder, clinic)
        process = in_another_process(clinic)
        time.sleep(instants.uniform(0, seconds))
        process.kill()
        process.join()
        state = check_what_a_kill_left(clinic, before, after)
        shutil.rmtree(clinic)
        if process.exitcode == -signal.SIGKILL:
            killed_in[state] += 1
        else:
            seconds *= 0.9
        if killed_in.total() == KILLS:
            break
    print(json.dumps(killed_in))
    assert killed_in.total() == KILLS
    assert killed_in["before"] > 0


@pytest.mark.parametrize("step", STEPS)
def test_a_load_killed_at_each_of_its_steps_can_be_completed(prepared, tmp_path, step):
    folder, before, after = prepared
    clinic = tmp_path / "clinic"
    shutil.copytree(folder, clinic)
    process = in_another_process(clinic, KillAt(step))
    process.join()
    assert process.exitcode == -signal.SIGKILL
    state = check_what_a_kill_left(clinic, before, after)
    assert state == ("after" if step in ("pointed", "published") else "before")


def test_a_first_load_killed_before_its_pointer_is_settled_by_the_next(tmp_path):
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    first_load(whole)
    process = processes.Process(target=first_load, args=(killed, KillAt("renamed")))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    first_load(killed)
    assert portrait(killed) == portrait(whole)
