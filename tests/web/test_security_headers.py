"""What browsers are told with every answer, and what they are never given: scripts in pages, names in addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from ombud.storage.directory import Person
from ombud.storage.session import reading
from ombud.webapp.headers import EVERYWHERE, POLICY
from ombud.webapp.idempotency import new_key
from tests.web.house import COMPLAINT, DECISION, House
from tests.web.people import DIRECTOR
from tests.web.places import Hamlet, Visit, build_hamlet, walks

STATIC = Path(__file__).parents[2] / "webapp" / "static"
OURS = sorted(path for path in STATIC.iterdir() if path.is_file())
TEMPLATES = sorted((STATIC.parent / "templates").rglob("*.html"))


@pytest.fixture(scope="module")
def hamlet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hamlet]:
    hamlet = build_hamlet(tmp_path_factory.mktemp("hamlet"))
    yield hamlet
    hamlet.house.database.close()


@pytest.fixture(scope="module")
def visits(hamlet: Hamlet) -> list[Visit]:
    return [visit for walk in walks(hamlet) for visit in walk.visits]


@pytest.mark.long
def test_the_walk_sees_every_kind_of_page(hamlet: Hamlet, visits: list[Visit]) -> None:
    """A walk that stops at a closed door would prove nothing."""
    for who in {visit.who for visit in visits}:
        mine = [visit for visit in visits if visit.who == who]
        assert sum(visit.answer.status_code == 200 for visit in mine) >= 8, who
        assert not [visit.address for visit in mine if visit.answer.status_code >= 500]
    kinds = {visit.answer.mimetype for visit in visits}
    assert {"text/html", "application/pdf", "text/calendar", "application/json"} <= kinds


@pytest.mark.long
def test_every_page_file_and_download_carries_the_policy(visits: list[Visit]) -> None:
    """S10."""
    for visit in visits:
        carries_all(visit.answer, visit.address)


def test_answers_that_are_no_page_carry_it_too(house: House) -> None:
    """S10: errors, refusals, redirects, static files and what no route answers."""
    number, _code = house.file(documents=[(BytesIO(b"Refused, they said."), "note.txt")])
    director, browser = house.as_(DIRECTOR), house.browser()
    task = house.task(number, "director_decides")
    director.see(f"/tasks/{task}")
    secrets = {"csrf_token": director.hidden("csrf_token"), "request_key": new_key()}
    answers = {
        303: browser.get("/inbox"),
        400: browser.post("/track", data={}),
        404: browser.get("/nowhere"),
        405: browser.get("/track/leave"),
        413: browser.post("/file/agency_grievance", data={"complaint": "x" * 3_000_000}),
        422: director.post(f"/tasks/{task}/complete", data=secrets),
        403: director.get("/operator"),
        200: browser.get("/static/app.css"),
    }
    for status, answer in answers.items():
        assert answer.status_code == status
        carries_all(answer, str(status))
    for path in ("/static/nothing.js", "/static/../app.py", "/static/vendor"):
        carries_all(browser.get(path), path)


def test_downloads_are_never_opened_inside_a_page_of_ours(house: House) -> None:
    """S10: what people sent in is an attachment with a name of ours and a type that is not guessed again."""
    script = b"<script>alert(1)</script> is what they answered."
    number, _code = house.file(documents=[(BytesIO(script), "note<script>.txt")])
    director = house.as_(DIRECTOR)
    path = re.search(rf"/cases/{number}/attachments/[0-9a-f-]+", director.see(f"/cases/{number}"))
    assert path
    answer = director.get(path[0])
    assert answer.data == script
    assert answer.mimetype == "text/plain"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert "script" not in answer.headers["Content-Disposition"]
    carries_all(answer, path[0])


def carries_all(answer: TestResponse, where: str) -> None:
    for name, value in EVERYWHERE.items():
        assert answer.headers.getlist(name) == [value], (where, name)
    assert "unsafe" not in POLICY
    assert "Access-Control-Allow-Origin" not in answer.headers, where
    assert "Server" not in answer.headers or "ombud" not in answer.headers["Server"].lower()


def test_the_policy_says_just_this(house: House) -> None:
    """S10, word for word: the other tests go by what the application says itself, however wide that is."""
    said = house.browser().get("/").headers
    assert dict(one.split(" ", 1) for one in said["Content-Security-Policy"].split("; ")) == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    assert (said["X-Content-Type-Options"], said["X-Frame-Options"]) == ("nosniff", "DENY")
    assert said["Referrer-Policy"] == "same-origin"


class Strict(HTMLParser):
    """Collects what a strict policy would refuse, and what would weaken it."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if (tag == "script" and not given.get("src")) or tag in ("style", "base", "iframe", "object", "embed"):
            self.found.append(f"<{tag}>")
        if tag == "meta" and "http-equiv" in given:
            self.found.append("<meta http-equiv>")
        for name, value in attrs:
            address = "".join((value or "").split()).lower()
            if name == "style" or name.startswith("on"):
                self.found.append(f"{tag} {name}=")
            harmless = tag == "img" and address.startswith("data:image/")  # the code of a second factor
            forbidden = address.startswith(("javascript:", "data:", "//")) and not harmless
            if name in ("href", "src", "action", "formaction") and forbidden:
                self.found.append(f"{tag} {name}={value}")
            if tag in ("script", "link", "img", "form", "button") and name in ("src", "action", "formaction"):
                self.found += [f"{tag} {name}={value}"] if urlsplit(value or "").netloc else []
        if tag == "a" and given.get("target") == "_blank" and given.get("rel") != "noopener":
            self.found.append("a target=_blank")


