"""Which procedures a scenario needs: the others would open their yearly and quarterly cases beside it, for nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ombud.workflows.procedures.load import Procedure
from ombud.workflows.procedures.scenarios.model import Scenario


def cast(scenario: Scenario, procedures: dict[str, Procedure]) -> dict[str, Procedure]:
    """The one in whose folder it stands, those it names, and all that one of these opens; all of them where it names none."""
    said = {word for text in _texts(scenario.toml.model_dump()) for word in (text, text.partition(".")[0])}
    pending = list(procedures.keys() & {scenario.path.parent.parent.name, *said})
    found = set[str]()
    while pending:
        if (key := pending.pop()) not in found:
            found.add(key)
            pending += procedures.keys() & {rule.procedure for rule in procedures[key].toml.openings.values()}
    return {key: procedure for key, procedure in procedures.items() if key in found} if found else procedures


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _texts(key)
            yield from _texts(inner)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for inner in value:
            yield from _texts(inner)
