"""Every number that makes the sample clinic look like a real one, with the published figure behind it.

Where no figure was published the comment says "assumed": chosen for plausibility, not evidence.
"""

from dataclasses import dataclass
from enum import StrEnum


class Domain(StrEnum):
    """What moves together. Patients differ by domain as well as over all."""

    FUNCTION = "function"
    IMPACT = "impact of pain"
    PSYCHOLOGICAL = "psychological"
    SLEEP = "sleep"
    PAIN = "pain"


@dataclass(frozen=True)
class Figure:
    """One measure: intake distribution and effect at program end.

    `mean`, `sd`: intake, in the measure's unit; natural logarithms of it when `logarithmic`.
    `effect`: mean improvement at program end in intake SDs, before attrition and scale ends.
    `spread`: SD between patients of that improvement, in intake SDs. `reliability`: of one score.
    """

    mean: float
    sd: float
    lowest: float
    highest: float
    step: float
    higher_is_better: bool
    domain: Domain
    effect: float
    spread: float
    reliability: float
    logarithmic: bool = False
    parts: int = 1
    """Items whose mean is the score: the score is a multiple of step / parts."""


# Effects: UK residential program, 760 completers: ES .43–.67 pain and physical, .90–1.12 psychological
# (PMC4977965). The sample aims a little lower on psychological, as its three programs
# are outpatient (assumed), and never above those figures.
_F, _I, _P, _S, _N = Domain.FUNCTION, Domain.IMPACT, Domain.PSYCHOLOGICAL, Domain.SLEEP, Domain.PAIN

FIGURES: dict[str, Figure] = {
    # Minutes; a patient who stands 15 min at intake and 2 h later is the seed of this product. Assumed.
    "standing_tolerance": Figure(2.95, 0.55, 0, 480, 1, True, _F, 0.62, 0.72, 0.85, logarithmic=True),
    # Repetitions. Assumed; MDC about 2.5 (dro.deakin.edu.au 20597538).
    "chair_stand_30s": Figure(8.6, 3.0, 0, 60, 1, True, _F, 0.62, 0.60, 0.85),
    # Metres. Mean gain +38 m after 8 weeks at a persistent-pain service, MDD 86 m ("People at a persistent
    # pain service can walk it ..."); 86 m = 1.96 * sqrt(2) * SEM gives SEM 31 m, reliability .87 at SD 86.
    "walk_6min": Figure(345, 86, 0, 1000, 1, True, _F, 0.45, 0.50, 0.87),
    # Kilograms floor to waist. Gain of +4 to +7 kg judged important (BMC MSD s12891-018-2382-2); intake assumed.
    "pile_lumbar": Figure(10.5, 5.5, 0, 80, 0.5, True, _F, 0.72, 0.70, 0.88),
    # Minutes of activity a day. Assumed.
    "time_on_task": Figure(5.15, 0.42, 0, 1440, 5, True, _F, 0.50, 0.62, 0.80, logarithmic=True),
    # Assumed intake of an interdisciplinary program (severe disability, 41–60).
    "odi": Figure(45, 14, 0, 100, 2, False, _I, 0.50, 0.75, 0.88),
    # Raw sum of the 4-item form, 4–20; 15 is T 65 in the published table. Effect assumed.
    "promis_pi_tscore": Figure(15.0, 2.9, 4, 20, 1, False, _I, 0.50, 0.75, 0.84),
    # ePPOC referrals, n = 13,343: interference 7.0 (Nicholas 2019, PubMed 30694928). SD assumed.
    "bpi_interference": Figure(7.0, 1.8, 0, 10, 1, False, _I, 0.52, 0.80, 0.88, parts=7),
    "peg": Figure(6.8, 1.7, 0, 10, 1, False, _I, 0.58, 0.80, 0.82, parts=3),
    # ePPOC referrals: PSEQ 20.7 (Nicholas 2019). MDC95 11.5 with SD 10.8 gives reliability .85.
    "pseq": Figure(20.8, 10.8, 0, 60, 1, True, _P, 0.98, 0.85, 0.85),
    # ePPOC referrals: PCS 29.8 (Nicholas 2019). MDC 7.7 (PMID 34042409).
    "pcs": Figure(29.8, 12.0, 0, 52, 1, False, _P, 0.95, 0.85, 0.92),
    # Meaningful gain in depression in 57 % of ePPOC patients (painaustralia.org.au, "A snapshot").
    "phq9": Figure(13.2, 5.8, 0, 27, 1, False, _P, 0.88, 0.80, 0.86),
    # 41 % for anxiety in the same source.
    "gad7": Figure(10.2, 5.2, 0, 21, 1, False, _P, 0.72, 0.75, 0.86),
    "isi": Figure(16.4, 5.4, 0, 28, 1, False, _S, 0.55, 0.80, 0.86),
    # Per cent; 10 points against control matter to the AASM (PMC7853211).
    "sleep_efficiency": Figure(74, 9.5, 0, 100, 0.1, True, _S, 0.45, 0.60, 0.75),
    # Average pain about 6.4 (ePPOC severity, Nicholas 2019). Baseline–follow-up r = .57 in HDSinRdata::pain.
    "nrs_average": Figure(6.4, 1.7, 0, 10, 1, False, _N, 0.60, 0.93, 0.80),
}

