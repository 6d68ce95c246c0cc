"""Sources of the PROMIS measures beyond pain interference."""

from domain.source import Source

_READ = "abstract or table excerpt read"

HAYS_2011 = Source(
    "Responsiveness and minimally important difference for the PROMIS 20-item physical functioning short form in a "
    "prospective observational study of rheumatoid arthritis",
    2011, url="https://escholarship.org/uc/item/3362s5ck", verified=True, how=_READ,
)  # fmt: skip
KROENKE_2020 = Source(
    "Minimally important differences and severity thresholds are estimated for the PROMIS depression scales from three "
    "randomized clinical trials (Kroenke)",
    2020, doi="10.1016/j.jad.2020.01.101", verified=True, how=_READ,
)  # fmt: skip
PAIN_CLINIC_MID_2014 = Source(
    "Estimates of minimally important differences (MIDs) for two PROMIS computer-adaptive tests in chronic pain patients",
    2014, verified=True, how=_READ,
    url="https://utsouthwestern.pure.elsevier.com/en/publications/"
    "estimates-of-minimally-important-differences-mids-for-two-patient",
)  # fmt: skip
PAIN_CLINIC_MID_2013 = Source(
    "Estimates for minimally important differences for two PROMIS computer-adaptive tests in chronic pain outpatients "
    "(meeting abstract)",
    2013, url="https://www.jpain.org/article/S1526-5900(13)00051-5/fulltext", verified=True, how="abstract read",
)  # fmt: skip
FUNCTION_CUT_POINTS = Source(
    "PROMIS score cut points for function (HealthMeasures): 0.5, 1 and 2 SD below the mean; the page was read, its figure "
    "with 45, 40 and 30 could not be",
    2025, how="page read, figure not readable",
    url="https://www.healthmeasures.net/score-and-interpret/interpret-scores/promis/promis-score-cut-points",
)  # fmt: skip
GLOBAL_CUT_POINTS = Source(
    "PROMIS score cut points (HealthMeasures): Global Mental 56, 48, 40, 29",
    2019, verified=True, how="page read; the numbers for Global Physical are cut off in the copy that was read",
    url="http://www.healthmeasures.net/score-and-interpret/interpret-scores/promis/promis-score-cut-points",
)  # fmt: skip
HAYS_GLOBAL_2009 = Source(
    "Steps to produce raw score to theta estimates for the Global Physical and Mental Health items (R. D. Hays, UCLA)",
    2009, url="http://gim.med.ucla.edu/FacultyPages/Hays/ph4-summary-061909.doc", verified=True, how="tables read",
)  # fmt: skip
DEWITT_2018 = Source(
    "Estimation of a preference-based summary score for PROMIS: the PROMIS-Preference (PROPr) scoring system (Dewitt)",
    2018, doi="10.1177/0272989X18776637", verified=True, how="abstract read",
)  # fmt: skip
PROPR_CODE = Source(
    "Official PROPr code, janelhanmer/PROPr propr.py (CC BY-SA 4.0)",
    2021, url="https://github.com/janelhanmer/PROPr", verified=True, how="code read at @88904edf; written anew here, checked against its output",
)  # fmt: skip
PROPR_FAQ = Source(
    "PROPr: questions and answers", url="http://www.proprscore.com/faqs/", verified=True, how="page read"
)
HAYS_2018 = Source(
    "PROMIS-29 v2.0 profile physical and mental health summary scores (Hays)",
    2018, url="https://pmc.ncbi.nlm.nih.gov/articles/PMC5999556", how="its weights were not read",
)  # fmt: skip
