"""Values only: what a penalty, a sum of money, a document and a problem are."""
