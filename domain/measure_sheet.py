"""Everything on record about one measure, each number beside its source and whether that source was read.

One sheet feeds both the reference page and the Measures screen, so that the two cannot differ.
"""

from dataclasses import dataclass, replace

from domain import measure_words as words
from domain.instrument import Instrument
from domain.instruments import INSTRUMENTS, columns_in_words
from domain.measure import Loinc, Measure
from domain.measures import MEASURES
from domain.measures.sources import PROMIS_TABLES
from domain.source import CLINIC_RULE, RECALLED, Source

ENTRY_LIMITS = Source("Limits of entry chosen for this registry; no published end of the scale")
NOT_KNOWN = "not known: no published estimate was found"


@dataclass(frozen=True)
class Fact:
    """One statement. `source` is None only where nothing is claimed (a construct, 'none found')."""

    label: str
    text: str
    source: Source | None = None
    verified: bool = False
    details: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    cells: tuple[str, ...]
    source: Source
    verified: bool


@dataclass(frozen=True)
class Listing:
    """A table of facts of one kind; never without rows. `name` is said where it stands under another heading."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    note: str = ""

    @property
    def one_source(self) -> Row | None:
        """The first row, where all rows rest on the same source and are equally verified."""
        first = self.rows[0]
        return first if all((r.source, r.verified) == (first.source, first.verified) for r in self.rows) else None


@dataclass(frozen=True)
class Section:
    title: str
    facts: tuple[Fact, ...] = ()
    listings: tuple[Listing, ...] = ()

    @property
    def claims(self) -> tuple[Fact | Row, ...]:
        return (*self.facts, *(row for listing in self.listings for row in listing.rows))


@dataclass(frozen=True)
class Sheet:
    """`is_own` is True for a measure that the clinic defined itself. `forms` name what `python -m domain score`
    takes, each with its columns in words; `sources` are those that the claims cite, each once."""

    measure: Measure
    what: str
    scale: Section
    scoring: Section
    change: Section
    error: Section
    norms: Section
    licence: Section
    is_own: bool = False
    forms: tuple[tuple[str, str], ...] = ()
    sources: tuple[Source, ...] = ()

    @property
    def sections(self) -> tuple[Section, ...]:
        return (self.scale, self.scoring, self.change, self.error, self.norms, self.licence)

    @property
    def claims(self) -> list[Fact | Row]:
        """Every statement and every table row."""
        return [claim for section in self.sections for claim in section.claims]


def sheet_of(measure: Measure) -> Sheet:
    """All that is on record about a measure of the registry or of a clinic."""
    is_own = MEASURES.get(measure.code) is not measure
    sections = (
        _scale(measure, is_own), _scoring(measure), _change(measure), _error(measure), _norms(measure), _licence(measure),
    )  # fmt: skip
    sheet = Sheet(measure, what_it_is(measure), *sections, is_own=is_own, forms=() if is_own else _forms(measure))
    cited = [claim.source for claim in sheet.claims if claim.source]
    return replace(sheet, sources=tuple(dict.fromkeys(cited)))


def what_it_is(measure: Measure) -> str:
    """'A questionnaire of 10 items about physical function.'"""
    return f"{_kind(measure)} about {measure.construct}."


def _kind(measure: Measure) -> str:
    rule, instrument = measure.scoring, measure.instrument
    if measure.panel:
        return f"A profile of {len(measure.panel)} scores without a total,"
    if rule is not None:
        if rule.tables:
            return "A T-score from one of several short forms,"
        if rule.of_form:
            return f"One of the scores of the {rule.of_form.name},"
        return "A single rating" if rule.items == 1 else f"A questionnaire of {rule.items} items"
    if instrument is not None:
        shared = len(instrument.measures) > 1
        return f"One of the scores of the {instrument.name}," if shared else "A form with a scoring rule of its own"
    return (
        "A finished score, read as it is given,"
        if measure.why_not_scored
        else "A test, count or amount, given as a number,"
    )


# Sections


def _scale(measure: Measure, is_own: bool) -> Section:
    source, verified = _origin_of_range(measure, is_own)
    step = "" if measure.panel else f", in steps of {words.number(measure.step)}"
    direction = (
        "" if measure.judged or measure.panel else ": neither direction is good in itself, or its change is no outcome"
    )
    facts = [
        Fact("Range", words.range_in_words(measure) + step, source, verified),
        Fact("Direction", words.direction_in_words(measure) + direction),
        Fact("Recall period", measure.recall_period, CLINIC_RULE if is_own else RECALLED)
        if measure.recall_period
        else None,
    ]
    spans = words.bands_in_words(measure)
    rows = [Row(said, band.source, band.verified) for said, band in zip(spans, measure.bands, strict=True)]
    return Section("Scale", _kept(facts), _listing("Severity bands", ("Band", "Scores"), rows))


def _origin_of_range(measure: Measure, is_own: bool) -> tuple[Source, bool]:
    if measure.scoring and measure.scoring.tables:
        return PROMIS_TABLES, PROMIS_TABLES.verified
    if rule := measure.scoring or measure.instrument:
        return rule.source, rule.verified
    return (CLINIC_RULE if is_own else ENTRY_LIMITS), False


def _scoring(measure: Measure) -> Section:
    return Section("Scoring", _rule(measure))


def _rule(measure: Measure) -> tuple[Fact, ...]:
    rule, instrument = measure.scoring, measure.instrument
    if rule is not None:
        first, *rest = words.scoring_in_words(rule)
        return (
            Fact("Rule", first, rule.source, rule.verified, tuple(rest)),
            Fact("Missing items", words.missing_in_words(rule), rule.source, rule.verified),
        )
    if instrument is not None:
        said = (("Rule", instrument.how), ("Missing items", instrument.missing))
        facts = tuple(Fact(label, text, instrument.source, instrument.verified) for label, text in said if text)
        return (*facts, _panel(measure, instrument)) if measure.panel else facts
    if measure.why_not_scored:
        return (Fact("Rule", measure.why_not_scored),)
    return (Fact("Rule", "The number that is given is the score; nothing is computed."),)


def _panel(measure: Measure, instrument: Instrument) -> Fact:
    names = ", ".join(MEASURES[code].short_name for code in measure.panel)
    return Fact("Its scores", names, instrument.source, instrument.verified)


def _forms(measure: Measure) -> tuple[tuple[str, str], ...]:
    if measure.why_not_scored:
        return ()
    giving = [form for form in INSTRUMENTS.values() if measure.code in (form.code, *form.measures)]
    own_first = sorted(giving, key=lambda form: form.code != measure.code)
    return tuple((form.code, columns_in_words(form)) for form in own_first)


def _change(measure: Measure) -> Section:
    rows = [
        Row(
            (t.kind.value, words.threshold_in_words(measure, t), t.population, t.method, words.remark_of(t)),
            t.source,
            t.verified,
        )
        for t in measure.thresholds
    ]
    columns: tuple[str, ...] = ("Kind", "Change", "In whom", "Method", "Remark")
    if rows and not any(row.cells[-1] for row in rows):
        columns, rows = columns[:-1], [replace(row, cells=row.cells[:-1]) for row in rows]
    return Section(
        "Meaningful change",
        _default(measure),
        _listing("Every published threshold on record", columns, rows, words.KINDS),
    )


def _default(measure: Measure) -> tuple[Fact, ...]:
    said, category, change = words.default_in_words(measure), measure.response_category, measure.meaningful_change
    if measure.panel:
        return (Fact("Default threshold", f"{said}: each is a measure of its own"),)
    if not measure.judged:
        return (Fact("Default threshold", "none: its change is shown and not judged"),)
    if category:
        worse = words.worse_in_words(measure, category)
        return (
            Fact("Improved", f"a rating of {said}", category.source, category.verified, (f"Why: {category.why}.",)),
            Fact("Worse", f"a rating of {worse}", category.source, category.worse_verified),
        )
    if change is None:
        return (Fact("Default threshold", "none: no published meaningful change was found"),)
    details = (f"Why: {change.why.rstrip('.')}.", f"In whom: {change.population}.")
    return (Fact("Default threshold", said, change.source, change.verified, details),)


def _error(measure: Measure) -> Section:
    error = measure.measurement_error
    if error is None:
        said = words.BY_SCORE if measure.panel else NOT_KNOWN
        if not measure.needs_baseline:
            said = "does not apply: the score is itself a rating of change"
        return Section("Measurement error", (Fact("Smallest real change", said),))
    details = tuple(filter(None, (f"In whom: {error.population}.", error.note)))
    fact = Fact("Smallest real change", words.error_in_words(measure, error), error.source, error.verified, details)
    return Section("Measurement error", (fact,))


def _norms(measure: Measure) -> Section:
    norms = [Row((n.population, _mean_and_sd(n.mean, n.sd)), n.source, n.verified) for n in measure.norms]
    codes = [Row((c.code, c.display, c.role), _loinc(c), c.verified) for c in measure.loinc]
    listings = (
        *_listing("Norms", ("Population", "Mean (SD)"), norms),
        *_listing("LOINC", ("Code", "Display name", "Role"), codes),
    )
    missing = [] if norms else [Fact("Norms", "none on record")]
    missing += [] if codes else [Fact("LOINC", "none on record")]
    return Section("Norms and codes", tuple(missing), listings)


def _mean_and_sd(mean: float, sd: float | None) -> str:
    return words.number(mean) if sd is None else f"{words.number(mean)} ({words.number(sd)})"


def _loinc(code: Loinc) -> Source:
    return Source(f"loinc.org/{code.code}", url=f"https://loinc.org/{code.code}", verified=code.verified)


def _licence(measure: Measure) -> Section:
    licence = measure.licence
    return Section("Licence", (Fact("Licence", licence.kind.value, licence.source, licence.verified, (licence.note,)),))


def _kept(facts: list[Fact | None]) -> tuple[Fact, ...]:
    return tuple(fact for fact in facts if fact is not None)


def _listing(name: str, columns: tuple[str, ...], rows: list[Row], note: str = "") -> tuple[Listing, ...]:
    return (Listing(name, columns, tuple(rows), note),) if rows else ()
