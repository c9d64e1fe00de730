"""The operator's page of a case: what each act says it will do, and that it does just that."""

from __future__ import annotations

import re
from html import unescape

import pytest
from sqlalchemy import func, select

from ombud.storage.ballots import Ballot, BallotStatus
from ombud.storage.board import Conflict, ConflictKind
from ombud.storage.cases import Case, CaseStatus, Task
from ombud.storage.directory import Person
from ombud.storage.events import Event
from ombud.storage.ledger import Deadline
from ombud.storage.session import reading, unit_of_work
from ombud.workflows import proof
from tests.web.boardroom import a_hearing
from tests.web.house import DECISION, Browser, House
from tests.web.people import AUDITOR, DIRECTOR, OPERATOR

WHY = {"reason": "Opened twice by mistake.", "sure": "y"}


def said(browser: Browser, path: str, status: int = 200) -> str:
    """What the page says, without its markup."""
    page = browser.see(path, status=status)
    main = page.split("<main")[1].split("</main>")[0]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main)))


def send(browser: Browser, path: str, status: int = 303, **more: str) -> None:
    browser.send(path, WHY | {"seen": browser.hidden("seen")} | more, status=status)


def act(house: House, path: str, **more: str) -> str:
    """Reads what an act would do, and does it."""
    browser = house.as_(OPERATOR)
    statement = said(browser, path)
    send(browser, path, **more)
    return statement


def shown_day(browser: Browser, path: str, day: str) -> str:
    """What a later day would do: it is told before anybody says why."""
    browser.see(path)
    browser.send(path, {"until": day, "seen": browser.hidden("seen"), "go": "show"}, status=200)
    assert f'name="shown" value="{day}"' in browser.page.text
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", browser.page.text)))


def case_of(house: House, number: str) -> Case:
    with reading(house.database) as session:
        case = session.scalars(select(Case).where(Case.number == number)).one()
        assert proof.verify(session, house.office, case) == []
        return case


def appealed(house: House) -> tuple[str, str]:
    number, code = house.file()
    house.complete(number, "director_decides", DIRECTOR, DECISION)
    house.appeal(number, code)
    house.work()
    return number, code


def test_the_page_lists_what_this_case_allows(house: House) -> None:
    number, _code = appealed(house)
    operator = house.as_(OPERATOR)
    assert f"/operator/cases/{number}" in operator.see(f"/cases/{number}")
    page = said(operator, f"/operator/cases/{number}")
    for words in ("Suspend it", "Undo the last step", "End it without a decision", "Hand over", "Later day"):
        assert words in page
    assert "Resume it" not in page
    assert "newest version" not in page
    assert "Rosa" not in page


def test_looking_changes_nothing(house: House) -> None:
    """Every statement is tried out on the case itself, and rolled back."""
    number, _code = appealed(house)
    operator, before = house.as_(OPERATOR), case_of(house, number).head_seq
    acts = ("suspend", "resume", "undo", "migrate", "terminate", "deadlines/hearing/extend", "deadlines/hearing/pause")
    for name in acts:
        operator.see(f"/operator/cases/{number}/{name}")
    after = case_of(house, number)
    assert (after.head_seq, after.status) == (before, CaseStatus.OPEN)


def test_ending_a_case_says_and_does_what_becomes_of_it(house: House) -> None:
    hearing = a_hearing(house)
    chair = hearing.call_to_order()
    hearing.open_ballot(chair)
    path = f"/operator/cases/{hearing.number}/terminate"
    statement = act(house, path)
    assert "Hear and resolve the appeal" in statement.split("any more")[1]
    assert "One open ballot becomes void" in statement
    assert "told by mail" in statement
    case = case_of(house, hearing.number)
    assert (case.status, case.outcome, case.tree) == (CaseStatus.CLOSED, "terminated", None)
    with reading(house.database) as session:
        assert set(session.scalars(select(Ballot.status).where(Ballot.case_id == case.id))) == {BallotStatus.VOID}
    house.mailer.messages.clear()
    house.work()
    subjects = [str(message["Subject"]) for message in house.mailer.messages]
    assert f"{hearing.number} was ended" in subjects
    page = house.track(hearing.code).page.text
    assert "Ended by an operator, without a decision" in page
    assert "Withdrawn" in chair.see(hearing.meeting)
    assert "It is not suspended" in said(house.as_(OPERATOR), f"/operator/cases/{hearing.number}/resume")


