"""A REDCap data dictionary: the CSV that Project Setup offers, or the JSON of the API's `content=metadata`."""

import csv
import html
import io
import json
import re
from dataclasses import dataclass

from loaders.source_error import SourceError

_CSV_HEADERS = {
    "Variable / Field Name": "field_name",
    "Form Name": "form_name",
    "Field Type": "field_type",
    "Field Label": "field_label",
    "Choices, Calculations, OR Slider Labels": "select_choices_or_calculations",
    "Text Validation Type OR Show Slider Number": "text_validation_type_or_show_slider_number",
    "Text Validation Min": "text_validation_min",
    "Text Validation Max": "text_validation_max",
}
"""The same eight things under the two sets of names that REDCap gives them."""

_NEEDED = ("field_name", "form_name", "field_type")
_FIXED_CHOICES = {"yesno": {"1": "Yes", "0": "No"}, "truefalse": {"1": "True", "0": "False"}}
_CHOOSING = ("radio", "dropdown", "checkbox")
_TAG = re.compile(r"<[^>]{0,2000}>")
_NOT_IN_A_NAME = re.compile("[^a-z0-9_]")
MOST_FIELDS = 20_000


@dataclass(frozen=True)
class DictionaryField:
    """One variable of a project. `choices` are code → label, empty where the field offers none."""

    name: str
    form: str
    type: str
    label: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    validation: str = ""
    lowest: str = ""
    highest: str = ""


def read_dictionary(text: str, file_name: str) -> list[DictionaryField]:
    """The fields in the project's order.

    Raises:
        SourceError: the text is no data dictionary.
    """
    rows = _json_rows(text, file_name) if text.lstrip()[:1] == "[" else _csv_rows(text, file_name)
    if len(rows) > MOST_FIELDS:
        raise SourceError(f"{file_name} lists more than {MOST_FIELDS} fields.")
    fields = [_field(row) for row in rows]
    names = [field.name for field in fields]
    if not fields or not all(names) or len(set(names)) != len(names):
        raise SourceError(
            f"{file_name} is no REDCap data dictionary: it lists no fields, or one without a name or twice."
        )
    return fields


def plain_label(text: str) -> str:
    """A label as REDCap writes it into exports: without HTML, on one line."""
    return " ".join(html.unescape(_TAG.sub("", text)).split())


def checkbox_column(name: str, code: str) -> str:
    """The column of one box: 'pain_site' and '-1' give 'pain_site____1'."""
    return f"{name}___{_NOT_IN_A_NAME.sub('_', code.lower())}"


def _field(row: dict[str, str]) -> DictionaryField:
    kind = row["field_type"].strip()
    choices = _FIXED_CHOICES.get(kind) or (_choices(row["select_choices_or_calculations"]) if kind in _CHOOSING else {})
    return DictionaryField(
        row["field_name"].strip(),
        row["form_name"].strip(),
        kind,
        plain_label(row["field_label"]),
        tuple(choices.items()),
        row["text_validation_type_or_show_slider_number"].strip() if kind == "text" else "",
        row["text_validation_min"].strip(),
        row["text_validation_max"].strip(),
    )


def _choices(text: str) -> dict[str, str]:
    """'1, one | 2, two' → code and label; the label may hold commas."""
    pairs = (part.partition(",") for part in text.split("|") if part.strip())
    return {code.strip(): plain_label(label) for code, _, label in pairs}


def _json_rows(text: str, file_name: str) -> list[dict[str, str]]:
    try:
        entries = json.loads(text, parse_int=str, parse_float=str)
    except (ValueError, RecursionError):
        raise SourceError(f"{file_name} is not valid JSON.") from None
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise SourceError(f"{file_name} is no REDCap data dictionary: it is no list of fields.")
    return [_row({str(key): value for key, value in entry.items()}, file_name) for entry in entries]


def _csv_rows(text: str, file_name: str) -> list[dict[str, str]]:
    try:
        reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
        rows = [{_CSV_HEADERS.get(str(k).strip(), str(k).strip()): v for k, v in row.items()} for row in reader]
    except csv.Error:
        raise SourceError(f"{file_name} is not valid CSV.") from None
    return [_row(row, file_name) for row in rows]


def _row(entry: dict, file_name: str) -> dict[str, str]:
    for name in _NEEDED:
        if not isinstance(entry.get(name), str):
            raise SourceError(f"{file_name} is no REDCap data dictionary: a field lacks its {name}.")
    return {
        name: _printable(value) if isinstance(value := entry.get(name), str) else "" for name in _CSV_HEADERS.values()
    }


def _printable(text: str) -> str:
    """Line breaks become blanks; other control characters go, so that two names or codes cannot look alike."""
    return "".join(c for c in " ".join(text.split()) if c.isprintable())
