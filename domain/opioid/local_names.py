"""What a clinic's own names of medicines mean: brand names, and names that are no opioid.

A name is compared as `domain.opioid.medicine` compares names: without capital letters, amounts, salts and forms. It may be
the whole text of a list, or one ingredient of it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from domain.opioid.medicine import MEDICINES, NO_OPIOID, OPIOID, ingredients_named, plain_name


class LocalNameError(ValueError):
    """A declared name cannot be; one plain sentence."""


@dataclass(frozen=True)
class LocalNames:
    """`meanings`: pairs of a plain name and what it means, generic names joined by '/', or `NO_OPIOID`."""

    meanings: tuple[tuple[str, str], ...] = ()

    @cached_property
    def _means(self) -> dict[str, str]:
        return dict(self.meanings)

    def read(self, text: object) -> object:
        """The text with the clinic's own names in generic ones; as it is where it holds none."""
        if not self.meanings or not isinstance(text, str):
            return text
        whole = self._means.get(plain_name(text))
        if whole is not None:
            return whole
        parts = ingredients_named(text)
        return "/".join(self._means.get(part, part) for part in parts) if set(parts) & self._means.keys() else text

    def read_each(self, texts: pd.Series) -> pd.Series:
        """`read` of every text, worked out once per different one."""
        return texts.map({text: self.read(text) for text in texts.dropna().unique()}) if self.meanings else texts

    def unknown_in(self, text: object) -> tuple[str, ...]:
        """The names in a text that nobody knows."""
        return tuple(part for part in ingredients_named(self.read(text)) if part not in MEDICINES)


NO_NAMES = LocalNames()


def local_names(names: Mapping[str, str], not_opioids: Iterable[str]) -> LocalNames:
    """The names that a clinic declares: `names` (its own → a known one) and names that are `not_opioids`.

    Raises:
        LocalNameError: a name is blank, said twice, or contradicts what is known.
    """
    meanings: dict[str, str] = {}
    for name, known in names.items():
        _add(meanings, name, _generic(name, known))
    for name in not_opioids:
        opioids = [part for part in ingredients_named(name) if part in MEDICINES and MEDICINES[part].group == OPIOID]
        if opioids:
            raise LocalNameError(f"not_opioids: '{name}' is an opioid ({opioids[0]})")
        _add(meanings, name, NO_OPIOID)
    return LocalNames(tuple(sorted(meanings.items())))


def _generic(name: str, known: str) -> str:
    parts = ingredients_named(known)
    unknown = [part for part in parts if part not in MEDICINES]
    if unknown or not parts:
        raise LocalNameError(
            f"names: '{name}' must stand for a generic name, or several joined by '/', that is known here; '{known}' is not"
        )
    own = ingredients_named(name)
    if own and all(part in MEDICINES for part in own) and own != parts:
        raise LocalNameError(f"names: '{name}' is known already, as {' and '.join(own)}")
    return "/".join(parts)


def _add(meanings: dict[str, str], name: str, meaning: str) -> None:
    plain = plain_name(name)
    if not plain:
        raise LocalNameError("a name of a medicine is blank")
    if meanings.setdefault(plain, meaning) != meaning:
        raise LocalNameError(f"'{name}' is said to be two things")
