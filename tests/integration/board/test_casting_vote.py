"""The casting vote: a tie is broken by a chair who may decide in the matter, and by nobody else who presides."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from ombud.storage.ballots import BallotStatus
from ombud.storage.cases import Submission, TaskStatus
from ombud.storage.directory import RoleHolding, RoleScope
from ombud.storage.session import unit_of_work
from ombud.workflows import submissions
from ombud.workflows.actors import OPERATOR
from ombud.workflows.procedures.deploy import deploy
from ombud.workflows.procedures.load import load_procedure
from ombud.workflows.refusals import Forbidden
from ombud.workflows.text import in_language
from tests.integration.board.by_ballot import MEETING, MONDAY, by_ballot
from tests.integration.board.hall import HOUR, Hall
from tests.support.permit import permit_in

TIED = {"ada": "upheld", "ben": "upheld", "cas": "overturned", "dora": "overturned"}


def a_tied_appeal(hall: Hall) -> None:
    hall.rule("tie", "chair_decides")
    hall.appeal()
    hall.at = MEETING
    hall.arrive(*TIED)
    hall.open()
    for name, choice in TIED.items():
        hall.vote(name, choice)


def a_cochair_of_the_board(hall: Hall, name: str) -> None:
    role = {"role": "cochair", "scope": RoleScope.BODY, "scope_id": hall.body("board"), "from_on": MONDAY.date()}
    with unit_of_work(hall.database) as session:
        session.add(RoleHolding(person_id=hall.people[name], **role))


def where_the_clerk_decides_impartially(hall: Hall, folder: Path) -> None:
    """Another version of the permit procedure: whoever decided first does not decide the appeal."""

    def edit(file: Path, text: str) -> str:
        text = by_ballot(file, text).replace("version = 1\n", "version = 2\n")
        return text.replace('role = "clerk"\n', 'role = "clerk"\nimpartial = true\n')

    with unit_of_work(hall.database) as session:
        loaded = load_procedure(permit_in(folder / "again", edit))
        deploy(session, loaded, hall.office.forms, by=OPERATOR, at=MONDAY)


def test_who_presides_by_an_office_in_the_system_does_not_break_a_tie(hall: Hall) -> None:
    a_tied_appeal(hall)
    for name in ("staff", "olu", "operator"):
        assert hall.page(name).presides
        assert not hall.page(name).may_cast
        with pytest.raises(Forbidden, match="casting vote"):
            hall.close(name, casting_vote="upheld")
    assert hall.ballot().status is BallotStatus.OPEN
    assert hall.task("hear").status is TaskStatus.READY
    assert hall.page("coco").may_cast
    hall.close("coco", casting_vote="upheld")
    assert hall.ballot().result["outcome"] == "upheld"


def test_who_decided_before_presides_over_the_vote_and_does_not_break_the_tie(hall: Hall, tmp_path: Path) -> None:
    where_the_clerk_decides_impartially(hall, tmp_path)
    a_cochair_of_the_board(hall, "clerk")
    a_tied_appeal(hall)
    with pytest.raises(Forbidden, match="casting vote"):
        hall.close("clerk", casting_vote="upheld")
    assert hall.ballot().status is BallotStatus.OPEN
    hall.close("coco", casting_vote="upheld")


def test_the_casting_vote_goes_to_what_is_tied(hall: Hall) -> None:
    hall.rule("tie", "chair_decides")
    hall.at += HOUR
    hall.open_motion(closes_at=hall.at + HOUR)
    for name, choice in {"ada": "for", "ben": "for", "cas": "against", "dee": "against", "eve": "later"}.items():
        hall.vote(name, choice)
    assert hall.page("coco").tied == ()  # no option can reach the majority
    hall.vote("eve", "abstain")
    assert hall.page("coco").tied == (("for", "For"), ("against", "Against"))


def test_a_tie_by_correspondence_is_told_to_those_who_may_break_it(hall: Hall) -> None:
    hall.rule("tie", "chair_decides")
    hall.at += HOUR
    hall.open_motion(closes_at=hall.at + HOUR)
    hall.work()
    for name, choice in {"ada": "for", "ben": "for", "cas": "against", "dee": "against"}.items():
        hall.vote(name, choice)
    hall.at += HOUR
    assert hall.work() == {"coco": "A ballot is tied"}


def test_the_votes_counted_are_kept_in_english_whoever_closes(hall: Hall) -> None:
    a_tied_appeal(hall)
    with in_language("es"):
        hall.close(casting_vote="upheld")
    heard = select(Submission).where(Submission.case_id == hall.case_id, Submission.form == "permit.hear")
    key = hall.office.vault.unwrap(hall.case().data_key)
    said, _labels = submissions.read(key, hall.see(lambda s: s.scalars(heard).one()))
    assert said["votes_counted"] == "It stands: 2; It goes: 2; abstained: 0"
