"""What a clinician is warned of before going in."""

import datetime as dt

import pandas as pd
import pytest

from charts.flags import FlagKind
from domain.clinic import parse_clinic
from domain.measures import MEASURES
from metrics.patient_summary import MeasureChange
from metrics.verdict import Beyond, Verdict, Word
from pages.parts import attention
from pages.parts.episode_course import Episode, episode_course

MONDAY, FRIDAY = dt.date(2025, 11, 10), dt.date(2025, 11, 14)


def answers(*rows):
    """Answers to item 9 as the store tells them: state, level (None: not known) and day."""
    frame = pd.DataFrame(
        [("p", "phq9_item9", state, level, day) for state, level, day in rows],
        columns=["patient_id", "kind", "state", "level", "on_date"],
    )
    return frame.astype({"level": "float64", "on_date": "object"})


def facts(frame):
    return [flag.fact for flag in attention.safety_flags(frame)]


def test_a_positive_answer_is_a_safety_flag_with_its_day():
    assert facts(answers(("current", 2, FRIDAY))) == ["PHQ-9 item 9 positive, 14 Nov 2025"]
    assert attention.safety_flags(answers(("current", 1, FRIDAY)))[0].kind is FlagKind.SAFETY


def test_a_positive_answer_whose_day_is_not_known_is_told():
    assert facts(answers(("current", 2, None))) == ["PHQ-9 item 9 positive, day not known"]


def test_a_later_zero_ends_the_flag():
    assert facts(answers(("earlier", 2, MONDAY), ("current", 0, FRIDAY))) == []


def test_an_earlier_positive_answer_is_a_quiet_note():
    (note,) = attention.earlier_positive(answers(("earlier", 2, MONDAY), ("current", 0, FRIDAY)))
    assert (note.kind, note.fact, note.why) == (
        FlagKind.NOTE, "PHQ-9 item 9 was 0 on 14 Nov 2025", "Earlier positive: 10 Nov 2025.",
    )  # fmt: skip
    assert attention.earlier_positive(answers(("earlier", 2, MONDAY), ("current", 1, FRIDAY))) == []
    assert attention.earlier_positive(answers(("earlier", None, MONDAY), ("current", 0, FRIDAY))) == []


def test_an_unknown_answer_is_not_safe_and_a_later_zero_ends_it():
    assert facts(answers(("unknown", None, FRIDAY))) == ["PHQ-9 item 9 unknown, 14 Nov 2025"]
    assert facts(answers(("earlier", None, MONDAY), ("current", 0, FRIDAY))) == []


def test_an_unknown_answer_does_not_end_a_positive_one():
    assert facts(answers(("current", 2, MONDAY), ("unknown", None, FRIDAY))) == [
        "PHQ-9 item 9 positive, 10 Nov 2025",
        "PHQ-9 item 9 unknown, 14 Nov 2025",
    ]


@pytest.mark.parametrize("frame", [answers(), answers(("current", 0, FRIDAY))])
def test_nobody_is_flagged_without_reason(frame):
    assert facts(frame) == []


CLINIC = """
name = "Test clinic"
time_zone = "UTC"
[[programs]]
code = "course"
name = "Course"
weeks = 6
measures = ["standing_tolerance", "odi", "pseq", "isi", "phq9", "nrs_average"]
[[programs.checkpoints]]
code = "intake"
name = "Intake"
kind = "intake"
due_day = 0
opens_day = -7
closes_day = 7
[[programs.checkpoints]]
code = "week_6"
name = "Week 6"
kind = "completion"
due_day = 42
opens_day = 32
closes_day = 52
also = ["pgic"]
"""
START = dt.date(2025, 1, 1)


def course(today: int = 45, ended: int | None = None, how_ended: str | None = None, **scores):
    """A course with odi=(44, 60): the scores at intake and at week 6, due on days 0 and 42."""
    rows = [_row(measure, place, value) for measure, values in scores.items() for place, value in enumerate(values)]
    frame = pd.DataFrame(rows).astype({"value": "float64", "standard_error": "float64"})
    program = parse_clinic(CLINIC, "clinic.toml", frozenset(MEASURES)).programs[0]
    end = None if ended is None else START + dt.timedelta(days=ended)
    episode = Episode("e", program, START, end, how_ended, None, START + dt.timedelta(days=today))
    return episode_course(episode, frame)


def _row(measure: str, place: int, value: float | None) -> dict:
    opens, due, closes = (START + dt.timedelta(days=d) for d in ((-7, 0, 7), (32, 42, 52))[place])
    return {
        "episode_id": "e", "checkpoint": ("intake", "week_6")[place], "measure": measure, "is_due": True, "ordinal": place,
        "opens_on": opens, "due_on": due, "closes_on": closes, "observation_id": None,
        "on_date": due if value is not None else None, "value": value, "form": None, "standard_error": None,
        "in_conflict": False,
    }  # fmt: skip


def test_worse_on_an_unverified_threshold_is_noted_and_no_alert():
    told = attention.worse_flags(course(phq9=(10, 15), standing_tolerance=(17, 8)))
    assert [flag.kind for flag in told] == [FlagKind.NOTE]
    assert told[0].fact == (
        "Worse on an unverified threshold: Standing tolerance 17 → 8 min, Depression (PHQ-9) 10 → 15/27"
    )


