"""Typed look-ups and suggestions: the entrance for those who pick rather than ask."""
