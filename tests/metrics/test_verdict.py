"""The verdict table: two gates, M (meaningful change) and E (measurement error), decide the words.

The made-up scale runs from 0 to 100, higher is better, baseline 50. M is 10 where it is known, E 12 or 6.
"""

import pytest

from domain.measure import Band, Better, ChangeTerm, Combine, Source, ThresholdUnit
from domain.measures import MEASURES
from metrics.verdict import (
    FORM_CHANGED,
    IN_CONFLICT,
    NO_BASELINE,
    NO_CATEGORY,
    NO_SCORE,
    NO_THRESHOLD,
    NO_WORSE_CATEGORY,
    SHARE_OF_NOTHING,
    Beyond,
    Word,
    change_verdict,
)
from metrics.verdict_list import verdicts

M = 10
#                  E = 6: |d| ≥ E            E = 40: |d| < E            E unknown
TABLE = """
    d = +15     | improved                | improved, within error  | improved, error not known
    d = +10     | improved                | improved, within error  | improved, error not known
    d = +9      | no clear change         | no clear change         | no clear change
    d = 0       | no clear change         | no clear change         | no clear change
    d = -9      | no clear change         | no clear change         | no clear change
    d = -10     | worse                   | worse, within error     | worse, error not known
    d = -15     | worse                   | worse, within error     | worse, error not known
"""
M_UNKNOWN = """
    d = +15     | better beyond error     | no clear change         | cannot tell
    d = +6      | better beyond error     | no clear change         | cannot tell
    d = 0       | no clear change         | no clear change         | cannot tell
    d = -6      | worse beyond error      | no clear change         | cannot tell
    d = -15     | worse beyond error      | no clear change         | cannot tell
"""
COLUMNS = (6, 40, None)


def cells(table):
    for line in table.strip().splitlines():
        d, *phrases = (part.strip() for part in line.split("|"))
        for e, phrase in zip(COLUMNS, phrases, strict=True):
            yield pytest.param(int(d.removeprefix("d =")), e, phrase, id=f"{d}, E {e or 'unknown'}")


def with_gates(make, m, e, better=Better.HIGHER):
    return make.scale(
        better=better,
        meaningful_change=make.points(m) if m is not None else None,
        measurement_error=make.error(mdc95=e) if e is not None else None,
    )


@pytest.mark.parametrize(("d", "e", "phrase"), [*cells(TABLE)])
def test_the_table_where_the_meaningful_change_is_known(make, d, e, phrase):
    assert change_verdict(with_gates(make, M, e), 50, 50 + d).phrase == phrase


@pytest.mark.parametrize(("d", "e", "phrase"), [*cells(M_UNKNOWN)])
def test_the_table_where_the_meaningful_change_is_unknown(make, d, e, phrase):
    assert change_verdict(with_gates(make, None, e), 50, 50 + d).phrase == phrase


@pytest.mark.parametrize(("d", "e", "phrase"), [*cells(TABLE)])
def test_a_scale_where_lower_is_better_gives_the_same_words_for_the_opposite_change(make, d, e, phrase):
    assert change_verdict(with_gates(make, M, e, Better.LOWER), 50, 50 - d).phrase == phrase


@pytest.mark.parametrize(
    ("phrase", "word", "beyond"),
    [
        ("improved", Word.IMPROVED, Beyond.YES),
        ("improved, within error", Word.IMPROVED, Beyond.WITHIN_ERROR),
        ("worse, error not known", Word.WORSE, Beyond.NOT_KNOWN),
    ],
)
def test_word_and_gate_stand_apart_from_the_phrase(make, phrase, word, beyond):
    (cell,) = [p.values for p in cells(TABLE) if p.values[2] == phrase and abs(p.values[0]) == 15]
    verdict = change_verdict(with_gates(make, M, cell[1]), 50, 50 + cell[0])
    assert (verdict.word, verdict.beyond) == (word, beyond)


def test_thirty_percent_of_seven_is_reached_at_four_point_nine(make):
    measure = make.scale(
        better=Better.LOWER, meaningful_change=make.rule(ChangeTerm(30, ThresholdUnit.PERCENT_OF_BASELINE))
    )
    assert (7.0 - 4.9) / 7.0 < 0.30, "floating point falls short in the last digit, which must not decide"
    assert change_verdict(measure, 7.0, 4.9).word is Word.IMPROVED
    assert change_verdict(measure, 7.0, 4.91).word is Word.NO_CLEAR_CHANGE


