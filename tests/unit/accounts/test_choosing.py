"""Which passwords may be chosen (S7)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import Babel
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from ombud.webapp.accounts import choosing, passwords

ABOUT = ("Maria Lopez", "maria@harbor.example")
GOOD = "seven otters under the bridge"


@pytest.fixture(autouse=True)
def speaking() -> Iterator[None]:
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context():
        yield


def said(password: str, breached: Path | None = None) -> str:
    return " ".join(choosing.objections(password, about=ABOUT, breached=breached))


def sha1(password: str) -> str:
    return hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()


def breached(folder: Path, hashes: list[str], *, end: str = "\n") -> Path:
    file = folder / "breached.txt"
    file.write_bytes("".join(f"{one}:{number}{end}" for number, one in enumerate(sorted(hashes), 1)).encode())
    return file


@pytest.mark.parametrize(
    "password", [GOOD, "x" * 3 + GOOD, "我们的猫喜欢在星期天吃鱼和米饭吧", "ALL CAPITALS ON A MONDAY", GOOD * 30]
)
def test_long_ones_are_good_whatever_they_are_made_of(password: str) -> None:
    """S7: no rules about kinds of characters."""
    assert said(password) == ""


@pytest.mark.parametrize(
    ("length", "reason"),
    [(14, "at least 15"), (15, ""), (64, ""), (72, ""), (73, ""), (1024, ""), (1025, "at most 1024")],
)
def test_fifteen_characters_are_asked_for_and_many_allowed(length: int, reason: str) -> None:
    """S7: 64 and more."""
    password = ("Violet kettles hum; nobody in Reykjavik objects. " * 30)[:length]
    assert reason in said(password)
    assert bool(reason) == bool(said(password))


def test_characters_are_counted_not_bytes() -> None:
    assert "at least 15" in said("é" * 14)


def test_those_tried_first_are_refused_in_any_dress() -> None:
    """S7: the most used passwords, in capitals, with blanks between, or again and again."""
    common = [one for one in FREQUENCY_LISTS["passwords"] if len(one) >= choosing.SHORTEST]
    assert len(common) > 20
    for one in common:
        for dressed in (one, one.upper(), " ".join(one), one * 2):
            assert "tried first" in said(dressed), dressed
    assert "tried first" in said("letmein letmein letmein")


@pytest.mark.parametrize(
    "password",
    [
        "maria lopez maria lopez",
        "Maria Lopez ombud 2026",
        "maria@harbor.example",
        "aaaaaaaaaaaaaaaaaaaaa",
        "abcdefghijklmnopqrst",
    ],
)
def test_what_its_owner_is_called_is_no_secret(password: str) -> None:
    """S7: name, address and the name of this place count for nothing."""
    assert said(password)


def test_the_same_words_are_good_for_somebody_else() -> None:
    password = "fergus macdonald tartan"
    assert said(password) == ""
    assert choosing.objections(password, about=("Fergus Macdonald", "tartan@x.example"), breached=None)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("size", [1, 2, 3, 10, 1000])
def test_every_line_of_the_list_is_found_and_nothing_else(tmp_path: Path, size: int, end: str) -> None:
    """S7: first, last and between; the file is never read whole."""
    listed = [f"word {number} of the list" for number in range(size)]
    file = breached(tmp_path, [sha1(one) for one in listed], end=end)
    assert all(choosing.is_listed(one, file) for one in listed)
    assert not any(choosing.is_listed(f"word {number} of no list", file) for number in range(size))
    assert "became public" in said(listed[0], file) or len(listed[0]) < choosing.SHORTEST


def test_a_list_without_an_end_of_line_and_an_empty_one(tmp_path: Path) -> None:
    file = tmp_path / "cut.txt"
    file.write_text(f"{'0' * 40}:1\n{sha1(GOOD)}:7")
    assert choosing.is_listed(GOOD, file) == (sha1(GOOD) > "0" * 40)
    file.write_text("")
    assert not choosing.is_listed(GOOD, file)


def test_an_accent_is_the_same_on_every_keyboard() -> None:
    stored = passwords.hash_password("caf\u00e9 au lait et croissants")
    assert passwords.matches(stored, "cafe\u0301 au lait et croissants")
    assert not passwords.matches(stored, "cafe au lait et croissants")
