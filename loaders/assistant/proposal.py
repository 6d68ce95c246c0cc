"""A mapping in the making."""

from dataclasses import dataclass, field

from loaders.assistant.sniff import Look


@dataclass
class ItemForm:
    """The numbered columns that hold a measure's items, in order."""

    measure: str
    items: list[str]


@dataclass
class Proposal:
    """A mapping in the making. `notes` are remarks, `questions` what must be answered before it can be used;
    `date_choices` are the formats among which the dates do not tell."""

    name: str
    look: Look
    rows: str = ""
    layout: str = "long"
    level: str = "scores"
    columns: dict[str, str] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    unknown: dict[str, list[str]] = field(default_factory=dict)
    scores: list[dict[str, str]] = field(default_factory=list)
    forms: list[ItemForm] = field(default_factory=list)
    date_format: list[str] = field(default_factory=list)
    date_choices: list[str] = field(default_factory=list)
    time_format: list[str] = field(default_factory=list)
    version_format: str = "number"
    missing: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)

    @property
    def read_columns(self) -> set[str]:
        """Columns of the file that the mapping reads."""
        own_dates = (score["date"] for score in self.scores if "date" in score)
        return {*self.columns.values(), *(score["column"] for score in self.scores), *own_dates, *self.items}

    @property
    def items(self) -> list[str]:
        return [item for form in self.forms for item in form.items]
