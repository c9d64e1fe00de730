"""Dates and messages."""

from __future__ import annotations

import pytest

from ombud.workflows import engine
from tests.unit.engine.diagrams import DAY, NOW, Diagram, Walk, full, timer


def withdrawable(target_interrupts: bool = False) -> Diagram:
    inner = Diagram("inner").start("ib").users("look decide").end("ie").path("ib look decide ie")
    diagram = Diagram().start().sub("handling", inner).users("remind close").end().end("withdrawn")
    diagram.boundary("withdraw", "handling", diagram.message("withdrawal"))
    diagram.boundary("target", "handling", timer("decision"), interrupting=target_interrupts)
    diagram.path("begin handling close done").path("withdraw withdrawn").path("target remind done")
    return diagram


def test_a_timer_is_armed_with_its_deadline_and_its_host() -> None:
    case = Walk(withdrawable().parse())
    armed = engine.ArmedTimer(full("target"), "decision", full("handling"))
    assert case.step.armed == (armed,)
    assert engine.waiting_timers(case.definition, case.step.state) == (armed,)
    waiting = engine.AwaitedMessage(full("withdraw"), "withdrawal", full("handling"))
    assert engine.awaited_messages(case.definition, case.step.state) == (waiting,)


def test_a_timer_fires_strictly_after_its_instant() -> None:
    case = Walk(withdrawable().parse())
    case.set_due("target", DAY)
    assert case.tick().fired == ()
    assert case.tick(after=DAY).fired == ()
    step = case.tick(after=DAY / 1_000_000)
    assert step.fired == (full("target"),)
    assert case.visited[-2:] == ["target", "remind"]
    assert case.open == ["look", "remind"]


def test_a_boundary_event_is_visited_when_it_happens() -> None:
    case = Walk(withdrawable().parse())
    assert case.visited == ["begin", "handling", "ib", "look"]
    case.set_due("target", DAY)
    assert [key.element for key in case.tick(after=2 * DAY).visited] == ["target", "remind"]
    assert [key.element for key in case.deliver("withdrawal").visited] == ["withdraw", "withdrawn"]


def test_a_timer_without_a_date_is_not_due() -> None:
    case = Walk(withdrawable().parse())
    assert case.tick(after=1000 * DAY).fired == ()
    case.due[engine.ElementKey("target", 2)] = NOW
    assert case.tick().fired == ()


def test_a_timer_fires_once() -> None:
    case = Walk(withdrawable().parse())
    case.set_due("target", DAY)
    case.tick(after=2 * DAY)
    assert case.tick().fired == ()
    assert case.open == ["look", "remind"]


def test_what_a_fired_timer_began_outlives_its_host_and_leaves_the_other_events_alone() -> None:
    case = Walk(withdrawable().parse())
    case.set_due("target", DAY)
    case.tick(after=2 * DAY)
    assert case.complete("remind").ended is None
    assert case.deliver("withdrawal").cancelled == (full("look"),)
    assert case.step.ended == "withdrawn"


def test_an_interrupting_timer_ends_its_host() -> None:
    case = Walk(withdrawable(target_interrupts=True).parse())
    case.complete("look")
    case.set_due("target", DAY)
    step = case.tick(after=2 * DAY)
    assert (step.cancelled, case.open) == ((full("decide"),), ["remind"])
    assert engine.awaited_messages(case.definition, step.state) == ()


def test_a_timer_whose_host_ended_is_disarmed() -> None:
    case = Walk(withdrawable().parse())
    case.complete("look")
    assert case.complete("decide").disarmed == (full("target"),)
    case.set_due("target", DAY)
    assert case.tick(after=2 * DAY).fired == ()
    assert case.open == ["close"]


def test_withdrawal_interrupts_at_every_stage() -> None:
    for before in ([], ["look"]):
        case = Walk(withdrawable().parse())
        for key in before:
            case.complete(key)
        step = case.deliver("withdrawal", reason="settled")
        assert (step.ended, step.variables) == ("withdrawn", {"reason": "settled"})
        assert step.disarmed == (full("target"),)
        assert case.visited[-2:] == ["withdraw", "withdrawn"]


def test_a_message_nobody_waits_for_is_refused() -> None:
    case = Walk(withdrawable().parse())
    with pytest.raises(engine.NotAwaited, match="appeal"):
        case.deliver("appeal")
    case.complete("look")
    case.complete("decide")
    with pytest.raises(engine.NotAwaited):
        case.deliver("withdrawal")


def test_a_second_pass_of_a_loop_has_its_own_date() -> None:
    diagram = Diagram().start().user("wait").choice("more").users("late").end()
    diagram.boundary("t", "wait", timer("answer"), interrupting=False).path("begin wait more").path("t late done")
    case = Walk(diagram.when("more", "wait", "more").when("more", "done", "not more").parse())
    case.set_due("t", DAY)
    case.now += 2 * DAY
    step = case.complete("wait", more=True)
    assert step.fired == ()
    assert step.disarmed == (full("t"),)
    assert step.armed == (engine.ArmedTimer(full("t:2"), "answer", full("wait:2")),)
    assert case.tick().fired == ()
    case.set_due("t:2", DAY)
    assert case.tick().fired == (full("t:2"),)
    assert case.open == ["wait:2", "late"]


