"""Who is similar, and when forms came, once more in plain loops: written from the rules, not from the SQL."""

from collections import Counter
from datetime import date

from domain.similarity import AGE_WITHIN_YEARS, Rung, Trait, pain_band

LEFT_EARLY = ("left", "discharged", "died", "withdrew")


class Clinic:
    """The standing tables of a store, and what follows from them at one day, measure by measure."""

    def __init__(self, tables: dict[str, list[dict]], as_of: date):
        self.tables, self.as_of = tables, as_of
        self.person = {p["patient_id"]: p for p in tables["patient"]}
        self.episode = {e["episode_id"]: e for e in tables["episode"]}
        self.place = {(c["program"], c["checkpoint"]): c for c in tables["checkpoint"]}

    def cells(self, measure: str, episode_id: str) -> list[dict]:
        return [s for s in self.tables["checkpoint_score"] if s["measure"] == measure and s["episode_id"] == episode_id]

    def kind(self, cell: dict) -> str:
        return self.place[cell["program"], cell["checkpoint"]]["kind"]

    def intake(self, measure: str, episode_id: str) -> dict | None:
        found = [c for c in self.cells(measure, episode_id) if self.kind(c) == "intake" and self.value(c) is not None]
        return found[0] if found else None

    def value(self, cell: dict) -> float | None:
        return cell["value"] if cell["on_date"] is not None and cell["on_date"] <= self.as_of else None

    def is_due(self, cell: dict) -> bool:
        person, episode = self.person[cell["patient_id"]], self.episode[cell["episode_id"]]
        if not cell["is_due"] or cell["closes_on"] >= self.as_of:
            return False
        died, withdrew = person["died_on"], person["withdrew_on"]
        if died is not None and died <= cell["closes_on"]:
            return False
        return not (withdrew is not None and episode["started"] <= withdrew <= cell["closes_on"])

    def age_days(self, episode_id: str) -> float | None:
        episode = self.episode[episode_id]
        born = self.person[episode["patient_id"]]["birth_year"]
        return None if born is None else (episode["started"] - date(1900, 1, 1)).days - 365.25 * (born - 1900)

    def traits(self, episode_id: str) -> dict:
        episode = self.episode[episode_id]
        return {
            Trait.SEX: self.person[episode["patient_id"]]["sex"],
            Trait.PAYER: episode["payer"],
            Trait.PAIN_DURATION: pain_band(episode["pain_months"]),
        }

    def stands_on(self, measure: str, own: str, other: str, rungs: tuple[Rung, ...]) -> int | None:
        mine, theirs = self.intake(measure, own), self.intake(measure, other)
        one, two = self.episode[own], self.episode[other]
        if mine is None or theirs is None or one["program"] != two["program"]:
            return None
        if one["patient_id"] == two["patient_id"] or not comparable(mine["form"], theirs["form"]):
            return None
        for rung in rungs:
            if abs(mine["value"] - theirs["value"]) <= rung.baseline_within + 1e-9 and all(
                self.agree(trait, own, other) for trait in rung.traits
            ):
                return rung.rung
        return None

    def agree(self, trait: Trait, own: str, other: str) -> bool:
        if trait is Trait.AGE:
            mine, theirs = self.age_days(own), self.age_days(other)
            return mine is None or (theirs is not None and abs(mine - theirs) <= 365.25 * AGE_WITHIN_YEARS)
        mine, theirs = self.traits(own)[trait], self.traits(other)[trait]
        return mine is None or mine == theirs

    def score_of(self, measure: str, cell: dict) -> float | None:
        intake = self.intake(measure, cell["episode_id"])
        return self.value(cell) if intake and comparable(intake["form"], cell["form"]) else None

    def similar(self, measure: str, own: str, rungs: tuple[Rung, ...]) -> Counter:
        """(checkpoint, rung, state, score) → episodes."""
        found: Counter = Counter()
        for other, episode in self.episode.items():
            rung = self.stands_on(measure, own, other, rungs)
            for cell in self.cells(measure, other) if rung is not None else []:
                if self.kind(cell) == "intake" or not self.is_due(cell):
                    continue
                score = self.score_of(measure, cell)
                left = episode["how_ended"] in LEFT_EARLY and episode["ended"] is not None
                left = left and episode["ended"] <= cell["closes_on"]
                state = "observed" if score is not None else "left" if left else "missed"
                found[cell["checkpoint"], rung, state, score] += 1
        return found

    def similar_rows(self, program: str, measure: str) -> list[tuple]:
        rows = []
        for episode_id, episode in self.episode.items():
            intake = self.intake(measure, episode_id)
            for cell in self.cells(measure, episode_id) if intake and episode["program"] == program else []:
                if self.kind(cell) != "intake" and self.is_due(cell) and self.score_of(measure, cell) is not None:
                    traits = self.traits(episode_id)
                    rows.append(
                        (cell["checkpoint"], episode_id, episode["patient_id"], intake["value"], intake["form"] or "", self.value(cell),
                         traits[Trait.SEX], self.age_days(episode_id), traits[Trait.PAYER], traits[Trait.PAIN_DURATION])
                    )  # fmt: skip
        return rows

    def intake_sums(self) -> dict[str, tuple]:
        found: dict[str, list[float]] = {}
        for cell in self.tables["checkpoint_score"]:
            if self.kind(cell) == "intake" and self.value(cell) is not None:
                found.setdefault(cell["measure"], []).append(cell["value"])
        return {measure: (len(v), sum(v), sum(x * x for x in v)) for measure, v in found.items()}

    def score_counts(self, checkpoint: str) -> Counter:
        """(measure, form, score) → episodes."""
        due = [c for c in self.tables["checkpoint_score"] if c["checkpoint"] == checkpoint and self.is_due(c)]
        return Counter((c["measure"], c["form"] if self.value(c) is not None else None, self.value(c)) for c in due)

    def form_timing(self) -> Counter:
        """(checkpoint, measure, state, days from the due day, items) → episodes."""
        status = {o["observation_id"]: o["score_status"] for o in self.tables["observation"]}
        found: Counter = Counter()
        for cell in self.tables["checkpoint_score"]:
            if not self.is_due(cell):
                continue
            if self.value(cell) is not None:
                days = (cell["on_date"] - cell["due_on"]).days
                found[cell["checkpoint"], cell["measure"], "filled", days, status[cell["observation_id"]]] += 1
            else:
                state = "after closing" if self.came_too_late(cell) else "not filled"
                found[cell["checkpoint"], cell["measure"], state, None, None] += 1
        return found

    def came_too_late(self, cell: dict) -> bool:
        filling = {c["observation_id"] for c in self.tables["checkpoint_score"]}
        later = [c["opens_on"] for c in self.cells(cell["measure"], cell["episode_id"]) if c["is_due"] and c["opens_on"] > cell["closes_on"]]  # fmt: skip
        until = min(later, default=date.max)
        return any(
            o["patient_id"] == cell["patient_id"] and o["measure"] == cell["measure"] and o["standing"] == "used"
            and (o["occasion"] or "routine") == "routine" and o["observation_id"] not in filling
            and cell["closes_on"] < o["on_date"] < until and o["on_date"] <= self.as_of
            for o in self.tables["observation"]
        )  # fmt: skip


def comparable(one: str | None, other: str | None) -> bool:
    return not one or not other or one == other
