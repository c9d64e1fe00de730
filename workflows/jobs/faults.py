"""Errors whose words may be kept with a job."""

from __future__ import annotations


class Fault(Exception):
    """Something a job needs is missing. The message is ours alone and repeats nothing people wrote."""


class Abandoned(Fault):
    """A job was begun as often as its kind is tried, and never ended: it may be what stops the workers."""
