"""Sources of the measures of mood, anxiety, fear of movement, acceptance and central sensitization."""

from domain.source import Source

_READ = "abstract or table excerpt read"
_NOT_READ = "cited second-hand or from memory; not read"

# Screens for depression and anxiety
KROENKE_2003 = Source(
    "PHQ-2, cut-off of 3 (Kroenke 2003), as printed in a review's table",
    2013, url="https://www.hindawi.com/journals/cpn/2013/695925/tab1/", verified=True, how="table read; Kroenke 2003 itself was not",
)  # fmt: skip
ARROLL_2010 = Source(
    "Validation of PHQ-2 and PHQ-9 to screen for major depression in the primary care population",
    2010, url="https://pmc.ncbi.nlm.nih.gov/articles/PMC2906530", verified=True, how="abstract read",
)  # fmt: skip
NINDS_PHQ4 = Source(
    "NINDS common data elements: Patient Health Questionnaire-4, citing Kroenke 2009 (Psychosomatics 50:613–621)",
    verified=True, how="page read",
    url="https://www.commondataelements.ninds.nih.gov/ReportViewer.aspx?/nindscdereports/rptNOC&rs:Command=Render&rc:Parameters=false&crfID=F2495",
)  # fmt: skip

# DASS-21 and HADS
DASS_CUT_OFFS = Source(
    "DASS-21 cut-offs and items", 2022, url="https://www.phnupdates.com/2022/10/how-to-process-dass-21-scale.html",
    verified=True, how=_READ,
)  # fmt: skip
DASS_MISSING = Source(
    "DASS website FAQ on missing items, and ePPOC manual", how="the question is on the page; its answer was not read"
)
DASS_TERMS = Source(
    "DASS FAQ as quoted by executivecounseling.in: public domain, to be copied without restriction, not modified or sold",
    url="http://executivecounseling.in/depression-anxiety-stress-scale/", verified=True, how="the quotation was read, the DASS site was not",
)  # fmt: skip
DASS_RASCH = Source(
    "Rasch analysis supports the use of the DASS to measure mood in groups but not in individuals with chronic low back pain",
    url="http://researchonline.nd.edu.au/physiotherapy_article/12/", verified=True, how="abstract read",
)  # fmt: skip
GRONKVIST_2024 = Source(
    "Measurement error, minimal detectable change, and minimal clinically important difference of the SF-36, HADS and pain NRS "
    "in patients with chronic pain (Grönkvist)",
    2024, verified=True, how="abstract read; its minimal detectable changes are not in it",
    url="https://www.iasp-pain.org/publications/pain-research-forum/papers-of-the-week/paper/"
    "measurement-error-minimal-detectable-change-and-minimal-clinically-important-difference-of-the-short-form-36-health-survey-"
    "hospital-anxiety-and-depression-scale-and-pain-numeric-rating-scale-in-pa/",
)  # fmt: skip
LONGO_2023 = Source(
    "Establishing the MCID and PASS for the HADS in patients with rotator cuff disease and shoulder prosthesis (Longo)",
    2023, doi="10.3390/jcm12041540", verified=True, how="abstract read",
)  # fmt: skip
PUHAN_2008 = Source(
    "The minimal important difference of the HADS in patients with COPD (Puhan)",
    2008, doi="10.1186/1477-7525-6-46", verified=True, how=_READ,
)  # fmt: skip
LEMAY_2019 = Source("Lemay 2019 (title not recorded)", 2019, doi="10.1097/HCR.0000000000000379", how=_NOT_READ)
ZIGMOND_1983 = Source("Zigmond & Snaith 1983 (0–7, 8–10, 11–21)", 1983, how=_NOT_READ)
HADS_TERMS = Source(
    "CamCOPS hads.rst quoting Snaith 2003", 2018, verified=True, how="page read",
    url="https://github.com/ucam-department-of-psychiatry/camcops/blob/56a303e1d7837d1e52a59e911c6530b9ec86c559/docs/source/tasks/hads.rst",
)  # fmt: skip

