"""Did this person improve on this measure, and is the change larger than measurement error?

Two gates decide: the meaningful change M and the measurement error E. The words are

| change d        | E known, |d| ≥ E               | E known, |d| < E       | E unknown                  |
|-----------------|--------------------------------|------------------------|----------------------------|
| d ≥ M           | improved                       | improved, within error | improved, error not known  |
| −M < d < M      | no clear change                | no clear change        | no clear change            |
| d ≤ −M          | worse                          | worse, within error    | worse, error not known     |
| M unknown       | better / worse beyond error    | no clear change        | cannot tell                |

For a worsening M is the amount in points where the rule names one (`MeaningfulChange.worsening_at`).
"""

from dataclasses import dataclass, field
from enum import StrEnum

import pandas as pd

from domain.measure import TOLERANCE, Better, Measure, ResponseCategory
from domain.source import Source
from metrics.measurement_error import ErrorOfChange, measurement_error
from metrics.scale_end import ScaleRoom, scale_room


class Word(StrEnum):
    IMPROVED = "improved"
    NO_CLEAR_CHANGE = "no clear change"
    WORSE = "worse"
    CANNOT_TELL = "cannot tell"
    NOT_JUDGED = "not judged"


class Beyond(StrEnum):
    """Is the size of the change, in either direction, at least the measurement error?"""

    YES = "beyond error"
    WITHIN_ERROR = "within error"
    NOT_KNOWN = "error not known"


IN_CONFLICT = "two different values stand for the same day, and nobody has decided between them"
NO_BASELINE = "there is no score in the intake window"
NO_SCORE = "the measure was not done at this checkpoint"
FORM_CHANGED = "the two scores come from different forms"
NO_THRESHOLD = "neither a meaningful change nor a measurement error is known for this measure"
SHARE_OF_NOTHING = "the meaningful change is a share of the intake score, and a share of 0 is not defined"
NO_CATEGORY = "this measure has no rule that says which ratings count as improved"
NO_WORSE_CATEGORY = "this measure has no rule that says which ratings count as worse"


@dataclass(frozen=True)
class Verdict:
    """What one person's change amounts to, and the gates that decided it.

    `change` is follow-up minus baseline; `improvement` the same turned so that positive is better (None where no
    direction is good in itself); `meaningful` is M and `error` is E; all in the measure's unit, None where
    unknown. `beyond` is None where no change was
    computed. `threshold_verified`: was the figure that decided the word read at its source (M, or E where M
    is unknown)? None where no figure decided. `sustained`: does the next checkpoint, against the same
    baseline, give the same word? None while not known, and for any word but improved and worse.
    `why_not` is one plain clause, empty unless the word is 'cannot tell'. `room`: what the ends of the scale hide.
    `metrics/gates.py` puts all of this into words, gate by gate.
    """

    word: Word
    phrase: str
    beyond: Beyond | None = None
    change: float | None = None
    improvement: float | None = None
    meaningful: float | None = None
    error: float | None = None
    error_basis: str = ""
    error_verified: bool = False
    error_source: Source | None = None
    threshold_verified: bool | None = None
    why_not: str = ""
    band_before: str | None = None
    band_after: str | None = None
    sustained: bool | None = None
    room: ScaleRoom = field(default_factory=ScaleRoom)

    @property
    def band_crossed(self) -> bool | None:
        """Did the severity band change? None where a band is not known."""
        if self.band_before is None or self.band_after is None:
            return None
        return self.band_before != self.band_after

    @property
    def unverified(self) -> bool:
        """The word rests on a figure that nobody here has read at its source; the screen must mark it."""
        return self.threshold_verified is False

    @property
    def may_alert(self) -> bool:
        """Only a worsening that rests on a verified figure may raise an alert."""
        return self.word is Word.WORSE and self.threshold_verified is True


def change_verdict(
    measure: Measure,
    baseline: float | None,
    follow_up: float | None,
    *,
    form_before: str | None = None,
    form_after: str | None = None,
    error_before: float | None = None,
    error_after: float | None = None,
    in_conflict: bool = False,
    next_score: float | None = None,
    next_form: str | None = None,
) -> Verdict:
    """The verdict of one change. Scores and standard errors in the measure's unit; None or NaN is missing.

    `next_score` is the same measure at the following checkpoint, as far as it is known. A form that is
    not stated counts as unchanged. A measure without baseline (a global rating) is judged by its category.
    """
    before, after, later = _number(baseline), _number(follow_up), _number(next_score)
    why_not = _obstacle(measure, before, after, form_before, form_after, in_conflict)
    if why_not or after is None:
        return Verdict(
            Word.CANNOT_TELL,
            phrase=Word.CANNOT_TELL.value,
            why_not=why_not,
            band_before=_band(measure, before),
            band_after=_band(measure, after),
            room=scale_room(measure, before, after, form=_stated(form_before) or _stated(form_after)),
        )
    if not measure.needs_baseline or before is None:
        return _rating_verdict(measure, after, later)
    later = None if forms_differ(form_before, next_form) else later
    error = measurement_error(measure, _number(error_before), _number(error_after))
    room = scale_room(measure, before, after, form=_stated(form_before) or _stated(form_after))
    return _gated_verdict(measure, before, after, error, later, room)


def phrase_of(word: Word, beyond: Beyond, threshold_known: bool) -> str:
    """The words of the table at the head of this file."""
    if word not in (Word.IMPROVED, Word.WORSE):
        return word.value
    if not threshold_known:
        return "better beyond error" if word is Word.IMPROVED else "worse beyond error"
    return word.value if beyond is Beyond.YES else f"{word.value}, {beyond.value}"