def weaknesses(page: str) -> list[str]:
    parser = Strict()
    parser.feed(page)
    return parser.found


@pytest.mark.long
def test_no_page_holds_a_script_a_style_or_a_handler(visits: list[Visit]) -> None:
    """S10."""
    assert {visit.address: found for visit in visits if (found := weaknesses(visit.text))} == {}


def test_the_parser_would_find_one() -> None:
    """S10: each kind of weakness is seen."""
    for page in (
        "<script>1</script>",
        "<p style='x'>",
        "<a href=' java\nscript:1'>",
        "<img src=x onerror=1>",
        "<style>",
    ):
        assert weaknesses(page), page


def test_no_template_holds_one_either() -> None:
    """S10: pages that the walk does not reach, errors and empty states among them."""
    for template in TEMPLATES:
        text = template.read_text("utf-8")
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", text), template.name
        assert not re.search(r"\|\s*safe\b|Markup\(", text), template.name


@pytest.mark.long
def test_every_page_but_static_files_is_kept_nowhere(visits: list[Visit]) -> None:
    """S11."""
    for visit in visits:
        assert visit.answer.headers.getlist("Cache-Control") == ["no-store"], visit.address


@pytest.mark.long
def test_no_address_names_anybody(hamlet: Hamlet, visits: list[Visit]) -> None:
    """S11: links, forms and redirects hold ids, numbers and keys."""
    with reading(hamlet.house.database) as session:
        people = session.execute(select(Person.name, Person.email)).all()
    words = {part.lower() for name, _email in people for part in name.split() if len(part) > 3}
    words |= {"rosa", "lindgren", "willow", "amira", "haddad", "petra", "vance", hamlet.asked_code.lower()}
    words |= {email.lower() for _name, email in people}
    addresses = {address for visit in visits for _name, address in visit.addresses}
    addresses |= {visit.answer.location for visit in visits if visit.answer.location}
    assert len(addresses) > 100
    for address in addresses:
        plain = unquote(address).lower()
        assert "@" not in plain, address
        assert not [word for word in words if re.search(rf"\b{re.escape(word)}\b", plain)], address


def test_our_scripts_keep_nothing_in_the_browser() -> None:
    """S11; tests/browser looks into a browser's storage too."""
    scripts = [path.read_text("utf-8") for path in OURS if path.suffix == ".js"]
    assert scripts
    for script in scripts:
        for store in ("localStorage", "sessionStorage", "indexedDB", "document.cookie", "caches.", "serviceWorker"):
            assert store not in script, store
        for sink in ("innerHTML", "outerHTML", "insertAdjacentHTML", "eval(", "new Function", "document.write"):
            assert sink not in script, sink


def test_a_page_with_a_decision_is_not_kept_either(house: House) -> None:
    """S11: also where a form is refused and comes back with what was typed."""
    number, _code = house.file()
    director, task = house.as_(DIRECTOR), house.task(number, "director_decides")
    director.see(f"/tasks/{task}")
    director.send(f"/tasks/{task}/complete", DECISION | {"reasons": ""}, status=422)
    assert DECISION["decision"] in director.page.text
    assert director.page.headers["Cache-Control"] == "no-store"
    browser = house.browser()
    browser.see("/file/agency_grievance")
    browser.send("/file/agency_grievance", COMPLAINT | {"contact_email": "rosa at willow"}, status=422)
    assert browser.page.headers["Cache-Control"] == "no-store"
