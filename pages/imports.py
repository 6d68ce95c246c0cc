"""What was loaded, and what was left out and why?"""

from charts.markup import element
from pages.parts import html


def imports() -> None:
    html.show(element("h1", "Imports"))
