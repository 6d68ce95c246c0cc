"""How each card of the Programs screen is counted, one click away from it."""

from pages.parts import how_counted

CASE_MIX = (
    ("Who", "Every episode that started in the chosen scope, whether it was seen again or not."),
    ("Standardised difference", "Distance from all the other groups in standard deviations; it does not grow with the number of "
     "patients, and is no test. From 0.1 (bold) it is worth a look."),
    ("Not recorded", "Counts as a level of its own. Intake scores come with the number of those who have one where that is small."),
    ("Small groups", "Groups with fewer episodes than the clinic's limit stand together in one column."),
    ("More", "docs/explanation/case-mix.md"),
)  # fmt: skip
DIFFERENCES = (
    ("Improvement", "From intake to the checkpoint, in the measure's own unit, turned so that more is better."),
    ("Expected", "What patients with such an intake score, age, sex, duration of pain and payer improve by on the whole, in any "
     "group of this scope (ridge regression). The sentence above says how much of the differences it explains, tried on "
     "patients that it had not seen."),
    ("Interval", "95% for all groups together (Bonferroni), the expected taken as given. Above or below only where the whole "
     "interval is; otherwise similar."),
    ("Seen", "With a score at intake and at the checkpoint, of all who were due there."),
    ("Weighted for the unseen", "Those who were seen count more where others like them (group, intake score, age, sex, duration "
     "of pain, payer) were missed. 'Worth' says how many patients the weighted ones are worth. It corrects for nothing that is "
     "not recorded."),
    ("Hollow mark", "Drawn towards the mean of the groups, the more the fewer patients stand behind it; from three groups on."),
    ("Small groups", "Groups with fewer seen than the clinic's limit stand together before anything is computed; if they are too few "
     "even so, no number is shown."),
    ("Order", "The clinic's own. Nobody is ranked."),
    ("More", "docs/explanation/fair-comparison.md, docs/explanation/shrinkage.md"),
)  # fmt: skip
FUNNEL = (
    ("Improved", "By at least the published meaningful change, of those with both scores. Crude: not adjusted for case mix."),
    ("Limits", "Where 95% and 99.8% of groups of that size would lie if they differed by chance alone, around the share of all "
     "together. From five groups on, the limits also allow for the ordinary differences between groups (additive over-dispersion)."),
    ("Ringed", "Outside the 95% limits. A reason to look: first at the records, then at the case mix, then at the care. Of eight "
     "groups, one funnel in three shows a ring by chance alone."),
    ("Small groups", "Put together or left out, as in the card beside."),
    ("More", "docs/explanation/funnel.md"),
)  # fmt: skip


def beside(card: str, rules: tuple[tuple[str, str], ...]):
    """What `card` draws beside its title."""
    return lambda: how_counted.popover(rules, key=f"counted_{card}")
