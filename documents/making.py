"""Packets as files: one patient's, and many at a time. Where the record comes from is the caller's to say."""

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from documents.annex import policy_reference
from documents.asking import Edits, Person, Stamp
from documents.batch import Outcome
from documents.frozen import ANNEX, PDF, POLICY, WORD
from documents.numbering import numbered
from documents.packet import Packet, build_packet
from documents.packet_paper import paper_of
from documents.paper import Size
from documents.request_kind import RequestKind
from documents.requests import REQUESTS
from documents.setting import named_policy, policies_for_request, setting_of
from documents.typst_compiler import PaperError
from documents.typst_paper import typeset
from documents.word import write_word
from domain.clinic import Clinic
from domain.deadline import DeadlineRule
from domain.evidence import Evidence
from domain.outcome import Outcome as Answer
from domain.packet_register import PacketRow, PacketState
from domain.policy import Policy

NO_POLICY = "none"


@dataclass(frozen=True)
class Asked:
    """What is asked of every packet of a run; goes to the working processes as it is. `policy`: a code, NO_POLICY, or None for
    the one that the payer's request falls under."""

    request: str
    policy: str | None = None
    as_of: date | None = None
    size: Size | None = None
    word: bool = True
    edits: Edits = field(default_factory=Edits)


class Records(Protocol):
    """Where the records of a clinic are read."""

    @property
    def clinic(self) -> Clinic: ...

    @property
    def snapshot(self) -> str: ...

    @property
    def now(self) -> datetime: ...

    def deadlines(self) -> tuple[DeadlineRule, ...]: ...

    def evidence(self, patient_id: str, as_of: date | None) -> Evidence: ...

    def person(self, patient_id: str) -> Person: ...

    def saved(self, patient_id: str, request: str) -> PacketRow | None:
        """The draft of this request that the register holds."""
        ...


def make(records: Records, asked: Asked, patient_id: str, out: Path) -> Outcome:
    """Write the packet of one patient under its own number. What stands in the way is told in the outcome.

    Raises PaperError where the document cannot be set.
    """
    built = built_packet(records, asked, patient_id)
    if built.refusals:
        return _outcome(built, patient_id, reasons=tuple((one.code, one.sentence) for one in built.refusals))
    ready, annex = numbered(built)
    return _outcome(ready, patient_id, files=_written(ready, annex, asked, out))


def built_packet(records: Records, asked: Asked, patient_id: str) -> Packet:
    """The packet with the words and the number of the draft that the register holds; where it holds none, or other words or
    another day are asked for, not numbered yet."""
    kind, clinic = REQUESTS[asked.request], records.clinic
    evidence = records.evidence(patient_id, asked.as_of)
    asked, stamp = _as_saved(records, asked, patient_id)
    return build_packet(
        kind,
        evidence,
        chosen_policy(clinic, kind, evidence, asked),
        setting_of(clinic, evidence, snapshot=records.snapshot, size=asked.size, deadlines=records.deadlines()),
        records.person(patient_id),
        stamp,
        asked.edits,
    )


def _as_saved(records: Records, asked: Asked, patient_id: str) -> tuple[Asked, Stamp]:
    """What is asked, and the stamp, as the register's draft has them: one packet has one number on screen and here."""
    row = None if asked.as_of or asked.edits != Edits() else records.saved(patient_id, asked.request)
    if row is None or row.state is not PacketState.DRAFT:
        return asked, Stamp("", records.now)
    own = row.draft.policy or NO_POLICY
    if asked.policy not in (None, own):
        return asked, Stamp("", records.now)
    return (
        replace(asked, policy=own, edits=Edits.of_content(row.draft.content)),
        Stamp(row.packet_id, records.now, row.version),
    )


def chosen_policy(clinic: Clinic, kind: RequestKind, evidence: Evidence, asked: Asked) -> Policy | None:
    """The policy asked for in its version of the day of service, else the payer's; None where there is none to hold it against."""
    if asked.policy == NO_POLICY or not kind.answers:
        return None
    on = asked.edits.day_of_service or asked.edits.period_from or evidence.as_of
    if asked.policy is not None:
        return named_policy(clinic.policies, asked.policy, on)
    return next(iter(policies_for_request(clinic, kind, evidence, on)), None)


def _written(packet: Packet, annex: bytes, asked: Asked, out: Path) -> tuple[str, ...]:
    """Files named by the packet's number alone."""
    number, paper = packet.asking.stamp.number, paper_of(packet, annex)
    files = {PDF.replace("packet", number): typeset(paper), f"{number}-{ANNEX}": annex}
    if asked.word:
        files[WORD.replace("packet", number)] = write_word(paper)
    if packet.policy is not None:
        files[f"{number}-{POLICY}"] = policy_reference(packet.policy)
    for name, content in files.items():
        (out / name).write_bytes(content)
    return tuple(files)


def _outcome(packet: Packet, patient_id: str, files: tuple[str, ...] = (), reasons=()) -> Outcome:
    readiness, found = packet.readiness, [answer.outcome for answer in packet.criteria]
    counts = [found.count(one) for one in (Answer.MET, Answer.NOT_MET, Answer.CANNOT_TELL)]
    return Outcome(
        patient_id, packet.asking.stamp.number, files, readiness.ready, readiness.total, readiness.needs, reasons,
        (counts[0], counts[1], counts[2]),
    )  # fmt: skip


# Many

Make = Callable[[Asked, Path, str], Outcome]
TASKS_PER_PROCESS = 250
"""A working process is renewed after so many packets, so that its memory cannot grow with the batch."""


def told(make_one: Callable[[], Outcome], patient_id: str) -> Outcome:
    """The outcome of one packet; a fault in it is told by its kind and stops no other."""
    try:
        return make_one()
    except Exception as error:
        says = str(error) if isinstance(error, PaperError) else f"A fault stopped it ({type(error).__name__})."
        return Outcome(patient_id, reasons=(("fault", says),))


def make_many(
    make_one: Make,
    open_process: Callable[..., Any],
    given: tuple,
    asked: Asked,
    ids: tuple[str, ...],
    out: Path,
    workers: int,
) -> Iterator[Outcome]:
    """Outcomes in the order of the ids, while a bar on the error output counts them.

    `make_one` and `open_process` are functions of an importable module; `open_process(*given)` runs once in each process.
    """
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("Packets", total=len(ids))
        with ProcessPoolExecutor(
            workers, get_context("spawn"), open_process, given, max_tasks_per_child=TASKS_PER_PROCESS
        ) as pool:
            for outcome in pool.map(partial(make_one, asked, out), ids):
                progress.advance(task)
                yield outcome
