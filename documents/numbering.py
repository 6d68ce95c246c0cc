"""The number of a packet that no register has numbered: the same packet has the same one, and it names nobody."""

import hashlib
from dataclasses import replace

from documents.annex import annex_csv
from documents.canonical import canonical
from documents.packet import Packet
from documents.packet_annex import annex_rows

_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def numbered(packet: Packet) -> tuple[Packet, bytes]:
    """The packet under its number of the register, else under one made of what it holds; and its annex, which is part of it."""
    annex = annex_csv(annex_rows(packet))
    if packet.asking.stamp.number:
        return packet, annex
    asking = packet.asking
    policy = f"{packet.policy.code} {packet.policy.version}" if packet.policy else ""
    said = (packet.kind.code, policy, asking.evidence.patient_id, asking.evidence.as_of, asking.edits)
    digest = hashlib.sha256(canonical(said) + annex).digest()
    number = "D-" + "".join(_LETTERS[byte % len(_LETTERS)] for byte in digest[:10])
    return replace(packet, asking=replace(asking, stamp=replace(asking.stamp, number=number))), annex