def test_a_change_equal_to_the_error_up_to_rounding_is_beyond_it(make):
    measure = make.scale(measurement_error=make.error(mdc95=0.3))
    assert change_verdict(measure, 0.0, 0.1 + 0.2).beyond is Beyond.YES
    assert change_verdict(measure, 1.0, 1.3).beyond is Beyond.YES


@pytest.mark.parametrize(
    ("baseline", "follow_up", "word"),
    [
        (10, 8, Word.NO_CLEAR_CHANGE),  # 2 points, but only 20 %
        (10, 7, Word.IMPROVED),  # 3 points and 30 %
        (4, 2, Word.IMPROVED),  # 2 points and 50 %
        (3, 2, Word.NO_CLEAR_CHANGE),  # 33 %, but only 1 point
        (4, 6, Word.WORSE),
        (0, 2, Word.WORSE),  # no percentage of 0 exists; the points alone decide
    ],
)
def test_a_rule_of_two_points_and_thirty_percent_needs_both(make, baseline, follow_up, word):
    terms = ChangeTerm(2, ThresholdUnit.POINTS), ChangeTerm(30, ThresholdUnit.PERCENT_OF_BASELINE)
    measure = make.scale(better=Better.LOWER, highest=10, meaningful_change=make.rule(*terms))
    assert change_verdict(measure, baseline, follow_up).word is word


@pytest.mark.parametrize(
    ("baseline", "follow_up", "word"),
    [
        (60, 50, Word.IMPROVED),  # 10 points
        (20, 14, Word.IMPROVED),  # 30 %
        (60, 52, Word.NO_CLEAR_CHANGE),
    ],
)
def test_a_rule_of_ten_points_or_thirty_percent_needs_one(make, baseline, follow_up, word):
    terms = ChangeTerm(10, ThresholdUnit.POINTS), ChangeTerm(30, ThresholdUnit.PERCENT_OF_BASELINE)
    measure = make.scale(better=Better.LOWER, meaningful_change=make.rule(*terms, combine=Combine.ANY))
    assert change_verdict(measure, baseline, follow_up).word is word


def test_a_percentage_of_a_baseline_of_zero_is_undefined_so_nothing_can_be_told(make):
    measure = make.scale(meaningful_change=make.rule(ChangeTerm(30, ThresholdUnit.PERCENT_OF_BASELINE)))
    verdict = change_verdict(measure, 0, 20)
    assert (verdict.word, verdict.meaningful, verdict.why_not) == (Word.CANNOT_TELL, None, SHARE_OF_NOTHING)


@pytest.mark.parametrize(
    ("case", "baseline", "follow_up", "more", "why_not"),
    [
        ("no baseline", None, 60, {}, NO_BASELINE),
        ("no baseline, as NaN", float("nan"), 60, {}, NO_BASELINE),
        ("no score", 50, None, {}, NO_SCORE),
        ("another form", 50, 60, {"form_before": "4a", "form_after": "8a"}, FORM_CHANGED),
        ("a conflict", 50, None, {"in_conflict": True}, IN_CONFLICT),
    ],
)
def test_nothing_can_be_told_and_the_reason_is_said(make, case, baseline, follow_up, more, why_not):
    verdict = change_verdict(with_gates(make, M, 6), baseline, follow_up, **more)
    assert (verdict.word, verdict.phrase, verdict.why_not) == (Word.CANNOT_TELL, "cannot tell", why_not)
    assert verdict.improvement is None
    assert verdict.threshold_verified is None


def test_the_reason_is_a_plain_clause_without_a_full_stop():
    for why_not in (NO_BASELINE, NO_SCORE, FORM_CHANGED, IN_CONFLICT, NO_THRESHOLD, NO_CATEGORY, NO_WORSE_CATEGORY):
        assert why_not[0].islower()
        assert not why_not.endswith(".")


@pytest.mark.parametrize("forms", [("4a", "4a"), (None, None), ("4a", None), (None, "4a"), ("", "4a")])
def test_the_same_form_or_one_that_is_not_stated_is_no_obstacle(make, forms):
    before, after = forms
    assert change_verdict(with_gates(make, M, 6), 50, 65, form_before=before, form_after=after).word is Word.IMPROVED


