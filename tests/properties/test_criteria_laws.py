"""Laws of criteria: three-valued logic, exact shares, favourable evidence, and rows that are gone."""

from datetime import timedelta
from fractions import Fraction
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from domain import criterion_parts as parts
from domain.criterion import Criterion
from domain.criterion_parts import AfterEvent, AtCheckpoint, AtIntake, AtLatest, BeforeEvent, Change, EventMatch
from domain.evidence import Evidence
from domain.outcome import Outcome, all_of, any_of, at_least, opposite
from domain.source import CLINIC_RULE
from metrics.criteria import evaluate
from metrics.held import longest_held
from tests.small_evidence import START, attested, event, evidence, goal, score, sessions

MET, NOT, UNKNOWN = Outcome.MET, Outcome.NOT_MET, Outcome.CANNOT_TELL
outcomes = st.lists(st.sampled_from(Outcome), max_size=6)


# Logic


def completions(found):
    """Every way in which what cannot be told might turn out."""
    return product(*[(MET, NOT) if one is UNKNOWN else (one,) for one in found])


@given(outcomes, st.integers(0, 6))
def test_an_answer_is_told_exactly_where_every_way_to_complete_the_record_agrees(found, count):
    possible = {sum(one is MET for one in way) >= count for way in completions(found)}
    expected = UNKNOWN if len(possible) == 2 else (MET if True in possible else NOT)
    assert at_least(count, found) is expected


@given(outcomes)
def test_de_morgan(found):
    assert opposite(all_of(found)) is any_of(map(opposite, found))
    assert opposite(any_of(found)) is all_of(map(opposite, found))


@given(outcomes, outcomes)
def test_all_and_any_may_be_taken_in_portions(one, other):
    assert all_of([all_of(one), all_of(other)]) is all_of(one + other)
    assert any_of([any_of(one), any_of(other)]) is any_of(one + other)


@given(outcomes, st.randoms(use_true_random=False))
def test_the_order_of_parts_does_not_matter(found, chance):
    shuffled = chance.sample(found, len(found))
    assert all_of(shuffled) is all_of(found)
    assert any_of(shuffled) is any_of(found)


# How long something held


looks = st.lists(
    st.tuples(st.integers(0, 60), st.sampled_from([True, False, None])), max_size=8, unique_by=lambda one: one[0]
)


@given(looks, st.booleans())
def test_what_is_certain_is_never_longer_than_what_is_possible(seen, after_event):
    told = [(START + timedelta(days=on), held) for on, held in sorted(seen, key=lambda one: one[0])]
    held = longest_held(told, START + timedelta(days=61), START if after_event else None)
    assert 0 <= held.least_days <= held.most_days or held.least_days == held.most_days == 0


@given(looks, st.integers(0, 60))
def test_one_more_look_at_which_it_held_never_shortens_what_is_certain(seen, more):
    def told(rows):
        days = [(START + timedelta(days=on), held) for on, held in sorted(rows, key=lambda one: one[0])]
        return longest_held(days, START + timedelta(days=61), START).least_days

    if more not in [on for on, _ in seen]:
        assert told([*seen, (more, True)]) >= told(seen)


# Exact shares


@given(
    st.integers(1, 100),
    st.integers(0, 100),
    st.sampled_from([Fraction(3, 10), Fraction(1, 2), Fraction(4, 5), Fraction(1, 3)]),
)
def test_a_share_is_reached_exactly_where_the_fractions_say_so(before, after, share):
    """Scores in tenths, 0 to 10, compared with rational arithmetic: 7.0 → 4.9 is 30 %."""
    reached = Fraction(before - after, before) >= share
    part = Change(("peg",), AtIntake(), AtLatest(), share=float(share))
    told = _ask(part, evidence(scores=[score("peg", 0, before / 10), score("peg", 42, after / 10)]))
    assert told.outcome is (MET if reached else NOT)


@given(st.integers(0, 100), st.integers(0, 100), st.integers(1, 100))
def test_points_are_reached_exactly_where_the_fractions_say_so(before, after, tenths):
    part = Change(("peg",), AtIntake(), AtLatest(), points=tenths / 10)
    told = _ask(part, evidence(scores=[score("peg", 0, before / 10), score("peg", 42, after / 10)]))
    assert told.outcome is (MET if before - after >= tenths else NOT)


@given(st.integers(1, 100), st.integers(0, 100), st.sampled_from([0.3, 0.5, 0.8]))
def test_a_miss_never_reads_like_the_requirement(before, after, share):
    part = Change(("peg",), AtIntake(), AtLatest(), share=share)
    told = _ask(part, evidence(scores=[score("peg", 0, before / 10), score("peg", 42, after / 10)]))
    if told.outcome is NOT:
        assert f" {100 * share:g} of the {100 * share:g} %" not in told.nearest_miss


# Records


EPIDURAL = EventMatch("procedure", ("epidural",))
LEAVES = [
    Change(("odi",), AtIntake(), AtLatest(), points=10),
    Change(("odi", "peg"), AtIntake(), AtCheckpoint("week_6"), meaningful=True),
    Change(("peg",), AtIntake(), AtLatest(), share=0.3, sustained_days=14),
    Change(("nrs_average",), BeforeEvent(EPIDURAL), AfterEvent(EPIDURAL, from_day=1), share=0.5, sustained_days=20),
    Change(("odi",), AtIntake(), AtLatest(), meaningful=True, beyond_error=True),
    parts.Score(("odi",), AtIntake(), least=20),
    parts.EventCount(EventMatch("session_attended"), least=3, in_episode=True),
    parts.DaysBetween(EPIDURAL, least_days=14),
    parts.PainDuration(months=3, more=True),
    parts.Attendance(least_share=0.75, least_sessions=2),
    parts.GoalsSet(1),
    parts.GoalProgress(progress=0.5, least=1),
    parts.GoalsAssessed(),
    parts.AuthorizationState(in_force=True, units_left_most=10),
    parts.WorkRestriction(reduced=True),
    parts.Attested("diagnosis", within_days=90),
    parts.Unknown("no record holds it"),
]
a_part = st.recursive(
    st.sampled_from(LEAVES),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda found: parts.AllOf(tuple(found))),
        st.lists(inner, min_size=1, max_size=3).map(lambda found: parts.AnyOf(tuple(found))),
        st.lists(inner, min_size=2, max_size=3).map(lambda found: parts.AtLeast(2, tuple(found))),
        inner.map(parts.NotMet),
    ),
    max_leaves=4,
)


