"""Reading filled-in forms: what may stand in each part of a form, and what stands there.

Answers come as numbers or as text (a spreadsheet's cell). Nothing is guessed: text that is no
number, no declared word and no clock time is marked, and the form that holds it is not scored.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

YES_OR_NO = (("yes", 1.0), ("no", 0.0), ("true", 1.0), ("false", 0.0))


@dataclass(frozen=True)
class Part:
    """One answer of a form: `name` is its column, `lowest`–`highest` what it may be.

    `only` names the allowed numbers where they are not all those of the range. `words` are texts that
    stand for numbers; `also` are other names of the column. `is_clock`: a time of day, read as hours ('23:30' is 23.5). `counted` is False
    for what is no item (sex, employment), so that it does not count as an answered item.
    """

    name: str
    lowest: float = 0
    highest: float = 1
    whole: bool = True
    only: tuple[float, ...] = ()
    words: tuple[tuple[str, float], ...] = ()
    also: tuple[str, ...] = ()
    is_clock: bool = False
    counted: bool = True

    @property
    def label(self) -> str:
        """What a sentence calls it: 'Item 3', or its name."""
        return f"Item {self.name[1:]}" if re.fullmatch(r"q\d+", self.name) else self.name.replace("_", " ").capitalize()

    @property
    def allowed(self) -> str:
        """The rest of the sentence 'Item 3 is 9; …'."""
        if self.is_clock:
            return "a time of day lies within 0–24 h"
        if self.only:
            return f"answers are {', '.join(f'{value:g}' for value in self.only)}"
        if np.isinf(self.highest):
            return f"it is a number from {self.lowest:g} upwards"
        return f"answers lie within {self.lowest:g}–{self.highest:g}"


def whole_items(count: int, lowest: float, highest: float, only: tuple[float, ...] = ()) -> tuple[Part, ...]:
    """Parts q1, q2, … answered in whole numbers, or in the numbers `only`."""
    return tuple(Part(f"q{number}", lowest, highest, only=only) for number in range(1, count + 1))


def rating(name: str, lowest: float = 0, highest: float = 10, **more) -> Part:
    return Part(name, lowest, highest, **more)


def amount(name: str, lowest: float, highest: float, **more) -> Part:
    """A measured number, whole or not."""
    return Part(name, lowest, highest, whole=False, **more)


def yes_no(name: str, **more) -> Part:
    """1 or 0; 'yes', 'no', 'true', 'false' are read as well."""
    return Part(name, 0, 1, words=YES_OR_NO, **more)


def choice(name: str, words: Mapping[str, float], **more) -> Part:
    """One of several words, or its number."""
    numbers = tuple(sorted(set(words.values())))
    pairs = tuple((word.lower(), number) for word, number in words.items())
    return Part(name, numbers[0], numbers[-1], only=numbers, words=pairs, **more)


def clock(name: str) -> Part:
    return Part(name, 0, 24, whole=False, is_clock=True)


@dataclass(frozen=True)
class Filled:
    """Many filled-in forms: `values` is forms × parts, NaN where blank, as given where `is_bad`.

    `unknown` holds for each form the label of an answered column that the form does not have, or ''; of
    length 1 where no form has any. Tables are stored by column, because rules work on whole columns.
    `absent` names the parts for which there is no column at all.
    """

    parts: tuple[Part, ...]
    values: np.ndarray
    is_bad: np.ndarray
    is_text: np.ndarray
    unknown: np.ndarray
    absent: frozenset[str] = frozenset()

    def __len__(self) -> int:
        return len(self.values)

    def __getitem__(self, name: str) -> np.ndarray:
        """Answers to one part, NaN where blank or unusable."""
        return self.block([name])[:, 0]

    def block(self, names: Iterable[str]) -> np.ndarray:
        """Answers to several parts (forms × names), NaN where blank or unusable."""
        places = [self._place(name) for name in names]
        block = np.empty((len(self), len(places)), order="F")
        for column, place in enumerate(places):
            block[:, column] = self._usable_values[:, place]
        return block

    @cached_property
    def _usable_values(self) -> np.ndarray:
        return np.where(self.is_bad, np.nan, self.values) if self.is_bad.any() else self.values

    def only(self, names: Sequence[str]) -> "Filled":
        """The same forms, with some of their parts."""
        places = [self._place(name) for name in names]
        parts = tuple(self.parts[place] for place in places)
        values, bad, text = (table[:, places] for table in (self.values, self.is_bad, self.is_text))
        return Filled(parts, values, bad, text, self.unknown, self.absent)

    def _place(self, name: str) -> int:
        return next(i for i, part in enumerate(self.parts) if part.name == name)

    @cached_property
    def is_clean(self) -> bool:
        """Every part of every form is answered and usable: then there is nothing to sort out."""
        return not (np.isnan(self.values).any() or self.is_bad.any() or self._has_unknown)

    @cached_property
    def _has_unknown(self) -> bool:
        return bool((self.unknown != "").any())

    @cached_property
    def answered(self) -> np.ndarray:
        """Usable answers of each form."""
        counted = np.array([part.counted for part in self.parts], dtype=bool)
        if self.is_clean:
            return np.full(len(self), counted.sum())
        usable = ~np.isnan(self.values) & ~self.is_bad
        return usable.sum(axis=1) if counted.all() else usable[:, counted].sum(axis=1)

    @cached_property
    def is_blank(self) -> np.ndarray:
        if self.is_clean:
            return np.zeros(len(self), dtype=bool)
        return np.isnan(self.values).all(axis=1) & ~self.is_bad.any(axis=1)

    @cached_property
    def is_invalid(self) -> np.ndarray:
        if self.is_clean:
            return np.zeros(len(self), dtype=bool)
        return self.is_bad.any(axis=1) | np.asarray(self.unknown != "")


def read(parts: Sequence[Part], answers: pd.DataFrame, by_position: bool = True, form_items: int = 0) -> Filled:
    """The answers of many forms.

    Args:
        parts: what the form asks, in order.
        answers: one row per form; columns by part name, or by number (3, '3', 'q3'); blank is None,
            NaN or empty text. A column that is absent counts as blank.
        by_position: a number stands for the part at that place, whatever its name.
        form_items: items of the whole form, where `parts` are some of them only.
    """
    columns = {_label(name): answers[name] for name in answers.columns}
    named = [_column_of(part, place, columns, by_position) for place, part in enumerate(parts, start=1)]
    values, is_text = _matrix(parts, [columns.get(name) if name else None for name in named], len(answers))
    rest = {name: column for name, column in columns.items() if name not in named and _is_extra(name, form_items)}
    absent = frozenset(part.name for part, name in zip(parts, named, strict=True) if name is None)
    return Filled(
        tuple(parts), values, is_text | _off_scale(parts, values), is_text, _answered_extra(rest, len(answers)), absent
    )


def _is_extra(name: str, form_items: int) -> bool:
    number = re.fullmatch(r"q(\d+)", name)
    return number is not None and not 1 <= int(number[1]) <= form_items


def _label(name: object) -> str:
    """3, '3', 'Q03' and 'q3' are one column; so are 'baseline.a1' and 'baseline_a1'."""
    text = re.sub(r"[.\s]+", "_", str(name).strip().lower())
    number = re.fullmatch(r"q?0*(\d+)", text)
    return f"q{number[1]}" if number else text


def unknown_columns(parts: Sequence[Part], columns: Iterable[object]) -> list[str]:
    """Columns that are neither parts nor numbered items."""
    known = {name for part in parts for name in (part.name, *part.also)}
    return [str(name) for name in columns if _label(name) not in known and not re.fullmatch(r"q\d+", _label(name))]


def same_columns(columns: Iterable[object]) -> list[str]:
    """Columns that stand for one and the same item ('q1' and 'Q01')."""
    labels = [_label(name) for name in columns]
    return sorted({label for label in labels if labels.count(label) > 1})


def _column_of(part: Part, place: int, columns: dict, by_position: bool) -> str | None:
    for name in (part.name, *part.also):
        if name in columns:
            return name
    return f"q{place}" if by_position and f"q{place}" in columns else None


def _matrix(parts: Sequence[Part], columns: list[pd.Series | None], rows: int) -> tuple[np.ndarray, np.ndarray]:
    values = np.empty((rows, len(parts)), order="F")
    is_text = np.zeros((rows, len(parts)), dtype=bool, order="F")
    for place, (part, column) in enumerate(zip(parts, columns, strict=True)):
        values[:, place], is_text[:, place] = _read_column(column, rows, part)
    return values, is_text


def _read_column(column: pd.Series | None, rows: int, part: Part):
    """Numbers (NaN where blank or unreadable), and where something unreadable stands."""
    if column is None:
        return np.nan, False
    if pd.api.types.is_bool_dtype(column.dtype):
        blank = column.isna().to_numpy(dtype=bool)
        return (column.to_numpy(dtype=float, na_value=np.nan), False) if part.words else (np.nan, ~blank)
    if pd.api.types.is_numeric_dtype(column.dtype):
        return column.to_numpy(dtype=float, na_value=np.nan), False
    blank = is_blank(column)
    numbers = _numbers_of(column, part)
    return np.where(blank, np.nan, numbers), np.isnan(numbers) & ~blank


def _numbers_of(column: pd.Series, part: Part) -> np.ndarray:
    """Each distinct text is read once."""
    texts, distinct = pd.factorize(column.map(_as_text), use_na_sentinel=False)
    return np.array([_number(text, part) for text in distinct] or [np.nan], dtype=float)[texts]


def _as_text(value: object) -> str:
    return str(value).strip().lower()


def _number(text: str, part: Part) -> float:
    words = dict(part.words)
    if text in words:
        return words[text]
    if part.is_clock and ":" in text:
        return _clock_hours(text)
    try:
        return np.nan if text in ("true", "false") or "_" in text else float(text)
    except ValueError:
        return np.nan


def _clock_hours(text: str) -> float:
    """'23:30' → 23.5, '11:30 pm' → 23.5; NaN where it is no time of day."""
    found = re.fullmatch(r"(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([ap]m)?", text)
    if not found or int(found[2]) > 59 or int(found[3] or 0) > 59 or (found[4] and not 1 <= int(found[1]) <= 12):
        return np.nan
    hour = int(found[1]) % 12 + (12 if found[4] == "pm" else 0) if found[4] else int(found[1])
    return hour + int(found[2]) / 60 + int(found[3] or 0) / 3600


def is_blank(column: pd.Series) -> np.ndarray:
    return (column.isna() | (column.astype(str).str.strip() == "")).to_numpy(dtype=bool)


def _off_scale(parts: Sequence[Part], values: np.ndarray) -> np.ndarray:
    """Where a number stands that is no answer."""
    off = np.zeros(values.shape, dtype=bool, order="F")
    for place, part in enumerate(parts):
        column = values[:, place]
        fits = (column >= part.lowest) & (column <= part.highest) & (column < np.inf)
        if part.whole:
            fits &= column == np.rint(column)
        if part.only:
            fits &= np.isin(column, part.only)
        if not fits.all():
            off[:, place] = ~fits & ~np.isnan(column)
    return off


def _answered_extra(columns: dict[str, pd.Series], rows: int) -> np.ndarray:
    """For each form the first answered numbered column that belongs to no part; '' where there is none."""
    extra = np.full(rows if columns else 1, "", dtype=object)
    for name in sorted(columns, key=lambda name: int(name[1:])):
        extra[~is_blank(columns[name]) & (extra == "")] = name
    return extra


def invalid_reasons(filled: Filled, name: str, rows: np.ndarray) -> list[str]:
    """One sentence for each of the forms `rows` (a mask) about its first unusable answer.

    It names item and number only: text is not repeated, because a column mapped by mistake may hold a name.
    """
    bad, values, texts = filled.is_bad[rows], filled.values[rows], filled.is_text[rows]
    first, place = bad.argmax(axis=1), np.arange(len(bad))
    unknown = np.broadcast_to(filled.unknown, len(filled))[rows]
    found = zip(bad.any(axis=1), first, texts[place, first], values[place, first], unknown, strict=True)
    return [
        _invalid_reason(filled.parts[i], name, text, value) if any_ else _unknown_reason(name, extra)
        for any_, i, text, value, extra in found
    ]


def _unknown_reason(name: str, extra: str) -> str:
    return f"Item {extra[1:]} is answered, but {name} has no such item."


def _invalid_reason(part: Part, name: str, is_text: bool, value: float) -> str:
    if is_text:
        wanted = "time of day" if part.is_clock else "known word" if part.only and part.words else "number"
        return f"{part.label} of {name} holds something that is no {wanted}."
    if not part.only and part.lowest <= value <= part.highest:
        return f"{part.label} of {name} is {value:g}; answers are whole numbers."
    return f"{part.label} of {name} is {value:g}; {part.allowed}."
