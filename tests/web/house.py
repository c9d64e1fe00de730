"""Ombud as a demonstration has it: the shipped procedures, the fictional directory, accounts, a clock that moves."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import CodeType
from typing import Any

from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from ombud.storage.accounts import Account
from ombud.storage.cases import OPEN_TASK, Case, Task
from ombud.storage.directory import Person
from ombud.storage.schema import migrate
from ombud.storage.sealing import Vault, new_key, parse_key
from ombud.storage.session import Database, reading, unit_of_work
from ombud.webapp.accounts.device import COOKIE as DEVICE
from ombud.webapp.app import create_app
from ombud.webapp.config import Config
from ombud.webapp.forms_bridge import form_catalogue
from ombud.workflows.actors import OPERATOR
from ombud.workflows.mail.smtp import KeptMailer
from ombud.workflows.office import Office
from ombud.workflows.people.demonstration import account_of, next_digits
from ombud.workflows.procedures.deploy import deploy
from ombud.workflows.procedures.deployed import DeployedProcedures
from ombud.workflows.procedures.directory import load_directory, read_directory
from ombud.workflows.procedures.load import load_all
from ombud.workflows.procedures.root import BPMN
from ombud.workflows.worker.drain import drain

MONDAY = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
PASSWORD = "correct horse battery staple"
SECOND_FACTOR = "/sign-in/second-factor"

COMPLAINT = {
    "contact_name": "Rosa Lindgren",
    "contact_email": "rosa@willow.example",
    "language": "en",
    "complainant_kind": "prospective",
    "organisation_name": "Willow Bridge",
    "subject_areas": ["data_access"],
    "complaint": "Our request for a report was refused without a reason.",
    "remedy": "Tell us the reason, or give us the report.",
    "stage": "formal",
    "no_informal_reason": "Nobody called us back for three weeks.",
}
DECISION = {
    "director_acts": "decides",
    "decision": "The refusal stands.",
    "reasons": "The report names single households.",
}
APPEAL = {
    "stage": "appealed",
    "grounds": "The report can leave out single households, and two other agencies were given one like it.",
}


@cache
def password_hash() -> str:
    """Quick to check: most tests sign somebody in on their way to something else."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


