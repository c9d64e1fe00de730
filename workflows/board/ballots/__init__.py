"""Ballots: a motion before a body, one countable vote per voting seat, and a tally that completes exactly one task."""
