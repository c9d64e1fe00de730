"""Bodies, their rules, and a meeting from the agenda to the approved minutes, on the pages."""

from __future__ import annotations

import re

from ombud.workflows.actors import OPERATOR as COMMAND_LINE
from ombud.workflows.board import meetings
from ombud.workflows.commands import perform
from tests.web.boardroom import STRANGER, a_hearing, arrive, next_meeting, seen
from tests.web.house import COMPLAINT, House
from tests.web.people import ABENA, BOARD_STAFF, CAROL, COCHAIR, COCHAIR_2, DIRECTOR

RULES = {
    "quorum": "at least 2/3",
    "quorum_of": "all_seats",
    "majority": "more than 1/2",
    "majority_of": "votes",
    "tie": "chair_decides",
}


def test_everybody_with_an_account_sees_bodies_and_seats(house: House) -> None:
    stranger = house.as_(STRANGER)
    assert "Grievance subcommittee" in stranger.see("/bodies")
    page = stranger.see("/bodies/dsb")
    assert "Abena Osei" in page
    assert "Vacant" in page
    assert "Provider agencies" in page
    assert "Steering Committee" in page
    assert "Set rules" not in page
    stranger.see("/bodies/dsb/rules", status=403)
    stranger.see("/bodies/dsb/convene", status=403)
    stranger.see("/bodies/dsb/dissolve", status=403)
    stranger.see("/bodies/nowhere", status=404)


def test_a_rule_is_set_with_where_it_is_written(house: House) -> None:
    cochair = house.as_(COCHAIR)
    cochair.see("/bodies/dsb/rules")
    shown = {"seen": cochair.hidden("seen")}
    cochair.send("/bodies/dsb/rules", shown | {"quorum": "half", "reason": "By-laws, article 4"}, status=422)
    assert "“half” does not fit" in cochair.page.text
    cochair.send("/bodies/dsb/rules", shown | RULES | {"reason": ""}, status=422)
    assert "Say where this rule is written" in cochair.page.text
    cochair.send("/bodies/dsb/rules", shown | RULES | {"reason": "By-laws, article 4"})
    page = cochair.see("/bodies/dsb")
    assert "at least 2/3" in page
    assert "By-laws, article 4" in page
    cochair.see("/bodies/dsb/rules")
    again = RULES | {"reason": "By-laws, article 4", "seen": cochair.hidden("seen")}
    cochair.send("/bodies/dsb/rules", again, status=422)
    assert "Nothing was changed" in cochair.page.text


def test_a_committee_is_convened_and_dissolved(house: House) -> None:
    cochair = house.as_(COCHAIR)
    cochair.see("/bodies/dsb/convene")
    asked = {"name": "Report committee", "kind": "ad_hoc", "begins_on": "2026-03-02", "ends_on": "2026-01-01"}
    cochair.send("/bodies/dsb/convene", asked, status=422)
    assert "Say what the committee is convened for" in cochair.page.text
    cochair.send("/bodies/dsb/convene", asked | {"charge": "To plan the annual report."}, status=422)
    assert "The last day is before the first" in cochair.page.text
    asked |= {"charge": "To plan the annual report.", "ends_on": "2026-06-30"}
    assert cochair.send("/bodies/dsb/convene", asked).location == "/bodies/report_committee"
    page = cochair.see("/bodies/report_committee")
    assert "To plan the annual report." in page
    assert "Not configured" in page
    assert "No seat has been opened" in page
    cochair.see("/bodies/report_committee/dissolve")
    cochair.send("/bodies/report_committee/dissolve", {"on": "2027-01-01"}, status=422)
    cochair.send("/bodies/report_committee/dissolve", {"on": "2026-03-02"})
    house.pass_(days=1)
    assert "Ended" in house.as_(COCHAIR).see("/bodies/report_committee")


def test_an_agenda_is_for_its_members(house: House) -> None:
    hearing = a_hearing(house)
    page = house.as_(STRANGER).see(hearing.meeting)
    assert "Regular meeting" in page
    assert hearing.number not in page
    assert "The agenda is for the members" in page
    page = house.as_(ABENA).see(hearing.meeting)
    assert hearing.number in page
    assert "Move up" not in page
    assert "Call to order" not in page
    assert "Before the board" not in house.as_(DIRECTOR).see(f"/cases/{hearing.number}"), "whose decision is appealed"
    page = house.as_(ABENA).see(f"{hearing.meeting}/packet")
    assert COMPLAINT["complaint"] in page
    assert COMPLAINT["contact_email"] not in page
    assert "Item 1 on the agenda" in house.as_(ABENA).see(f"/cases/{hearing.number}")
    house.as_(STRANGER).see("/meetings/00000000-0000-0000-0000-000000000000", status=404)


def test_two_who_order_the_agenda_at_once(house: House) -> None:
    meeting = f"/meetings/{next_meeting(house, 'dsb')}"
    first, second = house.as_(COCHAIR), house.as_(BOARD_STAFF)
    first.see(meeting)
    first.send(f"{meeting}/agenda", {"title": "", "seen": seen(first)}, status=422)
    assert "Say in a few words" in first.page.text
    for title in ("Reports", "Membership", "Calendar"):
        first.see(meeting)
        first.send(f"{meeting}/agenda", {"title": title, "seen": seen(first)})
    first.see(meeting)
    second.see(meeting)
    version = seen(first)
    down = re.findall(rf'action="({meeting}/agenda/[^"]+/down)"', first.page.text)
    first.send(down[0], {"seen": version})
    second.send(down[1], {"seen": version}, status=409)
    assert "The agenda has changed since you saw it" in second.page.text
    titles = re.findall(r"(Reports|Membership|Calendar)</h3>", second.page.text)
    assert titles == ["Membership", "Reports", "Calendar"]
    second.send(f"{meeting}/agenda", {"title": "What I wrote", "seen": version}, status=409)
    assert 'value="What I wrote"' in second.page.text


