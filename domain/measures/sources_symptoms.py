"""Sources of the measures of headache, neuropathic pain, fibromyalgia, sleep quality and opioid risk."""

from domain.source import Source

_READ = "abstract or table excerpt read"
_NOT_READ = "cited second-hand or from memory; not read"

# Disability by pain and by headache
SOER_2012 = Source("Soer 2012 (title not recorded)", 2012, doi="10.1097/BRS.0b013e31822f7a53", how=_NOT_READ)
HIT6_BANDS = Source(
    "Headache Impact Test (HIT-6), scoring and interpretation (physiotutors.com)",
    url="https://www.physiotutors.com/questionnaires/headache-impact-test-hit-6/", verified=True, how="page read; the user guide was not",
)  # fmt: skip
SMELT_2014 = Source(
    "Minimally important change of the HIT-6 in primary-care migraine (Smelt)",
    2014, doi="10.1177/0333102413497599", verified=True, how=_READ,
)  # fmt: skip
HOUTS_2020 = Source(
    "Determining thresholds for meaningful change for the Headache Impact Test (HIT-6) total and item-specific scores in chronic "
    "migraine (Houts)",
    2020, doi="10.1111/head.13946", verified=True, how="abstract, table of earlier estimates, and meeting abstract read",
)  # fmt: skip
YANG_2011 = Source(
    "Validation of the HIT-6 across episodic and chronic migraine (Yang)",
    2011,
    doi="10.1177/0333102410379890",
    verified=True,
    how=_READ,
)

# Fibromyalgia
FIQR_SCORING = Source(
    "Scoring guidelines for the FIQR (myalgia.com)",
    url="http://www.myalgia.com/FIQR/Scoring.htm",
    verified=True,
    how="page read",
)
BENNETT_2009_FIQR = Source(
    "The Revised Fibromyalgia Impact Questionnaire (FIQR): validation and psychometric properties (Bennett)",
    2009, doi="10.1186/ar2783", verified=True, how="first page read",
)  # fmt: skip
BENNETT_2009_MCID = Source(
    "Minimal clinically important difference in the fibromyalgia impact questionnaire (Bennett), J Rheumatol 36:1304",
    2009, url="https://www.rheumatologynetwork.com/view/clinical-utility-fibromyalgia-impact-questionnaire-enhanced",
    verified=True, how="a journal's summary of it was read",
)  # fmt: skip
SURENDRAN_2018 = Source("Surendran & Mithun 2018 (title not recorded)", 2018, how=_NOT_READ)
SALAFFI_2021 = Source(
    "Definition of fibromyalgia severity: findings from a cross-sectional survey of 2339 Italian patients (Salaffi)",
    2021, verified=True, how=_READ,
    url="https://www.onmedica.com/posts/definition-of-fibromyalgia-severity-findings-from-a-cross-sectional-survey-of-2339-italian-patients",
)  # fmt: skip
FM_CRITERIA_2016 = Source(
    "2016 revised fibromyalgia criteria (table)",
    2016, url="https://www.jrd.or.kr/journal/popup_file.html?uid=1486&file=&md=tbl&idx=4", verified=True, how="table read",
)  # fmt: skip

# Neuropathic pain
NINDS_PAINDETECT = Source(
    "NINDS common data elements: painDETECT",
    url="https://commondataelements.ninds.nih.gov/ReportViewer.aspx?crfID=F1775", verified=True, how="page read",
)  # fmt: skip
FREYNHAGEN_2006 = Source(
    "painDETECT (Freynhagen 2006), as in table 3 of PMC7136290 and a physiotherapy appraisal",
    2006, doi="10.1185/030079906X132488", verified=True, how="the table and the appraisal were read, the paper was not",
)  # fmt: skip
LANSS_TABLE = Source(
    "LANSS cut-off and weights (PMC7136290, table 3)",
    2020, url="https://pmc.ncbi.nlm.nih.gov/articles/PMC7136290/table/T3", verified=True, how="table read",
)  # fmt: skip
BOUHASSIRA_2005 = Source(
    "Bouhassira 2005 (title not recorded): cut-off 4 of 10, interview part 3 of 7", 2005, how=_NOT_READ
)

