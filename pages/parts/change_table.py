"""Change since intake, measure by measure: each line opens to the gates that decided it and their sources."""

from collections.abc import Mapping

from charts.change_list import cited, draw_change_list
from charts.page_text import caption
from metrics.measure_reading import MeasureReading
from pages.parts import html
from pages.parts.episode_course import EpisodeCourse

__all__ = ["cited", "show"]

UNVERIFIED = "* rests on a figure that was not checked at its source. Open a line for the sources."


def show(course: EpisodeCourse, readings: Mapping[str, MeasureReading]) -> None:
    """Nothing before the first checkpoint after intake."""
    told = [readings[c.measure.code] for c in course.courses if c.measure.code in readings]
    told = [one for one in told if not one.at_intake]
    if told:
        html.show(draw_change_list(told, course.label, course.current))
        html.show(caption(UNVERIFIED))
