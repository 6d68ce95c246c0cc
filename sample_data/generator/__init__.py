"""Simulates the sample clinic. Read in this order: figures, people, courses, attrition, episodes,
happenings, staged, population; then exports and faults, which turn the simulated truth into files."""