# Share of the improvement at program end that is there at each checkpoint: function first, pain last
# (seed claim of field.md; the numbers are assumed). Part of the gain fades after the program: responders
# 19–55 % after the program, 17–44 % at 9 months (PMC4977965).
COURSE = ("week_2", "week_6", "program_end", "month_3", "month_6", "month_12")
GAIN_BY: dict[Domain, tuple[float, ...]] = {
    _F: (0.38, 0.84, 1.00, 1.03, 0.97, 0.90),
    _I: (0.20, 0.66, 1.00, 0.97, 0.90, 0.84),
    _P: (0.25, 0.70, 1.00, 0.97, 0.92, 0.85),
    _S: (0.20, 0.60, 1.00, 0.93, 0.88, 0.82),
    _N: (0.06, 0.38, 1.00, 0.96, 0.88, 0.80),
}

# What a program is best at (assumed): restoration works on function, the taper does little for pain scores.
PROGRAM_STRENGTH: dict[str, dict[Domain, float]] = {
    "interdisciplinary": {_F: 1.0, _I: 1.05, _P: 1.08, _S: 1.05, _N: 1.05},
    "functional": {_F: 1.15, _I: 1.0, _P: 0.85, _S: 0.85, _N: 1.0},
    "opioid_taper": {_F: 0.75, _I: 0.8, _P: 0.9, _S: 0.9, _N: 0.7},
}

# How much of a patient's intake level and of the improvement is shared over all measures, shared within
# the domain, and the measure's own (weights of independent parts; squares sum to 1). Assumed; SQRP finds
# that baseline explains only 8 % of improvement (PMC6617026), so the two are drawn independently.
SHARED_OVERALL, SHARED_IN_DOMAIN, OWN = 0.60, 0.55, 0.581

# A bad or good day moves every score of a visit alike (intake SDs). Assumed.
DAY_SHOCK_SD = 0.18
FLARE_SHARE = 0.07
FLARE_SHOCK = 0.55

# Landings of the staircase (seed claim "progress is a staircase"): share of patients whose gain pauses at
# week 2, at week 6, or nowhere; and what is left of the paused step. Assumed.
LANDING_SHARES = (0.30, 0.30, 0.40)
LANDING_REST = 0.15
RELAPSE_SHARE = 0.14
RELAPSE_KEEPS = 0.35

# Payers. Worse at intake with compensation and unemployment (Nicholas 2019); Medicaid patients come back
# less: 29 against 34 % (HDSinRdata::pain, computed). Sizes in SDs and log odds assumed.
PAYER_SEVERITY = {"commercial": -0.12, "medicare": -0.05, "medicaid": 0.22, "workers_comp": 0.20}
PAYER_RESPONSE = {"commercial": 0.08, "medicare": 0.05, "medicaid": -0.12, "workers_comp": -0.15}
PAYER_RETURN = {"commercial": 0.20, "medicare": 0.35, "medicaid": -0.65, "workers_comp": -0.10}

# Share of enrolled with any form at each checkpoint: about 95 % at intake, 50–60 % at 12 months. The fall is
# far milder than early ePPOC's (5,159 → 410 → 170 → 50, which mixes not yet due with lost, Hayes 2015) and
# better than 33 % with any follow-up in HDSinRdata::pain. Log odds before payer, outcome and habit.
RETURN_LOG_ODDS = {
    "intake": 3.55, "week_2": 3.0, "week_6": 2.6, "program_end": 2.65, "month_3": 1.55, "month_6": 1.10, "month_12": 0.70,
}  # fmt: skip
# Loss is predictable at admission (Pain Med 2001;2:46–51) and worse outcomes return less. Sizes assumed.
OUTCOME_RETURN = 0.55
HABIT_RETURN_SD = 0.70
LEFT_RETURN = -2.3
FORM_GIVEN_VISIT = 0.965
LATE_FORM_SHARE = 0.04
MISSING_INTAKE_INSTRUMENT_SHARE = 0.03

# 84.1 % of 931 completed (PMC8599775).
LEAVING_LOG_ODDS = -1.85
OUTCOME_LEAVING = 0.55
REASONS_LEFT = (
    "Lost to contact",
    "Travel or schedule",
    "Coverage ended",
    "Escalated to procedure",
    "Other illness",
    "Goals met early",
)
REASON_SHARES = (0.34, 0.24, 0.18, 0.12, 0.07, 0.05)

# Almost half of ePPOC patients cut the dose by half or more ("A snapshot"); dose at intake assumed.
MME_MEDIAN, MME_LOG_SD = 88.0, 0.55
MME_TARGET_SHARES = {0.0: 0.18, 0.25: 0.20, 0.45: 0.20, 0.7: 0.22, 0.9: 0.20}
MME_SETBACK_SHARE = 0.12

PROGRAM_SHARES = {"interdisciplinary": 0.52, "functional": 0.28, "opioid_taper": 0.20}
PAYER_SHARES = {
    "interdisciplinary": {"commercial": 0.42, "medicare": 0.24, "medicaid": 0.22, "workers_comp": 0.12},
    "functional": {"commercial": 0.30, "medicare": 0.08, "medicaid": 0.18, "workers_comp": 0.44},
    "opioid_taper": {"commercial": 0.28, "medicare": 0.32, "medicaid": 0.30, "workers_comp": 0.10},
}
NORTHGATE_SHARE = 0.38
RE_ENROLLED_SHARE = 0.055
PEOPLE = 600
