"""The one error of this layer: a file or a mapping cannot be used at all."""


class SourceError(Exception):
    """The message is one sentence that names the file and the place in it. It never holds a cell's content."""
