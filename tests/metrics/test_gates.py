"""A verdict read aloud, gate by gate. Scale 0–100, higher is better, M 10 and E 12 unless a test says otherwise."""

from dataclasses import replace

import pytest

from domain.measure import Band, Better, Source
from domain.measures import MEASURES
from metrics.gates import Answer, Gate, Later, gate_readings
from metrics.scale_end import End, ScaleRoom, scale_room, share_says_little
from metrics.verdict import NO_BASELINE, change_verdict

BANDS = tuple(Band(label, upto, Source(title="Made up"), True) for label, upto in (("low", 50), ("high", 100)))


@pytest.fixture
def measure(make):
    return make.scale(meaningful_change=make.points(10), measurement_error=make.error(mdc95=12), bands=BANDS)


def read(measure, baseline, follow_up, later=Later.STILL_TO_COME, **more):
    verdict = change_verdict(measure, baseline, follow_up, **more)
    return {reading.gate: reading for reading in gate_readings(measure, verdict, later=later)}


def answers(gates):
    return [gates[gate].answer for gate in Gate]


def test_a_change_that_passes_every_gate(measure):
    gates = read(measure, 40, 60, next_score=58)
    assert answers(gates) == [Answer.YES] * 5
    assert gates[Gate.MEANINGFUL].text == "20 points better; 10 points or more is meaningful"
    assert gates[Gate.ERROR].text.startswith("20 points of change; 12 points or more is beyond 95 % measurement error")
    assert gates[Gate.BAND].text == "from low to high"
    assert gates[Gate.SUSTAINED].text == "the next checkpoint says improved, too"


def test_a_meaningful_change_inside_error_fails_one_gate_only(measure):
    gates = read(measure, 60, 71)
    assert answers(gates) == [Answer.YES, Answer.NO, Answer.NO, Answer.NOT_YET, Answer.YES]


@pytest.mark.parametrize(
    ("follow_up", "text"),
    [(49.96, "9.96 points better; 10 points or more"), (50, "10 points better; 10"), (40, "no change; 10")],
)
def test_a_change_just_short_of_the_threshold_does_not_look_like_it(measure, follow_up, text):
    assert read(measure, 40, follow_up)[Gate.MEANINGFUL].text.startswith(text)


@pytest.mark.parametrize(("baseline", "is_flagged"), [(1, True), (3, True), (4, False), (15, False)])
def test_a_share_of_a_baseline_near_the_floor_is_flagged_where_it_is_less_than_one_step(baseline, is_flagged):
    """Standing tolerance: 30 % of the intake, in steps of a minute; 30 % of 3 min is 0.9 min, of 4 min 1.2 min."""
    standing = MEASURES["standing_tolerance"]
    gates = read(standing, baseline, 2 * baseline)
    assert ("less than one step of the scale (1 min)" in gates[Gate.MEANINGFUL].text) is is_flagged
    assert gates[Gate.MEANINGFUL].answer is Answer.YES
    assert share_says_little(standing, baseline) is is_flagged


def test_a_percentage_of_less_than_a_meaningful_change_says_little(measure):
    assert [share_says_little(measure, baseline) for baseline in (None, 0, 5, 10, 40)] == [
        False,
        False,
        True,
        False,
        False,
    ]


def test_a_small_change_has_nothing_to_sustain(measure):
    assert read(measure, 60, 62)[Gate.SUSTAINED].answer is Answer.DOES_NOT_APPLY


@pytest.mark.parametrize(
    ("later", "answer", "word"),
    [(Later.STILL_TO_COME, Answer.NOT_YET, "yet"), (Later.MISSED, Answer.NOT_KNOWN, "closed"), (Later.NONE_PLANNED, Answer.NOT_KNOWN, "planned")],
)  # fmt: skip
def test_not_yet_is_told_from_never(measure, later, answer, word):
    gate = read(measure, 40, 60, later)[Gate.SUSTAINED]
    assert gate.answer is answer
    assert word in gate.text


def test_each_figure_brings_its_source_and_whether_it_was_read(make):
    measure = make.scale(meaningful_change=make.points(10, verified=False), measurement_error=make.error(mdc95=12))
    gates = read(measure, 40, 60)
    assert (gates[Gate.MEANINGFUL].verified, gates[Gate.ERROR].verified) == (False, True)
    assert gates[Gate.MEANINGFUL].source.title == gates[Gate.ERROR].source.title == "Made up for this test"


def test_without_baseline_every_gate_says_why(measure):
    gates = read(measure, None, 60)
    assert answers(gates) == [Answer.NOT_KNOWN] * 5
    assert gates[Gate.MEANINGFUL].text == NO_BASELINE


