"""What the events of a case are called, where one sentence says it whatever the event holds."""

from __future__ import annotations

from typing import Final

from ombud.workflows.casefile.words import humanised
from ombud.workflows.text import lazy, translate

WORDS: Final = {
    "task.claimed": lazy("Taken"),
    "task.released": lazy("Given back"),
    "task.reassigned": lazy("Handed over"),
    "deadline.extend": lazy("Date extended"),
    "deadline.pause": lazy("Clock stopped"),
    "deadline.resume": lazy("Clock started again"),
    "deadline.retime": lazy("Date computed anew"),
    "message.sent": lazy("Message sent"),
    "letter.rendered": lazy("Letter made"),
    "letter.delivered": lazy("Letter delivered"),
    "letter.failed": lazy("Letter could not be delivered"),
    "conflict.declared": lazy("Somebody was barred from deciding"),
    "conflict.lifted": lazy("A bar from deciding was lifted"),
    "organisation.declared": lazy("What the organisation has declared of itself was kept"),
    "ballot.opened": lazy("Ballot opened"),
    "ballot.closed": lazy("Ballot closed"),
    "ballot.void": lazy("Ballot void: nothing was decided"),
    "ballot.taken_back": lazy("What a ballot had decided was taken back"),
    "ballot.recused": lazy("Somebody stepped aside from the ballot"),
    "case.suspended": lazy("Suspended"),
    "case.resumed": lazy("Resumed"),
    "case.migrated": lazy("Moved to a newer version of the procedure"),
    "case.undone": lazy("Taken back"),
    "case.settings_taken": lazy("Put under the settings of that day"),
    "case.led_to": lazy("Another case was opened from it"),
    "case.opening_taken_back": lazy("Another case is not opened from it after all"),
    "case.terminated": lazy("Ended by an operator, without a decision"),
}
"""By kind of event; also what a reason is called that was given for such an act."""


def called(kind: str, element: str = "") -> str:
    """The words of a kind; with the name of the step it was about, where it was about one."""
    words = str(WORDS[kind]) if kind in WORDS else translate(humanised(kind.replace(".", " ")))
    return f"{words}: {element}" if element else words
