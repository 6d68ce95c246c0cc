"""Facts that only people know and that a criterion may rest on: somebody attests them in the book of records.

The product never infers one of them. Each entry says that a fact holds, or that it does not, on which day that was
established, and what the record says of it; the criterion then rests on that entry. `FACTS` is what can be asked; what
is asked says what the entry must name, so that a reader of the record can follow it.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fact:
    """`name` completes 'It is attested: …'. `asks` is the question put to whoever enters it."""

    code: str
    name: str
    asks: str


FACTS: dict[str, Fact] = {
    fact.code: fact
    for fact in (
        Fact(
            "diagnosis",
            "the diagnosis that the policy names is documented",
            "Which diagnosis (with its code) is documented, and where in the record?",
        ),
        Fact(
            "examination",
            "history and physical examination support the diagnosis",
            "On which day were history and examination recorded, and what did they show?",
        ),
        Fact(
            "imaging",
            "imaging that agrees with the findings is on file",
            "Which imaging, on which day, and what did it show?",
        ),
        Fact(
            "conservative_care_tried",
            "conservative care was tried and did not suffice",
            "Which conservative care, from when to when, and what came of it?",
        ),
        Fact(
            "conservative_care_continues",
            "active rehabilitation or another conservative treatment goes on beside the procedure",
            "Which conservative treatment goes on, since when?",
        ),
        Fact(
            "cannot_take_conservative_care",
            "conservative care cannot be taken, for a documented reason",
            "Why can it not be taken (such as severe pain), and where is that documented?",
        ),
        Fact(
            "psychological_screening",
            "a psychological evaluation was done and found no obstacle",
            "Who evaluated, on which day, and with what conclusion?",
        ),
        Fact(
            "multidisciplinary_screening",
            "a multidisciplinary team screened the patient",
            "Which disciplines, on which day, and with what conclusion?",
        ),
        Fact(
            "no_active_substance_use",
            "there is no active substance use disorder that is not treated",
            "How and on which day was this established?",
        ),
        Fact(
            "substance_use_screening",
            "the patient was screened for substance use",
            "With what, on which day, and with what result?",
        ),
        Fact(
            "physician_order",
            "the attending physician referred or ordered",
            "Who referred or ordered what, and on which day?",
        ),
        Fact(
            "plan_of_care",
            "a plan of care with measurable goals, frequency, duration and end is on file",
            "Which plan, signed by whom, on which day?",
        ),
        Fact(
            "skilled_need",
            "the skills of a therapist are needed for what is requested",
            "What needs the skills of a therapist, and why can the patient not do it alone?",
        ),
        Fact(
            "accreditation",
            "the program holds the accreditation that the policy names",
            "Which accreditation, and until when?",
        ),
        Fact(
            "program_structure",
            "the program's hours, days and disciplines are as the policy asks",
            "Which disciplines, how many hours a day, how many days?",
        ),
        Fact(
            "discharge_criteria",
            "criteria for discharge and its planned date are on file",
            "Which criteria, and which date?",
        ),
        Fact(
            "treatment_dependency_reduced",
            "the patient depends less on continued medical treatment",
            "Which treatment became less frequent, was reduced or ended, since when?",
        ),
        Fact(
            "work_or_daily_life_impaired",
            "pain significantly impairs work or daily life",
            "Which activities, and how are they impaired?",
        ),
        Fact(
            "no_prior_program",
            "no adequate program of this kind has failed before",
            "How was this established? If there was one, which, when, and what changed since?",
        ),
        Fact(
            "no_surgery_pending",
            "no surgery that could help is pending",
            "How and on which day was this established?",
        ),
        Fact(
            "able_to_take_part",
            "the patient is able and willing to take part in the whole program",
            "Who established it, on which day? Name what could prevent taking part.",
        ),
        Fact(
            "work_goal",
            "a return to work, or another vocational goal, is agreed",
            "Which goal, with whom, and by when?",
        ),
        Fact(
            "trial_done",
            "a trial with a temporary electrode was done",
            "From when to when, with which device, and with what result?",
        ),
        Fact(
            "last_resort",
            "other treatments were tried, or judged unsuitable or contraindicated",
            "Which treatments, and what came of each?",
        ),
        Fact(
            "equipment_and_staff",
            "facilities, equipment and trained staff for the procedure are available",
            "Where and by whom will it be done?",
        ),
        Fact(
            "image_guidance",
            "the procedure is done under the image guidance that the policy asks",
            "Which guidance, with or without contrast, and why?",
        ),
        Fact(
            "no_other_cause",
            "no other untreated cause explains the pain",
            "Which causes were looked for, and how?",
        ),
        Fact(
            "radiofrequency_impossible",
            "radio-frequency ablation is not possible, for a documented reason",
            "Why is it not possible, and where is that documented?",
        ),
        Fact(
            "no_injections_elsewhere",
            "every such injection of the period is in this record, also those done elsewhere",
            "How was this established? Enter those done elsewhere as events first.",
        ),
        Fact(
            "needs_pain_management_help",
            "the patient has returned to work but needs help with managing chronic pain",
            "Since when is the patient back at work, and what help is needed?",
        ),
        Fact(
            "medication_dependence",
            "there is significant dependence on, tolerance to, or misuse of pain medication",
            "Which medication, and how was this established?",
        ),
        Fact(
            "lumbar_surgery_candidate",
            "the patient is a candidate for lumbar surgery",
            "Which surgery is considered, by whom?",
        ),
        Fact(
            "not_purely_psychogenic",
            "the cause of the pain is unknown or physical, and not purely psychogenic",
            "Who established this, on which day?",
        ),
        Fact(
            "medically_stable",
            "the patient is medically stable and physically able to take part",
            "Who established it, on which day? Name conditions under treatment.",
        ),
        Fact(
            "residual_deficit",
            "a deficit remains, and more treatment is expected to reduce it",
            "Which deficit remains, which task does it limit, and why should more of the treatment help?",
        ),
        Fact(
            "not_for_one_modality",
            "the program is not sought mainly for one modality, such as biofeedback",
            "What is the program mainly sought for?",
        ),
        Fact(
            "no_fusion_at_level",
            "there was no spinal fusion before at the level to be treated",
            "Which level is to be treated, and how was this established?",
        ),
        Fact(
            "daily_life_improved",
            "a clinically significant improvement in activities of daily living was found on examination",
            "Which activities, what could the patient do before, what now, and on which day was it examined?",
        ),
        Fact(
            "disclosure_authorized",
            "the patient authorized telling the employer or case manager",
            "To whom may what be told, until when, and where is the signed authorization kept?",
        ),
    )
}
"""Every fact that a criterion may name, by code."""
