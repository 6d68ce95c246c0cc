"""The mapping of a REDCap project: which fields of which form are whose registration, episode, score or item."""

from collections.abc import Iterator
from typing import Literal

from pydantic import Field, ValidationError, ValidationInfo, model_validator

from loaders.mapping import Mapping
from loaders.redcap_dictionary import checkbox_column, plain_label
from loaders.redcap_export import DAG, EVENT, INSTANCE, INSTRUMENT, PLACE, SURVEY_IDENTIFIER
from loaders.redcap_tables import EpisodeForm, EventMeaning, MeasureForm, PatientFields, ProjectField, RedcapServer
from loaders.source_error import SourceError
from loaders.source_mapping import SourceMapping, Text, Texts, first_fault

Status = Literal["incomplete", "unverified", "complete"]
"""Form status 0, 1 and 2."""
EXPORT_TIME = "export_time"
EXPORT_TIME_FORMAT = "%Y-%m-%dT%H:%M:%S"
_NO_VALUE = ("descriptive", "file", "notes")
_LABELS = {
    "Event Name": EVENT, "Repeat Instrument": INSTRUMENT, "Repeat Instance": INSTANCE, "Data Access Group": DAG,
    "Survey Identifier": SURVEY_IDENTIFIER,
}  # fmt: skip
"""Headers of a label export that belong to no field of the dictionary."""

RECORD_COLUMN, VERSION_COLUMN = "record and place", "time of the version"
OCCASION_COLUMN, MODE_COLUMN = "occasion of the event", "mode of the event"
"""Columns made here, under names that no REDCap field can have."""


