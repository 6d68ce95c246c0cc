"""A signed packet with all that it was made of gives the same bytes again; what was changed is named."""

import importlib
import json
import tomllib
from dataclasses import is_dataclass, replace
from datetime import date, datetime, timedelta, timezone
from enum import Enum
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from documents.asking import Edits
from documents.canonical import MODULES, NotFrozen, _kinds, canonical, read_canonical
from documents.frozen import (
    ANNEX,
    EVIDENCE,
    MANIFEST,
    PDF,
    POLICY,
    REQUEST,
    VALUES,
    WORD,
    Verdict,
    frozen_files,
    lean,
    packet_files,
    sha256,
    verify,
)  # fmt: skip
from documents.packet import PacketNotMade
from documents.setting import PRODUCT
from domain.evidence import Evidence
from domain.measures import MEASURES
from domain.shipped_policies import shipped_policies
from tests.documents.small_record import SETTING, SIGNED, made, usual
from tests.documents.test_packet import policy


def signed(**changes):
    return made(**{"policy": policy(), "stamp": SIGNED, "edits": Edits(next_goals="Stand 60 min."), **changes})


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return frozen_files(signed())


def test_everything_that_a_packet_was_made_of_is_kept(files):
    assert {PDF, WORD, ANNEX, POLICY, EVIDENCE, REQUEST, VALUES, MANIFEST} <= set(files)
    assert "template-paper.typ" in files
    manifest = json.loads(files[MANIFEST])
    assert manifest["files"] == {name: sha256(content) for name, content in files.items() if name != MANIFEST}
    assert manifest["product"] == "test"


def test_the_kept_documents_are_those_that_were_shown_before(files):
    assert packet_files(signed()) == {name: files[name] for name in (PDF, ANNEX, WORD, POLICY)}


def test_a_packet_that_nobody_signed_is_not_frozen():
    with pytest.raises(PacketNotMade, match="No clinician has signed"):
        frozen_files(made(policy=policy()))


@pytest.fixture(scope="module")
def own() -> dict[str, bytes]:
    """Files that this version wrote; the usual setting of the tests names another one."""
    return frozen_files(signed(setting=replace(SETTING, product=PRODUCT)))


def test_a_frozen_packet_gives_the_same_bytes_again(own):
    found = verify(own)
    assert found.verdict is Verdict.AGREES
    assert {proof.file for proof in found.proofs} == set(own)
    assert any(proof.file == PDF and "same" in proof.says for proof in found.proofs)


@pytest.mark.parametrize("name", [PDF, WORD, ANNEX, POLICY, EVIDENCE, REQUEST, VALUES, "template-look.typ"])
def test_a_changed_file_is_named(own, name):
    content = bytearray(own[name])
    content[len(content) // 2] ^= 1
    found = verify({**own, name: bytes(content)})
    assert found.verdict is Verdict.CHANGED
    assert [proof.file for proof in found.proofs if proof.verdict is Verdict.CHANGED] == [name]


def test_a_missing_file_and_one_too_many_are_named(own):
    found = verify({**{name: content for name, content in own.items() if name != ANNEX}, "extra.txt": b"x"})
    changed = {proof.file: proof.says for proof in found.proofs if proof.verdict is Verdict.CHANGED}
    assert changed == {ANNEX: "the file is missing", "extra.txt": "the file was not frozen with the packet"}


def test_a_manifest_made_to_fit_a_changed_file_does_not_help(own):
    """Whoever changes a score and its hash, too, is found by the bytes of the documents."""
    evidence = own[EVIDENCE].replace(b"36.0", b"26.0")
    assert evidence != own[EVIDENCE]
    manifest = json.loads(own[MANIFEST])
    manifest["files"][EVIDENCE] = sha256(evidence)
    tampered = {**own, EVIDENCE: evidence, MANIFEST: json.dumps(manifest).encode()}
    found = verify(tampered)
    assert found.verdict is Verdict.DIFFERS
    assert {ANNEX, PDF} <= {proof.file for proof in found.proofs if proof.verdict is Verdict.DIFFERS}


def test_hashes_kept_elsewhere_count_beside_the_manifest(own):
    expected = {name: sha256(content) for name, content in own.items()}
    assert verify(own, expected).verdict is Verdict.AGREES
    annex = own[ANNEX] + b"x"
    manifest = json.loads(own[MANIFEST])
    manifest["files"][ANNEX] = sha256(annex)
    tampered = {**own, ANNEX: annex, MANIFEST: json.dumps(manifest).encode()}
    found = verify(tampered, expected)
    assert {p.file for p in found.proofs if p.verdict is Verdict.CHANGED} == {ANNEX, MANIFEST}


def test_what_another_version_wrote_is_told_from_what_was_changed(files, monkeypatch):
    """The record of the tests names another product; its files still hold, and a difference is put down to the version."""
    assert verify(files).verdict is Verdict.AGREES
    monkeypatch.setattr("documents.packet_paper.title_of", lambda packet: "Another title")
    found = verify(files)
    assert found.verdict is Verdict.OTHER_VERSION
    assert found.written_by.startswith("test")


def test_two_states_of_one_version_are_told_apart_by_their_code(own, monkeypatch):
    """Thresholds or words that changed under the same version number are another version, not a fault of the packet."""
    monkeypatch.setattr("documents.packet_paper.title_of", lambda packet: "Another title")
    assert verify(own).verdict is Verdict.DIFFERS
    monkeypatch.setattr("documents.frozen.code_hash", lambda: "0" * 64)
    found = verify(own)
    assert found.verdict is Verdict.OTHER_VERSION
    assert found.written_by != found.read_by


def test_the_pdf_rests_on_its_kept_templates_even_where_the_templates_change(own, monkeypatch):
    monkeypatch.setattr("documents.frozen.templates", dict)
    pdf = next(proof for proof in verify(own).proofs if proof.file == PDF)
    assert pdf.verdict is Verdict.AGREES


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b'{"files": {"a": 1}, "made_at": "x"}', b"\xff"])
def test_what_is_no_frozen_packet_ends_in_a_sentence(content):
    with pytest.raises(NotFrozen):
        verify({MANIFEST: content})
    with pytest.raises(NotFrozen, match="no manifest"):
        verify({PDF: content})


