"""Sources of the measures of function, physical tests and work."""

from domain.source import Source

_READ = "abstract or table excerpt read"
_NOT_READ = "cited second-hand or from memory; not read"

# Neck and back
NDI_META_2024 = Source(
    "Psychometric properties of neck disability index - a systematic review and meta-analysis (Saltychev)",
    2024, doi="10.1080/09638288.2024.2304644", verified=True, how="abstract read",
)  # fmt: skip
YOUNG_2009 = Source(
    "Responsiveness of the Neck Disability Index in patients with mechanical neck disorders (Young)",
    2009, doi="10.1016/j.spinee.2009.06.002", verified=True, how="abstract read",
)  # fmt: skip
ACDF_2013 = Source(
    "MCID after ACDF for cervical spondylotic myelopathy",
    2013, url="https://pmc.ncbi.nlm.nih.gov/articles/PMC3691175", verified=True, how=_READ,
)  # fmt: skip
NDI_SPINAL_2007 = Source(
    "NDI vs SF36 in a spinal outpatient clinic",
    2007, url="https://pmc.ncbi.nlm.nih.gov/articles/PMC2140132", verified=True, how=_READ,
)  # fmt: skip
VERNON_BANDS = Source(
    "Vernon and Mior's interpretation of the NDI, as quoted by 'The psychometric properties of the Neck Disability Index: a comprehensive "
    "review'",
    2014, verified=True, how="the quotation was read, the paper of 1991 was not",
    url="https://spinalmanipulation.org/2014/12/03/the-psychometric-properties-of-the-neck-disability-index-a-comprehensive-review/",
)  # fmt: skip
CHOIR_RMDQ = Source(
    "Stanford CHOIR (chamtrain/choir-d), RMDQScoreProvider: the score is the number of boxes ticked",
    2020, url="https://github.com/chamtrain/choir-d/blob/408fec1c21f6682473a72aa8b36ec95240b3cf68", verified=True, how="code read",
)  # fmt: skip
RECOVERED_2010 = Source(
    "How little pain and disability do patients with low back pain have to experience to feel that they have recovered?",
    2010, doi="10.1007/s00586-010-1366-1", verified=True, how=_READ,
)  # fmt: skip
STRATFORD_1996 = Source(
    "Defining the minimum level of detectable change for the Roland-Morris questionnaire (Stratford)",
    1996, url="http://ptjournal.apta.org/content/76/4/359.long", verified=True, how="abstract read",
)  # fmt: skip
DAVIDSON_2002 = Source(
    "A comparison of five low back disability questionnaires: reliability and responsiveness (Davidson & Keating)",
    2002, url="https://chiro.org/Graphics_Box_RESEARCH/GRAPHICS_10/A_COMPARISON/Table_5.html", verified=True, how="abstract and table 5 read",
)  # fmt: skip

# Patient-named activities, joints and limbs
CHOIR_PSFS = Source(
    "Stanford CHOIR (chamtrain/choir-d), PSFSScoreProvider: sum divided by the number of answers",
    2020, url="https://github.com/chamtrain/choir-d/blob/408fec1c21f6682473a72aa8b36ec95240b3cf68", verified=True, how="code read",
)  # fmt: skip
RYSSTAD_2020 = Source(
    "Responsiveness and minimal important change of the QuickDASH and PSFS when used among patients with shoulder pain (Rysstad)",
    2020, doi="10.1186/s12891-020-03289-z", verified=True, how="abstract read",
)  # fmt: skip
STRATFORD_1995 = Source(
    "Stratford 1995 (title not recorded): MDC90 2 for the average, 3 for a single activity", 1995, how=_NOT_READ
)
JOINT_TABLES = Source(
    "KOOS, JR and HOOS, JR interval tables in independent public code transcriptions that agree (five for the knee, three for the hip)",
    2022, verified=True, how="code read; the publisher's own table was not",
)  # fmt: skip
HSS_TERMS = Source("Hospital for Special Surgery: terms, and all items needed", how=_NOT_READ)
LYMAN_2018 = Source(
    "What are the minimal and substantial improvements in the HOOS and KOOS and JR versions after total joint replacement? (Lyman)",
    2018, doi="10.1097/CORR.0000000000000456", how="the citation was read, its numbers were not",
)  # fmt: skip
KUNZE_PASS = Source(
    "Defining the patient acceptable symptom state for the HOOS JR and KOOS JR after primary total joint arthroplasty (Kunze)",
    verified=True, how="abstract read",
    url="https://kyushu-u.elsevierpure.com/en/publications/defining-the-patient-acceptable-symptom-state-for-the-hoos-jr-and",
)  # fmt: skip
BINKLEY_1999 = Source(
    "The Lower Extremity Functional Scale (LEFS): scale development, measurement properties, and clinical application (Binkley)",
    1999, url="http://ptjournal.apta.org/content/79/4/371.short", verified=True, how="abstract read",
)  # fmt: skip
MINTKEN_2009 = Source(
    "Psychometric properties of the shortened disabilities of the Arm, Shoulder, and Hand Questionnaire (QuickDASH) and Numeric Pain "
    "Rating Scale in patients with shoulder pain (Mintken)",
    2009, doi="10.1016/j.jse.2008.12.015", verified=True, how="abstract read",
)  # fmt: skip
VAN_KAMPEN_2013 = Source(
    "Determination and comparison of the smallest detectable change and the minimal important change of four shoulder patient-reported "
    "outcome measures",
    2013, doi="10.1186/1749-799X-8-40", verified=True, how="abstract read",
)  # fmt: skip
FRANCHIGNONI_2014 = Source("Franchignoni 2014 (title not recorded)", 2014, doi="10.2519/jospt.2014.4893", how=_NOT_READ)

