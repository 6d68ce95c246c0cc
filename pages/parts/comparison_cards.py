"""The pictures of the Programs screen, with the words and tables that go with them."""

from dataclasses import dataclass
from datetime import date

import streamlit as st

from charts import states
from charts.case_mix_table import Names, draw_case_mix, is_known, most_unlike, not_recorded
from charts.difference_plot import KEY, difference_rows, difference_table, differences_alt, draw_differences
from charts.funnel_plot import draw_funnel, funnel_alt, funnel_table
from charts.numbers import amount, difference, span
from charts.page_text import caption
from charts.table import draw_table
from charts.tokens import palette
from domain.case_mix import NOT_RECORDED
from domain.measure import Better, Measure
from domain.program import CheckpointKind
from domain.scope import Scope
from metrics.case_mix import CaseMix, MixRow
from metrics.comparison_design import baseline_cuts
from metrics.comparison_summary import ComparisonSummary, comparison_summary
from metrics.group_comparison import (
    GroupComparison,
    case_mix_together,
    funnel_of_groups,
    group_comparison,
    in_order,
    shares_improved,
)
from metrics.responders import responder_rule
from pages.parts import cohort_cards, frame, html, reading
from pages.parts.change_table import cited
from pages.parts.comparison_filters import WORDS, Asked
from pages.parts.wording import count, listed, sentence_start


@dataclass(frozen=True)
class Compared:
    """What was asked, on a measure and at a checkpoint that exist, and the answer. `groups`: those found, as coded."""

    asked: Asked
    measure: Measure
    checkpoint: str
    told: GroupComparison
    groups: tuple[str, ...]

    @property
    def order(self) -> list[str]:
        found = (group.group for group in self.told.plain.differences.groups)
        return in_order(found, self.asked.declared, reading.clinic().percentage_from)


def compare(asked: Asked, as_of: date) -> Compared:
    """Ask the store and the metrics. Cells are asked with the cuts of everybody in scope."""
    assert asked.checkpoint is not None
    assert asked.measure is not None
    here, measure = asked.checkpoint, asked.measure
    pairs = _pairs(asked.scope, as_of, here.code)
    mine = pairs[pairs["measure"] == measure.code]
    cuts = baseline_cuts(mine["baseline"], mine["n"])
    cells = reading.ask(
        "comparison_cells",
        scope=asked.scope,
        as_of=as_of,
        checkpoint=here.code,
        measure=measure.code,
        by=asked.by,
        cuts=cuts,
    )
    told = group_comparison(measure, cells, cuts, percentage_from=reading.clinic().percentage_from)
    named = cells["grp"].astype(object).where(cells["grp"].notna(), NOT_RECORDED)
    return Compared(asked, measure, here.name, told, tuple(dict.fromkeys(named)))


def _pairs(scope: Scope, as_of: date, checkpoint: str):
    return reading.ask("paired_scores", scope=scope, as_of=as_of, checkpoint=checkpoint)


def title(asked: Asked) -> str:
    """'Sites compared, program end: Interdisciplinary 12-week'."""
    assert asked.checkpoint is not None
    among = f": {reading.clinic().name_of('programs', asked.scope.program)}" if asked.scope.program else ""
    return f"{WORDS[asked.by].capitalize()}s compared, {sentence_middle(asked.checkpoint.name)}{among}"


def summary(compared: Compared, is_weighted: bool) -> ComparisonSummary:
    measure = compared.measure
    return comparison_summary(
        compared.told,
        what=measure.short_name,
        checkpoint=sentence_middle(compared.checkpoint),
        order=compared.order,
        name=compared.asked.name,
        amount=lambda value: amount(measure, value),
        span=lambda low, high: span(*(difference(measure, end).lstrip("+") for end in (low, high))),
        is_weighted=is_weighted,
    )


def sentence_middle(name: str) -> str:
    """A checkpoint's name inside a sentence: 'program end', '3 months'."""
    return name[:1].lower() + name[1:]


def case_mix(asked: Asked, as_of: date) -> None:
    """The table: what the model knows of a patient; below it, the other intake scores."""
    limit = reading.clinic().percentage_from
    mix = case_mix_together(
        reading.ask("case_mix", scope=asked.scope, by=asked.by),
        reading.ask("case_mix_baselines", scope=asked.scope, as_of=as_of, by=asked.by),
        reading.clinic().measures.values(),
        percentage_from=limit,
    )
    if not mix.groups:
        html.show(states.empty("Nobody matches these filters.", "Choose all sites or any time to see more patients."))
        return
    names = Names(asked.name, _payer, _measure)
    order = in_order(mix.groups, asked.declared, limit)
    first, more = _rows(mix, asked.measure)
    if len(order) > 1:
        html.show(caption(most_unlike(mix, [*first, *more], names, limit)))
    html.show(draw_case_mix(mix, first, order, names, limit))
    if blank := not_recorded(mix, names):
        html.show(caption(f"Recorded for nobody here: {listed(blank, 6).lower()}."))
    if more:
        with st.expander("Age bands and other intake scores"):
            html.show(draw_case_mix(mix, more, order, names, limit))


def _payer(code: str) -> str:
    return reading.clinic().name_of("payers", code)


def _measure(trait: str) -> str:
    known = reading.clinic().measures.get(trait)
    return f"{known.short_name}, intake" if known else trait


def _rows(mix: CaseMix, measure: Measure | None) -> tuple[list[MixRow], list[MixRow]]:
    """Rows shown at once (age, sex, duration of pain, payer, the chosen measure) and the rest."""
    known = [row for row in mix.rows if is_known(row)]
    measures = reading.clinic().measures
    chosen = measure.code if measure else None
    later = [r for r in known if (r.trait in measures and r.trait != chosen) or r.trait == "Age at start"]
    return [row for row in known if row not in later], later


