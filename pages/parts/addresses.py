"""Under which name each screen is opened. None of them ever carries who is looked at."""

TODAY = "today"
PREP = "prep"
PATIENT = "patient"
COHORT = "cohort"
PROGRAMS = "programs"
MEASURES = "measures"
IMPORTS = "imports"
