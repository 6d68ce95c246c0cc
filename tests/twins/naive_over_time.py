"""When and how soon, in plain loops: verdicts one change at a time, by `change_verdict`, never by the scores that the SQL is given."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from math import isnan

from domain.measures import MEASURES
from domain.program import CheckpointKind
from metrics.verdict import Verdict, Word, change_verdict
from tests.twins import naive


@dataclass
class OverTime:
    """The questions of `store/over_time_readers.py` on whole tables."""

    cohort: naive.Cohort
    events: list[dict]

    def looks(self, episode: dict, measure: str) -> list[dict]:
        """Rows after intake at which the measure is due, in order."""
        codes = [c.code for c in self.program(episode).checkpoints if c.kind is not CheckpointKind.INTAKE]
        rows = [r for r in self.cohort.by_episode[episode["episode_id"]] if r["measure"] == measure and r["is_due"]]
        return sorted((r for r in rows if r["checkpoint"] in codes), key=lambda r: codes.index(r["checkpoint"]))

    def program(self, episode: dict):
        return self.cohort.clinic.program(episode["program"])

    def measures_of(self, episode: dict) -> set[str]:
        return {m for c in self.program(episode).checkpoints if c.kind is not CheckpointKind.INTAKE for m in c.measures}

    def day(self, row: dict) -> int:
        return max(1, (row["on_date"] - self.cohort.started[row["episode_id"]]).days)

    def is_seen(self, row: dict) -> bool:
        forms_differ = MEASURES[row["measure"]].needs_baseline and self.cohort.pair(row)[3]
        return self.cohort.value(row) is not None and not forms_differ

    def has_start(self, row: dict) -> bool:
        return not MEASURES[row["measure"]].needs_baseline or self.cohort.baseline(row) is not None

    def verdict(self, row: dict, value: float | None) -> Verdict:
        return change_verdict(MEASURES[row["measure"]], self.cohort.baseline(row), value)

    def has_rule(self, row: dict) -> bool:
        """Would some score count as improved at this baseline?"""
        measure = MEASURES[row["measure"]]
        if not measure.judged or not self.has_start(row):
            return False
        if not measure.needs_baseline:
            return measure.response_category is not None
        rule = measure.meaningful_change
        return rule is not None and not isnan(float(rule.at(self.cohort.baseline(row))))

    def improved(self, row: dict) -> bool:
        word = self.verdict(row, self.cohort.value(row)).word
        return self.is_seen(row) and self.has_start(row) and self.has_rule(row) and word is Word.IMPROVED

    def spell(self, episode: dict, rows: list[dict], days: dict | None = None) -> tuple[int, int | None]:
        """The last day without improvement (0: none), and the first with it."""
        when = {
            row["checkpoint"]: (days or {}).get(row["checkpoint"]) or self.day(row) for row in rows if self.is_seen(row)
        }
        by = min((when[r["checkpoint"]] for r in rows if self.improved(r)), default=None)
        before = [day for day in when.values() if by is None or day < by]
        return max(before, default=0), by

    def state(self, rows: list[dict], by: int | None) -> str:
        if not self.has_start(rows[0]):
            return "no baseline"
        if not self.has_rule(rows[0]):
            return "no rule"
        if by is not None:
            return "improved"
        last = max((r["on_date"] for r in rows if self.is_seen(r)), default=date.min)
        unseen = [r for r in rows if not self.is_seen(r)]
        if any(not self.cohort.is_excused(r) and r["closes_on"] >= self.cohort.as_of for r in unseen):
            return "not yet due"
        if any(self.cohort.is_due(r) and r["closes_on"] > last for r in unseen):
            return "lost"
        if any(self.cohort.is_excused(r) and r["closes_on"] > last for r in unseen):
            return "excused"
        return "followed to the end"

    def first_improvement(self) -> list[dict]:
        found: Counter = Counter()
        for episode in self.cohort.episodes:
            for measure in self.measures_of(episode):
                rows = self.looks(episode, measure)
                after, by = self.spell(episode, rows)
                state = self.state(rows, by)
                known = state not in ("no baseline", "no rule")
                found[episode["program"], measure, state, after if known else None, by if known else None] += 1
        return _counted(found, "program", "measure", "state", "after_day", "by_day")

    def first_improvement_pair(self, first: str, second: str) -> list[dict]:
        found: Counter = Counter()
        for episode in self.cohort.episodes:
            one, two = self.looks(episode, first), self.looks(episode, second)
            shared = {r["checkpoint"] for r in one} & {r["checkpoint"] for r in two}
            one, two = ([r for r in rows if r["checkpoint"] in shared] for rows in (one, two))
            if not shared or not all(self.has_start(r) and self.has_rule(r) for r in (one[0], two[0])):
                continue
            days = {
                code: max(
                    (self.day(r) for r in (*one, *two) if r["checkpoint"] == code and self.is_seen(r)), default=None
                )
                for code in shared
            }
            found[(*self.spell(episode, one, days), *self.spell(episode, two, days))] += 1
        return _counted(found, "first_after", "first_by", "second_after", "second_by")

    def monthly_shares(self) -> list[dict]:
        groups = defaultdict(list)
        for row in filter(self.cohort.is_due, self.cohort.asked()):
            groups[row["checkpoint"], _month(row["closes_on"]), row["measure"]].append(row)
        return [
            {"checkpoint": checkpoint, "month": month, "measure": measure, "due": len(rows),
             "observed": sum(map(self.cohort.is_observed, rows)),
             "judged": sum(self.cohort.is_observed(r) and self.is_seen(r) and self.has_rule(r) for r in rows),
             "improved": sum(map(self.improved, rows))}
            for (checkpoint, month, measure), rows in groups.items()
        ]  # fmt: skip

    def monthly_completeness(self) -> list[dict]:
        groups: dict = defaultdict(Counter)
        for episode in self.cohort.episodes:
            for code, window in naive.windows(self.cohort.clinic, episode).items():
                place = {**episode, "closes_on": window.closes_on}
                if self.cohort.is_due(place):
                    rows = self.cohort.by_episode[episode["episode_id"]]
                    asked = [r for r in rows if r["checkpoint"] == code and r["is_due"]]
                    filled = [r for r in asked if self.cohort.value(r) is not None]
                    all_forms = bool(filled) and len(filled) == len(asked)
                    groups[code, _month(window.closes_on)] += Counter(due=1, any_form=bool(filled), all_forms=all_forms)
        return [
            {"checkpoint": code, "month": month, **{name: counts[name] for name in ("due", "any_form", "all_forms")}}
            for (code, month), counts in groups.items()
        ]

    def told(self, row: dict) -> bool:
        return self.is_seen(row) and self.has_start(row) and MEASURES[row["measure"]].judged

    def early_response(self, early: str, later: str, outcome: str) -> list[dict]:
        found: Counter = Counter()
        for episode in self.cohort.episodes:
            rows = {
                (r["checkpoint"], r["measure"]): r for r in self.cohort.by_episode[episode["episode_id"]] if r["is_due"]
            }
            end = rows.get((later, outcome))
            if end is None or not self.cohort.is_due(end):
                continue
            ended = int(self.improved(end)) if self.told(end) and self.has_rule(end) else None
            for (checkpoint, measure), row in rows.items():
                if checkpoint == early:
                    change = self._change(row) if self.told(row) else None
                    improved = int(self.improved(row)) if self.told(row) and self.has_rule(row) else None
                    found[measure, change, improved, ended] += 1
        return _counted(found, "measure", "early_change", "early_improved", "later_improved")

    def _change(self, row: dict) -> float:
        measure, value = MEASURES[row["measure"]], self.cohort.value(row)
        if measure.needs_baseline:
            return float(measure.improvement(self.cohort.baseline(row), value))
        return value if measure.better.value == "higher" else -value

    def plan_changes(self, behind: set[tuple[str, str, str]], watch_days: int) -> list[dict]:
        found: Counter = Counter()
        for episode in self.cohort.episodes:
            looks = self._verdicts(episode, behind)
            for flagged in (True, False):
                first = min((x for x in looks if x["is_flagged"] is flagged), key=lambda x: x["order"], default=None)
                if first:
                    found[self._after(episode, first, watch_days)] += 1
        names = ("is_flagged", "is_worse", "is_behind", "days_to_change", "days_to_named", "days_followed")
        return _counted(found, *names)

    def _verdicts(self, episode: dict, behind: set) -> list[dict]:
        looks = []
        for place, checkpoint in enumerate(self.program(episode).checkpoints):
            rows = [
                r for measure in checkpoint.measures for r in self.looks(episode, measure)
                if r["checkpoint"] == checkpoint.code and self.is_seen(r)
            ]  # fmt: skip
            marks = []
            for row in rows:
                worse = self.has_start(row) and self.verdict(row, self.cohort.value(row)).word is Word.WORSE
                late = (row["episode_id"], row["checkpoint"], row["measure"]) in behind
                if late or worse or self._can_tell(row):
                    marks.append((row, worse, late))
            if marks:
                bad = [row for row, worse, late in marks if worse or late]
                told_on = min(row["on_date"] for row in bad or [row for row, _, _ in marks])
                looks.append({
                    "is_flagged": bool(bad), "worse": any(w for _, w, _ in marks), "behind": any(x for _, _, x in marks),
                    "told_on": told_on, "order": (told_on, place, checkpoint.code), "measures": {row["measure"] for row in bad},
                })  # fmt: skip
        return looks

    def _can_tell(self, row: dict) -> bool:
        word = self.verdict(row, self.cohort.value(row)).word
        return self.has_start(row) and (self.has_rule(row) or word not in (Word.CANNOT_TELL, Word.NOT_JUDGED))

    def _after(self, episode: dict, look: dict, watch_days: int) -> tuple:
        person = self.cohort.person[episode["patient_id"]]
        ends = [
            self.cohort.as_of,
            *(on for on in (person["died_on"], person["withdrew_on"]) if on and on >= look["told_on"]),
        ]
        followed = (min(ends) - look["told_on"]).days
        days = [
            ((e["on_date"] - look["told_on"]).days, e["measure"]) for e in self.events
            if e["patient_id"] == episode["patient_id"] and e["kind"] == "care_plan_change"
        ]  # fmt: skip
        near = [(day, measure) for day, measure in days if 0 <= day <= min(followed, watch_days)]
        change = min((day for day, _ in near), default=None)
        named = min((day for day, measure in near if measure in look["measures"]), default=None)
        return look["is_flagged"], look["worse"], look["behind"], change, named, min(followed, watch_days)


def _month(on: date) -> int:
    return (on.year - 2000) * 12 + on.month - 1


def _counted(found: Counter, *names: str) -> list[dict]:
    return [{**dict(zip(names, key, strict=True)), "n": n} for key, n in found.items()]
