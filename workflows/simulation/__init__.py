"""A simulated year: what it brings is opened, worked and closed in a database that vanishes, by the real commands."""

from __future__ import annotations

from ombud.workflows.simulation.plan import Plan, read_plan
from ombud.workflows.simulation.report import as_json, as_text
from ombud.workflows.simulation.year import Outcome, simulate

__all__ = ["Outcome", "Plan", "as_json", "as_text", "read_plan", "simulate"]