def test_zero_is_a_score_like_any_other(make):
    assert change_verdict(with_gates(make, M, 6), 0, 15).word is Word.IMPROVED
    assert change_verdict(with_gates(make, M, 6), 15, 0).word is Word.WORSE


class TestSustained:
    def test_is_not_known_until_the_next_checkpoint_has_a_score(self, make):
        assert change_verdict(with_gates(make, M, 6), 50, 65).sustained is None
        assert change_verdict(with_gates(make, M, 6), 50, 65, next_score=float("nan")).sustained is None

    @pytest.mark.parametrize(("next_score", "sustained"), [(61, True), (60, True), (59, False), (35, False)])
    def test_compares_the_next_score_with_the_same_baseline(self, make, next_score, sustained):
        assert change_verdict(with_gates(make, M, 6), 50, 65, next_score=next_score).sustained is sustained

    @pytest.mark.parametrize(("next_score", "sustained"), [(40, True), (41, False), (65, False)])
    def test_holds_for_worse_as_well(self, make, next_score, sustained):
        assert change_verdict(with_gates(make, M, 6), 50, 35, next_score=next_score).sustained is sustained

    def test_says_nothing_of_an_unclear_change(self, make):
        assert change_verdict(with_gates(make, M, 6), 50, 52, next_score=70).sustained is None

    def test_is_not_known_when_the_next_score_comes_from_another_form(self, make):
        verdict = change_verdict(with_gates(make, M, 6), 50, 65, form_before="4a", next_score=65, next_form="8a")
        assert verdict.sustained is None

    def test_uses_the_error_where_no_meaningful_change_is_known(self, make):
        assert change_verdict(with_gates(make, None, 6), 50, 60, next_score=56).sustained is True
        assert change_verdict(with_gates(make, None, 6), 50, 60, next_score=55).sustained is False


class TestBands:
    SOURCE = Source(title="Made up")
    BANDS = Band("severe", 30, SOURCE, True), Band("moderate", 60, SOURCE, True), Band("mild", 100, SOURCE, True)

    @pytest.mark.parametrize(
        ("before", "after", "crossed"), [(30, 31, True), (31, 60, False), (60, 61, True), (20, 90, True)]
    )
    def test_crossing_is_told_whatever_the_verdict(self, make, before, after, crossed):
        assert change_verdict(make.scale(bands=self.BANDS), before, after).band_crossed is crossed

    def test_both_bands_are_named(self, make):
        verdict = change_verdict(make.scale(bands=self.BANDS), 20, 90)
        assert (verdict.band_before, verdict.band_after) == ("severe", "mild")

    def test_crossing_is_not_known_without_baseline_or_without_bands(self, make):
        assert change_verdict(make.scale(bands=self.BANDS), None, 90).band_crossed is None
        assert change_verdict(make.scale(), 20, 90).band_crossed is None

    def test_the_band_of_a_score_without_baseline_is_still_told(self, make):
        assert change_verdict(make.scale(bands=self.BANDS), None, 90).band_after == "mild"


class TestVerifiedFigures:
    def test_an_unverified_threshold_gives_its_word_and_a_mark(self, make):
        measure = make.scale(meaningful_change=make.points(10, verified=False))
        verdict = change_verdict(measure, 50, 30)
        assert (verdict.word, verdict.unverified, verdict.may_alert) == (Word.WORSE, True, False)

    def test_a_verified_worsening_may_alert_and_an_improvement_never_does(self, make):
        measure = make.scale(meaningful_change=make.points(10))
        assert change_verdict(measure, 50, 30).may_alert
        assert not change_verdict(measure, 50, 70).may_alert

    def test_where_the_error_alone_decides_its_own_source_counts(self, make):
        measure = make.scale(measurement_error=make.error(verified=False, mdc95=6))
        assert change_verdict(measure, 50, 30).unverified
        assert not change_verdict(measure, 50, 30).may_alert


