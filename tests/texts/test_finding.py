"""What of a module's text is said to people, and what is a code."""

import ast

import pytest

from texts.finding import codes_of, messages
from texts.message import Message


def said(source: str, module: str = "pages.example", codes=frozenset()) -> list[Message]:
    return [found.message for found in messages(ast.parse(source), module, codes)]


def texts(source: str, **more) -> list[str]:
    return [message.text for message in said(source, **more)]


def test_a_sentence_is_said():
    assert texts('show("No visits today.")') == ["No visits today."]


def test_an_fstring_becomes_a_template_with_named_values():
    assert texts('f"{n} of {row.total} forms at {name(checkpoint)} are in."') == [
        "{n} of {total} forms at {name} are in."
    ]


def test_formats_and_conversions_stay_in_the_code():
    assert texts('f"Mean {mean:.1f} of {who!r}"') == ["Mean {mean} of {who}"]


def test_values_of_the_same_name_are_numbered():
    assert texts('f"{len(a)} of {len(b)} rows"') == ["{len} of {len_2} rows"]


def test_a_choice_between_words_is_named_after_them_and_its_words_are_said_too():
    assert texts("f\"It {'is' if one else 'are'} missing\"") == ["It {is_or_are} missing", "is", "are"]


def test_texts_side_by_side_are_one():
    assert texts('say("One sentence "\n    "in two lines.")') == ["One sentence in two lines."]


def test_braces_that_are_text_are_written_twice():
    assert texts('f"In braces {{so}} {name}"') == ["In braces {{so}} {name}"]


def test_a_counted_thing_has_its_plural():
    assert said('count(n, "visit")') == [Message("visit", "visits")]
    assert said('count(n, "policy", "policies")') == [Message("policy", "policies")]


@pytest.mark.parametrize(
    "source",
    [
        '"""A docstring of several words."""',
        'raise ValueError("Something is wrong here")',
        'x == "as expected"',
        'row["as expected"]',
        '{"as expected": 1}',
        'element("div", class_="wide and red")',
        'st.button(key="Some key here")',
        'text.removeprefix("Cannot tell: ")',
        'say("improved")',
        'path = "docs/how-to/translate.md"',
        'say("https://example.org/a page")',
        'style = f"change-gate {kind}"',
        'def f(x: "A type with spaces"): ...',
        '@mark("Several words here")\ndef f(): ...',
        'match x:\n    case "two words": pass',
        "f\"It is {(n := 'late')} now\"",
    ],
)
def test_codes_names_and_insides_are_not_said(source):
    assert [text for text in texts(source) if text != "late"] == []


def test_of_markup_the_children_and_what_is_read_aloud_are_said():
    source = 'element("div", "Seen by people", class_="wide box", title="Read on pointing", aria_label="Read aloud")'
    assert texts(source) == ["Seen by people", "Read on pointing", "Read aloud"]


def test_the_value_of_a_mapping_is_said_and_its_key_is_not():
    assert texts('WORDS = {"as expected": "Similar to expected"}') == ["Similar to expected"]


def test_an_enumeration_is_said_only_where_the_rules_name_it():
    source = 'class Word(StrEnum):\n    WORSE = "worse"'
    assert said(source) == []
    assert said(source, module="metrics.verdict") == [Message("worse", context="word")]


def test_a_text_that_is_compared_anywhere_is_never_said():
    codes = frozenset(codes_of(ast.parse('x in ("Forms due", y)'), "pages.example"))
    assert codes == {"Forms due"}
    assert texts('say("Forms due")', codes=codes) == []


def test_a_small_word_counts_only_in_a_module_of_words():
    assert texts('return_it("sustained")') == []
    assert texts('return_it("sustained")', module="charts.entry_words") == ["sustained"]
