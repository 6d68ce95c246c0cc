"""Words that promise more than the record says, and words that a reader is not to be told."""

import re
from collections.abc import Iterator
from datetime import date

from documents.claim import Claim, ClaimKind
from documents.record_numbers import RecordNumbers, Value
from domain.work_status import Restriction
from metrics.criterion_finding import counted
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


def _no_opioid(record: RecordNumbers) -> tuple[str, bool]:
    doses = [value for value in record.by_measure.get("mme_day", ()) if value.is_score and value.on_date]
    if not doses:
        return "No opioid dose is recorded; the medication list is printed as it stands.", False
    latest = max(doses, key=lambda value: value.on_date or date.min)
    return (f"The record says: {latest.says}.", True) if latest.number > 0 else ("", False)


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


def _all_goals(record: RecordNumbers) -> tuple[str, bool]:
    met, short, goals = record.goals
    if not goals:
        return "No goal is on file.", True
    said = f"The record says: {met} of {counted(goals, 'goal')} met."
    return (said, short > 0) if met < goals else ("", False)


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
        re.compile(r"\b(?:resolved|cured|eliminated|(?:in )?(?:full |complete )?remission|full(?:y)? recover\w*|complete(?:ly)? recover\w*|back to normal|normalized)\b", re.I),
        _always("No verdict of the record says so much; give the score."),
    ),
    (
        re.compile(r"\b(?:pain[- ]free|painless|free of pain|(?:no|zero) (?:more |longer any )?pain|without (?:any )?pain|"
                   r"no longer (?:has|had|have|feels?|reports?|suffers?)(?: any| from)? pain|"
                   r"pain (?:is|was|has) (?:now |all |completely )?(?:gone|zero|absent|nil|disappeared))\b"
                   r"(?![- ](?:medic|reliever|killer|clinic|program|score))", re.I),
        _no_pain,
    ),
    (
        re.compile(r"\b(?:returned to work|(?:back|gone back|went back|returned) (?:at|to|on|in) (?:work|the job|(?:her|his|their) (?:old )?job)|"
                   r"resumed work|working again|return to work was)\b", re.I),
        _at_work,
    ),
    (
        re.compile(r"\b(?:full duty|full[- ]?time(?: work)?|full employment|without restrictions?|unrestricted(?: duty| work)?)\b", re.I),
        _full_duty,
    ),
    (
        re.compile(r"\b(?:opioids? (?:(?:were|was|are|is|have been|has been) )?(?:\w+ )?(?:stopped|discontinued)|opioid[- ]free|"
                   r"(?:stopped|discontinued|(?:weaned |came |is )?off|no longer (?:takes?|uses?|on)|free of) (?:all |any |her |his |the )*opioids?)\b", re.I),
        _no_opioid,
    ),
    (
        re.compile(r"\b(?:(?:is|are|was|were|became) (?:now )?normal|returned to normal|within (?:the )?normal (?:range|limits))\b", re.I),
        _always("The record has scores and bands, and no 'normal'; give the score."),
    ),
    (
        re.compile(r"\b(?:(?:attended|completed) (?:all|every)(?: of)?(?: the| planned| her| his| their)? (?:sessions?|visits?)|"
                   r"never missed|perfect attendance|no (?:sessions?|visits?|appointments?) (?:were |was )?missed|"
                   r"miss(?:ed|es) (?:no|not a single|none of the) (?:sessions?|visits?|appointments?))\b", re.I),
        _all_sessions,
    ),
    (
        re.compile(r"\b(?:(?:all|every|each)(?: of)?(?: the| her| his| their)? (?:measures?|scores?|domains?|areas?) (?:has |have )?improved|"
                   r"improve(?:d|ment|ments) (?:was |were )?(?:seen |found )?(?:in|on|across|for) (?:all|every|each)(?: of)?(?: the| her| his| their)? "
                   r"(?:measures?|scores?|domains?|areas?))\b", re.I),
        _all_improved,
    ),
    (
        re.compile(r"\b(?:(?:all|every|each)(?: of)?(?: the| her| his| their)? (?:\w+ )?goals? (?:\w+ ){0,2}?(?:met|reached|achieved)|"
                   r"(?:met|reached|achieved) (?:all|every|each)(?: of)?(?: the| her| his| their)? (?:\w+ )?goals?)\b", re.I),
        _all_goals,
    ),
)  # fmt: skip
