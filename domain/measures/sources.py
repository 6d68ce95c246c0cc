"""The sources that the registry cites, each written once.

`verified` is True only where the abstract, table or code was read. A source that could not be
traced says so in its title and stays unverified, and so does every fact that rests on it.
"""

from domain.source import RECALLED as RECALLED
from domain.source import Source

_READ = "abstract or table excerpt read"
_CODE = "code and tests read"
_NOT_READ = "cited second-hand or from memory; not read"

PRAGMATIC = Source("Pragmatic choice; no published estimate found")
UNNAMED = Source("Unnamed public source; not traceable")
NO_ESTIMATE = Source("No published estimate found")

# Consensus on meaningful change
DWORKIN_2008 = Source(
    "Interpreting the clinical importance of treatment outcomes in chronic pain clinical trials: IMMPACT recommendations",
    2008, doi="10.1016/j.jpain.2007.09.005", verified=True, how=f"{_READ} (abstract and Bandolier table)",
)  # fmt: skip
OSTELO_2008 = Source(
    "Interpreting change scores for pain and functional status in low back pain: "
    "towards international consensus regarding minimal important change",
    2008, doi="10.1097/BRS.0b013e31815e3a10", verified=True, how=f"{_READ}; DOI from memory",
)  # fmt: skip
FARRAR_2001 = Source(
    "Clinical importance of changes in chronic pain intensity measured on an 11-point numerical pain rating scale",
    2001, doi="10.1016/S0304-3959(01)00349-9", verified=True, how=f"{_READ}; DOI from memory",
)  # fmt: skip
EPPOC_MANUAL = Source(
    "ePPOC Clinical Reference Manual / outcome definitions", url="https://ahsri.uow.edu.au/eppoc/", how=_NOT_READ
)

# Physical function and activity
MANNION_2006 = Source(
    "Development of a German version of the Oswestry Disability Index. Part 2",
    2006, url="https://pmc.ncbi.nlm.nih.gov/articles/PMC3454560", verified=True, how=_READ,
)  # fmt: skip
ACCEPTABLE_OUTCOME_2009 = Source(
    "What is an acceptable outcome of treatment before it begins?",
    2009, doi="10.1007/s00586-009-1070-1", verified=True, how=_READ,
)  # fmt: skip
ODI_SLOVENE_2010 = Source(
    "Validation of the Slovene version of the ODI",
    2010, verified=True, how=_READ,
    url="https://dlib.si/stream/URN:NBN:SI:DOC-CUCJZFB2/fe6f712d-3c6b-4a4b-9004-9dc6b6d8a6f8/TEXT",
)  # fmt: skip
ODI_FORM = Source(
    "Oswestry form footnote: minimum detectable change (90 % confidence) 10 %points",
    url="https://th4.ilovetranslation.com/uHAFf0Ohymw=d", verified=True, how="copy of the form read",
)  # fmt: skip
ROLAND_FAIRBANK_2000 = Source(
    "The Roland-Morris Disability Questionnaire and the Oswestry Disability Questionnaire (Roland & Fairbank)",
    2000, url="https://studylib.net/doc/5830226/--roland-morris-disability-questionnaire", verified=True, how=_READ,
)  # fmt: skip
WRIGHT_2011 = Source(
    "Wright 2011, major clinically important improvement of four performance tests in hip osteoarthritis",
    2011, doi="10.2519/jospt.2011.3515", how="its objective was read, its numbers were not",
)  # fmt: skip
BENAIM_2019 = Source(
    '"Minimal clinically important difference" estimates of 6 commonly-used performance tests in patients with '
    "chronic musculoskeletal pain completing a work-related multidisciplinary rehabilitation program",
    2019, doi="10.1186/s12891-018-2382-2", verified=True, how=_READ,
)  # fmt: skip
FIBROMYALGIA_WALK_2016 = Source(
    "6-minute walk distance MCID in fibromyalgia",
    2016, url="https://pmc.ncbi.nlm.nih.gov/articles/PMC5831244/", verified=True, how=_READ,
)  # fmt: skip
KWOK_2013 = Source(
    "MCID of six-minute walk in Asian older adults",
    2013, doi="10.1186/1471-2318-13-23", verified=True, how=_READ,
)  # fmt: skip
BOHANNON_2017 = Source("Bohannon & Crouch 2017 (title not recorded)", 2017, doi="10.1111/jep.12629", how=_NOT_READ)