# The values


def test_evidence_reads_back_to_the_same():
    told = lean(usual(), policy())
    again = read_canonical(canonical(told))
    assert isinstance(again, Evidence)
    assert canonical(again) == canonical(told)
    for name in ("course", "observations", "events", "goals", "authorizations", "medications", "appointments"):
        pd.testing.assert_frame_equal(getattr(again, name), getattr(told, name))


@pytest.mark.parametrize("one", shipped_policies(), ids=lambda one: f"{one.code} {one.version}")
def test_every_shipped_policy_reads_back_to_the_same(one):
    assert read_canonical(canonical(one)) == one


def test_every_measure_reads_back_without_how_it_is_scored():
    for measure in MEASURES.values():
        assert read_canonical(canonical(measure)) == replace(measure, scoring=None, instrument=None)


def test_only_the_measures_that_are_named_are_kept():
    codes = set(lean(usual(), None).measures)
    assert {"odi", "standing_tolerance", "nrs_average", "isi", "phq9"} <= codes
    assert "psqi" not in codes
    assert (
        "promis_pi_tscore"
        in lean(usual(), next(p for p in shipped_policies() if "promis_pi_tscore" in repr(p))).measures
    )


@pytest.mark.parametrize(
    "value",
    [
        None, True, 3, 2.5, "text \u2028 ~", float("inf"), date(2025, 1, 2), (1, (2, "x")), [1, [2]], {"a": 1, 2: "b"},
        datetime(2025, 1, 2, 3, 4, tzinfo=timezone(timedelta(hours=-6))), np.float64(1.5), np.int64(4),
    ],
)  # fmt: skip
def test_plain_values_read_back_to_the_same(value):
    assert read_canonical(canonical(value)) == value


def test_a_time_keeps_its_moment_whatever_its_zone():
    at = datetime(2025, 7, 1, 8, 30, tzinfo=ZoneInfo("America/Chicago"))
    assert read_canonical(canonical(at)) == at
    assert canonical(read_canonical(canonical(at))) == canonical(at)


def test_nothing_but_the_named_kinds_is_written_or_read():
    with pytest.raises(TypeError):
        canonical(object())
    with pytest.raises(NotFrozen):
        read_canonical(b'{"~": "Popen", "args": "x"}')
    with pytest.raises(NotFrozen):
        read_canonical(b'{"~": "Person", "surname": "x"}')


def test_no_two_kinds_share_a_name():
    seen: dict[str, str] = {}
    for name in MODULES:
        for kind in vars(importlib.import_module(name)).values():
            is_kind = isinstance(kind, type) and (is_dataclass(kind) or issubclass(kind, Enum))
            if is_kind and kind.__module__ == name:
                assert seen.setdefault(kind.__name__, name) == name
    assert set(seen) == set(_kinds())


def test_the_version_that_is_frozen_is_that_of_the_product():
    told = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))
    assert f"Landings {told['project']['version']}" == PRODUCT
