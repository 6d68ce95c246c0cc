"""Which checkpoints did which patients fill, and what do their scores add up to?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

COLUMNS = (
    "grp", "pattern", "place", "other_place", "checkpoint", "other_checkpoint", "n", "total", "other_total", "product",
)  # fmt: skip
"""Of the frame that `store.course_pattern_readers.read_course_patterns` gives and that `pattern_frame` makes."""


@dataclass(frozen=True)
class CoursePatterns:
    """Sums per group and pattern of filled checkpoints: R rows, T checkpoints, zero where a checkpoint is not filled.

    `seen` (R, T) bool; `group` (R,) index into `groups`; `n` (R,) patients; `sums` (R, T); `products` (R, T, T).
    `without` (G,): patients of each group who filled no checkpoint of these.
    """

    checkpoints: tuple[str, ...]
    groups: tuple[str, ...]
    seen: np.ndarray
    group: np.ndarray
    n: np.ndarray
    sums: np.ndarray
    products: np.ndarray
    without: np.ndarray

    @property
    def by_group(self) -> np.ndarray:
        """(G, R): 1 where a row belongs to a group."""
        return (self.group == np.arange(len(self.groups))[:, None]).astype(float)

    @property
    def filled(self) -> np.ndarray:
        """(G, T): patients with a score."""
        return self.by_group @ (self.n[:, None] * self.seen)

    @property
    def complete(self) -> "CoursePatterns":
        """Only the patients who filled every checkpoint."""
        return self.rows(np.asarray(self.seen.all(axis=1)))

    def rows(self, wanted: np.ndarray) -> "CoursePatterns":
        """Only some rows; the others are left out, not counted as without."""
        parts = {name: getattr(self, name)[wanted] for name in ("seen", "group", "n", "sums", "products")}
        return replace(self, **parts)

    def pooled(self) -> "CoursePatterns":
        """Everybody as one group."""
        return replace(self, groups=("",), group=np.zeros_like(self.group), without=self.without.sum(keepdims=True))

    def filled_together(self) -> np.ndarray:
        """(G, T, T): patients with scores at both checkpoints."""
        both = self.seen[:, :, None] & self.seen[:, None, :]
        return np.einsum("gr,rst->gst", self.by_group, self.n[:, None, None] * both)

    def only(self, wanted: Sequence[int]) -> "CoursePatterns":
        """The same patients, some of the checkpoints (by place, in the order given)."""
        index = np.asarray(wanted, int)
        kept = self.seen[:, index]
        nothing = np.asarray(~kept.any(axis=1))
        without = self.without + self.by_group @ (self.n * nothing)
        shorter = replace(
            self,
            checkpoints=tuple(self.checkpoints[i] for i in index),
            seen=kept,
            sums=self.sums[:, index],
            products=self.products[:, index][:, :, index],
            without=without,
        )
        return shorter.rows(~nothing)

    def centred(self, centre: float, scale: float) -> "CoursePatterns":
        """The sums of (score − centre) / scale."""
        both = self.seen[:, :, None] & self.seen[:, None, :]
        cross = self.sums[:, :, None] + self.sums[:, None, :]
        n = self.n[:, None, None]
        products = np.where(both, self.products - centre * cross + n * centre**2, 0.0) / scale**2
        sums = np.where(self.seen, self.sums - self.n[:, None] * centre, 0.0) / scale
        return replace(self, sums=sums, products=products)

    def centre_and_scale(self) -> tuple[float, float]:
        """Mean and standard deviation of all scores together; (0, 1) without scores, scale 1 where they are all equal."""
        count = float((self.n[:, None] * self.seen).sum())
        if count == 0:
            return 0.0, 1.0
        centre = float(self.sums.sum() / count)
        around = self.centred(centre, 1.0)
        spread = np.sqrt(max(0.0, float(np.einsum("rss->", around.products)) / count))
        return centre, float(spread) if spread > 1e-12 * max(1.0, abs(centre)) else 1.0


def course_patterns(frame: pd.DataFrame) -> CoursePatterns:
    """From the frame of `COLUMNS`; an empty frame gives no groups and no checkpoints."""
    cells = frame[frame["place"].notna()]
    places = cells.drop_duplicates("place").sort_values("place")
    checkpoints = tuple(places["checkpoint"])
    order = {place: i for i, place in enumerate(places["place"])}
    groups = tuple(sorted(frame["grp"].unique()))
    keys = cells[["grp", "pattern"]].drop_duplicates().sort_values(["grp", "pattern"]).itertuples(index=False)
    row_of = {tuple(key): i for i, key in enumerate(keys)}
    row = np.array([row_of[key] for key in zip(cells["grp"], cells["pattern"], strict=True)], int)
    a, b = (np.array([order[place] for place in cells[name]], int) for name in ("place", "other_place"))
    size, width = len(row_of), len(checkpoints)
    n, sums, products = np.zeros(size), np.zeros((size, width)), np.zeros((size, width, width))
    seen = np.zeros((size, width), bool)
    n[row] = cells["n"]
    seen[row, a] = seen[row, b] = True
    sums[row, a], sums[row, b] = cells["total"], cells["other_total"]
    products[row, a, b] = products[row, b, a] = cells["product"]
    group = np.array([groups.index(name) for name, _ in row_of], int)
    empty = frame[frame["place"].isna()].groupby("grp")["n"].sum()
    without = np.array([float(empty.get(name, 0)) for name in groups])
    return CoursePatterns(checkpoints, groups, seen, group, n, sums, products, without)


def pattern_frame(
    scores: np.ndarray, checkpoints: Sequence[str], groups: Sequence[str] | None = None, weights=None
) -> pd.DataFrame:
    """The frame of `COLUMNS` from scores (patients, T), NaN missing; `weights`: how many equal patients (default 1)."""
    values = np.asarray(scores, float)
    wide = pd.DataFrame({
        "grp": [""] * len(values) if groups is None else list(groups),
        "weight": np.ones(len(values)) if weights is None else np.asarray(weights, float),
        "pattern": (~np.isnan(values)) @ (2.0 ** np.arange(values.shape[1])),
    })  # fmt: skip
    found = [_rows(key, values[rows.index], rows["weight"].to_numpy(), checkpoints) for key, rows in _patterns(wide)]
    return pd.DataFrame([row for rows in found for row in rows], columns=list(COLUMNS))


def _patterns(wide: pd.DataFrame):
    return wide[wide["weight"] > 0].groupby(["grp", "pattern"], sort=True)


def _rows(key: tuple, values: np.ndarray, weight: np.ndarray, checkpoints: Sequence[str]) -> list[tuple]:
    places = [int(place) for place in np.flatnonzero(~np.isnan(values[0]))]
    n = weight.sum()
    if not places:
        return [(*key, None, None, None, None, n, None, None, None)]
    totals = weight @ values
    return [
        (*key, s, t, checkpoints[s], checkpoints[t], n, totals[s], totals[t], (weight * values[:, s]) @ values[:, t])
        for s in places
        for t in places
        if t >= s
    ]
