"""How many patients improved, on what, and who is still in the data?"""

import streamlit as st

from charts import states
from charts.markup import join
from charts.page_text import facts, lead, page_title
from metrics.cohort_summary import cohort_summary
from metrics.completeness import completeness
from metrics.responders import responder_rates
from pages.parts import cohort_cards, filters, how_counted, html, reading
from pages.parts.card import card
from pages.parts.no_data import no_data_yet
from pages.parts.wording import sentence_start


def cohort_review() -> None:
    if no_data_yet("Cohort review"):
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key="filters"):
        scope = filters.choose_scope()
        st.space("stretch")
        how_counted.popover()
    with st.container(horizontal=True, vertical_alignment="bottom", key="filters_below"):
        checkpoint = filters.choose_checkpoint(scope)
        missing_rule = filters.choose_missing_rule()
    if checkpoint is None:
        html.show(
            states.empty("No checkpoint after intake.", "Programs and their checkpoints are declared in clinic.toml.")
        )
        return
    as_of = reading.today()
    pairs = reading.ask("paired_scores", scope=scope, as_of=as_of, checkpoint=checkpoint.code)
    measures = reading.clinic().measures
    due = [measures[code] for code in filters.due_at(scope, checkpoint.code)]
    rates = responder_rates(due, pairs)
    seen = completeness(reading.ask("checkpoint_counts", scope=scope, as_of=as_of))
    here = next((row for row in seen if row.checkpoint == checkpoint.code), None)
    limit = reading.clinic().percentage_from
    told = cohort_summary(
        [(measures[code], rate) for code, rate in rates.items()],
        here,
        percentage_from=limit,
        not_due_in=filters.not_due_in(scope, checkpoint.code),
    )
    title = page_title(f"{filters.program_name(scope)}, {checkpoint.name.lower()}")
    html.show(join(title, lead(*cohort_cards.opening(told))))
    with st.container(key="two_59_41"):
        left, right = st.columns([1.42, 1], gap="medium")
    with (
        left,
        card(
            "responders", "Patients who improved meaningfully", f"share at {checkpoint.name.lower()} with 95% interval"
        ),
    ):
        cohort_cards.responders(rates, missing_rule, limit)
    with right:
        with card("mean_course", "Average course", "mean with 95% interval; different people stand behind each point"):
            cohort_cards.average_course(scope, as_of, rates)
        with card("who_is_in", "Who is still in the data", f"{here.enrolled:,} enrolled" if here else ""):
            cohort_cards.who_is_in(seen)
            reasons = reading.ask("leaving_reasons", scope=scope, as_of=as_of)
            html.show(
                facts((sentence_start(r.why_left or "reason not recorded"), f"{r.n:,}") for r in reasons.itertuples())
            )
