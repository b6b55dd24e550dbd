"""From a typed question to an answer with cited terms, in words."""
