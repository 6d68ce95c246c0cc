"""Any sequence of recording, correcting and withdrawing gives what a plain list would, whatever is asked twice or refused."""

import tempfile
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.entry import Entry, EntryKind, EntryRefused
from store.entries import append_entry, read_entries, read_entry_history

MORNING = datetime(2025, 11, 17, 8, tzinfo=UTC)


@dataclass(frozen=True)
class Act:
    """`what`: record, correct, withdraw or repeat; `which` points at an earlier entry, standing or not."""

    what: str
    which: int
    text: str


acts = st.lists(
    st.builds(Act, st.sampled_from(["record", "record", "correct", "correct", "withdraw", "repeat"]), st.integers(0, 30), st.text("ab é\n", max_size=3)),
    max_size=14,
)  # fmt: skip


def entry_of(number: int, act: Act, former: Entry | None) -> Entry:
    withdraws = act.what == "withdraw"
    says = {"reason": act.text} if withdraws else {"text": act.text}
    return Entry(
        f"e{number}", EntryKind.NOTE, "p1", None, None, date(2025, 11, 1), says, "A", MORNING + timedelta(minutes=number),
        former.entry_id if former else None, withdraws,
    )  # fmt: skip


class Plain:
    """What should stand: a list of chains, each of the entries that followed each other."""

    def __init__(self):
        self.chains: list[list[Entry]] = []

    def add(self, entry: Entry) -> None:
        if entry.replaces is None:
            self.chains.append([entry])
        else:
            self._of(entry.replaces).append(entry)

    def may(self, entry: Entry) -> bool:
        if entry.replaces is None:
            return True
        last = self._of(entry.replaces)[-1]
        return last.entry_id == entry.replaces and not last.is_withdrawal

    def standing(self, at: datetime | None) -> list[str]:
        known = [[one for one in chain if at is None or one.made_at <= at] for chain in self.chains]
        return [chain[-1].entry_id for chain in known if chain and not chain[-1].is_withdrawal]

    def _of(self, entry_id: str) -> list[Entry]:
        return next(chain for chain in self.chains if any(one.entry_id == entry_id for one in chain))


@settings(max_examples=30)
@given(acts)
def test_what_stands_is_what_a_plain_list_says_now_and_at_any_past_time(found):
    with tempfile.TemporaryDirectory() as place:
        folder, plain, made = Path(place), Plain(), []
        for number, act in enumerate(found):
            former = made[act.which % len(made)] if made and act.what != "record" else None
            if act.what == "repeat" and former:
                append_entry(folder, replace(former, made_at=former.made_at + timedelta(hours=1)))
                continue
            entry = entry_of(number, act, former if act.what in ("correct", "withdraw") else None)
            if act.what == "withdraw" and former is None:
                continue
            if plain.may(entry):
                append_entry(folder, entry)
                plain.add(entry)
                made.append(entry)
            else:
                refused = False
                try:
                    append_entry(folder, entry)
                except EntryRefused:
                    refused = True
                assert refused
        assert [one.entry_id for one in read_entry_history(folder, "p1")] == [one.entry_id for one in made]
        for at in (None, *(MORNING + timedelta(minutes=number) for number in (0, 3, 7, 20))):
            assert [one.entry_id for one in read_entries(folder, "p1", at)] == plain.standing(at)
        roots = {one.entry_id: one.root for one in read_entry_history(folder, "p1")}
        assert all(roots[one.entry_id] == chain[0].entry_id for chain in plain.chains for one in chain)
