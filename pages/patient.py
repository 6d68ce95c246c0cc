"""How is this patient doing, on every measure, at every checkpoint?"""

from charts.markup import element
from pages.parts import html


def patient() -> None:
    html.show(element("h1", "Patient"))
