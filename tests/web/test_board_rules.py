"""The page of a body's rules: two who set them at once, a second click, and a rule that is not configured any more."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from ombud.storage.events import Event
from ombud.storage.session import reading
from tests.web.house import Browser, House
from tests.web.people import BOARD_STAFF, COCHAIR, OPERATOR

MINUTE = timedelta(minutes=1)
RULES = "/bodies/dsb/rules"
SET = {"quorum": "7", "quorum_of": "all_seats", "majority": "more than 1/2", "majority_of": "votes", "tie": "undecided"}


def sent(browser: Browser, **answers: str) -> dict[str, str]:
    """The form as a browser sends it: every question, what was changed among them."""
    return SET | {"reason": "By-laws, article 4", "seen": browser.hidden("seen")} | answers


def test_a_page_that_is_older_than_the_rules_undoes_nothing(house: House) -> None:
    cochair, staff = house.as_(COCHAIR), house.as_(BOARD_STAFF)
    cochair.see(RULES)
    cochair.send(RULES, sent(cochair))
    cochair.see(RULES)
    staff.see(RULES)
    house.at += MINUTE
    cochair.send(RULES, sent(cochair, quorum="9"))
    staff.send(RULES, sent(staff, tie="chair_decides", reason="Decided in May"), status=409)
    page = staff.page.text
    assert "Somebody has set rules of this body since you opened the page" in page
    assert 'value="9"' in page
    assert "<dt>What a tie means</dt><dd>the chair decides</dd>" in page
    assert "Decided in May" in page
    assert "nothing is decided" in staff.see("/bodies/dsb")
    house.at += MINUTE
    staff.see(RULES)
    staff.send(RULES, sent(staff, quorum="9", tie="chair_decides"))
    page = staff.see("/bodies/dsb")
    assert "the chair decides" in page
    assert "nothing is decided" not in page


def test_a_second_click_is_the_same_change(house: House) -> None:
    cochair = house.as_(COCHAIR)
    cochair.see(RULES)
    key, answers = cochair.hidden("request_key"), sent(cochair)
    for _click in range(2):
        assert cochair.send(RULES, answers, key=key).location == "/bodies/dsb"
    with reading(house.database) as session:
        told = session.scalars(select(Event.body).where(Event.kind == "body.rule_set").order_by(Event.seq)).all()
    assert [(one["name"], one["value"]) for one in told] == [("quorum", "7"), ("quorum_of", "all_seats")]
    assert "Rule of voting set" in house.as_(OPERATOR).see("/administration/log")


def test_an_answer_that_is_emptied_takes_the_rule_back(house: House) -> None:
    cochair = house.as_(COCHAIR)
    cochair.see(RULES)
    cochair.send(RULES, sent(cochair))
    cochair.see(RULES)
    cochair.send(RULES, sent(cochair, quorum="", tie=""))
    page = cochair.see("/bodies/dsb")
    assert "No vote can be held by ballot yet" in page
    assert "<li>What a tie means</li>" in page
    assert "<li>What carries a motion</li>" not in page
    cochair.see(RULES)
    cochair.send(RULES, sent(cochair, quorum="", tie="", alternates=""), status=422)


def test_a_number_without_an_end_is_no_version(house: House) -> None:
    cochair = house.as_(COCHAIR)
    cochair.see(RULES)
    cochair.send(RULES, sent(cochair, seen="9" * 5000), status=409)
