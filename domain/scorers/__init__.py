"""Instruments whose rule is more than a sum, a mean or a table: one file each, vectorised.

A scorer takes the answers of many forms (`domain.answers.Filled`) and gives its score columns with
what stands in their way (`domain.instrument.Scores`). It knows arithmetic only; thresholds and bands
are facts of the measures.
"""
