"""Decisions of the register stand beside those of loaded lists, and are never added to them."""

from datetime import UTC, date, datetime

from domain.packet_register import PacketDraft, PayerAnswer, PayerDecision
from store.payer_readers import read_payer_decisions
from store.register import mark_sent, record_payer_decision, save_draft, sign_packet
from store.snapshot import open_snapshot

NOON = datetime(2025, 11, 3, 12, tzinfo=UTC)
LATER = datetime(2025, 11, 12, 12, tzinfo=UTC)


def test_a_packet_counts_from_the_day_it_was_sent_and_with_the_decision_known_by_then(tmp_path):
    row = save_draft(tmp_path, PacketDraft("p1", "continuation", "plan", service="program"), "A", NOON)
    sign_packet(tmp_path, row.packet_id, 1, {"packet.pdf": b"x"}, "A", NOON)
    mark_sent(tmp_path, row.packet_id, 1, NOON.date(), "fax", "A", NOON)
    answer = PayerAnswer(PayerDecision.DENIED, date(2025, 11, 10), "No functional gain")
    record_payer_decision(tmp_path, row.packet_id, 1, answer, "A", LATER)
    save_draft(tmp_path, PacketDraft("p2", "continuation", "plan"), "A", NOON)

    def told(as_of, from_day=None):
        found = read_payer_decisions(tmp_path, open_snapshot(tmp_path), as_of, from_day)
        return found.astype(object).where(found.notna(), None).to_numpy().tolist()

    assert told(date(2025, 11, 17)) == [["plan", "program", "initial", "denied", 7.0, 1, "register"]]
    assert told(date(2025, 11, 5)) == [["plan", "program", "initial", None, None, 1, "register"]]
    assert told(date(2025, 11, 2)) == told(date(2025, 11, 17), date(2025, 11, 4)) == []
