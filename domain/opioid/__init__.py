"""Opioid dose as oral morphine equivalents, from a medication list.

For following a dose over time, in one person or a program. **Not a dosing tool**: no figure from
here chooses, converts or tapers a medicine.

Read in this order: `factor_table` (the published factors), `medicine` (names, routes, classes),
`strength` (what one line says per day), `lines` (a medication list made comparable), `day`
(one day's total), `series` (day after day), `taper` (milestones and setbacks), `together`
(classes and co-prescription), `command` (the command line).
"""

MONITORING_ONLY = "For monitoring only, not a dosing tool: morphine equivalents are estimates and must not be used to choose, convert or taper a dose."
"""Stands in every text output."""
