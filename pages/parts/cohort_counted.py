"""How each card of the cohort screen is counted: the formula in words, what is left out, and where more is written."""

from collections.abc import Callable

from pages.parts import how_counted

Rules = tuple[tuple[str, str], ...]

COURSE: Rules = (
    ("Model", "One multivariate normal model of all scores at all checkpoints (repeated measures, unstructured covariance, REML). "
     "Everybody with at least one score enters with the scores they have; what is known of somebody tells, through the "
     "covariance, what their later scores would have been."),
    ("Seen", "The plain mean of all who were due and filled the form there. Different people stand behind each point."),
    ("Interval", "95%, Student's t with Satterthwaite degrees of freedom; none from fewer patients than the clinic's limit."),
    ("Assumes", "That leaving depends on scores that were seen, not on the one that was not. The tipping point asks how wrong that "
     "would have to be: everybody unseen is taken to be worse than the model expects by the same amount, larger and larger, "
     "until the 95% interval of the mean improvement reaches no change."),
    ("No threshold", "A meaningful change is an amount for one person. It says nothing of a mean, so none is drawn."),
    ("More", "docs/explanation/repeated-measures.md, docs/explanation/tipping-point.md"),
)  # fmt: skip
CURVE: Rules = (
    ("Curve", "For every amount, the share that improved by at least that much: those who did / those with both scores. It falls "
     "from the smallest change that occurs to the largest."),
    ("Of all due", "The same count over all who were due; a missing form counts as not improved by any amount."),
    ("Meaningful", "The published meaningful change. Where it depends on the intake score, the two lines are its smallest and "
     "largest amount here; then the share improved is not one point of the curve."),
    ("Band", "Wilson, 95%, at any one amount chosen beforehand."),
    ("More", "docs/explanation/responder-curve.md"),
)  # fmt: skip
LASTING: Rules = (
    ("Who", "The same patients at both times: those due at the follow-up with a score at the end and then."),
    ("Still improved", "Of those improved at the end by the meaningful change and seen later, those who still are, since the same "
     "intake score (Wilson, 95%). The bounds count everybody not seen again as lost, then as kept."),
    ("Late", "Of those not improved at the end and seen later, those who are later."),
    ("Since", "Mean improvement from the end to the follow-up, paired, Student's t, 95%; positive means still getting better."),
    ("With care", "Those seen twice are a selection, usually the better one; and who stood just above a threshold falls below it by "
     "chance alone."),
    ("More", "docs/explanation/lasting.md"),
)  # fmt: skip
LEFT: Rules = (
    ("Not seen", "Due at the checkpoint and without any form, for whatever reason; those who left among them."),
    ("Difference", "Mean of those not seen less that of those seen, over the root of the mean of both variances; for shares in the "
     "same way. In standard deviations, so it does not grow with the number of patients. Interval: normal, 95%."),
    ("Unknown", "Values that are not recorded are counted, not guessed, and stand in no mean."),
    ("With care", "Two sides that look alike at intake may differ in what happened later."),
    ("More", "docs/explanation/who-left.md"),
)  # fmt: skip
TIPPING: Rules = (
    ("δ", "How much worse the unseen fared than the model expects of them. Mean improvement(δ) = that of the model − δ × share unseen."),
    ("Interval", "95%; it knows that the model's mean and the share unseen come from the same patients."),
    ("Share", "By the model: of the unseen in each pattern of forms, how many would have improved. It has no interval."),
    ("With care", "It does not tell how the unseen did: no record says so."),
    ("More", "docs/explanation/tipping-point.md"),
)  # fmt: skip
OVER_TIME: Rules = (
    ("Month", "The month in which the checkpoint's window closed; by quarter where most months have too few patients. A month with "
     "fewer patients than the clinic's limit has no point and takes no part in the limits."),
    ("Mean and limits", "XmR: mean ± 2.66 × mean moving range of neighbouring months (ranges of 3.267 times their mean or more are left "
     "out once). Limits from fewer than 12 points are trial limits."),
    ("Signals", "Outside the limits; seven in a row on one side of the mean; seven in a row rising or falling; two of three near a "
     "limit (beyond two thirds of the way). The rules of Making Data Count."),
    ("Changes", "Limits begin anew only at a dated, named change that clinic.toml declares, never where the points look as if."),
    ("More", "docs/explanation/over-time.md"),
)  # fmt: skip
FIRST: Rules = (
    ("Time", "Days from the start to the checkpoint at which a meaningful improvement was first seen. It came at some time since the "
     "checkpoint before: the day is known only between the two (interval censoring), so the curve runs late by up to that long."),
    ("Curve", "Share improved = 1 − Kaplan–Meier, with log(−log) intervals, 95%. It ends where fewer are still watched than the clinic's limit."),
    ("Clearly first", "Seen to have improved no later than the other was last seen not to have. Only checkpoints at which both are due."),
    ("Days sooner", "Difference of the restricted means (the mean days without improvement within the horizon) in the same patients; the "
     "interval allows for the pairing."),
    ("Which measures", "The first function and the first pain measure of the registry that are due: by place, never by result."),
    ("More", "docs/explanation/time-to-improvement.md"),
)  # fmt: skip
REGRESSION: Rules = (
    ("Expected", "(1 − reliability) × (mean at intake − reference mean), turned so that positive is better: what an unreliable measure "
     "alone would bring to a group that was picked by its score."),
    ("Beyond", "Each patient's improvement less what was expected of them; Student's t, 95%."),
    ("Reference", "The mean to which scores are expected to return. It decides, so it is named; each known one has its own rows."),
    ("With care", "A floor for scepticism, no control group: reliability comes from a retest after days, and people change over months."),
    ("More", "docs/explanation/regression-to-mean.md"),
)  # fmt: skip
EARLY: Rules = (
    ("Area", "The chance that somebody who improved by the end had the larger early change than somebody who did not (ties half). 0.5 is "
     "a coin. Interval: DeLong, 95%."),
    ("Sensitivity", "Of those improved at the end, the share that had improved meaningfully early. Specificity: of those not "
     "improved at the end, the share that had not. Wilson, 95%."),
    ("Which stands out", "p-values adjusted for the false-discovery rate among all measures with enough patients "
     "(Benjamini–Yekutieli); 10 or more improved and 10 or more not are needed."),
    ("With care", "Described, not promised: the same patients made the rule and are judged by it."),
    ("More", "docs/explanation/early-response.md"),
)  # fmt: skip
PLANS: Rules = (
    ("Worse or behind", "The first checkpoint of an episode at which a measure was worse by its published amount, or lay behind the "
     "middle half of similar past patients. Verdicts younger than 14 days count neither way."),
    ("Changed", "A care-plan change is recorded on that day or in the 14 days after. Wilson, 95%."),
    ("Other verdicts", "The base rate: plans change for many reasons, after good news too. An episode may stand in both."),
    ("Median days", "Kaplan–Meier, 95%, over 90 days; not reached where fewer than half had a change by then."),
    ("More", "docs/explanation/plan-change.md"),
)  # fmt: skip
ENDS: Rules = (
    ("At the end", "Share of the scores that stand at the best or the worst possible score; bold above 15%."),
    ("No room", "Nearer to the best score at intake than the meaningful change, so that improvement cannot show."),
    ("Late", "Filled after the due day but inside the window: it counts like any other. After closing: it fills no checkpoint."),
    ("Prorated", "Scored around blank items, of the forms whose items are known; a total typed in tells nothing of its items."),
    ("More", "docs/explanation/floor-ceiling.md, docs/explanation/form-quality.md"),
)  # fmt: skip


def beside(card: str, rules: Rules) -> Callable[[], None]:
    """What `card` draws beside its title."""
    return lambda: how_counted.popover(rules, key=f"counted_{card}")
