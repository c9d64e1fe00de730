"""What mails about ballots say: fixed sentences, and the case number where there is one. No motion: it may be telling."""

from __future__ import annotations

from ombud.workflows.text import translate as _


def opened(number: str) -> tuple[str, str]:
    text = _("A ballot by correspondence is open. Your vote is wanted.")
    return _headed(number, _("your vote is wanted"), _("Your vote is wanted")), text


def reminder(number: str) -> tuple[str, str]:
    text = _("A ballot by correspondence ends soon, and you have not voted.")
    return _headed(number, _("a ballot ends soon"), _("A ballot ends soon")), text


def no_quorum(number: str) -> tuple[str, str]:
    text = _("A ballot by correspondence has ended. Too few had voted, so it is void. You can open another one.")
    return _headed(number, _("a ballot had no quorum"), _("A ballot had no quorum")), text


def tied(number: str) -> tuple[str, str]:
    text = _("A ballot by correspondence has ended in a tie, and the chair decides. Close it with the casting vote.")
    return _headed(number, _("a ballot is tied"), _("A ballot is tied")), text


def _headed(number: str, of_case: str, alone: str) -> str:
    return f"{number}: {of_case}" if number else alone
