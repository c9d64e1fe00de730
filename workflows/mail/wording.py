"""What mails say: fixed sentences and the case number, in the language of whoever is called."""

from __future__ import annotations

from collections.abc import Callable

from ombud.workflows.procedures.model import Notice
from ombud.workflows.text import translate as _

Wording = Callable[[str], tuple[str, str]]
"""A case number in, subject and text out; called in the recipient's language."""


def task(number: str) -> tuple[str, str]:
    return (
        _("%(number)s: a task is waiting for you", number=number),
        _("A task in case %(number)s is waiting for you.", number=number),
    )


def reminder(number: str) -> tuple[str, str]:
    return (
        _("%(number)s: a task is due soon", number=number),
        _("A task of yours in case %(number)s is due soon.", number=number),
    )


def overdue(number: str) -> tuple[str, str]:
    return (
        _("%(number)s: a task is overdue", number=number),
        _("A task of yours in case %(number)s is overdue.", number=number),
    )


def moved(number: str) -> tuple[str, str]:
    return (
        _("%(number)s: the date of a task has changed", number=number),
        _(
            "A meeting was moved, cancelled or added. A task of yours in case %(number)s has another date now.",
            number=number,
        ),
    )


def moved_for_party(number: str) -> tuple[str, str]:
    return (
        _("%(number)s: a date in your case has changed", number=number),
        _(
            "A meeting was moved, cancelled or added. Case %(number)s is taken up on another date now; its page shows it.",
            number=number,
        ),
    )


def under_other_settings(number: str) -> tuple[str, str]:
    return (
        _("%(number)s: the date of a task has changed", number=number),
        _("Case %(number)s runs under other settings now. A task of yours in it has another date.", number=number),
    )


def under_other_settings_for_party(number: str) -> tuple[str, str]:
    return (
        _("%(number)s: a date in your case has changed", number=number),
        _("Case %(number)s runs under other settings now. A date in it has changed; its page shows it.", number=number),
    )


def progress(number: str) -> tuple[str, str]:
    return (
        _("%(number)s: your case has moved on", number=number),
        _("A step was taken in case %(number)s. Its page shows where it is now.", number=number),
    )


def letter(number: str) -> tuple[str, str]:
    return (
        _("%(number)s: a letter is ready", number=number),
        _("A letter in case %(number)s is ready for you to read.", number=number),
    )


def receipt(number: str) -> tuple[str, str]:
    return (
        _("%(number)s: we have received it", number=number),
        _("What you sent has arrived. Your case has the number %(number)s.", number=number),
    )


def message(number: str) -> tuple[str, str]:
    return (
        _("%(number)s: a message is waiting for you", number=number),
        _("A message in case %(number)s is waiting for you to read.", number=number),
    )


def new_link(number: str) -> tuple[str, str]:
    return (
        _("%(number)s: the link you asked for", number=number),
        _(
            "Somebody asked for a link to case %(number)s at this address. If it was not you, do nothing.",
            number=number,
        ),
    )


def undelivered(number: str) -> tuple[str, str]:
    return (
        _("%(number)s: a letter could not be delivered", number=number),
        _(
            "A letter in case %(number)s has not reached somebody it is addressed to. "
            "Deliver it by post or by hand, and record that on the case page.",
            number=number,
        ),
    )


def by_post(number: str) -> tuple[str, str]:
    return (
        _("%(number)s: a letter has to go by post", number=number),
        _(
            "A letter in case %(number)s is addressed to somebody who gave no e-mail address. "
            "Print it, send it by post or hand it over, and record that on the case page.",
            number=number,
        ),
    )


def nobody(number: str) -> tuple[str, str]:
    return (
        _("%(number)s: nobody could be told", number=number),
        _("Something waits in case %(number)s, and nobody holds the role it waits for.", number=number),
    )


def terminated(number: str) -> tuple[str, str]:
    return (
        _("%(number)s was ended", number=number),
        _(
            "Case %(number)s was ended by whoever runs Ombud, without a decision. Nothing more is asked of you in it, "
            "and its dates do not run any more.",
            number=number,
        ),
    )


def substitute(_number: str) -> tuple[str, str]:
    return (
        _("You are asked to stand in for somebody"),
        _(
            "Somebody will be away and asks you to act in their place. Until you accept, nothing changes. "
            "Who it is, for which days and in which roles is on the page."
        ),
    )


def identity_asked(number: str) -> tuple[str, str]:
    return (
        _("%(number)s: somebody asks to see who brought the case", number=number),
        _(
            "Who brought case %(number)s is sealed. Somebody asks to open it and has given a reason. "
            "Read it, and say whether you agree.",
            number=number,
        ),
    )


def identity_answered(number: str) -> tuple[str, str]:
    return (
        _("%(number)s: your request was answered", number=number),
        _("You asked to see who brought case %(number)s. Somebody has answered.", number=number),
    )


def of_notice(notice: Notice) -> Wording:
    """The sentences a procedure gives its notice."""

    def words(number: str) -> tuple[str, str]:
        return f"{number}: {_(notice.subject)}", _(notice.text)

    return words


def closing(link: str) -> str:
    """What stands below every mail."""
    return _(
        "Open it here: %(link)s\n\nOmbud sent this mail by itself; an answer to it is not read.",
        link=link,
    )


def closing_with_code(link: str) -> str:
    return _(
        "Open it here, with the tracking code you were given: %(link)s\n\n"
        "Ombud sent this mail by itself; an answer to it is not read.",
        link=link,
    )


def closing_with_pass(link: str, until: str, tracking: str) -> str:
    return _(
        "Open it here: %(link)s\n\n"
        "This link opens your case once, until %(until)s. Do not pass this mail on. Later, or from another device, use "
        "the tracking code you were given, or ask for a new link: %(tracking)s\n\n"
        "Ombud sent this mail by itself; an answer to it is not read.",
        link=link,
        until=until,
        tracking=tracking,
    )
