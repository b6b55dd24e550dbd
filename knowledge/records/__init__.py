"""Values: what a penalty, a sum of money, a document and a problem are, and the digest of a file."""
