"""Change since intake, measure by measure: one line each with the five gates, which opens to what stands behind them."""

from collections.abc import Callable, Mapping, Sequence

from charts import numbers
from charts.course_band import pace_words
from charts.markup import Markup, element, join
from charts.words import chip, qualifiers
from domain.source import Source
from metrics.clinical_significance import Outcome
from metrics.gates import Answer, Gate, GateReading
from metrics.measure_reading import MeasureReading

Label = Callable[[str], str]
"""Writes the name of a checkpoint."""

Terms = Sequence[tuple[str, str]]
"""Term and text, as they stand in an opened line."""

HEADS = (
    "Measure", "Intake", "Now", "Change", "Verdict", "Pace",
    "Meaningful", "Beyond error", "Band crossed", "Sustained", "Room", "Reliable change",
)  # fmt: skip
GATE_STYLES = {Answer.YES: "gate-yes", Answer.NO: "gate-no"}


def draw_change_list(
    readings: Sequence[MeasureReading], label: Label, current: str | None, origins: Mapping[str, Terms] | None = None
) -> Markup:
    """One line per measure. `current`: the checkpoint that the page speaks of; another one is named in its line. `origins`: by
    measure, where its numbers come from, told in the opened line."""
    head = element(
        "div", *[element("span", head) for head in HEADS], class_="change-row change-head", aria_hidden="true"
    )
    told = origins or {}
    lines = [_row(one, label, current, told.get(one.measure.code, ())) for one in readings]
    rows = element("div", *lines, role="list", aria_label="Change since intake")
    return element("div", head, rows, class_="changes")


def _row(reading: MeasureReading, label: Label, current: str | None, origins: Terms) -> Markup:
    cells = [
        _cell("", _name(reading, label, current), "change-name"),
        *_scores(reading),
        _cell("Verdict", _verdict(reading), "change-verdict"),
        _cell("Pace", pace_words(reading.position) or "–", "change-pace"),
        *[_gate_cell(gate) for gate in reading.gates],
        _cell("Reliable change", _index(reading), "change-gate"),
    ]
    line = element("summary", *cells, class_="change-row")
    return element("div", element("details", line, draw_behind(reading, origins), class_="change"), role="listitem")


def _cell(name: str, content: str, style: str = "") -> Markup:
    spoken = element("span", f"{name}: ", class_="only-read-aloud") if name else None
    return element("span", spoken, content, class_=style or None)


def _name(reading: MeasureReading, label: Label, current: str | None) -> Markup:
    measure, here = reading.measure, reading.change.now.checkpoint
    arrow = f" {measure.direction[:1]}" if measure.judged else ""
    other = None if here == current else element("span", f"at {label(here)}", class_="note")
    return join(element("b", measure.short_name + arrow), other)


def _scores(reading: MeasureReading) -> list[Markup]:
    measure, written = reading.measure, written_scores(reading)
    before, after = reading.change.baseline, reading.change.now.value
    unit = numbers.unit_after(measure)
    texts = (
        written.before + unit if written else _score(reading, before),
        written.after + unit if written else _score(reading, after),
        written.change if written else "–",
    )
    names = ("Intake", "Now", "Change")
    return [_cell(name, text, "number") for name, text in zip(names, texts, strict=True)]


def written_scores(reading: MeasureReading) -> numbers.WrittenChange | None:
    """The scores and their change, written together so that they agree; None where there is no change."""
    before, after, verdict = reading.change.baseline, reading.change.now.value, reading.change.verdict
    if verdict.change is None or before is None or after is None:
        return None
    return numbers.written_change(reading.measure, before, after, verdict.meaningful)


def _score(reading: MeasureReading, value: float | None) -> str:
    return "–" if value is None else numbers.with_unit(reading.measure, value)


def _verdict(reading: MeasureReading) -> Markup:
    verdict = reading.change.verdict
    small = " · ".join([*qualifiers(verdict), verdict.why_not] if verdict.why_not else qualifiers(verdict))
    return join(chip(verdict), element("span", small, class_="note") if small else None)


def _gate_cell(gate: GateReading) -> Markup:
    word = "–" if gate.answer is Answer.DOES_NOT_APPLY else gate.answer.value
    mark = " *" if gate.verified is False else ""
    spoken = gate.answer.value if word == "–" else None
    shown = element("span", word + mark, aria_hidden="true" if spoken else None)
    aloud = element("span", spoken, class_="only-read-aloud") if spoken else None
    style = f"change-gate {GATE_STYLES.get(gate.answer, 'gate-unknown')}"
    return _cell(capital(gate.gate.value), join(shown, aloud), style)


def _index(reading: MeasureReading) -> str:
    index = reading.clinical.reliable.index
    return "–" if index is None else signed(index)


