"""A long form in parts, its answers looked through before they are sent, and the receipt: at both doors."""

from __future__ import annotations

import re
from html import unescape
from io import BytesIO

import pytest
from sqlalchemy import func, select

from ombud.storage.cases import Attachment, Submission
from ombud.storage.session import reading
from tests.support.statements import statements
from tests.web.house import APPEAL, DECISION, Browser, House
from tests.web.people import DIRECTOR, STAFF
from tests.web.test_annual_certification import HDC, opened, ticked
from tests.web.test_drafts import kept, typed

STATES = re.compile(r'class="section__name"[^>]*>([^<]*)</a>\s*<span[^>]*>([^<]*)</span>')


def asked(house: House) -> tuple[str, str]:
    """A complaint, and the address of the decision on it."""
    number, _code = house.file()
    return number, f"/tasks/{house.task(number, 'director_decides')}"


def exhibit(house: House) -> tuple[Browser, str]:
    house.work()
    number = opened(house, 2027)
    return house.as_(HDC), f"/tasks/{house.task(number, 'exhibit_a')}"


def states(page: str) -> list[str]:
    return [state for _title, state in STATES.findall(page)]


def links(page: str, what: str) -> list[str]:
    """Where the links go whose words begin so."""
    return [unescape(address) for address in re.findall(rf'<a[^>]*href="([^"]*)"[^>]*>{what}', page)]


def checked(page: str) -> dict[str, str]:
    """Questions and answers of the page on which they are looked through."""
    pairs = re.findall(r'checked__asked">(.*?)</dt>\s*<dd class="checked__given">(.*?)</dd>', page, re.S)
    return {unescape(name): unescape(re.sub(r"<[^>]*>|\s+", " ", value)).strip() for name, value in pairs}


def as_shown(page: str) -> dict[str, list[str]]:
    """What the form on the page would send, for its hidden fields."""
    form = page[page.index('name="looked_through"') - 200 :].partition("</form>")[0]
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form):
        found.setdefault(unescape(name), []).append(unescape(value))
    return {name: values for name, values in found.items() if name not in ("csrf_token", "request_key")}


def look_through(browser: Browser, address: str, answers: dict[str, object]) -> str:
    browser.see(address)
    assert browser.send(f"{address}/check", answers).location == f"{address}/check"
    return browser.see(f"{address}/check")


def submissions(house: House) -> int:
    with reading(house.database) as session:
        return session.scalar(select(func.count()).select_from(Submission)) or 0


def test_a_decision_is_looked_through_changed_and_sent(house: House) -> None:
    number, address = asked(house)
    director = house.as_(DIRECTOR)
    assert f'action="{address}/check"' in director.see(address)
    page = look_through(director, address, DECISION | {"decision": "It falls."})
    assert "Nothing is sent yet" in page
    assert checked(page)["What do you decide?"] == "It falls."
    assert submissions(house) == 1
    (change,) = [one for one in links(page, "Change") if one.endswith("#decision")]
    page = director.see(change.partition("#")[0])
    assert typed(page, "decision") == "It falls."
    page = look_through(director, address, DECISION)
    key = director.hidden("request_key")
    first = director.send(f"{address}/complete", as_shown(page), key=key)
    again = director.send(f"{address}/complete", as_shown(page), key=key)
    assert first.location == again.location == f"{address}/receipt"
    assert submissions(house) == 2
    receipt = director.see(first.location)
    assert kept(receipt)["What do you decide?"] == DECISION["decision"]
    assert f"Sent: Decide on the complaint, {number}" in receipt
    assert "It is with: The complainant." in receipt
    assert "Mon, Mar 2, 10:00 AM" in receipt


