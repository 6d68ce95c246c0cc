"""The command line of the documents.

`python -m documents packet REQUEST --patient ID --out DIR` writes one packet, `batch REQUEST --due 14d --out DIR` those of all
patients due, `verify PACKET` proves that a signed packet gives the same bytes again, `requests` and `policies` list what there is.

Exit codes: 0 done; 2 cannot be asked, for the reason given in one sentence on the error output; 3 a packet is refused, and each
gap is named; 4 some packets of a batch were not made (report.txt says why); 5 a frozen file was changed; 6 a frozen packet gives
other bytes; 7 another version wrote the packet, and only that one can prove the bytes.
"""

import importlib
import json
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from texts import hook

if __name__ in ("__main__", "__mp_main__"):
    hook.speak_as_told(sys.argv)  # before anything that speaks is imported; also in the processes of a batch

from access.asker import AccessRefused, local_user
from access.door import Door, StoreError, find_clinic
from access.evidence import read_evidence
from documents.asking import Edits, Person, TextRefused
from documents.batch import BatchReport, Outcome, due_patients, report_json, report_lines
from documents.frozen import NotFrozen, Verdict, verify
from documents.listing import plain_policy, plain_request, plain_verified, policy_line, request_lines, verdict_words
from documents.making import NO_POLICY, Asked, make, make_many, told
from documents.paper import Size
from documents.request_kind import RequestKind
from documents.requests import REQUESTS, request_kind
from documents.typst_compiler import PaperError
from domain.clinic import Clinic, ClinicError
from domain.deadline import DeadlineRule
from domain.evidence import Evidence
from domain.packet_register import PacketRefused, PacketRow, draft_of_request
from domain.scope import Scope

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, no_args_is_help=True)
REFUSED, SOME_NOT_MADE = 3, 4
VERDICT_CODES = {Verdict.AGREES: 0, Verdict.CHANGED: 5, Verdict.DIFFERS: 6, Verdict.OTHER_VERSION: 7}

