"""A packet as paper: its sections in the order that the request asks for."""

from collections.abc import Callable, Iterator, Mapping

from documents import section_record as record
from documents import section_request as request
from documents import section_scores as scores
from documents.annex import annex_csv, sha256_of
from documents.packet import Packet, PacketNotMade
from documents.packet_annex import annex_rows
from documents.paper import Block, Foot, Head, Paper, Running
from documents.request_kind import Reader, Section
from domain.written import day

SECTIONS: Mapping[Section, Callable[[Packet], Iterator[Block]]] = {
    Section.STATEMENT: request.statement,
    Section.DENIAL: request.denial,
    Section.REBUTTAL: request.rebuttal,
    Section.HISTORY: record.history,
    Section.FUNCTION_TABLE: scores.function_table,
    Section.COURSE: scores.course_panels,
    Section.RELIEF: scores.relief_tables,
    Section.GOALS: record.goals,
    Section.NEXT_PERIOD: record.next_period,
    Section.REQUIREMENTS: request.requirements,
    Section.ATTENDANCE: record.attendance,
    Section.TREATMENT: record.treatment,
    Section.MEDICATION: record.medication,
    Section.WORSE_AND_MISSING: record.worse_and_missing,
    Section.METHODS: scores.methods_note,
    Section.SIGNATURE: request.signature,
    Section.RECORDS: record.records,
}


def paper_of(packet: Packet, annex: bytes | None = None) -> Paper:
    """The packet as paper. `annex`: its CSV where it was written already; its hash stands at the foot of each page.

    Raises PacketNotMade where anything is refused: no document rather than a wrong or a blank one.
    """
    if packet.refusals:
        raise PacketNotMade(packet.refusals)
    asking = packet.asking
    written = annex if annex is not None else annex_csv(annex_rows(packet))
    return Paper(
        kind=packet.kind.name,
        title=title_of(packet),
        size=asking.setting.size,
        made_at=asking.stamp.made_at,
        head=Head(asking.setting.clinic, asking.setting.lines),
        running=Running(_packet_line(packet), _subject(packet), _notices(packet)),
        blocks=(request.head_facts(packet), *_blocks(packet)),
        foot=Foot(
            snapshot=f"Record as of {day(asking.evidence.as_of)}{f', {asking.setting.snapshot}' if asking.setting.snapshot else ''}",
            policy=f"{packet.policy.code}, {packet.policy.version}" if packet.policy else "",
            thresholds=() if packet.kind.plain else scores.threshold_captions(packet),
            evidence_sha256=sha256_of(written),
        ),
    )


def title_of(packet: Packet) -> str:
    """The title of the request, with the program and, in an appeal, the day of the decision."""
    decided = packet.appeal.denial.when if packet.appeal else ""
    return packet.kind.title.format(program=packet.asking.setting.program or "the program", decided_on=decided)


def _blocks(packet: Packet) -> Iterator[Block]:
    for section in packet.kind.sections:
        if section is Section.SIGNATURE:
            yield from request.draft_note(packet)
        yield from SECTIONS[section](packet)


def _packet_line(packet: Packet) -> str:
    stamp = packet.asking.stamp
    version = f", version {stamp.version}" if stamp.version > 1 else ""
    return f"Packet {stamp.number}{version} · {stamp.state}"


def _subject(packet: Packet) -> str:
    """The last four signs of a number, so that pages find each other; never the whole one."""
    edits, person = packet.asking.edits, packet.asking.person
    if packet.kind.reader is Reader.EMPLOYER:
        return ""
    shown = (edits.plan_number or edits.claim_number or person.record_number).strip()
    return f"Member ··{shown[-4:]}" if len(shown) > 4 else ""


def _notices(packet: Packet) -> tuple[str, ...]:
    if packet.policy is None or packet.policy.verified:
        return ()
    return (request.UNVERIFIED_POLICY,)
