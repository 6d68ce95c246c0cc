"""The rules of the store once more, in plain loops: slow, obvious, and written from the rules, not from the SQL."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from domain.clinic import Clinic
from domain.measures import MEASURES
from domain.program import Window, window_of

LEFT_EARLY = ("left", "discharged", "died", "withdrew")


def same_rows(expected: Iterable[dict], found: Iterable[dict]) -> None:
    """Equal as sets of rows, on the columns that both have; each side must have the other's rows."""
    expected, found = list(expected), list(found)
    assert len(expected) == len(found)
    if expected:
        shared = [name for name in expected[0] if name in found[0]]
        assert shared == list(expected[0])
        assert Counter(_row(row, shared) for row in expected) == Counter(_row(row, shared) for row in found)


def _row(row: dict, names: list[str]) -> tuple:
    return tuple(float(row[name]) if isinstance(row[name], (int, float)) else row[name] for name in names)


def standing_of_observations(rows: list[dict]) -> dict[str, str]:
    """row_id → used, superseded, retracted or conflict."""
    return standing_of(rows, ("patient_id", "measure", "on_date", "at_time", "occasion"), "value")


def standing_of(
    rows: list[dict],
    topic_of: tuple[str, ...],
    fact: str,
    silent: tuple[str, ...] | None = None,
    aside: frozenset = frozenset(),
) -> dict[str, str]:
    """The same of rows of any kind: `topic_of` is what rows share that speak of one thing, `fact` what they must agree on.
    `aside`: (record_key, content) of what a person set aside; it claims nothing. With `silent`, they contradict each other only in one of these fields that both tell, or (rows of one record) in what
    they are about."""
    standing = {}

    def contradict(together: list[dict]) -> bool:
        return any(len({row[name] for row in together if _tells(row, name)}) > 1 for name in silent or ())

    def topic(row: dict) -> tuple:
        return tuple(row[name] for name in topic_of)

    by_record = defaultdict(list)
    for row in rows:
        by_record[row["record_key"]].append(row)
    claims, in_conflict = [], set()
    for record in by_record.values():
        highest = max(row["version"] or "" for row in record)
        top = [row for row in record if (row["version"] or "") == highest]
        for row in record:
            standing[row["row_id"]] = "superseded"
        put_aside = [row for row in top if (row["record_key"], row.get("content")) in aside]
        is_retracted = any(row["retracted"] for row in top)
        standing |= dict.fromkeys((row["row_id"] for row in put_aside), "set_aside")
        top = [row for row in top if row not in put_aside]
        if is_retracted:
            standing |= {row["row_id"]: "retracted" for row in top}
            continue
        claims += top
        split = len(top) > 1 if silent is None else len(set(map(topic, top))) > 1 or contradict(top)
        if split:
            in_conflict |= {row["row_id"] for row in top}
    by_topic = defaultdict(list)
    for row in claims:
        by_topic[topic(row)].append(row)
    for together in by_topic.values():
        if contradict(together) if silent is not None else len({_fact(row, fact) for row in together}) > 1:
            in_conflict |= {row["row_id"] for row in together}
        for said in {_fact(row, fact) for row in together}:
            same = [row for row in together if _fact(row, fact) == said and row["row_id"] not in in_conflict]
            for place, (_, row_id) in enumerate(sorted((row["record_key"], row["row_id"]) for row in same)):
                standing[row_id] = "used" if place == 0 else "superseded"
    return standing | dict.fromkeys(in_conflict, "conflict")


def _fact(row: dict, fact: str) -> object:
    """The field `fact`; or all that a row says, but for the number that we gave its episode."""
    if fact != "content":
        return row[fact]
    return tuple(value for name, value in row.items() if name not in (*_BESIDE, "episode_id", "content"))


NOT_YET = {"sex": "unknown", "attendance": "planned", "status": "open", "decision": "pending"}
"""What says nothing, or nothing yet."""


def _tells(row: dict, name: str) -> bool:
    return row[name] is not None and row[name] != NOT_YET.get(name)


