"""A question becomes a typed Query, or a refusal that says what is missing."""
