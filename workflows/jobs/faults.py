"""Errors whose words may be kept with a job."""

from __future__ import annotations


class Fault(Exception):
    """Something a job needs is missing. The message is ours alone and repeats nothing people wrote."""