# Self-efficacy and acceptance
NICHOLAS_2015 = Source(
    "A 2-item short form of the Pain Self-Efficacy Questionnaire: development and psychometric evaluation of PSEQ-2 (Nicholas)",
    2015, doi="10.1016/j.jpain.2014.11.002", how="abstract read; the cut-offs 5 and 8 are not in it",
)  # fmt: skip
BARANOFF_2013 = Source(
    "Willing and able: a closer look at pain willingness and activity engagement on the CPAQ-8 (Baranoff)",
    2013, doi="10.1016/j.jpain.2012.11.004", verified=True, how=_READ,
)  # fmt: skip
CPAQ8_CHINESE = Source(
    "Validation of a Chinese version of the CPAQ and CPAQ-8 in chronic pain patients (Liu)",
    verified=True, how="abstract read",
    url="https://ichgcp.net/nl/clinical-trials-registry/publications/"
    "268190-validation-of-a-chinese-version-of-the-chronic-pain-acceptance-questionnaire-capq-and-cpaq-8-in",
)  # fmt: skip
CHOIR_CPAQ8 = Source(
    "Stanford CHOIR, PhysicalTherapyScoreProvider (item key of the CPAQ-8)",
    url="https://github.com/chamtrain/choir-d", verified=True, how="code read: item key only, not its rule for blanks",
)  # fmt: skip

# Fear of movement and central sensitization
WOBY_2005 = Source(
    "Psychometric properties of the TSK-11: a shortened version of the Tampa Scale for Kinesiophobia (Woby)",
    2005, verified=True, how=_READ,
    url="https://metajournal.com/articles/309710/psychometric-properties-tsk-11-shortened-version-tampa-scale-kinesiophobia",
)  # fmt: skip
HAPIDOU_2012 = Source("Hapidou 2012; quoted in 10.1186/s40945-017-0032-x", 2012, how=_NOT_READ)
MONTICONE_2020 = Source(
    "Reliability, responsiveness and MCID of the two FABQ scales in Italian subjects with chronic LBP undergoing "
    "multidisciplinary rehabilitation (Monticone)",
    2020, doi="10.23736/S1973-9087.20.06158-4", verified=True, how=_READ,
)  # fmt: skip
FABQ_PA_CUT_OFF = Source(
    "FABQ-PA above 14, as used in PMC2881572 Table 2", 2008, url="https://pmc.ncbi.nlm.nih.gov/articles/PMC2881572/table/T2",
    verified=True, how="table read",
)  # fmt: skip
FABQ_W_CUT_OFF = Source(
    "FABQ-W above 29 (acute occupational low back pain); above 22 is suggested too", 2016, verified=True, how="table read",
    url="https://pmc.ncbi.nlm.nih.gov/articles/PMC4893951/table/array11",
)  # fmt: skip
REHABMEASURES_FABQ = Source(
    "Fear-Avoidance Beliefs Questionnaire, RehabMeasures (free; items 2–5 and 6, 7, 9–12, 15)",
    2014, url="https://www.sralab.org/rehabilitation-measures/fear-avoidance-beliefs-questionnaire", verified=True, how="page read",
)  # fmt: skip
NEBLETT_2017 = Source(
    "Establishing clinically relevant severity levels for the Central Sensitization Inventory (Neblett)",
    2017, doi="10.1111/papr.12440", verified=True, how=_READ,
)  # fmt: skip
MAYER_2012 = Source(
    "The development and psychometric validation of the Central Sensitization Inventory (Mayer)",
    2012, doi="10.1111/j.1533-2500.2011.00493.x", verified=True, how="abstract read",
)  # fmt: skip
SCHUTTERT_2023 = Source(
    "Validity of the Central Sensitization Inventory to address human assumed central sensitization (Schuttert)",
    2023, doi="10.3390/jcm12144849", verified=True, how="abstract read",
)  # fmt: skip
