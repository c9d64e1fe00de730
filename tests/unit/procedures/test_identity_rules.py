"""What a procedure seals of whoever brings a case, checked: no gap in the seal, and two roles that can open it."""

from __future__ import annotations

import pytest

from ombud.workflows.formspec import FieldSpec
from ombud.workflows.procedures.errors import ProcedureError
from tests.unit.procedures.builder import refused
from tests.unit.procedures.folders import Folder, choice, form

SEALED = """\
confidentiality = "sealed"

[start]
form = "leave.request"
public = true

[identity]
fields = ["contact_name", "contact_email"]
openers = ["clerk", "cochair"]
source = "local"
"""
LANES = 'role = "clerk"\n\n[lanes.board]\nrole = "member"\nscope = "body"\nwithin = "board"\n'


@pytest.fixture
def sealing(folder: Folder) -> Folder:
    """The procedure, brought without an account by somebody whose name is sealed."""
    folder.replace('[start]\nform = "leave.request"\nroles = ["staff"]\n', SEALED).replace('role = "clerk"\n', LANES)
    folder.forms["leave.request"] = form(
        "leave.request",
        choice("kind", "short", "long"),
        FieldSpec("reason", "Why?", "textarea"),
        FieldSpec("contact_name", "Name", "text"),
        FieldSpec("contact_email", "Address", "email"),
        FieldSpec("floor", "Floor", "text", personal=False),
    )
    return folder


def of_the_seal(folder: Folder) -> list[str]:
    return [finding.rule for finding in folder.check() if finding.rule.startswith("identity")]


def test_a_seal_without_a_gap_passes(sealing: Folder) -> None:
    assert of_the_seal(sealing) == []


@pytest.mark.parametrize(
    ("old", "new", "rule", "place"),
    [
        ('"contact_name", ', '"contact_nam", "contact_name", ', "identity-field", "identity.fields"),
        ('"contact_name", ', '"kind", "contact_name", ', "identity-field", "identity.fields"),
        ('"contact_name", ', '"floor", "contact_name", ', "identity-field", "identity.fields"),
        ('"contact_name", ', "", "identity-contact", "identity.fields"),
        ('["clerk", "cochair"]', '["clerk"]', "identity-openers", "identity.openers"),
        ('["clerk", "cochair"]', '["clerk", "clerk"]', "identity-openers", "identity.openers"),
        ('["clerk", "cochair"]', '["clerk", "passer"]', "identity-openers", "identity.openers"),
        ('["clerk", "cochair"]', '["clerk", "operator"]', "identity-openers", "identity.openers"),
        ("public = true\n", 'roles = ["staff"]\n', "identity-start", "start.roles"),
        ("public = true\n", 'public = true\norganisation = ["floor"]\n', "identity-start", "start.organisation"),
        ('source = "local"\n\n[lanes', 'source = "P9-z"\n\n[lanes', "unknown-row", "identity.source"),
    ],
)
def test_refuses_a_seal_with_a_gap(sealing: Folder, old: str, new: str, rule: str, place: str) -> None:
    refused(sealing.replace(old, new).check(), rule, place)


def test_refuses_a_letter_that_quotes_what_is_sealed(sealing: Folder) -> None:
    sealing.letters["answer"] = "<p>Hello.</p>\n<p>Dear {{ asked.answers.contact_name }},</p>"
    assert refused(sealing.check(), "identity-letter").line == 2


@pytest.mark.parametrize("gone", [SEALED[SEALED.index("[identity]") :], 'confidentiality = "sealed"\n'])
def test_sealed_and_what_is_sealed_stand_together(sealing: Folder, gone: str) -> None:
    sealing.replace(gone, "")
    with pytest.raises(ProcedureError, match="stand together"):
        sealing.load()


def test_refuses_an_opening_that_hands_over_what_is_sealed(sealing: Folder) -> None:
    sealing.toml += """
[openings.visit]
procedure = "visit"
hands = { contact_name = "start.contact_name", why = "start.reason" }
source = "P1-a"
"""
    refused(sealing.check(), "identity-opening", "openings.visit.hands.contact_name")
    assert of_the_seal(sealing) == ["identity-opening"]
