"""Which column holds which field, and what its labels and units mean."""

from collections.abc import Iterable

from domain.clinic import Clinic
from domain.measure import Measure
from loaders.assistant.column_facts import MOST_LABELS, Facts
from loaders.assistant.proposal import Proposal
from loaders.assistant.synonyms import DATE_FIELDS, TIME_FIELDS, code_for, measure_for
from loaders.fields import FIELDS, known_codes

_NAMED = {"program": "programs", "site": "sites", "payer": "payers", "clinician": "clinicians"}


def fill_fields(found: Proposal, fields: dict[str, str], facts: dict[str, Facts], clinic: Clinic) -> None:
    shape = f"{found.rows} {found.layout} {found.level}" if found.rows == "observations" else found.rows
    allowed = (*FIELDS[shape].required, *FIELDS[shape].optional)
    _fill_own_dates(found, facts)
    used = {*found.read_columns}
    for name in allowed:
        header = fields.get(name)
        if header is not None and header not in used and _fits(name, facts[header]):
            found.columns[name] = header
            used.add(header)
    for name in FIELDS[shape].required:
        if name not in found.columns and not (
            name == "date" and found.scores and all("date" in s for s in found.scores)
        ):
            found.questions.append(f"Which column is the field '{name}'? Set columns.{name}.")
    _check_record(found, facts)
    for name, header in found.columns.items():
        _fill_labels(found, name, facts[header], clinic)
    if found.rows == "observations":
        _fill_units(found, facts, clinic)


def _fill_own_dates(found: Proposal, facts: dict[str, Facts]) -> None:
    """Under two header rows each score has the one column of dates that stands under the same words: 'Intake / Tested'."""
    for score in found.scores:
        above = score["column"].rpartition(" / ")[0]
        beside = [header for header, one in facts.items() if header.rpartition(" / ")[0] == above and one.date_formats]
        if above and len(beside) == 1:
            score["date"] = beside[0]


def _fits(name: str, one: Facts) -> bool:
    if name in DATE_FIELDS:
        return not one.texts or bool(one.date_formats)
    if name in TIME_FIELDS:
        return bool(one.time_formats)
    return bool(one.texts)


def _check_record(found: Proposal, facts: dict[str, Facts]) -> None:
    """A record number that comes again without a version would make its rows contradict one another."""
    record = found.columns.get("record")
    if record and "version" not in found.columns and not facts[record].is_unique:
        found.columns.pop("record")
        found.notes.append(f"'{record}' is not unique, so it is not taken as the record's own number.")
    if "record" not in found.columns:
        found.columns.pop("version", None)


def _fill_labels(found: Proposal, name: str, one: Facts, clinic: Clinic) -> None:
    """Labels as our codes; those that mean nothing we know stand in the file as comments."""
    known = tuple(clinic.measures) if name == "measure" else known_codes(name, found.rows)
    named = [(row.code, row.name) for row in getattr(clinic, _NAMED[name])] if name in _NAMED else []
    if known is None and not named and name != "checkpoint":
        return
    codes = known or tuple(code for code, _ in named)
    labels = [label for label in one.distinct[:MOST_LABELS] if label not in codes]
    if not labels:
        return
    meant = {label: _code(name, label, named, clinic) for label in labels}
    table = {label: code for label, code in meant.items() if code is not None}
    table |= {label: label for label in one.distinct[:MOST_LABELS] if label in codes}
    found.values[name] = table
    found.unknown[name] = [label for label, code in meant.items() if code is None]
    if found.unknown[name]:
        found.notes.append(
            f"Labels in '{one.header}' that are not recognised: {len(found.unknown[name])}. Their rows would be rejected."
        )


def _code(name: str, label: str, named: Iterable[tuple[str, str]], clinic: Clinic) -> str | None:
    if name == "measure":
        meant = measure_for(label, clinic.measures)
        return meant[0] if meant else None
    return code_for(name, label, named)


def _fill_units(found: Proposal, facts: dict[str, Facts], clinic: Clinic) -> None:
    """A physical measure needs a unit; where neither a column nor the header names it, that is a question."""
    measures = clinic.measures
    for score in found.scores:
        measure = measures[score["measure"]]
        if not measure.physical_unit:
            score.pop("unit", None)
        elif "unit" not in score and "unit" not in found.columns:
            found.questions.append(f"In which unit is '{score['column']}' ({measure.name})? Set its unit.")
        _check_range(found, facts[score["column"]], measure, score.get("unit"))
    if "measure" in found.columns and "unit" not in found.columns:
        codes = set(found.values.get("measure", {}).values()) | set(facts[found.columns["measure"]].distinct)
        for code in sorted(code for code in codes if code in measures and measures[code].physical_unit):
            found.questions.append(f"In which unit is {measures[code].name}? Set units.{code}.")


def _check_range(found: Proposal, one: Facts, measure: Measure, unit: str | None) -> None:
    if unit is not None and unit != measure.unit:
        return
    high = float("inf") if measure.highest is None else measure.highest
    outside = sum(not measure.lowest <= value <= high for value in one.values)
    if outside:
        found.notes.append(
            f"{outside} of {len(one.values)} numbers in '{one.header}' lie outside the scale of {measure.name}; is it another measure?"
        )
