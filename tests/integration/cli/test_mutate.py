"""`ombud policy mutate` on a shipped procedure."""

from __future__ import annotations

from collections.abc import Callable

import orjson
import pytest
from click.testing import Result

Run = Callable[..., Result]


@pytest.mark.long
def test_every_mutant_is_told_with_its_killer(run: Run) -> None:
    result = run("policy", "mutate", "bpmn/customization_request", "--kind", "clock", "--json")
    (told,) = orjson.loads(result.output)["procedures"]
    assert told["key"] == "customization_request"
    assert told["killed"] + told["survived"] == len(told["mutants"]) > 0
    assert result.exit_code == (1 if told["survived"] else 0)
    moved = next(mutant for mutant in told["mutants"] if mutant["element"] == "deadlines.quarterly_meeting.anchor")
    assert (moved["kind"], moved["file"], moved["change"]) == (
        "clock",
        "procedure.toml",
        "quarterly meeting -> special",
    )
    assert moved["killer"].endswith(".toml")
    assert "step" in moved["why"]


def test_an_unknown_procedure_is_said_to_be_unknown(run: Run) -> None:
    result = run("policy", "mutate", "parking")
    assert result.exit_code == 1
    assert "There is no procedure parking; there are: " in str(result.exception)
