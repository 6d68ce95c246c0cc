"""Who comes today, and what needs attention before they do?"""

from charts.markup import element
from pages.parts import html


def today() -> None:
    html.show(element("h1", "Today"))