def told_of(group: list[dict], name: str) -> set:
    """What rows tell of a field on which silence says nothing."""
    told = {row[name] for row in group if _tells(row, name)}
    return told or {row[name] for row in group if row[name] is not None}


def agreed(
    rows: list[dict], standing: dict[str, str], same: tuple[str, ...], name: str, silent: tuple[str, ...] = ()
) -> list[dict]:
    """Standing rows grouped by `same`; a field on which a group differs is None, and of a `silent` field those that lack it
    say nothing. A record whose standing rows of one
    patient lie in several groups is left out."""
    stands = [row for row in rows if standing[row["row_id"]] in ("used", "conflict")]
    group_of = {row["row_id"]: tuple(row[column] for column in same) for row in stands}
    of_record = defaultdict(set)
    for row in stands:
        of_record[row["record_key"], row["patient_id"]].add(group_of[row["row_id"]])
    groups = defaultdict(list)
    for row in stands:
        if len(of_record[row["record_key"], row["patient_id"]]) == 1:
            groups[group_of[row["row_id"]]].append(row)
    return [_one_of(group, standing, name, silent) for group in groups.values()]


_BESIDE = ("row_id", "record_key", "version", "retracted", "mapping", "batch_id", "file_id", "line")


def _one_of(group: list[dict], standing: dict[str, str], name: str, silent: tuple[str, ...]) -> dict:
    fields = [field for field in group[0] if field not in _BESIDE]
    said = {field: told_of(group, field) if field in silent else {row[field] for row in group} for field in fields}
    first = min(group, key=lambda row: row["row_id"])
    return {
        name: min(row["record_key"] for row in group),
        **{field: next(iter(values)) if len(values) == 1 else None for field, values in said.items()},
        "in_conflict": any(standing[row["row_id"]] == "conflict" for row in group),
        **{field: first[field] for field in ("batch_id", "file_id", "line")},
    }


def _caution(flag: dict) -> int:
    """What stands where answers disagree: positive, then not known on a form, then 0, then a total."""
    if flag["level"] is None:
        return 1 if flag["basis"] == "items" else -1
    return 2 * flag["level"]


def safety_answers(flags: list[dict], loaded_on: dict[int, date], patient_id: str) -> list[dict]:
    """The answers of one patient that stand, each with its state."""
    by_record = defaultdict(list)
    for flag in flags:
        by_record[flag["record_key"]].append(flag)
    said = defaultdict(list)
    for record in by_record.values():
        highest = max(flag["version"] or "" for flag in record)
        top = [flag for flag in record if (flag["version"] or "") == highest]
        if any(flag["retracted"] for flag in top):
            continue
        caution = max(map(_caution, top))
        for flag in top:
            if flag["patient_id"] == patient_id:
                counted_on = flag["on_date"] or loaded_on[flag["batch_id"]]
                said[flag["kind"], flag["on_date"], flag["at_time"]].append((counted_on, caution))
    kinds = {kind for kind, _, _ in said}
    return [
        row
        for kind in kinds
        for row in _states({key[1:]: value for key, value in said.items() if key[0] == kind}, kind, patient_id)
    ]


def _states(said: dict, kind: str, patient_id: str) -> list[dict]:
    answers = [
        (on_date, at_time, max(c for c, _ in values), max(c for _, c in values))
        for (on_date, at_time), values in said.items()
    ]
    known = [a for a in answers if a[3] >= 2 or (a[3] == 0 and a[0] is not None)]
    day = max((a[2] for a in known), default=None)
    of_day = [a for a in known if a[2] == day]
    timed = [a[1] for a in of_day if a[1] is not None]
    last = [a for a in of_day if a[1] is None or a[1] == max(timed)]
    current = max(last, key=lambda a: (a[3], a[1] or "", a[0] is not None), default=None)
    rows = []
    for answer in answers:
        on_date, at_time, counted_on, caution = answer
        level = None if caution in (1, -1) else caution / 2
        after = day is None or counted_on > day
        later_that_day = (
            counted_on == day
            and caution == 1
            and at_time is not None
            and len(timed) == len(of_day)
            and at_time > max(timed)
        )
        state = "earlier"
        if answer == current:
            state = "current"
        elif level is None and (after or later_that_day):
            state = "unknown"
        rows.append({
            "patient_id": patient_id, "kind": kind, "level": level, "on_date": on_date, "at_time": at_time,
            "basis": "total" if caution == -1 else "items", "state": state,
        })  # fmt: skip
    return rows


