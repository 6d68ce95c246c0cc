"""The catalogue is that of the code."""

from texts.catalogue import FILE, RENEW, as_bytes, extracted, shipped
from texts.rules import SPOKEN_ENUMS, SPOKEN_LISTS, speaks


def _keys(catalog) -> set:
    return {(entry.context, entry.id) for entry in catalog if entry.id}


def test_the_catalogue_holds_the_texts_of_the_code():
    made, lying = _keys(extracted()), _keys(shipped())
    assert (made - lying, lying - made) == (set(), set()), f"renew texts/{FILE.name} with: {RENEW}"


def test_making_the_catalogue_twice_gives_the_same_file():
    assert as_bytes(extracted()) == as_bytes(extracted())


def test_every_text_has_its_places_and_no_translation():
    assert [entry.id for entry in shipped() if entry.id and (not entry.locations or any(_said(entry)))] == []


def _said(entry):
    return entry.string if isinstance(entry.string, tuple) else (entry.string,)


def test_verdicts_measures_navigation_and_heads_are_in_it():
    keys = _keys(shipped())
    assert {
        ("word", "improved"),
        (None, "Oswestry Disability Index"),
        (None, "Cohort review"),
        (None, "Since intake"),
    } <= keys


def test_the_rules_name_only_what_exists():
    known = {place for entry in shipped() for place, _ in entry.locations}
    named = {f"{name.rpartition('.')[0].replace('.', '/')}.py" for name in SPOKEN_ENUMS | SPOKEN_LISTS}
    assert named - known == set()


def test_command_lines_and_sources_do_not_speak():
    assert not speaks("metrics.__main__")
    assert not speaks("domain.measures.sources_mind")
    assert not speaks("store.readers")
    assert speaks("charts.words")
