"""Each mutant is noticed by the scenario meant for it and by no other; what nobody notices is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from ombud.workflows.procedures.check import Surroundings
from ombud.workflows.procedures.errors import ProcedureError
from ombud.workflows.procedures.load import load_procedure
from ombud.workflows.procedures.mutation import Kind, as_json, as_text, breed, campaign
from ombud.workflows.procedures.mutation.ground import prepared
from ombud.workflows.procedures.mutation.mutant import CHECK
from ombud.workflows.procedures.scenarios.run import Theatre
from tests.procedures.mutation.conftest import SCENARIOS
from tests.support.permit import FORMS

EVERYBODY = set(SCENARIOS)

NOTICED = {
    (Kind.CLOCK, "deadlines.decision.days", "30 days -> 31"): {"due"},
    (Kind.CLOCK, "deadlines.decision.days", "30 days -> 29"): {"due"},
    (Kind.GATE, "may_they_to_granted", "way == 'yes' -> not (way == 'yes')"): {"outcomes"},
    (Kind.GATE, "granted", 'way = "yes" -> "no"'): {"outcomes"},
    (Kind.GATE, "refused", 'way = "no" -> "yes"'): {"outcomes"},
    (Kind.RECIPIENT, "letters.receipt.to", "without role:operator"): {"received"},
    (Kind.RECIPIENT, "letters.receipt.to", "without body:panel/member"): {"received"},
    (Kind.RECIPIENT, "notices.decided.to", "without role:operator"): {"told"},
    (Kind.RECIPIENT, "notices.decided.to", "without body:panel/member"): set[str](),
    (Kind.STEP, "acknowledge", "the service task is skipped"): {"received"},
    (Kind.STEP, "decide", "the task is skipped"): EVERYBODY,
    (Kind.STEP, "tell", "the service task is skipped"): {"told"},
}

SURVIVOR = "notices.decided.to: without body:panel/member"


@pytest.mark.long
def test_each_mutant_is_noticed_by_the_scenario_that_is_meant_for_it(permit: Path, theatre: Theatre) -> None:
    procedure = load_procedure(permit)
    noticed = {}
    with prepared(procedure, theatre, None) as ground:
        for mutant in breed(procedure):
            places = enumerate(ground.scenarios)
            by = {one.path.stem for place, one in places if ground.verdict(mutant, [place])[0]}
            noticed[mutant.kind, mutant.element, mutant.change] = by
    tests = {key: by for key, by in noticed.items() if " -> != " in key[2]}
    assert {key: by for key, by in noticed.items() if key not in tests} == NOTICED
    assert len(tests) == 2, "both rules' tests are turned round"
    assert all(by >= {"outcomes"} for by in tests.values())


@pytest.mark.long
def test_the_survivor_is_named(permit: Path, theatre: Theatre) -> None:
    heard = []
    found = campaign(load_procedure(permit), theatre, None, jobs=2, told=heard.append)
    assert len(heard) == len(found.verdicts) == len(NOTICED) + 2
    (survivor,) = found.survivors
    line = next(
        n for n, text in enumerate((permit / "procedure.toml").read_text().splitlines(), 1) if "decided]" in text
    )
    assert str(survivor.mutant) == f"{permit / 'procedure.toml'}:{line + 3} {SURVIVOR}"
    lines = as_text(found).splitlines()
    assert lines[0] == f"survived  recipient  {survivor.mutant}"
    assert "  recipient  3 killed (0 refused by the check), 1 survived" in lines
    (told,) = as_json([found])["procedures"]
    assert (told["key"], told["killed"], told["survived"]) == ("permit", len(heard) - 1, 1)
    assert told["kinds"]["clock"] == {"killed": 2, "refused_by_check": 0, "survived": 0}
    assert [one["element"] for one in told["mutants"] if not one["killer"]] == ["notices.decided.to"]


def test_what_the_check_refuses_needs_no_scenario(permit: Path, theatre: Theatre) -> None:
    """The folder itself is not without findings, and they count against no mutant."""
    surroundings = Surroundings(FORMS, {})
    found = campaign(load_procedure(permit), theatre, surroundings, kinds=[Kind.GATE, Kind.RECIPIENT])
    refused = {verdict.mutant.element for verdict in found.verdicts if verdict.killer == CHECK}
    assert {"granted", "refused"} <= refused
    assert "letters.receipt.to" not in refused
    assert [str(verdict.mutant).partition(" ")[2] for verdict in found.survivors] == [SURVIVOR]


def test_while_a_scenario_fails_mutants_tell_nothing(permit: Path, theatre: Theatre) -> None:
    wrong = permit / "scenarios" / "wrong.toml"
    wrong.write_text((permit / "scenarios" / "due.toml").read_text().replace("2026-04-01", "2026-04-02"))
    try:
        with pytest.raises(ProcedureError, match=r"A scenario fails already.*wrong\.toml"):
            campaign(load_procedure(permit), theatre, None)
    finally:
        wrong.unlink()
