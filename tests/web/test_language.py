"""Which language a page speaks, with a small Spanish catalogue of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from ombud.workflows.text import in_language, translate
from tests.web.house import COMPLAINT, House
from tests.web.languages import house_speaking
from tests.web.people import DIRECTOR

TRACK = "Siga su caso"


@pytest.fixture
def bilingual(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    with house_speaking({"Track your case": TRACK}, tmp_path, monkeypatch) as house:
        yield house


def test_the_browser_asks_for_a_language(bilingual: House) -> None:
    browser = bilingual.browser()
    assert '<html lang="en">' in browser.see("/track")
    spanish = browser.get("/track", headers={"Accept-Language": "es-PR,en;q=0.5"}).text
    assert '<html lang="es">' in spanish
    assert TRACK in spanish


def test_a_choice_on_the_page_stays(bilingual: House) -> None:
    browser = bilingual.browser()
    browser.see("/track")
    assert browser.send("/language", {"language": "es", "back": "/track"}).location == "/track"
    assert TRACK in browser.see("/track")


def test_people_and_parties_are_spoken_to_in_their_language(bilingual: House) -> None:
    assert '<html lang="es">' in bilingual.as_("hdc@riverbend.example").see("/inbox")
    _number, code = bilingual.file(
        **{name: value for name, value in COMPLAINT.items() if name != "language"}, language="es"
    )
    assert '<html lang="es">' in bilingual.track(code).see("/track/case")


def test_a_language_without_a_catalogue_is_not_offered(own_application: House, monkeypatch: pytest.MonkeyPatch) -> None:
    own_application.app.extensions["ombud_languages"] = {"en": "English"}
    page = own_application.browser().get("/track", headers={"Accept-Language": "es"}).text
    assert '<html lang="en">' in page
    assert "Español" not in page


def test_what_was_asked_is_shown_in_the_language_of_whoever_reads(house: House) -> None:
    spanish = house.browser()
    spanish.see("/track")
    spanish.send("/language", {"language": "es", "back": "/track"})
    number, code = house.file(spanish, language="es")
    english, said = (
        "What was decided or done, and why do you object?",
        "Our request for a report was refused without a reason.",
    )
    staff = house.as_(DIRECTOR).see(f"/cases/{number}")
    assert english in staff
    assert said in staff
    with in_language("es"):
        asked = translate(english)
    assert asked != english
    party = house.track(code).see("/track/case")
    assert asked in party
    assert english not in party


def test_another_language_in_a_half_filled_form_keeps_what_was_typed(house: House) -> None:
    browser, address = house.browser(), "/file/client_grievance"
    assert f'form="ask" formaction="{address}" name="speak" value="es"' in browser.see(address)
    first = re.search(r'<button[^>]*form="ask"[^>]*>', browser.page.text)
    assert first
    assert "speak" not in first[0], "the Enter key presses the first button of a form"
    typed = {"contact_name": "Amira Haddad", "language": "en", "about": "agency", "happened": "They told my aunt."}
    with_file = typed | {"documents": [(BytesIO(b"A note."), "note.txt")]}
    browser.send(address, with_file | {"speak": "es"}, status=200)
    page = browser.page.text
    assert '<html lang="es">' in page
    assert 'value="Amira Haddad"' in page
    assert "They told my aunt.</textarea>" in page
    assert re.search(r'<input checked[^>]*name="language"[^>]*value="es"', page), "letters follow the page"
    assert "data-summary" not in page
    assert "CGR-2026-0001" not in house.as_(DIRECTOR).see("/inbox?box=groups")
    assert "data-flash" in page, "a file has to be chosen again"
    browser.send(address, typed | {"speak": "en"}, status=200)
    assert "data-flash" not in browser.page.text
    assert '<html lang="en">' in browser.page.text


def test_what_is_amiss_is_said_before_anything_else(house: House) -> None:
    """Without a script nothing scrolls: on a small screen the page that was sent would look as it did before."""
    browser = house.browser()
    for address in ("/file/client_grievance", "/track", "/track/lost"):
        browser.see(address)
        browser.send(address, {}, status=422)
        assert browser.page.text.index("data-summary") < browser.page.text.index("<h1")
