"""What somebody wrote is on the page of every refusal, under the question it answered."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

import ombud.webapp
from ombud.storage.directory import Person
from ombud.storage.session import reading
from ombud.webapp.errors import words_of
from ombud.webapp.typed import PUT_IN, SECRET
from ombud.workflows.refusals import Conflict, InvalidAnswers, InvalidCommand, NotFound, TaskGone
from tests.web.house import DECISION, Browser, House

DIRECTOR = "director@lead.example"
OPERATOR = "operator@ombud.example"
WHY = "I am away from Tuesday on, and she knows the file."


def kept(page: str) -> dict[str, str]:
    """What the page says was typed, by question."""
    found = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page, re.S)
    return {unescape(name): unescape(re.sub(r"<[^>]*>", "", value)).strip() for name, value in found}


def as_two(house: House, path: str, email: str = DIRECTOR) -> tuple[Browser, Browser]:
    first, second = house.as_(email), house.as_(email)
    first.see(path)
    second.see(path)
    return first, second


def person_id(house: House, email: str) -> str:
    with reading(house.database) as session:
        return str(session.scalars(select(Person.id).where(Person.email == email)).one())


def test_a_refusal_that_no_page_expects_keeps_the_text(house: House) -> None:
    """The task was done while somebody wrote why another should do it."""
    number, _code = house.file()
    task = house.task(number, "director_decides")
    writing, deciding = as_two(house, f"/tasks/{task}")
    deciding.send(f"/tasks/{task}/complete", DECISION)
    answer = writing.send(f"/tasks/{task}/reassign", {"to": str(uuid4()), "reason": WHY}, status=409)
    assert kept(answer.text) == {"Why?": WHY}


def test_a_page_that_does_not_exist_any_more_keeps_the_text(house: House) -> None:
    director = house.as_(DIRECTOR)
    director.see("/inbox")
    director.send(f"/tasks/{uuid4()}/reassign", {"to": str(uuid4()), "reason": WHY, "seen": "7"}, status=404)
    assert kept(director.page.text) == {"Reason": WHY}


def test_ids_and_values_of_choices_are_not_what_somebody_typed(house: House) -> None:
    browser = house.browser()
    browser.see("/file/agency_grievance")
    sent = {"complaint": "Nobody answers.", "stage": "formal", "to": "x", "holding": str(uuid4()), "use": "own"}
    answer = browser.post("/file/agency_grievance", data=sent | {"request_key": browser.hidden("request_key")})
    assert answer.status_code == 400
    assert kept(answer.text) == {"Complaint": "Nobody answers."}


def test_what_is_kept_stands_under_the_question_in_the_language_of_the_page(house: House) -> None:
    director = house.as_(DIRECTOR)
    director.see("/inbox")
    director.send("/language", {"language": "es", "back": "/inbox"})
    director.see("/inbox")
    director.send("/bodies/nowhere/dissolve", {"reason": WHY, "name": "Elm"}, status=404)
    assert kept(director.page.text)["Nombre"] == "Elm"


def test_a_page_that_fails_keeps_the_text(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    director = house.as_(DIRECTOR)
    director.see("/inbox")
    monkeypatch.setitem(house.app.view_functions, "tasks.reassign", _fails)
    house.app.config["PROPAGATE_EXCEPTIONS"] = False
    director.send(f"/tasks/{uuid4()}/reassign", {"reason": WHY}, status=500)
    assert kept(director.page.text) == {"Reason": WHY}


def _fails(**_address: object) -> None:
    raise RuntimeError("a fault of ours")


def test_a_task_that_is_gone_promises_nothing_where_nothing_was_typed(house: House) -> None:
    number, _code = house.file()
    task = house.task(number, "director_decides")
    house.complete(number, "director_decides", DIRECTOR, DECISION)
    page = house.as_(OPERATOR).see(f"/operator/cases/{number}/tasks/{task}", 409)
    assert "no longer open" in page
    assert "typed" not in page


def test_no_page_puts_in_what_a_refusal_would_show(app: Flask) -> None:
    """Hidden fields of all templates; those of the second steps of the calendar and of closures were typed before."""
    templates = Path(ombud.webapp.__path__[0], "templates").rglob("*.html")
    hidden = {
        name
        for template in templates
        for tag in re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", template.read_text())
        for name in re.findall(r'name="([a-z_]+)"', tag)
    }
    assert hidden - PUT_IN - SECRET == {"day", "clock", "place", "days", "quarterly", "email", "changes"}


@pytest.fixture
def app(house: House) -> Flask:
    return house.app


def test_words_of_a_refusal(app: Flask) -> None:
    """The general sentence and what is specific; the plainest kind says what is specific alone."""
    with app.test_request_context():
        assert words_of(NotFound()) == NotFound().message
        assert words_of(InvalidCommand("Choose another.")) == "Choose another."
        assert words_of(Conflict("She sits there.")) == f"{Conflict().message} She sits there."
        assert words_of(TaskGone("<b>")) == "This task is no longer open. &lt;b&gt;"
        assert words_of(InvalidAnswers({"reason": ["Say why."]})) == "Some answers need attention. Reason: Say why."
        assert '<time datetime="2026-04-08">Wed, Apr 8</time>' in words_of(InvalidCommand("It is due on 2026-04-08."))
        assert words_of(InvalidCommand("2026-31-12 is no day.")) == "2026-31-12 is no day."


def test_a_party_whose_case_stands_still_keeps_the_text_of_a_withdrawal(house: House) -> None:
    number, code = house.file()
    party, operator = house.track(code), house.as_(OPERATOR)
    party.see("/track/withdraw")
    suspend = f"/operator/cases/{number}/suspend"
    operator.see(suspend)
    operator.send(suspend, {"reason": "A flood.", "sure": "y", "seen": operator.hidden("seen")})
    party.send("/track/withdraw", {"confirmed": "y", "reason": "They called us back."}, status=409)
    assert "suspended by an operator" in party.page.text
    assert "They called us back." in kept(party.page.text).values()
