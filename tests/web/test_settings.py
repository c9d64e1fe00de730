"""Settings in the browser: shown with their source, changed with a reason and a day, kept by the cases that are open."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from ombud.storage.cases import Case
from ombud.storage.events import Event
from ombud.storage.procedures import Setting
from ombud.storage.session import reading
from ombud.webapp.settings.overview import bodies, sections
from tests.web.house import House
from tests.web.people import AUDITOR, DIRECTOR, MEMBER, OPERATOR

TARGET = "/administration/settings/agency_grievance/decision_target"
CUTOFF = "/administration/settings/agency_grievance/agenda_cutoff_days"
MINUTES = "/administration/settings/accounts/reset_minutes"
INVITATION = "/administration/settings/accounts/invitation_days"
CYCLE = "/administration/settings/annual_certification/cycle"
PARTY_LINK = "/administration/settings/accounts/party_link_days"
FACTOR = "/administration/settings/accounts/second_factor_days"
SEATS = "/administration/settings/seats/dsb_voting"
PROVIDERS = "/administration/settings/seats/dsb_provider"
REASON = "Decided by the Board on March 26."


def of_case(house: House, number: str) -> dict[str, object]:
    with reading(house.database) as session:
        found: dict[str, object] = session.scalars(select(Case.settings).where(Case.number == number)).one()
        return found


def rows(house: House, name: str) -> list[Setting]:
    with reading(house.database) as session:
        return list(session.scalars(select(Setting).where(Setting.name == name).order_by(Setting.from_at)))


def test_every_setting_is_listed_with_where_it_comes_from(house: House) -> None:
    page = house.as_(AUDITOR).see("/administration/settings")
    assert "Policy: P202-f" in page
    assert "Local target in days for: Decide on the complaint" in page
    with reading(house.database) as session:
        declared = [line.declared for one in sections(session, house.office, at=house.at) for line in one.lines]
        laws = [one.law for one in declared if one.law]
        listed = [one.source for one in declared if not one.law]
        listed += [rule.source for body in bodies(session, house.office, at=house.at) for rule in body.rules]
    assert (page.count("Local, not policy"), page.count("Policy: ")) == (
        listed.count("local"),
        len(listed) - listed.count("local"),
    )
    assert page.count("Law: ") == len(laws) > 0
    for source in ("P102-c", "P102-e"):
        assert f"Policy: {source}" in page
    assert "Nobody has changed it" in page
    assert "Data Strategy Board" in page
    assert "/bodies/dsb#rules" in page


def test_the_seat_table_of_the_board_is_among_them(house: House) -> None:
    operator = house.as_(OPERATOR)
    assert "Data Strategy Board: all voting seats" in operator.see(SEATS)
    operator.send(SEATS, {"use": "own", "value": "12", "reason": REASON}, status=422)
    operator.send(SEATS, {"use": "own", "value": "12", "reason": REASON, "deviating": "y"})
    assert "Deviates from the policy" in operator.see(SEATS)
    operator.see(PROVIDERS)
    operator.send(PROVIDERS, {"use": "own", "value": "3", "reason": REASON, "deviating": "y"})
    page = operator.see("/bodies/dsb")
    assert "At most 3 seats." in page
    assert "P102-d" in page


def test_a_case_keeps_the_value_it_was_opened_under(house: House) -> None:
    before, _code = house.file()
    operator = house.as_(OPERATOR)
    assert "1 open case keeps the value it was opened under." in operator.see(TARGET)
    operator.send(TARGET, {"use": "own", "value": "30", "reason": REASON})
    shown = operator.see(TARGET)
    assert REASON in shown
    after, _code = house.file()
    assert of_case(house, before)["decision_target"] is None
    assert of_case(house, after)["decision_target"] == 30
    assert "never shown as policy" in shown


def test_a_target_is_switched_off_again(house: House) -> None:
    operator = house.as_(OPERATOR)
    operator.see(TARGET)
    operator.send(TARGET, {"use": "own", "value": "30", "reason": REASON})
    house.pass_(minutes=5)
    assert "Nothing: it is off" in operator.see(TARGET)
    operator.send(TARGET, {"use": "default", "value": "30", "reason": "It was not kept anyway."})
    number, _code = house.file()
    assert of_case(house, number)["decision_target"] is None
    history = operator.see(TARGET)
    assert history.index("It was not kept anyway.") < history.index(REASON)


def test_a_value_may_begin_on_a_day_to_come_and_be_taken_back(house: House) -> None:
    operator = house.as_(OPERATOR)
    operator.see(CUTOFF)
    operator.send(CUTOFF, {"use": "own", "value": "14", "reason": REASON, "from_on": "2026-03-09"})
    assert "What is coming" in operator.see(CUTOFF)
    now, _code = house.file()
    operator.send(CUTOFF, {"use": "own", "value": "7", "reason": "Fourteen is too many.", "from_on": "2026-03-09"})
    house.pass_(days=7)
    then, _code = house.file()
    assert (of_case(house, now)["agenda_cutoff_days"], of_case(house, then)["agenda_cutoff_days"]) == (0, 7)


@pytest.mark.parametrize(
    ("page", "sent", "said"),
    [
        (FACTOR, {"use": "own", "value": "8", "reason": REASON}, "Enter a whole number from 1 to 7."),
        (FACTOR, {"use": "own", "value": "0", "reason": REASON}, "Enter a whole number from 1 to 7."),
        (CUTOFF, {"use": "own", "value": "-1", "reason": REASON}, "Enter a whole number from 0 to 3652."),
        (CUTOFF, {"use": "own", "value": "two", "reason": REASON}, "Enter a whole number from 0 to 3652."),
        (CUTOFF, {"use": "own", "value": "", "reason": REASON}, "Enter a whole number from 0 to 3652."),
        (CUTOFF, {"use": "own", "value": "3653", "reason": REASON}, "Enter a whole number from 0 to 3652."),
        (CUTOFF, {"use": "own", "value": "9" * 199, "reason": REASON}, "Enter a whole number from 0 to 3652."),
        (MINUTES, {"use": "own", "value": "1" + "0" * 12, "reason": REASON}, "from 1 to 5258880."),
        (CUTOFF, {"use": "own", "value": "9" * 5000, "reason": REASON}, "Shorten this"),
        (CUTOFF, {"use": "own", "value": "5", "reason": " "}, "Say why"),
        (CUTOFF, {"use": "else", "value": "5", "reason": REASON}, "Choose one."),
        (CUTOFF, {"use": "own", "value": "5", "reason": REASON, "from_on": "2026-03-01"}, "That day has passed."),
        (CUTOFF, {"use": "own", "value": "5", "reason": REASON, "from_on": "soon"}, "Choose a day from the calendar"),
    ],
)
def test_what_does_not_fit_is_said_and_changes_nothing(
    house: House, page: str, sent: dict[str, str], said: str
) -> None:
    operator = house.as_(OPERATOR)
    operator.see(page)
    assert said in operator.send(page, sent, status=422).text
    assert rows(house, page.removeprefix("/administration/settings/").replace("/", ".")) == []


def test_a_double_click_is_one_change(house: House) -> None:
    operator = house.as_(OPERATOR)
    operator.see(CUTOFF)
    key = operator.hidden("request_key")
    for _click in range(2):
        operator.send(CUTOFF, {"use": "own", "value": "5", "reason": REASON}, key=key)
    assert [row.value for row in rows(house, "agency_grievance.agenda_cutoff_days")] == [5]
    with reading(house.database) as session:
        told = session.scalars(select(Event.body).where(Event.kind == "setting.changed")).all()
    assert told == [
        {
            "name": "agency_grievance.agenda_cutoff_days",
            "value": 5,
            "from": house.at.isoformat(),
            "deviates": False,
        }
    ]


def test_only_administrators_change_and_editors_only_read(house: House) -> None:
    for email in (AUDITOR, DIRECTOR):
        reader = house.as_(email)
        assert "Set it anew" not in reader.see(CUTOFF)
        reader.send(CUTOFF, {"use": "own", "value": "5", "reason": REASON}, status=403)
    house.as_(MEMBER).see("/administration/settings", status=403)
    with reading(house.database) as session:
        changed = select(func.count()).select_from(Setting).where(Setting.name.startswith("agency_grievance."))
        assert session.scalar(changed) == 0


def test_more_often_than_the_policy_asks_is_within_it(house: House) -> None:
    operator = house.as_(OPERATOR)
    assert "deviates" not in operator.see(FACTOR)
    operator.send(FACTOR, {"use": "own", "value": "3", "reason": REASON})
    house.pass_(minutes=1)
    assert "Deviates from the policy" not in operator.see("/administration/settings")


def test_a_day_may_be_set_so_many_days_before_the_end_of_a_period(house: House) -> None:
    operator = house.as_(OPERATOR)
    operator.see(CYCLE)
    for wrong in ("-365", "1", "--3", "-"):
        said = operator.send(CYCLE, {"use": "own", "value": wrong, "reason": REASON}, status=422).text
        assert "Enter a whole number from -364 to 0." in said
    operator.send(CYCLE, {"use": "own", "value": "-31", "reason": REASON})
    (row,) = rows(house, "annual_certification.cycle")
    assert row.value == -31


def test_the_largest_values_stop_nothing(house: House) -> None:
    operator = house.as_(OPERATOR)
    for page, most in (
        (TARGET, 3_652),
        (CUTOFF, 3_652),
        (INVITATION, 3_652),
        (PARTY_LINK, 3_652),
        (MINUTES, 5_258_880),
    ):
        operator.see(page)
        operator.send(page, {"use": "own", "value": str(most), "reason": REASON})
    house.pass_(minutes=1)
    house.tell_at_once(DIRECTOR)
    number, _code = house.file()
    assert of_case(house, number)["decision_target"] == 3_652
    house.work()
    forgetful = house.browser()
    forgetful.see("/sign-in/forgotten")
    forgetful.send("/sign-in/forgotten", {"email": DIRECTOR})
    house.work()
    assert len([mail for mail in house.mailer.messages if DIRECTOR in str(mail["To"])]) > 1


def test_a_setting_has_a_short_name_and_its_explanation_beneath(house: House) -> None:
    operator = house.as_(OPERATOR)
    page = operator.see("/administration/settings/agency_grievance/agenda_cutoff_days")
    assert '<h1 tabindex="-1">Days before a meeting on which its agenda closes</h1>' in page
    assert '<p class="lead">Local rule; 0: the manual grants the next meeting.</p>' in page
    listed = operator.see("/administration/settings")
    assert '<p class="quiet lines__more">Local rule; 0: the manual grants the next meeting.</p>' in listed
    assert "agenda closes (local rule" not in listed
