"""Who asks for the contents of a request. `verified` only where the passage itself was read; the rest is second-hand."""

from domain.source import Source

_SECOND_HAND = "second-hand summary; the rule itself was not read"

OWN_LAYOUT = Source(title="The product's own judgement, from what reviewers are known to ask", verified=False)

MEDICARE_PROGRESS = Source(
    title="Medicare Benefit Policy Manual, chapter 15, § 220.3: progress reports",
    url="https://old.bansdoc.gov.bd/eBook/42/files/basic-html/page204.html",
    verified=True,
    how="pages 195, 203 and 204 of a copy read",
)
MEDICARE_PLAN = Source(
    title="Medicare Benefit Policy Manual, chapter 15, § 220.1.2: plan of care",
    url="https://old.bansdoc.gov.bd/eBook/42/files/basic-html/page177.html",
    verified=True,
    how="page 177 of a copy read",
)
THERAPY_GUIDELINE = Source(
    title="NIA/Magellan guideline 605 on outpatient therapy", url="https://docobook.com/NIA_CG_605", how=_SECOND_HAND
)
CALIFORNIA = Source(
    title="California Code of Regulations, title 8, § 9792.20: functional improvement",
    url="https://www.dir.ca.gov/t8/9792_20.html",
    how=_SECOND_HAND,
)
WASHINGTON = Source(
    title="Washington Administrative Code 296-20-12075 and 296-20-12095: structured pain programs",
    url="https://apps.leg.wa.gov/wac/default.aspx?cite=296-20-12075",
    how=_SECOND_HAND,
)
TEXAS = Source(
    title="Texas Division of Workers' Compensation, decisions 12094 and 15006",
    url="https://texasworker.com",
    how=_SECOND_HAND,
)
AETNA = Source(title="Aetna Clinical Policy Bulletin 0237: chronic pain programs", how=_SECOND_HAND)
NORTH_DAKOTA = Source(title="Blue Cross Blue Shield of North Dakota: chronic pain programs", how=_SECOND_HAND)
MEDICARE_EPIDURAL = Source(title="Medicare L33906: epidural steroid injections", how=_SECOND_HAND)
EVICORE = Source(title="eviCore: advanced musculoskeletal procedures", how=_SECOND_HAND)
CGS_FACET = Source(title="CGS: facet joint interventions, documentation", how=_SECOND_HAND)
STIMULATOR = Source(title="Medicare: spinal cord stimulation, trial and implant", how=_SECOND_HAND)
EXTERNAL_REVIEW = Source(title="Published decisions of external review on pain care", how=_SECOND_HAND)
APPEAL_PRACTICE = Source(title="Payers' appeal rules; the notice of the denial governs", how=_SECOND_HAND)
AUTHORIZED = Source(
    title="45 CFR 164.508: uses and disclosures for which an authorization is required",
    how="the rule itself was not read",
)
MINIMUM_NECESSARY = Source(
    title="45 CFR 164.502(b): minimum necessary",
    url="https://www.brickergraydon.com/insights/resources/key/hipaa-privacy-regulations-general-rules-for-uses-and-"
    "disclosures-of-protected-health-information-minimum-necessary-164-502-b",
    verified=True,
    how="text of the rule read in a copy",
)
