"""What the import hook does to a module, and that it does nothing without a language."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from texts.hook import in_language, wanted
from texts.translation import Translation

ROOT = Path(__file__).parents[2]


class Said:
    """A translation that holds what a test gives it."""

    def __init__(self, **texts: str):
        self.texts = {name.replace("_", " "): text for name, text in texts.items()}

    def of(self, message):
        return self.texts.get(message.text)


def ran(source: str, texts: dict[str, str], module: str = "pages.example", **names):
    said = Said()
    said.texts = texts
    exec(compile(in_language(ast.parse(source), module, said), "example", "exec"), names)
    return names


def test_a_text_is_said_in_the_language_and_another_stays():
    names = ran('a, b = "Forms due", "Forms in"', {"Forms due": "Bögen fällig"})
    assert (names["a"], names["b"]) == ("Bögen fällig", "Forms in")


def test_values_may_change_places_and_keep_their_formats():
    names = ran('said = f"{mean:.1f} of {who!r:>6}"', {"{mean} of {who}": "von {who}: {mean}"}, mean=2.345, who="ab")
    assert names["said"] == "von   'ab': 2.3"


def test_words_inside_a_text_are_said_whether_or_not_the_text_is():
    source = "said = f\"All {'have it' if many else 'has it'} now\""
    assert ran(source, {"have it": "haben es"}, many=True)["said"] == "All haben es now"


def test_each_value_is_computed_once():
    calls: list[int] = []
    ran(
        'said = f"{one()} and {two()} more"',
        {"{one} and {two} more": "{two}, {one}"},
        one=lambda: calls.append(1),
        two=lambda: calls.append(2),
    )
    assert sorted(calls) == [1, 2]


def test_codes_beside_a_text_stay_what_they_are():
    source = 'row = {"Forms due": "Forms due"}\nis_due = row["Forms due"] == "Forms due"'
    names = ran(source, {"Forms due": "Bögen fällig"})
    assert names["row"] == {"Forms due": "Bögen fällig"}


def test_a_module_without_a_translation_is_the_same_but_for_its_counts():
    source = Path(ROOT / "charts" / "worklist.py").read_text(encoding="utf-8")
    assert ast.dump(in_language(ast.parse(source), "charts.worklist", Said())) == ast.dump(ast.parse(source))


def test_counting_stands_behind_docstring_and_imports_from_the_future():
    source = '"""Doc."""\nfrom __future__ import annotations\nsaid = count(2, "visit")'
    names = ran(source, {}, count=lambda n, thing, things=None: f"{n} {thing if n == 1 else things}")
    assert (names["said"], names["__doc__"]) == ("2 visits", "Doc.")


@pytest.mark.parametrize(
    ("toml", "language"),
    [
        ('language = "de"', "de"),
        ("", "en"),
        ("language = 3", "en"),
        ("language = ", "en"),
        ('name = "x"\n[a]\nlanguage = "de"', "en"),
    ],
)
def test_the_language_is_that_of_clinic_toml_and_english_where_it_says_none(tmp_path, toml, language):
    (tmp_path / "clinic.toml").write_text(toml, encoding="utf-8")
    assert wanted(tmp_path) == language


def run(code: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
    given = {name: value for name, value in os.environ.items() if not name.startswith("LANDINGS")} | {
        "PYTHONPATH": str(ROOT),
        **environment,
    }
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=ROOT, env=given, capture_output=True, text=True, check=False
    )


SPEAK = "import sys\nfrom texts import hook\nbefore = list(sys.meta_path)\nhook.speak_as_told(sys.argv)\n"


def test_without_a_language_nothing_is_installed():
    done = run(SPEAK + "assert sys.meta_path == before; print(hook.language(), repr(hook.translation()))")
    assert (done.returncode, done.stdout.strip()) == (0, "en ''"), done.stderr


def test_a_missing_translation_stops_with_one_sentence_and_code_2(tmp_path):
    (tmp_path / "clinic.toml").write_text('language = "de"', encoding="utf-8")
    done = run(SPEAK, "--clinic", str(tmp_path))
    assert (done.returncode, done.stderr.strip()) == (2, f"There is no file de.po in {tmp_path / 'texts'}.")


def test_a_language_chosen_too_late_is_told():
    done = run("import charts.words\n" + SPEAK, LANDINGS_LANGUAGE="de")
    assert done.returncode == 2
    assert "must be chosen before" in done.stderr


def test_an_entry_that_is_refused_is_named_and_the_rest_is_said(tmp_path):
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "de.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Prepare"\nmsgstr "<b>Los</b>"\n\nmsgid "Visits"\nmsgstr "Termine"\n',
        encoding="utf-8",
    )
    done = run(SPEAK + "from charts import worklist", f"--clinic={tmp_path}", LANDINGS_LANGUAGE="de")
    assert done.returncode == 0, done.stderr
    assert (
        done.stderr.strip()
        == f"{tmp_path / 'texts' / 'de.po'}, line 4, stays English: it holds markup that is not in the source, or lacks what is in it."
    )


def test_no_compiled_module_in_a_language_is_kept_for_later(tmp_path):
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "de.po").write_text(
        (Path(__file__).parent / "today_de.po").read_text(encoding="utf-8"), encoding="utf-8"
    )
    read = "from charts.worklist import COLUMNS; print([title for title, _ in COLUMNS])"
    german = run(SPEAK + read, "--clinic", str(tmp_path), LANDINGS_LANGUAGE="de")
    english = run(SPEAK + read)
    assert "Seit Aufnahme" in german.stdout, german.stderr
    assert "Since intake" in english.stdout, english.stderr


def test_a_translation_is_a_plain_thing():
    assert {"language", "digest", "refused", "done"} <= set(Translation.__dataclass_fields__)
