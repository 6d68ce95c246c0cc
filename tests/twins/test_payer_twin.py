"""Authorizations that need attention and decisions by payer, against a plain-loop twin."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.loaded import RowKind
from domain.reminder import NEARLY_USED, SOON_DAYS
from store.payer_readers import LONGEST_APPEAL_DAYS, read_payer_decisions, read_watched_authorizations
from store.readers import open_snapshot
from store.sql_file import sql
from tests.small_clinic import MemoryStore, course_of_care, day, file_of, registration, small_clinic
from tests.twins import naive, naive_payer

CLINIC = small_clinic()
PEOPLE = ["P1", "P2"]
days = st.sampled_from([None, *(day(n) for n in (0, 10, 40, 54, 60, 61, 66, 74, 75, 90))])

requests = st.lists(
    st.builds(
        lambda patient, service, asked, decided, decision, level, used, valid_to, deadline: {
            "patient": patient, "payer": "p", "service": service, "level": level, "requested_on": asked, "decided_on": decided,
            "decision": decision, "units_approved": 10.0, "units_used": used, "valid_from": day(0), "valid_to": valid_to,
            "deadline_on": deadline,
        },
        st.sampled_from(PEOPLE), st.sampled_from(["a", "b", None]), st.sampled_from([day(0), day(10), day(40), day(70)]), days,
        st.sampled_from(["approved", "partly", "denied", "pending", "withdrawn", None]), st.sampled_from(["initial", "appeal"]),
        st.sampled_from([None, 0.0, 7.9, 8.0, 10.0]), days, days,
    ),
    max_size=5,
)  # fmt: skip
ends = st.sampled_from([None, day(30), day(60), day(61), day(80)])


def store_of(rows, ended, died_on):
    store = MemoryStore(CLINIC)
    people = [*registration("P1", died_on=died_on), *registration("P2")]
    kinds = {
        RowKind.PATIENT: people,
        RowKind.EPISODE: [course_of_care("P1", ended=ended, how_ended="completed" if ended else None)],
        RowKind.AUTHORIZATION: [{**row, "record": f"r{place}"} for place, row in enumerate(rows)],
    }
    store.load(*(file_of(kind, some, name=f"{kind}.csv", mapping=kind.value) for kind, some in kinds.items()))
    return store


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(requests, ends, st.sampled_from([None, day(50), day(200)]), st.sampled_from([20, 60, 75, 100]))
def test_what_needs_attention_is_what_the_rules_say(rows, ended, died_on, at):
    store, as_of = store_of(rows, ended, died_on), day(at)
    tables = [store.rows(name) for name in ("payer_authorization", "patient", "episode")]
    expected = naive_payer.watched(*tables, as_of, SOON_DAYS, NEARLY_USED, LONGEST_APPEAL_DAYS)
    found = read_watched_authorizations(store.snapshot(), as_of)
    plain = found.astype(object).where(found.notna(), None).to_dict("records")
    naive.same_rows(expected, plain)
    store.close()


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(requests, st.sampled_from([20, 60, 100]), st.sampled_from([None, day(5), day(40)]))
def test_decisions_are_counted_as_the_rules_say(rows, at, from_day):
    store, as_of = store_of(rows, None, None), day(at)
    cursor = store.connection.execute(sql("payer_decisions"), {"as_of": as_of, "from_day": from_day})
    names = [column[0] for column in cursor.description]
    found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    naive.same_rows(naive_payer.decisions(store.rows("payer_authorization"), as_of, from_day), found)
    frame = read_payer_decisions(Path("/nowhere"), store.snapshot(), as_of, from_day)
    assert int(frame["n"].sum()) == sum(row["n"] for row in found)
    store.close()


@pytest.fixture(scope="module")
def sample(sample_clinic):
    snapshot = open_snapshot(sample_clinic)
    yield snapshot
    snapshot.close()


def test_the_sample_clinic_obeys_the_same_rules(sample):
    as_of = CLINIC.clock.today()

    def rows(name):
        frame = sample.cursor().execute(f"select * from {name}")
        names = [column[0] for column in frame.description]
        return [dict(zip(names, row, strict=True)) for row in frame.fetchall()]

    tables = [rows(name) for name in ("payer_authorization", "patient", "episode")]
    expected = naive_payer.watched(*tables, as_of, SOON_DAYS, NEARLY_USED, LONGEST_APPEAL_DAYS)
    found = read_watched_authorizations(sample, as_of)
    assert len(found) > 5
    naive.same_rows(expected, found.astype(object).where(found.notna(), None).to_dict("records"))
    before = as_of - timedelta(days=365)
    told = naive_payer.decisions(tables[0], as_of, before)
    counted = sample.cursor().execute(sql("payer_decisions"), {"as_of": as_of, "from_day": before}).fetchall()
    assert sum(row["n"] for row in told) == sum(row[-1] for row in counted) > 50