def first_session(episode: dict, episodes: list[dict], events: list[dict]) -> dict:
    later = [
        e["started"] for e in episodes if e["patient_id"] == episode["patient_id"] and e["started"] > episode["started"]
    ]
    until = min(later, default=date.max)
    attended = [
        e["on_date"] for e in events
        if e["patient_id"] == episode["patient_id"] and e["kind"] == "session_attended" and episode["started"] <= e["on_date"] < until
    ]  # fmt: skip
    return {"episode_id": episode["episode_id"], "first_session_on": min(attended, default=None)}


def windows(clinic: Clinic, episode: dict) -> dict[str, Window]:
    """Checkpoint → window of one episode, in the program's order."""
    days = (episode["started"], episode["ended"], episode["planned_end"], episode["first_session_on"])
    return {c.code: window_of(c, *days) for c in clinic.program(episode["program"]).checkpoints}


def checkpoint_windows(clinic: Clinic, episodes: list[dict]) -> list[dict]:
    return [
        {"episode_id": e["episode_id"], "patient_id": e["patient_id"], "program": e["program"], "checkpoint": code,
         "opens_on": window.opens_on, "due_on": window.due_on, "closes_on": window.closes_on}
        for e in episodes for code, window in windows(clinic, e).items()
    ]  # fmt: skip


def checkpoint_scores(
    clinic: Clinic, patients: list[dict], episodes: list[dict], observations: list[dict]
) -> list[dict]:
    died = {p["patient_id"]: p["died_on"] for p in patients}
    by_patient = defaultdict(list)
    for episode in episodes:
        by_patient[episode["patient_id"]].append((episode, windows(clinic, episode)))
    came: dict = defaultdict(lambda: defaultdict(list))
    for o in observations:
        if o["standing"] in ("used", "conflict") and o["on_date"] <= (died[o["patient_id"]] or date.max):
            place = _place_of(clinic, o, by_patient[o["patient_id"]])
            if place:
                came[place][o["measure"]].append(o)
    people = {p["patient_id"]: p for p in patients}
    found = []
    for courses in by_patient.values():
        for episode, dates in courses:
            rows = list(_scores_of(clinic, episode, dates, came))
            intake = clinic.program(episode["program"]).intake.code
            starts = {r["measure"]: r for r in rows if r["checkpoint"] == intake and r["value"] is not None}
            whose = _whose(episode, people[episode["patient_id"]])
            found += [{**row, **whose, **_beside(starts.get(row["measure"]))} for row in rows]
    return found


def _whose(episode: dict, person: dict) -> dict:
    """What a cohort is chosen by, and from which day on the person is excused in this episode."""
    days = [person["died_on"]]
    if person["withdrew_on"] is not None and person["withdrew_on"] >= episode["started"]:
        days.append(person["withdrew_on"])
    excused_on = min((day for day in days if day is not None), default=None)
    return {
        **{name: episode[name] for name in ("site", "payer", "clinician", "started")},
        "sex": person["sex"], "excused_on": excused_on,
    }  # fmt: skip


def _beside(start: dict | None) -> dict:
    names = {"baseline_on": "on_date", "baseline": "value", "baseline_form": "form", "baseline_error": "standard_error"}
    return {name: start[of] if start else None for name, of in names.items()}


