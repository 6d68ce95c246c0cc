"""What is frozen with a signed packet, and the proof that what was frozen gives the same bytes again.

The files hold all that the packet was made of: the evidence, the request with the policy, the setting and the author's
words, the templates with the values they were filled with, and the documents themselves. `verify` rebuilds each from what
was frozen and compares byte by byte.
"""

import hashlib
import json
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from documents.annex import annex_csv, policy_reference
from documents.asking import Asking
from documents.canonical import NotFrozen, canonical, read_canonical
from documents.font_coverage import FONTS
from documents.packet import Packet, PacketNotMade, build_packet, signature_refusals
from documents.packet_annex import annex_rows
from documents.packet_paper import paper_of
from documents.requests import REQUESTS
from documents.typst_compiler import TEMPLATES, PaperError, compile_kept, inputs_of
from documents.typst_paper import TEMPLATE, printed, typeset
from documents.word import write_word
from domain.evidence import Evidence
from domain.measure import Construct
from domain.policy import Policy
from texts.hook import translation

PDF, WORD, ANNEX, POLICY = "packet.pdf", "packet.docx", "annex.csv", "policy.txt"
EVIDENCE, REQUEST, VALUES, MANIFEST = "evidence.json", "request.json", "values.json", "manifest.json"
TRANSLATION = "translation"
_TEMPLATE = "template-"
_TYPST = version("typst")


def packet_files(packet: Packet, *, with_word: bool = True) -> dict[str, bytes]:
    """The documents of a packet by file name: PDF, Word, annex and, where there is one, the policy's reference.

    Raises PacketNotMade where anything is refused.
    """
    annex = annex_csv(annex_rows(packet))
    paper = paper_of(packet, annex)
    files = {PDF: typeset(paper), ANNEX: annex}
    if with_word:
        files[WORD] = write_word(paper)
    if packet.policy is not None:
        files[POLICY] = policy_reference(packet.policy)
    return files


def frozen_files(packet: Packet) -> dict[str, bytes]:
    """Everything that is kept with a signed packet, by plain file name; `manifest.json` holds the SHA-256 of each other file.

    Raises:
        PacketNotMade: it is not signed, or anything is refused.
    """
    refusals = signature_refusals(packet)
    if refusals:
        raise PacketNotMade(refusals)
    return _with_manifest(_made(rebuilt_from(*thing_of(packet))))


def thing_of(packet: Packet) -> tuple[bytes, bytes]:
    """Evidence and request of a packet as they are frozen."""
    asking = packet.asking
    request = {
        "kind": packet.kind.code, "policy": packet.policy, "setting": asking.setting, "person": asking.person,
        "edits": asking.edits, "stamp": asking.stamp,
    }  # fmt: skip
    return canonical(lean(asking.evidence, packet.policy)), canonical(request)


def rebuilt_from(evidence: bytes, request: bytes) -> Packet:
    """The packet that frozen evidence and a frozen request make.

    Raises NotFrozen where they cannot be read.
    """
    record, asked = read_canonical(evidence), read_canonical(request)
    try:
        kind = REQUESTS[asked["kind"]]
        parts = [asked[name] for name in ("policy", "setting", "person", "stamp", "edits")]
    except (KeyError, TypeError):
        raise NotFrozen("The frozen request is incomplete, or of a kind that this version does not know.") from None
    if not isinstance(record, Evidence):
        raise NotFrozen("The frozen evidence is something else.")
    return build_packet(kind, record, *parts)


def _made(packet: Packet) -> dict[str, bytes]:
    evidence, request = thing_of(packet)
    annex = annex_csv(annex_rows(packet))
    paper = paper_of(packet, annex)
    made = printed(paper)
    values = inputs_of(made.values).encode()
    files = {
        PDF: made.pdf, WORD: write_word(paper), ANNEX: annex, EVIDENCE: evidence, REQUEST: request, VALUES: values,
    }  # fmt: skip
    if packet.policy is not None:
        files[POLICY] = policy_reference(packet.policy)
    return files | templates()


@cache
def templates() -> dict[str, bytes]:
    """Today's templates under the names that they are frozen under."""
    return {f"{_TEMPLATE}{path.name}": path.read_bytes() for path in sorted(TEMPLATES.glob("*.typ"))}


def _with_manifest(files: Mapping[str, bytes]) -> dict[str, bytes]:
    listed = {"files": {name: sha256(files[name]) for name in sorted(files)}, **made_with(files)}
    text = json.dumps(listed, ensure_ascii=False, indent=1, sort_keys=True)
    return {**files, MANIFEST: text.encode() + b"\n"}