def test_the_end_is_taken_back_by_undo(house: House) -> None:
    number, _code = appealed(house)
    act(house, f"/operator/cases/{number}/terminate")
    statement = act(house, f"/operator/cases/{number}/undo")
    assert "The end of this case is taken back, and nothing else" in statement
    assert "This is asked" in statement
    assert case_of(house, number).status is CaseStatus.OPEN
    assert house.task(number, "subcommittee_hears")


def test_undo_names_the_step_and_the_letters_that_stand(house: House) -> None:
    number, _code = house.file()
    house.complete(number, "director_decides", DIRECTOR, DECISION)
    house.work()
    statement = act(house, f"/operator/cases/{number}/undo")
    assert "Decide on the complaint, done by Dana Whitfield" in statement
    assert "Letters it issued stand as they are" in statement
    assert house.task(number, "director_decides")
    again = said(house.as_(OPERATOR), f"/operator/cases/{number}/undo")
    assert "It cannot be done. The case was only opened" in again


def test_suspending_and_resuming(house: House) -> None:
    number, _code = appealed(house)
    statement = act(house, f"/operator/cases/{number}/suspend")
    assert "This is asked, now as before" in statement
    assert case_of(house, number).status is CaseStatus.SUSPENDED
    assert number in house.as_(OPERATOR).see("/operator")
    assert "It is suspended already" in said(house.as_(OPERATOR), f"/operator/cases/{number}/suspend")
    house.pass_(days=200)
    statement = act(house, f"/operator/cases/{number}/resume")
    assert "These dates have passed meanwhile" in statement
    assert case_of(house, number).status is CaseStatus.OPEN


def test_a_date_is_extended_paused_and_restarted(house: House) -> None:
    number, _code = appealed(house)
    dates = f"/operator/cases/{number}/deadlines/hearing"

    def due() -> set[object]:
        with reading(house.database) as session:
            mine = select(Deadline.due_at).join(Case, Case.id == Deadline.case_id).where(Case.number == number)
            return set(session.scalars(mine.where(Deadline.name == "hearing")))

    (before,) = due()
    assert before is not None
    operator = house.as_(OPERATOR)
    operator.see(f"{dates}/extend")
    send(operator, f"{dates}/extend", 422, until="2026-03-03")
    assert "an extension goes to a later day" in operator.page.text
    assert WHY["reason"] in operator.page.text
    assert due() == {before}
    statement = shown_day(operator, f"{dates}/extend", "2026-12-01")
    assert "It is due on Wed, Apr 8" in statement
    assert "then Tue, Dec 1" in statement
    assert due() == {before}, "a day that was not shown before is shown, and nothing is done"
    send(operator, f"{dates}/extend", 200, until="2026-12-02", shown="2026-12-01")
    assert "Wed, Dec 2" in operator.page.text
    send(operator, f"{dates}/extend", 200, until="2026-12-01", shown="2026-12-01", go="show")
    send(operator, f"{dates}/extend", 422, until="9999-12-31", shown="9999-12-31")
    assert due() == {before}
    send(operator, f"{dates}/extend", until="2026-12-01", shown="2026-12-01")
    (after,) = due()
    assert str(after).startswith("2026-12-02")
    assert "paused" in act(house, f"{dates}/pause")
    house.pass_(days=10)
    assert "now" in act(house, f"{dates}/resume")
    (later,) = due()
    assert str(later).startswith("2026-12-12")
    assert case_of(house, number).status is CaseStatus.OPEN


def test_a_task_is_handed_over_and_given_back(house: House) -> None:
    number, _code = house.file(stage="informal")
    task = house.task(number, "log_conversation")
    path, operator = f"/operator/cases/{number}/tasks/{task}", house.as_(OPERATOR)
    assert "Nobody has taken" in said(operator, path)
    person = re.search(r'<option value="([0-9a-f-]{36})">([^<]+)</option>', operator.page.text)
    assert person
    send(operator, path, 422, to="00000000-0000-0000-0000-000000000001")
    send(operator, path, 422, to="nonsense")
    operator.see(path)
    send(operator, path, to=person[1])
    assert f"is with {person[2]} now" in said(operator, path)
    send(operator, path, to="")
    assert "Nobody has taken" in said(operator, path)
    with reading(house.database) as session:
        kinds = session.scalars(select(Event.kind).where(Event.kind == "task.reassigned")).all()
    assert len(kinds) == 2


