"""Do a text's words for a change say what the verdict of the measure says?"""

import re
from collections.abc import Iterator, Sequence

from documents.claim import Claim, ClaimKind, Mention
from documents.record_numbers import RecordNumbers
from domain.measure import TOLERANCE
from metrics.record_facts import FUNCTION
from metrics.verdict import Beyond, Word

_CLAUSE = re.compile(r"[;:,]| but | while | whereas | although | though | however ", re.I)


_BETTER = re.compile(
    r"\b(improv\w+|better|gain(?:ed|s)?|recover\w*|progress(?:ed|es)?|remission|remitted|resolve[sd])\b", re.I
)


_WORSE = re.compile(r"\b(wors\w+|declin\w+|deteriorat\w+)\b", re.I)


_SAME = re.compile(r"\b(unchanged|stable|no (?:clear )?change|about the same|plateau\w*)\b", re.I)


_ROSE = re.compile(r"\b(rose|risen|increas\w+|went up|higher|up from)\b", re.I)


_FELL = re.compile(r"\b(fell|fallen|decreas\w+|dropped|went down|lower|reduced|down from)\b", re.I)


_TIMES = (
    (re.compile(r"\bdoubled\b", re.I), lambda told: told.ratio is not None and told.ratio >= 2 - TOLERANCE),
    (re.compile(r"\b(?:tripled|trebled)\b", re.I), lambda told: told.ratio is not None and told.ratio >= 3 - TOLERANCE),
    (re.compile(r"\bquadrupled\b", re.I), lambda told: told.ratio is not None and told.ratio >= 4 - TOLERANCE),
    (
        re.compile(r"\b(?:halved|(?:cut |down )?(?:by|in) half)\b", re.I),
        lambda told: told.ratio is not None and told.ratio <= 0.5 + TOLERANCE,
    ),
)
_FOLD = re.compile(
    r"\b(?P<n>\d+(?:\.\d+)?|two|three|four|five|six|seven|eight|nine|ten)"
    r"(?:[- ]?fold\b| times (?=as\b|the\b|its\b|more\b|longer\b|farther\b|further\b|higher\b))|"
    r"\bfactor of (?P<m>\d+(?:\.\d+)?|two|three|four|five|six|seven|eight|nine|ten)\b",
    re.I,
)
_COUNT = {
    word: value
    for value, word in enumerate(["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], 2)
}
_DIRECTED = re.compile("|".join(one.pattern for one in (_BETTER, _WORSE, _SAME, _ROSE, _FELL)), re.I)


_NOT = re.compile(
    r"\b(not|no|never|without|did not|has not|neither|nor|none|cannot|would|could|should|if|goal|target|aim)\b", re.I
)


_BEYOND = re.compile(r"\b(?:beyond|exceed\w*|more than|above)(?: the)? measurement error\b", re.I)


_WITHIN = re.compile(r"\b(?:within|below|less than)(?: the)?(?: measurement)? error\b", re.I)


_VERDICTS = "|".join(one.pattern for one in (_BETTER, _WORSE, _SAME, _BEYOND, _WITHIN))
_OPENS_WITH_VERDICT = re.compile(rf"\s*(?:but |is |was |and )?(?:{_VERDICTS})", re.I)
"""'Standing rose from 15 to 45 min: improved by 30 min': what begins so speaks of the measure named before."""
_HEADS_A_LIST = re.compile(rf"\s*(?:also |further )?(?:{_BETTER.pattern}|{_WORSE.pattern}|{_SAME.pattern})\s*", re.I)
"""'Also improved: sleep; mood': what stands so before a colon speaks of each measure behind it."""


_COUNTED = re.compile(r"\b\d+ of \d+\b|\b\w+ of (?:the )?\w+ (?:\w+ )?measures\b|\bor more\b", re.I)


def wrong_verdicts(
    text: str, start: int, end: int, mentions: Sequence[Mention], record: RecordNumbers
) -> Iterator[Claim]:
    """'Sleep improved' where no sleep measure did. Counted and negated clauses are left to the numbers."""
    before: list[Mention] = []
    for first, last in _clauses(text, start, end, mentions):
        clause = text[first:last]
        here = [one for one in mentions if first <= one.start < last]
        meant = here or (before[-1:] if _OPENS_WITH_VERDICT.match(clause) else [])
        if not meant and _HEADS_A_LIST.fullmatch(clause) and text[last : last + 1] == ":":
            meant = [one for one in mentions if one.start >= last]
        before = here or before
        if (_NOT.search(clause) and not _SAME.search(clause)) or _COUNTED.search(clause):
            continue
        for one in meant:
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
    for word, fits in _TIMES:
        if times := word.search(clause):
            yield times, fits, times[0].lower()
    if fold := _FOLD.search(clause):
        said = (fold["n"] or fold["m"]).lower()
        many = float(_COUNT.get(said) or said)
        yield fold, lambda told: _is_fold(told.ratio, many), fold[0].lower().strip()
    if beyond := _BEYOND.search(clause):
        yield beyond, lambda told: told.beyond is Beyond.YES, "beyond measurement error"
    if within := _WITHIN.search(clause):
        yield within, lambda told: told.beyond is Beyond.WITHIN_ERROR, "within measurement error"
    if not better and not worse:
        if rose := _ROSE.search(clause):
            yield rose, lambda told: told.change is None or told.change > 0, "rose"
        if fell := _FELL.search(clause):
            yield fell, lambda told: told.change is None or told.change < 0, "fell"


def _is_fold(ratio: float | None, times: float) -> bool:
    """As many times the intake score, or that part of it."""
    return ratio is not None and (ratio >= times - TOLERANCE or 0 < ratio <= 1 / times + TOLERANCE)


_DENIED = re.compile(
    r"\b(?:not|no|never|neither|nor)\b(?: \w+){0,3}? (?:wors\w+|declin\w+|deteriorat\w+)|n['’]t (?:\w+ ){0,2}?(?:wors\w+|declin\w+|deteriorat\w+)",
    re.I,
)
_NOTHING = re.compile(
    r"\b(?:no|none of (?:the|her|his|their)|not one of (?:the|her|his|their)) (?P<which>[\w ]*?)(?:measures?|scores?|tests?|domains?|areas?)\b"
    r"[^.;]{0,40}?\b(?:wors\w+|declin\w+|deteriorat\w+)|\bnothing (?:\w+ ){0,2}?(?:wors\w+|declin\w+|deteriorat\w+)",
    re.I,
)


def wrong_denials(
    text: str, start: int, end: int, mentions: Sequence[Mention], record: RecordNumbers
) -> Iterator[Claim]:
    """'Sleep is not worse', 'nothing got worse', where the record says worse."""
    for hit in _NOTHING.finditer(text, start, end):
        is_function = "function" in hit[0].lower()
        worse = [
            t
            for t in record.told.values()
            if t.word is Word.WORSE and (not is_function or t.measure.construct in FUNCTION)
        ]
        if worse:
            yield Claim(
                ClaimKind.VERDICT, *hit.span(), hit[0], f"The record says: {'. '.join(t.says for t in worse)}.", True
            )
    for first, last in _clauses(text, start, end, mentions):
        denied = _DENIED.search(text, first, last)
        if denied is None:
            continue
        for one in (one for one in mentions if first <= one.start < last):
            told = [record.told[code] for code in one.codes if code in record.told]
            if told and any(t.word is Word.WORSE for t in told) and not any(t.word is Word.IMPROVED for t in told):
                says = f"The record says: {'. '.join(t.says for t in told)}."
                yield Claim(ClaimKind.VERDICT, *denied.span(), denied[0], says, True)


def _clauses(text: str, start: int, end: int, mentions: Sequence[Mention]) -> list[tuple[int, int]]:
    """Cut at signs and words that part one statement from the next, but not inside a name: 'Lifting, floor to waist'."""
    places, begin = [], start
    for hit in _CLAUSE.finditer(text, start, end):
        if any(one.start <= hit.start() < one.end for one in mentions):
            continue
        places.append((begin, hit.start()))
        begin = hit.end()
    return [part for place in (*places, (begin, end)) for part in _halves(text, *place)]


def _halves(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """'Standing rose and disability fell' says two things; 'standing and walking improved' says one."""
    for hit in re.finditer(r" and ", text[start:end]):
        here = start + hit.start()
        if _DIRECTED.search(text, start, here) and _DIRECTED.search(text, here, end):
            return [(start, here), *_halves(text, start + hit.end(), end)]
    return [(start, end)]
