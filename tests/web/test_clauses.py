"""What a step rests on, as people without an account read it, and the register's rows in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from ombud.workflows.text import in_language, spoken
from tests.web.exhibits import EXHIBIT, look, publish
from tests.web.house import DECISION, House
from tests.web.languages import house_speaking
from tests.web.people import DIRECTOR, OPERATOR
from tests.web.test_annual_certification import ANSWERS, HDC, exhibit, opened, ticked

SPANISH = {
    "Complainant": "Quien se queja",
    "May appeal the decision to the DSB grievance subcommittee": "Puede apelar la decisión ante la DSB",
    "Not satisfied": "No satisfecha",
    "Data Strategy Board": "Junta de Datos",
    "Exhibit A: administrative checklist": "Anexo A: lista administrativa",
    "The Executive Director on record with the Lead is the one in office.": "La dirección que consta está en funciones.",
    "The agency has declared whether it is a covered entity under HIPAA.": "La agencia ha dicho si HIPAA la cubre.",
}
ES = {"Accept-Language": "es"}


@pytest.fixture
def bilingual(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """Speaks a Spanish that has some rows and some items, and not others."""
    with house_speaking(SPANISH, tmp_path, monkeypatch) as house:
        yield house


def row(page: str, key: str) -> str:
    return page.split(f'<tr id="{key}">')[1].split("</tr>")[0]


def test_a_party_reads_what_a_step_rests_on(house: House) -> None:
    number, code = house.file()
    house.complete(number, "director_decides", DIRECTOR, DECISION)
    party = house.track(code)
    page = party.see("/track/case")
    asked = page.split('id="asked"')[1].split("</section>")[0]
    assert "This step rests on a policy:" in asked
    assert '<a href="/policies/grievance" lang="en">114 (Grievance Policy)</a>' in asked
    assert "Why: Policy 114" in page
    task = party.see(re.findall(r'href="(/track/tasks/[^"]+)"', page)[0])
    why = unescape(task.split('id="why"')[1].split("</section>")[0])
    assert "114 (Grievance Policy)" in why
    assert '<a href="/policies/grievance#P114-k">Policy 114</a>' in why
    assert "May appeal the decision to the" in why
    assert "The policy sets no time limit for this step." in why
    assert '<a href="/glossary#word-dsb">DSB</a>: Data Strategy Board.' in why
    assert 'id="P114-k"' in party.see("/policies/grievance")


def test_a_row_is_read_in_one_language_and_says_which(bilingual: House) -> None:
    spanish = bilingual.browser().get("/policies/grievance", headers=ES).text
    told = row(spanish, "P114-k")
    assert '<span lang="es"><strong>Quien se queja</strong>: Puede apelar la decisión ante la ' in told
    assert '<abbr title="Junta de Datos">DSB</abbr>' in told
    assert '<span lang="en"><strong>Complainant</strong>: Submits the complaint' in row(spanish, "P114-i")
    english = bilingual.browser().see("/policies/grievance")
    assert '<span lang="es">' not in english
    assert '<span lang="en"><strong>Complainant</strong>: May appeal' in row(english, "P114-k")


def test_short_forms_stand_once_above_the_rows(house: House) -> None:
    page = house.browser().see("/policies/grievance")
    listed = page.split("Short forms on this page")[1].split("</details>")[0]
    assert re.findall(r"<dt><a[^>]+>([^<]+)</a></dt>", listed) == ["CoC", "DSB", "Lead", "PPI"]
    assert '<dt><a href="/glossary#word-ppi">PPI</a></dt><dd>Protected Personal Information</dd>' in listed


def test_titles_of_the_manual_say_that_they_are_english(bilingual: House) -> None:
    page = bilingual.browser().get("/policies/grievance", headers=ES).text
    assert '<h1><span lang="en">Grievance Policy</span></h1>' in page
    assert "<h1>Grievance Policy</h1>" in bilingual.browser().see("/policies/grievance")


def test_items_of_a_checklist_are_read_in_the_readers_language(bilingual: House) -> None:
    browser = bilingual.as_(OPERATOR)
    browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = "es"
    browser.see(EXHIBIT)
    browser.send("/language", {"language": "es", "back": EXHIBIT})
    page = browser.see(EXHIBIT)
    assert "<h1>Anexo A: lista administrativa</h1>" in page
    assert "<bdi>La dirección que consta está en funciones.</bdi>" in page
    assert '<bdi><span lang="en">At every place of intake a sign says why data is collected.</span></bdi>' in page
    publish(browser, look(browser))
    page = browser.see(EXHIBIT)
    assert '<bdi><span lang="en">Something that was never asked before</span></bdi>' in page
    assert "La dirección que consta" not in page


def test_data_without_words_in_a_language_keeps_its_own() -> None:
    with in_language("es"):
        assert spoken("No catalogue has this row.") == ("No catalogue has this row.", "en")
    assert spoken("May amend the P&P") == ("May amend the P&P", "en")


def test_a_form_asks_in_spanish_and_keeps_the_words_of_the_list(bilingual: House) -> None:
    bilingual.work()
    number, hdc = opened(bilingual, 2027), bilingual.as_(HDC)
    hdc.see("/inbox")
    hdc.send("/language", {"language": "es", "back": "/inbox"})
    page = exhibit(bilingual, number, hdc)
    assert "La agencia ha dicho si HIPAA la cubre.</label>" in page
    assert '<span lang="en">At every place of intake a sign says why data is collected.</span></label>' in page
    hdc.send(f"/tasks/{bilingual.task(number, 'exhibit_a')}/complete", ANSWERS | {"administrative": ["hipaa_declared"]})
    assert "La agencia ha dicho si HIPAA la cubre." in hdc.see(f"/cases/{number}")
    hdc.send("/language", {"language": "en", "back": "/inbox"})
    assert "The agency has declared whether it is a covered entity under HIPAA." in hdc.see(f"/cases/{number}")
    page = exhibit(bilingual, opened(bilingual, 2028), bilingual.as_(HDC))
    assert ticked(page) == ["hipaa_declared"], "in whichever language it was confirmed, it reads today as it did then"
