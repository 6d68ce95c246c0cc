"""The packet: what is ready, what is needed, what is refused, and that the paper says what the record says."""

import io
import re
from dataclasses import replace
from datetime import date

import pandas as pd
import pypdf
import pytest

from documents.annex import annex_csv
from documents.asking import LONGEST_TEXT, Edits, TextRefused
from documents.packet import PacketNotMade
from documents.packet_annex import annex_rows
from documents.packet_paper import paper_of
from documents.paper import Checklist, Paragraph, Signature, Tone
from documents.request_kind import Reader
from documents.requests import REQUESTS
from documents.sentence import Kind
from documents.typst_paper import typeset
from domain.attestation import FACTS
from domain.criterion import Criterion
from domain.criterion_parts import AtIntake, AtLatest, Attendance, Attested, Change
from domain.outcome import Outcome
from domain.plan_class import PlanClass
from domain.policy import Policy
from domain.source import Source
from domain.written import with_unit
from tests.documents.small_record import PERSON, SIGNED, attested, day, event, made, record, score, sessions, usual

CITED = Source(title="Sample policy", year=2024)


def policy(*criteria: Criterion, **changes) -> Policy:
    usual_policy = Policy(
        "sample_continuation", "Sample continuation policy", "Sample plan", PlanClass.COMMERCIAL, "program", "continuation",
        "", date(2024, 1, 1), date(2025, 12, 31), CITED, date(2025, 1, 1), False, criteria or (ODI_10, MOST_SESSIONS),
    )  # fmt: skip
    return replace(usual_policy, **changes)


ODI_10 = Criterion("odi_10", "Disability fell by 10 points", Change(("odi",), AtIntake(), AtLatest(), points=10), CITED)
MOST_SESSIONS = Criterion("sessions", "Most sessions were attended", Attendance(0.95), CITED)


def text_of(packet) -> str:
    """All words of the PDF, lines joined, without the invisible breaks of long words."""
    pages = pypdf.PdfReader(io.BytesIO(typeset(paper_of(packet)))).pages
    return re.sub(r"[\s\u200b]+", " ", " ".join(page.extract_text() for page in pages))


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u200b]+", "", text)


def test_readiness_counts_what_is_there_and_names_what_is_not():
    readiness = made().readiness
    assert readiness.sentence == (
        "12 of 20 ready. Needs the plan or claim number, the service, its units and dates, conservative care with type, dates "
        "and response, the medication, the remaining limits and why more will help, the criteria for discharge and its date, "
        "the referral, a clinician's signature."
    )
    assert not readiness.is_complete


def test_a_packet_with_everything_is_complete():
    edits = Edits(
        plan_number="PN-12345", service="97799", units=18, period_from=day(61), period_to=day(84),
        next_goals="Stand 60 min.", rationale="Standing is still short of the bench.",
    )  # fmt: skip
    facts = ("diagnosis", "discharge_criteria", "conservative_care_tried", "physician_order")
    entries = [attested(code, text="as recorded") for code in facts]
    events = (
        *sessions([2, 4]),
        event("work_status", 1, "Off work"),
        event("medication_change", 5, "Gabapentin stopped"),
    )
    readiness = made(made_of=usual(entries=entries, events=events), edits=edits, stamp=SIGNED).readiness
    assert readiness.sentence == "20 of 20 ready."
    assert readiness.is_complete


@pytest.mark.parametrize(
    "kind", [kind for kind in REQUESTS.values() if kind.reader is Reader.PAYER], ids=lambda k: k.code
)
def test_what_people_attested_for_a_payer_stands_in_the_document(kind):
    """A thing that counts as ready is on paper, too: each attested fact of the request, in its own words."""
    codes = [content.code for content in kind.contents if content.code in FACTS]
    entries = [attested(code, text=f"said of {code}") for code in codes]
    denied = {
        "service": "97799 program", "level": "initial", "requested_on": day(-20), "decided_on": day(-10), "decision": "denied",
        "units_requested": 18.0, "reason": "Not medically necessary.",
    }  # fmt: skip
    packet = made(kind.code, usual(entries=entries, **({"authorizations": (denied,)} if kind.code == "appeal" else {})))
    told = text_of(replace(packet, refusals=()))
    assert [code for code in codes if f"said of {code}" not in told] == []


