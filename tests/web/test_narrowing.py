"""Long pages of administration: a link to each part, and only what is looked for."""

from __future__ import annotations

import re

import pytest

from tests.web.house import House
from tests.web.people import AUDITOR

SETTINGS, LETTERS = "/administration/settings", "/administration/letters"


@pytest.mark.parametrize("page", [SETTINGS, LETTERS])
def test_each_part_of_a_long_page_is_linked_from_its_top(house: House, page: str) -> None:
    text = house.as_(AUDITOR).see(page)
    links = re.findall(r'href="#([a-z_]+)"', text.partition('class="jumps"')[2].partition("</nav>")[0])
    assert len(links) > 10
    assert all(f'<h2 id="{one}">' in text for one in links)


@pytest.mark.parametrize(
    ("page", "line", "section", "other"),
    [
        (SETTINGS, "invitation", "Grievance of an agency or a Continuum of Care", "accounts"),
        (LETTERS, "decision on your APPEAL", "Annual certification", "agency_grievance"),
    ],
)
def test_a_page_is_narrowed_by_the_title_of_a_line(
    house: House, page: str, line: str, section: str, other: str
) -> None:
    auditor = house.as_(AUDITOR)
    text = auditor.see(f"{page}?find={line}")
    assert f'<h2 id="{other}">' in text
    assert f">{section}</h2>" not in text
    assert text.count("<tbody>") < auditor.see(page).count("<tbody>")


@pytest.mark.parametrize("page", [SETTINGS, LETTERS])
def test_a_procedure_is_found_with_all_it_has_and_nothing_is_said_to_be_nothing(house: House, page: str) -> None:
    auditor = house.as_(AUDITOR)
    whole = auditor.see(page).partition('<h2 id="agency_grievance">')[2].partition("</section>")[0]
    assert whole in auditor.see(f"{page}?find=grievance of an agency")
    assert "is called so" in auditor.see(f"{page}?find=zzz")
