"""Files of any kind to documents: what they are, what they say, within limits, in a process of their own."""
