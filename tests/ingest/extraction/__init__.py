"""Extraction: what texts in our own words tell of money."""
