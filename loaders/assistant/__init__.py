"""Proposes a mapping for a file that nobody has mapped. A person confirms it; nothing here decides how a file is read."""