# Physical tests and steps
MERETTA_2006 = Source(
    "The five times sit to stand test: responsiveness to change and concurrent validity in adults undergoing vestibular rehabilitation "
    "(Meretta)",
    2006, url="https://pubmed.ncbi.nlm.nih.gov/17538213", verified=True, how="abstract read",
)  # fmt: skip
BOHANNON_2015 = Source(
    "Two-minute walk test performance by adults 18 to 85 years: normative values, reliability, and responsiveness (Bohannon)",
    2015, doi="10.1016/j.apmr.2014.10.006", verified=True, how="abstract read",
)  # fmt: skip
GAIT_KNEE_2021 = Source(
    "What is an important difference in gait speed in adults with knee osteoarthritis? (Gilbert)",
    2021, doi="10.1002/acr.24159", verified=True, how="abstract and table 2 read",
)  # fmt: skip
PERERA_2006 = Source(
    "Meaningful change and responsiveness in common physical performance measures in older adults (Perera)",
    2006, url="https://scilit.net/publications/d68e386fffbd2cf0525912b412bab333", verified=True, how="abstract read",
)  # fmt: skip
STEADI = Source("CDC STEADI: 12 seconds or more", how=_NOT_READ)
ALGHADIR_2015 = Source(
    "The reliability and minimal detectable change of Timed Up and Go test in individuals with grade 1-3 knee osteoarthritis",
    2015, doi="10.1186/s12891-015-0637-8", verified=True, how="abstract read",
)  # fmt: skip
GRIP_REVIEW_2019 = Source(
    "Minimal clinically important difference for grip strength: a systematic review (Bohannon)",
    2019, doi="10.1589/jpts.31.75", verified=True, how="abstract read",
)  # fmt: skip
TUDOR_LOCKE_2008 = Source(
    "Revisiting 'How many steps are enough?' (Tudor-Locke)",
    2008, url="https://www.researchgate.net/publication/5293674_Revisiting_How_Many_Steps_Are_Enough", verified=True,
    how="abstract read; year as the volume of the journal has it, from memory",
)  # fmt: skip
DEMEYER_2016 = Source(
    "The minimal important difference in physical activity in patients with COPD (Demeyer)",
    2016, doi="10.1371/journal.pone.0154587", verified=True, how=_READ,
)  # fmt: skip
CLEMES_2008 = Source(
    "How many days of pedometer monitoring predict monthly ambulatory activity in adults? (Clemes)",
    2008, url="https://repository.lboro.ac.uk/articles/9618869", verified=True, how=_READ,
)  # fmt: skip

# Work
MUNDT_2002 = Source(
    "The Work and Social Adjustment Scale: a simple measure of impairment in functioning (Mundt)",
    2002, doi="10.1192/bjp.180.5.461", verified=True, how=_READ,
)  # fmt: skip
ZAHRA_2014 = Source(
    "The work and social adjustment scale: reliability, sensitivity and value (Zahra)",
    2014, doi="10.3109/13651501.2014.894072", how="abstract read; its reliable change of 8 is not in it",
)  # fmt: skip
REILLY_WPAI = Source(
    "WPAI scoring (Reilly Associates)",
    url="http://www.reillyassociates.net/WPAI_Scoring.html",
    verified=True,
    how="page read",
)
MIDAS_GRADES = Source(
    "Description of the MIDAS grades in a protocol exchange, citing the instrument's papers",
    url="https://bio-protocol.org/exchange/minidetail?id=5572984&type=30", verified=True, how="page read; Stewart 2001 was not",
)  # fmt: skip
STEWART_MIDAS = Source(
    "Development and testing of the MIDAS Questionnaire to assess headache-related disability (Stewart)",
    verified=True, how="abstract read",
    url="https://uconnect.wisc.edu/cosmos/swiftbot/clinical/cckm-tools/content/questionnaires/related/name-101352-en.cckm",
)  # fmt: skip

# Prognosis
LINTON_2011 = Source(
    "Development of a short form of the Örebro Musculoskeletal Pain Screening Questionnaire (Linton)",
    2011, doi="10.1097/BRS.0b013e3181f8f775", verified=True, how="abstract read",
)  # fmt: skip
KEELE_TERMS = Source("Keele University (terms of use not read)", how=_NOT_READ)
