"""The static checker: reads any BPMN file and says in sentences what cannot run, and the way out."""

from __future__ import annotations

from ombud.workflows.procedures.check.findings import Finding
from ombud.workflows.procedures.check.procedure import Surroundings, check_all, check_procedure
from ombud.workflows.procedures.check.report import print_findings
from ombud.workflows.procedures.check.single import check_content, check_file

__all__ = ["Finding", "Surroundings", "check_all", "check_content", "check_file", "check_procedure", "print_findings"]