# Sleep
PSQI_SCORING = Source(
    "PSQI form administration instructions and scoring, as reproduced on scribd.com (document 133799149)",
    url="https://www.scribd.com/document/133799149/PSQI-Scoring", verified=True, how="reproduction read; Buysse 1989 was not",
)  # fmt: skip
PSQI_CUT_OFF = Source(
    "PSQI global score above 5 (Buysse 1989): sensitivity 89.6 %, specificity 86.5 %, as quoted by a trial report",
    1989, url="https://th4.ilovetranslation.com/e0O6_yYmlUX=d", verified=True, how="the quotation was read",
)  # fmt: skip
HUGHES_2009 = Source("Hughes 2009 (title not recorded): 3 points", 2009, how=_NOT_READ)
LONGO_PSQI_2021 = Source(
    "Minimal clinically important difference and patient acceptable symptom state for the Pittsburgh Sleep Quality Index in patients who "
    "underwent rotator cuff tear repair (Longo)",
    2021, doi="10.3390/ijerph18168666", verified=True, how="abstract read",
)  # fmt: skip
CROOK_2018 = Source(
    "Minimum important difference of the Epworth Sleepiness Scale in obstructive sleep apnoea: estimation from three randomised "
    "controlled trials (Crook)",
    2018, doi="10.1136/thoraxjnl-2018-211959", verified=True, how="abstract read",
)  # fmt: skip
PATEL_2018 = Source(
    "The Epworth Sleepiness Scale: minimum clinically important difference in obstructive sleep apnea (Patel)",
    2018, doi="10.1164/rccm.201704-0672LE", how="its opening was read, its estimates were not",
)  # fmt: skip
AASM_2021_TABLE = Source(
    "AASM behavioral and psychological treatments for chronic insomnia in adults: systematic review, table 3, clinical significance "
    "thresholds (Edinger)",
    2021, doi="10.5664/jcsm.8988", url="https://pmc.ncbi.nlm.nih.gov/articles/PMC7853211/table/t3", verified=True, how="table 3 read",
)  # fmt: skip

# Opioid risk and medication
COMM_CODE = Source(
    "susom/redcap-em-autoscoring, algorithms/comm_v1.php",
    url="https://github.com/susom/redcap-em-autoscoring",
    verified=True,
    how="code read",
)
BUTLER_2007 = Source(
    "Development and validation of the Current Opioid Misuse Measure (Butler)",
    2007, url="https://pmc.ncbi.nlm.nih.gov/articles/PMC1950245", how="abstract read; its cut-off of 9 is not in it",
)  # fmt: skip
BUTLER_2010 = Source(
    "Cross validation of the current opioid misuse measure to monitor chronic pain patients on opioid therapy (Butler)",
    2010, doi="10.1097/AJP.0b013e3181f195ba", verified=True, how="abstract read",
)  # fmt: skip
ORT_TABLE = Source(
    "Opioid Risk Tool, table 1 of an article in Canadian Family Physician, adapted from Webster and Webster",
    url="http://www.cfp.ca/highwire/markup/26062/expansion", verified=True, how="table read",
)  # fmt: skip
ABERRANT_TOOLS_2019 = Source(
    "Assessment tools for aberrant drug behaviours, table 1 (SOAPP-R, ORT-OUD)",
    2019, url="https://pmc.ncbi.nlm.nih.gov/articles/PMC7029809/table/T1", verified=True, how="table read",
)  # fmt: skip
SOAPPR_TABLE = Source(
    "Validated assessment tools, table 3 (SOAPP-R at 17, 18 and 19)",
    2018, url="https://pmc.ncbi.nlm.nih.gov/articles/PMC5980731/table/T3", verified=True, how="table read",
)  # fmt: skip
CHEATLE_2019 = Source(
    "Validation of the ORT-OUD (Cheatle)",
    2019,
    url="https://pmc.ncbi.nlm.nih.gov/articles/PMC6768552",
    verified=True,
    how=_READ,
)
ANZCA_2021 = Source(
    "ANZCA FPM PS01(PM) appendix: opioid dose equivalence",
    2021, url="https://docslib.org/doc/9957345/appendix-2-opioid-dose-equivalence", verified=True, how="copy read",
)  # fmt: skip
