"""Reading one JSON resource, element by element. Whatever is of the wrong type is a fault with a sentence, no crash."""

import json
from collections.abc import Iterator
from math import isfinite
from typing import Any

from loaders.reasons import quoted_label

Json = dict[str, Any]


class Fault(Exception):
    """Why a resource, or one part of it, gives no row: a stable code and a plain sentence; `element` is to blame."""

    def __init__(self, code: str, sentence: str, element: str | None = None):
        super().__init__(sentence)
        self.code, self.sentence, self.element = code, sentence, element


class Unused(Exception):
    """The resource is left alone on purpose. The message says which resources are: 'Observation resources that …'."""


class Doubled(dict):
    """An object that names a key twice: which of the two is meant, nobody can say."""

    keys_twice: frozenset[str] = frozenset()


def parse(text: str | bytes) -> Any:
    """The JSON value in a text.

    Raises:
        Fault: it is no JSON.
    """
    try:
        return json.loads(text, object_pairs_hook=_object)
    except RecursionError:
        raise Fault("bad_line", "It is nested too deeply to be a FHIR resource.") from None
    except ValueError:
        raise Fault("bad_line", "It is no JSON that can be read.") from None


def _object(pairs: list[tuple[str, Any]]) -> Json:
    made = dict(pairs)
    if len(made) == len(pairs):
        return made
    seen: set[str] = set()
    twice = {key for key, _ in pairs if key in seen or seen.add(key)}  # type: ignore[func-returns-value]
    doubled = Doubled(made)
    doubled.keys_twice = frozenset(twice)
    return doubled


def get(holder: Json, key: str) -> Any:
    """The value of an element; None where it is absent or null."""
    if isinstance(holder, Doubled) and key in holder.keys_twice:
        raise Fault("bad_line", f"The element {key} stands there twice.", key)
    return holder.get(key)


def text_at(holder: Json, key: str) -> str | None:
    """A text, stripped; a whole number counts as its digits. None where nothing stands."""
    value = get(holder, key)
    if value is None:
        return None
    if isinstance(value, int) and not isinstance(value, bool):
        return _digits(value, key)
    if not isinstance(value, str):
        raise Fault("bad_line", f"The element {key} is no text.", key)
    if "\0" in value or not _is_unicode(value):
        raise Fault("bad_line", f"The element {key} holds characters that are no text.", key)
    return value.strip() or None


def _digits(value: int, key: str) -> str:
    try:
        return str(value)
    except ValueError:  # more digits than Python turns into text
        raise Fault("bad_line", f"The element {key} is no text.", key) from None


def _is_unicode(value: str) -> bool:
    """False for half of a surrogate pair, which no file and no store can hold."""
    if value.isascii():
        return True
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def number_at(holder: Json, key: str) -> float | None:
    """A finite number; None where nothing stands."""
    value = get(holder, key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Fault("bad_number", f"The element {key} is no number.", key)
    try:
        number = float(value)
    except OverflowError:
        number = float("inf")
    if not isfinite(number):
        raise Fault("bad_number", f"The element {key} is no number.", key)
    return number


def truth_at(holder: Json, key: str) -> bool | None:
    value = get(holder, key)
    if value is not None and not isinstance(value, bool):
        raise Fault("bad_line", f"The element {key} is neither true nor false.", key)
    return value


def child(holder: Json, key: str) -> Json | None:
    """An element that is itself an object."""
    value = get(holder, key)
    if value is not None and not isinstance(value, dict):
        raise Fault("bad_line", f"The element {key} is no object.", key)
    return value


def children(holder: Json, key: str) -> list[Json]:
    """The objects of a list element; empty where it is absent."""
    value = get(holder, key)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise Fault("bad_line", f"The element {key} is no list of objects.", key)
    return value


def first_child(holder: Json, key: str) -> Json:
    """The first object of a list element; an empty one where there is none."""
    return next(iter(children(holder, key)), {})


def contained_in(body: Json, reference: Json | None) -> Json | None:
    """The resource that a resource holds itself and refers to as '#id'."""
    text = text_at(reference or {}, "reference") or ""
    if not text.startswith("#"):
        return None
    return next((one for one in children(body, "contained") if text_at(one, "id") == text[1:]), None)


MODIFIERS = ("modifierExtension", "implicitRules")
"""Elements that change what a resource says: who does not know them must not use it (https://hl7.org/fhir/R4/extensibility.html)."""


def refuse_modified(body: Json) -> None:
    """Raises:
    Fault: the resource, or an element of it, carries one of `MODIFIERS`.
    """
    waiting: list[Any] = [body]
    while waiting:
        one = waiting.pop()
        found = next((name for name in MODIFIERS if one.get(name) is not None), None) if isinstance(one, dict) else None
        if found:
            raise Fault("bad_line", f"Its {found} changes what it says in a way that is not known here.", found)
        waiting += one.values() if isinstance(one, dict) else one if isinstance(one, list) else ()


def extensions(holder: Json, *urls: str) -> Iterator[Json]:
    """The extensions of an element that have one of these addresses."""
    return (one for one in children(holder, "extension") if get(one, "url") in urls)


# Codes


def coding_keys(concept: Json | None) -> list[str]:
    """'system|code' of every coding of a CodeableConcept."""
    return [key for coding in children(concept or {}, "coding") if (key := coding_key(coding))]


def coding_key(coding: Json) -> str | None:
    """'system|code'; '|code' where no system is named; None without a code."""
    code = text_at(coding, "code")
    return f"{text_at(coding, 'system') or ''}|{code}" if code else None


def said_of(concept: Json | None) -> str | None:
    """What a CodeableConcept says to a reader: its text, else the first display, else the first code."""
    if concept is None:
        return None
    codings = children(concept, "coding")
    said = [text_at(concept, "text"), *(text_at(c, "display") for c in codings), *(text_at(c, "code") for c in codings)]
    return next((text for text in said if text), None)


def labels_of(concept: Json | None) -> list[str]:
    """Every way in which a mapping may name a concept: 'system|code', code, display, text."""
    if concept is None:
        return []
    codings = children(concept, "coding")
    found = [text for coding in codings for text in coding_labels(coding)]
    return [*found, *([text] if (text := text_at(concept, "text")) else [])]


def coding_labels(coding: Json) -> list[str]:
    found = [coding_key(coding), text_at(coding, "code"), text_at(coding, "display")]
    return [text for text in found if text]


def status_of(body: Json, known: tuple[str, ...], key: str = "status") -> str:
    """The status.

    Raises:
        Fault: it is missing, or none of those that FHIR knows.
    """
    status = text_at(body, key)
    if status is None:
        raise Fault("required_missing", f"The {key} is missing.", key)
    if status not in known:
        raise Fault("unknown_label", f"The {key} {quoted_label(status)} is none that FHIR R4 knows.", key)
    return status
