"""Passages, their word and vector indexes, and the ranking of passages for a question."""