def test_an_unknown_error_is_not_known_and_says_why(make):
    gates = read(make.scale(meaningful_change=make.points(10)), 40, 60)
    assert gates[Gate.ERROR].answer is Answer.NOT_KNOWN
    assert "no measurement error is known" in gates[Gate.ERROR].text


def test_a_rating_of_change_has_neither_error_nor_room(make):
    gates = read(make.rating(), None, 1)
    assert answers(gates) == [Answer.YES, Answer.DOES_NOT_APPLY, Answer.DOES_NOT_APPLY, Answer.NOT_YET, Answer.DOES_NOT_APPLY]  # fmt: skip


@pytest.mark.parametrize("code", MEASURES)
def test_every_measure_of_the_registry_can_be_read_aloud(code):
    measure = MEASURES[code]
    top = measure.highest if measure.highest is not None else 100
    for scores in ((measure.lowest, top), (top, measure.lowest), (None, top), (measure.lowest, None)):
        readings = gate_readings(measure, change_verdict(measure, *scores))
        assert [reading.gate for reading in readings] == list(Gate)
        assert all(
            reading.text and not reading.text.endswith(".") and "nan" not in reading.text.split()
            for reading in readings
        )


class TestRoomOnTheScale:
    def test_a_baseline_nearer_to_the_best_score_than_m_cannot_show_an_improvement(self, measure):
        room = scale_room(measure, 91, 95)
        assert (room.room_to_improve, room.hides_improvement, room.hides_worsening) == (9, True, False)
        gate = read(measure, 91, 95)[Gate.ROOM]
        assert gate.answer is Answer.NO
        assert gate.text == "intake stands 9 points from the best score, so that a meaningful improvement cannot show"

    def test_room_of_exactly_m_is_enough(self, measure):
        assert not scale_room(measure, 90).hides_improvement
        assert not scale_room(measure, 10).hides_worsening

    def test_direction_decides_which_end_is_the_best(self, measure):
        turned = replace(measure, better=Better.LOWER)
        assert scale_room(turned, 5, 0) == ScaleRoom(5, 95, True, False, None, End.BEST)

    def test_a_score_at_the_end_of_the_scale_is_named(self, measure):
        assert scale_room(measure, 50, 100).follow_up_at is End.BEST
        assert "best possible" in read(measure, 50, 100)[Gate.ROOM].text
        assert scale_room(measure, 0, 20).baseline_at is End.WORST
        assert "worst score" in read(measure, 0, 20)[Gate.ROOM].text

    def test_a_scale_without_an_upper_end_has_room_upward(self, make):
        room = scale_room(make.scale(highest=None, meaningful_change=make.points(10)), 5)
        assert (room.room_to_improve, room.hides_improvement, room.hides_worsening) == (None, False, True)

    def test_where_no_meaningful_change_is_known_a_published_error_stands_in(self, make):
        assert scale_room(make.scale(measurement_error=make.error(mdc95=12)), 90).hides_improvement
        assert not scale_room(make.scale(), 99).hides_improvement

    def test_a_short_form_has_its_own_floor(self):
        pain = MEASURES["promis_pi_tscore"]
        assert scale_room(pain, 60, 41.6, form="4a").follow_up_at is End.BEST
        assert scale_room(pain, 60, 41.6, form="8a").follow_up_at is None

    def test_it_needs_no_score_at_all(self, measure):
        assert scale_room(measure, None).is_clear
        assert scale_room(measure, float("nan"), float("nan")).is_clear


class TestRoomWithoutAMeaningfulChange:
    """No figure says how much room a change would need, so nothing may be promised of it."""

    def test_no_room_is_promised_where_nothing_says_how_much_is_needed(self, make):
        gate = read(make.scale(), 99, 99)[Gate.ROOM]
        assert (gate.answer, gate.text) == (Answer.NOT_KNOWN, "no figure says how much room a change needs")

    def test_the_ends_of_the_scale_are_told_all_the_same(self, make):
        assert read(make.scale(), 50, 100)[Gate.ROOM].answer is Answer.NO

    def test_where_measurement_error_stands_in_it_is_not_called_meaningful(self, make):
        by_error = make.scale(measurement_error=make.error(mdc95=12))
        text = read(by_error, 91, 95)[Gate.ROOM].text
        assert (
            text
            == "intake stands 9 points from the best score, so that an improvement beyond measurement error cannot show"
        )
        assert "in both directions" in read(by_error, 50, 55)[Gate.ROOM].text
        assert "meaningful" not in read(by_error, 50, 55)[Gate.ROOM].text