def test_what_is_amiss_is_said_before_it_is_looked_through(house: House) -> None:
    _number, address = asked(house)
    director = house.as_(DIRECTOR)
    director.see(address)
    director.send(f"{address}/check", {"director_acts": "decides", "decision": "It stands."}, status=422)
    page = director.page.text
    assert "<title>Error: " in page
    assert '<a href="#reasons">' in page
    assert typed(page, "decision") == "It stands."
    assert typed(director.see(address), "decision") == "It stands."  # and it is kept
    page = director.see(f"{address}/check")
    assert "It cannot be sent yet" in page
    assert "<title>Error: " in page
    assert "looked_through" not in page


def test_a_routine_task_is_sent_at_once(house: House) -> None:
    number, _code = house.file(stage="informal")
    address, staff = f"/tasks/{house.task(number, 'log_conversation')}", house.as_(STAFF)
    assert f'action="{address}/complete"' in staff.see(address)


def test_whatever_was_sent_has_a_receipt_that_leads_on_in_its_own_case_first(house: House) -> None:
    other, _code = house.file()
    number, _code = house.file(stage="informal")
    address, staff = f"/tasks/{house.task(number, 'log_conversation')}", house.as_(STAFF)
    staff.see(address)
    said = {"staff": staff.option("Dana Whitfield"), "held_on": "2026-03-01", "parties": "Rosa", "stage": "settled"}
    sent = staff.send(f"{address}/complete", said | {"summary": "They will have an answer by Friday."})
    assert sent.location == f"{address}/receipt"
    receipt = staff.see(f"{address}/receipt")
    assert kept(receipt)["What was said and agreed?"] == "They will have an answer by Friday."
    assert links(receipt, number) == [f"/cases/{number}"]
    assert "Rosa Lindgren" in receipt
    assert f"{address}/receipt" in links(staff.see(f"/cases/{number}"), "Log the conversation")
    assert "/receipt" not in house.as_(DIRECTOR).see(f"/cases/{number}"), "it is theirs who sent it"
    assert other not in receipt, "nobody stands in another case without having asked for it"


def test_who_comes_second_keeps_what_they_had_looked_through(house: House) -> None:
    _number, address = asked(house)
    slow, quick = house.as_(DIRECTOR), house.as_(DIRECTOR)
    shown = as_shown(look_through(slow, address, DECISION | {"decision": "Slowly considered."}))
    quick.see(address)
    quick.send(f"{address}/complete", DECISION)
    page = slow.send(f"{address}/complete", shown, status=409).text.partition("What you had typed")[2]
    assert kept(page.partition("</section>")[0])["What do you decide?"] == "Slowly considered."


def test_a_party_looks_through_its_appeal_by_code(house: House) -> None:
    number, code = house.file()
    house.complete(number, "director_decides", DIRECTOR, DECISION)
    address, party = f"/track/tasks/{house.task(number, 'answer_decision')}", house.track(code)
    page = look_through(party, address, APPEAL)
    assert checked(page)["Are you satisfied with the decision?"] == "No, I appeal"
    sent = party.send(address, as_shown(page))
    receipt = party.see(str(sent.location))
    assert "No, I appeal" in kept(receipt).values()
    assert "with your tracking code" in receipt
    assert f"{address}/receipt" in re.findall(r'href="([^"]*)"', party.see("/track/case"))
    other = house.track(house.file(contact_name="Ned Falk")[1])
    other.see(f"{address}/receipt", status=404)


def test_a_checklist_is_filled_in_over_days(house: House) -> None:
    hdc, address = exhibit(house)
    page = hdc.see(address)
    parts = STATES.findall(page)
    assert [title for title, _state in parts][:2] == ["The list, and HIPAA", "People and appointments"]
    assert states(page) == ["Not started"] * 9
    first, people = links(page, "The list")[0], links(page, "People")[0]
    hdc.see(first)
    assert hdc.send(first, {"version": "0", "hipaa_covered": "no"}).location == people
    page = hdc.see(people)
    assert "Step 2 of 9" in page
    assert "Such as: Letter of appointment" in page
    said = {
        "step": "administrative.1",
        "administrative": "hdc_appointed",
        "evidence.hdc_appointed": "Letter, 4 January",
    }
    assert hdc.send(f"{address}/draft", said).location == "/inbox"
    house.pass_(days=1)
    hdc = house.as_(HDC)
    for path in ("/home", "/inbox?box=groups"):
        assert "1 of 9 parts are done." in hdc.see(path)
    with statements(house.database) as ran:
        hdc.see("/inbox?box=groups")
    assert len(ran) <= 8, "\n".join(ran)
    page = hdc.see(address)
    assert states(page)[:3] == ["Done", "In progress", "Not started"]
    assert "1 of 9 parts are done." in page
    page = hdc.see(people)
    assert ticked(page) == ["hdc_appointed"]
    assert typed(page, "evidence.hdc_appointed") == "Letter, 4 January"


