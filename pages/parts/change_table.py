"""Change since intake, measure by measure: each line opens to the gates that decided it and their sources."""

from collections.abc import Mapping

from charts.change_list import Terms, cited, draw_change_list
from charts.page_text import caption
from metrics.measure_reading import MeasureReading
from pages.parts import html
from pages.parts.episode_course import EpisodeCourse

__all__ = ["cited", "show"]

UNVERIFIED = "* rests on a figure that was not checked at its source. Open a line for the sources."


def show(
    course: EpisodeCourse, readings: Mapping[str, MeasureReading], origins: Mapping[str, Terms] | None = None
) -> None:
    """One line per measure, which opens to what decided it and, with `origins`, to where its numbers come from; a sentence
    before the first checkpoint after intake."""
    told = [readings[c.measure.code] for c in course.courses if c.measure.code in readings]
    told = [one for one in told if not one.at_intake]
    if not told:
        html.show(caption("Nothing has changed yet. The change of each measure appears with the next checkpoint."))
    else:
        html.show(draw_change_list(told, course.label, course.current, origins))
        html.show(caption(UNVERIFIED))
