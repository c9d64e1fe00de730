from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ombud.storage.sealing import (
    BadKey,
    KeyDestroyed,
    SealBroken,
    Vault,
    commit_to,
    keeps_commitment,
    new_key,
    parse_key,
)

ROW = UUID("11111111-1111-1111-1111-111111111111")
OTHER_ROW = UUID("22222222-2222-2222-2222-222222222222")
TEXT = b"My caseworker told my landlord."


def a_vault() -> Vault:
    return Vault(parse_key(new_key()))


@given(plain=st.binary(max_size=500), row=st.uuids(), table=st.text(max_size=10), column=st.text(max_size=10))
def test_what_is_sealed_opens_again_in_its_place(plain: bytes, row: UUID, table: str, column: str) -> None:
    key, _ = a_vault().new_case_key()
    sealed = key.seal(plain, table=table, column=column, row_id=row)
    assert key.open(sealed, table=table, column=column, row_id=row) == plain


@pytest.mark.parametrize(
    ("table", "column", "row"),
    [
        ("submissions", "answers_sealed", OTHER_ROW),
        ("submissions", "name_sealed", ROW),
        ("attachments", "answers_sealed", ROW),
        ("submissionsanswers", "_sealed", ROW),
    ],
)
def test_a_ciphertext_moved_to_another_row_column_or_table_does_not_open(table: str, column: str, row: UUID) -> None:
    key, _ = a_vault().new_case_key()
    sealed = key.seal(TEXT, table="submissions", column="answers_sealed", row_id=ROW)
    with pytest.raises(SealBroken, match="does not open"):
        key.open(sealed, table=table, column=column, row_id=row)


@given(position=st.integers(min_value=0), change=st.integers(min_value=1, max_value=255))
def test_any_changed_byte_is_noticed(position: int, change: int) -> None:
    key, _ = a_vault().new_case_key()
    sealed = bytearray(key.seal(TEXT, table="letters", column="pdf_sealed", row_id=ROW))
    sealed[position % len(sealed)] ^= change
    with pytest.raises(SealBroken):
        key.open(bytes(sealed), table="letters", column="pdf_sealed", row_id=ROW)


@given(length=st.integers(min_value=0, max_value=40))
def test_a_value_cut_short_is_noticed(length: int) -> None:
    key, _ = a_vault().new_case_key()
    sealed = key.seal(TEXT, table="letters", column="pdf_sealed", row_id=ROW)
    with pytest.raises(SealBroken):
        key.open(sealed[:length], table="letters", column="pdf_sealed", row_id=ROW)


def test_the_same_text_never_looks_the_same() -> None:
    key, _ = a_vault().new_case_key()
    seals = {key.seal(TEXT, table="t", column="c", row_id=ROW) for _ in range(20)}
    assert len(seals) == 20
    assert not any(TEXT in sealed for sealed in seals)


def test_a_case_key_survives_wrapping() -> None:
    vault = a_vault()
    key, wrapped = vault.new_case_key()
    sealed = key.seal(TEXT, table="t", column="c", row_id=ROW)
    assert vault.unwrap(wrapped).open(sealed, table="t", column="c", row_id=ROW) == TEXT


def test_another_cases_key_opens_nothing() -> None:
    vault = a_vault()
    one, other = vault.new_case_key()[0], vault.new_case_key()[0]
    with pytest.raises(SealBroken):
        other.open(one.seal(TEXT, table="t", column="c", row_id=ROW), table="t", column="c", row_id=ROW)


def test_a_wrapped_key_names_its_master_key_and_another_master_key_says_so() -> None:
    vault, other = a_vault(), a_vault()
    _, wrapped = vault.new_case_key()
    assert vault.key_id in wrapped
    with pytest.raises(SealBroken, match=f"{vault.key_id.hex()}.*{other.key_id.hex()}"):
        other.unwrap(wrapped)


def test_a_changed_wrapped_key_is_noticed() -> None:
    vault = a_vault()
    _, wrapped = vault.new_case_key()
    with pytest.raises(SealBroken, match="was changed"):
        vault.unwrap(wrapped[:-1] + bytes([wrapped[-1] ^ 1]))


def test_a_destroyed_key_says_that_it_was_destroyed() -> None:
    with pytest.raises(KeyDestroyed, match="retention"):
        a_vault().unwrap(None)


def test_the_system_key_is_the_same_after_a_restart() -> None:
    master, row = parse_key(new_key()), uuid4()
    sealed = Vault(master).system_key.seal(TEXT, table="outbox", column="recipient_sealed", row_id=row)
    assert Vault(master).system_key.open(sealed, table="outbox", column="recipient_sealed", row_id=row) == TEXT


def test_a_code_is_the_same_each_time_and_only_this_vault_knows_it() -> None:
    master = parse_key(new_key())
    code = Vault(master).code_for("party 1")
    assert code == Vault(master).code_for("party 1")
    assert len({code, Vault(master).code_for("party 2"), a_vault().code_for("party 1")}) == 3
    assert len(code) == 32


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (None, "not set"),
        ("  ", "not set"),
        ("correct horse battery staple", "base64url"),
        ("c2hvcnQ", "5 bytes instead of 32"),
        ("a" * 43 + "b" * 44, "instead of 32"),
        ("ä" * 43, "base64url"),
    ],
)
def test_a_bad_master_key_is_refused_with_the_way_out_and_without_repeating_it(text: str | None, problem: str) -> None:
    with pytest.raises(BadKey, match=problem) as refusal:
        parse_key(text)
    assert "ombud key new" in str(refusal.value)
    assert not text or text.strip() == "" or text not in str(refusal.value)


def test_a_key_may_come_without_padding_and_with_a_line_end() -> None:
    key = new_key()
    assert parse_key(key.rstrip("=") + "\n") == parse_key(key)


def test_a_vault_refuses_a_short_key() -> None:
    with pytest.raises(BadKey, match="16 bytes instead of 32"):
        Vault(b"x" * 16)


@given(plain=st.binary(), other=st.binary())
def test_a_commitment_holds_for_one_text_only(plain: bytes, other: bytes) -> None:
    salt, commitment = commit_to(plain)
    assert keeps_commitment(plain, salt=salt, commitment=commitment)
    assert keeps_commitment(other, salt=salt, commitment=commitment) is (other == plain)
    assert commit_to(plain)[1] != commitment