def checkpoint_forms(clinic: Clinic, patients: list[dict], episodes: list[dict], scores: list[dict]) -> list[dict]:
    people = {p["patient_id"]: p for p in patients}
    found = []
    for episode in episodes:
        whose = _whose(episode, people[episode["patient_id"]])
        whose.pop("sex")
        for code, window in windows(clinic, episode).items():
            asked = [
                s
                for s in scores
                if s["episode_id"] == episode["episode_id"] and s["checkpoint"] == code and s["is_due"]
            ]
            days = [s["on_date"] for s in asked if s["value"] is not None]
            found.append({
                "episode_id": episode["episode_id"], "patient_id": episode["patient_id"], "program": episode["program"],
                "checkpoint": code, **whose, "left_on": episode["ended"] if episode["how_ended"] in LEFT_EARLY else None,
                "closes_on": window.closes_on, "asked": len(asked), "filled": len(days),
                "first_on": min(days, default=None), "last_on": max(days, default=None),
            })  # fmt: skip
    return found


def _place_of(clinic: Clinic, observation: dict, courses: list) -> tuple[str, str] | None:
    open_ = []
    for episode, dates in courses:
        for ordinal, checkpoint in enumerate(clinic.program(episode["program"]).checkpoints):
            window = dates[checkpoint.code]
            if window.holds(observation["on_date"]) and (observation["occasion"] or "routine") in checkpoint.occasions:
                distance = abs((observation["on_date"] - window.due_on).days)
                open_.append(
                    (distance, window.due_on, episode["started"], episode["episode_id"], ordinal, checkpoint.code)
                )
    return (min(open_)[3], min(open_)[5]) if open_ else None


def _scores_of(clinic: Clinic, episode: dict, dates: dict[str, Window], came: dict) -> Iterable[dict]:
    for checkpoint in clinic.program(episode["program"]).checkpoints:
        window = dates[checkpoint.code]
        here = came.get((episode["episode_id"], checkpoint.code), {})
        for measure in {*checkpoint.measures, *here}:
            candidates = here.get(measure, [])
            best = min(
                candidates, default=None,
                key=lambda o: (abs((o["on_date"] - window.due_on).days), o["on_date"], o["at_time"] or "", o["observation_id"]),
            )  # fmt: skip
            conflict = best is not None and best["standing"] == "conflict"
            yield {
                "episode_id": episode["episode_id"], "patient_id": episode["patient_id"], "program": episode["program"],
                "checkpoint": checkpoint.code, "measure": measure, "is_due": measure in checkpoint.measures,
                "opens_on": window.opens_on, "due_on": window.due_on, "closes_on": window.closes_on,
                "observation_id": best["observation_id"] if best else None, "on_date": best["on_date"] if best else None,
                "value": best["value"] if best and not conflict else None, "in_conflict": conflict,
                "form": best["form"] if best else None, "standard_error": best["standard_error"] if best else None,
            }  # fmt: skip