# Pain interference and intensity
REED_2024 = Source(
    "Comparable minimally important differences and responsiveness of Brief Pain Inventory and PEG pain scales "
    "across six trials",
    2024, doi="10.1016/j.jpain.2023.07.028", verified=True, how=_READ,
)  # fmt: skip
BPI_GUIDE_SCORING = Source("Brief Pain Inventory User Guide: more than 50 %, or 4 of 7", how=_NOT_READ)
BPI_GUIDE_TERMS = Source(
    "The Brief Pain Inventory User Guide (MD Anderson)",
    2009, url="https://studyres.com/doc/1712721/bpi-user-guide---md-anderson-cancer-center", verified=True, how=_READ,
)  # fmt: skip
KREBS_2009 = Source("Krebs 2009 PEG development", 2009, doi="10.1007/s11606-009-0981-1", how=_NOT_READ)
NICHOLAS_2019 = Source(
    "Normative data for common pain measures in chronic pain clinic populations: "
    "closing a gap for clinicians and researchers",
    2019, doi="10.1097/j.pain.0000000000001496", verified=True, how="abstract: means only; SDs not readable",
)  # fmt: skip
CHEN_2018 = Source(
    "Estimating minimally important differences for the PROMIS pain interference scales: "
    "results from 3 randomized clinical trials",
    2018, verified=True, how=_READ,
    url="https://experts.umn.edu/en/publications/estimating-minimally-important-differences-for-the-promis-pain-in",
)  # fmt: skip
LEE_2017 = Source(
    "Responsiveness and minimally important differences for 4 PROMIS Short Forms in knee osteoarthritis",
    2017, doi="10.1016/j.jpain.2017.05.001", verified=True, how=f"{_READ}; DOI from memory",
)  # fmt: skip
KATZ_2020 = Source(
    "MID and PASS for PROMIS PI in RA (Katz et al.)", 2020, doi="10.1002/acr2.11141", verified=True, how=_READ
)
TERWEE_2021 = Source(
    "Minimal important change (MIC): a conceptual clarification and systematic review of MIC estimates of PROMIS measures",
    2021, doi="10.1007/s11136-021-02925-y", verified=True, how=_READ,
)  # fmt: skip
PROMIS_MANUALS = Source("HealthMeasures scoring manuals", how="recalled; not read again")
PROMIS_CUT_POINTS = Source(
    "PROMIS score cut points (HealthMeasures)",
    2025, verified=True, how="page read",
    url="https://www.healthmeasures.net/score-and-interpret/interpret-scores/promis/promis-score-cut-points/268-promis-score-cut-points",
)  # fmt: skip
PROMIS_TERMS = Source(
    "Obtain & Administer PROMIS Measures (HealthMeasures)",
    url="https://www.healthmeasures.net/explore-measurement-systems/promis/obtain-administer-measures",
    verified=True, how="page read",
)  # fmt: skip
PROMIS_TABLES = Source(
    "Expected-a-posteriori summed-score tables, recomputed from the calibrations in chamtrain/choir-d @408fec1 and "
    "compared with published tables (see domain/tables)",
    2026, url="https://github.com/chamtrain/choir-d", verified=True, how="computed; every cell of PI 4a equals the published one",
)  # fmt: skip
SUZUKI_2020 = Source(
    "Clinically significant changes in pain along the Pain Intensity Numerical Rating Scale in patients with "
    "chronic low back pain",
    2020, doi="10.1371/journal.pone.0229228", verified=True, how=_READ,
)  # fmt: skip
PGIC_ANCHORED_2022 = Source(
    "PGIC-anchored NRS change in 1,661 chronic-pain patients (cohort and RCT)",
    2022, url="https://pmc.ncbi.nlm.nih.gov/articles/PMC9299931", verified=True, how=_READ,
)  # fmt: skip
CHILDS_2005 = Source(
    "Responsiveness of the numeric pain rating scale in patients with low back pain (Childs)",
    2005, doi="10.1097/01.brs.0000164099.92112.29", url="https://pubmed.ncbi.nlm.nih.gov/15928561/", verified=True, how="abstract read",
)  # fmt: skip

# Self-efficacy and catastrophizing
CHIAROTTO_2016 = Source(
    "Responsiveness and minimal important change of the Pain Self-Efficacy Questionnaire and short forms in "
    "patients with chronic low back pain (Chiarotto)",
    2016, doi="10.1016/j.jpain.2016.02.012", verified=True, how=_READ,
)  # fmt: skip
DUBE_2021 = Source(
    "Measurement properties of the Pain Self-Efficacy Questionnaire in populations with musculoskeletal disorders: "
    "a systematic review (Dubé)",
    2021, verified=True, how=_READ,
    url="https://ichgcp.net/fi/clinical-trials-registry/publications/"
    "259320-measurement-properties-of-the-pain-self-efficacy-questionnaire-in-populations-with-musculoskeletal",
)  # fmt: skip
MAUGHAN_2010 = Source(
    "Maughan & Lewis 2010; 11 quoted in 10.1186/s40945-017-0032-x Table 2", 2010, doi="10.1007/s00586-010-1353-6",
    how="the quotation was read, the paper was not",
)  # fmt: skip
EPPOC_BANDS = Source("ePPOC bands <20, 20–30, 31–40, >40", how=_NOT_READ)
PSEQ_TERMS = Source("Nicholas (terms of use not found)", how=_NOT_READ)
MONTICONE_2022 = Source(
    "Responsiveness and minimal important change of the PCS in chronic LBP undergoing multidisciplinary "
    "rehabilitation (Monticone)",
    2022, doi="10.23736/S1973-9087.21.06729-0", verified=True, how=_READ,
)  # fmt: skip
SCOTT_2014 = Source(
    "Clinically meaningful scores on pain catastrophizing before and after multidisciplinary rehabilitation (Scott)",
    2014, doi="10.1097/AJP.0b013e31828eee6c", how="abstract read in part only",
)  # fmt: skip
FERNANDES_2012 = Source(
    "Cross-cultural adaptation and validation of the Norwegian pain catastrophizing scale",
    2012, url="https://pmc.ncbi.nlm.nih.gov/articles/PMC3407790", verified=True, how=_READ,
)  # fmt: skip
PCS_CUT_OFF = Source("Unnamed public source; not traceable (manual 75th percentile = 30)")
PCS_TERMS = Source(
    "Sullivan pain research: PCS page",
    url="https://sullivan-painresearch.mcgill.ca/pcs.php",
    verified=True,
    how="page read",
)

