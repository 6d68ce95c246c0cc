"""The nouns: measures and their scoring, programs and checkpoints, the clinic, the clock. Imports nothing of ours."""
