"""Deadlines: how a date is computed, the ledger that holds it, and the commands that change it."""
