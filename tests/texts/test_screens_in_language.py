"""Every screen in another language: nothing breaks, nearly everything goes through the catalogue, and Today speaks German."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pages.parts import screens
from tests.texts.pseudo import OPEN, PSEUDO, write_pseudo
from texts.hook import file_of

HERE, ROOT = Path(__file__).parent, Path(__file__).parents[2]
WORD = re.compile(r"[^\W\d_]{2,}")
LEAST_SHARE = 0.75
"""Of the texts on the screens that hold a word, those that went through the catalogue. The rest are data of the sample clinic:
people, its programs and checkpoints, files and their rejected lines, policies; and units and short names of measures."""


def walked(words: Path, language: str, clinic: Path, *only: str) -> list[dict]:
    command = [sys.executable, str(HERE / "walk.py"), str(words), language, str(clinic), *only]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def marked(sample_clinic, tmp_path_factory):
    """The screens of the sample clinic with marks around every text of the catalogue."""
    words = tmp_path_factory.mktemp("words")
    write_pseudo(words)
    return walked(words, PSEUDO, sample_clinic)


def test_every_screen_opens_with_every_text_translated(marked):
    assert {one["screen"] for one in marked} == {
        screen.draw.__module__.removeprefix("pages.") for screen in screens.SCREENS
    }
    assert [(one["screen"], one["state"], one["failures"]) for one in marked if one["failures"]] == []


def test_without_the_marks_every_screen_says_what_it_says_in_english(marked, sample_clinic, tmp_path):
    """A text that the code compares, cuts or looks for, and that is translated all the same, would change what is said."""
    english = walked(tmp_path, "en", sample_clinic)
    differ = {
        one["screen"]: gone ^ come
        for one, other in zip(english, marked, strict=True)
        if (gone := _without_marks(one)) != (come := _without_marks(other))
    }
    assert differ == {}


AXIS = re.compile(r"(wk )?\d+|\d+ mo|end|")
"""Labels of an axis: marks make them longer, and what does not fit is left out."""
KNOWN = re.compile(
    r"sha-256 of the evidence|eq vas$|: (not known )?for this scale|[a-z]{2,3} \d{4}$|in the csv|14 of the rejected"
)
"""The hash holds the names of measures; a mark hides that a short name is the name, or that a text begins with its answer; months
cut to three letters; lists in the order of their words."""


def _without_marks(one: dict) -> set[str]:
    plain = {node.replace("‹", "").replace("›", "").casefold() for node in one["nodes"]}
    dated = {re.sub(r" on \d+ \w+ \d{4}$", "", node) for node in plain}  # beside the date that stands there already
    return {node for node in dated if not AXIS.fullmatch(node) and not KNOWN.match(node)}


def test_nearly_all_that_is_said_went_through_the_catalogue(marked):
    said = [node for one in marked for node in one["nodes"] if WORD.search(node)]
    assert len(said) > 5000
    assert sum(OPEN in node for node in said) / len(said) >= LEAST_SHARE


def test_on_today_only_data_of_the_clinic_stays_as_it_is(marked, sample_clinic):
    today = next(one for one in marked if one["screen"] == "today")
    clinic = (sample_clinic / "clinic.toml").read_text(encoding="utf-8").lower()
    plain = {node for node in today["nodes"] if WORD.search(node) and OPEN not in node}
    left = {node for node in plain if not _is_person(node) and not _is_of_clinic(node, clinic)}
    assert left == set()


def _is_person(node: str) -> bool:
    return re.fullmatch(r"[^\W\d]+, [^\W\d]+", node) is not None


def _is_of_clinic(node: str, clinic: str) -> bool:
    """'Interdisciplinary 12-week · week 6': names of clinic.toml; 'Medicare · 97799 interdisciplinary program': a payer's service."""
    first, _, rest = node.partition(" · ")
    return first.lower() in clinic and (rest.lower() in clinic or rest[:5].isdecimal())


@pytest.fixture
def german(tmp_path) -> Path:
    file = file_of(tmp_path / "words", "de")
    file.parent.mkdir(parents=True)
    shutil.copy(HERE / "today_de.po", file)
    return tmp_path / "words"


def test_today_speaks_german(german, sample_clinic):
    today = walked(german, "de", sample_clinic, "today")[0]
    text = " ".join(today["nodes"])
    assert today["failures"] == []
    assert "Heute, Montag 17 November" in text
    assert re.search(r"\d+ Termine, einer mit Sicherheitshinweis\.", text)
    assert re.search(r"Bei .+ und .+ fehlen Bögen oder widersprechen sich\.", text)
    assert {"Seit Aufnahme", "Gebessert", "Keine klare Änderung", "Nicht zu sagen", "Sicherheitshinweis"} <= set(
        today["nodes"]
    )
    assert "Closing within a week" in today["nodes"]  # what is not translated stays English


def test_an_empty_clinic_says_so_in_german(german, empty_clinic):
    today = walked(german, "de", empty_clinic, "today")
    assert "Noch keine Daten." in today[0]["nodes"]


ODI_NAME = '\nmsgid "Disability (ODI)"\nmsgstr "Behinderung (ODI)"\n'


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Behinderung (ODI) fiel von 97 auf 3.", 3),
        ("Behinderung (ODI) got worse.", 3),
        ("Mehr Training wird helfen.", 0),
    ],
)
def test_numbers_beside_translated_names_are_held_against_the_record(
    german, own_sample_clinic, tmp_path, written, code
):
    """As are English words for a change; German ones are not understood (docs/how-to/translate.md)."""
    file = file_of(own_sample_clinic, "de")
    file.parent.mkdir()
    file.write_text(file_of(german, "de").read_text(encoding="utf-8") + ODI_NAME, encoding="utf-8")
    edits = tmp_path / "edits.json"
    edits.write_text(json.dumps({"rationale": written}), encoding="utf-8")
    done = _packet(own_sample_clinic, edits, tmp_path / "out")
    assert done.returncode == code, done.stdout + done.stderr


def _packet(clinic: Path, edits: Path, out: Path) -> subprocess.CompletedProcess:
    patient = _patient(clinic)
    command = [
        sys.executable,
        "-m",
        "documents",
        "packet",
        "continuation",
        "--patient",
        patient,
        "--out",
        str(out),
        "--clinic",
        str(clinic),
        "--edits",
        str(edits),
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "LANDINGS_LANGUAGE": "de"}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def _patient(clinic: Path) -> str:
    from access.asker import local_user
    from access.door import Door

    door = Door(clinic, local_user(None))
    day = door.clinic.clock.today()
    visits = door.worklist(day, day)
    for patient in visits["patient_id"]:
        course = door.course(patient)
        scores = course[(course["measure"] == "odi") & course["value"].notna()]
        if (
            len(scores) >= 2
            and not {97.0, 3.0} & set(scores["value"])
            and scores["value"].iloc[-1] < scores["value"].iloc[0] - 20
        ):
            return patient
    raise AssertionError("nobody of today's visits improved on the ODI by more than 20 points")