def test_going_through_all_parts_of_a_checklist_and_sending_it(house: House) -> None:
    hdc, address = exhibit(house)
    page, answers = hdc.see(address), {"version": "0", "hipaa_covered": "no", "evidence.hdc_appointed": "Letter"}
    at: str = links(page, "The list")[0]
    while not at.endswith("/check"):
        page = hdc.see(at)
        ticks = re.findall(r'name="administrative"[^>]*value="([^"]+)"', page)
        at = str(hdc.send(at, answers | {"administrative": ticks, "confirmed": "y"}).location)
    page = hdc.see(at)
    assert "Not confirmed:" not in page
    assert re.search(r"(\d+) of \1 statements are confirmed", page)
    assert "What follows" not in page
    assert "What shows it: Letter" in page
    assert 'type="file"' in page
    shown = as_shown(page) | {"documents": (BytesIO(b"We appoint her."), "letter.txt")}
    sent = hdc.send(f"{address}/complete", shown)
    receipt = hdc.see(str(sent.location))
    assert "knows the duties of that role: Letter" in receipt
    assert "letter.txt" in receipt
    with reading(house.database) as session:
        assert session.scalar(select(func.count()).select_from(Attachment)) == 1


def test_a_file_that_cannot_be_sent_is_said_where_it_was_chosen(house: House) -> None:
    hdc, address = exhibit(house)
    answers = {"version": "0", "hipaa_covered": "no", "gaps": "All of it.", "confirmed": "y"}
    shown = as_shown(look_through(hdc, address, answers))
    hdc.send(f"{address}/complete", shown | {"documents": (BytesIO(b"MZ"), "virus.exe")}, status=422)
    page = hdc.page.text
    assert "<title>Error: Check your answers" in page
    assert links(page, "“virus.exe” cannot be sent") == ["#documents"]
    assert as_shown(page) == shown
    hdc.send(f"{address}/complete", as_shown(page) | {"documents": (BytesIO(b"Posted."), "note.txt")})


def test_a_part_that_is_amiss_stays_and_says_what(house: House) -> None:
    hdc, address = exhibit(house)
    hdc.see(f"{address}/answer/version")
    hdc.send(f"{address}/answer/version", {"version": "0"}, status=422)
    page = hdc.page.text
    assert "<title>Error: The list, and HIPAA" in page
    assert '<a href="#hipaa_covered">' in page
    assert "What does not hold" not in page  # nor what is amiss on a later page
    assert re.search(r"Saved <time[^>]*>Fri, Jan 1, 10:00 AM</time>", page)
    assert states(hdc.see(address))[0] == "In progress"


def test_a_part_that_does_not_apply_is_skipped(house: House) -> None:
    hdc, address = exhibit(house)
    assert "Covered by HIPAA" not in hdc.see(address)
    hdc.see(f"{address}/answer/hipaa", status=404)
    hdc.see(f"{address}/answer/version")
    hdc.send(f"{address}/answer/version", {"version": "0", "hipaa_covered": "yes"})
    assert "Covered by HIPAA" in hdc.see(address)
    assert "Step 9 of 10" in hdc.see(f"{address}/answer/hipaa")
    assert "1 of 10 parts are done." in hdc.see("/inbox?box=groups")