@dataclass
class Cohort:
    """The cohort questions on whole tables, for every program at once."""

    clinic: Clinic
    patients: list[dict]
    episodes: list[dict]
    scores: list[dict]
    as_of: date

    def __post_init__(self):
        self.person = {p["patient_id"]: p for p in self.patients}
        self.started = {e["episode_id"]: e["started"] for e in self.episodes}
        self.by_episode = defaultdict(list)
        for row in self.scores:
            self.by_episode[row["episode_id"]].append(row)

    def is_excused(self, row: dict) -> bool:
        person = self.person[row["patient_id"]]
        died, withdrew = person["died_on"], person["withdrew_on"]
        if withdrew is not None and withdrew < self.started[row["episode_id"]]:
            withdrew = None
        return any(on is not None and on <= row["closes_on"] and on <= self.as_of for on in (died, withdrew))

    def is_due(self, row: dict) -> bool:
        return row["closes_on"] < self.as_of and not self.is_excused(row)

    def value(self, row: dict) -> float | None:
        return row["value"] if row["on_date"] is not None and row["on_date"] <= self.as_of else None

    def baseline(self, row: dict) -> float | None:
        intake = self.intake_row(row)
        return intake["value"] if intake else None

    def is_observed(self, row: dict) -> bool:
        needs = MEASURES[row["measure"]].needs_baseline
        return self.is_due(row) and self.value(row) is not None and (not needs or self.baseline(row) is not None)

    def asked(self) -> list[dict]:
        return [row for row in self.scores if row["is_due"]]

    def intake_row(self, row: dict) -> dict | None:
        intake = self.clinic.program(row["program"]).intake.code
        found = [
            s
            for s in self.by_episode[row["episode_id"]]
            if s["checkpoint"] == intake and s["measure"] == row["measure"]
        ]
        return found[0] if found and self.value(found[0]) is not None else None

    def pair(self, row: dict) -> tuple:
        before, after = self.intake_row(row), row if self.value(row) is not None else None
        errors = (before and before["standard_error"], after and after["standard_error"])
        form_changed = bool(before and after and before["form"] and after["form"] and before["form"] != after["form"])
        scores = (before and before["value"], after and after["value"])
        return (row["measure"], *scores, form_changed, *errors, self.is_due(row), self.is_excused(row))

    def paired_scores(self, checkpoint: str) -> list[dict]:
        pairs = Counter(self.pair(row) for row in self.asked() if row["checkpoint"] == checkpoint)
        names = (
            "measure", "baseline", "follow_up", "form_changed", "baseline_error", "follow_up_error", "is_closed", "is_excused",
        )  # fmt: skip
        return [{**dict(zip(names, pair, strict=True)), "n": n} for pair, n in pairs.items()]

    def measure_counts(self) -> list[dict]:
        groups = defaultdict(list)
        for row in self.asked():
            groups[row["checkpoint"], row["measure"]].append(row)
        return [
            {"checkpoint": checkpoint, "measure": measure, "enrolled": len(rows), "due": sum(map(self.is_due, rows)),
             "observed": sum(map(self.is_observed, rows))}
            for (checkpoint, measure), rows in groups.items()
        ]  # fmt: skip

    def mean_course(self, measure: str) -> list[dict]:
        groups = defaultdict(list)
        for row in self.asked():
            if row["measure"] == measure:
                groups[row["checkpoint"]].append(row)
        found = []
        for checkpoint, rows in groups.items():
            values = [row["value"] for row in rows if self.is_observed(row)]
            found.append(
                {
                    "checkpoint": checkpoint,
                    "n": len(values),
                    "total": sum(values),
                    "total_sq": sum(v * v for v in values),
                }
            )
        return found

    def checkpoint_counts(self) -> list[dict]:
        found: dict[str, Counter] = defaultdict(Counter)
        for episode in self.episodes:
            for code, window in windows(self.clinic, episode).items():
                self._count(found[code], episode, code, window)
        names = ("enrolled", "excused", "not_yet", "due", "any_form", "all_forms", "missing_still_in", "missing_left")
        return [{"checkpoint": code, **{name: counts[name] for name in names}} for code, counts in found.items()]

    def _count(self, counts: Counter, episode: dict, code: str, window: Window) -> None:
        counts["enrolled"] += 1
        row = {"patient_id": episode["patient_id"], "episode_id": episode["episode_id"], "closes_on": window.closes_on}
        if self.is_excused(row):
            counts["excused"] += 1
        elif window.closes_on >= self.as_of:
            counts["not_yet"] += 1
        else:
            counts["due"] += 1
            asked = [s for s in self.by_episode[episode["episode_id"]] if s["checkpoint"] == code and s["is_due"]]
            filled = [s for s in asked if self.value(s) is not None]
            counts["any_form"] += bool(filled)
            counts["all_forms"] += bool(filled) and len(filled) == len(asked)
            if not filled:
                left = (
                    episode["how_ended"] in LEFT_EARLY
                    and episode["ended"] is not None
                    and episode["ended"] <= window.closes_on
                )
                counts["missing_left" if left else "missing_still_in"] += 1
