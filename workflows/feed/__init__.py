"""Somebody's own dates as a calendar feed, under an address that only they know."""
