"""Requests, policies and proofs as lines of text and as plain values for JSON."""

from collections.abc import Iterator
from typing import Any

from documents.frozen import Verdict, Verified
from documents.request_kind import RequestKind
from domain.policy import Policy
from domain.written import day


def request_lines(kind: RequestKind) -> Iterator[str]:
    """A kind of request, and what it must hold with who asks for it."""
    yield f"{kind.code}: {kind.purpose}."
    for content in kind.contents:
        read = "" if content.source.verified else " (not read there)"
        yield f"  - {content.text}  [{content.source.label}{read}]"


def plain_request(kind: RequestKind) -> dict[str, Any]:
    contents = [
        {
            "code": one.code,
            "text": one.text,
            "source": one.source.label,
            "verified": one.source.verified,
            "stops": one.stops,
        }
        for one in kind.contents
    ]
    return {
        "code": kind.code, "name": kind.name, "purpose": kind.purpose, "reader": kind.reader.value,
        "policies": list(kind.answers), "contents": contents,
    }  # fmt: skip


def policy_line(one: Policy) -> str:
    """A version of a policy: dates, what it answers, and whether its text was read."""
    read = f"read {day(one.read_on)}" if one.read_on else "not read"
    state = "verified" if one.verified else "unverified"
    return f"{one.code}: {one.name}; {one.version}; {one.request}; {state}, {read}; {len(one.criteria)} criteria"


def plain_policy(one: Policy) -> dict[str, Any]:
    days = (("effective_from", one.effective_from), ("effective_to", one.effective_to), ("read_on", one.read_on))
    return {
        "code": one.code, "name": one.name, "payer": one.payer, "plan_class": one.plan_class.value, "request": one.request,
        "jurisdiction": one.jurisdiction, "verified": one.verified, "criteria": len(one.criteria), "source": one.source.label,
        **{name: value.isoformat() if value else None for name, value in days},
    }  # fmt: skip


def verdict_words(found: Verified) -> str:
    """What the proof of a packet comes to, in one sentence."""
    return {
        Verdict.AGREES: "The packet gives the same bytes again.",
        Verdict.CHANGED: "Files are not as they were frozen; restore them from a backup.",
        Verdict.DIFFERS: "The files are as they were frozen, but what was frozen gives other bytes.",
        Verdict.OTHER_VERSION: f"The files are as they were frozen by {found.written_by}; this is {found.read_by}, which writes "
        "them otherwise.",
    }[found.verdict]


def plain_verified(found: Verified) -> dict[str, Any]:
    return {
        "verdict": found.verdict.value,
        "written_by": found.written_by,
        "read_by": found.read_by,
        "files": [{"file": one.file, "verdict": one.verdict.value, "says": one.says} for one in found.proofs],
    }
