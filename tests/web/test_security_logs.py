"""What is written where operators and their tools read it: logs, mails, events, job rows. Nothing of what people wrote."""

from __future__ import annotations

import io
import json
import logging
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from ombud.storage.cases import Case
from ombud.storage.events import Event
from ombud.storage.jobs import Job
from ombud.storage.letters import OutboxMail
from ombud.storage.session import reading
from ombud.webapp.idempotency import new_key
from ombud.webapp.logs import Lines as LogLines
from tests.web.house import COMPLAINT, DECISION, PASSWORD, House
from tests.web.people import DIRECTOR, OPERATOR, STAFF


class Lines(io.StringIO):
    """The log as a file of lines."""

    @property
    def lines(self) -> list[str]:
        return self.getvalue().splitlines()


@pytest.fixture
def log(house: House) -> Iterator[Lines]:
    """Everything that any library logs, in the very format of a running Ombud."""
    lines = Lines()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(LogLines())
    root = logging.getLogger()
    level, ours = root.level, root.handlers[:]
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield lines
    root.setLevel(level)
    root.handlers[:] = ours


TELLTALES = {
    "contact_name": "Zebulon Quackenbush",
    "contact_email": "zebulon.quackenbush@telltale.example",
    "complaint": "The counsellor told my landlord about the diagnosis xylophone.",
    "organisation_name": "Telltale Tenants Union",
}
REASON = "Because Zebulon was cross on the telephone yesterday."
WRONG = "wrong horse telltale staple"


def _story(house: House) -> str:
    """A complaint from its filing to the appeal, with mistakes, wrong codes and passwords, and an operator's acts."""
    browser = house.browser()
    browser.see("/file/agency_grievance")
    browser.send("/file/agency_grievance", COMPLAINT | TELLTALES | {"contact_email": "no address"}, status=422)
    number, code = house.file(**TELLTALES)
    house.work()
    stranger = house.browser()
    stranger.see("/track")
    stranger.send("/track", {"code": code[:-4] + "AAAA"}, status=422)
    stranger.sign_in(DIRECTOR, WRONG, status=422)
    house.complete(number, "director_decides", DIRECTOR, DECISION | {"reasons": REASON})
    house.appeal(number, code, grounds=TELLTALES["complaint"])
    operator = house.as_(OPERATOR)
    for act in ("suspend", "resume", "undo", "terminate"):
        operator.see(f"/operator/cases/{number}/{act}")
        seen = operator.hidden("seen")
        operator.send(f"/operator/cases/{number}/{act}", {"reason": REASON, "sure": "y", "seen": seen})
    house.work()
    return code


def test_no_log_line_holds_what_anybody_wrote(house: House, log: Lines) -> None:
    """S11: no name, address, tracking code, password or reason, whole or in part."""
    code = _story(house)
    logging.getLogger("ombud.test").warning("the log is being read")
    text = log.getvalue().lower()
    assert "the log is being read" in text
    for telltale in _telltales(code):
        assert telltale.lower() not in text, telltale


def test_no_mail_says_more_than_that_something_waits(house: House) -> None:
    """S11: neither subject nor text; the address stands in the envelope only."""
    house.tell_at_once(DIRECTOR, STAFF)
    code = _story(house)
    assert len(house.mailer.messages) > 3
    for message in house.mailer.messages:
        said = f"{message['Subject']}\n{message.get_content()}".lower()
        for telltale in _telltales(code):
            assert telltale.lower() not in said, telltale


def test_no_row_outside_the_sealed_columns_holds_it(house: House) -> None:
    """S11: events, jobs and the outbox are read by operators; reasons of their own acts are sealed too."""
    code = _story(house)
    with reading(house.database) as session:
        rows = [row for table in (Event, Job, OutboxMail, Case) for row in session.execute(select(table.__table__))]
    text = repr(rows).lower()
    assert "case.terminated" in text
    for telltale in _telltales(code):
        assert telltale.lower() not in text, telltale


def test_what_is_refused_is_a_line_that_says_where_and_nothing_else(house: House, log: Lines) -> None:
    """S11, S15: whatever was sent and not taken; a page that was only looked for is no event."""
    browser = house.browser()
    browser.see("/file/agency_grievance")
    browser.send("/file/agency_grievance", COMPLAINT | TELLTALES | {"contact_email": "no address"}, status=422)
    browser.post("/file/agency_grievance", data=TELLTALES)  # without the page's secret
    browser.see("/cases/GRV-2026-9999", status=303)
    lines = [json.loads(line) for line in log.lines]
    told = [(line["rule"], line["status"]) for line in lines if line["event"] == "refused"]
    assert told == [("/file/<key>", 422), ("/file/<key>", 400)]
    assert set(lines[-1]) == {"event", "rule", "method", "status", "level", "logger", "timestamp"}


def _telltales(code: str) -> tuple[str, ...]:
    words = ("zebulon", "quackenbush", "telltale", "xylophone", "landlord", "on the telephone", PASSWORD, WRONG)
    return (*words, code, code.replace("-", ""))


