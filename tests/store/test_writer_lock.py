"""One writer at a time: who comes second waits with a message, or leaves with one."""

import subprocess
import sys
from pathlib import Path

import pytest

from store.errors import StoreBusy
from store.writer import load
from store.writer_lock import writer_lock
from tests.small_clinic import small_clinic, write_clinic

ROOT = Path(__file__).parents[2]


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


HOLD = """
import signal, sys
from pathlib import Path
from store.writer_lock import writer_lock
with writer_lock(Path(sys.argv[1])):
    print("held", flush=True)
    signal.pause()
"""


def test_a_writer_that_died_leaves_the_lock_free(tmp_path):
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        assert process.stdout.readline() == "held\n"
        with pytest.raises(StoreBusy), writer_lock(tmp_path, wait_seconds=0.1):
            pass
        process.kill()
    with writer_lock(tmp_path, wait_seconds=5):
        pass
