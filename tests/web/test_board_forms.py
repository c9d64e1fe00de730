"""The board's forms as a browser sends them: with what the page put in, and sometimes twice."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from sqlalchemy import select

from ombud.storage.board import Body
from ombud.storage.events import Event
from ombud.storage.meetings import AgendaItem, Meeting
from ombud.storage.session import reading
from tests.web.boardroom import next_meeting
from tests.web.house import Browser, House
from tests.web.people import COCHAIR

RULE = "/bodies/grievance_subcommittee/calendar/rule"


class Forms(HTMLParser):
    """The fields of every form of a page with what stands in them, by the address the form is sent to."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, dict[str, str]] = {}
        self._fields: dict[str, str] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._fields = self.found.setdefault(given.get("action", ""), {})
        elif tag in ("input", "textarea", "select") and given.get("type") not in ("checkbox", "radio"):
            self._fields[given.get("name", "")] = given.get("value", "")


def press(browser: Browser, address: str, *, times: int = 1, status: int = 303, **typed: str) -> Any:
    """Sends a form of the page that is open, as it stands there, with what is typed; more than once for a double click."""
    fields = Forms(browser.page.text).found[address] | typed
    key = fields.pop("request_key")
    fields.pop("csrf_token")
    answers = [browser.send(address, fields, key=key, status=status) for _click in range(times)]
    return answers[-1]


def events(house: House, kind: str) -> int:
    with reading(house.database) as session:
        return len(session.scalars(select(Event.seq).where(Event.kind == kind)).all())


def test_a_rule_of_meetings_is_set_and_taken_away_in_a_browser(house: House) -> None:
    chair = house.as_(COCHAIR)
    chair.see(f"{RULE}?rule=FREQ%3DMONTHLY;BYDAY%3D2WE&meets_at=13:00&from_on=2026-03-02&place=Room+4")
    assert "What the calendar would be" in chair.page.text
    press(chair, RULE)
    page = chair.see("/bodies/grievance_subcommittee/calendar")
    assert "FREQ=MONTHLY;BYDAY=2WE" in page
    assert "May 13, 1:00 PM" in page
    chair.see(f"{RULE}?rule=&meets_at=&from_on=&place=Room+4")
    assert "The meetings stay as they are." in chair.page.text
    press(chair, RULE)
    page = chair.see("/bodies/grievance_subcommittee/calendar")
    assert "There is none: meetings are added by hand." in page
    assert "May 13, 1:00 PM" in page


def test_a_rule_that_names_no_day_is_refused_before_it_is_offered(house: House) -> None:
    chair = house.as_(COCHAIR)
    page = chair.see(f"{RULE}?rule=FREQ%3DYEARLY;BYMONTH%3D2;BYMONTHDAY%3D30&meets_at=13:00&from_on=&place=")
    assert "It names no day in the time the calendar is kept ahead." in page
    assert "Set the rule" not in page


def test_a_meeting_is_added_and_moved_by_what_the_pages_hold(house: House) -> None:
    chair = house.as_(COCHAIR)
    new = "/bodies/dsb/calendar/new"
    chair.see(f"{new}?day=2026-08-06&clock=09:30&kind=regular&place=Room+4")
    press(chair, new, times=2)
    assert events(house, "meeting.scheduled") == 1
    with reading(house.database) as session:
        meeting_id = session.scalars(select(Meeting.id).where(Meeting.place == "Room 4")).one()
    move = f"/bodies/dsb/calendar/{meeting_id}/move"
    chair.see(f"{move}?day=2026-08-13&clock=09:30")
    press(chair, move, times=2, reason="The room is taken.")
    assert "Aug 13, 9:30 AM" in chair.see("/bodies/dsb/calendar")
    assert events(house, "meeting.moved") == 1


def test_what_was_typed_is_still_there_when_the_meeting_has_changed_meanwhile(house: House) -> None:
    chair, other = house.as_(COCHAIR), house.as_(COCHAIR)
    with reading(house.database) as session:
        mine = select(Meeting.id).join(Body).where(Body.key == "dsb", Meeting.starts_at > house.at)
        meeting_id = session.scalars(mine.order_by(Meeting.starts_at)).first()
    cancel = f"/bodies/dsb/calendar/{meeting_id}/cancel"
    for browser in (chair, other):
        browser.see(cancel)
    other.send(cancel, {"reason": "Snow."})
    chair.send(cancel, {"reason": "The heating in the whole building has failed."}, status=422)
    assert "This meeting is over or cancelled." in chair.page.text
    assert "The heating in the whole building has failed." in chair.page.text


def test_a_double_click_on_an_agenda_is_one_act(house: House) -> None:
    meeting = f"/meetings/{next_meeting(house, 'dsb')}"
    chair = house.as_(COCHAIR)
    for title in ("Reports", "Membership"):
        chair.see(meeting)
        press(chair, f"{meeting}/agenda", times=2, title=title)
    with reading(house.database) as session:
        items = list(session.scalars(select(AgendaItem.id).order_by(AgendaItem.position)))
    assert len(items) == 2
    for act, kind in (("down", "ordered"), ("input", "input_wanted"), ("defer", "deferred")):
        chair.see(meeting)
        typed = {"wanted": "yes"} if act == "input" else {}
        press(chair, f"{meeting}/agenda/{items[0]}/{act}", times=2, **typed)
        assert events(house, f"agenda.{kind}") == 1, act
    chair.see(meeting)
    press(chair, f"{meeting}/agenda/{items[1]}/remove", times=2)
    assert events(house, "agenda.removed") == 1


def test_a_double_click_convenes_one_committee_and_dissolves_it_once(house: House) -> None:
    chair, convene = house.as_(COCHAIR), "/bodies/dsb/convene"
    typed = {"kind": "ad_hoc", "charge": "To plan it.", "begins_on": "2026-03-02", "ends_on": "2026-06-30"}
    chair.see(convene)
    fields = {"name": "Report committee"} | typed
    key = chair.hidden("request_key")
    assert {chair.send(convene, fields, key=key).location for _click in range(2)} == {"/bodies/report_committee"}
    assert events(house, "body.convened") == 1
    dissolve = "/bodies/report_committee/dissolve"
    chair.see(dissolve)
    key = chair.hidden("request_key")
    for _click in range(2):
        chair.send(dissolve, {"on": "2026-03-02"}, key=key)
    assert events(house, "body.dissolved") == 1


def test_a_committee_may_have_any_name(house: House) -> None:
    chair, convene = house.as_(COCHAIR), "/bodies/dsb/convene"
    typed = {"kind": "ad_hoc", "charge": "To plan it.", "begins_on": "2026-03-02", "ends_on": "2026-06-30"}
    for name, key in (
        ("2027 budget committee", "body_2027_budget_committee"),
        ("Comité de datos", "comite_de_datos"),
        ("Comite de datos!", "comite_de_datos_2"),
        ("数据委员会", "body_1"),
        ("数据", "body_1_2"),
    ):
        chair.see(convene)
        assert chair.send(convene, {"name": name} | typed).location == f"/bodies/{key}"
        assert name in chair.see(f"/bodies/{key}")
