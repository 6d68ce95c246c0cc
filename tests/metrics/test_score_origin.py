"""Where a score comes from and what it replaced, on small tables."""

from datetime import date

import pandas as pd
import pytest

from metrics.score_origin import Gone, score_origins

DAY = date(2025, 3, 1)
FIRST, SECOND = "2025-03-02T08:00:00+00:00", "2025-03-09T08:00:00+00:00"


def place(observation="a", row=None, line=2, at=FIRST, value=40.0, status="given", file="one.csv") -> dict:
    return {
        "observation_id": observation, "row_id": row or observation, "on_date": DAY, "value": value, "score_status": status,
        "file": file, "line": line, "batch_id": 1 if at == FIRST else 2, "loaded_at": at,
    }  # fmt: skip


def version(row="a", record="r", value=40.0, standing="used", at=FIRST, until=None, undone=False, **more) -> dict:
    return {
        "row_id": row, "record_key": record, "measure": "odi", "on_date": DAY, "at_time": None, "occasion": "routine",
        "value": value, "file": "one.csv", "line": 2, "batch_id": 1 if at == FIRST else 2, "loaded_at": at,
        "standing": standing, "until_at": until, "is_undone": undone, **more,
    }  # fmt: skip


def origin(places, versions, observation="a"):
    return score_origins(pd.DataFrame(places), pd.DataFrame(versions))[observation]


def gone(places, versions, observation="a"):
    return [(one.value, one.why) for one in origin(places, versions, observation).former]


def test_a_score_is_followed_to_its_line_and_its_load():
    (found,) = origin([place(line=512)], [version()]).places
    assert (found.file, found.line, found.batch_id, found.loaded_at) == ("one.csv", 512, 1, FIRST)


def test_a_duplicate_is_another_place_of_the_same_score():
    found = origin([place(), place(line=9, at=SECOND, file="two.csv")], [version()])
    assert [(p.file, p.line) for p in found.places] == [("one.csv", 2), ("two.csv", 9)]
    assert found.former == ()


def test_a_correction_tells_the_value_that_it_replaced():
    versions = [version(), version("b", value=44.0, at=SECOND, version="2") | {"standing": "used"}]
    versions[0]["standing"] = "superseded"
    assert gone([place("b", value=44.0, at=SECOND)], versions, "b") == [(40.0, Gone.NEWER_VERSION)]


@pytest.mark.parametrize(("standing", "why"), [("conflict", Gone.CONTRADICTS), ("retracted", Gone.RETRACTED)])
def test_another_record_of_the_same_form_is_told_with_its_reason(standing, why):
    versions = [version(standing=standing), version("b", record="s", value=44.0, standing=standing)]
    assert gone([place()], versions) == [(44.0, why)]


@pytest.mark.parametrize(("undone", "why"), [(True, Gone.UNDONE), (False, Gone.READ_AGAIN)])
def test_a_reading_that_is_over_tells_what_it_had_said(undone, why):
    former = version("b", value=30.0, standing=None, until=SECOND, undone=undone)
    assert gone([place()], [version(), former]) == [(30.0, why)]


def test_a_former_reading_that_said_the_same_is_not_told():
    assert gone([place()], [version(), version(standing=None, until=SECOND)]) == []


def test_another_day_and_another_measure_have_nothing_to_do_with_it():
    others = [
        version("b", record="s", value=44.0, standing="superseded", on_date=date(2025, 3, 2)),
        version("c", record="t", value=5.0, standing="superseded", measure="nrs_average"),
    ]
    assert gone([place()], [version(), *others]) == []


def test_former_values_come_in_the_order_of_their_loads():
    late = version("b", value=44.0, standing="superseded", at=SECOND)
    early = version("c", value=42.0, standing="superseded", at=FIRST)
    assert [value for value, _ in gone([place()], [version(), late, early])] == [42.0, 44.0]


def test_a_derived_score_rests_on_the_rows_of_its_days():
    places = [place("week", "mon", line=2), place("week", "tue", line=3)]
    found = origin(places, [version("mon"), version("tue")], "week")
    assert found.is_derived
    assert found.is_computed
    assert found.former == ()
    assert [p.line for p in found.places] == [2, 3]


@pytest.mark.parametrize(("status", "computed"), [("given", False), (None, False), ("scored", True)])
def test_a_score_was_computed_here_unless_its_source_gave_it(status, computed):
    assert origin([place(status=status)], [version()]).is_computed is computed


def test_without_rows_there_is_nothing_to_tell():
    empty = pd.DataFrame(columns=list(place()))
    assert score_origins(empty, pd.DataFrame(columns=list(version()))) == {}