def test_much_worse_by_the_patients_own_rating_is_noted():
    told = attention.worse_flags(course(pgic=(None, 6)))
    assert [(flag.kind, flag.fact) for flag in told] == [
        (FlagKind.NOTE, "Worse on an unverified threshold: Global impression of change (PGIC), much worse")
    ]


def test_alerts_come_with_their_measurement_error_and_beyond_error_first():
    seen = course(pseq=(26, 15), isi=(13, 20), odi=(44, 60))
    gates = {code: seen.verdicts[code].beyond for code in ("pseq", "isi", "odi")}
    assert gates == {"pseq": Beyond.WITHIN_ERROR, "isi": Beyond.NOT_KNOWN, "odi": Beyond.YES}
    assert [(flag.kind, flag.fact) for flag in attention.worse_flags(seen)] == [
        (FlagKind.WORSE, "Disability (ODI) worse 44 → 60% since intake"),
        (FlagKind.WORSE, "Insomnia (ISI) worse 13 → 20/28 since intake, measurement error not known"),
        (FlagKind.WORSE, "Pain self-efficacy (PSEQ) worse 26 → 15/60 since intake, within measurement error"),
    ]


def test_a_row_of_the_worklist_has_one_alert_with_its_gates_and_one_note():
    seen = course(pseq=(26, 15), isi=(13, 20), odi=(44, 60), phq9=(10, 15))
    assert [(flag.kind, flag.fact) for flag in attention.worse_in_short(seen)] == [
        (FlagKind.WORSE, "Disability (ODI), Insomnia (ISI) and 1 more worse; 1 error not known, 1 within error"),
        (FlagKind.NOTE, "Depression (PHQ-9) worse, unverified"),
    ]
    assert attention.worse_in_short(course(isi=(13, 20)))[0].fact == "Insomnia (ISI) worse, error not known"
    assert attention.worse_in_short(course(odi=(44, 60)))[0].fact == "Disability (ODI) worse"
    assert attention.worse_in_short(course(odi=(60, 44))) == []


def test_a_page_without_flags_says_what_was_looked_at():
    same = course(odi=(44, 44), isi=(13, 13), pseq=(None, 20))
    assert attention.nothing_to_flag(same, "week_6", answers(("current", 0, FRIDAY))) == (
        "Nothing to flag. PHQ-9 item 9 was 0 on 14 Nov 2025; none of 2 measures is worse since intake, "
        "1 cannot be told; 3 of 3 forms at week 6 are in."
    )


def test_a_page_that_could_look_at_nothing_says_so():
    start = course(today=3, odi=(None, None))
    assert attention.nothing_to_flag(start, None, answers()) == (
        "Nothing to flag. There is no answer to PHQ-9 item 9; no change since intake can be told yet; no form is due now."
    )


@pytest.mark.parametrize(
    ("how_ended", "said"), [("died", "Died 11 Jan 2025"), ("withdrew", "Consent withdrawn 11 Jan 2025")]
)
def test_death_and_withdrawal_are_said_and_no_form_is_asked_for(how_ended, said):
    gone = course(odi=(44, None), ended=10, how_ended=how_ended)
    assert [flag.fact for flag in attention.gone_flags(gone)] == [said]
    assert attention.missing_flags(gone, "week_6") == []
    assert attention.gone_flags(course(odi=(44, None), ended=10, how_ended="left")) == []


def change(code, word, **more):
    """One measure's verdict, as far as the split between function and pain looks at it."""
    verdict = Verdict(Word(word), word, Beyond.YES, threshold_verified=True, **more)
    return MeasureChange(MEASURES[code], 1.0, 2.0, verdict)


@pytest.mark.parametrize(
    ("function", "pain", "fact"),
    [
        ("improved", "no clear change", "Function is better, pain shows no clear change"),
        ("no clear change", "improved", "Pain is better, function shows no clear change"),
        ("improved", "worse", "Function is better while pain is worse"),
        ("worse", "improved", "Pain is better while function is worse"),
    ],
)
def test_function_and_pain_that_part_are_a_note_and_no_alert(function, pain, fact):
    (flag,) = attention.split_flags([change("odi", function), change("nrs_average", pain)])
    assert (flag.kind, flag.fact) == (FlagKind.NOTE, fact)
    assert "Disability (ODI)" in flag.why
    assert attention.WEAKENED not in flag.why


@pytest.mark.parametrize("pain", ["improved", "cannot tell"])
def test_function_and_pain_that_go_together_or_cannot_be_told_raise_no_note(pain):
    assert attention.split_flags([change("odi", "improved"), change("nrs_average", pain)]) == []


def test_a_split_on_an_unverified_figure_says_that_it_is_weak():
    weak = MeasureChange(
        MEASURES["odi"], 1, 2, Verdict(Word.IMPROVED, "improved", Beyond.YES, threshold_verified=False)
    )
    (flag,) = attention.split_flags([weak, change("nrs_average", "no clear change")])
    assert attention.WEAKENED in flag.why
