"""One writer at a time: who comes second waits with a message, or leaves with one."""

import multiprocessing

import pytest

from store.errors import StoreBusy
from store.writer import load
from store.writer_lock import writer_lock
from tests.small_clinic import small_clinic, write_clinic
from tests.store.crash_clinic import hold_lock


def test_a_second_writer_leaves_with_a_sentence_when_the_lock_stays_taken(tmp_path):
    write_clinic(tmp_path)
    heard = []
    with writer_lock(tmp_path), pytest.raises(StoreBusy, match="Try again later"):
        load(tmp_path, small_clinic(), [], on_wait=heard.append, wait_seconds=0.2)
    assert heard == ["Another load is writing to this clinic. Waiting for it to finish."]
    assert not (tmp_path / "snapshots").exists()


def test_a_free_lock_says_nothing(tmp_path):
    heard = []
    with writer_lock(tmp_path, heard.append):
        pass
    assert heard == []


def test_a_writer_that_died_leaves_the_lock_free(tmp_path):
    processes = multiprocessing.get_context("forkserver")
    here, there = processes.Pipe()
    process = processes.Process(target=hold_lock, args=(tmp_path, there))
    process.start()
    assert here.recv() == "held"
    with pytest.raises(StoreBusy), writer_lock(tmp_path, wait_seconds=0.1):
        pass
    process.kill()
    process.join()
    with writer_lock(tmp_path, wait_seconds=5):
        pass
