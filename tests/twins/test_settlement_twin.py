"""What stands once people have settled conflicts, against the plain-loop twin; and that nothing loaded is changed by it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.loaded import RowKind
from store import standing
from store.conflict_groups import contradicting, read_conflict_groups, rows_of
from store.digests import content
from store.schema import SILENT
from tests.small_clinic import MemoryStore, file_of, registration, score, small_clinic
from tests.twins import naive, test_agreements_twin
from tests.twins.test_agreements_twin import SAME, loaded_store

EXAMPLES = settings(max_examples=5)
scores = st.builds(
    score, st.sampled_from(["P1", "P2"]), st.sampled_from([0, 10]), st.sampled_from([40, 42, 44]),
    record=st.sampled_from([None, "a", "b"]), version=st.sampled_from([None, "1", "2"]), form=st.sampled_from([None, "short"]),
    retracted=st.sampled_from([False, False, False, True]),
)  # fmt: skip
ROWS = {RowKind.OBSERVATION: scores, **test_agreements_twin.rows_of}
TOPICS = {RowKind.OBSERVATION: ("patient_id", "measure", "on_date", "at_time", "occasion"), **SAME}


def settle(store: MemoryStore, group, stands: str | None, number: int) -> None:
    """As `access.settling` does, without a book."""
    rows = rows_of(store.snapshot(), group.row_kind, [row.row_id for row in group.rows]).to_dict("records")
    chosen = next((row for row in rows if row["row_id"] == stands), None)
    for row in rows if chosen is None else contradicting(group.row_kind, chosen, rows):
        values = (
            group.row_kind.value,
            row["record_key"],
            row["content"],
            row["patient_id"],
            f"e{number}",
            "2025-11-17T08:30:00-06:00",
            None,
        )
        store.connection.execute("insert into set_aside values (?, ?, ?, ?, ?, ?, ?)", values)


def judge(store: MemoryStore) -> None:
    """Which rows stand and which are in conflict, without all that follows from it."""
    store.connection.execute(f"create or replace temp table affected_patient as {standing._EVERY_PATIENT}")
    for table in ("conflict", "observation_standing"):
        store.connection.execute(f"delete from {table}")
    standing._judge_rows(store.connection, everybody=True)


def judged(store: MemoryStore) -> dict[str, str]:
    return {row["row_id"]: row["standing"] for row in store.rows("row_standing")}


def standing_by_twin(store: MemoryStore, kind: RowKind) -> dict[str, str]:
    aside = frozenset((row["record_key"], row["content"]) for row in store.rows("set_aside"))
    fact = "value" if kind is RowKind.OBSERVATION else "content"
    rows = store.rows(f"(select *, {content(kind)} as content from {kind}_row)")
    return naive.standing_of(rows, TOPICS[kind], fact, SILENT.get(kind), aside)


def in_conflict(store: MemoryStore, kind: RowKind) -> set[str]:
    return {row["row_id"] for row in store.rows("conflict") if row["row_kind"] == kind.value}


@pytest.mark.parametrize("kind", ROWS)
@EXAMPLES
@given(data=st.data())
def test_what_stands_after_each_settlement_is_what_the_rules_say(kind, data):
    store = loaded_store(kind, data.draw(st.lists(ROWS[kind], min_size=2, max_size=10)))
    loaded = store.rows(f"{kind}_row")
    for number in range(40):
        judge(store)
        expected = standing_by_twin(store, kind)
        assert {row: how for row, how in expected.items() if how != "used"}.items() <= judged(store).items()
        assert in_conflict(store, kind) == {row for row, how in expected.items() if how == "conflict"}
        groups = [group for group in read_conflict_groups(store.snapshot()) if group.row_kind is kind]
        assert {row.row_id for group in groups for row in group.rows} == in_conflict(store, kind)
        if not groups:
            break
        group = data.draw(st.sampled_from(groups))
        stands = data.draw(st.sampled_from([None, *(row.row_id for row in group.rows)]))
        settle(store, group, stands, number)
        if stands is not None:
            assert standing_by_twin(store, kind)[stands] != "set_aside"
    assert in_conflict(store, kind) == set()
    assert store.rows(f"{kind}_row") == loaded
    store.close()


@pytest.fixture
def store():
    store = MemoryStore(small_clinic())
    store.load(file_of(RowKind.PATIENT, registration("P1"), name="people.csv", mapping="people"))
    yield store
    store.close()


def values(store) -> list[tuple]:
    return sorted((row["value"], row["standing"]) for row in store.rows("observation"))


def test_the_chosen_value_is_used_and_the_other_stays_readable(store):
    store.load(file_of(RowKind.OBSERVATION, [score("P1", 0, 40)], name="a.csv"))
    store.load(file_of(RowKind.OBSERVATION, [score("P1", 0, 42)], name="b.csv", mapping="other"))
    (group,) = read_conflict_groups(store.snapshot())
    assert (group.differs, [row.says["value"] for row in group.rows]) in (
        (("value",), [40.0, 42.0]),
        (("value",), [42.0, 40.0]),
    )
    chosen = next(row.row_id for row in group.rows if row.says["value"] == 42)
    settle(store, group, chosen, 1)
    store.recompute()
    assert values(store) == [(40, "set_aside"), (42, "used")]


def test_where_none_stands_there_is_no_score(store):
    rows = [score("P1", 0, 40, record="a"), score("P1", 0, 42, record="b")]
    store.load(file_of(RowKind.OBSERVATION, rows, name="a.csv"))
    (group,) = read_conflict_groups(store.snapshot())
    settle(store, group, None, 1)
    store.recompute()
    assert values(store) == [(40, "set_aside"), (42, "set_aside")]
    assert store.rows("conflict") == []


def test_the_same_statement_sent_again_stays_set_aside_and_a_new_one_is_a_new_question(store):
    rows = [score("P1", 0, 40, record="a", version="1"), score("P1", 0, 42, record="b", version="1")]
    store.load(file_of(RowKind.OBSERVATION, rows, name="a.csv"))
    (group,) = read_conflict_groups(store.snapshot())
    settle(store, group, next(row.row_id for row in group.rows if row.says["value"] == 42), 1)
    again = score("P1", 0, 40, record="a", version="2")
    store.load(file_of(RowKind.OBSERVATION, [again], name="b.csv"))
    assert store.rows("conflict") == []
    assert values(store) == [(40, "set_aside"), (40, "superseded"), (42, "used")]
    store.load(file_of(RowKind.OBSERVATION, [{**again, "value": 44, "version": "3"}], name="c.csv"))
    assert len(store.rows("conflict")) == 2


def test_a_third_row_that_agrees_with_the_chosen_one_is_no_conflict(store):
    rows = [score("P1", 0, 40, record="a"), score("P1", 0, 42, record="b")]
    store.load(file_of(RowKind.OBSERVATION, rows, name="a.csv"))
    (group,) = read_conflict_groups(store.snapshot())
    settle(store, group, next(row.row_id for row in group.rows if row.says["value"] == 42), 1)
    store.load(file_of(RowKind.OBSERVATION, [score("P1", 0, 42, record="c")], name="b.csv"))
    assert store.rows("conflict") == []
    store.load(file_of(RowKind.OBSERVATION, [score("P1", 0, 46, record="d")], name="c.csv"))
    assert len(store.rows("conflict")) == 3


def test_of_registrations_only_what_contradicts_the_chosen_one_is_set_aside(store):
    person = registration("P1")[0]
    for number, row in enumerate(
        [{"sex": "male", "birth_date": None}, {"sex": None, "birth_date": None, "died_on": None}]
    ):
        store.load(file_of(RowKind.PATIENT, [{**person, **row}], name=f"{number}.csv", mapping=f"m{number}"))
    (group,) = read_conflict_groups(store.snapshot())
    settle(store, group, next(row.row_id for row in group.rows if row.says.get("sex") == "male"), 1)
    store.recompute()
    (patient,) = store.rows("patient")
    assert (patient["sex"], len(store.rows("set_aside")), store.rows("conflict")) == ("male", 1, [])