def made_with(files: Mapping[str, bytes]) -> dict[str, str]:
    """What wrote the files, as far as the bytes depend on it."""
    asked = read_canonical(files[REQUEST])
    return {
        "product": asked["setting"].product,
        "typst": _TYPST,
        "fonts": _fonts_hash(),
        "code": code_hash(),
        "made_at": asked["stamp"].made_at.isoformat(),
        **({TRANSLATION: translation()} if translation() else {}),
    }


@cache
def _fonts_hash() -> str:
    return sha256(b"".join(path.read_bytes() for path in sorted(Path(FONTS).glob("*.ttf"))))


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


CODE = ("charts", "documents", "domain", "metrics")
"""Packages on which the bytes of a document depend; a translation is named beside them."""


@cache
def code_hash() -> str:
    """SHA-256 over the files of those packages: two states of the product that bear the same version are told apart."""
    root, digest = Path(__file__).parents[1], hashlib.sha256()
    for path in sorted(path for name in CODE for path in (root / name).rglob("*") if path.is_file()):
        if "__pycache__" not in path.parts:
            digest.update(f"{path.relative_to(root).as_posix()} {sha256(path.read_bytes())}\n".encode())
    return digest.hexdigest()


# What of the evidence a packet needs


def lean(evidence: Evidence, policy: Policy | None) -> Evidence:
    """The evidence with those measures only that the record or the policy names."""
    named = {code for frame in (evidence.course, evidence.observations, evidence.goals) for code in frame["measure"]}
    named |= set(_named_measures(policy)) if policy else set()
    kept = {
        code: measure for code, measure in evidence.measures.items() if code in named or _is_always(measure.construct)
    }
    return replace(evidence, measures=kept)


def _is_always(construct: Construct) -> bool:
    """Pain measures are asked for around procedures whether or not the record has them."""
    return construct is Construct.PAIN_INTENSITY


def _named_measures(thing: Any) -> Iterator[str]:
    """Codes of measures that a policy's parts name."""
    if isinstance(thing, tuple):
        for part in thing:
            yield from _named_measures(part)
    elif is_dataclass(thing) and not isinstance(thing, type):
        for field in fields(thing):
            value = getattr(thing, field.name)
            if field.name in ("measures", "since_score_of"):
                yield from value
            elif field.name == "measure":
                yield value
            else:
                yield from _named_measures(value)


# The proof


class Verdict(StrEnum):
    AGREES = "agrees"
    CHANGED = "changed"
    """A file is not the one that was frozen."""
    DIFFERS = "differs"
    """The file is as it was frozen, but what was frozen with it gives other bytes."""
    OTHER_VERSION = "other version"
    """The file is as it was frozen; this version writes it otherwise, and only the one that wrote it can prove the bytes."""


@dataclass(frozen=True)
class Proof:
    """What was found of one file; `says` one sentence."""

    file: str
    verdict: Verdict
    says: str


@dataclass(frozen=True)
class Verified:
    """`proofs` in the order of the files. `written_by` and `read_by`: versions."""

    proofs: tuple[Proof, ...]
    written_by: str
    read_by: str

    @property
    def verdict(self) -> Verdict:
        """The gravest of all."""
        order = (Verdict.CHANGED, Verdict.DIFFERS, Verdict.OTHER_VERSION)
        return next((one for one in order if any(proof.verdict is one for proof in self.proofs)), Verdict.AGREES)


def verify(files: Mapping[str, bytes], expected: Mapping[str, str] | None = None) -> Verified:
    """Hold frozen files against their manifest, rebuild them from what was frozen, and compare byte by byte.

    `expected`: hashes kept elsewhere (the register's book), which then count besides the manifest.

    Raises:
        NotFrozen: there is no manifest, or it cannot be read.
    """
    manifest = _read_manifest(files)
    hashes: dict[str, str] = dict(manifest["files"])
    own = {MANIFEST: expected[MANIFEST]} if expected and MANIFEST in expected else {}
    wanted = {**hashes, **(expected or {}), **own}
    proofs = {
        name: proof
        for name in sorted({*wanted, *files})
        if (proof := _unchanged(name, files, wanted, hashes)) is not None
    }
    if not proofs:
        proofs = {proof.file: proof for proof in _rebuilt(files, manifest)}
    rest = (Proof(name, Verdict.AGREES, "as frozen") for name in sorted(files) if name not in proofs)
    everything = sorted((*proofs.values(), *rest), key=lambda proof: proof.file)
    return Verified(tuple(everything), _versions(manifest), _versions(_today() | {TRANSLATION: translation()}))


