"""Each bad row of the sample ends up where `faults.py` says, and nothing else is rejected but unfinished forms."""

from collections import Counter
from pathlib import Path

import pytest

from loaders.mapping_files import read_mappings
from loaders.read import read_file
from sample_data.generator.faults import FAULTS, UNREGISTERED
from sample_data.generator.setting import sample_clinic

SAMPLE = Path(__file__).parents[2] / "sample_data"
NOT_REJECTED = {"waiting", "duplicate"}
MAPPINGS = {m.name: m for m in read_mappings(SAMPLE)}


@pytest.fixture(scope="module")
def loaded() -> dict:
    """File name → what its loader made of it."""
    found = {
        path.name: mapping for mapping in MAPPINGS.values() for glob in mapping.files for path in SAMPLE.glob(glob)
    }
    return {name: read_file(SAMPLE / "sources" / name, mapping, sample_clinic()) for name, mapping in found.items()}


def test_each_file_rejects_exactly_its_bad_rows(loaded):
    meant = Counter((f.file_name, f.expected) for f in FAULTS if f.expected not in NOT_REJECTED)
    found = Counter(
        (name, code) for name, file in loaded.items() for code in file.rejected["code"] if code != "not_scored"
    )

    assert found == Counter({key: n for key, n in meant.items() if key[1] != "not_scored"})


def test_unfinished_forms_are_rejected_with_their_reason_and_are_few(loaded):
    forms = loaded["redcap_phq9_items.csv"].rejected
    unscored = forms[forms["code"] == "not_scored"]

    assert 1 <= len(unscored) <= 20
    assert unscored["reason"].str.contains("answered").all()


def test_a_form_that_cannot_be_scored_still_raises_its_safety_flag(loaded):
    file = loaded["redcap_phq9_items.csv"]
    unscored = set(file.rejected.loc[file.rejected["code"] == "not_scored", "line"])

    assert unscored & set(file.flags["line"])


def test_some_forms_are_prorated(loaded):
    statuses = Counter(loaded["redcap_phq9_items.csv"].only_rows["score_status"])
    assert statuses["prorated"] >= 10
    assert statuses["scored"] > 3_000


def test_some_rows_belong_to_people_who_are_not_registered_yet(loaded):
    registered = set(loaded["ehr_patients.csv"].only_rows["patient"])
    waiting = [row for name, file in loaded.items() for row in file.only_rows["patient"] if row not in registered]

    assert set(waiting) == set(UNREGISTERED)
    assert len(waiting) == sum(f.expected == "waiting" for f in FAULTS)


def test_feet_pounds_hours_and_nights_arrive_in_the_measures_own_units(loaded, cases):
    """The truth of one patient against the rows the loaders made of five exports."""
    episode = cases[600].episodes[0]
    rows = {
        name: file.only_rows[file.only_rows["patient"] == episode.person.record_number] for name, file in loaded.items()
    }
    walk = rows["physio_tests.xlsx"].query("measure == 'walk_6min'").sort_values("on_date")["value"].tolist()
    true_walk = [s.value for s in sorted(episode.scores, key=lambda s: s.on_date) if s.measure == "walk_6min"]
    nights = rows["sleep_diary.csv"].sort_values("on_date")
    week = nights["on_date"].map(lambda morning: morning.isocalendar()[:2])
    sleep = nights.groupby(week)["value"].mean().tolist()
    true_sleep = [s.value for s in sorted(episode.scores, key=lambda s: s.on_date) if s.measure == "sleep_efficiency"]

    assert walk == pytest.approx(true_walk, abs=0.16)  # half a foot
    assert len(sleep) == len(true_sleep)
    assert sleep == pytest.approx(true_sleep, abs=9)  # nights scatter around the week's figure