def test_a_miss_is_told_once_where_one_measure_is_asked_for_and_by_name_where_several_are():
    odi = Criterion("odi", "Disability fell by 20 points", Change(("odi",), AtIntake(), AtLatest(), points=20), CITED)
    any_of = Criterion(
        "any", "A score fell by 20 points", Change(("odi", "isi"), AtIntake(), AtLatest(), points=20), CITED
    )
    told = [
        row.proof
        for block in paper_of(made(policy=policy(odi, any_of))).blocks
        if isinstance(block, Checklist)
        for row in block.requirements
    ]
    assert told[0].count("fell 16 of the 20 points required") == 1
    assert "Nearest" not in told[0]
    assert "Nearest: Disability (ODI) fell 16 of the 20 points required" in told[1]


def test_a_draft_under_a_policy_of_one_region_asks_whether_it_holds_for_the_patient():
    told = text_of(made(policy=policy(jurisdiction="Kentucky and Ohio")))
    assert "Jurisdiction of the policy: Kentucky and Ohio. Check that the patient's plan falls under it." in told
    assert "Jurisdiction of the policy" not in text_of(made(policy=policy()))


def test_what_a_packet_was_signed_without_is_said_in_it():
    told = text_of(made(stamp=SIGNED))
    assert "Asked for by this request and not given here" in told
    assert "The plan or claim number; the service, its units and dates;" in told
    assert "a clinician's signature" not in told
    assert "Draft: still needed" not in told


def test_the_hash_of_the_evidence_can_be_copied_from_the_page():
    paper = paper_of(made())
    pages = pypdf.PdfReader(io.BytesIO(typeset(paper))).pages
    assert all(paper.foot.evidence_sha256 in page.extract_text() for page in pages)


def test_each_threshold_at_the_foot_has_its_unit():
    captions = paper_of(made()).foot.thresholds
    assert captions[0].startswith("Disability (ODI) 10 points or 30 % of baseline (")


@pytest.mark.parametrize(
    ("detail", "outcome", "says"),
    [
        ("Epidural steroid injection, lumbar", Outcome.CANNOT_TELL, "names no level and no side"),
        ("Transforaminal epidural, L4-L5", Outcome.CANNOT_TELL, "names no side"),
        ("Transforaminal epidural, L4-L5, left", Outcome.MET, "L4-L5, left"),
        ("Interlaminar epidural L5-S1", Outcome.MET, "L5-S1"),
        ("Caudal epidural", Outcome.MET, "Caudal epidural"),
    ],
)
def test_level_and_side_of_the_last_injection_are_told_as_far_as_they_are_recorded(detail, outcome, says):
    packet = made("repeat_injection", usual(events=[event("procedure", 30, detail)]))
    answer = next(one for one in packet.contents if one.content.code == "last_procedure")
    assert (answer.outcome, answer.stops) == (outcome, False)
    assert says in answer.says


@pytest.mark.parametrize(
    ("often", "said"), [("3", "1 capsule 3 times a day"), ("1", "1 capsule once a day"), ("tid", "1 capsule tid")]
)
def test_a_dose_says_what_its_numbers_count(often, said):
    told = usual()
    row = {"medication_id": "m1", "patient_id": "p1", "drug": "nortriptyline", "strength": "25 mg", "dose": "1",
           "dose_unit": "capsule", "per_day": often, "as_needed": False, "started": day(2), "stopped": None, "status": "active"}  # fmt: skip
    packet = made(made_of=replace(told, medications=pd.DataFrame([row])))
    assert said in text_of(packet)
    assert "Medication list: nortriptyline 25 mg" in text_of(packet)


