"""What an overseer sees of a decision: which answer moved the case on, in the words of the form, and no reason."""

from __future__ import annotations

from datetime import timedelta

from tests.web.boardroom import a_hearing
from tests.web.house import APPEAL, COMPLAINT, DECISION, House
from tests.web.people import ABENA, AUDITOR, COCHAIR, DIRECTOR, OPERATOR

HEADING = 'id="decided"'


def test_an_auditor_sees_which_way_it_was_decided_and_not_why(house: House) -> None:
    number, _code = house.file()
    auditor = house.as_(AUDITOR)
    assert HEADING not in auditor.see(f"/cases/{number}")
    house.complete(number, "director_decides", DIRECTOR, DECISION)
    for email in (AUDITOR, OPERATOR):
        page = house.as_(email).see(f"/cases/{number}")
        told = page.partition(HEADING)[2].partition("</section>")[0]
        assert "Can you decide on this complaint?" in told
        assert "Yes, I decide" in told
        for written in (DECISION["decision"], DECISION["reasons"], COMPLAINT["complaint"]):
            assert written not in page
    assert HEADING not in house.as_(DIRECTOR).see(f"/cases/{number}")


def test_the_ruling_of_a_body_is_told_to_the_auditor_and_not_to_who_presides(house: House) -> None:
    hearing = a_hearing(house)
    house.at += timedelta(hours=1)
    ruling = {
        "decided_on": house.at.date().isoformat(),
        "appeal_outcome": "varied",
        "votes_counted": "Two for, one against",
    }
    house.complete(hearing.number, "subcommittee_hears", ABENA, ruling)
    page = house.as_(AUDITOR).see(f"/cases/{hearing.number}")
    assert "The decision is changed in part" in page
    assert APPEAL["grounds"] not in page
    assert HEADING not in house.as_(COCHAIR).see(f"/cases/{hearing.number}")
