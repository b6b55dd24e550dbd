"""Tables to documents, a row each, with the sum that the row tells."""
