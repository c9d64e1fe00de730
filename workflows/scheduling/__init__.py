"""Procedures that open by themselves: the rounds of a rule, the look whether one is due, the opening of each case."""
