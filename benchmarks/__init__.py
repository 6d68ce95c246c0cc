"""Timings, each as a ratio to a floor measured in the same run. Never tests: these machines differ."""
