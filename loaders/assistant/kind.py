"""What the rows of a file are: scores, item answers, or what happened in the clinic."""

import re
from pathlib import Path

from domain.clinic import Clinic
from domain.scoring import is_scored_from_items, item_count
from loaders.assistant.column_facts import MOST_LABELS, Facts
from loaders.assistant.proposal import ItemForm, Proposal
from loaders.assistant.synonyms import measure_for
from loaders.source_error import SourceError
from loaders.source_mapping import Registry

_KINDS = (
    ("medications", ("drug",)), ("authorizations", ("service", "requested_on")), ("goals", ("set_on",)),
    ("sleep_diary", ("bed_time", "rise_time")), ("episodes", ("program", "started")), ("patients", ("birth_date",)),
    ("patients", ("name",)), ("appointments", ("date", "attendance")), ("events", ("date", "kind")),
)  # fmt: skip
"""Kind of rows, and the fields that give it away, the most telling first. Scores are looked for before."""


def choose_kind(found: Proposal, fields: dict[str, str], facts: dict[str, Facts], clinic: Clinic, path: Path) -> None:
    numbered = _numbered_columns(facts)
    forms = _item_forms(numbered, clinic.measures)
    scores = _score_columns(
        facts, clinic.measures, {header for group in numbered.values() for header in group.values()}
    )
    measure = _measure_column(facts, clinic.measures)
    if forms and len(forms) >= len(scores):
        found.rows, found.layout, found.level, found.forms = "observations", "wide", "items", forms
        if scores:
            found.notes.append(
                f"Finished scores are left out, to be mapped apart: {', '.join(s['column'] for s in scores)}."
            )
    elif measure and _value_column(fields, facts, measure):
        found.rows = "observations"
        fields |= {"measure": measure, "value": _value_column(fields, facts, measure) or ""}
    elif scores:
        found.rows, found.layout, found.scores = "observations", "wide", scores
        if forms:
            found.notes.append("Answers to single items are left out, to be mapped apart.")
    else:
        kind = next((rows for rows, needed in _KINDS if all(name in fields for name in needed)), None)
        if kind is None:
            raise SourceError(
                f"Nothing that Landings keeps was recognised in '{path}': no measure, and no registration, episode, visit or event."
            )
        found.rows = kind


def _numbered_columns(facts: dict[str, Facts]) -> dict[str, dict[int, str]]:
    """Three columns or more of one name and a number: items, or repeats, but no scores. Prefix → number → header."""
    groups: dict[str, dict[int, str]] = {}
    for header, one in facts.items():
        split = re.fullmatch(r"(.+?)[\s_.-]*(?:item|q)?[\s_.-]*0*([1-9][0-9]?)", header, re.IGNORECASE)
        if split and (one.values or not one.texts):
            groups.setdefault(split[1], {})[int(split[2])] = header
    return {prefix: group for prefix, group in groups.items() if len(group) >= 3}


def _item_forms(numbered: dict[str, dict[int, str]], measures: Registry) -> list[ItemForm]:
    """Numbered columns that are the whole of a measure's items."""
    forms = []
    for prefix, items in numbered.items():
        code = (measure_for(prefix, measures) or ("",))[0]
        numbers = sorted(items)
        whole = bool(code) and is_scored_from_items(measures[code]) and len(numbers) == item_count(measures[code])
        if whole and numbers == list(range(1, len(numbers) + 1)):
            forms.append(ItemForm(code, [items[n] for n in numbers]))
    return forms


def _score_columns(facts: dict[str, Facts], measures: Registry, taken: set[str]) -> list[dict[str, str]]:
    scores = []
    for header, one in facts.items():
        meant = measure_for(header, measures) if one.values and header not in taken else None
        if meant:
            scores.append({"column": header, "measure": meant[0]} | ({"unit": meant[1]} if meant[1] else {}))
    return scores


def _measure_column(facts: dict[str, Facts], measures: Registry) -> str | None:
    """The column whose labels name measures, most of them by rows."""
    shares = {
        header: sum(one.texts.count(label) for label in one.distinct[:MOST_LABELS] if measure_for(label, measures))
        / len(one.texts)
        for header, one in facts.items()
        if one.is_label
    }
    best = max(shares, key=lambda header: shares[header], default=None)
    return best if best is not None and shares[best] >= 0.3 else None


def _value_column(fields: dict[str, str], facts: dict[str, Facts], measure: str) -> str | None:
    named = fields.get("value")
    if named and facts[named].values:
        return named
    taken = set(fields.values()) | {measure}
    return next((header for header, one in facts.items() if one.values and header not in taken), None)
