"""A small procedure in which everything is noticed by the one scenario that is meant for it, and one thing by none."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ombud.storage.schema import migrate
from ombud.storage.sealing import Vault, new_key, parse_key
from ombud.storage.session import Database
from ombud.workflows.mail.smtp import KeptMailer
from ombud.workflows.office import Office
from ombud.workflows.procedures.deployed import DeployedProcedures
from ombud.workflows.procedures.load import load_procedure
from ombud.workflows.procedures.scenarios.run import Furnish, Theatre, nothing
from tests.support.permit import DIRECTORY, FORMS
from tests.unit.procedures.builder import Diagram

TOML = """\
key = "permit"
version = 1
title = "Permit"
summary = "Somebody asks for a permit."
prefix = "PER"
process = "permit"
policies = ["1"]

[start]
form = "permit.ask"
roles = ["citizen"]
party = "asker"

[lanes.clerk]
role = "clerk"

[deadlines.decision]
days = 30
anchor = "opened"
source = "T-1"

[letters.receipt]
title = "We have it"
to = ["role:operator", "body:panel/member"]
source = "T-2"

[notices.decided]
subject = "A request was decided"
text = "A request was decided."
to = ["role:operator", "body:panel/member"]
source = "T-3"

[outcomes]
granted = "Granted"
refused = "Refused"
"""

RULE = (
    '<rule id="{name}"><inputEntry id="{name}_test"><text>"{name}"</text></inputEntry>'
    '<outputEntry id="{name}_way"><text>"{way}"</text></outputEntry></rule>'
)
TABLE = (
    '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="file" name="Way" namespace="urn:test">'
    '<decision id="permit_way" name="Way"><decisionTable id="table" hitPolicy="UNIQUE">'
    '<input id="asked"><inputExpression id="asked_text"><text>decision</text></inputExpression></input>'
    '<output id="told" name="way"/>'
    + RULE.format(name="granted", way="yes")
    + RULE.format(name="refused", way="no")
    + "</decisionTable></decision></definitions>"
)

HEAD = """\
title = "{name}"
at = 2026-03-02T09:00:00-05:00

[[step]]
start = "permit"
case = "a"
by = "asker@town.example"
answers = {{ wish = "A kiosk by the park" }}
"""

AGAIN = """
[[step]]
start = "permit"
case = "b"
by = "asker@town.example"
answers = { wish = "A stage in the park" }
"""

DECIDE = """
[[step]]
complete = "decide"
case = "{case}"
by = "clerk@permit.example"
answers = {{ decision = "{decision}", reasons = "So it is" }}
"""

EXPECT = """
[[step]]
case = "{case}"
expect = {{ {expected} }}
"""

SCENARIOS = {
    "due": EXPECT.format(case="a", expected='tasks = [{ task = "decide", due = 2026-04-01 }]'),
    "outcomes": AGAIN
    + DECIDE.format(case="a", decision="granted")
    + DECIDE.format(case="b", decision="refused")
    + EXPECT.format(case="a", expected='outcome = "granted"')
    + EXPECT.format(case="b", expected='outcome = "refused"'),
    "received": EXPECT.format(case="a", expected='notified = ["operator@permit.example", "chair@panel.example"]'),
    # Nobody expects the panel to be told of a decision: that is the survivor.
    "told": EXPECT.format(case="a", expected="")
    + DECIDE.format(case="a", decision="granted")
    + EXPECT.format(case="a", expected='notified = ["operator@permit.example"]'),
}


def diagram() -> Diagram:
    drawn = Diagram("permit", lane="clerk").start().effect("acknowledge", letter="'receipt'")
    drawn.user("decide", ombud__form="permit.decide", ombud__deadline="decision")
    drawn.effect("tell", "send_notice", notice="'decided'").rule("weigh", "permit_way")
    drawn.choice("may_they", default="may_they_to_refused").end("granted").end("refused")
    drawn.path("begun acknowledge decide tell weigh may_they").flow("may_they", "granted", "way == 'yes'")
    return drawn.flow("may_they", "refused")


@pytest.fixture(scope="module")
def permit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The procedure's folder."""
    folder = tmp_path_factory.mktemp("bpmn") / "permit"
    texts = {f"scenarios/{name}.toml": HEAD.format(name=name) + text for name, text in SCENARIOS.items()}
    texts |= {"procedure.toml": TOML, "way.dmn": TABLE, "letters/receipt.html": "<p>We have your request.</p>"}
    for name, text in texts.items() | {"permit.bpmn": diagram().xml().decode()}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def theatre(permit: Path, tmp_path_factory: pytest.TempPathFactory) -> Theatre:
    template = tmp_path_factory.mktemp("stage") / "template.sqlite"
    database = Database(f"sqlite:///{template}")
    migrate(database)
    database.close()
    vault = Vault(parse_key(new_key()))

    @contextmanager
    def fresh(furnish: Furnish = nothing, *, alike: object = None) -> Iterator[Database]:
        del alike
        copy = Database("sqlite://")
        shutil.copyfile(template, str(copy.url.database))
        furnish(copy)
        try:
            yield copy
        finally:
            copy.close()

    def office() -> Office:
        return Office(DeployedProcedures(), FORMS, vault, typeset=str.encode)

    return Theatre({"permit": load_procedure(permit)}, DIRECTORY, fresh, office, KeptMailer)
