"""A picture as PNG, without a browser: Typst draws the SVG with the fonts that are shipped."""

import re

from documents.typst_compiler import PaperError, compile_png

SCALE = 2
"""Pixels of the PNG for one of the SVG, so that it is sharp in a slide and on paper."""
SIZE = re.compile(r'<svg\b[^>]*?\bwidth="([\d.]+)"[^>]*?\bheight="([\d.]+)"')


def picture_png(svg: str) -> bytes:
    """The PNG of an SVG that states its width and height in pixels. The same SVG gives the same bytes.

    Raises:
        PaperError: the SVG states no size, or cannot be drawn.
    """
    found = SIZE.search(svg)
    if found is None:
        raise PaperError("This picture could not be drawn (it states no size).")
    width, height = (float(length) for length in found.groups())
    (png,) = compile_png("picture.typ", {"svg": svg, "width": width, "height": height}, ppi=96 * SCALE)
    return png