@pytest.mark.parametrize(
    ("kind", "changes", "code"),
    [
        ("continuation", {"scores": [score("odi", 20, 52), score("odi", 42, 36)]}, "no_function_change"),
        (
            "continuation",
            {"scores": [score("odi", 0, 52, form="a"), score("odi", 42, 36, form="b")]},
            "no_function_change",
        ),
        ("continuation", {"events": ()}, "no_attendance"),
        ("continuation", {"enrolled": False}, "no_episode"),
        ("therapy_continuation", {"events": ()}, "no_attendance"),
        ("repeat_injection", {}, "no_last_procedure"),
        ("repeat_injection", {"events": [event("procedure", 50, "Epidural injection")]}, "no_relief"),
        ("block_to_ablation", {}, "no_two_blocks"),
        ("trial_to_implant", {}, "no_relief"),
        ("appeal", {}, "no_denial"),
        ("functional_gain", {"scores": [score("odi", 0, 52), score("odi", 42, 36)]}, "no_work_function"),
        ("primary_care_letter", {"scores": [score("odi", 0, 52)]}, "no_any_change"),
    ],
)
def test_a_gap_that_leaves_nothing_to_say_is_refused_by_name(kind, changes, code):
    packet = made(kind, usual(**changes))
    assert code in [refusal.code for refusal in packet.refusals]
    with pytest.raises(PacketNotMade) as refused:
        paper_of(packet)
    assert all(refusal.sentence in str(refused.value) for refusal in packet.refusals)


def test_nothing_is_written_about_who_withdrew_consent():
    told = usual()
    gone = replace(told, episode=replace(told.episode, ended=day(50), how_ended="withdrew"))
    assert [refusal.code for refusal in made("primary_care_letter", gone).refusals] == ["consent_withdrawn"]


def test_a_policy_out_of_date_for_the_day_of_service_is_refused():
    packet = made(policy=policy(), edits=Edits(day_of_service=date(2026, 2, 1)))
    assert [refusal.sentence for refusal in packet.refusals] == [
        "The policy 'sample_continuation' (effective from 1 Jan 2024 to 31 Dec 2025) was not in effect on 1 Feb 2026, the day "
        "of service."
    ]
    assert packet.criteria == ()


def test_a_policy_for_another_request_is_refused():
    packet = made(policy=policy(request="block_to_ablation"))
    assert [refusal.code for refusal in packet.refusals] == ["other_request"]


def test_a_letter_is_held_against_no_policy():
    assert [refusal.code for refusal in made("functional_gain", policy=policy()).refusals] == ["no_policy_wanted"]


def test_each_criterion_is_printed_with_its_answer_and_what_shows_it():
    packet = made(
        policy=policy(
            ODI_10, MOST_SESSIONS, Criterion("d", "Discharge is planned", Attested("discharge_criteria"), CITED)
        )
    )
    (checklist,) = [block for block in paper_of(packet).blocks if isinstance(block, Checklist)]
    assert [row.answer.value for row in checklist.requirements] == ["met", "not met", "cannot tell"]
    assert "16 points" in str(checklist.requirements[0].proof)
    assert checklist.requirements[2].needs


def test_what_would_settle_a_criterion_is_no_business_of_the_payer():
    packet = made(
        policy=policy(Criterion("d", "Discharge is planned", Attested("discharge_criteria"), CITED)), stamp=SIGNED
    )
    (checklist,) = [block for block in paper_of(packet).blocks if isinstance(block, Checklist)]
    assert checklist.requirements[0].needs == ""


def test_an_unverified_policy_says_so_on_each_page():
    paper = paper_of(made(policy=policy()))
    assert "unverified" in paper.running.notices[0]
    assert paper_of(made(policy=policy(verified=True))).running.notices == ()
    reader = pypdf.PdfReader(io.BytesIO(typeset(paper)))
    assert all(
        "were not read" in text or "not read in full" in text for text in (p.extract_text() for p in reader.pages)
    )


