"""How each card of the data quality screen is counted."""

from collections.abc import Callable

from pages.parts import how_counted

Rules = tuple[tuple[str, str], ...]

FORMS: Rules = (
    ("Due", "One measure of one episode at one checkpoint whose window has closed, where the patient had by then neither died nor withdrawn "
     "consent. Who left stays due; whose window is still open is not missing."),
    ("In", "A score of the measure inside the window. Of two sources that contradict each other neither counts."),
    ("Percentages", "None from fewer forms than the clinic's limit for percentages; the counts stand alone then."),
    ("Shades", "A choice of display: no published limit of completeness is known to us."),
    ("More", "docs/explanation/data-quality.md, docs/explanation/completeness.md"),
)  # fmt: skip
LATE: Rules = (
    ("Late, counted", "After the due day but inside the window. It counts like any other."),
    ("After closing", "No score in the window, but one after it closed and before the measure's next window of the episode opened. It counts "
     "nowhere: a reminder a few days earlier, or a longer window, would have caught it."),
    ("Before opening", "The same, up to 90 days before the window opened."),
    ("Median days", "From the due day for the late ones, from the edge of the window for the others."),
    ("More", "docs/explanation/form-quality.md"),
)  # fmt: skip
CARE: Rules = (
    ("Scored around blanks", "Of the due forms that came with their items; a total that was typed in tells nothing of them."),
    ("One answer throughout", "Every item of a form of four items or more has the same answer, in all forms of the clinic in use. A sign of "
     "ticking a column, and no proof: without any symptom every answer is the first."),
    ("More", "docs/explanation/form-quality.md, docs/explanation/data-quality.md"),
)  # fmt: skip
ROWS: Rules = (
    ("Rows", "Of the whole clinic, whatever the filters: a row that was rejected belongs to no program."),
    ("Corrected", "A newer version of the same source record; the older value stays readable."),
    ("Conflict", "Two different values for one measurement and no version to choose by: neither is used until somebody decides."),
    ("Measure", "The one that the reason of the rejection names; – where it names none."),
    ("More", "docs/explanation/data-quality.md"),
)  # fmt: skip
SITES: Rules = (
    ("Month", "In which the window closed. An episode counts once for each checkpoint."),
    ("Any form", "At least one of the measures due there is in; every form: all of them. Wilson, 95%."),
    ("With care", "Sites differ in programs and patients. This tells where forms get lost, not who works well."),
    ("More", "docs/explanation/data-quality.md"),
)  # fmt: skip


def beside(card: str, rules: Rules) -> Callable[[], None]:
    """What `card` draws beside its title."""
    return lambda: how_counted.popover(rules, key=f"counted_{card}")
