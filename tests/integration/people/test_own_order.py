"""The order somebody keeps in their own inbox, on both databases: how it is sorted, what is put off, views with names."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from uuid import uuid4

import pytest

from ombud.storage.session import reading, unit_of_work
from ombud.workflows import home, inbox
from ombud.workflows.days import day_of
from ombud.workflows.inbox import Box, Due, Look, Sort, When, saved
from ombud.workflows.inbox.follow_ups import look_again, look_now
from ombud.workflows.inbox.reading import next_task
from ombud.workflows.refusals import InvalidCommand, NotFound, NotYourTask
from tests.support.court import Court

pytestmark = pytest.mark.both_databases


def box_of(court: Court, name: str, box: Box | None = None, look: Look = inbox.Look()) -> inbox.Inbox:  # noqa: B008
    with reading(court.database) as session:
        return inbox.read(session, court.office, court.who(name), box=box, look=look, at=court.at)


def whens(found: inbox.Inbox) -> list[When | None]:
    return [group.when for group in found.groups]


def test_however_it_is_sorted_a_box_holds_the_same_tasks(court: Court) -> None:
    court.ask()
    decide = court.task("decide").id
    for sort, backwards in product(Sort, (False, True)):
        look = Look(procedure="permit", role="clerk", sort=sort, backwards=backwards)
        found = box_of(court, "clerk", look=look)
        assert found.box is Box.GROUPS, "nothing is the clerk's alone"
        assert [line.task_id for group in found.groups for line in group.lines] == [decide], look
        assert found.counts[Box.GROUPS] == 1
        assert not box_of(court, "clerk", look=Look(role="member", sort=sort)).groups
    for box, due in product(Box, Due):
        found = box_of(court, "clerk", box, Look(due=due))
        assert found.counts[box] == sum(len(group.lines) for group in found.groups), (box, due)


def test_what_is_put_off_waits_for_its_day(court: Court) -> None:
    court.ask()
    decide, clerk, today = court.task("decide").id, court.who("clerk"), day_of(court.at)
    for day, until in ((1, today + timedelta(days=5)), (2, today + timedelta(days=2))):
        court.do(lambda s, until=until: look_again(s, court.office, decide, until, by=clerk, at=court.at))
        assert whens(box_of(court, "clerk")) == [When.PUT_OFF], day
    with reading(court.database) as session:
        assert next_task(session, clerk, at=court.at) is None
    assert whens(box_of(court, "decided")) != [When.PUT_OFF], "it is the clerk's own order"
    court.pass_days(2)
    assert whens(box_of(court, "clerk")) != [When.PUT_OFF]
    with reading(court.database) as session:
        assert next_task(session, clerk, at=court.at) == decide
    court.do(lambda s: look_now(s, court.office, decide, by=clerk, at=court.at))
    (line,) = box_of(court, "clerk").groups[0].lines
    assert line.again_on is None


def test_only_who_may_act_puts_off_and_only_to_a_day_to_come(court: Court) -> None:
    court.ask()
    decide, today = court.task("decide").id, day_of(court.at)
    for name, refusal in (("clerk", InvalidCommand), ("party", NotYourTask), ("free", NotFound)):
        who = court.who(name)
        with pytest.raises(refusal):
            court.do(lambda s, who=who: look_again(s, court.office, decide, today, by=who, at=court.at))


def test_a_view_is_its_makers_alone(court: Court) -> None:
    clerk, decided = court.who("clerk"), court.who("decided")
    court.do(lambda s: saved.save(s, court.office, " My  own ", "box=groups", by=clerk, at=court.at, request_key="a"))
    court.do(lambda s: saved.save(s, court.office, "My own", "box=groups", by=clerk, at=court.at, request_key="a"))
    with reading(court.database) as session:
        (view,) = saved.views_of(session, court.office, court.id_of("clerk"))
        assert saved.views_of(session, court.office, court.id_of("decided")) == []
    assert (view.name, view.query) == ("My own", "box=groups")
    for view_id, who in ((view.id, decided), (uuid4(), clerk)):
        with pytest.raises(NotFound), unit_of_work(court.database) as session:
            saved.rename(session, court.office, view_id, "Theirs", by=who)
        court.do(lambda s, view_id=view_id, who=who: saved.remove(s, view_id, by=who))
    with reading(court.database) as session:
        assert saved.views_of(session, court.office, court.id_of("clerk")) == [view]
    court.do(lambda s: saved.remove(s, view.id, by=clerk))
    with reading(court.database) as session:
        assert saved.views_of(session, court.office, court.id_of("clerk")) == []


def test_the_home_page_is_read_on_both(court: Court) -> None:
    court.ask()
    with reading(court.database) as session:
        clerk, party = (home.read(session, court.office, court.who(name), at=court.at) for name in ("clerk", "party"))
    assert clerk.counts[Box.GROUPS] == 1
    assert clerk.meetings == clerk.cases == ()
    assert [one.bodies for one in party.meetings] == [("Panel",)]
    assert [one.who for one in party.cases] == [("Clerk",)]