class Compiled(BytecodeCache):
    """Templates are compiled once for all the houses of a process."""

    def __init__(self) -> None:
        self.codes: dict[str, CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.codes.get(bucket.key + bucket.checksum)

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self.codes[bucket.key + bucket.checksum] = bucket.code


COMPILED = Compiled()


class Browser(FlaskClient):
    """A browser that sends forms as their pages ask: with the page's token and key."""

    page: TestResponse
    house: House

    def see(self, path: str, status: int = 200) -> str:
        self.page = self.get(path)
        assert self.page.status_code == status, (path, self.page.status_code, self.page.text[-2000:])
        assert not (twice := _ids_given_twice(self.page)), (
            f"{path}: a label or a link means one place, {twice} are several"
        )
        return self.page.text

    def hidden(self, name: str) -> str:
        found = re.search(rf'name="{name}" value="([^"]+)"', self.page.text)
        assert found, f"the page has no {name}"
        return found[1]

    def option(self, label: str) -> str:
        """The value of the choice of that name on the page last seen."""
        found = re.search(rf'<option value="([^"]*)"[^>]*>{re.escape(label)}</option>', self.page.text)
        assert found, f"the page offers no {label}"
        return found[1]

    def send(self, path: str, data: dict[str, Any] | None = None, *, key: str = "", status: int = 303) -> TestResponse:
        """Sends a form from the page last seen. `key` repeats an earlier request."""
        secrets = {"csrf_token": self.hidden("csrf_token"), "request_key": key or self.hidden("request_key")}
        answer = self.post(path, data=(data or {}) | secrets)
        assert answer.status_code == status, (path, answer.status_code, answer.text[-3000:])
        if answer.status_code != 303:
            self.page = answer
        return answer

    def sign_in(self, email: str, password: str = PASSWORD, status: int = 303) -> Browser:
        """Password and second factor. What a browser of this person was given to be remembered by goes on to their next
        one, so that many may sign in at one instant, when there are not that many codes."""
        if status == 303 and email in self.house.devices:
            self.set_cookie(DEVICE, self.house.devices[email], path="/sign-in")
        self.see("/sign-in")
        answer = self.send("/sign-in", {"email": email, "password": password}, status=status)
        if status == 303 and answer.location == SECOND_FACTOR:
            self.see(SECOND_FACTOR)
            self.send(SECOND_FACTOR, {"code": self.house.code_of(email), "keep_browser": "y"})
            kept = self.get_cookie(DEVICE, path="/sign-in")
            assert kept
            self.house.devices[email] = kept.value
        return self


def _ids_given_twice(page: TestResponse) -> list[str]:
    if page.mimetype != "text/html":
        return []
    return [name for name, times in Counter(re.findall(r'<[a-z][^<>]*?\sid="([^"]*)"', page.text)).items() if times > 1]


def _labels_of_nothing(page: TestResponse) -> set[str]:
    if page.mimetype != "text/html":
        return set()
    return set(re.findall(r'<label[^<>]*?\sfor="([^"]*)"', page.text)) - set(re.findall(r'\sid="([^"]*)"', page.text))


PLAIN = Config(secret_key=b"a key for tests", secure_cookies=False)


@dataclass
class House:
    database: Database
    office: Office
    config: Config
    app: Flask = field(init=False)
    at: datetime = MONDAY
    mailer: KeptMailer = field(default_factory=KeptMailer)
    devices: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.app = create_app(self.database, self.office, clock=lambda: self.at, config=self.config)
        self.app.test_client_class = Browser
        self.app.jinja_env.bytecode_cache = COMPILED

    def close(self) -> None:
        """Gives the house back: the next test moves in, because to put an application together takes as long as five of
        its pages, and a connection that is not new has the statements ready."""
        self.database.close()
        if self.config == PLAIN and self.database.dialect == "sqlite":
            CLOSED.append(self)

    def renew(self) -> House:
        """As it was built. Nothing of its last test is left: the application holds its routes and its desk."""
        key, content = _furnished()
        place = Path(self.database.url.database or "")
        place.write_bytes(content)
        self.office, self.at, self.mailer, self.devices = _office(key, READ), MONDAY, KeptMailer(), {}
        desk = {"database": self.database, "office": self.office, "clock": lambda: self.at, "config": PLAIN}
        self.app.extensions["ombud"] = replace(self.app.extensions["ombud"], **desk)
        return self

    def browser(self) -> Browser:
        client = self.app.test_client()
        assert isinstance(client, Browser)
        client.house = self
        return client

    def as_(self, email: str) -> Browser:
        return self.browser().sign_in(email)

    def code_of(self, email: str) -> str:
        """What this person's authenticator shows next, of what was not used yet."""
        with reading(self.database) as session:
            person_id = session.scalars(select(Person.id).where(Person.email == email)).one()
            return next_digits(session, self.office, person_id, at=self.at)

    def file(self, browser: Browser | None = None, **changes: Any) -> tuple[str, str]:
        """Files the complaint publicly; returns the case's number and the tracking code."""
        browser = browser or self.browser()
        browser.see("/file/agency_grievance")
        browser.send("/file/agency_grievance", COMPLAINT | changes)
        receipt = browser.see("/receipt")
        number, code = re.search(r"GRV-\d+-\d+", receipt), re.search(r"<code>([A-Z2-7-]+)</code>", receipt)
        assert number
        assert code
        return number[0], code[1]

    def track(self, code: str) -> Browser:
        browser = self.browser()
        browser.see("/track")
        browser.send("/track", {"code": code})
        browser.see("/track/case")
        return browser

    def task(self, number: str, element: str) -> str:
        """The id of the open task of that element."""
        with reading(self.database) as session:
            found = select(Task.id).join(Case).where(Case.number == number, Task.element == element)
            return str(session.scalars(found.where(Task.status.in_(OPEN_TASK))).one())

    def complete(self, number: str, element: str, email: str, answers: dict[str, Any]) -> None:
        browser, task_id = self.as_(email), self.task(number, element)
        browser.see(f"/tasks/{task_id}")
        browser.send(f"/tasks/{task_id}/complete", answers)

    def appeal(self, number: str, code: str, **changes: Any) -> Browser:
        """The party answers the decision by an appeal; the browser it did that with."""
        party, task_id = self.track(code), self.task(number, "answer_decision")
        party.see(f"/track/tasks/{task_id}")
        party.send(f"/track/tasks/{task_id}", APPEAL | changes)
        return party

    def work(self) -> None:
        drain(self.database, self.office, self.mailer, clock=lambda: self.at)

    def tell_at_once(self, *emails: str) -> None:
        """They have chosen to get no daily mail."""
        theirs = select(Person.id).where(Person.email.in_(emails))
        with unit_of_work(self.database) as session:
            session.execute(update(Account).where(Account.person_id.in_(theirs)).values(all_at_once=True))

    def pass_(self, **time: int) -> None:
        self.at += timedelta(**time)


CLOSED: list[House] = []


def build_house(folder: Path, *, demo: bool = False, url: str = "", config: Config = PLAIN) -> House:
    if demo:
        config = replace(config, demo=True, demo_password=PASSWORD)
    if url:
        office = _office(_furnished()[0])
        database = Database(url)
        _furnish(database, office)
        return House(database, office, config)
    if config == PLAIN and CLOSED:
        return CLOSED.pop().renew()
    key, content = _furnished()
    folder.mkdir(parents=True, exist_ok=True)
    place = folder / "ombud.sqlite"
    place.write_bytes(content)
    return House(Database(f"sqlite:///{place}"), _office(key, READ), config)


READ = DeployedProcedures()
"""The versions of the furnished file, read once: they keep their ids in every copy of it."""


@cache
def _furnished() -> tuple[bytes, bytes]:
    """A master key, and an SQLite file furnished under it. Most tests begin with a copy: to migrate and to deploy takes
    longer than what they do."""
    key = parse_key(new_key())
    with TemporaryDirectory() as folder:
        place = Path(folder) / "ombud.sqlite"
        database = Database(f"sqlite:///{place}")
        _furnish(database, _office(key))
        database.close()  # the last connection brings the journal into the file
        assert not place.with_name("ombud.sqlite-wal").exists()
        return key, place.read_bytes()


def _office(key: bytes, procedures: DeployedProcedures | None = None) -> Office:
    return Office(procedures or DeployedProcedures(), form_catalogue(), Vault(key), sender="ombud@lead.example")


def _furnish(database: Database, office: Office) -> None:
    migrate(database)
    with unit_of_work(database) as session:
        load_directory(session, read_directory(BPMN / "directory.toml"), at=MONDAY)
        for procedure in load_all(BPMN).values():
            deploy(session, procedure, office.forms, by=OPERATOR, at=MONDAY)
        for person_id in session.scalars(select(Person.id)).all():
            session.add(account_of(office, person_id, password_hash(), at=MONDAY))
