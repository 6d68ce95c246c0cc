"""Everything a packet is made of as JSON that reads back to the same: dataclasses, enumerations, days, tables.

The same values give the same bytes. What is read back may only be one of the named kinds of thing; nothing else is built.
"""

import importlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from math import isfinite, isnan
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

TAG = "~"
MODULES = (
    "charts.words", "documents.asking", "documents.paper", "domain.criterion", "domain.criterion_parts", "domain.deadline",
    "domain.entry", "domain.evidence", "domain.measure", "domain.outcome", "domain.plan_class", "domain.policy",
    "domain.program", "domain.source",
)  # fmt: skip
"""Where the things stand that a frozen packet may hold."""

NOT_KEPT = {("Measure", "scoring"), ("Measure", "instrument")}
"""How a form is scored: no packet scores one, and a scorer is a function."""


class NotFrozen(ValueError):
    """This is no frozen packet, or one of a kind of thing that this version does not know; the message is one sentence."""


def canonical(thing: Any) -> bytes:
    """A thing as JSON: keys in the order of the fields, no spaces, UTF-8, one line end.

    Raises TypeError for a kind of thing that is not one of `MODULES`.
    """
    return json.dumps(_plain(thing), ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode() + b"\n"


def read_canonical(text: bytes) -> Any:
    """What `canonical` wrote.

    Raises:
        NotFrozen: it is something else.
    """
    try:
        return _thing(json.loads(text))
    except (UnicodeDecodeError, json.JSONDecodeError, KeyError, TypeError, ValueError) as error:
        raise NotFrozen(f"The frozen values cannot be read ({type(error).__name__}).") from None


@cache
def _kinds() -> Mapping[str, type]:
    found = {}
    for name in MODULES:
        module = importlib.import_module(name)
        for kind in vars(module).values():
            if isinstance(kind, type) and kind.__module__ == name and (is_dataclass(kind) or issubclass(kind, Enum)):
                found[kind.__name__] = kind
    return MappingProxyType(found)


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Enum):
        return {TAG: _name(type(value)), "is": value.value}
    if isinstance(value, str | int):
        return value
    if isinstance(value, float):
        return _float(value)
    if isinstance(value, datetime):
        return {TAG: "time", "is": value.isoformat()}
    if isinstance(value, date):
        return {TAG: "day", "is": value.isoformat()}
    return _whole(value)


def _float(value: float) -> Any:
    if isfinite(value):
        return float(value)
    return {TAG: "nan"} if isnan(value) else {TAG: "inf", "is": value > 0}


def _whole(value: Any) -> Any:
    if isinstance(value, pd.DataFrame):
        return _table(value)
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, list):
        return {TAG: "list", "is": [_plain(part) for part in value]}
    if isinstance(value, Mapping):
        return {TAG: "map", "is": [[_plain(key), _plain(part)] for key, part in value.items()]}
    if isinstance(value, np.generic):
        return _plain(value.item())
    if is_dataclass(value) and not isinstance(value, type):
        name = _name(type(value))
        kept = (f.name for f in fields(value) if f.init and (name, f.name) not in NOT_KEPT)
        return {TAG: name, **{key: _plain(getattr(value, key)) for key in kept}}
    raise TypeError(f"{type(value).__name__} cannot be frozen")


def _name(kind: type) -> str:
    if _kinds().get(kind.__name__) is not kind:
        raise TypeError(f"{kind.__name__} is no thing that a packet may hold")
    return kind.__name__


def _table(frame: pd.DataFrame) -> dict[str, Any]:
    """Column by column; `kinds` are the types that the columns had."""
    columns = {str(name): [_cell(value) for value in frame[name].tolist()] for name in frame.columns}
    return {TAG: "table", "kinds": {str(name): str(frame[name].dtype) for name in frame.columns}, "is": columns}


def _cell(value: Any) -> Any:
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, float) and isnan(value):
        return None
    return _plain(value)


def _thing(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_thing(part) for part in value)
    if not isinstance(value, dict):
        return value
    reader = _READERS.get(value[TAG])
    if reader is not None:
        return reader(value)
    kind = _kinds()[value[TAG]]
    if issubclass(kind, Enum):
        return kind(value["is"])
    return kind(**{name: _thing(part) for name, part in value.items() if name != TAG})


def _read_table(value: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame({name: _column(value["is"][name], kind) for name, kind in value["kinds"].items()})


def _column(cells: list[Any], kind: str) -> pd.Series:
    values = [_thing(cell) for cell in cells]
    if kind == "object":
        return pd.Series(values, dtype=object)
    if kind.startswith("float"):
        return pd.Series([float("nan") if cell is None else cell for cell in values], dtype=kind)
    return pd.Series(values, dtype=kind)


_READERS = {
    "nan": lambda value: float("nan"),
    "inf": lambda value: float("inf") if value["is"] else float("-inf"),
    "time": lambda value: datetime.fromisoformat(value["is"]),
    "day": lambda value: date.fromisoformat(value["is"]),
    "list": lambda value: [_thing(part) for part in value["is"]],
    "map": lambda value: {_thing(key): _thing(part) for key, part in value["is"]},
    "table": _read_table,
}