@st.composite
def records(draw) -> Evidence:
    on = st.integers(-20, 59)
    standing = st.sampled_from(["used", "used", "used", "conflict", "superseded"])
    scores = [
        score(code, draw(on), draw(st.integers(0, top)), standing=draw(standing))
        for code, top in (("odi", 100), ("peg", 10), ("nrs_average", 10), ("standing_tolerance", 60))
        for _ in range(draw(st.integers(0, 4)))
    ]
    details = st.sampled_from(["Epidural, lumbar", "Genicular block", None])
    events = [event("procedure", draw(on), draw(details)) for _ in range(draw(st.integers(0, 3)))]
    events += [
        event("work_status", draw(on), draw(st.sampled_from(["Off work", "Full duty", "see letter"])))
        for _ in range(draw(st.integers(0, 2)))
    ]
    events += sessions(draw(st.lists(on, max_size=5)), draw(st.lists(on, max_size=2)))
    entries = (
        [attested("diagnosis", draw(on), draw(st.sampled_from([True, False, None])))] if draw(st.booleans()) else []
    )
    goals = [goal("standing_tolerance", 45, draw(st.integers(-5, 20)))] if draw(st.booleans()) else []
    return evidence(
        scores=scores,
        events=events,
        goals=goals,
        entries=entries,
        pain_months=draw(st.sampled_from([None, 0, 2, 3, 12])),
    )


def _ask(part, known):
    return evaluate(Criterion("asked", "what is asked", part, CLINIC_RULE), known)


@settings(max_examples=60)
@given(a_part, records())
def test_no_answer_rests_on_a_row_that_is_gone(part, known):
    """Whichever row is withdrawn, the answer either changes its grounds or says something else."""
    whole = _ask(part, known)
    for row in whole.proof:
        left = _ask(part, known.without(row.table, row.row_id))
        assert row.row_id not in {one.row_id for one in left.proof}
        if left.outcome is whole.outcome:
            assert {one.row_id for one in left.proof} != {one.row_id for one in whole.proof}


@settings(max_examples=60)
@given(a_part, records())
def test_every_proof_row_stands_in_the_record_and_every_open_answer_gives_its_reason(part, known):
    told = _ask(part, known)
    for row in told.proof:
        left = known.without(row.table, row.row_id)
        assert left is not known
    assert told.sentence.startswith("Cannot tell: ") == (told.outcome is UNKNOWN)
    assert len(told.sentence) > len("Cannot tell: .")
    if told.outcome is MET:
        assert told.nearest_miss is None


POSITIVE = st.sampled_from([leaf for leaf in LEAVES if not isinstance(leaf, parts.Unknown)])


@given(POSITIVE)
def test_an_empty_record_meets_nothing_and_denies_nothing(part):
    assert _ask(part, evidence(pain_months=None)).outcome is UNKNOWN


MONOTONE = [
    (LEAVES[0], lambda n: {"scores": [score("odi", 59, 0)]}),
    (LEAVES[2], lambda n: {"scores": [score("peg", 44 + n % 15, 0)]}),
    (LEAVES[3], lambda n: {"scores": [score("nrs_average", 40 + n % 20, 0)]}),
    (LEAVES[6], lambda n: {"events": sessions([n % 60])}),
    (LEAVES[9], lambda n: {"events": sessions([n % 60])}),
    (LEAVES[10], lambda n: {"goals": [goal("odi", 10, n % 60)]}),
    (LEAVES[14], lambda n: {"events": [event("work_status", 60, "Full duty")]}),
    (LEAVES[15], lambda n: {"entries": [attested("diagnosis", 60)]}),
]  # fmt: skip
"""A part, and evidence in its favour."""


@given(st.data(), st.sampled_from(MONOTONE), st.integers(0, 59))
def test_favourable_evidence_never_turns_met_into_not_met(data, case, number):
    part, more = case
    told = {
        "scores": [
            score(code, data.draw(st.integers(-20, 39)), data.draw(st.integers(0, 10)))
            for code in ("odi", "peg", "nrs_average")
            for _ in range(data.draw(st.integers(0, 3)))
        ],
        "events": [
            event("procedure", 5, "Epidural"),
            event("work_status", -1, data.draw(st.sampled_from(["Off work", "Modified duty, 4 h a day"]))),
            *sessions(
                data.draw(st.lists(st.integers(0, 59), max_size=6)), data.draw(st.lists(st.integers(0, 59), max_size=2))
            ),
        ],
        "goals": [goal("odi", 20)] * data.draw(st.integers(0, 2)),
        "entries": [attested("diagnosis", 10)] * data.draw(st.integers(0, 1)),
    }
    before = _ask(part, evidence(**told))
    richer = {name: [*rows, *more(number).get(name, [])] for name, rows in told.items()}
    after = _ask(part, evidence(**richer))
    if before.outcome is MET:
        assert after.outcome is MET
    assert not (before.outcome is UNKNOWN and after.outcome is NOT and part in (LEAVES[15], LEAVES[10]))
