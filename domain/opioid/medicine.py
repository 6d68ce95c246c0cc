"""Names of medicines and routes as lists write them, and the class that each medicine belongs to.

Which drug stands in which class is a local decision with a version (`domain/tables/medicine_classes.csv`).
Brand names are not known here: a source maps them to generic names. A name that is not known is
reported, never guessed at.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from domain.opioid.factor_table import header_and_rows, source_of

_HEADER, _ROWS = header_and_rows(Path(__file__).parents[1] / "tables" / "medicine_classes.csv")
CLASS_SOURCE = source_of(_HEADER)
CLASS_VERSION = _HEADER["version"][0]

OPIOID, BENZODIAZEPINE, Z_DRUG, GABAPENTINOID = "opioid", "benzodiazepine", "z-drug", "gabapentinoid"


@dataclass(frozen=True)
class Medicine:
    """`pain_class` is empty where the medicine counts as no pain-active class (naloxone)."""

    drug: str
    group: str
    pain_class: str


NO_OPIOID = "no opioid"
"""Stands for a medicine of which the clinic says no more than that."""

MEDICINES: dict[str, Medicine] = {row["drug"]: Medicine(row["drug"], row["group"], row["class"]) for row in _ROWS} | {
    NO_OPIOID: Medicine(NO_OPIOID, "other", "")
}
PAIN_CLASSES: tuple[str, ...] = tuple(dict.fromkeys(m.pain_class for m in MEDICINES.values() if m.pain_class))

_SYNONYMS = {
    "acetaminophen": "paracetamol", "apap": "paracetamol", "pethidine": "meperidine", "asa": "aspirin", "acetylsalicylic acid": "aspirin",
    "propoxyphene": "dextropropoxyphene", "heroin": "diamorphine", "diacetylmorphine": "diamorphine", "dihydromorphinone": "hydromorphone",
    "indometacin": "indomethacin", "lignocaine": "lidocaine", "laudanum": "opium",
    "co-codamol": "codeine/paracetamol", "co-dydramol": "dihydrocodeine/paracetamol",
}  # fmt: skip

_DROPPED = """
sulfate sulphate hydrochloride hcl phosphate citrate tartrate bitartrate sodium potassium mesylate maleate succinate
magnesium er sr xr cr ir mr la xl pr dr sa hr xt extended release extended-release immediate immediate-release
modified modified-release sustained prolonged controlled slow tablet tablets tab tabs capsule capsules cap caps
patch patches oral solution liquid syrup elixir suspension film films lozenge spray injection ampoule vial drops gel
cream plaster suppository transdermal sublingual buccal orodispersible tincture enteral
"""
_SALTS_AND_FORMS = frozenset(_DROPPED.split())

_ROUTES = {
    "oral": "oral po p.o. by_mouth mouth per_os orally enteral peg_tube ng_tube",
    "sublingual": "sublingual sl s.l. under_the_tongue",
    "buccal": "buccal buccal_film",
    "transmucosal": "transmucosal oral_transmucosal lozenge",
    "nasal": "nasal intranasal nose",
    "rectal": "rectal pr p.r. per_rectum",
    "transdermal": "transdermal td patch transdermal_patch skin_patch",
    "parenteral": "parenteral iv i.v. intravenous im i.m. intramuscular sc s.c. sq subcut subcutaneous injection infusion",
    "intrathecal": "intrathecal it epidural spinal",
    "topical": "topical cutaneous",
}
_ROUTE_OF = {text.replace("_", " "): route for route, texts in _ROUTES.items() for text in texts.split()}


def route_named(text: object) -> str | None:
    """The route that a list calls `text`; None where it is blank or not known."""
    return _ROUTE_OF.get(" ".join(str(text).lower().split())) if isinstance(text, str) else None


def ingredients_named(text: object) -> tuple[str, ...]:
    """The generic names in a product's name, in its order: one, or several for a combination.

    Salts, release and form words are dropped. A part that is not known stands as written, in lower
    case: `drug in MEDICINES` tells. Empty where the text is blank.
    """
    if not isinstance(text, str) or not text.strip():
        return ()
    name = plain_name(text)
    whole = _SYNONYMS.get(name, name)
    parts = [plain_name(part) for part in re.split(r"\s*(?:/|\+|&|,|\band\b|\bwith\b)\s*", whole) if part.strip()]
    names = tuple(_SYNONYMS.get(part, part) for part in parts)
    return names if len(names) > 1 else _hyphenated(names[0] if names else whole)


def _hyphenated(name: str) -> tuple[str, ...]:
    """'hydrocodone-paracetamol' is two ingredients, but only where both are known."""
    parts = tuple(_SYNONYMS.get(part.strip(), part.strip()) for part in name.split("-"))
    return parts if len(parts) > 1 and all(part in MEDICINES for part in parts) else (name,)


_AMOUNT = re.compile(r"\b\d+(?:\.\d+)?\s*(?:mg|mcg|ug|µg|g|ml|l|h|hr|hour)?\b(?:\s*/\s*\d*\s*(?:ml|l|h|hr|hour)\b)?")


def plain_name(text: str) -> str:
    """A name as names are compared: in small letters, without amounts, salts and forms."""
    words = re.sub(r"[()\[\],;]", " ", _AMOUNT.sub(" ", text.lower())).split()
    kept = [word for word in words if word not in _SALTS_AND_FORMS]
    return " ".join(kept) or " ".join(words)
