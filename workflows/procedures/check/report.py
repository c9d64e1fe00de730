"""Findings as text: one line each, in the order of files and lines, and a count."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ombud.workflows.procedures.check.findings import Finding


def print_findings(findings: Iterable[Finding], *, out: Callable[[str], object]) -> int:
    """Writes the findings line by line to `out` (click.echo, or a list's append); returns how many there were."""
    ordered = sorted(set(findings))
    for finding in ordered:
        out(str(finding))
    files = len({finding.file for finding in ordered})
    if ordered:
        count = "1 finding" if len(ordered) == 1 else f"{len(ordered)} findings"
        out(f"{count} in {files} file{'s' if files != 1 else ''}.")
    else:
        out("Nothing to object to.")
    return len(ordered)
