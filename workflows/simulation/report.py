"""What a simulated year came to, for people and for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ombud.workflows.simulation.year import Line, Outcome

HEAD = ("procedure", "opened", "closed", "overdue", "ends reached")


def as_text(outcome: Outcome) -> str:
    """A line for each procedure; what was not reached and what is stuck by name."""
    rows = [_row(key, outcome) for key in sorted(outcome.ends)]
    total = [sum(getattr(line, name) for line in outcome.lines.values()) for name in ("opened", "closed", "overdue")]
    table = [HEAD, *rows, ("all", *map(str, total), "")]
    widths = [max(len(row[place]) for row in table) for place in range(len(HEAD))]
    lines = [f"{outcome.begins_on} to {outcome.ends_on}, seed {outcome.seed}"]
    lines += [_aligned(row, widths) for row in table]
    for key in sorted(outcome.ends):
        if missed := unreached([outcome], key):
            lines.append(f"not reached in {key}: {', '.join(missed)}")
    lines += [f"stuck: {case.number} ({case.procedure}): {case.why}" for case in outcome.stuck]
    refused = ", ".join(f"{count} {name}" for name, count in sorted(outcome.refusals.items()))
    return "\n".join([*lines, f"refused: {refused or 'nothing'}"])


def _row(key: str, outcome: Outcome) -> tuple[str, ...]:
    line = outcome.lines.get(key, Line(0, 0, 0))
    ends, reached = outcome.ends[key], outcome.ends[key] & outcome.reached.get(key, frozenset())
    return key, str(line.opened), str(line.closed), str(line.overdue), f"{len(reached)} of {len(ends)}"


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    """Words to the left, numbers to the right."""
    cells = zip(row, widths, strict=True)
    return "  ".join(
        cell.rjust(width) if place else cell.ljust(width) for place, (cell, width) in enumerate(cells)
    ).rstrip()


def unreached(outcomes: Sequence[Outcome], key: str) -> list[str]:
    """The end events of a procedure that none of the outcomes reached."""
    reached = frozenset().union(*(outcome.reached.get(key, frozenset()) for outcome in outcomes))
    return sorted(outcomes[0].ends[key] - reached)


def as_json(outcome: Outcome) -> dict[str, Any]:
    return {
        "seed": outcome.seed,
        "begins_on": outcome.begins_on.isoformat(),
        "ends_on": outcome.ends_on.isoformat(),
        "procedures": {
            key: {
                "opened": line.opened,
                "closed": line.closed,
                "overdue": line.overdue,
                "ends": sorted(outcome.ends[key]),
                "reached": sorted(outcome.ends[key] & outcome.reached.get(key, frozenset())),
            }
            for key in sorted(outcome.ends)
            for line in [outcome.lines.get(key, Line(0, 0, 0))]
        },
        "stuck": [{"number": one.number, "procedure": one.procedure, "why": one.why} for one in outcome.stuck],
        "refusals": outcome.refusals,
    }
