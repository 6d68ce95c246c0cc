"""Is what an author wrote true of the record? Each number, date and verdict word is held against it.

A number beside the name of a measure must be one of that measure's: a score, its change, its threshold, its target. What is
found nowhere in the record is shown, because nobody can follow it; what the record contradicts stops the packet. Words that
promise more than the verdicts say are shown with what the record does say. See docs/explanation/packets.md.
"""

import re
from collections.abc import Sequence
from typing import Protocol

from documents.claim import Claim, ClaimKind, Mention
from documents.claim_numbers import wrong_dates, wrong_numbers, wrong_spans
from documents.claim_verdicts import wrong_denials, wrong_verdicts
from documents.claim_words import overclaims, private_words
from documents.found_numbers import FoundDate, found_dates
from documents.record_numbers import RecordNumbers

__all__ = ["Claim", "ClaimKind", "check", "check_text"]


class HasNumbers(Protocol):
    @property
    def numbers(self) -> RecordNumbers: ...


def check(text: str, packet: HasNumbers) -> tuple[Claim, ...]:
    """What in a text disagrees with the record of a packet, in order of place; fast enough for every keystroke."""
    return check_text(text, packet.numbers)


def check_text(text: str, record: RecordNumbers) -> tuple[Claim, ...]:
    """What in a text disagrees with a record, in order of place."""
    masked = _masked(text, record)
    dates = found_dates(masked)
    bare = _blanked(masked, dates)
    sentences = _sentences(bare)
    found: list[Claim] = [*wrong_dates(dates, masked, record)]
    before: tuple[str, ...] = ()
    for start, end in sentences:
        mentions = _mentions(masked, start, end, record)
        found += wrong_spans(bare, start, end, mentions, before, record)
        found += wrong_numbers(bare, masked, start, end, mentions, before, record, dates)
        found += wrong_verdicts(bare, start, end, mentions, record)
        found += wrong_denials(bare, start, end, mentions, record)
        before = mentions[-1].codes if mentions else before
    found += overclaims(bare, record)
    found += private_words(text, record)
    unique = {(claim.start, claim.end, claim.kind): claim for claim in sorted(found, key=lambda c: c.contradicts)}
    return tuple(sorted(unique.values(), key=lambda claim: (claim.start, claim.end)))


_SIGNS_IN_WORDS = re.compile(
    r"\b[A-Z]{1,3}\d+(?:[–-][A-Z]?\d+)?(?:\.\d+)?\b|\b[A-Za-z]+-\d+\b|\b\d+(?:st|nd|rd|th)\b|\b\d{1,2}:\d{2}\b"
)


def _masked(text: str, record: RecordNumbers) -> str:
    """The text with codes and quoted record texts blanked, at unchanged places: 'L4–L5', 'M48.062', a service code."""
    masked = text
    for written in sorted(set(record.written), key=len, reverse=True):
        masked = masked.replace(written, " " * len(written)) if written.strip() else masked
    names = [re.escape(name) for name in record.names if re.search(r"\d", name)]
    kept = re.compile("|".join(names), re.I) if names else None

    def blank(hit: re.Match[str]) -> str:
        if kept is not None and kept.search(text[max(0, hit.start() - 40) : hit.end() + 40]):
            for one in kept.finditer(text):
                if one.start() <= hit.start() and hit.end() <= one.end():
                    return hit[0]
        return " " * len(hit[0])

    return _SIGNS_IN_WORDS.sub(blank, masked)


def _blanked(text: str, dates: Sequence[FoundDate]) -> str:
    chars = list(text)
    for one in dates:
        chars[one.start : one.end] = " " * (one.end - one.start)
    return "".join(chars)


_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"'(\d])|\n+")


def _sentences(text: str) -> list[tuple[int, int]]:
    places, start = [], 0
    for hit in _SENTENCE_END.finditer(text):
        places.append((start, hit.start()))
        start = hit.end()
    return [*places, (start, len(text))]


def _mentions(text: str, start: int, end: int, record: RecordNumbers) -> tuple[Mention, ...]:
    """Measures named in a sentence, longest names first, none inside another."""
    found: list[Mention] = []
    lowered = text[start:end].lower()
    for name, codes in record.names.items():
        if name not in lowered:
            continue
        for hit in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", lowered):
            place = (start + hit.start(), start + hit.end())
            if not any(one.start < place[1] and place[0] < one.end for one in found):
                found.append(Mention(*place, name, codes))
    return tuple(sorted(found, key=lambda one: one.start))