def _gated_verdict(
    measure: Measure, baseline: float, follow_up: float, error: ErrorOfChange, next_score: float | None, room: ScaleRoom
) -> Verdict:
    improvement = float(measure.improvement(baseline, follow_up))
    meaningful = _meaningful(measure, baseline, improvement)
    word, beyond = _table(improvement, meaningful, error.value)
    word = word if measure.judged else Word.NOT_JUDGED
    return Verdict(
        word,
        phrase=phrase_of(word, beyond, meaningful is not None),
        beyond=beyond,
        change=follow_up - baseline,
        improvement=improvement if measure.judged else None,
        meaningful=meaningful,
        error=error.value,
        error_basis=error.basis,
        error_verified=error.verified,
        error_source=error.source,
        threshold_verified=_threshold_verified(measure, meaningful, error),
        why_not=without_threshold(measure, baseline) if word is Word.CANNOT_TELL else "",
        band_before=_band(measure, baseline),
        band_after=_band(measure, follow_up),
        sustained=_sustained(measure, baseline, next_score, word, error.value),
        room=room,
    )


def _table(improvement: float, meaningful: float | None, error: float | None) -> tuple[Word, Beyond]:
    beyond = _beyond(improvement, error)
    if meaningful is not None:
        return _direction(improvement, meaningful), beyond
    if beyond is Beyond.NOT_KNOWN:
        return Word.CANNOT_TELL, beyond
    return (_direction(improvement, abs(improvement)) if beyond is Beyond.YES else Word.NO_CLEAR_CHANGE), beyond


def _direction(improvement: float, least: float) -> Word:
    if improvement == 0:
        return Word.NO_CLEAR_CHANGE
    if improvement >= least - TOLERANCE:
        return Word.IMPROVED
    return Word.WORSE if improvement <= -least + TOLERANCE else Word.NO_CLEAR_CHANGE


def _beyond(improvement: float, error: float | None) -> Beyond:
    if error is None:
        return Beyond.NOT_KNOWN
    return Beyond.YES if abs(improvement) >= error - TOLERANCE else Beyond.WITHIN_ERROR


def _sustained(measure, baseline, next_score, word, error) -> bool | None:
    if word not in (Word.IMPROVED, Word.WORSE) or _number(next_score) is None:
        return None
    improvement = float(measure.improvement(baseline, next_score))
    next_word, _ = _table(improvement, _meaningful(measure, baseline, improvement), error)
    return next_word is word


def _rating_verdict(measure: Measure, rating: float, next_score: float | None) -> Verdict:
    rule = measure.response_category
    word = _category(measure, rating, rule)
    later = None if next_score is None else _category(measure, next_score, rule)
    return Verdict(
        word,
        phrase=word.value,
        threshold_verified=_category_verified(rule, word),
        why_not="" if word is not Word.CANNOT_TELL else (NO_WORSE_CATEGORY if rule else NO_CATEGORY),
        band_after=_band(measure, rating),
        sustained=later is word if later and word in (Word.IMPROVED, Word.WORSE) else None,
    )


def _category_verified(rule: ResponseCategory | None, word: Word) -> bool | None:
    """Any word but improved rests on where worse begins, too."""
    if rule is None or word is Word.CANNOT_TELL:
        return None
    return rule.verified and (word is Word.IMPROVED or rule.worse_verified)


def _category(measure: Measure, rating: float, rule: ResponseCategory | None) -> Word:
    if rule is None:
        return Word.CANNOT_TELL
    if _at_least_as_good(measure, rating, rule.improved_from):
        return Word.IMPROVED
    if rule.worse_from is None:
        return Word.CANNOT_TELL
    return Word.WORSE if _at_least_as_good(measure, rule.worse_from, rating) else Word.NO_CLEAR_CHANGE


def _at_least_as_good(measure: Measure, score: float, other: float) -> bool:
    return score >= other - TOLERANCE if measure.better is Better.HIGHER else score <= other + TOLERANCE


def _obstacle(measure, baseline, follow_up, form_before, form_after, in_conflict) -> str:
    if in_conflict:
        return IN_CONFLICT
    if measure.needs_baseline and baseline is None:
        return NO_BASELINE
    if follow_up is None:
        return NO_SCORE
    return FORM_CHANGED if measure.needs_baseline and forms_differ(form_before, form_after) else ""


def _threshold_verified(measure: Measure, meaningful: float | None, error: ErrorOfChange) -> bool | None:
    if not measure.judged:
        return None
    if meaningful is not None and measure.meaningful_change is not None:
        return measure.meaningful_change.verified
    return error.verified if error.value is not None else None


def _meaningful(measure: Measure, baseline: float, improvement: float) -> float | None:
    if measure.meaningful_change is None:
        return None
    return _number(measure.meaningful_change.toward(improvement, baseline))


def without_threshold(measure: Measure, baseline: float) -> str:
    """Why neither gate could decide, at this baseline."""
    return SHARE_OF_NOTHING if measure.meaningful_change and baseline == 0 else NO_THRESHOLD


def _band(measure: Measure, score: float | None) -> str | None:
    band = None if score is None else measure.band_of(score)
    return band.label if band else None


def forms_differ(one: str | None, other: str | None) -> bool:
    """Are both forms stated, and not the same?"""
    return _is_stated(one) and _is_stated(other) and one != other


def _is_stated(form: str | None) -> bool:
    return isinstance(form, str) and form != ""


def _stated(form: str | None) -> str | None:
    return form if _is_stated(form) else None


def _number(value) -> float | None:
    return None if value is None or pd.isna(value) else float(value)
