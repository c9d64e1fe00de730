"""What the log says of an entry whose event holds only keys: a setting by its name, with what it was and why; a case by its
number."""

from __future__ import annotations

from tests.web.boardroom import a_hearing
from tests.web.house import House
from tests.web.people import AUDITOR, OPERATOR

INVITATION = "/administration/settings/accounts/invitation_days"


def test_a_changed_setting_says_which_from_what_to_what_and_why(house: House) -> None:
    operator = house.as_(OPERATOR)
    for days, reason in (("9", "Letters take long."), ("5", "They do not.")):
        operator.see(INVITATION)
        operator.send(INVITATION, {"use": "own", "value": days, "reason": reason})
        house.pass_(minutes=5)
    page = house.as_(AUDITOR).see("/administration/log?kind=setting.changed")
    newest, older = (row.partition("</tr>")[0] for row in page.partition("<tbody>")[2].split("<tr>")[1:3])
    assert "accounts.invitation_days" not in page
    assert f'href="{INVITATION}"' in newest
    assert "5, before that 9" in newest
    assert "They do not." in newest
    assert "Letters take long." in older
    assert "9, before that " in older


def test_an_item_of_an_agenda_names_its_case_and_its_meeting(house: House) -> None:
    hearing = a_hearing(house)
    page = house.as_(AUDITOR).see("/administration/log?kind=agenda.placed")
    assert f'<a href="/cases/{hearing.number}">{hearing.number}</a>' in page
    assert "Meeting:" in page
