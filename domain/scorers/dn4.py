"""DN4: ten yes-or-no items. Without the examination (8–10) only the interview part, S-DN4, is known."""

from domain.answers import Filled, yes_no
from domain.instrument import Scores, flags, unanswered

S_DN4_POSITIVE_FROM = 3

PARTS = tuple(yes_no(f"q{number}") for number in range(1, 11))
COLUMNS = ("dn4", "interview", "examination", "s_dn4", "s_dn4_positive")
_ALL = tuple(part.name for part in PARTS)


def score(filled: Filled) -> Scores:
    interview, examination = filled.block(_ALL[:7]).sum(axis=1), filled.block(_ALL[7:]).sum(axis=1)
    known = interview == interview
    columns = {
        "dn4": interview + examination,
        "interview": interview,
        "examination": examination,
        "s_dn4": interview,
        "s_dn4_positive": flags(interview >= S_DN4_POSITIVE_FROM, known),
    }
    return Scores(columns, (unanswered(filled, _ALL, "DN4"),))
