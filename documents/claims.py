"""Is what an author wrote true of the record? Each number, date and verdict word is held against it.

A number beside the name of a measure must be one of that measure's: a score, its change, its threshold, its target. What is
found nowhere in the record is shown, because nobody can follow it; what the record contradicts stops the packet. Words that
promise more than the verdicts say are shown with what the record does say. See docs/explanation/packets.md.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Protocol

from documents.found_numbers import FoundDate, FoundNumber, found_dates, found_numbers, found_spans
from documents.record_numbers import CONVERTED, UNITS, RecordNumbers, Value
from domain.measure import TOLERANCE
from domain.work_status import Restriction
from domain.written import number
from metrics.verdict import Word


class ClaimKind(StrEnum):
    NUMBER = "number"
    DATE = "date"
    VERDICT = "verdict"
    WORD = "word"
    PRIVATE = "private"


@dataclass(frozen=True)
class Claim:
    """One place of a text that does not agree with the record, or that nobody can follow there.

    `start`–`end`: its characters. `says`: what the record says of it. `contradicts`: the record says otherwise, so that the
    packet cannot be made; else it is shown and printed as the author's own.
    """

    kind: ClaimKind
    start: int
    end: int
    text: str
    says: str
    contradicts: bool


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
    found: list[Claim] = [*_wrong_dates(dates, record)]
    before: tuple[str, ...] = ()
    for start, end in sentences:
        mentions = _mentions(masked, start, end, record)
        found += _wrong_spans(bare, start, end, mentions, before, record)
        found += _wrong_numbers(bare, masked, start, end, mentions, before, record, dates)
        found += _wrong_verdicts(bare, start, end, mentions, record)
        before = mentions[-1].codes if mentions else before
    found += _overclaims(bare, record)
    found += _private(text, record)
    unique = {(claim.start, claim.end, claim.kind): claim for claim in sorted(found, key=lambda c: c.contradicts)}
    return tuple(sorted(unique.values(), key=lambda claim: (claim.start, claim.end)))


# What is looked at


@dataclass(frozen=True)
class Mention:
    """A measure, or several under a wide word, named in the text."""

    start: int
    end: int
    name: str
    codes: tuple[str, ...]


_SIGNS_IN_WORDS = re.compile(r"\b[A-Z]{1,3}\d+(?:[–-][A-Z]?\d+)?(?:\.\d+)?\b|\b[A-Za-z]+-\d+\b|\b\d+(?:st|nd|rd|th)\b")


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


# Dates


def _wrong_dates(dates: Sequence[FoundDate], record: RecordNumbers) -> Iterator[Claim]:
    for one in dates:
        if not one.is_one_of(record.dates):
            says = "The record holds nothing of this day."
            yield Claim(ClaimKind.DATE, one.start, one.end, one.text, says, False)


# Numbers


def _wrong_spans(
    text: str, start: int, end: int, mentions: Sequence[Mention], before: tuple[str, ...], record: RecordNumbers
) -> Iterator[Claim]:
    """'from 15 to 45' must be two scores of the measure in this order of time."""
    for place, first, second in found_spans(text[start:end]):
        codes = _codes_for(start + place, mentions) or before
        if not codes:
            continue
        scores = [value for code in codes for value in record.by_measure.get(code, ()) if value.is_score]
        early = [v for v in scores if _equal(first, v.number)]
        late = [v for v in scores if _equal(second, v.number)]
        if early and late and not any(a.on_date <= b.on_date for a in early for b in late if a.on_date and b.on_date):
            says = f"In the record it is the other way round: {late[0].says}, then {early[0].says}."
            yield Claim(
                ClaimKind.NUMBER,
                start + place,
                start + place + 4,
                text[start + place : start + place + 40].strip(),
                says,
                True,
            )


def _equal(one: float, other: float) -> bool:
    return abs(one - other) <= 0.5 + TOLERANCE if float(one).is_integer() else abs(one - other) <= 0.05 + TOLERANCE


def _codes_for(place: int, mentions: Sequence[Mention]) -> tuple[str, ...]:
    """The measures that a number at a place speaks of: the mention before it, else the first one after it."""
    earlier = [one for one in mentions if one.start <= place]
    return earlier[-1].codes if earlier else (mentions[0].codes if mentions else ())


def _wrong_numbers(
    text: str, whole: str, start: int, end: int, mentions: Sequence[Mention], before: tuple[str, ...], record: RecordNumbers,
    dates: Sequence[FoundDate],
) -> Iterator[Claim]:  # fmt: skip
    for one in found_numbers(text[start:end]):
        at = (start + one.start, start + one.end)
        if any(m.start <= at[0] < m.end for m in mentions) or _is_of_list(text, at[0]):
            continue
        if _is_counted(one, text[at[1] : at[1] + 40], record):
            continue
        one = _with_unit_before(one, text[max(0, at[0] - 12) : at[0]])
        own = () if one.unit in _COUNTED_UNITS else _codes_for(at[0], mentions)
        codes = own or before
        if _is_borne_out(one, codes, record, _place_after(whole, at[1], record), _date_after(at[1], dates, whole)):
            continue
        if not own and _is_anywhere(one, record):
            continue
        yield Claim(ClaimKind.NUMBER, *at, text[at[0] : at[1]].strip(), *_said_instead(one, own, record))


_COUNTED_UNITS = ("sessions", "units", "weeks", "months", "years", "goals", "measures")
"""Units that count something besides scores; a measure named in the same sentence is not meant."""
_VERDICT_COUNTED = re.compile(
    r"\s*(?:(?:other|more|function)\s+)?(?:measures?\s+|tests?\s+)?(?:has |have |is |are )?"
    r"(improved|worse|without clear change|(?:that )?cannot be told|unchanged)\b",
    re.I,
)
_COUNTED_WORDS = {
    "improved": Word.IMPROVED, "worse": Word.WORSE, "without clear change": Word.NO_CLEAR_CHANGE,
    "unchanged": Word.NO_CLEAR_CHANGE, "cannot be told": Word.CANNOT_TELL, "that cannot be told": Word.CANNOT_TELL,
}  # fmt: skip


def _is_counted(one: FoundNumber, behind: str, record: RecordNumbers) -> bool:
    """'1 worse': a count of measures by verdict that the record bears out."""
    said = _VERDICT_COUNTED.match(behind)
    if said is None or one.of is not None or one.decimals or one.unit not in ("", "measures"):
        return False
    return int(one.number) in record.counts.get(_COUNTED_WORDS[said[1].lower()], frozenset())


def _with_unit_before(one: FoundNumber, before: str) -> FoundNumber:
    """'week 6' and 'day 12' carry their unit in front."""
    if one.unit or not (said := re.search(r"\b(weeks?|months?|days?)\s+$", before, re.I)):
        return one
    return replace(one, unit=UNITS[said[1].lower()])


def _is_of_list(text: str, place: int) -> bool:
    """A number that begins a line and counts its items: '1. …'."""
    line = text.rfind("\n", 0, place) + 1
    return not text[line:place].strip() and bool(re.match(r"\d{1,2}[.)]\s", text[place : place + 4]))


def _place_after(text: str, place: int, record: RecordNumbers) -> str:
    """The checkpoint named right behind a number: '15 at intake', '15 (intake)'."""
    behind = text[place : place + 40].lower()
    if re.match(r"\W*(?:min\w*|m|reps?|kg|points?|%)?\W*(?:at|in|\()?\s*(?:the )?(?:intake|baseline)\b", behind):
        return next((code for code in record.places if code == "intake"), "")
    for code, name in record.places.items():
        if re.match(rf"\W*(?:at|in|\()?\s*(?:the )?{re.escape(name.lower())}\b", behind):
            return code
    return ""


def _date_after(place: int, dates: Sequence[FoundDate], text: str) -> FoundDate | None:
    """A date that follows a number at once: '45 min on 9 Oct', '45 min (9 Oct)'."""
    for one in dates:
        if place <= one.start <= place + 24 and re.fullmatch(
            r"[\s(]*(?:at intake)?[\s(]*(?:on)?\s*", text[place : one.start]
        ):
            return one
    return None


def _is_borne_out(
    one: FoundNumber, codes: Sequence[str], record: RecordNumbers, place: str, when: FoundDate | None
) -> bool:
    if one.of is not None and _is_pair(one, codes, record):
        return True
    if one.of is not None and one.joined != "/":
        return False
    values = [value for code in codes for value in record.by_measure.get(code, ())]
    if one.of is not None and values and not _scale_fits(one, codes, record):
        return False
    fitting = [value for value in values if _fits(one, value)]
    if place and any(value.is_score for value in values):
        here = [value for value in fitting if value.place == place]
        there = [value for value in values if value.place == place and value.is_score]
        if there and not here and all(value.is_score for value in fitting):
            return False
    if when is not None and fitting and all(value.is_score for value in fitting):
        return any(value.on_date and when.is_one_of([value.on_date]) for value in fitting)
    return bool(fitting) or any(_fits(one, value) for value in record.general if _is_of_general(one, value))


def _is_of_general(one: FoundNumber, value: Value) -> bool:
    """A number without unit is no count of sessions or weeks unless it says so."""
    return one.unit == value.unit


def _is_pair(one: FoundNumber, codes: Sequence[str], record: RecordNumbers) -> bool:
    """'28 of 30' that the record bears out; 'n/100' of a score is judged by its score and its scale."""
    return (one.number, one.of) in record.pairs


def _scale_fits(one: FoundNumber, codes: Sequence[str], record: RecordNumbers) -> bool:
    return any(record.highest.get(code) == one.of for code in codes)


def _fits(one: FoundNumber, value: Value) -> bool:
    """Is it this number, as far as it is written out, in a unit that agrees?"""
    factor = 1.0
    if one.unit and one.unit != value.unit:
        if (one.unit, value.unit) in CONVERTED:
            factor = CONVERTED[(one.unit, value.unit)]
        elif not (one.unit == "points" and value.unit in ("points", "%", "")):
            return False
    slack = 0.5 * 10**-one.decimals * factor + TOLERANCE
    return abs(one.number * factor - abs(value.number)) <= slack


def _is_anywhere(one: FoundNumber, record: RecordNumbers) -> bool:
    """Without a measure named, any number of the record in this unit will do; a bare one any number at all."""
    if one.of is not None and one.joined != "/":
        return False
    every = [value for values in record.by_measure.values() for value in values]
    if one.of is not None:
        fits = [code for code, highest in record.highest.items() if highest == one.of]
        every = [value for code in fits for value in record.by_measure.get(code, ())]
    return any(_fits(one, value) for value in (*every, *record.general))


def _said_instead(one: FoundNumber, own: Sequence[str], record: RecordNumbers) -> tuple[str, bool]:
    """What the record says, and whether it contradicts: it does where a measure is named or a count can be told."""
    told = [record.told[code].says for code in own if code in record.told]
    if told:
        return f"The record says: {'. '.join(told)}.", True
    if own:
        scores = [value.says for code in own for value in record.by_measure.get(code, ()) if value.is_score]
        return f"The record says: {'; '.join(scores[-3:]) or 'nothing of this measure'}.", True
    if one.unit == "sessions" or (one.of is not None and one.unit == ""):
        attended, recorded = record.sessions
        if recorded and one.unit == "sessions":
            return f"The record says: {attended} of {recorded} sessions attended.", True
    return f"The record holds no {number(one.number)}{' ' + one.unit if one.unit else ''}.", False


# Verdict words

_CLAUSE = re.compile(r"[;:,]| but | while | whereas | although | though | however ", re.I)
_BETTER = re.compile(r"\b(improv\w+|better|gain(?:ed|s)?|recover\w*|progress(?:ed|es)?)\b", re.I)
_WORSE = re.compile(r"\b(wors\w+|declin\w+|deteriorat\w+)\b", re.I)
_SAME = re.compile(r"\b(unchanged|stable|no (?:clear )?change|about the same|plateau\w*)\b", re.I)
_ROSE = re.compile(r"\b(rose|risen|increas\w+|went up|higher|up from)\b", re.I)
_FELL = re.compile(r"\b(fell|fallen|decreas\w+|dropped|went down|lower|reduced|down from)\b", re.I)
_NOT = re.compile(
    r"\b(not|no|never|without|did not|has not|neither|nor|none|cannot|would|could|should|if|goal|target|aim)\b", re.I
)
_COUNTED = re.compile(r"\b\d+ of \d+\b|\b\w+ of (?:the )?\w+ (?:\w+ )?measures\b|\bor more\b", re.I)


def _wrong_verdicts(
    text: str, start: int, end: int, mentions: Sequence[Mention], record: RecordNumbers
) -> Iterator[Claim]:
    """'Sleep improved' where no sleep measure did. Counted and negated clauses are left to the numbers."""
    for first, last in _clauses(text, start, end):
        clause = text[first:last]
        if (_NOT.search(clause) and not _SAME.search(clause)) or _COUNTED.search(clause):
            continue
        here = [one for one in mentions if first <= one.start < last]
        for one in here:
            told = [record.told[code] for code in one.codes if code in record.told]
            for hit, fits, claim in _said_words(clause):
                if told and not any(fits(each) for each in told):
                    says = f"The record says: {'. '.join(each.says for each in told)}."
                    place = first + hit.start()
                    yield Claim(ClaimKind.VERDICT, place, place + len(hit[0]), f"{one.name} {claim}", says, True)


def _said_words(clause: str):
    better, worse = _BETTER.search(clause), _WORSE.search(clause)
    if better:
        yield better, lambda told: told.word is Word.IMPROVED, "improved"
    if worse:
        yield worse, lambda told: told.word is Word.WORSE, "is worse"
    if same := _SAME.search(clause):
        yield same, lambda told: told.word in (Word.NO_CLEAR_CHANGE, Word.NOT_JUDGED), "is unchanged"
    if not better and not worse:
        if rose := _ROSE.search(clause):
            yield rose, lambda told: told.change is None or told.change > 0, "rose"
        if fell := _FELL.search(clause):
            yield fell, lambda told: told.change is None or told.change < 0, "fell"


def _clauses(text: str, start: int, end: int) -> list[tuple[int, int]]:
    places, begin = [], start
    for hit in _CLAUSE.finditer(text, start, end):
        places.append((begin, hit.start()))
        begin = hit.end()
    return [*places, (begin, end)]


# Words that promise more


def _overclaims(text: str, record: RecordNumbers) -> Iterator[Claim]:
    for pattern, judge in _PROMISES:
        for hit in pattern.finditer(text):
            says, contradicts = judge(record)
            if says:
                yield Claim(ClaimKind.WORD, hit.start(), hit.end(), hit[0], says, contradicts)


def _private(text: str, record: RecordNumbers) -> Iterator[Claim]:
    """Words of what the reader is not told of."""
    if not record.private:
        return
    words = "|".join(re.escape(word) for word in sorted(record.private, key=len, reverse=True))
    for hit in re.finditer(rf"(?<!\w)(?:{words})\w*", text, re.I):
        says = "This reader is told of physical function and work only; leave it out."
        yield Claim(ClaimKind.PRIVATE, hit.start(), hit.end(), hit[0], says, True)


def _always(says: str):
    return lambda record: (says, False)


def _no_pain(record: RecordNumbers) -> tuple[str, bool]:
    latest = [max(scores, key=lambda v: v.on_date or date.min) for scores in _pain_scores(record) if scores]
    if not latest:
        return "No pain score is recorded.", False
    above = [value for value in latest if value.number > 0]
    return (f"The record says: {above[0].says}.", True) if above else ("", False)


def _pain_scores(record: RecordNumbers) -> list[list[Value]]:
    codes = record.names.get("pain", ())
    return [[v for v in record.by_measure.get(code, ()) if v.is_score and v.on_date] for code in codes]


def _at_work(record: RecordNumbers) -> tuple[str, bool]:
    if record.work is None:
        return "No work status is recorded.", True
    if record.work.status is Restriction.OFF_WORK:
        return f"The record says: {record.work.says}.", True
    return ("", False) if record.work.status is not None else (f"The record says: {record.work.says}.", False)


def _full_duty(record: RecordNumbers) -> tuple[str, bool]:
    if record.work is None:
        return "No work status is recorded.", True
    return ("", False) if record.work.status is Restriction.NONE else (f"The record says: {record.work.says}.", True)


def _all_sessions(record: RecordNumbers) -> tuple[str, bool]:
    attended, recorded = record.sessions
    if not recorded:
        return "No session is recorded.", True
    return (
        (f"The record says: {attended} of {recorded} sessions attended.", True) if attended < recorded else ("", False)
    )


def _all_improved(record: RecordNumbers) -> tuple[str, bool]:
    others = [told.says for told in record.told.values() if told.word not in (Word.IMPROVED, Word.NOT_JUDGED)]
    return (f"The record says: {'. '.join(others[:3])}.", True) if others else ("", False)


_PROMISES = (
    (
        re.compile(r"\bsignifican(?:t|tly|ce)\b", re.I),
        _always("'Significant' speaks of a statistical test, and none is made of one person. 'Meaningful' is a change that "
                "reaches the measure's threshold."),
    ),
    (
        re.compile(r"\b(?:dramatic\w*|remarkabl\w+|excellent|outstanding|tremendous\w*|substantial\w*|markedly|vast\w*)\b", re.I),
        _always("The record has no such word for a change; give the number and its threshold."),
    ),
    (
        re.compile(r"\b(?:resolved|cured|eliminated|full(?:y)? recover\w*|complete(?:ly)? recover\w*|back to normal|normalized)\b", re.I),
        _always("No verdict of the record says so much; give the score."),
    ),
    (re.compile(r"\b(?:pain[- ]free|free of pain|no (?:more |longer any )?pain\b|without (?:any )?pain)\b", re.I), _no_pain),
    (re.compile(r"\b(?:returned to work|back (?:at|to) work|resumed work|working again|return to work was)\b", re.I), _at_work),
    (re.compile(r"\b(?:full duty|full[- ]time work|without restrictions?|unrestricted(?: duty| work)?)\b", re.I), _full_duty),
    (
        re.compile(r"\b(?:(?:attended|completed) (?:all|every)(?: of)?(?: the| planned| her| his| their)? (?:sessions?|visits?)|"
                   r"never missed|perfect attendance|no (?:sessions?|visits?) (?:were |was )?missed)\b", re.I),
        _all_sessions,
    ),
    (re.compile(r"\b(?:all|every)(?: of)?(?: the| her| his| their)? (?:measures?|scores?|domains?|areas?) (?:has |have )?improved\b", re.I), _all_improved),
)  # fmt: skip