ClinicOption = Annotated[
    Path | None, typer.Option(readable=False, help="Clinic folder; else LANDINGS_CLINIC, else sample_data.")
]
OutOption = Annotated[Path, typer.Option("--out", help="Folder to write to; made where it is missing.")]
AsOfOption = Annotated[datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="As known on this day.")]
PaperOption = Annotated[Size | None, typer.Option("--paper", help="Size of paper; else the clinic's.")]
PolicyOption = Annotated[
    str | None, typer.Option("--policy", help=f"Code of a policy; '{NO_POLICY}' for none; else the payer's.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


class CannotAsk(Exception):
    """The command cannot be followed; the text is one sentence that names nobody."""


@app.callback()
def _documents() -> None:
    """Packets, letters and statements from a clinic's record."""


@app.command()
def packet(
    request: Annotated[str, typer.Argument(help="Code of a request; see `requests`.")],
    patient_id: Annotated[
        str, typer.Option("--patient", metavar="ID", help="The patient's internal id, never a record number.")
    ],
    out: OutOption,
    policy: PolicyOption = None,
    edits: Annotated[
        Path | None, typer.Option(help="JSON file of what the author wrote; see docs/how-to/write-a-packet.md.")
    ] = None,
    as_of: AsOfOption = None,
    paper: PaperOption = None,
    word: Annotated[bool, typer.Option("--word/--no-word", help="Write the Word file, too.")] = True,
    clinic: ClinicOption = None,
) -> None:
    """Write one patient's packet: PDF, Word file, evidence annex and the policy's reference."""
    with _one_sentence_errors():
        door, kind = _open_door(clinic), _kind(request)
        asked = Asked(kind.code, policy, as_of.date() if as_of else None, paper, word, _read_edits(edits))
        if door.people((patient_id,)).empty:
            raise CannotAsk("There is no patient with this id; it is the internal one, not a record number.")
        _known_policy(door.clinic, policy)
        _prepare(out)
        made = make(DoorRecords(door), asked, patient_id, out)
    for _, sentence in made.reasons:
        typer.echo(sentence, err=True)
    if not made.is_made:
        raise typer.Exit(REFUSED)
    for name in made.files:
        typer.echo(out / name)
    needs = f" Needs {', '.join(made.needs)}." if made.needs else ""
    typer.echo(f"{made.ready} of {made.total} ready.{needs}")


@app.command()
def batch(
    request: Annotated[str, typer.Argument(help="Code of a request; see `requests`.")],
    out: OutOption,
    due: Annotated[str, typer.Option("--due", help="How far ahead, in days or weeks: 14d, 2w.")] = "14d",
    policy: PolicyOption = None,
    as_of: AsOfOption = None,
    paper: PaperOption = None,
    word: Annotated[bool, typer.Option("--word/--no-word", help="Write the Word files, too.")] = True,
    workers: Annotated[int, typer.Option(min=1, max=16, help="Processes that work at a time.")] = min(
        2, os.cpu_count() or 1
    ),
    clinic: ClinicOption = None,
) -> None:
    """Write the packets of all patients for whom the request falls due, and one report of what could not be made and why."""
    with _one_sentence_errors():
        door, kind, days = _open_door(clinic), _kind(request), _days(due)
        _known_policy(door.clinic, policy)
        on = as_of.date() if as_of else door.clinic.clock.today()
        ids = _due(door, kind, on, days)
        _prepare(out)
        asked = Asked(kind.code, policy, as_of.date() if as_of else None, paper, word)
        # Working processes find these functions under the module's own name, not under '__main__'.
        itself = importlib.import_module("documents.__main__")
        outcomes = tuple(
            make_many(itself.make_in_process, itself.open_process, (door.folder,), asked, ids, out, workers)
        )
        report = BatchReport(kind.code, on, days, outcomes)
        (out / "report.json").write_text(report_json(report), "utf-8")
        (out / "report.txt").write_text("\n".join(report_lines(report)) + "\n", "utf-8")
    typer.echo(f"{report.sentence} See {out / 'report.txt'}.")
    raise typer.Exit(SOME_NOT_MADE if report.not_made else 0)


@app.command("verify")
def verify_packet(
    packet: Annotated[
        str, typer.Argument(metavar="PACKET", help="Number of a signed packet, or a folder with its frozen files.")
    ],
    version: Annotated[
        int | None, typer.Option(min=1, help="Version of a packet in the register; else the newest signed.")
    ] = None,
    clinic: ClinicOption = None,
    as_json: JsonOption = False,
) -> None:
    """Rebuild a signed packet from what was frozen with it and compare the bytes."""
    with _one_sentence_errors():
        files, expected = _frozen(packet, version, clinic)
        found = verify(files, expected)
    if as_json:
        typer.echo(json.dumps(plain_verified(found), ensure_ascii=False))
    else:
        for proof in found.proofs:
            typer.echo(f"{proof.verdict.value:<14} {proof.file}: {proof.says}")
        typer.echo(verdict_words(found))
    raise typer.Exit(VERDICT_CODES[found.verdict])


@app.command()
def requests(as_json: JsonOption = False) -> None:
    """List the kinds of request, and what each must hold."""
    if as_json:
        typer.echo(json.dumps([plain_request(kind) for kind in REQUESTS.values()], ensure_ascii=False))
        return
    for kind in REQUESTS.values():
        for line in request_lines(kind):
            typer.echo(line)


@app.command()
def policies(clinic: ClinicOption = None, as_json: JsonOption = False) -> None:
    """List the policies with their versions, and whether their text was read."""
    with _one_sentence_errors():
        known = Door(find_clinic(clinic), local_user()).clinic.policies
    if as_json:
        typer.echo(json.dumps([plain_policy(one) for one in known], ensure_ascii=False))
        return
    for one in sorted(known, key=lambda p: (p.code, p.effective_from or date.min)):
        typer.echo(policy_line(one))


# The record


class DoorRecords:
    """The records behind a clinic's door."""

    def __init__(self, door: Door):
        self._door = door

    @property
    def clinic(self) -> Clinic:
        return self._door.clinic

    @property
    def snapshot(self) -> str:
        return f"snapshot {self._door.current_number()}"

    @property
    def now(self) -> datetime:
        return self._door.clinic.clock.now()

    def deadlines(self) -> tuple[DeadlineRule, ...]:
        return self._door.deadline_rules()

    def evidence(self, patient_id: str, as_of: date | None) -> Evidence:
        return read_evidence(self._door, patient_id, as_of)

    def person(self, patient_id: str) -> Person:
        row = self._door.people((patient_id,)).iloc[0]
        return Person(row["name"] or "", row["birth_date"], row["record_number"] or "")

    def saved(self, patient_id: str, request: str) -> PacketRow | None:
        return draft_of_request(self._door.patient_packets(patient_id), request)


_records: DoorRecords | None = None
"""The records of a working process, opened once."""


def open_process(folder: Path) -> None:
    """Open the clinic in a working process."""
    global _records
    _records = DoorRecords(Door(folder, local_user()))


def make_in_process(asked: Asked, out: Path, patient_id: str) -> Outcome:
    """One patient's packet in a working process."""
    if _records is None:
        raise RuntimeError("the process was not opened")
    return told(partial(make, _records, asked, patient_id, out), patient_id)


def _due(door: Door, kind: RequestKind, on: date, days: int) -> tuple[str, ...]:
    return due_patients(
        kind,
        on,
        days,
        worklist=door.worklist(on, on + timedelta(days=days)),
        reminders=door.reminders(on, days),
        patients=door.patients(Scope()),
    )


# What was asked


def _kind(code: str) -> RequestKind:
    try:
        return request_kind(code)
    except KeyError as error:
        raise CannotAsk(error.args[0]) from None


def _known_policy(clinic: Clinic, code: str | None) -> None:
    known = sorted({one.code for one in clinic.policies})
    if code is not None and code != NO_POLICY and code not in known:
        raise CannotAsk(f"There is no policy '{code}'; there are {', '.join(known)}.")


def _days(text: str) -> int:
    found = re.fullmatch(r"(\d{1,4})([dw]?)", text.strip().lower())
    if found is None:
        raise CannotAsk(f"'{text}' is no number of days; write 14d or 2w.")
    return int(found[1]) * (7 if found[2] == "w" else 1)


def _read_edits(path: Path | None) -> Edits:
    if path is None:
        return Edits()
    try:
        content = json.loads(path.read_text("utf-8"))
        if not isinstance(content, dict):
            raise TypeError
        unknown = sorted(set(content) - set(Edits.__dataclass_fields__))
        if unknown:
            raise CannotAsk(f"The edits have no '{unknown[0]}'; they may hold {', '.join(Edits.__dataclass_fields__)}.")
        return Edits.of_content(content)
    except OSError as error:
        raise CannotAsk(f"The edits cannot be read ({error.strerror}).") from None
    except (UnicodeDecodeError, json.JSONDecodeError, TypeError, AttributeError) as error:
        raise CannotAsk(f"The edits are no JSON object of texts, numbers and days ({type(error).__name__}).") from None
    except TextRefused:
        raise
    except ValueError:
        raise CannotAsk("A day in the edits is not written as 2025-11-17.") from None


def _prepare(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotAsk(f"The folder to write to cannot be made ({error.strerror}).") from None


def _open_door(clinic: Path | None) -> Door:
    door = Door(find_clinic(clinic), local_user())
    if door.current_number() == 0:
        raise CannotAsk("Nothing has been loaded yet. Run: python -m loaders load")
    return door


# Verification


def _frozen(packet: str, version: int | None, clinic: Path | None) -> tuple[dict[str, bytes], dict[str, str] | None]:
    """Files of a folder, or of the register, whose book has hashes of its own."""
    folder = Path(packet)
    if folder.is_dir():
        return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}, None
    door = Door(find_clinic(clinic), local_user())
    signed = [
        row for row in door.packet_versions(packet) if row.is_locked and (version is None or row.version == version)
    ]
    if not signed:
        raise CannotAsk("There is no signed packet of this number and version in the register, and no such folder.")
    row = max(signed, key=lambda one: one.version)
    place = door.folder / "packets" / packet / str(row.version)
    found = (
        {path.name: path.read_bytes() for path in sorted(place.iterdir()) if path.is_file()} if place.is_dir() else {}
    )
    if not found:
        raise CannotAsk("The frozen files of this packet are missing; restore them from a backup.")
    return found, dict(row.hashes)


@contextmanager
def _one_sentence_errors() -> Iterator[None]:
    expected = (CannotAsk, ClinicError, StoreError, AccessRefused, NotFrozen, PacketRefused, PaperError, TextRefused)
    try:
        yield
    except expected as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None


if __name__ == "__main__":
    app(prog_name="python -m documents")