def _read_manifest(files: Mapping[str, bytes]) -> dict[str, Any]:
    if MANIFEST not in files:
        raise NotFrozen("There is no manifest; this is no frozen packet.")
    try:
        manifest = json.loads(files[MANIFEST])
        datetime.fromisoformat(manifest["made_at"])
        if not all(isinstance(digest, str) for digest in manifest["files"].values()):
            raise TypeError
    except (UnicodeDecodeError, json.JSONDecodeError, KeyError, TypeError, AttributeError, ValueError):
        raise NotFrozen("The manifest cannot be read.") from None
    return manifest


def _unchanged(
    name: str, files: Mapping[str, bytes], wanted: Mapping[str, str], hashes: Mapping[str, str]
) -> Proof | None:
    """None where the file is as it was frozen."""
    if name not in files:
        return Proof(name, Verdict.CHANGED, "the file is missing")
    if name not in wanted:
        return None if name == MANIFEST else Proof(name, Verdict.CHANGED, "the file was not frozen with the packet")
    digest = sha256(files[name])
    if digest != wanted[name] or (name in hashes and digest != hashes[name]):
        return Proof(name, Verdict.CHANGED, f"SHA-256 {digest[:12]}…, frozen as {wanted[name][:12]}…")
    return None


def _rebuilt(files: Mapping[str, bytes], manifest: Mapping[str, Any]) -> Iterator[Proof]:
    """The documents made once more: the PDF from its kept templates and values, everything from the evidence."""
    is_other = any(manifest.get(name) != today for name, today in _today().items() if name != "made_at")
    is_other |= manifest.get(TRANSLATION, "") != translation()
    yield _compared(PDF, files[PDF], _kept_pdf(files, manifest), is_other, "its kept templates and values")
    try:
        made = _made(rebuilt_from(files[EVIDENCE], files[REQUEST]))
    except (NotFrozen, PacketNotMade, PaperError, KeyError) as error:
        verdict = Verdict.OTHER_VERSION if is_other else Verdict.DIFFERS
        yield Proof(EVIDENCE, verdict, f"cannot be rebuilt from the evidence: {error}")
        return
    for name in sorted(set(files) - {MANIFEST, PDF}):
        if not name.startswith(_TEMPLATE):
            yield _compared(name, files[name], made.get(name), is_other, "the frozen evidence")
    if made[PDF] != files[PDF]:
        yield _compared(PDF, files[PDF], made[PDF], is_other, "the frozen evidence")


def _kept_pdf(files: Mapping[str, bytes], manifest: Mapping[str, Any]) -> bytes | None:
    with tempfile.TemporaryDirectory(prefix="landings-verify-") as folder:
        for name, content in files.items():
            if name.startswith(_TEMPLATE):
                (Path(folder) / name.removeprefix(_TEMPLATE)).write_bytes(content)
        try:
            made_at = datetime.fromisoformat(manifest["made_at"])
            return compile_kept(Path(folder), TEMPLATE, files[VALUES].decode(), made_at)
        except (PaperError, KeyError):
            return None


def _compared(name: str, frozen: bytes, made: bytes | None, is_other: bool, source: str) -> Proof:
    if made == frozen:
        return Proof(name, Verdict.AGREES, f"the same {len(frozen):,} bytes again from {source}")
    verdict = Verdict.OTHER_VERSION if is_other else Verdict.DIFFERS
    if made is None:
        return Proof(name, verdict, f"cannot be made again from {source}")
    place = next(
        (i for i, (one, other) in enumerate(zip(frozen, made, strict=False)) if one != other),
        min(len(frozen), len(made)),
    )
    return Proof(
        name, verdict, f"differs from {source} at byte {place:,} ({len(frozen):,} bytes frozen, {len(made):,} made)"
    )


def _today() -> dict[str, str]:
    from documents.setting import PRODUCT

    return {"product": PRODUCT, "typst": _TYPST, "fonts": _fonts_hash(), "code": code_hash()}


def _versions(manifest: Mapping[str, Any]) -> str:
    language = f", translation {manifest[TRANSLATION]}" if manifest.get(TRANSLATION) else ""
    code = f" ({manifest['code'][:8]})" if manifest.get("code") else ""
    return f"{manifest.get('product') or 'unknown'}{code}, Typst {manifest.get('typst') or 'unknown'}{language}"


__all__ = [
    "ANNEX", "MANIFEST", "PDF", "POLICY", "WORD", "Asking", "NotFrozen", "Proof", "Verdict", "Verified", "frozen_files",
    "packet_files", "verify",
]  # fmt: skip
