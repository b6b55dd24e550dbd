"""Measurements of the knowledge base's parts on public data; not needed to answer questions."""