class RedcapMapping(SourceMapping):
    """How the exports of one REDCap project are read. Keys as in docs/how-to/redcap.md."""

    format: Literal["redcap"]
    content: Literal["raw", "label"] = "raw"
    headers: Literal["raw", "label"] = "raw"
    layout: Literal["flat", "eav"] = "flat"
    encoding: Literal["utf-8", "utf-16", "cp1252"] = "utf-8"
    delimiter: Literal[",", ";", "\t", "|"] = ","
    decimal: Literal[".", ","] = "."
    date_format: Texts = ("%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S")
    time_format: Texts = ("%H:%M", "%H:%M:%S")
    missing: Texts = ()
    record_id: str = "record_id"
    patient: str | None = None
    version: str | None = None
    version_format: str = "%Y-%m-%d %H:%M:%S"
    statuses: tuple[Status, ...] = ("incomplete", "unverified", "complete")
    dictionary: str | None = None
    fields: dict[str, ProjectField] = Field(default_factory=dict)
    sites: dict[str, Text] = Field(default_factory=dict)
    events: dict[str, EventMeaning] = Field(default_factory=dict)
    patients: PatientFields | None = None
    episodes: tuple[EpisodeForm, ...] = ()
    forms: tuple[MeasureForm, ...] = ()
    server: RedcapServer | None = None

    @model_validator(mode="after")
    def everything_fits(self, info: ValidationInfo):
        if not (self.patients or self.episodes or self.forms):
            raise ValueError("patients, episodes or forms must say what is read")
        if self.headers == "label" and not self.fields:
            raise ValueError("headers = 'label' needs the data dictionary")
        if self.headers == "label" and self.layout == "eav":
            raise ValueError("headers = 'label' applies to layout = 'flat' only")
        if self.server is not None:
            self._check_server(self.server)
        for build in self._tables():
            try:
                build(info.context)
            except ValidationError as error:
                raise ValueError(first_fault(error).rstrip(".")) from None
        self._check_project()
        return self

    def _check_server(self, server: RedcapServer) -> None:
        if self.content != "raw" or self.layout != "flat" or self.headers != "raw":
            raise ValueError("a server is pulled raw and flat; leave out content, headers and layout")
        if server.deleted == "retract" and self.version != EXPORT_TIME:
            raise ValueError("server.deleted = 'retract' needs version = 'export_time'; else say deleted = 'keep'")

    def _tables(self) -> Iterator:
        if self.patients:
            yield self.patients_table
        for form in self.episodes:
            yield lambda context, form=form: self.episodes_table(form, context)
        for entry in self.forms:
            if entry.scores:
                yield lambda context, entry=entry: self.scores_table(entry, context)
            if entry.items:
                yield lambda context, entry=entry: self.items_table(entry, context)

    def _check_project(self) -> None:
        """Every field that is read is one of the project's, of its form, and holds a value."""
        if not self.fields:
            return
        for name, form, holds_value in self._reads():
            known = self.field_of(name)
            if known is None:
                raise ValueError(f"the data dictionary knows no field '{name}'")
            if form is not None and known.form != form:
                raise ValueError(f"the field '{name}' belongs to the form '{known.form}', not to '{form}'")
            if holds_value and known.type in _NO_VALUE:
                raise ValueError(f"the field '{name}' is of type '{known.type}' and holds neither score nor answer")

    def _reads(self) -> Iterator[tuple[str, str | None, bool]]:
        """(field, the form in which it must stand or None, whether it must hold a score or answer)."""
        own = {self.record_id, DAG, SURVEY_IDENTIFIER, *PLACE}
        if self.patient and self.patient not in own:
            yield self.patient, None, False
        if self.version and self.version != EXPORT_TIME:
            yield self.version, None, False
        if self.patients:
            form = self.patients.form
            yield from ((name, form, False) for names in self.patients.columns.values() for name in names)
        for episode in self.episodes:
            yield from ((name, None, False) for name in episode.columns.values() if name not in own)
        for entry in self.forms:
            dates = (
                entry.date,
                entry.time,
                *(score.date for score in entry.scores),
                *(form.date for form in entry.items),
            )
            yield from ((name, None, False) for name in dates if name and not name.endswith("_timestamp"))
            for score in entry.scores:
                yield score.column, entry.form, True
                if score.standard_error:
                    yield score.standard_error, entry.form, True
            yield from ((name, entry.form, True) for part in entry.items for name in part.items)

    def field_of(self, column: str) -> ProjectField | None:
        """What the dictionary says of a column; a box belongs to its checkbox field."""
        if column in self.fields:
            return self.fields[column]
        base, mark, _ = column.partition("___")
        field = self.fields.get(base) if mark else None
        if field is None or field.type != "checkbox":
            return None
        return field if column in {checkbox_column(base, code) for code in field.choices} else None

    def texts_listed(self, column: str) -> frozenset[str]:
        """Texts of a column to which the mapping itself gives a meaning, beside the field's choices."""
        listed: set[str] = set()
        for entry in self.forms:
            if any(column in form.items for form in entry.items):
                listed |= entry.answers.keys()
            if any(column == score.column for score in entry.scores):
                listed |= entry.words.keys()
        if self.patients:
            for field, names in self.patients.columns.items():
                listed |= self.patients.values.get(field, {}).keys() if column in names else set()
        for episode in self.episodes:
            for field, name in episode.columns.items():
                listed |= episode.values.get(field, {}).keys() if column == name else set()
        return frozenset(listed)

    def is_box(self, column: str) -> bool:
        return "___" in column

    @property
    def patient_field(self) -> str:
        return self.patient or self.record_id

    @property
    def wanted(self) -> tuple[str, ...]:
        """Every column that is read, where the export has it."""
        names = [self.record_id, *PLACE, self.patient_field, *(name for name, _, _ in self._reads())]
        names += [DAG] if self.episodes and self.sites else []
        for entry in self.forms:
            names += [f"{entry.form}_timestamp", f"{entry.form}_complete"]
            names += [name for name in (entry.date, entry.time) if name]
        names += [f"{form.form}_complete" for form in self.episodes]
        names += [name for form in self.episodes for name in form.columns.values()]
        return tuple(dict.fromkeys(names))

    def flat_name(self, name: str, value: str) -> str:
        """The column of the flat layout for one entry of the EAV layout."""
        field = self.fields.get(name)
        if field is not None and field.type == "checkbox":
            codes = {plain_label(label): code for code, label in field.choices.items()} | {c: c for c in field.choices}
            return checkbox_column(name, codes[value]) if value in codes else name
        box = checkbox_column(name, value)
        return box if value and box in self.wanted else name

    def names_of_labels(self, header: list[str], file_name: str) -> list[str]:
        """Field names in the place of labels. Labels that several fields share go by their order in the project.

        Raises:
            SourceError: a label that is needed stands there more or less often than the project has it.
        """
        expected: dict[str, list[str]] = {label: [name] for label, name in _LABELS.items()}
        for name, label in self._labels():
            expected.setdefault(label, []).append(name)
        labels = [plain_label(text) for text in header]
        names = []
        seen: dict[str, int] = {}
        for label in labels:
            there = expected.get(label, [])
            if len(there) != labels.count(label) and set(there) & set(self.wanted):
                raise SourceError(
                    f"{file_name}: {labels.count(label)} columns are headed '{label}' where the project has {len(there)} such "
                    "fields, so they cannot be told apart; export with raw headers."
                )
            number = seen[label] = seen.get(label, -1) + 1
            names.append(
                there[number] if number < len(there) and len(there) == labels.count(label) else f"{label} #{number}"
            )
        return names

    def _labels(self) -> Iterator[tuple[str, str]]:
        """(field, header) in the order of the project, with the columns that REDCap adds to each form."""
        form = None
        for name, field in self.fields.items():
            if form not in (None, field.form):
                yield f"{form}_complete", "Complete?"
            if form != field.form:
                yield f"{field.form}_timestamp", "Survey Timestamp"
            form = field.form
            if field.type == "checkbox":
                yield from (
                    (checkbox_column(name, code), f"{field.label} (choice={plain_label(label)})")
                    for code, label in field.choices.items()
                )
            else:
                yield name, field.label
        yield f"{form}_complete", "Complete?"

    def patients_table(self, context: object = None) -> Mapping:
        """The mapping under which a table of registrations is read."""
        assert self.patients is not None
        columns = {field: " ".join(names) for field, names in self.patients.columns.items()}
        return self._table("patients", columns, context, values=self.patients.values)

    def episodes_table(self, form: EpisodeForm, context: object = None) -> Mapping:
        """The mapping under which a table of episodes is read; the data access group gives the site."""
        columns, values = dict(form.columns), dict(form.values)
        if self.sites and "site" not in columns and "site" not in form.constants:
            columns["site"] = DAG
        if columns.get("site") == DAG:
            values["site"] = dict(self.sites)
        return self._table("episodes", columns, context, values=values, constants=form.constants)

    def scores_table(self, entry: MeasureForm, context: object = None) -> Mapping:
        """The mapping under which the filled scores of a form are read."""
        values = {"value": entry.words} if entry.words else {}
        return self._table(
            "observations", self._when(entry), context, values=values, layout="wide", constants=self._mode(entry),
            scores=[score.model_dump() for score in entry.scores],
        )  # fmt: skip

    def items_table(self, entry: MeasureForm, context: object = None) -> Mapping:
        """The mapping under which the answers of a form are read."""
        return self._table(
            "observations", self._when(entry), context, layout="wide", level="items",
            constants=self._mode(entry), forms=[form.model_dump() for form in entry.items],
        )  # fmt: skip

    def _when(self, entry: MeasureForm) -> dict[str, str]:
        columns = {"date": entry.date or f"{entry.form}_timestamp"}
        columns |= {"time": entry.time} if entry.time else {}
        columns |= {"occasion": OCCASION_COLUMN} if any(e.occasion for e in self.events.values()) else {}
        return columns | ({"mode": MODE_COLUMN} if self._has_modes else {})

    @property
    def _has_modes(self) -> bool:
        return any(event.mode for event in self.events.values())

    def _mode(self, entry: MeasureForm) -> dict[str, str]:
        return {"mode": entry.mode} if entry.mode and not self._has_modes else {}

    def _table(self, rows: str, columns: dict[str, str], context: object, **more) -> Mapping:
        columns = {"patient": self.patient_field, "record": RECORD_COLUMN} | columns
        if self.version:
            columns["version"] = VERSION_COLUMN
        declared = {
            "name": self.name, "format": "csv", "rows": rows, "columns": columns, "decimal": self.decimal,
            "date_format": self.date_format, "time_format": self.time_format,
            "version_format": EXPORT_TIME_FORMAT if self.version == EXPORT_TIME else self.version_format,
            **more,
        }  # fmt: skip
        table = Mapping.model_validate(declared, context=context or {"measures": self.registry})
        table.came_from(
            "", (context or {}).get("measures", self.registry) if isinstance(context, dict) else self.registry
        )
        return table

    @property
    def load_order(self) -> int:
        return 0 if self.patients else 1 if self.episodes else 2

    @property
    def _unsaid(self) -> set[str]:
        """`fields` say what the dictionary said, and stand in the recorded text; where the server is changes no reading."""
        return {"files", "dictionary", "server"}
