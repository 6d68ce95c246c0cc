"""Words for people in another language: one catalogue of all texts, and a clinic's translation of it.

The code says its texts in English, where they are needed. `python -m texts extract` gathers them in `landings.pot`; a clinic
translates them in its own `texts/<language>.po`; at start an import hook puts the translation into the modules that speak.
"""
