"""Tests of typed look-ups, suggestions and the checking of texts."""
