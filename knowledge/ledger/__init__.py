"""The penalties as a ledger: names, selections, exact arithmetic, exchange rates, statutory ceilings."""
