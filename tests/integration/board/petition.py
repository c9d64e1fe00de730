"""The petition: a procedure with a form, a service task that puts it on the panel's agenda, a hearing and a withdrawal;
and the people and meetings of the panel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from ombud.workflows.casefile.clauses import Clause, Manual
from ombud.workflows.formspec import Answers, Choices, FieldSpec, FormSpec
from ombud.workflows.procedures.directory import Directory

MONDAY = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
APRIL, SPECIAL, MAY, JUNE = (
    datetime(2026, 4, 8, 14, tzinfo=UTC),
    datetime(2026, 4, 20, 14, tzinfo=UTC),
    datetime(2026, 5, 13, 14, tzinfo=UTC),
    datetime(2026, 6, 10, 14, tzinfo=UTC),
)
WISH = "The report left out our shelter.\n\nWe ask that it be corrected before it is published."

_MEMBER = {"role": "member", "body": "panel"}
DIRECTORY = Directory.model_validate(
    {
        "organisations": [{"name": "Harbor House"}, {"name": "Elm Street Shelter"}],
        "bodies": [
            {"key": "board", "name": "Data Strategy Board"},
            {"key": "panel", "name": "Petitions panel", "parent": "board"},
        ],
        "meetings": [
            {"body": "panel", "at": APRIL},
            {"body": "panel", "at": SPECIAL, "kind": "special"},
            {"body": "panel", "at": MAY},
            {"body": "panel", "at": JUNE},
        ],
        "persons": [
            {"email": "abena@panel.example", "name": "Abena Osei", "roles": [_MEMBER]},
            {"email": "bruno@panel.example", "name": "Bruno Castell", "roles": [_MEMBER], "language": "es"},
            {
                "email": "harbor@panel.example",
                "name": "Hanna Harbor",
                "organisation": "Harbor House",
                "roles": [_MEMBER],
            },
            {"email": "chair@board.example", "name": "Marcus Doyle", "roles": [{"role": "cochair", "body": "board"}]},
            {"email": "staff@board.example", "name": "Helen Brandt", "roles": [{"role": "dsb_staff"}]},
            {"email": "passer@town.example", "name": "Pat Passer"},
            {"email": "auditor@town.example", "name": "Aud Auditor", "roles": [{"role": "auditor"}]},
        ],
    }
)

TOML = """
key = "petition"
version = 1
title = "Petition to the panel"
summary = "Somebody petitions, the panel hears it."
prefix = "PET"
process = "petition"
policies = ["petitions"]

[start]
form = "petition.bring"
public = true
party = "petitioner"
organisation = ["agency"]

[lanes.panel]
role = "member"
scope = "body"
within = "panel"
impartial = true

[deadlines.hearing]
anchor = "meeting:panel/regular"
source = "T-1"

[ballots.hearing]
task = "hear"
body = "panel"
field = "ruling"
motion = "Is the petition granted?"
source = "T-1"

[withdrawal]
message = "withdrawal"
form = "petition.withdraw"
by = ["petitioner"]
source = "T-2"

[outcomes]
heard = "Heard by the panel"
gone = "Withdrawn"
"""

BPMN = """
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:ombud="urn:ombud:bpmn:1"
 xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" id="definitions" targetNamespace="urn:test">
<bpmn:message id="message_withdrawal" name="withdrawal"/>
<bpmn:process id="petition" isExecutable="true">
<bpmn:startEvent id="begin"/>
<bpmn:subProcess id="matter">
<bpmn:laneSet id="lanes"><bpmn:lane id="panel" name="Panel"><bpmn:flowNodeRef>hear</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>
<bpmn:startEvent id="brought"/>
<bpmn:serviceTask id="put_on"><bpmn:extensionElements><spiffworkflow:serviceTaskOperator id="put_on_agenda">
<spiffworkflow:parameters><spiffworkflow:parameter id="task" type="str" value="'hear'"/></spiffworkflow:parameters>
</spiffworkflow:serviceTaskOperator></bpmn:extensionElements></bpmn:serviceTask>
<bpmn:userTask id="hear" name="Hear the petition" ombud:form="petition.hear" ombud:deadline="hearing" ombud:cites="T-1"/>
<bpmn:endEvent id="heard"/>
<bpmn:sequenceFlow id="f1" sourceRef="brought" targetRef="put_on"/>
<bpmn:sequenceFlow id="f2" sourceRef="put_on" targetRef="hear"/>
<bpmn:sequenceFlow id="f3" sourceRef="hear" targetRef="heard"/>
</bpmn:subProcess>
<bpmn:boundaryEvent id="withdrawn" attachedToRef="matter" cancelActivity="true">
<bpmn:messageEventDefinition messageRef="message_withdrawal"/></bpmn:boundaryEvent>
<bpmn:endEvent id="ended"/><bpmn:endEvent id="gone"/>
<bpmn:sequenceFlow id="g1" sourceRef="begin" targetRef="matter"/>
<bpmn:sequenceFlow id="g2" sourceRef="matter" targetRef="ended"/>
<bpmn:sequenceFlow id="g3" sourceRef="withdrawn" targetRef="gone"/>
</bpmn:process></bpmn:definitions>
"""

MANUAL = Manual(
    {"T-1": Clause("T-1", "panel", "hears a petition at its next regular meeting", "next regular meeting")},
    {"petitions": "7 (Petitions)"},
)
RULING = FieldSpec(
    "ruling", "Ruling", "choice", required=True, routes=True, personal=False,
    choices=(("granted", "The petition is granted"), ("denied", "The petition is denied")),
)  # fmt: skip


@dataclass(frozen=True)
class Paper:
    name: str
    media_type: str
    content: bytes


def _form(key: str, *fields: FieldSpec, files: tuple[Paper, ...] = ()) -> FormSpec:
    def validate(answers: Mapping[str, Any], _choices: Choices, *, on: date) -> Answers:
        values = {f.name: answers.get(f.name) for f in fields}
        routing = {f.name: answers.get(f.name) for f in fields if f.routes}
        return Answers(values, routing, {f.name: f.label for f in fields}, {"documents": files} if files else {})

    return FormSpec(key, key, fields, validate)


FORMS = {
    spec.key: spec
    for spec in (
        _form(
            "petition.bring",
            FieldSpec("contact_name", "Your name", "text"),
            FieldSpec("contact_email", "Your e-mail address", "email"),
            FieldSpec("agency", "Agency", "choice"),
            FieldSpec("wish", "What do you ask for?", "textarea"),
            FieldSpec("happened_on", "When did it happen?", "date"),
            files=(Paper("annual-report.pdf", "application/pdf", b"%PDF-" + b"x" * 23_456),),
        ),
        _form("petition.hear", RULING, FieldSpec("reasons", "Reasons", "textarea")),
        _form("petition.withdraw", FieldSpec("why", "Why", "textarea")),
    )
}
