"""When function and pain tell different stories. ▲ improved, = no clear change, ▼ worse, ? cannot be told."""

import pytest

from domain.measures import MEASURES
from metrics.discordance import Course, Split, discordance
from metrics.patient_summary import MeasureChange
from metrics.verdict import NO_SCORE, Beyond, Verdict, Word

WORDS = {"▲": Word.IMPROVED, "=": Word.NO_CLEAR_CHANGE, "▼": Word.WORSE}


def change(code, mark, *, is_due=True, **more):
    if mark == "?":
        verdict = Verdict(Word.CANNOT_TELL, "cannot tell", why_not=NO_SCORE)
    else:
        facts = {"beyond": Beyond.YES, "threshold_verified": True, **more}
        word = WORDS[mark]
        beyond = facts["beyond"]
        phrase = word.value if beyond is Beyond.YES or mark == "=" else f"{word.value}, {beyond.value}"
        verdict = Verdict(word, phrase, **facts)
    return MeasureChange(MEASURES[code], 1.0, 2.0, verdict, is_due)


def split_of(function: str, pain: str):
    codes = ("odi", "walk_6min", "standing_tolerance")
    changes = [change(code, mark) for code, mark in zip(codes, function, strict=False)]
    return discordance([*changes, *(change("nrs_average", mark) for mark in pain)])


@pytest.mark.parametrize(
    ("function", "pain", "split"),
    [
        ("▲", "=", Split.FUNCTION_AHEAD),
        ("▲=", "=", Split.FUNCTION_AHEAD),
        ("▲?", "=", Split.FUNCTION_AHEAD),
        ("=", "▲", Split.PAIN_AHEAD),
        ("▲", "▼", Split.OPPOSED_FUNCTION_UP),
        ("▼", "▲", Split.OPPOSED_PAIN_DOWN),
        ("▼=", "▲", Split.OPPOSED_PAIN_DOWN),
        ("▲", "▲", Split.NONE),
        ("=", "=", Split.NONE),
        ("▼", "▼", Split.NONE),
        ("=", "▼", Split.NONE),
        ("▲▼", "▲", Split.NONE),
        ("?", "▲", Split.CANNOT_TELL),
        ("▲", "?", Split.CANNOT_TELL),
        ("", "▲", Split.CANNOT_TELL),
    ],
)
def test_the_table_of_splits(function, pain, split):
    assert split_of(function, pain).split is split


def test_it_says_which_measures_say_so():
    answer = split_of("▲▲=", "=")
    assert answer.function_says == (MEASURES["odi"].short_name, MEASURES["walk_6min"].short_name)
    assert answer.pain_says == (MEASURES["nrs_average"].short_name,)
    assert answer.sentence.startswith("function is better without the pain: ")
    assert not answer.sentence.endswith(".")


def test_what_was_not_due_and_what_is_neither_function_nor_pain_has_no_say():
    changes = [
        change("odi", "▲"),
        change("walk_6min", "▼", is_due=False),
        change("phq9", "▼"),
        change("nrs_average", "="),
    ]
    answer = discordance(changes)
    assert (answer.split, answer.function) == (Split.FUNCTION_AHEAD, Course.BETTER)


@pytest.mark.parametrize(
    "weak", [{"beyond": Beyond.WITHIN_ERROR}, {"beyond": Beyond.NOT_KNOWN}, {"threshold_verified": False}]
)
def test_a_split_that_rests_on_a_weak_word_is_marked(weak):
    assert discordance([change("odi", "▲", **weak), change("nrs_average", "=")]).is_weakened
    assert not discordance([change("odi", "▲"), change("nrs_average", "=", **weak)]).is_weakened


def test_nothing_due_cannot_be_compared():
    answer = discordance([])
    assert (answer.split, answer.is_discordant) == (Split.CANNOT_TELL, False)
    assert answer.sentence == "function and pain cannot be compared: function not due here, pain not due here"
