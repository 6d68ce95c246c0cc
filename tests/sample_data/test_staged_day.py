"""The list of 17 November 2025: what each visit on it has to show."""

from datetime import time, timedelta
from itertools import pairwise

import pytest

from sample_data.generator.exports import phq9_answers
from sample_data.generator.setting import AS_OF, generator_for


@pytest.fixture(scope="module")
def today(cases) -> dict:
    """Visit time → episode."""
    return {v.at_time: e for case in cases for e in case.episodes for v in e.visits if v.on_date == AS_OF}


def scores_of(episode, measure):
    return {s.checkpoint: s.value for s in episode.scores if s.measure == measure}


def test_twelve_visits_stand_on_the_list_at_different_times(cases, today):
    visits = [v for case in cases for e in case.episodes for v in e.visits if v.on_date == AS_OF]
    assert len(visits) == len(today) == 12
    assert min(today) == time(9, 0)
    assert max(today) < time(17, 0)


def test_the_book_holds_visits_for_the_following_two_weeks(cases):
    ahead = [
        v.on_date
        for case in cases
        for e in case.episodes
        for v in e.visits
        if AS_OF < v.on_date <= AS_OF + timedelta(days=14)
    ]
    assert len(ahead) > 40
    assert len(set(ahead)) >= 9


def test_no_score_is_from_the_future(cases):
    assert [s for case in cases for e in case.episodes for s in e.scores if s.on_date > AS_OF] == []


def test_still_six_of_ten_but_stands_three_times_as_long(today):
    episode = today[time(10, 40)]
    assert scores_of(episode, "nrs_average") == {"intake": 7, "week_2": 7, "week_6": 6}
    assert scores_of(episode, "standing_tolerance") == {"intake": 15, "week_2": 25, "week_6": 45}
    assert scores_of(episode, "isi")["week_6"] > scores_of(episode, "isi")["intake"]
    assert "week_2" not in scores_of(episode, "phq9")


def test_a_first_visit_has_no_forms(today):
    assert today[time(9, 20)].scores == []


def test_a_patient_got_worse(today):
    episode = today[time(11, 20)]
    assert scores_of(episode, "nrs_average")["week_6"] - scores_of(episode, "nrs_average")["intake"] >= 2
    assert scores_of(episode, "odi")["week_6"] - scores_of(episode, "odi")["intake"] >= 10


def test_item_9_is_above_zero_for_one_patient_of_today(today):
    score = today[time(11, 40)].score("phq9", "week_6")
    answers = phq9_answers(generator_for(99), score)
    assert answers[8] == "2"
    assert sum(map(int, answers)) == score.value == 18


def test_tests_are_in_and_questionnaires_are_missing(today):
    forms = {s.measure for s in today[time(13, 30)].scores if s.checkpoint == "program_end"}
    assert "pile_lumbar" in forms
    assert not forms & {"odi", "pseq", "pcs", "phq9", "nrs_average"}


def test_forms_that_came_after_treatment_began_are_no_intake(today):
    episode = today[time(15, 50)]
    intake = [s for s in episode.scores if s.checkpoint == "intake"]
    assert intake
    assert all(s.on_date > episode.first_session_on for s in intake)


def test_a_year_on_the_scales_can_show_no_more(today):
    episode = today[time(15, 10)]
    assert scores_of(episode, "pseq")["month_12"] == 60
    assert scores_of(episode, "promis_pi_tscore")["month_12"] == 4
    assert scores_of(episode, "phq9")["month_12"] == 0


def test_the_taper_of_today_had_a_setback(cases, today):
    number = today[time(10, 0)].person.number
    doses = [d.mg_day for case in cases if case.person.number == number for d in case.doses]
    assert doses[0] == 120
    assert doses[-1] == 80
    assert any(later > earlier for earlier, later in pairwise(doses))