def test_an_item_is_put_off_taken_up_and_taken_off(house: House) -> None:
    meeting = f"/meetings/{next_meeting(house, 'dsb')}"
    staff = house.as_(BOARD_STAFF)
    staff.see(meeting)
    staff.send(f"{meeting}/agenda", {"title": "Reports", "input_wanted": "y", "seen": seen(staff)})
    page = staff.see(meeting)
    assert "Paid input from people with lived experience is asked for" in page
    item = re.search(rf'action="({meeting}/agenda/[0-9a-f-]+)/defer"', page)
    assert item
    staff.send(f"{item[1]}/input", {"received": "yes", "seen": seen(staff)})
    assert "Paid input from people with lived experience is there" in staff.see(meeting)
    staff.send(f"{item[1]}/defer", {"to": "", "seen": seen(staff)})
    page = staff.see(meeting)
    assert "Nothing is on the agenda yet" in page
    later = f"/meetings/{next_meeting(house, 'dsb')}"
    staff = house.as_(BOARD_STAFF)
    page = staff.see(later)
    assert "Put off from" in page
    staff.send(f"{later}/agenda/{item[1].rsplit('/', 1)[1]}/remove", {"seen": seen(staff)})
    assert "Nothing is on the agenda yet" in staff.see(later)


def test_a_meeting_from_the_call_to_order_to_the_approved_minutes(house: House) -> None:
    meeting = f"/meetings/{next_meeting(house, 'dsb')}"
    cochair = house.as_(COCHAIR)
    cochair.see(meeting)
    cochair.send(f"{meeting}/agenda", {"title": "Reports", "seen": seen(cochair)})
    cochair.see(meeting)
    key = cochair.hidden("request_key")
    for _click in range(2):
        cochair.send(f"{meeting}/open", key=key)
    arrive(cochair, meeting, "Abena Osei")
    assert "There is no quorum" in cochair.see(meeting)
    abena = re.search(rf"{meeting}/people/([0-9a-f-]+)/leave", cochair.page.text)
    assert abena
    cochair.send(f"{meeting}/people/{abena[1]}/leave")
    cochair.see(meeting)
    cochair.send(f"{meeting}/people/{abena[1]}/leave", status=422)
    assert cochair.get(f"{meeting}/packet.pdf").data.startswith(b"%PDF-")
    cochair.see(meeting)
    cochair.send(f"{meeting}/minutes", {"remarks": ""}, status=409)
    cochair.send(f"{meeting}/adjourn")
    assert "They have not been drafted yet" in cochair.see(meeting)
    cochair.send(f"{meeting}/minutes", {"remarks": "The report was welcomed."})
    assert "A draft of" in cochair.see(meeting)
    assert cochair.get(f"{meeting}/minutes.pdf").data.startswith(b"%PDF-")
    approve_at_the_next(house, meeting)


def approve_at_the_next(house: House, meeting: str) -> None:
    following = next_meeting(house, "dsb")
    cochair = house.as_(COCHAIR_2)
    assert "Minutes of the meeting of" in cochair.see(f"/meetings/{following}")
    cochair.send(f"{meeting}/minutes/approve", {"in_meeting": ""}, status=422)
    cochair.see(f"/meetings/{following}")
    cochair.send(f"/meetings/{following}/open")
    cochair.see(meeting)
    cochair.send(f"{meeting}/minutes/approve", {"in_meeting": str(following)})
    assert "Approved on" in cochair.see(meeting)


def test_members_neither_open_a_meeting_nor_order_its_agenda(house: House) -> None:
    meeting = f"/meetings/{next_meeting(house, 'dsb')}"
    abena = house.as_(ABENA)
    abena.see(meeting)
    for act in ("open", "adjourn", "minutes", "minutes/approve"):
        abena.send(f"{meeting}/{act}", {"in_meeting": meeting.rsplit("/", 1)[1]}, status=403)
        abena.see(meeting)
    abena.send(f"{meeting}/agenda", {"title": "Mine", "seen": "0"}, status=403)


def test_dates_that_hang_on_a_changed_calendar_are_said_to_be_recalculated(house: House) -> None:
    hearing = a_hearing(house)
    house.at = house.at.replace(day=1)
    cancelled = hearing.meeting_id
    perform(
        house.database,
        house.office,
        lambda session: meetings.cancel(
            session, cancelled, reason="The room is flooded.", by=COMMAND_LINE, at=house.at, office=house.office
        ),
        at=house.at,
    )
    chair = house.as_(CAROL)
    page = chair.see(hearing.meeting)
    assert "The room is flooded." in page
    assert "being recalculated" in page
    assert "being recalculated" in chair.see("/bodies/grievance_subcommittee")
    house.work()
    assert "being recalculated" not in chair.see("/bodies/grievance_subcommittee")


def test_what_is_missing_in_a_calendar_is_said_to_who_presides(house: House) -> None:
    house.pass_(days=900)
    for email, path in (("operator@ombud.example", "/operator"), (BOARD_STAFF, "/bodies/dsb")):
        assert "No regular meeting of the Data Strategy Board is scheduled" in house.as_(email).see(path)
    assert "No regular meeting" not in house.as_(STRANGER).see("/bodies/dsb")
