"""The person's own knowledge base folder: what comes in is written there, and what is decided about it."""