def test_the_text_of_the_pdf_is_that_of_the_record():
    packet = made(policy=policy())
    found = squeezed(text_of(packet))
    for sentence in (*packet.sentences, *(s for s in packet.goals if s.kind is not Kind.GOAL)):
        assert squeezed(sentence.text) in found
    for change in packet.asking.facts.changes:
        for value in (change.baseline, change.now.value):
            if value is not None:
                assert squeezed(with_unit(change.measure, value)) in found
    assert squeezed(PERSON.name) in found


def test_the_same_inputs_give_the_same_bytes():
    assert typeset(paper_of(made(policy=policy()))) == typeset(paper_of(made(policy=policy())))


def test_the_foot_names_the_hash_of_the_annex():
    import hashlib

    packet = made()
    annex = annex_csv(annex_rows(packet))
    assert paper_of(packet).foot.evidence_sha256 == hashlib.sha256(annex).hexdigest()


def test_every_row_that_anything_rests_on_stands_in_the_annex_with_its_use():
    packet = made(policy=policy())
    rows = {(row.table, row.row_id): row for row in annex_rows(packet)}
    for sentence in packet.sentences:
        assert all((row.table, row.row_id) in rows for row in sentence.proof)
    assert "criterion odi_10" in rows["observation", "o1"].used_for
    assert (rows["observation", "o1"].what, rows["observation", "o1"].value) == ("odi", 52.0)


# What the author writes


def test_edited_sentences_are_marked_and_drafted_ones_are_not():
    drafted = made().drafted
    packet = made(
        edits=Edits(statement=drafted.replace("Attended 9 of 10", "She attended 9 of 10") + " She cooks again.")
    )
    runs = [run for block in paper_of(packet).blocks if isinstance(block, Paragraph) and not isinstance(block.words, str)
            for run in block.words]  # fmt: skip
    edited = " ".join(run.text for run in runs if run.tone is Tone.EDITED)
    assert "She cooks again." in edited
    assert "Standing tolerance rose" not in edited
    assert any("Standing tolerance rose" in run.text for run in runs if run.tone is Tone.PLAIN)


def test_what_worsened_and_what_is_missing_is_printed_whatever_is_edited():
    packet = made(edits=Edits(statement="The patient does well."))
    found = squeezed(text_of(packet))
    assert all(squeezed(sentence.text) in found for sentence in packet.fixed)
    assert [s.measure for s in packet.fixed if s.is_worse] == ["isi"]


def test_text_that_contradicts_the_record_makes_no_packet():
    packet = made(edits=Edits(statement="Standing tolerance rose from 15 to 54 minutes."))
    assert [refusal.code for refusal in packet.refusals] == ["contradicted"]
    assert packet.claims[0].says.startswith("The record says: Standing tolerance: 15 min")


def test_text_that_the_record_does_not_hold_is_printed_as_such():
    found = text_of(made(edits=Edits(statement="The grandchildren are 31.")))
    assert "Not found in the record, or stronger than its verdicts: “31”." in found


def test_texts_that_are_too_long_are_refused_in_one_sentence():
    with pytest.raises(TextRefused, match="4,001 characters"):
        Edits(rationale="x" * (LONGEST_TEXT + 1))


def test_edits_read_back_from_what_a_register_keeps():
    edits = Edits(
        statement="Text.",
        next_goals="Walk.",
        units=12.0,
        period_from=day(1),
        day_of_service=day(2),
        rebuttal={"1": "No."},
    )
    assert Edits.of_content(edits.content()) == edits
    assert Edits().content() == {}
    assert Edits.of_content({"from_a_later_version": 1, "service": "x"}) == Edits(service="x")


