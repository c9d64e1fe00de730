"""Ballots from the pages alone: a hearing that is decided, and everything that is refused with nothing counted."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from sqlalchemy import select

from ombud.storage.ballots import Vote
from ombud.storage.cases import Task, TaskStatus
from ombud.storage.session import reading, unit_of_work
from ombud.workflows.actors import OPERATOR as COMMAND_LINE
from ombud.workflows.board.rules import set_rules
from ombud.workflows.casefile.finding import case_by_number
from ombud.workflows.casefile.timeline import timeline_of
from ombud.workflows.refusals import NotConfigured
from tests.web.boardroom import Hearing, a_hearing, arrive, cast, next_meeting, vote
from tests.web.house import COMPLAINT, DECISION, Browser, House
from tests.web.people import ABENA, BOARD_STAFF, BRUNO, CAROL, COCHAIR, COCHAIR_2, DIRECTOR, DMITRI, ESTHER, NORA


@pytest.fixture
def hearing(house: House) -> Hearing:
    return a_hearing(house)


def votes_of(house: House) -> int:
    with reading(house.database) as session:
        return len(session.scalars(select(Vote)).all())


def test_a_hearing_is_decided_by_ballot_with_a_recused_member(house: House, hearing: Hearing) -> None:
    chair = hearing.call_to_order(ABENA, BRUNO, CAROL, DMITRI)
    ballot = hearing.open_ballot(chair)
    assert "Needs your vote" in house.as_(BRUNO).see("/inbox")

    dmitri = vote(house, DMITRI, ballot, "upheld")
    dmitri.see(ballot)
    assert "I have a conflict" in dmitri.page.text
    dmitri.send(f"{ballot}/recuse", {"reason": ""}, status=422)
    assert "Say why" in dmitri.page.text
    assert dmitri.send(f"{ballot}/recuse", {"reason": "My sister works there."}).location == "/inbox"
    dmitri.see(ballot, status=404)
    assert hearing.number not in dmitri.see(hearing.meeting)
    assert "Needs your vote" not in dmitri.see("/inbox")

    abena = vote(house, ABENA, ballot, "varied")
    receipt = abena.see(ballot).partition('class="receipt"')[2].partition("</div>")[0]
    assert re.search(r"You have voted, on <time[^>]*>[^<]+</time>\.</strong> The decision is changed in part", receipt)
    assert "Needs your vote" not in abena.see("/inbox")
    vote(house, BRUNO, ballot, "varied")
    vote(house, CAROL, ballot, "upheld")

    page = chair.see(ballot)
    assert "Dmitri Volkov" in page
    assert "Recused" in page
    assert "My sister" not in page
    chair.send(f"{ballot}/close")
    page = chair.see(ballot)
    assert "Decided: The decision is changed in part" in page
    resolution = re.search(r"Resolution (\S+-\d{4}-\d{3}) \(PDF\)", page)
    assert resolution
    assert chair.get(f"{ballot}/resolution.pdf").data.startswith(b"%PDF-")
    with reading(house.database) as session:
        assert session.get_one(Task, UUID(hearing.task)).status is TaskStatus.COMPLETED
    assert "Ballot is closed" in chair.see(f"/cases/{hearing.number}")
    assert resolution[1] in chair.see(hearing.meeting)
    history = history_of(house, hearing.number)
    assert [who for what, who in history if what.startswith("Somebody stepped aside from the ballot")] == [""]
    assert any("Ballot closed" in what for what, _who in history)
    assert not [line for line in history if "vote" in line[0].lower() or line[1] in ("Dmitri Volkov", "Bruno Castell")]


def test_whoever_has_voted_finds_the_ballot_again_until_it_is_closed(house: House, hearing: Hearing) -> None:
    chair = hearing.call_to_order(ABENA, BRUNO, CAROL)
    ballot = hearing.open_ballot(chair)
    places = ("/home", "/inbox", f"/cases/{hearing.number}", "/bodies/grievance_subcommittee")
    bruno = house.as_(BRUNO)
    for place in places:
        page = bruno.see(place)
        assert "Needs your vote" in page, place
        assert "You have voted" not in page, place
    vote(house, BRUNO, ballot, "upheld")
    for place in places:
        page = bruno.see(place)
        assert "Needs your vote" not in page, place
        block = page.partition('aria-labelledby="voted"')[2].partition("</section>")[0]
        assert "You can change your vote until the ballot is closed." in block, place
        assert f'href="{ballot}"' in block, place
    vote(house, ABENA, ballot, "upheld")
    vote(house, CAROL, ballot, "upheld")
    chair.see(ballot)
    chair.send(f"{ballot}/close")
    for place in places:
        assert "You have voted" not in bruno.see(place), place


def history_of(house: House, number: str) -> list[tuple[str, str]]:
    """What happened and who did it, as the case page tells its parties too."""
    with reading(house.database) as session:
        found = case_by_number(session, house.office, COMMAND_LINE, number, at=house.at)
        return [(one.what, one.who) for one in timeline_of(session, found)]


def test_a_vote_from_a_stale_page_is_not_counted(house: House, hearing: Hearing) -> None:
    chair = hearing.call_to_order(ABENA, BRUNO, CAROL)
    ballot = hearing.open_ballot(chair)
    here, there = house.as_(ABENA), house.as_(ABENA)
    here.see(ballot)
    there.see(ballot)
    cast(here, "upheld")
    cast(there, "overturned", status=409)
    assert "Nothing was done" in there.page.text
    assert 'value="upheld" checked' in there.page.text
    assert votes_of(house) == 1


def test_a_double_click_is_one_vote(house: House, hearing: Hearing) -> None:
    ballot = hearing.open_ballot(hearing.call_to_order(ABENA, BRUNO, CAROL))
    abena = house.as_(ABENA)
    abena.see(ballot)
    paper = re.search(r'action="(/ballots/[^"]+/vote)"', abena.page.text)
    assert paper
    key, number = abena.hidden("request_key"), abena.hidden("seen")
    for _click in range(2):
        abena.send(paper[1], {"choice": "upheld", "seen": number}, key=key)
    assert votes_of(house) == 1


def test_who_may_not_vote(house: House, hearing: Hearing) -> None:
    ballot = hearing.open_ballot(hearing.call_to_order(ABENA, BRUNO, CAROL))
    abena = house.as_(ABENA)
    page = abena.see(ballot)
    paper = re.search(r'action="(/ballots/[^"]+/vote)"', page)
    assert paper
    cast(abena, "", status=422)
    assert "Choose one, or abstain" in abena.page.text

    for email, status in ((BOARD_STAFF, 403), (NORA, 404), (DIRECTOR, 404)):
        other = house.as_(email)
        other.see("/procedures" if status == 404 else ballot)
        secrets = {"csrf_token": token_of(other), "request_key": "x" * 30}
        answer = other.post(paper[1], data={"choice": "upheld", "seen": "0"} | secrets)
        assert answer.status_code == status, email
    absent = house.as_(DMITRI).see(ballot)
    assert "You are not noted as present" in absent
    assert "no seat on the roster" in house.as_(BOARD_STAFF).see(ballot)
    assert votes_of(house) == 0


def token_of(browser: Browser) -> str:
    return browser.hidden("csrf_token")


def test_nothing_is_recorded_by_hand_while_the_ballot_is_open(house: House, hearing: Hearing) -> None:
    abena = house.as_(ABENA)
    page = abena.see(f"/tasks/{hearing.task}")
    assert "decides this by ballot" in page
    assert "This records the decision of the whole Grievance subcommittee, not your own vote." in page
    assert "No meeting of it has been called to order yet." in page
    ballot = hearing.open_ballot(hearing.call_to_order(ABENA, BRUNO, CAROL))
    ruling = {"decided_on": "2026-04-08", "appeal_outcome": "varied", "votes_counted": "Two for, one against"}
    abena.send(f"/tasks/{hearing.task}/complete", ruling, status=409)
    page = abena.see(f"/tasks/{hearing.task}")
    assert "A ballot on this is open" in page
    assert ballot in page
    assert "Record the decision" not in page


def test_what_is_recorded_by_hand_is_said_to_be_the_decision_of_all_and_not_of_a_day_to_come(
    house: House, hearing: Hearing
) -> None:
    hearing.call_to_order(ABENA, BRUNO, CAROL)
    abena, task = house.as_(ABENA), f"/tasks/{hearing.task}"
    assert "It last met on" in abena.see(task)
    ruling = {"decided_on": "2031-04-08", "appeal_outcome": "varied"}
    abena.send(f"{task}/complete", ruling, status=422)
    assert "Enter a day that is not in the future." in abena.page.text
    abena.see(task)
    abena.send(f"{task}/check", ruling | {"decided_on": house.at.date().isoformat()})
    assert "the decision of the whole Grievance subcommittee, not your own vote." in abena.see(f"{task}/check")


def test_the_page_of_a_ballot_shows_what_was_sent_in_below_the_choices(house: House, hearing: Hearing) -> None:
    ballot = hearing.open_ballot(hearing.call_to_order(ABENA, BRUNO, CAROL))
    page = house.as_(ABENA).see(ballot)
    paper, papers = page.index("ballot-paper"), page.index('id="papers"')
    assert paper < papers < page.index('id="roster"')
    assert COMPLAINT["complaint"] in page[papers:]
    assert DECISION["decision"] in page[papers:]
    assert f'href="{hearing.meeting}/packet"' in page
    assert COMPLAINT["complaint"] not in house.as_(BOARD_STAFF).see(ballot), "whose role reads no papers"


def test_an_empty_vote_is_not_printed(house: House, hearing: Hearing) -> None:
    ballot = hearing.open_ballot(hearing.call_to_order(ABENA, BRUNO, CAROL))
    assert 'class="verdict verdict--open noprint"' in house.as_(ABENA).see(ballot)
    assert 'class="verdict verdict--open"' in vote(house, ABENA, ballot, "upheld").see(ballot)


def test_a_ballot_without_a_quorum_stays_open_and_can_be_void(house: House, hearing: Hearing) -> None:
    chair = hearing.call_to_order(ABENA, CAROL)
    ballot = hearing.open_ballot(chair)
    assert "There is no quorum now" in chair.see(ballot)
    chair.send(f"{ballot}/close", status=409)
    assert "There is no quorum, so the ballot stays open" in chair.page.text
    assert "2 seats take part" in chair.see(ballot)
    chair.see(hearing.meeting)
    abena = re.search(r"Abena Osei</span>.*?/people/([0-9a-f-]+)/leave", chair.page.text, re.DOTALL)
    assert abena
    chair.send(f"{hearing.meeting}/people/{abena[1]}/leave")
    assert "1 seat takes part" in chair.see(ballot)
    for name in ("Abena Osei", "Bruno Castell"):
        arrive(chair, hearing.meeting, name)
    assert "3 seats have not voted and still can" in chair.see(ballot)
    chair.send(f"{ballot}/void", {"reason": ""}, status=422)
    chair.send(f"{ballot}/void", {"reason": "The question was put wrongly."})
    assert "Void: nothing was decided." in chair.see(ballot)
    chair.see(hearing.meeting)
    chair.send(f"{ballot}/void", {"reason": "Again."}, status=409)
    assert "Again." in chair.page.text


def test_members_do_not_open_or_close_ballots(house: House, hearing: Hearing) -> None:
    chair = hearing.call_to_order(ABENA, BRUNO, CAROL)
    abena = house.as_(ABENA)
    abena.see(f"/tasks/{hearing.task}/ballot", status=403)
    abena.see(hearing.meeting)
    assert "Open a ballot" not in abena.page.text
    ballot = hearing.open_ballot(chair)
    abena.see(ballot)
    assert "Close the ballot" not in abena.page.text
    abena.send(f"{ballot}/close", status=403)
    chair.see(ballot)
    chair.send(f"/tasks/{hearing.task}/ballot", {"meeting": str(hearing.meeting_id)}, status=409)
    assert "A ballot on this is open" in chair.page.text


def test_the_chair_finds_a_conflict(house: House, hearing: Hearing) -> None:
    chair = hearing.call_to_order(ABENA, BRUNO, CAROL)
    ballot = hearing.open_ballot(chair)
    page = chair.see(ballot)
    chair.send(f"{ballot}/bar", {"person": "", "reason": "He sits on their board."}, status=422)
    assert "He sits on their board." in chair.page.text
    person = re.search(r'<option value="([^"]+)">Bruno Castell</option>', page)
    assert person
    chair.send(f"{ballot}/bar", {"person": person[1], "reason": "He sits on their board."})
    house.as_(BRUNO).see(ballot, status=404)
    assert "He sits on their board." not in house.as_(ABENA).see(ballot)


def test_a_motion_of_the_boards_own_is_voted_on_in_secret(house: House) -> None:
    meeting = f"/meetings/{next_meeting(house, 'dsb')}"
    cochair = house.as_(COCHAIR)
    cochair.see(meeting)
    cochair.send(f"{meeting}/open")
    for name in ("Abena Osei", "Bruno Castell", "Carol Haines", "Esther Lindqvist", "Lucia Ferrer", "Nora Baptiste"):
        arrive(cochair, meeting, name)
    arrive(cochair, meeting, "Marcus Doyle")
    page = cochair.see(meeting)
    link = re.search(r'href="(/bodies/dsb/ballot\?[^"]+)"', page)
    assert link
    address = link[1].replace("&amp;", "&")
    cochair.see(address)
    asked = {"meeting": meeting.rsplit("/", 1)[1], "secret": "y", "motion": "Shall the Board meet in May?"}
    cochair.send(address, asked | {"options": "Yes"}, status=422)
    assert "at least two different options" in cochair.page.text
    ballot = cochair.send(address, asked | {"options": "Yes\nNo"}).location
    for email in (ABENA, BRUNO, CAROL, ESTHER):
        vote(house, email, ballot, "option_1")
    page = house.as_(ABENA).see(ballot)
    assert "Nobody sees how" in page
    assert "checked" not in page
    lucia = house.as_(COCHAIR_2)
    page = lucia.see(ballot)
    person = re.search(r'<option value="([^"]+)">Nora Baptiste</option>', page)
    assert person
    lucia.send(f"{ballot}/proxy", {"to": person[1]})
    assert "Another member votes for you" in lucia.see(ballot)
    lucia.send(f"{ballot}/proxy/back")
    for email in (NORA, COCHAIR, COCHAIR_2):
        vote(house, email, ballot, "option_2")
    cochair.see(ballot)
    cochair.send(f"{ballot}/close")
    page = cochair.see(ballot)
    assert "Decided: Yes" in page
    assert "Shall the Board meet in May?" in cochair.see(meeting)


def test_by_correspondence_until_a_day(house: House) -> None:
    cochair = house.as_(COCHAIR)
    cochair.see("/bodies/dsb/ballot")
    asked = {"meeting": "correspondence", "motion": "Shall we ask for a report?", "options": "For\nAgainst"}
    cochair.send("/bodies/dsb/ballot", asked | {"closes_on": ""}, status=422)
    assert "Choose the last day" in cochair.page.text
    cochair.send("/bodies/dsb/ballot", asked | {"closes_on": "2026-02-20"}, status=422)
    ballot = cochair.send("/bodies/dsb/ballot", asked | {"closes_on": "2026-03-09"}).location
    abena = house.as_(ABENA)
    assert "Due in 7 days" in abena.see("/inbox")
    abena.see(ballot)
    cast(abena, "abstain")
    assert "Abstained" in cochair.see(ballot)
    house.pass_(days=8)
    assert "The time to vote is over" in house.as_(BRUNO).see(ballot)


def test_without_rules_the_page_says_what_to_set(house: House) -> None:
    cochair = house.as_(COCHAIR)
    cochair.see("/bodies/dsb/convene")
    committee = {
        "name": "Data quality committee",
        "kind": "ad_hoc",
        "charge": "To look at duplicate records.",
        "begins_on": "2026-03-02",
        "ends_on": "2026-06-30",
    }
    cochair.send("/bodies/dsb/convene", committee)
    page = cochair.see("/bodies/data_quality_committee/ballot")
    assert "No vote can be held by ballot yet" in page
    assert "What carries a motion" in page
    assert "/bodies/data_quality_committee/rules" in page
    cochair.see("/bodies/data_quality_committee")
    asked = {"meeting": "", "motion": "Shall we?", "options": "For\nAgainst"}
    cochair.send("/bodies/data_quality_committee/ballot", asked, status=422)


def test_without_anybody_in_a_voting_seat_the_page_says_what_to_do(house: House) -> None:
    cochair = house.as_(COCHAIR)
    cochair.see("/bodies/dsb/convene")
    days = {"begins_on": "2026-03-02", "ends_on": "2026-06-30"}
    committee = {"name": "Seatless", "kind": "ad_hoc", "charge": "To look at duplicate records."}
    cochair.send("/bodies/dsb/convene", committee | days)
    with unit_of_work(house.database) as session:
        rules = {"quorum": "more than 1/2", "quorum_of": "filled_seats", "majority": "more than 1/2"}
        rules |= {"majority_of": "votes", "tie": "undecided", "correspondence": True}
        how = {"reason": "By-laws, article 4", "by": COMMAND_LINE, "at": house.at}
        set_rules(session, house.office.board, "seatless", rules, **how)
    cochair.see("/bodies/seatless/ballot")
    asked = {"meeting": "correspondence", "motion": "Shall we?", "options": "For\nAgainst", "closes_on": "2026-03-20"}
    answer = cochair.send("/bodies/seatless/ballot", asked, status=NotConfigured.status)
    assert "Nobody sits in a voting seat of Seatless. Fill its seats first." in answer.text
    assert "Shall we?" in answer.text