class TestRatingOfChange:
    @pytest.mark.parametrize(
        ("score", "word"),
        [
            (1, Word.IMPROVED),
            (2, Word.IMPROVED),
            (3, Word.NO_CLEAR_CHANGE),
            (5, Word.NO_CLEAR_CHANGE),
            (6, Word.WORSE),
            (7, Word.WORSE),
        ],
    )
    def test_needs_no_baseline_and_is_judged_by_its_category(self, make, score, word):
        verdict = change_verdict(make.rating(), None, score)
        assert (verdict.word, verdict.phrase, verdict.improvement) == (word, word.value, None)

    def test_without_a_rule_for_worse_only_improved_can_be_told(self, make):
        assert change_verdict(make.rating(worse_from=None), None, 2).word is Word.IMPROVED
        verdict = change_verdict(make.rating(worse_from=None), None, 7)
        assert (verdict.word, verdict.why_not) == (Word.CANNOT_TELL, NO_WORSE_CATEGORY)

    def test_an_unverified_rule_for_worse_never_alerts(self, make):
        assert not change_verdict(make.rating(), None, 7).may_alert
        assert change_verdict(make.rating(), None, 7).unverified
        assert not change_verdict(make.rating(), None, 1).unverified

    def test_a_missing_rating_cannot_be_told(self, make):
        assert change_verdict(make.rating(), None, None).why_not == NO_SCORE


class TestMeasureThatIsNotJudged:
    def test_gives_the_change_and_no_word_of_praise_or_blame(self, make):
        verdict = change_verdict(make.scale(judged=False), 90, 60)
        assert (verdict.word, verdict.phrase, verdict.change) == (Word.NOT_JUDGED, "not judged", -30)
        assert verdict.improvement is None
        assert verdict.why_not == ""
        assert not verdict.may_alert

    def test_without_baseline_there_is_no_change_to_give(self, make):
        assert change_verdict(make.scale(judged=False), None, 60).why_not == NO_BASELINE


class TestManyAtOnce:
    def test_one_row_per_change_in_the_order_given(self, make):
        rows = verdicts(with_gates(make, M, 6), [50, 50, None, 50], [65, 40, 60, None])
        assert list(rows["phrase"]) == ["improved", "worse", "cannot tell", "cannot tell"]
        assert list(rows["why_not"]) == ["", "", NO_BASELINE, NO_SCORE]

    def test_no_changes_give_no_rows(self, make):
        assert verdicts(with_gates(make, M, 6), [], []).empty

    def test_forms_and_conflicts_block_single_rows(self, make):
        rows = verdicts(
            with_gates(make, M, 6),
            [50, 50, 50],
            [65, 65, 65],
            form_before=["4a", "4a", None],
            form_after=["4a", "8a", "8a"],
            in_conflict=[True, False, False],
        )
        assert list(rows["why_not"]) == [IN_CONFLICT, FORM_CHANGED, ""]


class TestWorseningIsJudgedByTheAmountInPoints:
    """The share of the baseline in a composite rule is published for improvement only."""

    @pytest.mark.parametrize(
        ("code", "baseline", "follow_up", "phrase"),
        [
            ("nrs_average", 7, 9, "worse, within error"),
            ("nrs_average", 8, 10, "worse, within error"),
            ("nrs_average", 7, 8, "no clear change"),
            ("nrs_average", 7, 5, "no clear change"),
            ("nrs_average", 7, 4.9, "improved, within error"),
            ("odi", 12, 16, "no clear change"),
            ("odi", 12, 22, "worse, within error"),
            ("odi", 12, 8, "improved, within error"),
        ],
    )
    def test_pain_and_disability(self, code, baseline, follow_up, phrase):
        assert change_verdict(MEASURES[code], baseline, follow_up).phrase == phrase
        assert list(verdicts(MEASURES[code], [baseline], [follow_up])["phrase"]) == [phrase]

    def test_a_rule_that_is_only_a_share_holds_in_both_directions(self):
        standing = MEASURES["standing_tolerance"]
        assert change_verdict(standing, 20, 14).word is Word.WORSE
        assert change_verdict(standing, 20, 15).word is Word.NO_CLEAR_CHANGE


def test_a_share_of_an_intake_score_of_zero_is_given_as_the_reason():
    verdict = change_verdict(MEASURES["standing_tolerance"], 0, 30)
    assert (verdict.word, verdict.why_not) == (Word.CANNOT_TELL, SHARE_OF_NOTHING)
    assert list(verdicts(MEASURES["standing_tolerance"], [0], [30])["why_not"]) == [SHARE_OF_NOTHING]
