"""An agenda as those around one table see it: the same numbers, enough to tell the items apart, nothing they may not
know."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

from tests.web.boardroom import Hearing, a_hearing, next_meeting, seen
from tests.web.house import DECISION, House
from tests.web.links import ROSA, mails_to
from tests.web.people import ABENA, BOARD_STAFF, BRUNO, CAROL, COCHAIR, DIRECTOR

DECIDED = {"appeal_outcome": "upheld", "decided_on": "2026-04-01", "votes_counted": "Three for"}


def items(page: str) -> list[str]:
    """What stands on the agenda of a page, item by item, in plain text and without its controls."""
    found = re.findall(r'<li class="item [^"]*" id="item-\d+">(.*?)(?:<div class="item__acts|</li>\n)', page, re.DOTALL)
    return [" ".join(unescape(re.sub(r"<[^>]+>", " ", one)).split()) for one in found]


def two_hearings(house: House) -> tuple[str, Hearing]:
    """The number of the first, and the second on the same agenda."""
    first, code = house.file()
    house.complete(first, "director_decides", DIRECTOR, DECISION)
    house.appeal(first, code)
    house.work()
    return first, a_hearing(house)


def test_an_item_has_one_number_for_everybody_and_says_what_is_asked(house: House) -> None:
    first, second = two_hearings(house)
    chair = second.call_to_order(ABENA, BRUNO, CAROL)
    ballot = second.open_ballot(chair)  # on what is offered first
    abena = house.as_(ABENA)
    abena.see(ballot)
    abena.send(f"{ballot}/recuse", {"reason": "My sister works there."})

    for_bruno = items(house.as_(BRUNO).see(second.meeting))
    assert for_bruno[0].startswith("1. Hear and resolve the appeal Ballot open")
    assert first in for_bruno[0]
    assert for_bruno[1].startswith("2. Hear and resolve the appeal To be taken up")
    assert second.number in for_bruno[1]
    assert "Rosa Lindgren" in for_bruno[1]
    page = abena.see(second.meeting)
    assert items(page) == ["1. You stepped aside", for_bruno[1]]
    packet = abena.see(f"{second.meeting}/packet")
    assert '<span class="number">1.</span> You stepped aside' in packet
    assert '<span class="number">2.</span> Hear and resolve the appeal' in packet
    assert "Rosa Lindgren" not in house.browser().see("/meetings")
    for told in (page, packet):
        assert first not in told


def test_what_was_decided_before_its_meeting_is_taken_off_and_numbers_stay_in_session(house: House) -> None:
    first, second = two_hearings(house)
    meeting_at, house.at = house.at, house.at - timedelta(days=1)
    house.complete(first, "subcommittee_hears", BRUNO, DECIDED)
    house.work()
    carol = house.as_(CAROL)
    page = carol.see(second.meeting)
    assert "1. Hear and resolve the appeal Decided before the meeting" in items(page)[0]
    house.at = meeting_at
    carol = second.call_to_order()
    offered = re.findall(rf'action="({second.meeting}/agenda/[^"]+/remove)"', carol.see(second.meeting))
    assert len(offered) == 1
    back = carol.send(offered[0], {"seen": seen(carol)}).location
    assert back.endswith("#said-agenda")
    page = carol.see(second.meeting)
    assert [one[:2] for one in items(page)] == ["2."]
    assert re.search(r'id="agenda">Agenda</h2>\s*<div [^>]*id="said-agenda" role="status" tabindex="-1">', page)
    assert page.count("The other items keep their numbers.") == 1
    carol.send(f"{second.meeting}/agenda", {"title": "Reports", "seen": seen(carol)})
    assert [one[:2] for one in items(carol.see(second.meeting))] == ["2.", "3."]


def test_who_is_there_is_noted_from_the_day_of_the_meeting_on(house: House) -> None:
    hearing = a_hearing(house)
    on_the_day, house.at = house.at, house.at - timedelta(days=7)
    early = house.as_(CAROL).see(hearing.meeting)
    assert "Abena Osei" in early
    assert "Who is here is noted at the meeting." in early
    for word in ("Arrives", "people are here"):
        assert word not in early
    house.at = on_the_day
    assert "Arrives" in house.as_(CAROL).see(hearing.meeting)


def test_asking_for_paid_input_says_what_it_means_and_is_taken_back(house: House) -> None:
    meeting = f"/meetings/{next_meeting(house, 'dsb')}"
    staff = house.as_(BOARD_STAFF)
    staff.see(meeting)
    staff.send(f"{meeting}/agenda", {"title": "Reports", "seen": seen(staff)})
    page = staff.see(meeting)
    assert "whose input it was is recorded nowhere" in page
    ask = re.search(rf'action="({meeting}/agenda/[0-9a-f-]+/input)"', page)
    assert ask
    for sent, said in (
        ("wanted", "Paid input is asked for: the agenda"),
        ("unwanted", "Paid input is no longer asked"),
    ):
        staff.send(ask[1], {sent: "yes", "seen": seen(staff)})
        assert said in staff.see(meeting)
    assert "Paid input from people with lived experience is asked for." not in staff.see(meeting)


def test_a_packet_opens_all_at_once_and_writes_days_in_words(house: House) -> None:
    hearing = a_hearing(house, conversation_held_on="2026-02-24")
    packet = house.as_(BRUNO).see(f"{hearing.meeting}/packet")
    assert '<details class="said"><summary>' in packet
    link = re.search(r'href="([^"]+)">Open all</a>', packet)
    assert link
    opened = house.as_(BRUNO).see(unescape(link[1]))
    assert '<details class="said"><summary>' not in opened
    assert '<details class="said" open>' in opened
    given = "".join(re.findall(r'<dl class="answers">.*?</dl>', opened, re.DOTALL))
    assert '<time datetime="2026-02-24">Tue, Feb 24</time>' in given
    answers = re.sub(r"<[^>]+>", " ", given)
    assert not re.search(r"\d{4}-\d{2}-\d{2}", answers)


def test_a_party_is_told_that_a_date_has_changed_and_reads_the_new_one_on_its_page(house: House) -> None:
    hearing = a_hearing(house)
    house.at -= timedelta(days=7)
    chair, address = house.as_(COCHAIR), f"/bodies/grievance_subcommittee/calendar/{hearing.meeting_id}/move"
    chair.see(address)
    chair.send(address, {"day": "2026-04-15", "clock": "10:00", "reason": "The room is taken."})
    house.work()
    (told,) = mails_to(house, ROSA, "date")
    assert hearing.number in told
    for word in ("room", "15", "Hear", "Lindgren"):
        assert word not in told.partition("http")[0], word
    until = house.track(hearing.code).page.text.partition('id="until"')[2].partition("</section>")[0]
    assert "Apr 15" in until