def signed(value: float) -> str:
    """'+2.4', '−0.3', '±0'."""
    text = numbers.number(abs(value), 1)
    return "±0" if text == "0" else ("+" if value > 0 else numbers.MINUS) + text


def draw_behind(reading: MeasureReading, origins: Terms = ()) -> Markup:
    """What stands behind one line: each gate with its source, reliable change, class, expected course; where its numbers come
    from."""
    decided = [_entry(*entry) for entry in behind_entries(reading)]
    sources = [element("div", element("dt", term), element("dd", text)) for term, text in origins]
    return element("dl", *decided, *sources, class_="behind")


def behind_entries(reading: MeasureReading) -> list[tuple[str, str, str, str]]:
    """Name, answer, explanation and source of each statement; a text that begins with the answer does not repeat it."""
    entries = [(_gate_name(gate), gate.answer.value, gate.text, _source(gate)) for gate in reading.gates]
    entries += [reliable_entry(reading), clinical_entry(reading), expected_entry(reading)]
    return [(name, answer, _without(answer, text), source) for name, answer, text, source in entries]


def _without(answer: str, text: str) -> str:
    """'no, 3 points are needed' → '3 points are needed', but 'no change' says more than 'no'."""
    rest = text[len(answer) :]
    repeats = text.lower().startswith(answer.lower()) and (" " in answer or rest[:1] in ("", ",", ":"))
    return rest.lstrip(" ,:") if repeats else text


def _gate_name(gate: GateReading) -> str:
    return {Gate.MEANINGFUL: "Meaningful change", Gate.ERROR: "Beyond measurement error"}.get(
        gate.gate, capital(gate.gate.value)
    )


def _source(gate: GateReading) -> str:
    """Where the figure comes from, unless the text names the source already; was it checked?"""
    if gate.source is None or gate.source.label not in gate.text:
        return cited(gate.source, gate.verified)
    return f"({checked(bool(gate.verified))})"


def _entry(name: str, answer: str, text: str, source: str) -> Markup:
    small = element("span", source, class_="note") if source else None
    said = join(element("b", capital(answer)), f": {text}. " if text else ". ", small)
    return element("div", element("dt", name), element("dd", said))


def reliable_entry(reading: MeasureReading) -> tuple[str, str, str, str]:
    """Name, answer, explanation and source of the reliable change index."""
    told, name = reading.clinical.reliable, "Reliable change"
    if told.index is None or told.low is None or told.high is None:
        return name, "cannot tell", reading.why_no_index, ""
    measure = reading.measure
    span = numbers.span(numbers.score(measure, told.low), numbers.score(measure, told.high))
    text = (
        f"index {signed(told.index)}, reliable from 1.96 ({told.method.value}); without true change 95 of 100 would score "
        f"{span}{numbers.unit_after(measure)}"
    )
    return name, told.word.value, text, f"{told.basis} ({checked(told.verified)})"


def clinical_entry(reading: MeasureReading) -> tuple[str, str, str, str]:
    """Name, answer, explanation and source of the class of Jacobson and Truax."""
    told, name = reading.clinical, "Clinical significance"
    if told.outcome is Outcome.CANNOT_TELL:
        return name, "cannot tell", reading.why_no_index or told.why_not, ""
    cuts = told.cut_offs
    if cuts.value is None:
        return name, told.outcome.value, f"whether recovered cannot be told: {cuts.why_not}", ""
    sides = {True: "on the side of the general population", False: "on the side of people in care", None: "not known"}
    text = f"{cuts.wording}; intake {sides[told.is_functional_before]}, now {sides[told.is_functional_now]}"
    groups = "; ".join(group.label for group in (cuts.general, cuts.in_care) if group)
    return name, told.outcome.value, text, f"{groups} ({checked(cuts.verified)})"


def expected_entry(reading: MeasureReading) -> tuple[str, str, str, str]:
    """Name, answer, explanation and matching of the expected course."""
    name, band, position = "Expected course", reading.band, reading.position
    if not reading.measure.needs_baseline:
        return name, "no band", "a rating of change has no intake score to match on", ""
    if band is None or not band.has_band:
        why_not = band.why_not if band else reading.expected.why_not or position.why_not
        return name, "no band", why_not.removeprefix("no band: "), ""
    if not position.sentence:
        return name, "cannot tell", position.why_not, band.caption
    return name, position.pace.value, position.sentence.partition(", ")[2], band.caption


def cited(source: Source | None, verified: bool | None) -> str:
    return "" if source is None else f"{source.label} ({checked(bool(verified))})"


def checked(verified: bool) -> str:
    return "✓ verified" if verified else "unverified"


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]
