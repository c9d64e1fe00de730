"""The blind index: written with the name, made anew by a command, gone with the key, and telling nobody a name."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from ombud.storage.cases import Attachment, Case, Party
from ombud.storage.sealing import Vault, new_key, parse_key
from ombud.storage.search import SearchKind, SearchWord, words_of
from ombud.storage.session import reading, unit_of_work
from ombud.workflows import cases
from ombud.workflows.actors import STRANGER
from ombud.workflows.commands import perform
from ombud.workflows.search.index import digest_of, index_all
from tests.support.court import Court
from tests.support.permit import Town
from tests.support.statements import statements

pytestmark = pytest.mark.both_databases


def rows(world: Town | Court) -> set[tuple[UUID, str, UUID, bytes]]:
    with reading(world.database) as session:
        found = session.scalars(select(SearchWord))
        return {(one.case_id, str(one.kind), one.row_id, one.digest) for one in found}


def test_a_row_for_each_word_is_written_with_the_name_and_in_one_statement(town: Town) -> None:
    town.ask()
    with statements(town.database) as ran:
        asked = town.ask(contact_name="Zoe Quillfeather Zoe", contact_email="zoe@town.example")
    assert [one.split()[2].strip('"') for one in ran if "search_words" in one] == ["search_words"]
    words = ("zoe", "quillfeather", "zoe@town.example")
    digests = {digest_of(town.office.vault, SearchKind.PARTY, word) for word in words}
    assert {(case_id, kind, digest) for case_id, kind, _row, digest in rows(town)} == {
        (asked.case_id, "party", digest) for digest in digests
    }


def test_an_opening_that_fails_leaves_no_word(town: Town) -> None:
    said = {"wish": "A kiosk", "contact_name": "Zoe Quillfeather"}

    def open_and_fail(session: Session) -> None:
        cases.open_case(session, town.office, "permit", said, by=STRANGER, at=town.at)
        assert session.scalar(select(func.count()).select_from(SearchWord)) == 2
        raise RuntimeError("the power fails")

    with pytest.raises(RuntimeError):
        perform(town.database, town.office, open_and_fail, at=town.at)
    assert rows(town) == set()


def test_the_index_made_anew_is_the_one_that_was_written(court: Court) -> None:
    court.ask()
    before = rows(court)
    assert {kind for _case, kind, _row, _digest in before} == {"attachment"}, "who has an account is no secret name"
    with unit_of_work(court.database) as session:
        session.execute(text("DELETE FROM search_words"))
    done = index_all(court.database, court.office.vault)
    assert (done.cases, done.unreadable) == (1, 0)
    assert rows(court) == before
    index_all(court.database, court.office.vault)
    assert rows(court) == before


def test_what_does_not_open_is_counted_and_the_rest_is_indexed(town: Town) -> None:
    broken, whole = town.ask(contact_name="Ann Lee"), town.ask(contact_name="Bo Yu")
    before = rows(town)
    with unit_of_work(town.database) as session:
        session.execute(update(Party).where(Party.case_id == broken.case_id).values(contact_sealed=b"changed"))
    done = index_all(town.database, town.office.vault)
    assert (done.cases, done.unreadable) == (2, 1)
    assert rows(town) == {row for row in before if row[0] == whole.case_id}


def test_with_the_key_of_a_case_its_words_are_gone_and_no_others(court: Court) -> None:
    destroyed, kept = court.ask(), court.ask()
    assert {row[0] for row in rows(court)} == {destroyed, kept}
    with unit_of_work(court.database) as session:
        session.execute(update(Case).where(Case.id == destroyed).values(data_key=None))
    assert {row[0] for row in rows(court)} == {kept}
    index_all(court.database, court.office.vault)
    assert {row[0] for row in rows(court)} == {kept}
    with reading(court.database) as session:
        assert session.scalar(select(func.count()).select_from(Attachment)) == 2, "what it is about is another matter"


def test_nobody_finds_a_word_without_the_master_key_and_kinds_have_nothing_in_common() -> None:
    vault, other = Vault(parse_key(new_key())), Vault(parse_key(new_key()))
    (word,) = words_of("Ana")
    digests = [digest_of(one, kind, word) for one in (vault, other) for kind in SearchKind]
    assert len({*digests}) == 4
    assert digest_of(vault, SearchKind.PARTY, word) == digests[0]
