"""Documents that are one document."""