def differences(compared: Compared, is_weighted: bool) -> None:
    """Observed minus expected, one row per group."""
    told, measure = compared.told, compared.measure
    if told.why_not:
        html.show(nothing_to_compare(compared))
        return
    rows = difference_rows(told.weighted if is_weighted else told.plain, compared.order, compared.asked.name)
    html.show(caption(_unit(measure)))
    figure = draw_differences(measure, rows, palette(frame.theme()))
    cohort_cards.show_figure(figure, "differences", differences_alt(measure, rows))
    html.show(caption(" ".join(_notes(compared, is_weighted))))
    with st.expander("Show as table"):
        html.show(draw_table(*difference_table(measure, rows), "Improvement beyond expected, by group"))


def _unit(measure: Measure) -> str:
    falls = "a fall of the score" if measure.better is Better.LOWER else "a rise of the score"
    unit = amount(measure, 2).removeprefix("2 ")
    return f"Improvement ({falls}) beyond what such patients show on the whole, in {unit}."


def _notes(compared: Compared, is_weighted: bool) -> list[str]:
    """What goes with the figure: the hollow marks, the weights, who stands together."""
    told = compared.told
    version = told.weighted if is_weighted else told.plain
    notes = [KEY if version.shrunken.groups else sentence_start(f"{version.shrunken.why_not}.")]
    if told.weights.why_not:
        notes.append(f"Nobody is weighted: {told.weights.why_not}.")
    else:
        notes.append(
            "With and without weights, the words are the same."
            if told.words_agree
            else "With and without weights the words differ: rest nothing on them."
        )
    return notes + _together(compared)


def _together(compared: Compared) -> list[str]:
    small, limit = compared.told.put_together, reading.clinic().percentage_from
    if not small:
        return []
    named = listed([compared.asked.name(group) for group in small], 6)
    stand = "stands for itself, with no number" if len(small) == 1 else "stand together"
    return [f"Fewer than {limit} seen: {named} {stand}."]


def nothing_to_compare(compared: Compared):
    """Why nothing is compared, with the counts that there are."""
    group = WORDS[compared.asked.by]
    counts = [
        f"{compared.asked.name(one.group)}: {one.n:,} of {one.n + one.missing + one.without_baseline:,} seen"
        for one in sorted(compared.told.plain.differences.groups, key=lambda one: compared.order.index(one.group))
    ]
    fact = sentence_start(compared.told.why_not).replace("group", group)
    way_out = "Choose another checkpoint, or fewer filters."
    return states.empty(f"{fact}.", " ".join([f"{'; '.join(counts)}." if counts else "", way_out]).strip())


def funnel(compared: Compared, as_of: date) -> None:
    """Share improved by size, with limits."""
    assert compared.asked.checkpoint is not None
    limit, code = reading.clinic().percentage_from, compared.asked.checkpoint.code
    if compared.told.why_not:
        html.show(nothing_to_compare(compared))
        return
    if not responder_rule(compared.measure)[0]:
        html.show(
            states.empty("No meaningful change is known for this measure.", "So nobody can be counted as improved.")
        )
        return

    def pairs_of(group: str | None):
        scope = compared.asked.scope
        return _pairs(scope if group is None else scope.with_(**{compared.asked.by.value: group}), as_of, code)

    shares = shares_improved(
        compared.measure, compared.groups, compared.told.put_together, pairs_of, percentage_from=limit
    )
    ordered = sorted(
        shares, key=lambda row: in_order([s.group for s in shares], compared.asked.declared, limit).index(row.group)
    )
    answer = funnel_of_groups(ordered, percentage_from=limit)
    if not answer.points:
        html.show(states.too_few(max((row.share.total for row in shares), default=0), limit))
        return
    name = compared.asked.name
    figure = draw_funnel(answer, palette(frame.theme()), name)
    cohort_cards.show_figure(figure, "funnel", funnel_alt(answer, name))
    html.show(caption(f"Crude shares, not adjusted for case mix. {_threshold(compared.measure)} {_dispersion(answer)}"))
    with st.expander("Show as table"):
        html.show(draw_table(*funnel_table(answer, name), "Share improved by group, with limits for its size"))


def _threshold(measure: Measure) -> str:
    """'Improved: by 2 reps or more (Wright 2011, …, unverified).'"""
    rule, _, source, verified = responder_rule(measure)
    least = f"by {amount(measure, float(rule))} or more" if rule.isdecimal() else f"by {rule}"
    return f"Improved: {least}. {cited(source, verified)}." if source else f"Improved: {least}."


def _dispersion(answer) -> str:
    if answer.dispersion is None:
        return f"Limits of chance alone: {count(len(answer.points), 'group')} cannot tell how much groups ordinarily differ."
    return f"Limits allow for ordinary differences between groups (dispersion {answer.dispersion:.1f})."


def when_programs_differ(asked: Asked) -> str:
    """Programs reach a checkpoint of one name after different times, and need not ask for the same measures."""
    programs = [p for p in reading.clinic().programs if asked.scope.program in (None, p.code)]
    assert asked.checkpoint is not None
    lengths = {p.name: p.weeks for p in programs}
    if len(programs) < 2 or asked.checkpoint.kind is not CheckpointKind.COMPLETION or len(set(lengths.values())) < 2:
        return ""
    said = listed([f"{weeks} weeks in {name}" for name, weeks in lengths.items()], 6)
    return f"{asked.checkpoint.name} comes after {said}: a longer program has had more time."
