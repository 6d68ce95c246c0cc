"""Sources of the measures of quality of life and general disability."""

from domain.source import Source

_READ = "abstract or table excerpt read"

DIAZ_ARRIBAS_2017 = Source(
    "Minimal clinically important difference in quality of life for patients with low back pain (Díaz-Arribas)",
    2017, doi="10.1097/BRS.0000000000002298", verified=True, how=_READ,
)  # fmt: skip
SF12_RELIABILITY = Source(
    "Reliability and validity of the SF-12v2 in adults with non-cancer pain",
    2017, url="https://ouci.dntb.gov.ua/en/works/7XAKoOq4", verified=True, how=_READ,
)  # fmt: skip
SELIM_2009 = Source(
    "Updated U.S. population standard for the Veterans RAND 12-item Health Survey (Selim)",
    2009, doi="10.1007/s11136-008-9418-2", verified=True, how="abstract read",
)  # fmt: skip
BUCHHOLZ_2021 = Source(
    "Translation and adaptation of the German version of the Veterans RAND 36/12 item health survey (Buchholz)",
    2021, url="https://wixlib.com/document/59901_translation-and-adaptation-of-the-german-version-of-the-veterans-rand.html",
    verified=True, how="abstract read",
)  # fmt: skip
WHODAS_MSK = Source(
    "Minimal clinically important difference and minimal detectable change of the 12-item WHODAS 2.0 amongst patients with "
    "chronic musculoskeletal pain",
    2020, url="https://pmc.ncbi.nlm.nih.gov/articles/PMC7649960", verified=True, how=_READ,
)  # fmt: skip
WHODAS_SUMMARY = Source(
    "WHODAS 2.0 summary scores (WHO): simple scoring adds the items, printed as 1–5",
    url="http://www.who.int/classifications/icf/whodasii/en/index4.html", verified=True, how="page read",
)  # fmt: skip
WHODAS_MANUAL_MISSING = Source(
    "WHODAS 2.0 manual 2010, rule for a missing item", 2010, how="recalled; the manual's chapter was not reached"
)
WHODAS_TERMS = Source(
    "WHODAS 2.0 manual (WHO)", 2010, url="https://deploy.studylib.es/doc/9344534/9789241547598-eng", verified=True,
    how="title pages read",
)  # fmt: skip
EQ5D_MID = Source(
    "Instrument-defined estimates of the minimally important difference for EQ-5D-5L index scores, EQ-VT version 2 value sets",
    2020, url="http://mymedr.afpm.org.my/publications/83343", verified=True, how=_READ,
)  # fmt: skip
EQ5D_TERMS = Source(
    "CamCOPS eq5d5l.rst quoting euroqol.org", 2018, verified=True, how="page read",
    url="https://github.com/ucam-department-of-psychiatry/camcops/blob/56a303e1d7837d1e52a59e911c6530b9ec86c559/docs/source/tasks/eq5d5l.rst",
)  # fmt: skip
EQ5D_POLAND = Source(
    "Polish EQ-5D-5L value set (Golicki 2019)",
    2019, doi="10.1007/s40273-019-00811-7", verified=True,
    how="coefficients read in awell-health/awell-score and in fragla/eq5d data-raw/VT.csv, which agree; the paper was not read",
)  # fmt: skip
EQ5D_USA = Source(
    "United States EQ-5D-5L value set (Pickard 2019)",
    2019, doi="10.1016/j.jval.2019.02.009", verified=True,
    how="coefficients read in fragla/eq5d data-raw/VT.csv @04c5744b; the paper was not read",
)  # fmt: skip