HOSTILE = (
    '#eval("1") $x$ *bold* _it_ `code` @ref <label> // note /* c */ \\u{0041} [box] {block} = Heading',
    "<script>alert(1)</script> &amp; <w:t>x</w:t> ]]>",
    "=HYPERLINK(\"http://x\")",
    "O'Brien-Ñuñez, Zoë “Q” Łukasz",
    "محمد بن عبد الله",
    "משה בן־יוסף",
    "line one\nline two\r\n\tthree",
    "a\u202egnp.exe",
    "😀 \x00\x07 \ud7ff",
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_is_ever_markup(text):
    """Wherever text of anybody stands: name, goal, event, attested fact, the author's own words, the payer's reason."""
    entries = [attested(code, text=text) for code in ("diagnosis", "conservative_care_tried")]
    events = (
        *sessions([2], detail=text),
        event("care_plan_change", 9, text),
        event("work_status", 3, f"Off work {text}"),
    )
    denied = {
        "service": text, "level": "initial", "requested_on": day(-20), "decided_on": day(-10), "decision": "denied",
        "reason": f"{text} No objective improvement.",
    }  # fmt: skip
    goals = ({"measure": "standing_tolerance", "target": 60.0, "set_on": day(0), "text": text, "status": "open"},)
    told = usual(entries=entries, events=events, goals=goals, authorizations=(denied,))
    edits = Edits(next_goals=text, rationale=text, recipient=text, urgent_because=text, rebuttal={"1": text})
    packet = made("appeal", told, edits=edits, person=replace(PERSON, name=text))
    packet = replace(packet, refusals=())
    pdf = typeset(paper_of(packet))
    assert pdf.startswith(b"%PDF")
    words = squeezed("".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages))
    if text.isascii() and text.isprintable():
        assert squeezed(text) in words
    annex_csv(annex_rows(packet))


def test_four_thousand_characters_are_printed_whole():
    text = " ".join(f"word{n:04}" for n in range(444))
    assert 3990 <= len(text) <= LONGEST_TEXT
    found = text_of(made(edits=Edits(rationale=text)))
    assert [word for word in text.split() if word not in found] == []


def test_one_word_of_four_thousand_letters_stays_on_the_page():
    found = squeezed(text_of(made(edits=Edits(next_goals="w" * LONGEST_TEXT))))
    assert found.count("w") >= LONGEST_TEXT


# The signature


def test_a_draft_has_an_empty_line_and_says_what_it_needs():
    blocks = paper_of(made()).blocks
    (signature,) = [block for block in blocks if isinstance(block, Signature)]
    assert (signature.name, signature.signed_on) == ("Dr. Sample", "")
    assert "Draft: still needed before it is sent" in text_of(made())


def test_a_signed_packet_carries_the_signature_and_no_list_of_needs():
    packet = made(stamp=SIGNED)
    (signature,) = [block for block in paper_of(packet).blocks if isinstance(block, Signature)]
    assert (signature.name, signature.role, signature.signed_on) == ("Dr. Sample", "MD", "31 Oct 2025")
    assert "still needed" not in text_of(packet)


def test_no_page_shows_a_whole_record_number_in_its_running_line():
    paper = paper_of(made())
    assert paper.running.subject == "Member ··0001"
    assert paper_of(made("functional_gain")).running.subject == ""


def test_an_employer_reads_work_function_only():
    """No diagnosis, no mood, pain or sleep score, no medication, no kind of treatment, no program, no birth date."""
    entries = [attested("diagnosis", text="M54.5 low back pain"), attested("conservative_care_tried", text="opioids")]
    events = (
        *sessions([2, 4], detail="Psychology group"), event("work_status", 1, "Off work, depression"),
        event("medication_change", 3, "Oxycodone reduced"), event("flare", 9, "Flare after stopping medication"),
    )  # fmt: skip
    packet = made("functional_gain", usual(entries=entries, events=events))
    found = text_of(packet)
    assert "Standing tolerance" in found
    assert "off work" in found
    for private in (
        "M54", "pain", "Pain", "PHQ", "epress", "nsomnia", "ISI", "ODI", "isability", "sychology", "xycodone", "lare",
        "pioid", "Sample program", "1960", "S-000001", "Work at the bench", "Sample plan",
    ):  # fmt: skip
        assert private not in found, private


def test_a_record_with_nothing_but_an_episode_ends_in_a_sentence():
    packet = made(made_of=record())
    assert not packet.sentences or packet.sentences[0].kind is not Kind.FUNCTION
    assert packet.refusals
    assert "Cannot be made" in packet.readiness.sentence