def test_a_page_that_fails_for_want_of_a_table_shows_an_id_and_logs_places(house: House, log: Lines) -> None:
    """S15: a broken database, not a raised exception: the error's own text holds the statement and its values."""
    number, _code = house.file(**TELLTALES)
    director = house.as_(DIRECTOR)
    with house.database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE letters RENAME TO letters_elsewhere")
    answer = director.get(f"/cases/{number}")
    error_id = _error_id(answer.status_code, answer.text)
    (line,) = [json.loads(line) for line in log.lines if error_id in line]
    assert line["event"] == "page failed"
    assert line["rule"] == "/cases/<number>"
    assert any("casefile/documents.py" in place for place in line["places"])
    assert "Zebulon" not in log.getvalue()
    assert "SELECT" not in log.getvalue()


def test_a_damaged_row_is_an_id_too(house: House, log: Lines) -> None:
    """S15."""
    number, _code = house.file(**TELLTALES)
    director, task = house.as_(DIRECTOR), house.task(number, "director_decides")
    director.see(f"/tasks/{task}")
    with house.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE cases SET tree = X'00', variables = X'7B22'")
    answer = director.send(f"/tasks/{task}/complete", DECISION | {"reasons": REASON}, status=500)
    assert _error_id(answer.status_code, answer.text) in log.getvalue()
    assert REASON not in log.getvalue()


def test_where_even_the_layout_fails_there_is_a_page_with_an_id(house: House, log: Lines) -> None:
    """S15: the database is gone, so the page cannot ask who is signed in."""
    director = house.as_(DIRECTOR)
    house.database.close()
    path = Path(str(house.database.url.database))
    path.rename(path.with_suffix(".away"))
    for address in ("/inbox", "/", "/nowhere", "/operator", "/cases/GRV-2026-0001"):
        answer = director.get(address)
        if answer.status_code != 200:
            assert _error_id(answer.status_code, answer.text) in log.getvalue(), address
            assert answer.headers["Content-Security-Policy"]
            assert answer.headers["Cache-Control"] == "no-store"
    assert director.get("/inbox").status_code == 500
    assert all(json.loads(line) for line in log.lines)


def _error_id(status: int, page: str) -> str:
    assert status == 500, page[:500]
    for trace in ("Traceback", "Error:", "sqlite3", "sqlalchemy", 'File "', "/webapp/", "/workflows/", ".py"):
        assert trace not in page, trace
    return page.split('class="code">')[1][:8]


FORGED = '\r\n{"event": "signed in", "level": "info", "person": "forged"}\n\x1b[2J\x85\u2028forged'


def test_no_request_can_end_a_log_line_and_begin_another(house: House, log: Lines) -> None:
    """S15: newlines and escape codes in paths, queries, headers and fields, each where a line is written."""
    browser = house.browser()
    browser.see("/track")
    form = {"csrf_token": browser.hidden("csrf_token"), "request_key": new_key()}
    with house.database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE parties RENAME TO parties_elsewhere")
    quoted = "%0d%0a%7B%22event%22:%22forged%22%7D%1b[2J"
    headers = {"User-Agent": f"forged {secrets.token_hex(2)} \x1b[31m", "X-Forwarded-For": "forged"}
    browser.get(f"/cases/{quoted}?x={quoted}", headers=headers)
    browser.get(f"/file/{quoted}", headers=headers)
    browser.get(f"/{quoted}", headers=headers | {"Accept-Language": "forged;q=\x1b"})
    browser.post("/track", data=form | {"code": FORGED, FORGED: FORGED}, headers=headers)
    assert any("page failed" in line for line in log.lines)
    for line in log.lines:
        read = json.loads(line)
        assert read["event"] in ("page failed", "error page failed")
        assert "\x1b" not in line
    assert "forged" not in log.getvalue()


def test_a_library_cannot_end_a_line_either(house: House, log: Lines) -> None:
    """S15: what it says of a request is one line of ours, and of what failed in it only class and place."""
    assert house.app
    try:
        raise ValueError(TELLTALES["complaint"])
    except ValueError:
        logging.getLogger("gunicorn.error").exception("Invalid request: %s", FORGED)
    (line,) = [json.loads(line) for line in log.getvalue().rstrip("\n").split("\n")]
    assert (line["error"], line["logger"], line["level"]) == ("ValueError", "gunicorn.error", "error")
    assert "test_security_logs.py" in line["place"]
    assert "xylophone" not in log.getvalue()


def test_workers_log_lines_that_can_be_read(house: House, log: Lines) -> None:
    """S15: a job that fails says which and where, on one line."""
    house.file(**TELLTALES)
    with house.database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE outbox RENAME TO outbox_elsewhere")
    house.work()
    lines = [json.loads(line) for line in log.lines]
    assert "job.failed" in {line["event"] for line in lines}
    assert "Zebulon" not in log.getvalue()