def test_a_page_that_is_stale_shows_what_it_would_do_now(house: House) -> None:
    """Somebody completes the step while the operator reads."""
    number, _code = house.file()
    operator, path = house.as_(OPERATOR), f"/operator/cases/{number}/terminate"
    assert "Decide on the complaint" in said(operator, path)
    house.complete(number, "director_decides", DIRECTOR, DECISION)
    send(operator, path, status=409)
    page = operator.page.text
    assert "Something happened in this case since you opened the page" in page
    assert "Nothing was done" in page
    assert WHY["reason"] in page
    assert "Decide on the complaint" not in page.split('id="does"')[1].split("</section>")[0]
    assert case_of(house, number).status is CaseStatus.OPEN
    send(operator, path)
    assert case_of(house, number).status is CaseStatus.CLOSED


def test_a_double_click_is_one_act(house: House) -> None:
    number, _code = house.file()
    operator, path = house.as_(OPERATOR), f"/operator/cases/{number}/suspend"
    operator.see(path)
    key, seen = operator.hidden("request_key"), operator.hidden("seen")
    for _click in range(2):
        operator.send(path, WHY | {"seen": seen}, key=key)
    with reading(house.database) as session:
        assert session.scalar(select(func.count()).where(Event.kind == "case.suspended")) == 1


@pytest.mark.parametrize(
    "changes", [{"reason": " "}, {"sure": ""}, {"seen": ""}, {"seen": "-1"}, {"seen": "٣"}, {"reason": "x" * 2_001}]
)
def test_an_act_needs_a_reason_a_tick_and_the_page_it_was_read_on(house: House, changes: dict[str, str]) -> None:
    number, _code = house.file()
    operator, path = house.as_(OPERATOR), f"/operator/cases/{number}/terminate"
    operator.see(path)
    answers = {name: value for name, value in (WHY | {"seen": operator.hidden("seen")} | changes).items() if value}
    operator.send(path, answers, status=422)
    assert case_of(house, number).status is CaseStatus.OPEN


def test_an_operator_with_a_conflict_and_an_auditor_are_refused(house: House) -> None:
    number, _code = house.file()
    house.as_(AUDITOR).see(f"/operator/cases/{number}", status=403)
    operator = house.as_(OPERATOR)
    operator.see(f"/operator/cases/{number}/terminate")
    seen = operator.hidden("seen")
    with unit_of_work(house.database) as session:
        person_id = session.scalars(select(Person.id).where(Person.email == OPERATOR)).one()
        case_id = session.scalars(select(Case.id).where(Case.number == number)).one()
        session.add(
            Conflict(case_id=case_id, person_id=person_id, kind=ConflictKind.SUBJECT, declared_at=house.at, reason_sealed=b"x")
        )  # fmt: skip
    operator.send(f"/operator/cases/{number}/terminate", WHY | {"seen": seen}, status=403)
    assert "Another operator has to" in operator.page.text
    for path in ("", "/undo", f"/tasks/{house.task(number, 'director_decides')}"):
        operator.see(f"/operator/cases/{number}{path}", status=403)
    with reading(house.database) as session:
        assert session.get_one(Case, case_id).status is CaseStatus.OPEN


def test_a_task_of_another_case_is_not_handed_over_here(house: House) -> None:
    number, _code = house.file()
    other, _code = house.file(contact_name="Ned Falk")
    operator = house.as_(OPERATOR)
    operator.see(f"/operator/cases/{number}/tasks/{house.task(other, 'director_decides')}", status=404)
    house.complete(other, "director_decides", DIRECTOR, DECISION)
    with reading(house.database) as session:
        done = session.scalars(select(Task.id).where(Task.status == "completed").limit(1)).one()
    operator.see(f"/operator/cases/{other}/tasks/{done}", status=409)


def test_a_passed_date_fires_before_a_task_is_handed_over(house: House) -> None:
    """What the page said is stale then."""
    number, _code = appealed(house)
    task = house.task(number, "subcommittee_hears")
    house.pass_(days=90)
    operator, path = house.as_(OPERATOR), f"/operator/cases/{number}/tasks/{task}"
    operator.see(path)
    person = re.search(r'<option value="([0-9a-f-]{36})">', operator.page.text)
    assert person
    before = case_of(house, number).head_seq
    send(operator, path, status=409, to=person[1])
    assert case_of(house, number).head_seq > before
