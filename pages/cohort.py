"""How many patients improved, on what, and who is still in the data?"""

from charts.markup import element
from pages.parts import html


def cohort_review() -> None:
    html.show(element("h1", "Cohort review"))