def test_what_is_missing_is_linked_to_its_part(house: House) -> None:
    hdc, address = exhibit(house)
    hdc.see(f"{address}/answer/administrative.1")
    hdc.send(f"{address}/answer/administrative.1", {"administrative": "hdc_appointed"})
    page = hdc.see(f"{address}/check")
    assert f"{address}/answer/version?changes=y#hipaa_covered" in links(page, "Choose what the agency declares")
    assert f"{address}/answer/evidence?changes=y#gaps" in links(page, "Not every statement is confirmed")
    assert f"{address}/answer/administrative.1?changes=y" in links(page, "Change")
    assert "looked_through" not in page


def test_what_is_not_confirmed_is_counted_and_listed_with_what_follows_before_and_after_it_is_sent(
    house: House,
) -> None:
    hdc, address = exhibit(house)
    every = re.findall(r'name="administrative"[^>]*value="([^"]+)"', hdc.see(f"{address}?all=1"))
    answers = {"version": "0", "hipaa_covered": "no", "gaps": "It is being looked at.", "confirmed": "y"}
    page = look_through(hdc, address, answers | {"administrative": every[1:]})
    sent = hdc.send(f"{address}/complete", as_shown(page))
    above_the_button = page[: page.index('name="looked_through"')]
    for shown in (above_the_button, hdc.see(str(sent.location))):
        told = shown.partition('<section class="unmet">')[2]
        assert f"{len(every) - 1} of {len(every)} statements are confirmed." in told
        listed, _end, after = told.partition("</ul>")
        assert listed.count("<li>") == 1
        assert "knows the duties of that role" in listed
        assert "leads to a remediation with the System Administrator" in after


def test_what_is_changed_is_looked_through_again_and_so_is_a_part_that_is_asked_only_now(house: House) -> None:
    hdc, address = exhibit(house)
    answers = {"version": "0", "hipaa_covered": "no", "gaps": "All of it.", "confirmed": "y"}
    people = next(one for one in links(look_through(hdc, address, answers), "Change") if "administrative.1" in one)
    hdc.see(people)
    sent = {"changes": hdc.hidden("changes"), "administrative": "hdc_appointed"}
    assert hdc.send(people.partition("?")[0], sent).location == f"{address}/check"
    first = f"{address}/answer/version"
    hdc.see(f"{first}?changes=y")
    sent = {"changes": "y", "version": "0", "hipaa_covered": "yes"}
    hipaa = str(hdc.send(first, sent).location)
    assert hipaa == f"{address}/answer/hipaa?changes=y"
    hdc.see(hipaa)
    assert hdc.send(hipaa, {"changes": hdc.hidden("changes")}).location == f"{address}/check"


@pytest.mark.parametrize(("covered", "parts"), [("no", 9), ("yes", 10)])
def test_all_questions_can_be_answered_on_one_page(house: House, covered: str, parts: int) -> None:
    hdc, address = exhibit(house)
    page = hdc.see(f"{address}?all=1")
    assert 'name="gaps"' in page
    assert 'name="evidence.hdc_appointed"' in page
    answers = {
        "version": "0",
        "hipaa_covered": covered,
        "administrative": ["hdc_appointed"],
        "gaps": "x",
        "confirmed": "y",
    }
    page = look_through(hdc, f"{address}", answers)
    assert "Nothing is sent yet" in page
    assert states(hdc.see(address)) == ["Done"] * parts


@pytest.mark.parametrize("where", ["", "/answer/administrative.1", "/check"])
def test_no_page_asks_the_database_for_each_item(house: House, where: str) -> None:
    hdc, address = exhibit(house)
    look_through(hdc, address, {"version": "0", "hipaa_covered": "no", "gaps": "x", "confirmed": "y"})
    hdc.see(address + where)
    with statements(house.database) as ran:
        hdc.see(address + where)
    assert len(ran) <= 26, "\n".join(ran)
