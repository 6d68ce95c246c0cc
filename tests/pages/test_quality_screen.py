"""The Data quality screen: what is complete, what came late, what cannot be used, and the report to take along."""

import csv
import io
import re

import pytest
from pypdf import PdfReader

from access.asker import Asker, Role, local_user
from access.door import Door
from domain.scope import Scope
from metrics.data_quality_reading import data_quality_of
from pages.parts import quality_cards, quality_report


@pytest.fixture
def door(sample_clinic):
    return Door(sample_clinic, local_user(None))


@pytest.fixture
def told(sample_clinic, door, monkeypatch):
    monkeypatch.setenv("LANDINGS_CLINIC", str(sample_clinic))
    return data_quality_of(door.clinic, Scope(), lambda question, **asked: getattr(door, question)(**asked))


def test_the_sentence_counts_the_forms_in_of_those_due_and_the_rows_for_a_person(sample_clinic, open_screen, door):
    shown = open_screen(sample_clinic, "quality")
    timing = door.form_timing(scope=Scope(), as_of=door.clinic.clock.today())
    due, filled = int(timing["n"].sum()), int(timing.loc[timing["state"] == "filled", "n"].sum())
    assert f"{filled:,} of {due:,} forms due are in ({round(100 * filled / due)}%)" in shown.text
    rejected = int(door.batches()["rejected"].sum())
    assert f"{rejected} rejected, {len(door.conflicts())} in conflict, {len(door.waiting())} waiting" in shown.text
    assert shown.failures == []


def test_the_filters_of_the_address_hold_for_the_table(sample_clinic, open_screen, door):
    site = door.clinic.sites[0]
    shown = open_screen(sample_clinic, "quality", at_site=site.code)
    everywhere = open_screen(sample_clinic, "quality")
    forms = r"([\d,]+) of ([\d,]+) forms due"
    here, all_sites = (int(re.search(forms, one.text).group(2).replace(",", "")) for one in (shown, everywhere))
    timing = door.form_timing(scope=Scope(None, site.code), as_of=door.clinic.clock.today())
    assert here == timing["n"].sum() < all_sites


def test_a_card_that_fails_leaves_the_others_standing_and_shows_no_reason(sample_clinic, open_screen, monkeypatch):
    def fail(*_):
        raise ValueError("S-100000 scored 41")

    monkeypatch.setattr(quality_cards, "by_site", fail)
    shown = open_screen(sample_clinic, "quality")
    assert [failure.strip() for failure in shown.failures] == ["Site by site did not load"]
    assert "S-100000" not in shown.text
    assert "41" not in " ".join(shown.failures)
    assert "Rejected rows by reason" in shown.text or "Too many blank items" in shown.text


def test_whoever_may_not_see_rows_of_the_whole_clinic_gets_the_shares_alone(sample_clinic, open_screen, monkeypatch):
    door = Door(sample_clinic, Asker("clinician", frozenset({Role.CLINICIAN})))
    monkeypatch.setattr("pages.parts.reading.door", lambda: door)
    shown = open_screen(sample_clinic, "quality")
    assert "forms due are in" in shown.text
    assert "Rows are not shown to you." in shown.text
    assert "Too many blank items" not in shown.text
    assert shown.failures == []


def test_the_csv_holds_every_table_and_no_small_count(told):
    below = 11
    rows = list(csv.reader(io.StringIO(quality_report.csv_of(told, "All programs").decode("utf-8-sig"))))
    tables = {row[0] for row in rows[1:]}
    assert {"Forms in, of due", "Any form, of due, by site and month", "Rows of the whole clinic"} <= tables
    head = [title.lower() for title in rows[0]]
    counts = [row[head.index("count")] for row in rows[1:] if row[0] != "About"]
    small = [text for text in counts if text.replace(",", "").isdigit() and 0 < int(text.replace(",", "")) < below]
    assert len(counts) > 100
    assert small == []


def test_the_report_as_pdf_says_what_the_screen_says(told):
    from documents.quality_report import quality_paper
    from documents.typst_paper import typeset

    pdf = PdfReader(io.BytesIO(typeset(quality_paper(quality_report.report_of(told, "All programs")))))
    text = re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pdf.pages))
    assert f"{told.total.count:,} of {told.total.total:,} forms due are in" in text
    assert "All programs" in text
    assert len(pdf.pages) <= 3
