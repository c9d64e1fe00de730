"""Who may call what: every route wears a guard, and role × route × somebody else's record is written down here."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import select, update

from ombud.storage.ballots import BallotSeat
from ombud.storage.base import new_id
from ombud.storage.board import Body
from ombud.storage.cases import Attachment, Case
from ombud.storage.directory import Person, RoleHolding
from ombud.storage.letters import Delivery, DeliveryStatus, Letter
from ombud.storage.meetings import Meeting
from ombud.storage.session import reading, unit_of_work
from ombud.webapp import guards
from ombud.webapp.idempotency import new_key
from ombud.workflows.actors import OPERATOR as COMMAND_LINE
from ombud.workflows.board.ballots.opening import open_motion
from tests.web.house import COMPLAINT, DECISION, Browser, House

NOBODY = ""
CODE = "the complainant's code"
OTHER_CODE = "another complainant's code"
DIRECTOR = "director@lead.example"
STAFF = "staff@lead.example"
MEMBER = "abena@dsb.example"
AGENCY = "hdc@harbor.example"
OPERATOR = "operator@ombud.example"
AUDITOR = "auditor@ombud.example"
PEOPLE = (NOBODY, CODE, OTHER_CODE, DIRECTOR, STAFF, MEMBER, AGENCY, OPERATOR, AUDITOR)

IN = "/sign-in"
ASK_CODE = "/track"

#: what each of PEOPLE gets for a page, in that order: a status, or the page they are sent to
GETS = {
    "/": (200, 200, 200, "/inbox", "/inbox", "/inbox", "/inbox", "/inbox", "/inbox"),
    "/healthz": (200,) * 9,
    "/readyz": (503,) * 9,  # no worker runs here
    "/sign-in": (200, 200, 200, "/inbox", "/inbox", "/inbox", "/inbox", "/inbox", "/inbox"),
    "/sign-in/second-factor": (IN, IN, IN, "/inbox", "/inbox", "/inbox", "/inbox", "/inbox", "/inbox"),
    "/sign-in/forgotten": (200,) * 9,
    "/welcome/unknown": (404,) * 9,
    "/account": (IN, IN, IN, 200, 200, 200, 200, 200, 200),
    "/account/password": (IN, IN, IN, 200, 200, 200, 200, 200, 200),
    "/account/second-factor": (IN, IN, IN, 200, 200, 200, 200, 200, 200),
    "/account/recovery-codes": (IN, IN, IN, 200, 200, 200, 200, 200, 200),
    "/inbox": (IN, IN, IN, 200, 200, 200, 200, 200, 200),
    "/procedures": (IN, IN, IN, 200, 200, 200, 200, 200, 200),
    "/procedures/agency_grievance": (IN, IN, IN, 200, 200, 403, 200, 403, 403),
    "/procedures/client_grievance": (IN, IN, IN, 403, 403, 403, 403, 403, 403),
    "/procedures/unknown": (IN, IN, IN, 404, 404, 404, 404, 404, 404),
    "/file/agency_grievance": (200,) * 9,
    "/file/unknown": (404,) * 9,
    "/receipt": (200,) * 9,
    "/track": (200, "/track/case", "/track/case", 200, 200, 200, 200, 200, 200),
    "/track/case": (ASK_CODE, 200, 200, ASK_CODE, ASK_CODE, ASK_CODE, ASK_CODE, ASK_CODE, ASK_CODE),
    "/track/withdraw": (ASK_CODE, 200, 200, ASK_CODE, ASK_CODE, ASK_CODE, ASK_CODE, ASK_CODE, ASK_CODE),
    "/track/tasks/{answer}": (ASK_CODE, 200, 404, ASK_CODE, ASK_CODE, ASK_CODE, ASK_CODE, ASK_CODE, ASK_CODE),
    "/track/tasks/{decide}": (ASK_CODE, 403, 404, ASK_CODE, ASK_CODE, ASK_CODE, ASK_CODE, ASK_CODE, ASK_CODE),
    "/track/letters/{letter}.pdf": (ASK_CODE, 200, 404, ASK_CODE, ASK_CODE, ASK_CODE, ASK_CODE, ASK_CODE, ASK_CODE),
    "/track/attachments/{attachment}": (ASK_CODE, 200, 404, *(ASK_CODE,) * 6),
    "/track/lost": (200,) * 9,
    "/track/link/{nothing}": (404,) * 9,
    "/track/messages": (ASK_CODE, 200, 200, *(ASK_CODE,) * 6),
    "/cases/{number}/messages": (IN, IN, IN, 200, 404, 404, 404, 403, 403),
    "/cases/{number}": (IN, IN, IN, 200, 404, 404, 404, 200, 200),
    "/cases/{number}/diagram.bpmn": (IN, IN, IN, 200, 404, 404, 404, 200, 200),
    "/cases/{number}/letters/{letter}.pdf": (IN, IN, IN, 200, 404, 404, 404, 404, 404),
    "/cases/{number}/attachments/{attachment}": (IN, IN, IN, 200, 404, 404, 404, 404, 404),
    "/cases/{number}/attachments/{nothing}": (IN, IN, IN, 404, 404, 404, 404, 404, 404),
    "/cases/{number}/letters/{nothing}.pdf": (IN, IN, IN, 404, 404, 404, 404, 404, 404),
    "/cases/{number}/withdraw": (IN, IN, IN, 403, 404, 404, 404, 403, 403),
    "/cases/{number}/conflicts": (IN, IN, IN, 200, 404, 404, 404, 200, 200),
    "/cases/{number}/identity": (IN, IN, IN, 404, 404, 404, 404, 404, 404),  # seals nothing; test_identity tells of one
    "/cases/GRV-1999-0001": (IN, IN, IN, 404, 404, 404, 404, 404, 404),
    "/tasks/{decide}": (IN, IN, IN, 200, 404, 404, 404, 403, 403),
    "/tasks/{answer}": (IN, IN, IN, 403, 404, 404, 404, 403, 403),
    "/tasks/{nothing}": (IN, IN, IN, 404, 404, 404, 404, 404, 404),
    "/deliveries/{delivery}": (IN, IN, IN, 200, 404, 403, 403, 200, 403),
    "/deliveries/{nothing}": (IN, IN, IN, 404, 404, 403, 403, 404, 403),
    "/delegations": (IN, IN, IN, 200, 200, 200, 200, 200, 200),
    "/delegations/new": (IN, IN, IN, 200, 200, 403, 200, 200, 403),
    "/substitutes": (IN, IN, IN, 200, 200, 200, 200, 200, 200),
    "/substitutes/new": (IN, IN, IN, 200, 200, 200, 200, 200, 200),
    "/administration": (IN, IN, IN, 200, 200, 403, 403, 200, 200),
    "/administration/organisations": (IN, IN, IN, 403, 403, 403, 403, 200, 200),
    "/administration/organisations/{organisation}": (IN, IN, IN, 403, 403, 403, 403, 200, 200),
    "/administration/organisations/{nothing}": (IN, IN, IN, 403, 403, 403, 403, 404, 404),
    "/administration/organisations/new": (IN, IN, IN, 403, 403, 403, 403, 200, 403),
    "/administration/organisations/{organisation}/edit": (IN, IN, IN, 403, 403, 403, 403, 200, 403),
    "/administration/organisations/{nothing}/edit": (IN, IN, IN, 403, 403, 403, 403, 404, 403),
    "/administration/people": (IN, IN, IN, 403, 403, 403, 403, 200, 200),
    "/administration/people/new": (IN, IN, IN, 403, 403, 403, 403, 200, 403),
    "/administration/people/{person}": (IN, IN, IN, 403, 403, 403, 403, 200, 200),
    "/administration/people/{nothing}": (IN, IN, IN, 403, 403, 403, 403, 404, 404),
    "/administration/people/{person}/edit": (IN, IN, IN, 403, 403, 403, 403, 200, 403),
    "/administration/people/{person}/disable": (IN, IN, IN, 403, 403, 403, 403, 200, 403),
    "/administration/people/{nothing}/disable": (IN, IN, IN, 403, 403, 403, 403, 404, 403),
    "/administration/people/{person}/second-factor": (IN, IN, IN, 403, 403, 403, 403, 200, 403),
    "/administration/people/{person}/roles/new": (IN, IN, IN, 403, 403, 403, 403, 200, 403),
    "/administration/people/{person}/roles/new/hdc/organisation": (IN, IN, IN, 403, 403, 403, 403, 200, 403),
    "/administration/people/{person}/roles/new/member/body": (IN, IN, IN, 403, 403, 403, 403, 404, 403),
    "/administration/people/{person}/roles/{holding}/end": (IN, IN, IN, 403, 403, 403, 403, 200, 403),
    "/administration/people/{person}/roles/{nothing}/end": (IN, IN, IN, 403, 403, 403, 403, 404, 403),
    "/administration/log": (IN, IN, IN, 403, 403, 403, 403, 200, 200),
    "/administration/access": (IN, IN, IN, 403, 403, 403, 403, 200, 200),
    "/administration/access.csv": (IN, IN, IN, 403, 403, 403, 403, 200, 200),
    "/duties": (IN, IN, IN, 200, 200, 200, 200, 200, 200),
    "/duties/annual_evaluation": (IN, IN, IN, 404, 404, 404, 404, 200, 200),
    "/operator": (IN, IN, IN, 403, 403, 403, 403, 200, 403),
    "/operator/cases/{number}": (IN, IN, IN, 403, 403, 403, 403, 200, 403),
    "/operator/cases/{number}/terminate": (IN, IN, IN, 403, 403, 403, 403, 200, 403),
    "/operator/cases/{number}/nonsense": (IN, IN, IN, 403, 403, 403, 403, 404, 403),
    "/operator/cases/GRV-1999-0001/undo": (IN, IN, IN, 403, 403, 403, 403, 404, 403),
    "/operator/cases/{other}/tasks/{open}": (IN, IN, IN, 403, 403, 403, 403, 200, 403),
    "/operator/cases/{other}/tasks/{answer}": (IN, IN, IN, 403, 403, 403, 403, 404, 403),
    "/operator/cases/{other}/dates/hearing/pause": (IN, IN, IN, 403, 403, 403, 403, 404, 403),
    "/operator/cases/{other}/dates/nothing/pause": (IN, IN, IN, 403, 403, 403, 403, 404, 403),
    "/administration/checklists": (IN, IN, IN, 200, 200, 403, 403, 200, 200),
    "/administration/checklists/exhibit_a": (IN, IN, IN, 200, 200, 403, 403, 200, 200),
    "/administration/checklists/unknown": (IN, IN, IN, 404, 404, 403, 403, 404, 404),
    "/administration/checklists/exhibit_a/versions/0": (IN, IN, IN, 200, 200, 403, 403, 200, 200),
    "/administration/checklists/exhibit_a/versions/7": (IN, IN, IN, 404, 404, 403, 403, 404, 404),
    "/administration/checklists/exhibit_a/replace": (IN, IN, IN, 200, 200, 403, 403, 200, 403),
    "/administration/settings": (IN, IN, IN, 200, 200, 403, 403, 200, 200),
    "/administration/settings/accounts/reset_minutes": (IN, IN, IN, 200, 200, 403, 403, 200, 200),
    "/administration/settings/accounts/unknown": (IN, IN, IN, 404, 404, 403, 403, 404, 404),
    "/administration/settings/unknown/days": (IN, IN, IN, 404, 404, 403, 403, 404, 404),
    "/administration/letters": (IN, IN, IN, 200, 200, 403, 403, 200, 200),
    "/administration/letters/agency_grievance/decision": (IN, IN, IN, 200, 200, 403, 403, 200, 200),
    "/administration/letters/agency_grievance/unknown": (IN, IN, IN, 404, 404, 403, 403, 404, 404),
    "/administration/letters/unknown/decision": (IN, IN, IN, 404, 404, 403, 403, 404, 404),
    "/administration/letters/agency_grievance/decision/preview.pdf": (IN, IN, IN, 200, 200, 403, 403, 200, 200),
    "/administration/closures": (IN, IN, IN, 200, 200, 403, 403, 200, 200),
    "/administration/closures/new": (IN, IN, IN, 403, 403, 403, 403, 200, 403),
    "/administration/closures/2026-12-25/remove": (IN, IN, IN, 403, 403, 403, 403, 404, 403),
    "/administration/documents": (IN, IN, IN, 200, 200, 403, 403, 200, 200),
    "/administration/documents/memorandum": (IN, IN, IN, 200, 200, 403, 403, 200, 200),
    "/administration/documents/unknown": (IN, IN, IN, 404, 404, 403, 403, 404, 404),
    "/policies": (200,) * 9,
    "/policies/grievance": (200,) * 9,
    "/policies/unknown": (404,) * 9,
    "/policies/citation": (422,) * 9,  # of nothing
    "/mailbox": (404,) * 9,  # this is no demonstration
    "/meetings": (200,) * 9,
    "/meetings.ics": (200,) * 9,
    "/bodies/dsb/meetings.ics": (200,) * 9,
    "/bodies/unknown/meetings.ics": (404,) * 9,
    "/bodies": (IN, IN, IN, 200, 200, 200, 200, 200, 200),
    "/bodies/dsb": (IN, IN, IN, 200, 200, 200, 200, 200, 200),
    "/bodies/unknown": (IN, IN, IN, 404, 404, 404, 404, 404, 404),
    "/bodies/dsb/rules": (IN, IN, IN, 403, 403, 403, 403, 200, 403),
    "/bodies/dsb/convene": (IN, IN, IN, 403, 403, 403, 403, 200, 403),
    "/bodies/grievance_subcommittee/dissolve": (IN, IN, IN, 403, 403, 403, 403, 200, 403),
    "/bodies/dsb/ballot": (IN, IN, IN, 403, 403, 403, 403, 200, 403),
    "/tasks/{decide}/ballot": (IN, IN, IN, 403, 404, 404, 404, 422, 403),
    "/meetings/{meeting}": (IN, IN, IN, 200, 200, 200, 200, 200, 200),
    "/meetings/{nothing}": (IN, IN, IN, 404, 404, 404, 404, 404, 404),
    "/meetings/{meeting}/packet": (IN, IN, IN, 404, 404, 200, 404, 200, 200),
    "/meetings/{meeting}/packet.pdf": (IN, IN, IN, 404, 404, 200, 404, 200, 200),
    "/meetings/{meeting}/minutes.pdf": (IN, IN, IN, 404, 404, 404, 404, 404, 404),
    "/ballots/{ballot}": (IN, IN, IN, 404, 404, 200, 404, 200, 200),
    "/ballots/{nothing}": (IN, IN, IN, 404, 404, 404, 404, 404, 404),
    "/ballots/{ballot}/resolution.pdf": (IN, IN, IN, 404, 404, 404, 404, 404, 404),
    "/bodies/grievance_subcommittee/calendar": (IN, IN, IN, 403, 403, 403, 403, 200, 403),
    "/bodies/unknown/calendar": (IN, IN, IN, 403, 403, 403, 403, 404, 403),
    "/bodies/grievance_subcommittee/calendar/new": (IN, IN, IN, 403, 403, 403, 403, 200, 403),
    "/bodies/grievance_subcommittee/calendar/rule": (IN, IN, IN, 403, 403, 403, 403, 200, 403),
    "/bodies/grievance_subcommittee/calendar/{meeting}/move": (IN, IN, IN, 403, 403, 403, 403, 200, 403),
    "/bodies/grievance_subcommittee/calendar/{meeting}/cancel": (IN, IN, IN, 403, 403, 403, 403, 200, 403),
    "/bodies/dsb/calendar/{meeting}/cancel": (IN, IN, IN, 403, 403, 403, 403, 404, 403),
}

#: the same for sending a form; 422 means that they may, and the form was empty
POSTS = {
    "/language": (400,) * 9,
    "/administration/organisations/new": (IN, IN, IN, 403, 403, 403, 403, 422, 403),
    "/administration/organisations/{organisation}/edit": (IN, IN, IN, 403, 403, 403, 403, 422, 403),
    "/administration/organisations/{nothing}/edit": (IN, IN, IN, 403, 403, 403, 403, 404, 403),
    "/administration/people": (IN, IN, IN, 403, 403, 403, 403, 200, 200),
    "/administration/people/new": (IN, IN, IN, 403, 403, 403, 403, 422, 403),
    "/administration/people/{person}/edit": (IN, IN, IN, 403, 403, 403, 403, 422, 403),
    "/administration/people/{nothing}/edit": (IN, IN, IN, 403, 403, 403, 403, 404, 403),
    "/administration/people/{person}/invite": (IN, IN, IN, 403, 403, 403, 403, 403, 403),
    "/administration/people/{nothing}/invite": (IN, IN, IN, 403, 403, 403, 403, 404, 403),
    "/administration/people/{nothing}/disable": (IN, IN, IN, 403, 403, 403, 403, 404, 403),
    "/administration/people/{nothing}/enable": (IN, IN, IN, 403, 403, 403, 403, 404, 403),
    "/administration/people/{nothing}/give-back": (IN, IN, IN, 403, 403, 403, 403, 404, 403),
    "/administration/people/{nothing}/sign-out": (IN, IN, IN, 403, 403, 403, 403, 404, 403),
    "/administration/people/{person}/second-factor": (IN, IN, IN, 403, 403, 403, 403, 422, 403),
    "/administration/people/{person}/roles/new/hdc/organisation": (IN, IN, IN, 403, 403, 403, 403, 422, 403),
    "/administration/people/{nothing}/roles/new/hdc/organisation": (IN, IN, IN, 403, 403, 403, 403, 404, 403),
    "/administration/people/{person}/roles/{holding}/end": (IN, IN, IN, 403, 403, 403, 403, 422, 403),
    "/administration/people/{person}/roles/{nothing}/take-back": (IN, IN, IN, 403, 403, 403, 403, 404, 403),
    "/administration/checklists/exhibit_a/replace": (IN, IN, IN, 422, 422, 403, 403, 422, 403),
    "/administration/checklists/exhibit_a/versions/0/again": (IN, IN, IN, 422, 422, 403, 403, 422, 403),
    "/administration/settings/accounts/reset_minutes": (IN, IN, IN, 403, 403, 403, 403, 422, 403),
    "/administration/letters/agency_grievance/decision": (IN, IN, IN, 422, 422, 403, 403, 422, 403),
    "/administration/letters/agency_grievance/decision/preview": (IN, IN, IN, 422, 422, 403, 403, 422, 403),
    "/administration/letters/agency_grievance/decision/shipped": (IN, IN, IN, 422, 422, 403, 403, 422, 403),
    "/administration/closures/new": (IN, IN, IN, 403, 403, 403, 403, 422, 403),
    "/administration/closures/2026-12-25/remove": (IN, IN, IN, 403, 403, 403, 403, 404, 403),
    "/administration/documents/memorandum": (IN, IN, IN, 422, 422, 403, 403, 422, 403),
    "/sign-in/second-factor": (IN, IN, IN, *("/inbox",) * 6),
    "/sign-in/forgotten": (422,) * 9,
    "/welcome/unknown": (404,) * 9,
    "/account/password": (IN, IN, IN, 422, 422, 422, 422, 422, 422),
    "/account/second-factor": (IN, IN, IN, 422, 422, 422, 422, 422, 422),
    "/account/recovery-codes": (IN, IN, IN, 422, 422, 422, 422, 422, 422),
    "/account/language": (IN, IN, IN, 422, 422, 422, 422, 422, 422),
    "/account/sign-ins/end-others": (IN, IN, IN, *("/account",) * 6),
    "/account/browsers/{nothing}/forget": (IN, IN, IN, *("/account",) * 6),
    "/account/sign-ins/{nothing}/end": (
        IN,
        IN,
        IN,
        "/account",
        "/account",
        "/account",
        "/account",
        "/account",
        "/account",
    ),
    "/file/agency_grievance": (422,) * 9,
    "/procedures/agency_grievance": (IN, IN, IN, 422, 422, 403, 422, 403, 403),
    "/track": (422,) * 9,
    "/track/tasks/{answer}": (ASK_CODE, 422, 404, ASK_CODE, ASK_CODE, ASK_CODE, ASK_CODE, ASK_CODE, ASK_CODE),
    "/track/tasks/{decide}": (ASK_CODE, 403, 404, ASK_CODE, ASK_CODE, ASK_CODE, ASK_CODE, ASK_CODE, ASK_CODE),
    "/track/lost": (422,) * 9,
    "/track/link/{nothing}": (404,) * 9,
    "/track/messages": (ASK_CODE, 422, 422, *(ASK_CODE,) * 6),
    "/cases/{number}/messages": (IN, IN, IN, 422, 404, 404, 404, 403, 403),
    "/cases/{number}/notes": (IN, IN, IN, 422, 404, 404, 404, 403, 403),
    "/tasks/{open}/complete": (IN, IN, IN, 422, 404, 404, 404, 403, 403),
    "/tasks/{decide}/complete": (IN, IN, IN, 409, 404, 404, 404, 403, 403),
    "/tasks/{answer}/complete": (IN, IN, IN, 403, 404, 404, 404, 403, 403),
    "/tasks/{open}/claim": (IN, IN, IN, "/tasks/{open}", 404, 404, 404, 403, 403),
    "/tasks/{open}/release": (IN, IN, IN, "/tasks/{open}", 404, 404, 404, 403, 403),
    "/tasks/{open}/reassign": (IN, IN, IN, 422, 404, 404, 404, 403, 403),
    "/cases/{number}/withdraw": (IN, IN, IN, 403, 404, 404, 404, 403, 403),
    "/cases/{number}/conflicts": (IN, IN, IN, 422, 404, 404, 404, 422, 403),
    "/cases/{number}/identity": (IN, IN, IN, 404, 404, 404, 404, 404, 404),
    "/cases/{number}/identity/{nothing}": (IN, IN, IN, 404, 404, 404, 404, 404, 404),
    "/cases/{number}/identity/seal": (IN, IN, IN, 404, 404, 404, 404, 404, 404),
    "/cases/{number}/conflicts/{nothing}/lift": (IN, IN, IN, 404, 404, 404, 404, 422, 404),
    "/delegations/new": (IN, IN, IN, 422, 422, 403, 422, 422, 403),
    "/delegations/{nothing}/revoke": (IN, IN, IN, 404, 404, 404, 404, 404, 404),
    "/substitutes/new": (IN, IN, IN, 422, 422, 422, 422, 422, 422),
    "/substitutes/{nothing}/accept": (IN, IN, IN, 404, 404, 404, 404, 404, 404),
    "/substitutes/{nothing}/decline": (IN, IN, IN, 404, 404, 404, 404, 404, 404),
    "/substitutes/{nothing}/end": (IN, IN, IN, 404, 404, 404, 404, 404, 404),
    "/duties/annual_evaluation": (IN, IN, IN, 404, 404, 404, 404, 422, 403),
    "/deliveries/{delivery}": (IN, IN, IN, 422, 404, 403, 403, 422, 403),
    "/operator/jobs/{nothing}/retry": (IN, IN, IN, 403, 403, 403, 403, 404, 403),
    "/operator/jobs/retry": (IN, IN, IN, 403, 403, 403, 403, 409, 403),
    "/operator/cases/{other}/terminate": (IN, IN, IN, 403, 403, 403, 403, 422, 403),
    "/operator/cases/{other}/tasks/{open}": (IN, IN, IN, 403, 403, 403, 403, 422, 403),
    "/operator/cases/{other}/dates/hearing/pause": (IN, IN, IN, 403, 403, 403, 403, 404, 403),
    "/bodies/grievance_subcommittee/calendar/new": (IN, IN, IN, 403, 403, 403, 403, 422, 403),
    "/bodies/grievance_subcommittee/calendar/rule": (IN, IN, IN, 403, 403, 403, 403, 422, 403),
    "/bodies/grievance_subcommittee/calendar/{meeting}/move": (IN, IN, IN, 403, 403, 403, 403, 422, 403),
    "/bodies/grievance_subcommittee/calendar/{meeting}/cancel": (IN, IN, IN, 403, 403, 403, 403, 422, 403),
    "/bodies/dsb/calendar/{meeting}/quarterly": (IN, IN, IN, 403, 403, 403, 403, 404, 403),
    "/bodies/dsb/calendar/changes/{nothing}/undo": (IN, IN, IN, 403, 403, 403, 403, 404, 403),
    "/bodies/dsb/rules": (IN, IN, IN, 403, 403, 403, 403, 422, 403),
    "/bodies/dsb/convene": (IN, IN, IN, 403, 403, 403, 403, 422, 403),
    "/bodies/grievance_subcommittee/dissolve": (IN, IN, IN, 403, 403, 403, 403, 422, 403),
    "/bodies/dsb/ballot": (IN, IN, IN, 403, 403, 403, 403, 422, 403),
    "/tasks/{decide}/ballot": (IN, IN, IN, 403, 404, 404, 404, 422, 403),
    "/meetings/{meeting}/open": (IN, IN, IN, 403, 403, 403, 403, 422, 403),
    "/meetings/{meeting}/adjourn": (IN, IN, IN, 403, 403, 403, 403, 422, 403),
    "/meetings/{meeting}/people/{nothing}/arrive": (IN, IN, IN, 403, 403, 403, 403, 404, 403),
    "/meetings/{meeting}/people/{nothing}/leave": (IN, IN, IN, 403, 403, 403, 403, 422, 403),
    "/meetings/{meeting}/agenda": (IN, IN, IN, 403, 403, 403, 403, 422, 403),
    "/meetings/{meeting}/agenda/{nothing}/up": (IN, IN, IN, 403, 403, 403, 403, 409, 403),
    "/meetings/{meeting}/agenda/{nothing}/down": (IN, IN, IN, 403, 403, 403, 403, 409, 403),
    "/meetings/{meeting}/agenda/{nothing}/defer": (IN, IN, IN, 404, 404, 404, 404, 404, 404),
    "/meetings/{meeting}/agenda/{nothing}/take-up": (IN, IN, IN, 404, 404, 404, 404, 404, 404),
    "/meetings/{meeting}/agenda/{nothing}/remove": (IN, IN, IN, 404, 404, 404, 404, 404, 404),
    "/meetings/{meeting}/agenda/{nothing}/input": (IN, IN, IN, 404, 404, 404, 404, 404, 404),
    "/meetings/{meeting}/minutes": (IN, IN, IN, 403, 403, 403, 403, 409, 403),
    "/meetings/{meeting}/minutes/approve": (IN, IN, IN, 403, 403, 403, 403, 422, 403),
    "/ballots/{ballot}/seats/{seat}/vote": (IN, IN, IN, 404, 404, 422, 404, 403, 403),
    "/ballots/{ballot}/recuse": (IN, IN, IN, 404, 404, 422, 404, 403, 403),
    "/ballots/{ballot}/bar": (IN, IN, IN, 404, 404, 403, 404, 422, 403),
    "/ballots/{ballot}/proxy": (IN, IN, IN, 404, 404, 409, 404, 403, 403),
    "/ballots/{ballot}/proxy/back": (IN, IN, IN, 404, 404, "/ballots/{ballot}", 404, 403, 403),
    "/ballots/{ballot}/close": (IN, IN, IN, 404, 404, 403, 404, 409, 403),
    "/ballots/{ballot}/void": (IN, IN, IN, 404, 404, 403, 404, 422, 403),
    # these end something, so they come last
    "/track/withdraw": (ASK_CODE, "/track/case", "/track/case", *(ASK_CODE,) * 6),
    "/track/leave": ("/track",) * 9,
    "/sign-out": ("/",) * 9,
}


TOKENS = "/file/agency_grievance"
"""A page everybody may open, with a form."""


class Records:
    """A case with a letter that did not arrive and a decision waiting for its complainant, and a second one beside it."""

    def __init__(self, house: House) -> None:
        self.house = house
        number, self.code = house.file(documents=[(BytesIO(b"Refused, they said."), "note.txt")])
        decide = house.task(number, "director_decides")
        house.complete(number, "director_decides", DIRECTOR, DECISION)
        house.work()
        other, self.other_code = house.file(contact_name="Ned Falk")
        with reading(house.database) as session:
            case_id = session.scalars(select(Case.id).where(Case.number == number)).one()
            letter = session.scalars(select(Letter.id).where(Letter.case_id == case_id).limit(1)).one()
            attachment = session.scalars(select(Attachment.id).where(Attachment.case_id == case_id)).one()
            delivery = session.scalars(select(Delivery.id).where(Delivery.letter_id == letter)).one()
            body = select(Body.id).where(Body.key == "grievance_subcommittee").scalar_subquery()
            coming = select(Meeting.id).where(Meeting.body_id == body, Meeting.starts_at > house.at)
            meeting = session.scalars(coming.order_by(Meeting.starts_at).limit(1)).one()
        self.names = {
            "number": number, "other": other, "decide": decide, "answer": house.task(number, "answer_decision"),
            "open": house.task(other, "director_decides"), "letter": letter, "delivery": delivery, "attachment": attachment, "meeting": meeting, "nothing": new_id(),
        }  # fmt: skip
        self.names |= dict(zip(("ballot", "seat"), _ballot(house), strict=True)) | _of_agency(house)


def _of_agency(house: House) -> dict[str, object]:
    """Somebody of an agency in the directory, and the role they hold in it."""
    with reading(house.database) as session:
        person = session.scalars(select(Person).where(Person.email == AGENCY)).one()
        holding = session.scalars(select(RoleHolding.id).where(RoleHolding.person_id == person.id)).one()
        return {"person": person.id, "organisation": person.organisation_id, "holding": holding}


def _ballot(house: House) -> tuple[object, object]:
    """A ballot of the Board by correspondence, and the seat in it of MEMBER."""
    with unit_of_work(house.database) as session:
        board = session.scalars(select(Body.id).where(Body.key == "dsb")).one()
        ballot = open_motion(
            session, house.office, board, motion="Shall we meet?", options=[("yes", "Yes"), ("no", "No")],
            meeting_id=None, closes_at=house.at + timedelta(days=7), by=COMMAND_LINE, at=house.at,
        )  # fmt: skip
        held = select(BallotSeat.id).join(Person, Person.id == BallotSeat.holder_id)
        seat = session.scalars(held.where(BallotSeat.ballot_id == ballot, Person.email == MEMBER)).one()
    return ballot, seat


def test_no_route_is_without_a_guard(house: House) -> None:
    guards.check(house.app)
    house.app.add_url_rule("/back-door", "back_door", lambda: "open")
    with pytest.raises(guards.Unguarded, match="back_door"):
        guards.check(house.app)


def test_every_route_is_in_the_matrix(house: House) -> None:
    assert _missing(house.app, "GET", GETS) == set()
    assert _missing(house.app, "POST", POSTS) == {"/sign-in"}, "test_accounts tells of it"


def test_pages(house: House) -> None:
    records = _with_a_failed_delivery(house)
    assert _answers(records, "GET", GETS) == {path: list(expected) for path, expected in GETS.items()}


def test_forms(house: House) -> None:
    records = _with_a_failed_delivery(house)
    assert _answers(records, "POST", POSTS) == {path: list(expected) for path, expected in POSTS.items()}


def test_an_overseer_sees_the_course_of_a_case_and_nothing_anybody_wrote(house: House) -> None:
    number, _code = house.file()
    page = house.as_(AUDITOR).see(f"/cases/{number}")
    assert "Decide on the complaint" in page
    for text in (COMPLAINT["complaint"], COMPLAINT["contact_name"], COMPLAINT["contact_email"]):
        assert text not in page


def test_a_complainant_does_not_read_what_the_office_wrote_to_itself(house: House) -> None:
    number, code = house.file(stage="informal")
    log = {"held_on": "2026-03-01", "parties": "Rosa Lindgren", "stage": "unsettled", "summary": "She was cross."}
    staff, task = house.as_(STAFF), house.task(number, "log_conversation")
    page = staff.see(f"/tasks/{task}")
    chosen = page.split(">Omar Reyes</option>")[0].rsplit('value="', 1)[1].rstrip('"')
    staff.send(f"/tasks/{task}/complete", log | {"staff": chosen})
    assert "She was cross." in staff.see(f"/cases/{number}")
    assert "She was cross." not in house.track(code).see("/track/case")


def _with_a_failed_delivery(house: House) -> Records:
    records = Records(house)
    with unit_of_work(house.database) as session:
        failed = update(Delivery).where(Delivery.id == records.names["delivery"])
        session.execute(failed.values(status=DeliveryStatus.FAILED, delivered_at=None))
    return records


def _answers(records: Records, method: str, table: dict[str, tuple[int | str, ...]]) -> dict[str, list[int | str]]:
    """Each person's answers to every route, in the order of the table."""
    browsers = [_browser(records, who) for who in PEOPLE]
    return {path: [_answer(records, browser, method, path) for browser in browsers] for path in table}


