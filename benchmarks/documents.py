"""How fast does a patient's record become a packet? Floor: Typst compiling the same page with constant text, same run.

`python -m benchmarks.documents [PACKETS]`. On the sample clinic, loaded anew: one packet after the other, stage by stage, from
reading the evidence to the Word file; then a batch of PACKETS (default 1,000) in two processes, as the command line makes
them, with the memory of the processes at each quarter. Processor time stands beside the clock's, since other work on the
machine makes the clock run on.
"""

import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from itertools import cycle, islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from access.asker import local_user
from access.door import Door
from benchmarks._constant_page import compile_constant, constant_compiler, constant_page
from benchmarks._large_clinic import write_sample
from documents.__main__ import DoorRecords, make_in_process, open_process
from documents.making import Asked, built_packet
from documents.numbering import numbered
from documents.packet_paper import paper_of
from documents.paper import Paper
from documents.preview import draw_preview
from documents.typst_paper import printed
from documents.word import write_word
from domain.scope import Scope

ASKED = Asked("continuation")
SINGLE = 60
WORKERS = 2


class Stopwatch:
    """Milliseconds of each stage, by the clock and by the processor."""

    def __init__(self) -> None:
        self.clock: dict[str, list[float]] = defaultdict(list)
        self.processor: dict[str, list[float]] = defaultdict(list)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        clock, processor = time.perf_counter(), time.process_time()
        yield
        self.clock[name].append(1000 * (time.perf_counter() - clock))
        self.processor[name].append(1000 * (time.process_time() - processor))

    def line(self, name: str) -> str:
        clock, processor = self.clock[name], self.processor[name]
        high = statistics.quantiles(clock, n=10)[-1]
        middle, busy = statistics.median(clock), statistics.median(processor)
        return f"  {name:<34} {middle:7.1f} ms   90th percentile {high:7.1f}   processor {busy:7.1f}"


def one_by_one(records: DoorRecords, ids: Sequence[str]) -> Stopwatch:
    """Packets that can be made, each for another patient."""
    watch, compiler, made = Stopwatch(), constant_compiler(), 0
    for patient_id in ids:
        with watch.stage("build (evidence, policy, sentences)"):
            packet = built_packet(records, ASKED, patient_id)
        if packet.refusals:
            continue
        with watch.stage("annex and number"):
            packet, annex = numbered(packet)
        with watch.stage("paper (words and pictures)"):
            paper = paper_of(packet, annex)
        _set(watch, paper, compiler, made)
        made += 1
        if made == SINGLE:
            break
    for i in range(made):
        stages = (
            "build (evidence, policy, sentences)",
            "annex and number",
            "paper (words and pictures)",
            "typeset (PDF)",
        )
        watch.clock["packet, PDF and annex"].append(sum(watch.clock[stage][i] for stage in stages))
        watch.processor["packet, PDF and annex"].append(sum(watch.processor[stage][i] for stage in stages))
    return watch


def _set(watch: Stopwatch, paper: Paper, compiler: Any, number: int) -> None:
    with watch.stage("typeset (PDF)"):
        values = printed(paper).values
    page = constant_page(values, number)
    with watch.stage("floor: constant page (PDF)"):
        compile_constant(compiler, page)
    with watch.stage("Word file"):
        write_word(paper)
    with watch.stage("preview"):
        draw_preview(paper)


def memory_mb() -> float:
    """Resident memory of this process, megabytes."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


def measured(make_one: Callable, asked: Asked, out: Path, patient_id: str) -> tuple[bool, float]:
    """One packet in a working process: whether it was made, and the memory after it."""
    return make_one(asked, out, patient_id).is_made, memory_mb()


def batch(folder: Path, ids: Sequence[str], packets: int, word: bool) -> None:
    """`packets` packets over the patients, again and again; each quarter's memory is the larger of the processes'."""
    asked = Asked(ASKED.request, word=word)
    with tempfile.TemporaryDirectory() as out:
        began = time.perf_counter()
        with ProcessPoolExecutor(WORKERS, get_context("spawn"), open_process, (folder,)) as pool:
            work = partial(measured, make_in_process, asked, Path(out))
            results = list(pool.map(work, islice(cycle(ids), packets), chunksize=4))
        seconds = time.perf_counter() - began
    made, quarter = sum(is_made for is_made, _ in results), max(1, packets // 4)
    memory = [max(mb for _, mb in results[i : i + quarter]) for i in range(0, packets - quarter + 1, quarter)]
    what = "PDF, Word file and annex" if word else "PDF and annex"
    print(f"  {what}: {packets} in {seconds:.0f} s = {60 * packets / seconds:,.0f} packets a minute, {made} made;")
    print(f"    memory of a process by quarter: {', '.join(f'{mb:.0f}' for mb in memory)} MB")


def main(packets: int = 1000) -> None:
    with tempfile.TemporaryDirectory() as folder:
        clinic = write_sample(Path(folder) / "clinic")
        records = DoorRecords(Door(clinic, local_user()))
        ids = list(Door(clinic, local_user()).patients(Scope())["patient_id"])
        watch = one_by_one(records, ids)
        makeable = [i for i in ids[:200] if not built_packet(records, ASKED, i).refusals]
        print(f"Documents: {SINGLE} packets one after the other (median)")
        for name in watch.clock:
            print(watch.line(name))
        print(f"Batch in {WORKERS} processes")
        batch(clinic, makeable, packets, word=False)
        batch(clinic, makeable, packets // 4, word=True)


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:2]))
