"""The text of a query as a mapping declares it: one statement that reads, with no value but `$since` to be filled in.

Values are never written into the text: `$since` becomes the place of a bound parameter in the driver's own spelling.
"""

import re
from typing import Any

SINCE = "since"
_TOKEN = re.compile(
    r"""(?P<kept>'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|/\*.*?\*/)|\$(?P<name>[A-Za-z_]\w*)|(?P<end>;)""", re.DOTALL
)
_READS = ("select", "with")


def checked_query(text: str) -> str:
    """The query without the semicolon at its end.

    Raises:
        ValueError: it is empty, more than one statement, none that reads, or asks for another value than $since.
    """
    query = text.strip().removesuffix(";").rstrip()
    plain = _TOKEN.sub(lambda found: found.group() if found["name"] or found["end"] else " ", query)
    if not plain.split() or plain.split()[0].lower().rstrip("(") not in _READS:
        raise ValueError("the query must begin with select or with; nothing else is run")
    for found in _TOKEN.finditer(query):
        if found["end"]:
            raise ValueError("the query holds more than one statement")
        if found["name"] and found["name"] != SINCE:
            raise ValueError(f"the query asks for ${found['name']}; only $since can be filled in")
    return query


def asks_since(query: str) -> bool:
    """Whether $since stands in the query, outside of texts and comments."""
    return any(found["name"] == SINCE for found in _TOKEN.finditer(query))


def in_style(query: str, style: str, value: Any) -> tuple[str, Any]:
    """(the query with $since in a driver's spelling, its parameters): `paramstyle` of PEP 249.

    Raises:
        ValueError: the style is none of PEP 249.
    """
    spelling = {"qmark": "?", "format": "%s", "numeric": ":1", "named": ":since", "pyformat": "%(since)s"}
    if style not in spelling:
        raise ValueError(f"paramstyle '{style}'")
    many = sum(found["name"] == SINCE for found in _TOKEN.finditer(query))
    if not many:
        return query, None
    doubled = style in ("format", "pyformat")

    def spelled(found: re.Match) -> str:
        return spelling[style] if found["name"] == SINCE else found.group()

    text = _TOKEN.sub(spelled, query.replace("%", "%%") if doubled else query)
    if style in ("named", "pyformat"):
        return text, {SINCE: value}
    return text, (value,) if style == "numeric" else (value,) * many
