"""Files to records: every fault becomes a Problem with its file and line, and all are reported at once."""
