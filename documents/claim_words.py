"""Words that promise more than the record says, and words that a reader is not to be told."""

import re
from collections.abc import Iterator
from datetime import date

from documents.claim import Claim, ClaimKind
from documents.record_numbers import RecordNumbers, Value
from domain.work_status import Restriction
from metrics.verdict import Word


def overclaims(text: str, record: RecordNumbers) -> Iterator[Claim]:
    for pattern, judge in _PROMISES:
        for hit in pattern.finditer(text):
            says, contradicts = judge(record)
            if says:
                yield Claim(ClaimKind.WORD, hit.start(), hit.end(), hit[0], says, contradicts)


def private_words(text: str, record: RecordNumbers) -> Iterator[Claim]:
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