# Mood, anxiety, sleep
PHQ_MANUAL = Source("PHQ instruction manual", how=_NOT_READ)
LOWE_2004 = Source(
    "Monitoring depression treatment outcomes with the Patient Health Questionnaire-9 (Löwe)",
    2004, doi="10.1097/00005650-200412000-00006", verified=True, how="abstract read",
)  # fmt: skip
KOUNALI_2022 = Source(
    "How much change is enough? Evidence from a longitudinal study on depression in UK primary care",
    2022, doi="10.1017/S0033291720003700", verified=True, how=_READ,
)  # fmt: skip
KROENKE_2001 = Source("Kroenke 2001 (PHQ-9)", 2001, doi="10.1046/j.1525-1497.2001.016009606.x", how=_NOT_READ)
TOUSSAINT_2020 = Source(
    "Sensitivity to change and minimal clinically important difference of the 7-item GAD-7 (Toussaint)",
    2020, doi="10.1016/j.jad.2020.01.032", verified=True, how=_READ,
)  # fmt: skip
SPITZER_2006 = Source("Spitzer 2006 (GAD-7)", 2006, doi="10.1001/archinte.166.10.1092", how=_NOT_READ)
PHQ_TERMS = Source(
    "CamCOPS docs quoting phqscreeners.com terms",
    2012, verified=True, how="page read",
    url="https://github.com/ucam-department-of-psychiatry/camcops/tree/56a303e1d7837d1e52a59e911c6530b9ec86c559/docs/source/tasks",
)  # fmt: skip
YANG_2009 = Source(
    "Interpreting score differences in the Insomnia Severity Index: using health-related outcomes to define the "
    "minimally important difference",
    2009, doi="10.1185/03007990903167415", verified=True, how=_READ,
)  # fmt: skip
MORIN_2011 = Source(
    "The Insomnia Severity Index: psychometric indicators to detect insomnia cases and evaluate treatment response (Morin)",
    2011, doi="10.1093/sleep/34.5.601", verified=True, how=_READ,
)  # fmt: skip
REST_PROJECT = Source(
    "REST project sleep diary thresholds (SOL>30, WASO>30, TST<6 or >9 h, SE<85 %)",
    url="https://elearning-restproject.blogs.lincoln.ac.uk/normal-abnormal-sleep/", verified=True, how="page read",
)  # fmt: skip
SLEEP_ARITHMETIC = Source(
    "Sleep efficiency = 100 × total sleep time / time in bed; total sleep time = time in bed − sleep onset latency − "
    "wake after sleep onset (PMC9672415, Table 1)",
    url="https://pmc.ncbi.nlm.nih.gov/articles/PMC9672415/", verified=True, how="table excerpt read",
)  # fmt: skip

# Medication
CDC_2022 = Source(
    "CDC Clinical Practice Guideline for Prescribing Opioids for Pain - United States, 2022",
    2022, url="https://www.cdc.gov/mmwr/volumes/71/rr/rr7103a1.htm", verified=True, how="table read through reproductions",
)  # fmt: skip
CDC_2016 = Source("CDC 2016 threshold", 2016, how=_NOT_READ)


def awell_score(measure: str) -> Source:
    """The open test suite of awell-score for one instrument, at the commit that was read."""
    address = f"https://github.com/awell-health/awell-score/tree/c37843e505763f1767d22d0250ee1920eccddb21/src/scores/{measure}"
    return Source(
        f"awell-health/awell-score test suite: src/scores/{measure}", 2026, url=address, verified=True, how=_CODE
    )


def camcops(task: str) -> Source:
    """The CamCOPS server task of one instrument, at the commit that was read."""
    commit = "56a303e1d7837d1e52a59e911c6530b9ec86c559"
    address = (
        f"https://github.com/ucam-department-of-psychiatry/camcops/blob/{commit}/server/camcops_server/tasks/{task}.py"
    )
    return Source(f"CamCOPS server task {task}", 2026, url=address, verified=True, how="code read")
