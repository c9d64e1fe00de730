"""Mutants of a procedure: one deadline moved, one gate turned round, one recipient or one step left out.

A mutant that no scenario notices shows what the scenarios do not say.
"""

from __future__ import annotations

from ombud.workflows.procedures.mutation.breeding import breed
from ombud.workflows.procedures.mutation.campaign import Campaign, campaign
from ombud.workflows.procedures.mutation.mutant import Kind, Mutant, Verdict
from ombud.workflows.procedures.mutation.report import as_json, as_text

__all__ = ["Campaign", "Kind", "Mutant", "Verdict", "as_json", "as_text", "breed", "campaign"]
