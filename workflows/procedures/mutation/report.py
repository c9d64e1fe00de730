"""What became of the mutants, for people and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ombud.workflows.procedures.mutation.campaign import Campaign
from ombud.workflows.procedures.mutation.mutant import CHECK, Kind, Verdict


def as_text(found: Campaign) -> str:
    """The survivors with file, line and element, and how many there were of each kind."""
    lines = [f"survived  {verdict.mutant.kind:<9}  {verdict.mutant}" for verdict in found.survivors]
    of_kind = {kind: [verdict for verdict in found.verdicts if verdict.mutant.kind is kind] for kind in Kind}
    lines += [f"  {kind:<9}  {_counted(verdicts)}" for kind, verdicts in of_kind.items() if verdicts]
    lines.append(f"{found.procedure.key}: {_counted(found.verdicts)}, in {found.seconds:.0f} seconds")
    return "\n".join(lines)


def as_json(campaigns: Sequence[Campaign]) -> dict[str, Any]:
    """The public form: every mutant with its killer, empty for a survivor."""
    return {
        "procedures": [
            {
                "key": found.procedure.key,
                "seconds": round(found.seconds, 1),
                "killed": len(found.verdicts) - len(found.survivors),
                "survived": len(found.survivors),
                "kinds": {kind.value: _numbers([v for v in found.verdicts if v.mutant.kind is kind]) for kind in Kind},
                "mutants": [_mutant(verdict) for verdict in found.verdicts],
            }
            for found in campaigns
        ]
    }


def _mutant(verdict: Verdict) -> dict[str, Any]:
    mutant = verdict.mutant
    return {
        "kind": mutant.kind,
        "file": mutant.file,
        "line": mutant.line,
        "element": mutant.element,
        "change": mutant.change,
        "killer": verdict.killer,
        "why": verdict.why,
    }


def _numbers(verdicts: Sequence[Verdict]) -> dict[str, int]:
    survived = sum(verdict.survived for verdict in verdicts)
    refused = sum(verdict.killer == CHECK for verdict in verdicts)
    return {"killed": len(verdicts) - survived, "refused_by_check": refused, "survived": survived}


def _counted(verdicts: Sequence[Verdict]) -> str:
    told = _numbers(verdicts)
    return f"{told['killed']} killed ({told['refused_by_check']} refused by the check), {told['survived']} survived"
