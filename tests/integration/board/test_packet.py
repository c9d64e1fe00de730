"""The packet: one PDF for one reader and meeting, with what they may read and nothing else."""

from __future__ import annotations

import io

import pikepdf
import pytest
from sqlalchemy import select

from ombud.storage.cases import Case, Submission
from ombud.storage.events import SYSTEM_CHAIN, Event
from ombud.storage.session import reading, unit_of_work
from ombud.workflows.board import packet
from ombud.workflows.board.packet import Packet
from ombud.workflows.board.papers.setting import size, with_days
from ombud.workflows.refusals import NotFound
from tests.integration.board.papers_world import Panel, a_ballot, text_of
from tests.integration.board.petition import APRIL, MANUAL, MAY
from tests.support.statements import statements


def read(panel: Panel, by: str) -> Packet:
    with reading(panel.database) as session:
        return packet.packet_of(session, panel.office, MANUAL, panel.meeting(APRIL), panel.who(by), at=panel.at)


def test_a_member_reads_what_was_sent_in_without_how_to_reach_its_sender(panel: Panel) -> None:
    case_id = panel.petition()
    text = text_of(panel.packet(APRIL, "abena"))
    for words in (
        "Petitions panel", "Packet for the meeting of April 8, 2026", "10:00 AM", "Abena Osei", "Elm Street Shelter",
        panel.number(case_id), "Hear the petition", "hears a petition at its next regular meeting", "7 (Petitions)",
        "The report left out our shelter.", "February 17, 2026", "annual-report.pdf", "23 kB", "Rosa Delgado",
    ):  # fmt: skip
        assert words in text
    assert "rosa@elm.example" not in text


def test_a_barred_members_packet_lacks_the_item_and_keeps_its_number(panel: Panel) -> None:
    panel.petition()
    barred = panel.petition("Harbor House", wish="The one about the harbour.")
    panel.petition()
    mine, hers = text_of(panel.packet(APRIL, "abena")), text_of(panel.packet(APRIL, "harbor"))
    assert "The one about the harbour." in mine
    assert panel.number(barred) in mine
    for hidden in (panel.number(barred), "harbour", "Harbor House"):
        assert hidden not in hers
    assert "2 Not shown to you: you have a conflict" in hers
    assert [section.item.number for section in read(panel, "harbor").sections] == [1, 3]


def test_who_presides_without_deciding_gets_the_outline_only(panel: Panel) -> None:
    case_id = panel.petition()
    text = text_of(panel.packet(APRIL, "staff"))
    assert panel.number(case_id) in text
    assert "Elm Street Shelter" in text
    for hidden in ("The report left out", "annual-report.pdf", "Rosa Delgado"):
        assert hidden not in text


def test_items_without_a_case_ballots_and_what_was_put_off(panel: Panel) -> None:
    case_id = panel.petition()
    panel.add(APRIL, "Budget for training", input_wanted=True)
    panel.defer(panel.item_of(case_id).id, seen=panel.agenda(APRIL).version, to=MAY)
    with unit_of_work(panel.database) as session:
        a_ballot(session, panel, secret=True, task_id=panel.task(case_id).id, case_id=case_id)
    april, may = text_of(panel.packet(APRIL, "abena")), text_of(panel.packet(MAY, "abena"))
    assert "1. Budget for training Paid input from people with lived experience was asked for." in april
    assert panel.number(case_id) not in april
    for words in ("Put off from the meeting of April 8, 2026.", "Is the petition granted?", "Secret ballot"):
        assert words in may


def test_it_is_in_its_readers_language_and_says_so(panel: Panel) -> None:
    panel.petition()
    with pikepdf.open(io.BytesIO(panel.packet(APRIL, "bruno").content)) as made:
        assert str(made.Root.Lang) == "es"
        assert made.Root.MarkInfo.Marked
    assert "8 de abril de 2026" in text_of(panel.packet(APRIL, "bruno"))


def test_an_empty_agenda_is_a_packet_too(panel: Panel) -> None:
    assert "Nothing is on the agenda." in text_of(panel.packet(APRIL, "abena"))


def test_that_a_packet_was_read_is_recorded_and_a_passer_by_gets_none(panel: Panel) -> None:
    panel.packet(APRIL, "abena")
    with pytest.raises(NotFound):
        panel.packet(APRIL, "passer")
    with reading(panel.database) as session:
        events = session.scalars(select(Event).where(Event.chain == SYSTEM_CHAIN, Event.kind == "packet.read")).all()
    assert [event.body for event in events] == [
        {"meeting": str(panel.meeting(APRIL)), "person": str(panel.who("abena").person_id)}
    ]


def test_a_case_whose_key_is_destroyed_keeps_its_place_without_words(panel: Panel) -> None:
    case_id = panel.petition()
    with unit_of_work(panel.database) as session:
        session.get_one(Case, case_id).data_key = None
    text = text_of(panel.packet(APRIL, "abena"))
    assert panel.number(case_id) in text
    assert "This can no longer be read." in text
    assert "left out our shelter" not in text


def test_a_record_that_no_key_opens_is_said_to_be_lost_and_the_packet_is_made_all_the_same(panel: Panel) -> None:
    case_id = panel.petition()
    with unit_of_work(panel.database) as session:
        sent = session.scalars(select(Submission).where(Submission.case_id == case_id)).first()
        assert sent is not None
        other = {"element": sent.element, "form": sent.form, "sent_at": sent.sent_at, "party_id": sent.party_id}
        session.add(Submission(case_id=case_id, answers_sealed=b"of no key", **other))
    text = text_of(panel.packet(APRIL, "abena"))
    assert "This can no longer be read." in text


def test_what_people_write_cannot_reach_out_of_the_paper(panel: Panel) -> None:
    panel.petition(wish='<img src="file:///etc/passwd"><style>@import url(http://127.0.0.1:9/x.css)</style>{{ words }}')
    assert '<img src="file:///etc/passwd">' in text_of(panel.packet(APRIL, "abena"))


def test_a_packet_of_twelve_items(panel: Panel) -> None:
    cases = [panel.petition(place=False) for _each in range(9)]
    panel.work()
    for title in ("Training in the spring", "Report of the chair", "Any other business"):
        panel.add(APRIL, title)
    made = panel.packet(APRIL, "abena")
    text = text_of(made)
    assert made.name == "packet-panel-2026-04-08.pdf"
    assert all(panel.number(case_id) in text for case_id in cases)
    assert "12. Any other business" in text
    with pikepdf.open(io.BytesIO(made.content)) as opened:
        assert len(opened.pages) >= 10


@pytest.mark.parametrize("by", ["abena", "harbor", "staff"])
def test_how_many_statements_does_not_grow_with_the_agenda(panel: Panel, by: str) -> None:
    """As whoever decides, is barred from some of it, or reads the outline only."""
    asked = []
    for _round in range(2):
        for _each in range(2):
            panel.petition()
            panel.petition("Harbor House")
        panel.add(APRIL, "Any other business")
        read(panel, by)
        with statements(panel.database) as seen:
            found = read(panel, by)
        asked.append(len(seen))
    assert len(found.sections) >= 6
    assert asked[0] == asked[1], asked


@pytest.mark.parametrize(("count", "words"), [(0, "0 B"), (999, "999 B"), (23_456, "23 kB"), (3_400_000, "3.4 MB")])
def test_sizes_as_people_say_them(count: int, words: str) -> None:
    assert size(count) == words


def test_days_in_a_sentence_are_put_into_words() -> None:
    assert with_days("Put off to 2026-05-13.", language="en") == "Put off to May 13, 2026."
