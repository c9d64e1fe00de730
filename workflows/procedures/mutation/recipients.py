"""Letters and notices that one of those they are for does not get."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator

from ombud.workflows.procedures.errors import toml_line
from ombud.workflows.procedures.load import Procedure
from ombud.workflows.procedures.mutation.markup import asking_for, waiting_for
from ombud.workflows.procedures.mutation.mutant import TOML, Kind, Mutant, with_toml


def recipients(procedure: Procedure) -> Iterator[Mutant]:
    for name, letter in procedure.toml.letters.items():
        near = asking_for(procedure, "issue_letter", name)
        for target in letter.to:
            yield _without(procedure, "letters", name, target, near)
    for name, notice in procedure.toml.notices.items():
        near = asking_for(procedure, "send_notice", name) | _alarmed(procedure, name)
        for target in notice.to:
            yield _without(procedure, "notices", name, target, near)


def _alarmed(procedure: Procedure, notice: str) -> frozenset[str]:
    """The tasks whose date nobody knows when that notice goes out."""
    rules = procedure.toml.deadlines.items()
    return frozenset(
        element for name, rule in rules if rule.alarm_notice == notice for element in waiting_for(procedure, name)
    )


def _without(procedure: Procedure, section: str, name: str, target: str, near: frozenset[str]) -> Mutant:
    content = tomllib.loads(procedure.toml_text)
    content[section][name]["to"].remove(target)
    line = toml_line(procedure.toml_text, (section, name, "to"))
    changed = with_toml(procedure, content)
    return Mutant(Kind.RECIPIENT, TOML, line, f"{section}.{name}.to", f"without {target}", changed, near)