def _browser(records: Records, who: str) -> Browser:
    if who == NOBODY:
        return records.house.browser()
    if who in (CODE, OTHER_CODE):
        return records.house.track(records.code if who == CODE else records.other_code)
    return records.house.as_(who)


def _token(browser: Browser, path: str) -> str:
    """The session's token, asked for once; what may have ended the session asks again."""
    if not hasattr(browser, "page") or browser.page.request.path != TOKENS or path in ("/sign-out", "/track/leave"):
        browser.see(TOKENS)
    return browser.hidden("csrf_token")


def _answer(records: Records, browser: Browser, method: str, path: str) -> int | str:
    address = path.format(**records.names)
    if method == "GET":
        answer = browser.get(address)
    else:
        answer = browser.post(address, data={"csrf_token": _token(browser, path), "request_key": new_key()})
    if answer.status_code not in (302, 303):
        return int(answer.status_code)
    target = answer.location
    for name, value in records.names.items():
        target = target.replace(str(value), f"{{{name}}}")
    return str(target)


def _missing(app: Flask, method: str, table: dict[str, tuple[int | str, ...]]) -> set[str]:
    adapter = app.url_map.bind("localhost")
    names = dict.fromkeys(("number", "other"), "GRV-2026-0001") | dict.fromkeys(
        ("decide", "answer", "open", "letter", "delivery", "attachment", "meeting", "ballot", "seat", "nothing"),
        new_id(),
    )
    names |= dict.fromkeys(("person", "organisation", "holding"), new_id())
    told = {adapter.match(path.format(**names), method=method)[0] for path in table}
    rules = [rule for rule in app.url_map.iter_rules() if method in (rule.methods or ())]
    return {rule.rule for rule in rules if rule.endpoint not in told and rule.endpoint != "static"}
