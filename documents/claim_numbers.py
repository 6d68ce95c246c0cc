"""Are the numbers and dates of a text those of the record, each of the measure it speaks of, in its unit and order of time?"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from documents.claim import Claim, ClaimKind, Mention
from documents.claim_levels import HOPED, fits, is_no_level, is_too_many_sessions, said_of_sessions, says_level
from documents.found_numbers import FoundDate, FoundNumber, found_numbers, found_spans
from documents.record_numbers import UNITS, RecordNumbers, Value
from domain.measure import TOLERANCE
from domain.written import day, number
from metrics.verdict import Word


def wrong_dates(dates: Sequence[FoundDate], whole: str, record: RecordNumbers) -> Iterator[Claim]:
    for one in dates:
        if not one.is_one_of(record.dates):
            says = "The record holds nothing of this day."
            yield Claim(ClaimKind.DATE, one.start, one.end, one.text, says, False)
        elif _says_start(whole, one) and record.started and not one.is_one_of([record.started]):
            says = f"The course of care began on {day(record.started)}."
            yield Claim(ClaimKind.DATE, one.start, one.end, one.text, says, True)


def _says_start(text: str, one: FoundDate) -> bool:
    return bool(_SINCE_START.search(text[max(0, one.start - 60) : one.start]))


_SINCE_START = re.compile(r"\bsessions recorded since $|\bat the start of care \($", re.I)
"""What the draft says before the day on which the course of care began."""


def wrong_spans(
    text: str, start: int, end: int, mentions: Sequence[Mention], before: tuple[str, ...], record: RecordNumbers
) -> Iterator[Claim]:
    """'from 15 to 45' must be two scores of the measure in this order of time."""
    for place, first, second in found_spans(text[start:end]):
        codes = _codes_for(start + place, mentions) or before
        if not codes:
            continue
        scores = [value for code in codes for value in record.by_measure.get(code, ()) if value.is_score]
        strange = next((n for n in (first, second) if _is_no_score(n, codes, record)), None)
        if strange is not None:
            shown = text[start + place : start + place + 40].strip()
            says = f"{number(strange)} is no score of the record: {'; '.join(v.says for v in scores[-3:])}."
            yield Claim(ClaimKind.NUMBER, start + place, start + place + 4, shown, says, True)
            continue
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


def _is_no_score(one: float, codes: Sequence[str], record: RecordNumbers) -> bool:
    """A change or a threshold of the measure where a score is spoken of."""
    values = [value for code in codes for value in record.by_measure.get(code, ()) if _equal(one, value.number)]
    return bool(values) and not any(value.is_level for value in values)


def _equal(one: float, other: float) -> bool:
    return abs(one - other) <= 0.5 + TOLERANCE if float(one).is_integer() else abs(one - other) <= 0.05 + TOLERANCE


def _codes_for(place: int, mentions: Sequence[Mention]) -> tuple[str, ...]:
    """The measures that a number at a place speaks of: the mention before it, else the first one after it."""
    earlier = [one for one in mentions if one.start <= place]
    return earlier[-1].codes if earlier else (mentions[0].codes if mentions else ())


def wrong_numbers(
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
        if _is_wrong_count(one, text[at[1] : at[1] + 40], record):
            yield Claim(ClaimKind.NUMBER, *at, text[at[0] : at[1]].strip(), *_said_of_count(record))
            continue
        if is_too_many_sessions(one, text[max(0, at[0] - 30) : at[0]], text[at[1] : at[1] + 30], record):
            yield Claim(ClaimKind.NUMBER, *at, text[at[0] : at[1]].strip(), *said_of_sessions(record))
            continue
        if one.unit and _IS_SIZE.search(text[max(0, at[0] - 40) : at[0]]) and _is_no_size(one, own, record):
            yield Claim(ClaimKind.NUMBER, *at, text[at[0] : at[1]].strip(), *_said_instead(one, own, record))
            continue
        if says_level(text[start : at[0]]) and one.of is None and is_no_level(one, own, record):
            yield Claim(ClaimKind.NUMBER, *at, text[at[0] : at[1]].strip(), *_said_instead(one, own, record))
            continue
        if _is_borne_out(one, codes, record, _place_after(whole, at[1], record), _date_after(at[1], dates, whole)):
            continue
        if not own and _is_anywhere(one, record):
            continue
        says, contradicts = _said_instead(one, own, record)
        is_hoped = bool(HOPED.search(text[start : at[0]]))
        yield Claim(ClaimKind.NUMBER, *at, text[at[0] : at[1]].strip(), says, contradicts and not is_hoped)


_COUNTED_UNITS = ("sessions", "units", "weeks", "months", "years", "goals", "measures")


"""Units that count something besides scores; a measure named in the same sentence is not meant."""


_VERDICT_COUNTED = re.compile(
    r"\s*(?:(?:other|more|function)\s+)?(?:measures?\s+|tests?\s+)?(?:of (?:physical )?function\s+)?(?:has |have |is |are )?"
    r"(improved|worse|without clear change|(?:that )?cannot be told|unchanged)\b",
    re.I,
)


_COUNTED_WORDS = {
    "improved": Word.IMPROVED, "worse": Word.WORSE, "without clear change": Word.NO_CLEAR_CHANGE,
    "unchanged": Word.NO_CLEAR_CHANGE, "cannot be told": Word.CANNOT_TELL, "that cannot be told": Word.CANNOT_TELL,
}  # fmt: skip


def _is_counted(one: FoundNumber, behind: str, record: RecordNumbers) -> bool:
    """'1 worse': a count of measures by verdict that the record bears out."""
    if re.match(r"\s*within (?:measurement )?error\b", behind) and one.of is None:
        return int(one.number) in record.within
    said = _VERDICT_COUNTED.match(behind)
    if said is None or one.of is not None or one.decimals or one.unit not in ("", "measures"):
        return False
    return int(one.number) in record.counts.get(_COUNTED_WORDS[said[1].lower()], frozenset())


def _is_wrong_count(one: FoundNumber, behind: str, record: RecordNumbers) -> bool:
    """'3 of 4 measures improved' where another number of them did."""
    said = _VERDICT_COUNTED.match(behind)
    if said is None or one.of is None or one.joined == "/" or one.unit not in ("", "measures"):
        return False
    return int(one.number) not in record.counts.get(_COUNTED_WORDS[said[1].lower()], frozenset())


def _said_of_count(record: RecordNumbers) -> tuple[str, bool]:
    most = {word.value: max(counts, default=0) for word, counts in record.counts.items()}
    told = ", ".join(f"{count} {word}" for word, count in most.items() if count)
    return f"The record says, of all measures: {told or 'none can be told'}.", True


_IS_SIZE = re.compile(
    r"\b(?:improved|better|worse|rose|fell|increased|decreased|changed|gained|lost) by (?:about )?(?:[\d.,]+\s?[\w/%]* \()?$",
    re.I,
)
"""What stands before the size of a change, or before its share: 'worse by 73 m (19 %)'."""


def _is_no_size(one: FoundNumber, own: Sequence[str], record: RecordNumbers) -> bool:
    """A score of the measure, or a number of something else, where the size of its change is spoken of."""
    values = [value for code in own for value in record.by_measure.get(code, ())]
    return bool(values) and not any(fits(one, value) and not value.is_level for value in values)


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
            r"[\s(]*(?:at intake)?[\s(]*(?:on|in|since)?\s*", text[place : one.start]
        ):
            return one
    return None


def _is_borne_out(
    one: FoundNumber, codes: Sequence[str], record: RecordNumbers, place: str, when: FoundDate | None
) -> bool:
    is_score = one.joined == "/" and one.unit not in _COUNTED_UNITS and any(record.highest.get(c) for c in codes)
    if one.of is not None and not is_score and _is_pair(one, codes, record):
        return True
    if one.of is not None and one.joined != "/" and not _scale_fits(one, codes, record):
        return False
    values = [value for code in codes for value in record.by_measure.get(code, ())]
    if one.of is not None and values and not _scale_fits(one, codes, record):
        return False
    fitting = [value for value in values if fits(one, value)]
    if is_score:
        fitting = [value for value in fitting if value.is_level]
    if place and any(value.is_score for value in values):
        here = [value for value in fitting if value.place == place]
        there = [value for value in values if value.place == place and value.is_score]
        if there and not here and all(value.is_score for value in fitting):
            return False
    if when is not None and fitting and all(value.is_score for value in fitting):
        return any(value.on_date and when.is_one_of([value.on_date]) for value in fitting)
    return bool(fitting) or any(fits(one, value) for value in record.general if _is_of_general(one, value))


def _is_of_general(one: FoundNumber, value: Value) -> bool:
    """A number without unit is no count of sessions or weeks unless it says so."""
    return one.unit == value.unit


def _is_pair(one: FoundNumber, codes: Sequence[str], record: RecordNumbers) -> bool:
    """'28 of 30' that the record bears out; 'n/100' of a score is judged by its score and its scale."""
    return (one.number, one.of) in record.pairs


def _scale_fits(one: FoundNumber, codes: Sequence[str], record: RecordNumbers) -> bool:
    return any(record.highest.get(code) == one.of for code in codes)


def _is_anywhere(one: FoundNumber, record: RecordNumbers) -> bool:
    """Without a measure named, any number of the record in this unit will do; a bare one any number at all."""
    if one.of is not None and one.joined != "/":
        return False
    every = [value for values in record.by_measure.values() for value in values]
    if one.of is not None:
        own = [code for code, highest in record.highest.items() if highest == one.of]
        every = [value for code in own for value in record.by_measure.get(code, ())]
    return any(fits(one, value) for value in (*every, *record.general))


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
