"""`python -m texts` begins, checks and renews."""

import pytest
from typer.testing import CliRunner

from texts.__main__ import app
from texts.catalogue import shipped
from texts.translation import locale_of, read_catalog


def run(*arguments) -> tuple[int, str]:
    done = CliRunner().invoke(app, [str(one) for one in arguments])
    return done.exit_code, done.output


def test_a_translation_is_begun_with_every_text_and_the_rule_of_numbers_of_its_language(empty_clinic):
    code, said = run("start", "cs", "--clinic", empty_clinic)
    begun = read_catalog(empty_clinic / "texts" / "cs.po", locale_of("cs"))
    assert (code, len(begun), begun.num_plurals) == (0, len(shipped()), 3)
    assert 'Then write language = "cs" into clinic.toml.' in said


def test_beginning_again_keeps_what_was_translated(empty_clinic):
    run("start", "de", "--clinic", empty_clinic)
    file = empty_clinic / "texts" / "de.po"
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace('msgid "Cohort review"\nmsgstr ""', 'msgid "Cohort review"\nmsgstr "Gruppen"'), encoding="utf-8"
    )
    code, said = run("start", "de", "--clinic", empty_clinic)
    assert (code, said.startswith(f"{file}: 1 of ")) == (0, True)
    assert 'msgstr "Gruppen"' in file.read_text(encoding="utf-8")


def test_check_names_file_line_and_reason_and_ends_with_code_1(empty_clinic):
    file = empty_clinic / "de.po"
    file.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "{done} of {due}"\nmsgstr "{done}"\n\nmsgid "Gone"\nmsgstr "Weg"\n',
        encoding="utf-8",
    )
    code, said = run("check", file)
    assert code == 1
    assert f"{file}, line 4: it must hold the same values as the source: {{done}}, {{due}}, not {{done}}." in said
    assert "1 are not in the catalogue (any more). 1 refused." in said


def test_check_of_a_good_translation_ends_with_code_0(empty_clinic):
    file = empty_clinic / "de.po"
    file.write_text('msgid "{done} of {due}"\nmsgstr "{done} von {due}"\n', encoding="utf-8")
    assert run("check", file) == (0, f"1 of {len(shipped()):,} texts translated. 0 refused.\n")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (
            ("start", "klingon", "--clinic", "{clinic}"),
            "'klingon' is not a language tag; write one like 'de' or 'pt-BR'.",
        ),
        (("start", "de", "--clinic", "{clinic}/nowhere"), "holds no clinic.toml."),
        (("check", "{clinic}/de.po"), "There is no file de.po in"),
        (("check", "{clinic}/clinic.toml"), "'clinic' is not a language tag"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_code_2(empty_clinic, arguments, says):
    code, said = run(*(one.format(clinic=empty_clinic) for one in arguments))
    assert code == 2
    assert says in said
