"""How a file writes dates, times, versions and 'no answer'."""

import re

from loaders.assistant.column_facts import Facts
from loaders.assistant.proposal import Proposal
from loaders.assistant.synonyms import DATE_FIELDS, TIME_FIELDS


def fill_formats(found: Proposal, facts: dict[str, Facts], asked: str | None) -> None:
    if asked is not None:
        found.date_format = [asked]
    else:
        for name in DATE_FIELDS:
            header = found.columns.get(name)
            if header and facts[header].date_formats and found.look.format != "excel":
                _add_date_format(found, facts[header])
    for name in TIME_FIELDS:
        header = found.columns.get(name)
        if header and facts[header].time_formats[:1] and facts[header].time_formats[0] not in found.time_format:
            found.time_format.append(facts[header].time_formats[0])
    version = found.columns.get("version")
    if version and not facts[version].values:
        _fill_version_format(found, facts[version])


def _fill_version_format(found: Proposal, one: Facts) -> None:
    """Time stamps order versions where their format is certain; dates read so before count as certain."""
    orders = {_order(form) for form in found.date_format}
    certain = [form for form in one.date_formats if _order(form) in orders]
    forms = certain or (one.date_formats if len({_order(form) for form in one.date_formats}) == 1 else ())
    if forms:
        found.version_format = forms[0]
    elif one.date_formats:
        found.questions.append(
            f"The time stamps in '{one.header}' could be {' or '.join(one.date_formats)}. Set version_format."
        )
    else:
        found.columns.pop("version")
        found.notes.append(f"'{one.header}' is neither a number nor a date, so it cannot order versions.")


def _add_date_format(found: Proposal, one: Facts) -> None:
    if any(form in found.date_format for form in one.date_formats):
        return
    if len({_order(form) for form in one.date_formats}) > 1:
        found.date_choices = found.date_choices or list(one.date_formats)
        found.questions.append(f"The dates in '{one.header}' could be {' or '.join(one.date_formats)}. Which is it?")
        return
    found.date_format.append(one.date_formats[0])


def _order(form: str) -> str:
    """The order of day, month and year, which is what matters."""
    return re.sub(r"[^dmbyY]", "", form).replace("b", "m")


def fill_missing(found: Proposal, facts: dict[str, Facts]) -> None:
    read = [score["column"] for score in found.scores] + found.items
    read += [found.columns[name] for name in ("value", "answer") if name in found.columns]
    found.missing = list(dict.fromkeys(text for header in read for text in facts[header].no_answers))
