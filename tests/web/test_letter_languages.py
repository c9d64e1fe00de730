"""A letter is in the language its party chose, where it is there in it; an office's own words are in the manual's alone."""

from __future__ import annotations

import re

from tests.support.pdf import text_of
from tests.web.house import House
from tests.web.people import DIRECTOR
from tests.web.sealed import file_sealed

TITLE = "Tenemos su queja"


def letter_of(house: House, code: str) -> str:
    party = house.track(code)
    found = re.search(r"/track/letters/[0-9a-f-]+\.pdf", party.see("/track/case"))
    assert found
    return text_of(party.get(found[0]).data)


def test_each_party_is_written_to_in_the_language_they_chose(house: House) -> None:
    _english, code = file_sealed(house)
    _spanish, codigo = file_sealed(house, language="es")
    house.work()
    assert "We have your complaint" in letter_of(house, code)
    letter = letter_of(house, codigo)
    for words in (
        TITLE,
        "Qué pasa ahora",
        "2 de marzo de 2026",
        "Personal de la Data Strategy Board",
        "Queja de cliente",
    ):
        assert words in letter
    assert "complaint" not in letter


def test_own_words_are_used_for_everybody(house: House) -> None:
    editor, address = house.as_(DIRECTOR), "/administration/letters/client_grievance/acknowledgement"
    assert "It is there in: Español." in editor.see(address)
    own = {"text": "<p>We read it next week.</p>", "reason": "Plainer words."}
    editor.send(address, own)
    assert "Español" in editor.see(address)
    _number, code = file_sealed(house, language="es")
    house.work()
    letter = letter_of(house, code)
    assert "We read it next week." in letter
    assert TITLE not in letter
