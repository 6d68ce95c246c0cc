"""What is refused in a translation, and what the rest says."""

import pytest
from babel.messages.catalog import Catalog

from texts.message import Message
from texts.translation import NoTranslation, read_translation

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);\\n"\n'
SOURCE = Catalog()
for text in (
    "{n} of {total} forms",
    "By the 99.8 % limit",
    "<b>Mean {mean}</b>",
    " and then",
    "Forms due",
    ("visit", "visits"),
):
    SOURCE.add(text)


def read(tmp_path, *entries: tuple[str, str], head: str = HEAD):
    file = tmp_path / "de.po"
    file.write_text(head + "".join(f'\nmsgid "{one}"\nmsgstr "{other}"\n' for one, other in entries), encoding="utf-8")
    return read_translation(file, "de", SOURCE)


@pytest.mark.parametrize(
    ("source", "said", "reason"),
    [
        ("{n} of {total} forms", "{n} Bögen", "must hold the same values as the source: {n}, {total}, not {n}"),
        ("{n} of {total} forms", "{n} von {alle} Bögen", "not {alle}, {n}"),
        ("{n} of {total} forms", "{n} von {n} von {total}", "not {n}, {n}, {total}"),
        ("{n} of {total} forms", "{n} von {total} Bögen{", "braces do not match"),
        ("{n} of {total} forms", "{n:.2f} von {total}", "must hold the same values"),
        ("{n} of {total} forms", "{n.secret} von {total}", "must hold the same values"),
        ("Forms due", "<b>Bögen</b>", "markup"),
        ("Forms due", "<img src=x onerror=alert()>", "markup"),
        ("<b>Mean {mean}</b>", "Mittel {mean}", "markup"),
        (
            "Forms due",
            "Bö\\u0007gen".encode().decode("unicode_escape").encode("latin-1").decode("latin-1"),
            "control character",
        ),
        ("Forms due", "Bögen \u202e fällig", "control character"),
        ("By the 99.8 % limit", "An der Grenze von 98,8 %", "figures are 8, 98, those of the source 8, 99"),
        ("Forms due", "7 Bögen", "figures are 7, those of the source none"),
        (" and then", "und dann", "begin and end with the same spaces"),
    ],
)
def test_an_entry_is_refused_with_its_line_and_reason_and_stays_english(tmp_path, source, said, reason):
    told = read(tmp_path, (source, said))
    assert [one.line for one in told.refused][:1] == [6]
    assert any(reason in one.reason for one in told.refused), told.refused
    assert told.of(Message(source)) is None


def test_an_entry_that_fits_is_said(tmp_path):
    told = read(
        tmp_path, ("{n} of {total} forms", "von {total} Bögen {n}"), ("By the 99.8 % limit", "Grenze von 99,8 %")
    )
    assert told.refused == ()
    assert told.of(Message("{n} of {total} forms")) == "von {total} Bögen {n}"
    assert told.of(Message("Forms due")) is None


def test_an_entry_marked_as_doubtful_is_not_said(tmp_path):
    file = tmp_path / "de.po"
    file.write_text(HEAD + '\n#, fuzzy\nmsgid "Forms due"\nmsgstr "Bögen"\n', encoding="utf-8")
    assert read_translation(file, "de", SOURCE).of(Message("Forms due")) is None


def test_a_language_has_its_own_rule_of_numbers(tmp_path):
    """Russian: 1 визит, 2 визита, 5 визитов, 21 визит (CLDR plural rules)."""
    file = tmp_path / "ru.po"
    forms = 'msgid "visit"\nmsgid_plural "visits"\nmsgstr[0] "визит"\nmsgstr[1] "визита"\nmsgstr[2] "визитов"\n'
    file.write_text(f"{HEAD}\n{forms}", encoding="utf-8")
    told = read_translation(file, "ru", SOURCE)
    assert [told.form(n, "visit", "visits") for n in (1, 2, 5, 11, 21)] == [
        "визит",
        "визита",
        "визитов",
        "визитов",
        "визит",
    ]
    assert told.form(2, "form", "forms") == "forms"


@pytest.mark.parametrize("tag", ["", "xx", "de_DE", "../de", "german"])
def test_an_unknown_language_is_refused(tmp_path, tag):
    with pytest.raises(NoTranslation, match="is not a language tag"):
        read_translation(tmp_path / "x.po", tag, SOURCE)


def test_a_missing_file_and_one_that_is_no_translation_are_told(tmp_path):
    with pytest.raises(NoTranslation, match=r"There is no file de\.po"):
        read_translation(tmp_path / "de.po", "de", SOURCE)
    with pytest.raises(NoTranslation, match=r"de\.po: line 1"):
        read(tmp_path, head="this is no translation\n")
    (tmp_path / "de.po").write_bytes(b'msgid "a"\nmsgstr "\xff"\n')
    with pytest.raises(NoTranslation, match="cannot be read"):
        read_translation(tmp_path / "de.po", "de", SOURCE)
