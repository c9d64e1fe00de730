"""The identity seal on the pages: a walk over everything staff can open."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO

import pytest
from pypdf import PdfReader

from tests.support.pdf import text_of
from tests.web.house import Browser, build_house
from tests.web.people import ABENA, AUDITOR, BOARD_STAFF, CAROL, COCHAIR, DIRECTOR, HDC, OPERATOR, STAFF
from tests.web.sealed import HAPPENED, NEEDLES, Sealed

FIRST = (BOARD_STAFF, COCHAIR, ABENA, OPERATOR)
"""Each sees other pages; the rest of the staff walks with --all."""
WALKERS = (BOARD_STAFF, COCHAIR, CAROL, ABENA, DIRECTOR, STAFF, OPERATOR, AUDITOR, HDC)

NOT_WALKED = re.compile(
    r"^/(static|policies|sign-out|language|bodies/[^/]+/calendar|delegations/new|procedures|file|track|bodies/dsb(?!/meet))"
)
"""Leads away from the cases: the manual, forms for something new, the calendar's keeping."""
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST = 90
"""Pages of one person; what matters is in MUST, and comes first."""


def words_of(browser: Browser, path: str) -> tuple[int, str, str]:
    """Status, text and type of what a browser gets; a PDF's text and what stands in its head, all parts of a workbook."""
    answer = browser.get(path, follow_redirects=True)
    if answer.mimetype == "application/pdf":
        pdf = PdfReader(BytesIO(answer.data))
        return answer.status_code, text_of(answer.data) + str(pdf.metadata), answer.mimetype
    if answer.mimetype == WORKBOOK:
        with zipfile.ZipFile(BytesIO(answer.data)) as book:
            parts = " ".join(book.read(part).decode() for part in book.namelist())
        return answer.status_code, parts, answer.mimetype
    return answer.status_code, answer.text, answer.mimetype


def walk(browser: Browser, start: list[str]) -> dict[str, tuple[int, str, str]]:
    """Every page that is named and every page they lead to."""
    seen: dict[str, tuple[int, str, str]] = {}
    waiting = list(start)
    while waiting and len(seen) < MOST:
        path = waiting.pop(0)
        if path in seen:
            continue
        seen[path] = words_of(browser, path)
        if seen[path][2] == "text/html":
            found = re.findall(r'href="(/[^"#]*)', seen[path][1].replace("&amp;", "&"))
            waiting += [link for link in dict.fromkeys(found) if link not in seen and not NOT_WALKED.match(link)]
    return seen


def named(pages: dict[str, tuple[int, str, str]]) -> dict[str, list[str]]:
    """The pages on which somebody who is sealed is named, and by which word."""
    hits = {
        path: [word for word in NEEDLES if word in " ".join(text.lower().split())]
        for path, (_, text, _t) in pages.items()
    }
    return {path: words for path, words in hits.items() if words}


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sealed]:
    house = build_house(tmp_path_factory.mktemp("sealed"))
    yield Sealed(house)
    house.database.close()


@pytest.mark.parametrize(
    "email", [one if one in FIRST else pytest.param(one, marks=pytest.mark.long) for one in WALKERS]
)
def test_no_page_paper_or_calendar_names_the_client_to_staff(sealed: Sealed, email: str) -> None:
    pages = walk(sealed.house.as_(email), sealed.must())
    assert named(pages) == {}
    assert set(sealed.must()) <= set(pages)
    if email == BOARD_STAFF:
        shown = [path for path, (status, _text, _type) in pages.items() if status == 200]
        for wanted in (
            "/letters/",
            "/packet.pdf",
            "/minutes.pdf",
            "/resolution.pdf",
            "/attachments/",
            ".ics",
            "/deliveries/",
        ):
            assert any(wanted in path for path in shown), f"{wanted} was not among what they were shown"
        assert "Sealed: who brought this case" in pages[f"/cases/{sealed.number}"][1]
        assert HAPPENED in pages[f"/cases/{sealed.number}"][1]
        letter = next(pages[path][1] for path in sealed.letters if sealed.number in path)
        assert f"The client in case {sealed.number}" in letter


def test_the_walk_finds_a_name_where_one_is(sealed: Sealed) -> None:
    """The party reads its own name, so the words would be found."""
    client = sealed.house.track(sealed.code)
    found = named(walk(client, ["/track/case"]))
    assert set(found["/track/case"]) >= {"zephyrine", "wintergreen", "quillmail", "lantern court"}


def test_whoever_posts_a_letter_is_sent_to_the_seal_first(sealed: Sealed) -> None:
    waits = [
        key for key in sealed.deliveries if sealed.house.as_(BOARD_STAFF).get(f"/deliveries/{key}").status_code == 200
    ]
    page = sealed.house.as_(BOARD_STAFF).see(f"/deliveries/{waits[0]}")
    assert "Who this letter is to is sealed" in page
    assert "/identity" in page
    assert "/identity" not in sealed.house.as_(OPERATOR).see(f"/deliveries/{waits[0]}")