def test_due_timers_fire_in_the_order_of_their_dates_and_may_end_each_other() -> None:
    diagram = Diagram().start().user("wait").users("one two").end()
    diagram.boundary("first", "wait", timer("a")).boundary("second", "wait", timer("b"))
    diagram.path("begin wait done").path("first one done").path("second two done")
    case = Walk(diagram.parse())
    case.set_due("first", 2 * DAY)
    case.set_due("second", DAY)
    step = case.tick(after=10 * DAY)
    assert (step.fired, step.disarmed, case.open) == ((full("second"),), (full("first"),), ["two"])


def test_two_timers_of_one_deadline_are_two_instances() -> None:
    diagram = Diagram().start().users("a b").parallel("s", "j").timer("x", "shared").timer("y", "shared").end()
    case = Walk(diagram.path("begin s x a j done").path("s y b j").parse())
    assert [timer_.key for timer_ in case.step.armed] == [full("x"), full("y")]
    case.set_due("y", DAY)
    assert case.tick(after=2 * DAY).fired == (full("y"),)
    assert case.open == ["b"]


def gateway() -> Diagram:
    diagram = Diagram().start().node("eventBasedGateway", "wait").users("answered silent").end()
    diagram.catch("reply", "reply").timer("silence", "answer")
    return diagram.path("begin wait reply answered done").path("wait silence silent done")


def test_an_event_gateway_waits_for_a_message_or_a_date() -> None:
    case = Walk(gateway().parse())
    assert case.step.armed == (engine.ArmedTimer(full("silence"), "answer", None),)
    assert [m.key for m in engine.awaited_messages(case.definition, case.step.state)] == [full("reply")]
    step = case.deliver("reply", accepted=True)
    assert (step.disarmed, case.open) == ((full("silence"),), ["answered"])
    assert case.visited == ["begin", "wait", "reply", "answered"]


def test_the_date_of_an_event_gateway_ends_the_wait_for_the_message() -> None:
    case = Walk(gateway().parse())
    case.set_due("silence", DAY)
    step = case.tick(after=2 * DAY)
    assert (step.fired, step.disarmed, case.open) == ((full("silence"),), (), ["silent"])
    assert case.visited == ["begin", "wait", "silence", "silent"]
    assert engine.awaited_messages(case.definition, step.state) == ()


def test_an_event_gateway_in_a_loop_numbers_what_it_waits_for() -> None:
    diagram = Diagram().start().node("eventBasedGateway", "wait").choice("more").end().timer("silence", "answer")
    diagram.catch("reply", "reply").path("begin wait reply more").path("wait silence done")
    case = Walk(diagram.when("more", "wait", "again").when("more", "done", "not again").parse())
    step = case.deliver("reply", again=True)
    assert [timer_.key for timer_ in step.armed] == [full("silence:2")]
    case.set_due("silence:2", DAY)
    assert case.tick(after=2 * DAY).ended == "done"
    assert case.visited[-3:] == ["wait:2", "silence:2", "done"]


def test_a_thrown_message_is_listed_with_its_payload() -> None:
    diagram = Diagram().start().user("a").end()
    diagram.node("intermediateThrowEvent", "tell", diagram.message("opened", '{"kind": kind, "count": len(list)}'))
    diagram.node("endEvent", "finish", diagram.message("closed")).path("begin a tell finish")
    diagram.parts = [part for part in diagram.parts if 'id="done"' not in part]
    step = Walk(diagram.parse(), kind="formal", list=[1]).complete("a")
    assert step.thrown == (
        engine.ThrownMessage(full("tell"), "opened", {"kind": "formal", "count": 1}),
        engine.ThrownMessage(full("finish"), "closed", {}),
    )
    assert step.ended == "finish"


def test_a_payload_is_a_mapping() -> None:
    diagram = Diagram().start().user("a")
    diagram.node("endEvent", "finish", diagram.message("closed", "[1]")).path("begin a finish")
    with pytest.raises(engine.EngineError, match="finish: the payload"):
        Walk(diagram.parse()).complete("a")


def test_a_message_that_does_not_interrupt_may_come_again() -> None:
    diagram = Diagram().start().users("handle read").end()
    diagram.boundary("more", "handle", diagram.message("addition"), interrupting=False)
    case = Walk(diagram.path("begin handle done").path("more read done").parse())
    case.deliver("addition")
    case.deliver("addition")
    assert case.open == ["handle", "read", "read:2"]
    assert case.visited[-2:] == ["more:2", "read:2"]
    case.complete("handle")
    with pytest.raises(engine.NotAwaited):
        case.deliver("addition")


def test_a_receive_task_waits_for_its_message() -> None:
    diagram = Diagram().start().end()
    diagram.message("answer")
    diagram.node("receiveTask", "wait", messageRef="message_answer").path("begin wait done")
    case = Walk(diagram.parse())
    assert [m.message for m in engine.awaited_messages(case.definition, case.step.state)] == ["answer"]
    assert case.deliver("answer").ended == "done"


def test_a_message_in_the_inner_and_the_outer_scope_reaches_the_outer_end() -> None:
    innermost = Diagram("innermost").start("kb").user("look").end("ke").path("kb look ke")
    inner = Diagram("inner").start("ib").sub("deep", innermost).effect("tell").end("ie").end("iw")
    inner.boundary("inner_withdraw", "deep", inner.message("withdrawal"))
    inner.path("ib deep ie").path("inner_withdraw tell iw")
    diagram = Diagram().start().sub("part", inner).end().end("withdrawn")
    diagram.boundary("withdraw", "part", diagram.message("withdrawal")).path("begin part done")
    step = Walk(diagram.path("withdraw withdrawn").parse()).deliver("withdrawal")
    assert (step.ended, step.effects) == ("withdrawn", ())
    assert [key.element for key in step.visited] == ["withdraw", "withdrawn"]
