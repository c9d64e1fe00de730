"""Scenarios: the executable examples of a procedure, run on a fresh database with a moving clock."""
