"""The policies as people look them up: what holds, since when, and what a citation meant on a day."""
